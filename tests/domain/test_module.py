"""Modules and the shared lists, without files or a database."""

import pytest

from elearn.domain.module import takes
from elearn.domain.reference import Reference
from elearn.domain.soundness.known import code_of
from elearn.domain.vocabulary import Resource


def helper(id: str, place: str = "", *needs: str) -> Resource:
    return Resource(id=id, name=id, what="Helps", jurisdiction=place, helps_with=needs)


KNOWN = Reference(
    resources=(
        helper("anybody"),
        helper("north", "Scotland", "housing"),
        helper("south", "England", "debt"),
        helper("all", "United Kingdom", "debt"),
    )
)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["anybody", "north", "south", "all"]),
        ({"place": "England"}, ["anybody", "south", "all"]),
        ({"place": "Scotland", "need": "debt"}, ["all", "anybody"]),
        ({"need": "housing"}, ["north", "anybody"]),
        ({"place": "A country of its own"}, ["anybody", "all"]),
    ],
)
def test_helpers_are_found_by_place_and_need_and_those_who_name_the_need_come_first(asked, found):
    assert [each.id for each in KNOWN.helpers(**asked)] == found


def test_a_tag_is_found_as_the_list_of_frameworks_spells_it():
    assert (code_of("S1"), code_of("IPEC:RR")) == ("s1", "ipec-rr")


def test_reading_questions_and_writing_take_their_time():
    assert (takes(2000, 0, 0), takes(0, 4, 0), takes(0, 0, 1), takes(1, 0, 0)) == (10, 6, 5, 1)
