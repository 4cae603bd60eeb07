"""Research exports: names that mean nothing elsewhere, times that name no day, no small groups."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.pseudonym import SMALLEST, WITHHELD, Pseudonyms, coarse, month, told

NOW = datetime(2026, 11, 24, 12, 3, tzinfo=UTC)


def people(case, medicine, law, start=0):
    sides = ["medicine"] * medicine + ["law"] * law
    return [(start + number, case, side) for number, side in enumerate(sides)]


def test_a_pseudonym_is_the_same_within_an_export_and_another_in_the_next():
    one, other = Pseudonyms(secret=b"a" * 32), Pseudonyms(secret=b"b" * 32)
    assert one.of("person", 7) == one.of("person", 7)
    assert len({one.of("person", 7), other.of("person", 7), one.of("pair", 7), one.of("person", 8)}) == 4


@given(st.integers(0, 10_000))
def test_minutes_come_in_steps_of_five_and_never_after_the_fact(minutes):
    told_of = coarse(NOW, NOW + timedelta(minutes=minutes))
    assert (told_of % 5, 0 <= minutes - told_of < 5) == (0, True)
    assert month(NOW) == "2026-11"


def test_a_case_of_fewer_than_ten_is_not_told_of():
    found = told([*people("mould", 6, 6), *people("pip", 5, 4, start=100)])
    assert found.cases == {"mould"}


@given(st.integers(0, 14), st.integers(0, 14))
def test_a_discipline_is_told_only_where_both_are_ten_or_more(medicine, law):
    found = told(people("mould", medicine, law))
    both = min(medicine, law) >= SMALLEST
    assert found.discipline("mould", "medicine") == ("medicine" if both else WITHHELD)
    assert found.discipline_alone("law") == ("law" if both else WITHHELD)
