"""Rubrics, marks, the sample, what two markers come to, and who may see what of it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.assessment import PAIR, Descriptor, Judgement, Rubric, asked, checked_level, mark, reweighted, shares, unexplained, whole
from elearn.domain.assessment_default import DEFAULT, PHRASES
from elearn.domain.assessment_feedback import Letter, released
from elearn.domain.assessment_sight import MarkSight, Stage, sees_feedback
from elearn.domain.errors import Malformed
from elearn.domain.moderation import Marked, Part, Why, allotted, final, gaps, open_gaps, sample, sample_size
from elearn.domain.person import Role
from tests.builders import LEW, MIRA, NOON, NOOR

PEOPLE = (MIRA, LEW)
TAM, SAM, LEA = 1, 2, 3


def every(level: int, people=PEOPLE) -> dict:
    return dict.fromkeys(asked(DEFAULT, people), level)


def test_a_pair_is_judged_thirteen_times_and_a_group_of_three_eighteen():
    assert (len(asked(DEFAULT, PEOPLE)), len(asked(DEFAULT, (MIRA, LEW, NOOR)))) == (13, 18)


def test_sixty_of_a_hundred_are_ones_own_and_forty_the_pairs():
    own = sum(each.each for each in DEFAULT.criteria)
    assert (own, 100 - own) == (60, 40)


@pytest.mark.parametrize(("level", "total"), [(0, 0), (1, 25), (2, 50), (3, 75), (4, 100)])
def test_a_mark_is_weight_times_level_over_four(level, total):
    assert mark(DEFAULT, MIRA, every(level)) == total


def test_a_partners_levels_move_ones_mark_nowhere():
    levels = every(3)
    mine = mark(DEFAULT, MIRA, levels)
    assert mark(DEFAULT, MIRA, {key: 0 if key[0] == LEW else level for key, level in levels.items()}) == mine


def test_while_a_level_is_missing_there_is_no_mark():
    levels = every(3)
    del levels[PAIR, "plan"]
    assert (mark(DEFAULT, MIRA, levels), whole(DEFAULT, PEOPLE, levels)) == (None, False)


def test_the_lines_of_a_mark_add_up_to_it():
    levels = every(3) | {(MIRA, "evidence"): 1, (PAIR, "root_causes"): 4}
    assert sum(each.points for each in shares(DEFAULT, MIRA, levels)) == mark(DEFAULT, MIRA, levels) == 75 - 7.5 + 3.75


def test_levels_one_and_four_want_a_word():
    criterion = DEFAULT.criteria[0]
    said = [Judgement(about=MIRA, criterion=criterion, level=level) for level in range(5)]
    assert [each.level for each in unexplained(said)] == [1, 4]
    assert not Judgement(about=MIRA, criterion=criterion, level=4, comment="Seen nowhere else.").unexplained


@pytest.mark.parametrize(
    ("about", "criterion", "level"), [(MIRA, "plan", 3), (PAIR, "values", 3), ("other000", "values", 3), (MIRA, "revision", 3)]
)
def test_what_the_rubric_does_not_ask_is_refused(about, criterion, level):
    with pytest.raises(Malformed) as refused:
        checked_level(DEFAULT, PEOPLE, (about, criterion), level)
    assert refused.value.id == "mark.unknown"


def test_a_level_outside_nought_to_four_is_refused():
    with pytest.raises(Malformed) as refused:
        checked_level(DEFAULT, PEOPLE, (MIRA, "values"), 5)
    assert refused.value.id == "mark.level"


def test_other_weights_make_another_rubric_and_must_add_up():
    made = reweighted(DEFAULT, {"values": (5, 0), "revision": (5, 0)})
    assert (len(asked(made, PEOPLE)), made.criterion("revision").levels) == (15, DEFAULT.criterion("revision").levels)
    with pytest.raises(Malformed) as refused:
        reweighted(DEFAULT, {"values": (11, 0)})
    assert "101" in str(refused.value)


def test_a_rubric_that_does_not_add_up_cannot_be_made():
    with pytest.raises(ValueError, match="add up"):
        Rubric.model_validate({**DEFAULT.model_dump(), "criteria": DEFAULT.model_dump()["criteria"][:3]})


def test_every_criterion_of_the_default_says_all_its_levels_and_has_phrases():
    assert all(isinstance(each, Descriptor) and each.short and each.full for criterion in DEFAULT.criteria for each in criterion.levels)
    assert {criterion for criterion, _ in PHRASES} == {each.id for each in DEFAULT.asked}


# --- the sample


@given(st.integers(min_value=1, max_value=5000))
def test_the_sample_is_the_larger_of_the_root_and_a_tenth(count):
    size = sample_size(count)
    assert size == min(count, max(math.ceil(math.sqrt(count)), math.ceil(count / 10)))


def test_fails_borderlines_and_the_first_of_a_new_marker_are_always_in():
    marked = [Marked(script=1, marks=(49, 80)), Marked(script=2, marks=(53, 80)), Marked(script=3, marks=(80, 80), by_new_marker=True)]
    marked += [Marked(script=number, marks=(70, 70)) for number in range(4, 40)]
    drawn = sample(marked, 50, "seed")
    assert (drawn[1], drawn[2], drawn[3]) == (Why.FAIL, Why.BORDERLINE, Why.NEW_MARKER)


def test_the_lot_takes_one_from_every_band_and_is_the_same_again():
    marked = [Marked(script=number, marks=(55 + number,)) for number in range(1, 37)]
    drawn = sample(marked, 50, "seed")
    assert len(drawn) == 6
    assert [sum(1 for each in drawn if low < each <= low + 6) for low in range(0, 36, 6)] == [1] * 6
    assert drawn == sample(list(reversed(marked)), 50, "seed") != sample(marked, 50, "another")


def test_scripts_are_shared_out_evenly_and_never_to_whoever_may_not_have_them():
    given_out = allotted(range(1, 31), [TAM, SAM, LEA], {TAM: 6}, {each: frozenset({SAM}) for each in range(1, 11)}, "seed")
    carried = {who: sum(1 for each in given_out.values() if each == who) for who in (TAM, SAM, LEA)}
    assert len(given_out) == 30
    assert all(given_out[each] != SAM for each in range(1, 11))
    assert max(carried[TAM] + 6, carried[SAM], carried[LEA]) - min(carried[TAM] + 6, carried[SAM], carried[LEA]) <= 1


def test_a_script_that_nobody_may_have_stays_behind():
    assert allotted([7], [TAM], {}, {7: frozenset({TAM})}, "seed") == {}


# --- two markers


def test_two_levels_apart_must_be_settled_and_one_need_not():
    first, second = every(3), every(3) | {(MIRA, "values"): 1, (LEW, "values"): 2}
    assert [(each.key, each.wide) for each in gaps(first, second)] == [((MIRA, "values"), True), ((LEW, "values"), False)]
    assert [each.key for each in open_gaps(first, second, None, {})] == [(MIRA, "values")]
    assert open_gaps(first, second, None, {(MIRA, "values"): 2}) == ()
    assert open_gaps(first, second, every(2), {}) == ()


def test_what_counts_is_what_was_settled_then_the_third_where_two_stood_wide_apart_else_the_first():
    first, second, third = every(3), every(3) | {(MIRA, "values"): 1, (LEW, "values"): 2, (PAIR, "plan"): 1}, every(0)
    counting = final(first, second, third, {(PAIR, "plan"): 2})
    assert (counting[MIRA, "values"], counting[LEW, "values"], counting[PAIR, "plan"], counting[MIRA, "evidence"]) == (0, 3, 2, 3)


# --- who may see what


def sight(person=TAM, role=Role.TUTOR, **stages) -> MarkSight:
    people = {"tam": TAM, "sam": SAM, "lea": LEA}
    return MarkSight(person=person, role=role, stages={people[name]: stage for name, stage in stages.items()})


def stage(part=Part.FIRST, *, whole=False, done=False) -> Stage:
    return Stage(part=part, whole=whole, done=done)


def test_a_second_marker_opens_only_what_was_given_to_them():
    assert not sight(SAM, Role.SECOND_MARKER, tam=stage()).script()
    assert sight(SAM, Role.SECOND_MARKER, tam=stage(), sam=stage(Part.SECOND)).script()


@pytest.mark.parametrize("role", [Role.LEAD, Role.TUTOR, Role.SECOND_MARKER])
def test_whoever_marks_it_too_sees_nothing_of_another_before_they_have_finished(role):
    assert not sight(SAM, role, tam=stage(done=True), sam=stage(Part.SECOND, whole=True)).levels_of(TAM)
    assert sight(SAM, role, tam=stage(done=True), sam=stage(Part.SECOND, whole=True, done=True)).levels_of(TAM)


def test_a_tutor_who_does_not_mark_it_sees_finished_levels_and_whoever_leads_all():
    assert not sight(SAM, Role.TUTOR, tam=stage(whole=True)).levels_of(TAM)
    assert sight(LEA, Role.LEAD, tam=stage()).levels_of(TAM)
    assert not sight(LEA, Role.LEAD, tam=stage()).levels_of(SAM)


@pytest.mark.parametrize("role", [None, Role.LEARNER, Role.OBSERVER])
def test_nobody_else_sees_anything(role):
    looking = sight(9, role, tam=stage(whole=True, done=True))
    assert not any((looking.script(), looking.levels_of(TAM), looking.panel(), looking.names(), looking.reference()))


def test_the_panel_opens_with_the_last_level_and_the_reference_when_one_has_finished():
    assert [sight(tam=stage(whole=each)).panel() for each in (False, True)] == [False, True]
    assert [sight(tam=stage(Part.PRACTICE, whole=True, done=each)).reference() for each in (False, True)] == [False, True]


def test_a_student_sees_their_own_after_release_and_never_before():
    seen = {(member, out): sees_feedback(is_member=member, released=out) for member in (True, False) for out in (True, False)}
    assert [key for key, value in seen.items() if value] == [(True, True)]


def test_what_is_released_holds_nothing_of_the_partner():
    levels = every(3) | {(LEW, each.id): 0 for each in DEFAULT.criteria if each.each}
    letter = Letter(by="Tam", to_pair=True, words="Well asked.", at=NOON)
    body = released(DEFAULT, 1, MIRA, levels, {(LEW, "values"): "canary"}, [letter], "", markers=1)
    assert {each.level for each in body.lines} == {3}
    assert "canary" not in body.model_dump_json() and LEW not in body.model_dump_json()
    assert len(body.lines) == 8
