"""What waits for somebody: a step that ends soon before a turn, nothing that they turned off, and a letter only for what is new."""

from datetime import date, datetime, timedelta

import pytest

from elearn.domain.notices import (
    FOR_LEARNERS,
    FOR_STAFF,
    LETTER,
    Class,
    Given,
    Kind,
    Learner,
    Path,
    Seated,
    Taught,
    for_learner,
    for_staff,
    is_worth_a_letter,
    still_told,
)
from elearn.domain.person import Role
from tests.site import NOW

TODAY = date(2026, 11, 24)


def seat(**more) -> Seated:
    return Seated(**{"cohort": 1, "sitting": 2, "title": "A flat", "step": "map", "kind": "map", "mine": True} | more)


def kinds(known: Learner, *quiet: str) -> list[str]:
    return [each.kind for each in for_learner(known, quiet, NOW)]


@pytest.mark.parametrize(
    ("ends_in", "quiet", "told"),
    [
        (timedelta(days=3), (), Kind.DEADLINE),
        (timedelta(days=8), (), Kind.TURN),
        (timedelta(hours=-1), (), Kind.TURN),
        (timedelta(days=3), (Kind.DEADLINE,), Kind.TURN),
    ],
)
def test_a_turn_that_ends_within_a_week_is_told_as_its_end_and_never_twice(ends_in, quiet, told):
    assert kinds(Learner(seats=(seat(ends_at=NOW + ends_in),)), *quiet) == [told]


def test_what_ends_first_stands_first_and_what_has_no_day_last():
    seats = (seat(), seat(sitting=3, ends_at=NOW + timedelta(days=5)), seat(sitting=4, opens_at=NOW + timedelta(days=1)))
    assert [each.sitting for each in for_learner(Learner(seats=seats), (), NOW)] == [4, 3, 2]


def test_a_case_that_is_shut_is_nobody_s_turn_and_no_news_before_the_last_week():
    shut = seat(opens_at=NOW + timedelta(days=8), asked="r1")
    assert kinds(Learner(seats=(shut,))) == []


def test_feedback_waits_until_it_is_read_and_an_answer_after_that():
    given = [Given(cohort=1, sitting=2, title="A flat", released_at=NOW, read=read, answered=7) for read in (False, True)]
    assert [kinds(Learner(given=(each,))) for each in given] == [[Kind.FEEDBACK], [Kind.ANSWER]]


def test_times_are_asked_of_those_who_have_neither_said_them_nor_a_seat():
    classes = tuple(
        Class(cohort=id, name="Autumn", said_when=said, seated=seated) for id, said, seated in [(1, 0, 0), (2, 1, 0), (3, 0, 1)]
    )
    assert [each.cohort for each in for_learner(Learner(classes=classes), (), NOW)] == [1]


def test_a_module_waits_from_its_first_stop_to_its_last():
    paths = tuple(Path(cohort=1, slug=f"m{done}", title="M", done=done, of=3) for done in range(4))
    assert [each.name for each in for_learner(Learner(paths=paths), (), NOW)] == ["m1", "m2"]


@pytest.mark.parametrize(("role", "told"), [(Role.LEAD, 3), (Role.TUTOR, 3), (Role.SECOND_MARKER, 1), (Role.OBSERVER, 0)])
def test_each_is_told_what_is_theirs_to_see_to(role, told):
    known = Taught(cohort=1, name="Autumn", role=role, calls=1, unpaired=2, again=3)
    assert len(for_staff([known], (), NOW)) == told


def test_help_that_is_wanted_stands_before_all_else_of_every_class():
    known = [Taught(cohort=1, name="A", role=Role.LEAD, queries=4), Taught(cohort=2, name="B", role=Role.LEAD, calls=1)]
    assert [each.kind for each in for_staff(known, (), NOW)] == [Kind.CALL, Kind.QUERY]


def test_every_kind_can_be_turned_off_and_none_of_them_is_the_letter():
    assert {*FOR_LEARNERS, *FOR_STAFF} == set(Kind)
    assert not [each for each in Kind if LETTER in each]
    assert len(" ".join([*Kind, LETTER])) <= 300, "the column holds them all"


def waiting(count: int):
    return for_staff([Taught(cohort=1, name="A", role=Role.LEAD, queries=count)], (), NOW)


@pytest.mark.parametrize(
    ("now", "told", "days", "worth"),
    [(0, 0, 30, False), (2, 0, 1, True), (2, 2, 1, False), (3, 2, 1, True), (1, 2, 1, False), (1, 2, 7, True)],
)
def test_a_letter_tells_what_the_last_one_did_not_or_what_has_waited_for_a_week(now, told, days, worth):
    before = {each.key: each.count for each in waiting(told)}
    assert is_worth_a_letter(waiting(now), before, TODAY - timedelta(days=days), TODAY) is worth


def test_what_is_done_and_comes_again_is_news_again():
    [notice] = waiting(5)
    left = still_told(waiting(1), {notice.key: 5, "gone": 1})
    assert left == {notice.key: 1}
    assert is_worth_a_letter(waiting(2), left, TODAY, TODAY)


def test_a_notice_has_no_room_for_a_name():
    [notice] = for_learner(Learner(seats=(seat(ends_at=NOW + timedelta(days=1)),)), (), NOW)
    assert {str(notice.says), notice.about} == {"Map should be done by then, and your part is missing.", "A flat"}
    assert isinstance(notice.at, datetime)
