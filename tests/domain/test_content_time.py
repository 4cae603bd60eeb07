"""Working days: what a time limit of a case comes to."""

from datetime import date

import pytest
from holidays import country_holidays

from elearn.domain.bank_holidays import BANK_HOLIDAYS, YEARS
from elearn.domain.workdays import is_working_day, said, working_days_after


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2026, 11, 2), 10, date(2026, 11, 16)),
        (date(2026, 11, 16), 3, date(2026, 11, 19)),
        (date(2026, 11, 16), 5, date(2026, 11, 23)),
        (date(2026, 2, 14), 10, date(2026, 2, 27)),
        (date(2026, 6, 2), 3, date(2026, 6, 5)),
        (date(2026, 12, 23), 2, date(2026, 12, 29)),
        (date(2026, 11, 2), 0, date(2026, 11, 2)),
    ],
)
def test_the_clocks_of_the_domain_notes_come_out(start: date, days: int, due: date) -> None:
    assert working_days_after(start, days, "England") == due


def test_scotland_and_england_keep_different_days() -> None:
    monday = date(2026, 8, 31)
    assert (is_working_day(monday, "England"), is_working_day(monday, "Scotland")) == (False, True)
    assert is_working_day(date(2026, 3, 17), "Wales")
    assert not is_working_day(date(2026, 3, 17), "Northern Ireland")


def test_a_year_outside_the_table_is_asked_of_the_library() -> None:
    assert not is_working_day(date(2040, 12, 25), "England")


def test_the_table_of_bank_holidays_is_the_library_s() -> None:
    for country, years in BANK_HOLIDAYS.items():
        library = country_holidays("GB", subdiv=country, years=YEARS)
        assert {date.fromisoformat(f"{year}-{day}") for year, days in years.items() for day in days.split()} == set(library)


def test_a_day_is_said_as_one_says_it() -> None:
    assert said(date(2026, 2, 4)) == "Wednesday 4 February 2026"
