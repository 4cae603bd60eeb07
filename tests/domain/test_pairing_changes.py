"""Groups changed by hand: what keeps every group whole happens, anything else is refused in words."""

import pytest

from elearn.domain.errors import Refusal
from elearn.domain.pairing_changes import Board
from tests.domain.test_pairing import a_roll

NAMES = {number: f"Person {number}" for number in range(1, 9)}


def a_board(**more) -> Board:
    """1 to 4 study medicine, 5 to 8 law; 4 and 8 are in no group."""
    return Board(a_roll(4, 4, **more), ((1, 5), (2, 6), (3, 7)), NAMES)


def refused(deed, *args) -> str:
    with pytest.raises(Refusal) as refusal:
        deed(*args)
    return str(refusal.value)


def test_two_people_change_places():
    assert a_board().swap([1, 2]) == ((2, 5), (1, 6), (3, 7))


def test_somebody_left_over_takes_a_place():
    assert a_board().swap([4, 1]) == ((4, 5), (2, 6), (3, 7))


def test_a_third_joins_a_group_and_no_group_loses_its_last_of_a_profession():
    assert a_board().move([4], 2) == ((1, 5), (2, 6, 4), (3, 7))
    assert refused(a_board().move, [1], 2) == "Group 1 would have nobody from medicine. Swap two people, or merge it with another group."


def test_two_groups_become_one_and_one_becomes_two_again():
    merged = a_board().merge([1, 7])
    assert merged == ((1, 5, 3, 7), (2, 6))
    assert Board(a_roll(4, 4), merged, NAMES).split([3, 7]) == ((1, 5), (2, 6), (3, 7))


def test_a_group_may_be_taken_apart_whole():
    assert a_board().take_out([1, 5]) == ((2, 6), (3, 7))
    assert "nobody from law" in refused(a_board().take_out, [5])


def test_those_left_over_make_a_group_and_two_of_one_profession_do_not():
    assert a_board().split([4, 8])[-1] == (4, 8)
    assert "nobody from medicine" in refused(a_board().split, [8])


def test_two_who_are_kept_apart_are_not_put_together_by_hand():
    board = a_board(apart=[(2, 5)])
    assert refused(board.swap, [1, 2]) == "Person 2 and Person 5 are to be kept apart. Choose another group, or take them off that list."


def test_a_group_of_six_is_refused():
    board = Board(a_roll(4, 4), ((1, 2, 5, 6), (3, 7)), NAMES)
    assert "would have 6 people" in refused(board.merge, [1, 3])


def test_what_is_not_ticked_is_asked_for():
    assert refused(a_board().swap, [1]) == "Tick two people to swap."
    assert refused(a_board().swap, [1, 5]) == "These two are in the same group already, or both in none."
    assert refused(a_board().merge, [1, 5]) == "Tick somebody of each group that is to become one."
    assert refused(a_board().move, [], 1) == "Tick the people first."
    assert refused(a_board().move, [4], 9) == "Choose the group to move them to."
