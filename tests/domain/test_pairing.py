"""Whoever is in a class: everybody sits once or is left over with a reason, with somebody of each profession, and never beside somebody
from whom they are kept apart.
"""

import networkx as nx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elearn.domain.availability import packed, slot
from elearn.domain.pairing import Learner, Roll, propose, reasons, why_over
from elearn.domain.person import Discipline

MONDAY_MORNING, TUESDAY_EVENING = slot(0, 0), slot(1, 3)


def both_ways(couples):
    found: dict[int, set[int]] = {}
    for one, other in couples:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return {person: frozenset(others) for person, others in found.items()}


def a_roll(medicine: int, law: int, *, apart=(), met=(), weeks=None, crowded=None) -> Roll:
    """Medicine is numbered from 1, law goes on from there."""
    learners = {
        number: Learner(
            id=number,
            discipline=Discipline.MEDICINE if number <= medicine else Discipline.LAW,
            week=(weeks or {}).get(number),
            crowded=(crowded or {}).get(number, 0),
        )
        for number in range(1, medicine + law + 1)
    }
    together = {person: dict.fromkeys(others, 1) for person, others in both_ways(met).items()}
    return Roll(learners=learners, apart=both_ways(apart), met=together)


@st.composite
def rolls(draw) -> Roll:
    medicine, law = draw(st.integers(0, 9)), draw(st.integers(0, 9))
    people = st.integers(1, max(1, medicine + law))
    couples = st.lists(st.tuples(people, people).filter(lambda two: two[0] != two[1]), max_size=14)
    weeks = draw(st.dictionaries(people, st.integers(0, 2**28 - 1), max_size=12))
    return a_roll(
        medicine, law, apart=draw(couples), met=draw(couples), weeks=weeks, crowded=draw(st.dictionaries(people, st.integers(0, 3)))
    )


@settings(max_examples=150, deadline=None)
@given(rolls(), st.integers(2, 5), st.integers(0, 5))
def test_everybody_is_in_one_group_or_left_over_once(roll, most, seed):
    made = propose(roll, most=most, seed=seed)
    assert sorted([*(who for group in made.groups for who in group), *made.over]) == sorted(roll.learners)
    assert all(2 <= len(group) <= most and not roll.missing(group) and not roll.kept_apart(group) for group in made.groups)


@settings(max_examples=60, deadline=None)
@given(rolls(), st.integers(2, 5), st.integers(0, 5))
def test_the_same_class_and_seed_give_the_same_groups(roll, most, seed):
    turned = Roll(learners=dict(reversed(roll.learners.items())), apart=roll.apart, met=roll.met)
    assert propose(roll, most=most, seed=seed) == propose(turned, most=most, seed=seed)


@settings(max_examples=150, deadline=None)
@given(rolls())
def test_keeping_apart_costs_no_pair_that_could_have_been(roll):
    ways = nx.Graph()
    ways.add_nodes_from(roll.learners)
    ways.add_edges_from(
        (one.id, other.id)
        for one in roll.learners.values()
        for other in roll.learners.values()
        if (one.discipline, other.discipline) == (Discipline.MEDICINE, Discipline.LAW) and roll.may_join(one.id, (other.id,))
    )
    possible = len(nx.max_weight_matching(ways, maxcardinality=True))
    assert len(propose(roll, most=2).groups) == possible


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 12), st.integers(1, 12), st.integers(2, 5))
@example(9, 3, 4)
def test_unequal_faculties_are_spread_evenly_and_nobody_is_left_over_while_there_is_room(medicine, law, most):
    made = propose(a_roll(medicine, law), most=most)
    sizes = {len(group) for group in made.groups}
    few, many = sorted((medicine, law))
    assert max(sizes) - min(sizes) <= 1
    assert len(made.over) == max(0, many - few * (most - 1))


def test_ninety_and_thirty_make_thirty_groups_of_three_and_one():
    made = propose(a_roll(90, 30))
    assert len(made.groups) == 30
    assert all([each <= 90 for each in sorted(group)] == [True, True, True, False] for group in made.groups)


def test_a_time_that_suits_both_counts_for_more_than_not_having_sat_together():
    weeks = {1: packed([MONDAY_MORNING]), 2: packed([TUESDAY_EVENING]), 3: packed([MONDAY_MORNING]), 4: packed([TUESDAY_EVENING])}
    made = propose(a_roll(2, 2, weeks=weeks, met=[(1, 3), (2, 4)]))
    assert {frozenset(group) for group in made.groups} == {frozenset({1, 3}), frozenset({2, 4})}


def test_people_who_have_sat_together_are_parted_where_times_allow():
    for seed in range(5):
        made = propose(a_roll(3, 3, met=[(1, 4), (2, 5), (3, 6)]), seed=seed)
        assert not {frozenset(group) for group in made.groups} & {frozenset({1, 4}), frozenset({2, 5}), frozenset({3, 6})}


def test_whoever_was_in_a_larger_group_is_spared_the_next_time():
    crowded = {1: 1, 2: 1, 6: 1}
    for seed in range(5):
        made = propose(a_roll(5, 4, crowded=crowded), seed=seed)
        (larger,) = [group for group in made.groups if len(group) == 3]
        assert not set(larger) & set(crowded)


def test_whoever_loses_a_partner_to_a_list_joins_another_pair():
    made = propose(a_roll(2, 2, apart=[(1, 3), (1, 4)]), most=3)
    assert ([set(group) for group in made.groups], made.over) == ([{2, 3, 4}], (1,))


def test_a_group_says_why_in_words():
    weeks = {1: packed([TUESDAY_EVENING]), 3: packed([TUESDAY_EVENING, MONDAY_MORNING])}
    roll = a_roll(2, 1, weeks=weeks, met=[(1, 3)])
    said = [str(each) for each in reasons(roll, (1, 2, 3), {1: "Mira", 2: "Noor", 3: "Lew"})]
    assert said[:2] == ["Those who said have time on Tuesday evening; 1 did not say.", "Sat together before: Mira + Lew."]
    assert "Lew holds their profession's papers alone, and begins." in said[2]


def test_a_group_names_the_times_that_suit_all_or_says_that_none_does():
    both = {1: packed([MONDAY_MORNING, TUESDAY_EVENING]), 2: packed([MONDAY_MORNING, TUESDAY_EVENING])}
    assert str(reasons(a_roll(1, 1, weeks=both), (1, 2), {})[0]) == "All have time on Monday morning and on Tuesday evening."
    neither = {1: packed([MONDAY_MORNING]), 2: packed([TUESDAY_EVENING])}
    assert reasons(a_roll(1, 1, weeks=neither), (1, 2), {})[0].id == "time.none"


def test_whoever_is_left_over_is_told_why():
    full = a_roll(3, 1)
    made = propose(full, most=3)
    assert why_over(full, made.groups, made.over, 3)[made.over[0]].id == "over.full"
    parted = a_roll(1, 1, apart=[(1, 2)])
    assert why_over(parted, (), [1], 4)[1].id == "over.apart"
    assert why_over(a_roll(2, 0), (), [1], 4)[1].id == "over.nobody"
