"""The map score against pedagogy D.4 and D.6. Every test of the reference check is here, and hypothesis looks further."""

import random
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from elearn.domain.mapscore import (
    CORE,
    OPTIONAL,
    SUPPORTING,
    FlagKind,
    MapLink,
    MapNode,
    MapScore,
    Pair,
    Reference,
    Route,
    Standing,
    Tier,
    represented,
    score,
)


def owed(weight: float) -> Tier:
    return Tier(weight=weight)


REFERENCE = Reference(
    nodes={
        "N1": owed(CORE),
        "N2": owed(SUPPORTING),
        "N3": owed(CORE),
        "N4": owed(CORE),
        "N5": owed(CORE),
        "N6": owed(SUPPORTING),
        "N7": owed(SUPPORTING),
        "N8": Tier(weight=OPTIONAL, optional=True),
    },
    links={
        ("N1", "N3"): owed(CORE),
        ("N3", "N5"): owed(CORE),
        ("N2", "N4"): owed(CORE),
        ("N4", "N6"): owed(SUPPORTING),
        ("N7", "N3"): owed(SUPPORTING),
        ("N1", "N5"): owed(SUPPORTING),
        ("N5", "N2"): owed(SUPPORTING),
    },
    routes=(Route(links=(("N1", "N3"), ("N3", "N5"))), Route(links=(("N2", "N4"), ("N4", "N6")))),
)
NODES = {
    "damp": MapNode(id="damp", ref="N1"),
    "income": MapNode(id="income", ref="N2"),
    "repair": MapNode(id="repair", ref="N3"),
    "asthma": MapNode(id="asthma", ref="N5"),
    "mood": MapNode(id="mood", ref="N6"),
    "insecurity": MapNode(id="insecurity", ref="N7", credit=0.5),
    "overcrowding": MapNode(id="overcrowding", standing=Standing.PENDING),
    "smokes": MapNode(id="smokes", standing=Standing.REJECTED),
}
LINKS = (
    MapLink(source="damp", target="repair"),
    MapLink(source="repair", target="asthma"),
    MapLink(source="income", target="mood"),
    MapLink(source="asthma", target="damp"),
    MapLink(source="insecurity", target="repair"),
    MapLink(source="smokes", target="asthma", standing=Standing.REJECTED),
    MapLink(source="overcrowding", target="asthma", standing=Standing.PENDING),
)
IDS = tuple(REFERENCE.nodes)
EVERY_LINK = tuple(permutations(IDS, 2))
RIGHT = tuple(REFERENCE.links)


def scored(
    nodes: tuple[MapNode, ...] = tuple(NODES.values()), links: tuple[MapLink, ...] = LINKS, reference: Reference = REFERENCE
) -> MapScore:
    found = score(reference, nodes, links)
    assert found is not None
    return found


def drawn(pairs: tuple[Pair, ...], among: tuple[str, ...] = IDS, reference: Reference = REFERENCE) -> float:
    """S of a map that names these reference nodes exactly and draws these links."""
    nodes = tuple(MapNode(id=each, ref=each) for each in among)
    return scored(nodes, tuple(MapLink(source=a, target=b) for a, b in pairs), reference).overlap


# --- the worked example of D.4


def test_the_worked_example_gives_the_published_figures():
    team = scored()
    figures = [team.nodes.recall, team.nodes.precision, team.nodes.f, team.links.recall, team.links.precision, team.links.f]
    assert [round(each, 3) for each in figures] == [0.778, 0.786, 0.782, 0.515, 0.542, 0.528]
    assert [round(each, 3) for each in (team.pathways.recall, team.pathways.f, team.overlap)] == [0.625, 0.580, 0.620]


def test_each_reference_link_earns_what_the_worked_example_says():
    assert [scored().credits[link] for link in RIGHT] == [1, 1, 0.25, 0.25, 0.5, 0.25, 0]


def test_when_the_tutor_accepts_the_pending_cause_and_link_the_score_rises_to_065():
    nodes = {**NODES, "overcrowding": replace(NODES["overcrowding"], standing=Standing.ACCEPTED)}
    team = scored(tuple(nodes.values()), (*LINKS[:-1], replace(LINKS[-1], standing=Standing.ACCEPTED)))
    assert [round(each, 3) for each in (team.nodes.precision, team.links.precision)] == [0.812, 0.607]
    assert round(team.overlap, 2) == 0.65


def test_the_flags_name_the_skipped_step_and_the_wrong_direction_and_leave_the_rejected_link_alone():
    flags = {each.kind: each for each in scored().flags}
    assert (flags[FlagKind.SKIPPED].source, flags[FlagKind.SKIPPED].over, flags[FlagKind.SKIPPED].target) == ("N2", "N4", "N6")
    assert (flags[FlagKind.DIRECTION].source, flags[FlagKind.DIRECTION].target) == ("N5", "N1")
    assert FlagKind.UNSUPPORTED not in flags


def test_the_law_pack_is_half_represented_and_the_medical_pack_whole():
    assert represented(REFERENCE, NODES.values(), ["N3", "N4", "N7"]) == 0.5
    assert represented(REFERENCE, NODES.values(), ["N2", "N6"]) == 1
    assert represented(REFERENCE, NODES.values(), []) is None


def test_the_worked_example_stands_well_above_links_drawn_by_chance():
    chance, nodes = random.Random(1), tuple(each for each in NODES.values() if each.standing is not Standing.PENDING)
    pairs = tuple(permutations([each.id for each in nodes if each.ref], 2))
    found = sorted(
        scored(nodes, (*(MapLink(source=a, target=b) for a, b in chance.sample(pairs, 5)), LINKS[5])).overlap for _ in range(2000)
    )
    assert round(sum(found) / len(found), 2) == pytest.approx(0.32, abs=0.01)
    assert found[1899] == pytest.approx(0.44, abs=0.02)


# --- nobody gains by gaming (D.6)


def test_the_reference_itself_scores_one():
    assert drawn(RIGHT) == pytest.approx(1)


def test_an_empty_map_scores_nothing_and_an_empty_reference_gives_no_score():
    assert scored((), ()).overlap == 0
    assert score(Reference(nodes={}, links={}), NODES.values(), LINKS) is None


def test_connecting_everything_stays_below_the_honest_map():
    everything = drawn(EVERY_LINK)
    assert round(everything, 2) == 0.47
    assert everything < scored().overlap


def test_both_directions_of_every_link_cost_precision():
    assert round(drawn((*RIGHT, *((b, a) for a, b in RIGHT))), 2) == 0.77


def test_a_map_that_runs_backwards_earns_part_credit_only():
    assert drawn(tuple((b, a) for a, b in RIGHT)) == pytest.approx(0.475)


# --- the table of D.2


def test_a_skip_is_neutral_once_its_chain_is_complete():
    chain = (("N2", "N4"), ("N4", "N6"))
    assert drawn((*chain, ("N2", "N6"))) == drawn(chain)


def test_of_several_steps_between_the_heaviest_path_is_the_one_that_was_skipped():
    links = {("a", "light"): owed(SUPPORTING), ("light", "b"): owed(SUPPORTING), ("a", "z"): owed(CORE), ("z", "b"): owed(CORE)}
    reference = Reference(nodes=dict.fromkeys(("a", "b", "light", "z"), owed(CORE)), links=links)
    found = scored((MapNode(id="1", ref="a"), MapNode(id="2", ref="b")), (MapLink(source="1", target="2"),), reference)
    assert [each.over for each in found.flags] == ["z"]


def test_one_concept_said_twice_counts_once_and_with_its_better_credit():
    twice = (MapNode(id="x", ref="N1", credit=0.5), MapNode(id="y", ref="N1"))
    assert scored(twice, ()).nodes == scored(twice[1:], ()).nodes


def test_what_is_optional_is_never_owed():
    reference = replace(REFERENCE, links={**REFERENCE.links, ("N8", "N7"): Tier(weight=OPTIONAL, optional=True)})
    assert drawn(RIGHT, among=IDS[:-1], reference=reference) == pytest.approx(1)
    assert drawn((*RIGHT, ("N8", "N7")), reference=reference) == pytest.approx(1)


def test_a_score_is_provisional_while_more_than_three_in_ten_items_wait_for_a_tutor():
    assert not scored().provisional
    waiting = tuple(MapNode(id=str(i), standing=Standing.PENDING) for i in range(5))
    assert scored((*NODES.values(), *waiting)).provisional


def test_evidence_is_told_beside_the_overlap_and_never_in_it():
    bare = tuple(replace(each, evidenced=False) for each in LINKS[:3])
    found = scored(links=(*bare, *LINKS[3:]))
    assert found.evidence == pytest.approx(4 / 7)
    assert found.overlap == scored().overlap
    assert scored(links=()).evidence is None


# --- what must hold of every map (D.6)

ids_drawn = st.lists(st.sampled_from(IDS), min_size=2, unique=True).map(tuple)
pairs_drawn = st.lists(st.sampled_from(EVERY_LINK), unique=True, max_size=30)


@st.composite
def references(draw: st.DrawFn) -> Reference:
    """Any reference over the eight ids whose links are core or supporting, with a route or two."""
    links = {
        link: owed(draw(st.sampled_from((CORE, SUPPORTING))))
        for link in draw(st.lists(st.sampled_from(EVERY_LINK), min_size=1, max_size=14, unique=True))
    }
    routes = draw(st.lists(st.lists(st.sampled_from(sorted(links)), min_size=1, max_size=3, unique=True), max_size=3))
    return Reference(nodes=dict.fromkeys(IDS, owed(CORE)), links=links, routes=tuple(Route(links=tuple(each)) for each in routes))


@st.composite
def maps(draw: st.DrawFn) -> tuple[tuple[MapNode, ...], tuple[MapLink, ...]]:
    """Any map at all: near matches, duplicates, novel, rejected and pending items."""
    standing = st.sampled_from(Standing)
    node = st.builds(
        MapNode,
        id=st.text("abcdef", min_size=1, max_size=2),
        ref=st.none() | st.sampled_from(IDS),
        credit=st.sampled_from((0.5, 1.0)),
        standing=standing,
    )
    nodes = draw(st.lists(node, unique_by=lambda each: each.id, max_size=12))
    if not nodes:
        return (), ()
    ends = st.sampled_from([each.id for each in nodes])
    links = draw(st.lists(st.builds(MapLink, source=ends, target=ends, standing=standing, evidenced=st.booleans()), max_size=16))
    return tuple(nodes), tuple(each for each in links if each.source != each.target)


@given(references(), maps())
def test_every_figure_lies_between_nothing_and_one(reference, drawing):
    found = scored(*drawing, reference)
    for each in (found.nodes, found.links, found.pathways):
        assert 0 <= each.recall <= 1
        assert 0 <= each.precision <= 1
    assert 0 <= found.overlap <= 1


@given(references(), maps(), st.randoms(use_true_random=False))
def test_order_never_matters(reference, drawing, chance):
    nodes, links = (list(each) for each in drawing)
    before = scored(tuple(nodes), tuple(links), reference)
    chance.shuffle(nodes)
    chance.shuffle(links)
    after = scored(tuple(nodes), tuple(links), reference)
    assert (after.overlap, after.credits, after.flags) == (before.overlap, before.credits, before.flags)


@given(references())
def test_every_reference_that_owes_links_and_routes_is_matched_by_itself(reference):
    assume(reference.routes and not any((b, a) in reference.links for a, b in reference.links))
    assert drawn(tuple(reference.links), reference=reference) == pytest.approx(1)


@settings(max_examples=300)
@given(references(), pairs_drawn, st.data())
def test_adding_a_right_link_never_lowers_the_score(reference, pairs, data):
    missing = [each for each in reference.links if each not in pairs]
    assume(missing)
    more = data.draw(st.sampled_from(missing))
    assert drawn((*pairs, more), reference=reference) >= drawn(tuple(pairs), reference=reference) - 1e-9


@settings(max_examples=300)
@given(references(), pairs_drawn, ids_drawn, st.data())
def test_adding_an_unsupported_link_never_raises_the_score(reference, pairs, among, data):
    inside = tuple(each for each in pairs if set(each) <= set(among))
    wrong = [each for each in permutations(among, 2) if each not in inside and unsupported(reference, each)]
    assume(wrong)
    more = data.draw(st.sampled_from(wrong))
    assert drawn((*inside, more), among, reference) <= drawn(inside, among, reference) + 1e-9


def unsupported(reference: Reference, link: Pair) -> bool:
    a, b = link
    between = any((a, each) in reference.links and (each, b) in reference.links for each in reference.nodes)
    return link not in reference.links and (b, a) not in reference.links and not between
