"""Figures of before and after against published and hand-computed ones, and what may be shown of few people."""

import subprocess
import sys

import numpy as np
import pytest

from elearn.authoring.instrument import default_instrument
from elearn.domain import evidence
from elearn.domain.evidence import Person, shown, tells_of_few
from elearn.domain.evidence_figures import Matched, change, effect, effects, report, shares, signed_ranks
from elearn.domain.instrument import Occasion, means
from elearn.domain.vignette import first_vignette, marked_twice, queue

DEPRESSION = (
    np.array([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30]),
    np.array([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29]),
)
"""Hollander and Wolfe (1973), 29f: nine patients before and after; V = 40, exact one-sided p = 0.01953"""
FILMS = np.array([7.0, 9, 6, 7, 8, 7, 9, 8, 8, 8]), np.array([8.0, 9, 9, 7, 8, 9, 9, 10, 9, 9])
"""means 7.7 and 8.7, standard deviations 0.949 and 0.823: d_av = 1 / 0.886 = 1.129, times 1 - 3/35"""
OURS = default_instrument()


def test_signed_ranks_are_those_of_hollander_and_wolfe():
    assert signed_ranks(*DEPRESSION) == pytest.approx(2 * 0.01953125)


def test_those_who_did_not_change_are_left_out_and_a_still_class_has_no_p():
    before, now = np.array([2.0, 3, 4, 4]), np.array([2.0, 3, 4, 4])
    assert signed_ranks(before, now) is None
    assert signed_ranks(np.append(DEPRESSION[0], before), np.append(DEPRESSION[1], now)) == pytest.approx(0.0390625)


def test_the_effect_is_the_one_worked_out_by_hand():
    before, now = FILMS
    spread = (np.sqrt(8.1 / 9) + np.sqrt(6.1 / 9)) / 2
    assert effect(before, now) == pytest.approx(1.0 / spread * (1 - 3 / 35))


def test_the_effect_from_sums_is_the_effect():
    before, now = FILMS
    sums = np.array([[10, before.sum(), (before**2).sum(), now.sum(), (now**2).sum()]])
    assert effects(sums)[0] == pytest.approx(effect(before, now))


def test_pairs_that_answer_alike_make_the_interval_wider():
    drawn = np.random.default_rng(4).normal(0.4, 1, 40)
    alone = change([Matched(before=3, now=3 + each, team=0) for each in np.repeat(drawn, 2)])
    paired = change([Matched(before=3, now=3 + each, team=number // 2 + 1) for number, each in enumerate(np.repeat(drawn, 2))])
    width = {name: found.effect.high - found.effect.low for name, found in (("alone", alone), ("paired", paired))}
    assert width["paired"] > 1.2 * width["alone"]


def test_under_ten_people_there_is_no_figure():
    nine = [Matched(before=2, now=3 + number / 9) for number in range(9)]
    assert change(nine) is None
    assert change([*nine, nine[0]]).n == 10


@pytest.mark.parametrize(
    ("counts", "open"),
    [
        ({"medicine": 15, "law": 12}, {"medicine", "law"}),
        ({"medicine": 15, "law": 4}, set()),
        ({"medicine": 15, "law": 12, "": 3}, {"medicine"}),
        ({"medicine": 15, "law": 2, "": 3}, set()),
        ({"medicine": 30, "law": 6, "": 7}, {"medicine"}),
        ({"medicine": 5, "law": 4}, set()),
        ({"medicine": 12, "law": 0}, {"medicine"}),
    ],
)
def test_no_group_is_shown_from_which_a_small_one_could_be_worked_out(counts, open):
    assert shown(counts) == open


def test_research_beside_the_class_must_not_tell_of_the_few_who_refuse():
    assert [tells_of_few(30, part) for part in (30, 29, 21, 20)] == [False, True, True, False]


def test_shares_are_rounded_so_that_nobody_is_counted():
    assert shares(np.array([1.0] * 1 + [2.0] * 10), (1.5, 2.5)) == (10, 90)


def test_a_scale_has_a_mean_from_two_of_three_and_the_whole_from_twelve_of_fifteen():
    some = {item.id: 4 for item in OURS.items[:11]}
    assert means(OURS, some).total is None
    assert means(OURS, {**some, "V1": 1}).total == pytest.approx(45 / 12)
    assert means(OURS, {"N1": 2, "N2": None, "N3": 5}).scales["N"] == 3.5
    assert means(OURS, {"N1": 2, "N2": None}).scales["N"] is None


def a_person(group="medicine", rises=1, research=True, team=0):
    after = {item.id: 3 + rises for item in OURS.items} | {f"{item.id}.then": 3 for item in OURS.items} | {"E1": 4}
    before = {each.id: 2 for each in OURS.anchors}
    return Person(group=group, team=team, research=research, sheets={Occasion.BEFORE: before, Occasion.AFTER: after})


def figure(found, id):
    return next(each for each in found.figures if each.id == id)


def test_the_true_before_heads_and_looking_back_shows_the_shift():
    found = report(OURS, [a_person(rises=number % 2) for number in range(12)])
    assert found.figures[0].id == "true"
    assert (figure(found, "true").groups["all"].mean_before, figure(found, "back").groups["all"].mean_before) == (2, 3)
    assert (figure(found, "shift").groups["all"].mean_now, figure(found, "true").groups["all"].mean_now) == (3, 3.5)


def test_only_those_who_allow_it_count_for_research():
    class_ = [a_person(rises=number % 2, research=number < 14) for number in range(24)]
    assert figure(report(OURS, class_), "true").groups["all"].n == 24
    assert figure(report(OURS, class_, research=True), "true").groups["all"].n == 14


def test_research_is_withheld_where_it_would_tell_of_the_few_who_refuse():
    found = report(OURS, [a_person(rises=number % 2, research=number < 15) for number in range(20)], research=True)
    assert found.withheld
    assert figure(found, "true").groups["all"] is None


def test_who_was_lost_is_said_only_where_both_numbers_are():
    everybody = [a_person() for _ in range(12)] + [Person(group="medicine", sheets={Occasion.BEFORE: {"N1": 1}}) for _ in range(2)]
    assert report(OURS, everybody).turnout.counts["all"] == {"before": 14, "after": 12, "later": 0, "matched": 12, "lost": 2}
    assert report(OURS, everybody[5:]).turnout.counts["all"]["lost"] is None


def test_vignettes_are_dealt_evenly_in_every_two():
    dealt = [first_vignette(7, "law", number) for number in range(40)]
    assert all({dealt[number], dealt[number + 1]} == {"A", "B"} for number in range(0, 40, 2))
    assert len({tuple(dealt[number : number + 2]) for number in range(0, 40, 2)}) == 2


def test_at_least_a_fifth_is_marked_twice_and_stays_so_as_more_come():
    first, more = set(range(1000, 1023)), set(range(1000, 1060))
    assert len(marked_twice(1, first)) >= 5
    assert all(len(marked_twice(1, range(1000, 1000 + n))) * 5 >= n for n in range(1, 60))
    assert evidence.FEWEST == 10 and marked_twice(1, more)


def test_the_queue_gives_nobody_what_they_have_marked_and_twice_only_what_is_to_be():
    twice = marked_twice(1, [1, 2, 3])
    waiting = dict.fromkeys((1, 2, 3), frozenset({8}))
    assert queue(1, waiting, 8) == []
    assert set(queue(1, waiting, 9)) == twice


def test_no_server_loads_the_statistics_as_it_starts():
    code = "import sys, elearn.app; print(*{'scipy', 'numpy', 'networkx'} & sys.modules.keys())"
    loaded = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
    assert loaded == [], "they take a second and 80 MB: load them where they are asked"
