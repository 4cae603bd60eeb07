"""A pair's map beside the panel's, as the pair sees it; and the figures that it does not see."""

from dataclasses import fields, is_dataclass, replace
from enum import Enum
from itertools import permutations
from typing import Any

import pytest
from pydantic import BaseModel

from elearn.domain.comparison import ChainShape, Comparison, Standing, compare
from elearn.domain.content import Case
from elearn.domain.differences import DifferenceKind
from elearn.domain.links import LinkState
from elearn.domain.measures import measure
from elearn.domain.pairmap import PairMap
from elearn.domain.pooling import Showing
from elearn.domain.slips import SlipKind
from elearn.domain.vocabulary import How, Layer, Pack, SeenFrom
from tests.domain.panel_cases import (
    LINKS,
    a_case_with,
    a_compared_case,
    a_panel,
    action,
    cause,
    finding,
    link,
    passage,
    the_teams_map,
    whole_map,
)


def compared(map: PairMap | None = None, case: Case | None = None, **answers: bool) -> Comparison:
    """The team's map compared; `answers` as own_panel=True or False."""
    said = {(own, panel): same for key, same in answers.items() for own, _, panel in [key.partition("_")]}
    return compare(case or a_compared_case(), map or the_teams_map(), said)


def ids(comparison: Comparison, standing: Standing) -> set[str]:
    return {each.panel or each.own[0] for each in comparison.standing(standing)}


def keys(comparison: Comparison) -> list[str]:
    return [each.key for each in comparison.differences]


def slipped(comparison: Comparison, kind: SlipKind) -> list[tuple[str, ...]]:
    return [each.about for each in comparison.slips if each.kind is kind]


def without(map: PairMap, *causes: str) -> PairMap:
    """A map that lacks these causes and the links that hung on them."""
    kept = tuple(each for each in map.causes if each.id not in causes)
    return replace(map, causes=kept, links=tuple(each for each in map.links if not {each.source, each.target} & set(causes)))


# --- causes


def test_every_cause_of_both_maps_stands_somewhere():
    comparison = compared()
    assert ids(comparison, Standing.FOUND) == {"damp", "income", "repair", "asthma", "mood", "eviction"}
    assert ids(comparison, Standing.MISSED) == {"support", "advice"}
    assert ids(comparison, Standing.WEAK) == {"smokes"}
    assert ids(comparison, Standing.NOT_YET_COMPARED) == {"g"}
    assert ids(comparison, Standing.BEYOND) == set()


def test_a_cause_found_by_a_broader_word_says_so():
    found = {each.panel: each for each in compared().standing(Standing.FOUND)}
    assert found["eviction"].near
    assert not found["damp"].near
    assert found["eviction"].own_words == ("housing insecurity",)


def test_two_wordings_of_one_cause_are_one_line():
    twice = replace(the_teams_map(), causes=(*the_teams_map().causes, cause("z", "mould on the walls")))
    found = next(each for each in compared(twice).causes if each.panel == "damp")
    assert found.own == ("a", "z")


def test_a_column_shows_what_was_found_before_what_was_missed():
    column = compared().in_layer(Layer.LEGAL)
    assert [(each.panel, each.standing) for each in column] == [("repair", Standing.FOUND), ("support", Standing.MISSED)]


# --- what waits for the pair's own answer


def test_what_a_pending_cause_may_be_is_not_called_missed():
    map = PairMap(causes=(cause("x", "Support cut after one letter", "legal"),))
    comparison = compared(map)
    assert ids(comparison, Standing.MAY_BE_YOURS) == {"support"}
    assert "missed:support" not in keys(comparison)
    assert ids(comparison, Standing.NOT_YET_COMPARED) == {"x"}


def test_same_makes_it_found_and_not_the_same_makes_it_missed_and_beyond():
    map = PairMap(causes=(cause("x", "Support cut after one letter", "legal"),))
    same, other = compared(map, x_support=True), compared(map, x_support=False)
    assert ids(same, Standing.FOUND) == {"support"}
    assert ids(other, Standing.BEYOND) == {"x"}
    assert "support" in ids(other, Standing.MISSED)
    assert keys(other)[:2] == ["missed:damp", "missed:repair"]
    assert "beyond:x" in keys(other)


def test_an_answer_about_a_cause_that_has_left_the_map_changes_nothing():
    assert compared(gone_support=True) == compared()


def test_links_of_what_is_not_yet_compared_are_neither_missing_nor_beyond():
    map = PairMap(
        causes=(cause("x", "Support cut after one letter", "legal"), cause("y", "The mother's low mood", "health")), links=(link("x", "y"),)
    )
    comparison = compared(map)
    states = {each.ends: each.state for each in comparison.links}
    assert states["support", "mood"] is LinkState.NOT_YET_COMPARED
    assert comparison.beyond_links == ()
    assert next(each for each in comparison.chains if each.id == "money").shape is ChainShape.NOT_YET_COMPARED


# --- links and chains


def test_each_of_the_panels_links_is_found_reversed_skipped_or_missing():
    states = {each.ends: each.state for each in compared().links}
    assert [states[a, b] for a, b, *_ in LINKS] == [
        LinkState.FOUND,
        LinkState.FOUND,
        LinkState.SKIPPED,
        LinkState.SKIPPED,
        LinkState.FOUND,
        LinkState.REVERSED,
        LinkState.MISSING,
    ]


def test_a_label_that_differs_from_the_panels_is_shown_and_the_link_still_found():
    map = replace(the_teams_map(), links=(link("a", "c", how=How.WORSENS),))
    line = next(each for each in compared(map).links if each.ends == ("damp", "repair"))
    assert (line.state, line.own_how) == (LinkState.FOUND, How.WORSENS)


def test_a_link_that_only_the_pair_has_is_beyond_the_panels():
    map = replace(whole_map(), links=(*whole_map().links, link("own-eviction", "own-mood"), link("own-damp", "own-gone")))
    assert compared(map).beyond_links == ("own-eviction-own-mood",)


def test_a_link_between_two_wordings_of_one_cause_costs_nothing():
    twice = replace(whole_map(), causes=(*whole_map().causes, cause("z", "mould on the walls")))
    linked = replace(twice, links=(*twice.links, link("z", "own-damp")))
    assert measure(a_compared_case(), linked).score.overlap == pytest.approx(1)


@pytest.mark.parametrize(
    ("links", "shape"),
    [
        (["damp>repair", "repair>asthma"], ChainShape.WHOLE),
        (["repair>asthma"], ChainShape.STARTS_LATER),
        (["damp>repair"], ChainShape.STOPS_EARLY),
        (["repair>damp"], ChainShape.BROKEN),
        ([], ChainShape.UNLINKED),
    ],
)
def test_a_chain_says_how_much_of_it_stands_on_the_map(links, shape):
    map = replace(whole_map(), links=tuple(link(*(f"own-{end}" for end in each.split(">"))) for each in links))
    assert next(each for each in compared(map).chains if each.id == "duty").shape is shape


def test_a_chain_of_which_nothing_stands_is_absent():
    assert [each.shape for each in compared(PairMap()).chains] == [ChainShape.ABSENT, ChainShape.ABSENT]


# --- differences to judge


def test_core_causes_missed_come_first_then_weak_then_the_rest():
    kinds = [each.kind for each in compared().differences]
    assert keys(compared())[:2] == ["missed:support", "weak:smokes"]
    assert kinds.index(DifferenceKind.WEAK) < kinds.index(DifferenceKind.REVERSED) < kinds.index(DifferenceKind.UNLINKED)
    assert keys(compared())[-1] == "missed:advice"


def test_there_are_three_to_judge_where_three_exist_and_none_where_the_maps_agree():
    assert len(compared().differences) >= 3
    assert len(compared(without(whole_map(), "own-advice", "own-mood", "own-eviction")).differences) >= 3
    assert compared(whole_map()).differences == ()


def test_a_difference_says_who_thinks_so_and_where_it_stands_in_whose_papers():
    missed = compared().differences[0]
    assert next((each.voice.id, each.words) for each in missed.reasons if each.voice) == ("solicitor", "They knew since August.")
    assert [(each.paper.id, each.fact.id, each.held_by) for each in missed.places] == [("letter", "ended", Pack.LAW)]


def test_a_weak_cause_comes_with_the_reason_of_the_voice_that_says_so_and_the_pairs_own_evidence():
    here = passage("clinic", "His mother is low")
    weak = compared(PairMap(causes=(cause("h", "Parental smoking", "social", here),))).differences
    found = next(each for each in weak if each.kind is DifferenceKind.WEAK)
    assert (found.reasons[0].voice.id, found.reasons[0].words) == ("gp", "Nobody smokes.")
    assert (found.own, found.passages) == (("h",), (here,))


def test_what_the_panel_disputes_is_put_to_the_pair_although_they_have_it():
    disputed = [{"from": a, "to": b, "how": "causes", "weight": w, "grade": g, "why": "It does"} for a, b, w, g in LINKS]
    disputed[1] |= {"grade": "contested", "voices": {"gp": "I would say so.", "solicitor": "A court may not."}}
    panel = a_panel(links=disputed)
    comparison = compared(whole_map(panel), a_case_with(panel))
    assert keys(comparison) == ["contested:repair>asthma"]
    assert [each.words for each in comparison.differences[0].reasons] == ["It does", "A court may not.", "I would say so."]


def test_nobody_is_held_to_a_link_that_the_experts_dispute():
    disputed = [{"from": a, "to": b, "how": "causes", "weight": w, "why": "It does"} for a, b, w, _ in LINKS]
    disputed[5]["grade"] = "contested"
    panel = a_panel(links=disputed)
    map = whole_map(panel)
    lacking = replace(map, links=tuple(each for each in map.links if each.id != "own-damp-own-asthma"))
    assert measure(a_case_with(panel), lacking).score.links.recall == pytest.approx(1)


def test_one_skipped_step_is_one_difference():
    assert len([each for each in compared().differences if each.kind is DifferenceKind.SKIPPED]) == 1


def test_a_differences_key_is_one_that_a_judgement_can_name():
    for each in compared(the_teams_map(), g_damp=False).differences:
        assert all(letter.islower() or letter in "0123456789_:>-" for letter in each.key)


# --- pooling


def test_a_sealed_finding_that_never_reached_the_map_is_remembered_with_its_finder():
    map = replace(the_teams_map(), findings=(finding("letter", "Support ended", "lew", "law"), finding("clinic", "black mould")))
    lost = compared(map).lost
    assert [(each.panel, each.finding.member) for each in lost] == [("support", "lew")]
    assert compared(map).differences[0].lost == lost


def test_what_may_still_turn_out_to_be_on_the_map_is_not_called_lost():
    map = PairMap(
        causes=(cause("x", "Support cut after one letter", "legal"),), findings=(finding("letter", "Support ended", "lew", "law"),)
    )
    assert compared(map).lost == ()


def test_decisive_facts_that_nobody_shared_are_told_afterwards():
    shared = replace(the_teams_map(), findings=(finding("letter", "was told in August", "lew", "law"),), opened=frozenset({"clinic"}))
    assert [each.fact.id for each in compared(shared).held_back] == ["ended"]


def test_a_fact_that_stands_as_evidence_has_been_shared_and_one_in_the_news_cannot_be_held_back():
    cited = PairMap(causes=(cause("x", "Damp home", "exposure", passage("clinic", "under black mould")),))
    assert [each.fact.id for each in compared(cited).held_back] == ["attacks", "low", "told", "ended"]


def test_the_pair_hears_in_words_how_far_each_pack_reached_the_map():
    assert compared().showing == {SeenFrom.MEDICINE: Showing.WELL, SeenFrom.LAW: Showing.PARTLY}
    assert compared(PairMap()).showing[SeenFrom.LAW] is Showing.HARDLY


# --- slips


def test_a_harm_with_no_legal_need_behind_it_is_asked_about():
    assert slipped(compared(), SlipKind.NO_NEED_BEHIND) == [("e",)]


def test_a_need_anywhere_upstream_is_enough_and_loops_do_no_harm():
    map = whole_map()
    looped = replace(map, links=(*map.links, link("own-mood", "own-asthma")))
    assert slipped(compared(looped), SlipKind.NO_NEED_BEHIND) == []


def test_where_the_panel_has_no_need_behind_it_either_nothing_is_asked():
    panel = a_panel(links=[{"from": "damp", "to": "asthma", "how": "causes", "why": "It does"}], paths=[])
    assert slipped(compared(whole_map(panel), a_case_with(panel)), SlipKind.NO_NEED_BEHIND) == []


def test_a_clinical_factor_that_leads_on_is_not_a_harm():
    map = PairMap(causes=(cause("x", "Narrow airways", "health"), cause("d", "he keeps wheezing", "health")), links=(link("x", "d"),))
    assert slipped(compared(map), SlipKind.NO_NEED_BEHIND) == [("d",)]


def test_a_need_that_no_action_works_on_is_asked_about():
    assert slipped(compared(), SlipKind.NO_REMEDY) == [("c",)]
    assert slipped(compared(replace(the_teams_map(), actions=(action("c"),))), SlipKind.NO_REMEDY) == []


def test_a_clinical_fix_for_a_structural_cause_is_asked_about():
    alone = replace(the_teams_map(), actions=(action("c", owner="clinician"), action("d", owner="clinician")))
    together = replace(alone, actions=(*alone.actions, action("c", "f")))
    assert slipped(compared(alone), SlipKind.CLINICAL_FIX) == [("c",)]
    assert slipped(compared(together), SlipKind.CLINICAL_FIX) == []


def test_a_plan_slower_than_a_time_limit_is_asked_about():
    late = compared(replace(the_teams_map(), actions=(action("c", when="month"),)))
    assert slipped(late, SlipKind.TOO_LATE) == [("c",)]
    assert "the landlord must look" in str(next(each.reason for each in late.slips if each.kind is SlipKind.TOO_LATE))
    assert slipped(compared(replace(the_teams_map(), actions=(action("c", when="now"),))), SlipKind.TOO_LATE) == []


def test_a_link_on_the_partners_say_so_is_asked_about_until_a_passage_stands_behind_it():
    map = replace(the_teams_map(), links=(link("a", "c", partners_idea=True),))
    backed = replace(map, links=(link("a", "c", partners_idea=True, passages=(passage("letter", "told in August"),)),))
    assert slipped(compared(map), SlipKind.SAY_SO) == [("a-c",)]
    assert slipped(compared(backed), SlipKind.SAY_SO) == []


@pytest.mark.parametrize(("by", "found"), [("medicine", [("c-f",)]), ("law", [])])
def test_a_bare_link_between_causes_known_only_from_the_partners_papers_is_on_their_say_so(by, found):
    causes = (
        cause("c", "Landlord has not repaired", "legal", passage("letter", "told in August")),
        cause("f", "housing insecurity", "social", passage("letter", "fears eviction")),
    )
    assert slipped(compared(PairMap(causes=causes, links=(link("c", "f", by=by),))), SlipKind.SAY_SO) == found


def test_direction_and_skipped_step_come_with_both_maps_words():
    comparison = compared()
    assert slipped(comparison, SlipKind.DIRECTION) == [("d-a",)]
    assert slipped(comparison, SlipKind.SKIPPED_STEP) == [("b-e",)]
    assert "“Housing support wrongly cut”" in str(next(each.reason for each in comparison.slips if each.kind is SlipKind.SKIPPED_STEP))


def test_a_step_that_may_turn_out_to_be_on_the_map_is_not_called_skipped():
    map = replace(the_teams_map(), causes=(*the_teams_map().causes, cause("x", "Support cut after one letter", "legal")))
    assert slipped(compared(map), SlipKind.SKIPPED_STEP) == []


# --- figures: for whoever asks for them, and never in what the pair sees


def figures(value: Any) -> list[float]:
    """Every number that a comparison itself holds, outside the case's own content."""
    if isinstance(value, float):
        return [value]
    if isinstance(value, Enum | BaseModel | str | int | None):
        return []
    if is_dataclass(value):
        return [each for field in fields(value) for each in figures(getattr(value, field.name))]
    return [each for inner in (value.values() if isinstance(value, dict) else value) for each in figures(inner)]


def test_no_figure_is_in_what_the_pair_sees():
    assert figures(compared()) == []


def test_the_worked_example_gives_its_score_through_the_words_too():
    found = measure(a_compared_case(), the_teams_map())
    assert found.score is not None
    assert round(found.score.overlap, 3) == 0.620
    assert (found.medicine, found.law, found.synthesis) == (1, 0.5, None)


def test_the_panels_own_map_scores_one_and_an_empty_one_nothing():
    assert measure(a_compared_case(), whole_map()).score.overlap == pytest.approx(1)
    assert measure(a_compared_case(), PairMap()).score.overlap == 0


def test_connecting_everything_stays_below_the_honest_map():
    map = whole_map()
    everything = replace(map, links=tuple(link(a.id, b.id) for a, b in permutations(map.causes, 2)))
    assert measure(a_compared_case(), everything).score.overlap < measure(a_compared_case(), the_teams_map()).score.overlap


def test_the_pairs_own_answers_count_for_its_page_and_for_a_score_only_where_they_are_handed_in():
    map = PairMap(causes=(cause("x", "Support cut after one letter", "legal"),))
    assert measure(a_compared_case(), map).score.nodes.recall == 0
    assert measure(a_compared_case(), map, {("x", "support"): True}).score.nodes.recall > 0


def test_what_is_beyond_waits_for_a_tutor_before_it_counts_for_or_against():
    beyond = measure(a_compared_case(), the_teams_map(), {("g", "damp"): False})
    assert beyond.score.overlap == measure(a_compared_case(), the_teams_map()).score.overlap
