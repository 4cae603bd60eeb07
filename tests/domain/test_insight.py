"""A class in figures: small groups stay hidden, and what is counted is counted right."""

from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.insight import BINS, Cause, Class, Taught, by_group, coverage, heat, shade, spread, voices

BIG, SMALL = Class(id=1, name="Monday", pairs=20), Class(id=2, name="Summer", pairs=9)


def test_the_least_found_comes_first_and_a_small_class_is_neither_shown_nor_counted():
    counts = {1: {"damp": Cause(found=19), "survey": Cause(found=2)}, 2: {"damp": Cause(found=0), "survey": Cause(found=9)}}
    rows = heat([BIG, SMALL], counts, ["damp", "survey"])
    assert [(row.cause, row.shares, row.all) for row in rows] == [("survey", (10, None), 10), ("damp", (95, None), 95)]


def test_a_cause_that_nobody_found_is_nought_and_no_gap():
    [row] = heat([BIG], {}, ["damp"])
    assert (row.shares, shade(row.shares[0]), shade(None)) == ((0,), "h0", "hx")


@given(st.dictionaries(st.integers(0, BINS), st.integers(0, 40)))
def test_the_middle_pair_has_half_of_all_on_either_side(counts):
    found = spread(counts)
    if sum(counts.values()) < 10:
        assert found is None
        return
    at = found.middle * BINS // 100
    below, above = sum(found.counts[:at]), sum(found.counts[at + 1 :])
    assert max(below, above) <= found.pairs / 2


def test_who_speaks_first_is_told_of_ten_pairs_and_more():
    causes = [Cause(medicine_first=6, law_first=3, both_first=1)]
    assert voices(causes, 9) is None
    assert (voices(causes, 10).medicine, voices(causes, 10).law, voices(causes, 10).both) == (60, 30, 10)


def test_a_small_profession_hides_the_other_too():
    assert set(by_group({"medicine": {3: 12}, "law": {2: 12}})) == {"medicine", "law"}
    assert by_group({"medicine": {3: 12}, "law": {2: 4}}) == {}, "four would be the whole less twelve"


def test_what_no_outcome_speaks_of_stands_in_the_grid_as_nought():
    taught = [Taught(title="Mould", outcomes=(("Notice", ("S1", "IPEC:RR")), ("Join", ("S1",))))]
    assert coverage(taught, ["s1", "s2"]) == {"s1": (2,), "s2": (0,), "ipec-rr": (1,)}
