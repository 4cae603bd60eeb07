"""Each rule of pedagogy E.1, on logs: when it speaks, when it keeps quiet, and which card comes first."""

from datetime import timedelta

import pytest

from elearn.domain import move as m
from elearn.domain.attention import MOST_CARDS, Heard, Said, Tuning, cards, figures
from elearn.domain.attention_look import Class, Look, Pair
from elearn.domain.attention_rules import BY_ID, GAP, RULES
from elearn.domain.digest import digest
from tests.builders import LEW, MIRA, Table

UNHURRIED = {"fast": Tuning(off=True)}
CORE = {"repair-duty": "The landlord's duty to repair is not met", "mould-air": "Mould where he sleeps"}


def pair(table: Table, number: int = 1, **more) -> Pair:
    return Pair(sitting=number, digest=digest(table.workspace, table.case), moved_at=table.workspace.moved_at, **more)


def later(table: Table, minutes: float):
    return table.workspace.moved_at + timedelta(minutes=minutes)


def sees(rule: str, table: Table, minutes: float, *others: Pair, tuned: dict | None = None, **more):
    """What one rule says of a table so many minutes after its last move."""
    look = pair(table, **more)
    set_to = figures(BY_ID[rule], {rule: Tuning(values=tuned or {})})
    return BY_ID[rule].sees(Look(pair=look, everybody=Class(pairs=(look, *others)), now=later(table, minutes)), set_to)


def linked(*, sourced: bool = False) -> Table:
    table = Table().at_map()
    passages = (table.passage(MIRA),) if sourced else ()
    duty, mould = table.cause("disrepair", layer="legal"), table.cause("black mould", by=LEW)
    table.does(MIRA, m.LinkDrawn(source=duty, target=mould, how="keeps_going", words="Nobody came", passages=passages))
    return table


def test_somebody_who_asks_for_a_word_comes_first_and_at_once():
    table = Table().at_map()
    called = pair(table, calls=((7, later(table, 1)),))
    stuck = pair(table, number=2)
    [first, second] = cards(Class(pairs=(stuck, called)), {}, (), later(table, 8))
    assert (first.rule.id, first.sitting, str(first.evidence)) == ("help", 1, "asked for a word 7 min ago")
    assert second.rule.id == "stuck"


def test_a_partner_is_missing_when_one_waits_connected_for_one_who_is_not():
    table = Table().at_map()
    table.does(MIRA, m.Nudged(step="map"))
    assert sees("missing", table, 6, here=frozenset({MIRA})).about == (LEW,)
    assert sees("missing", table, 3, here=frozenset({MIRA})) is None
    assert sees("missing", table, 6, here=frozenset({MIRA, LEW})) is None
    assert sees("missing", table, 6) is None


def test_time_that_ran_out_is_a_card_with_whoever_was_missing():
    table = Table().at_map()
    table.does(MIRA, m.CauseAdded(words="Mould", layer="exposure"))
    table.house(m.TimeRanOut(step="map", without=(LEW,)))
    assert sees("ran_out", table, 1).about == (LEW,)
    assert sees("ran_out", Table().at_map(), 1) is None


def test_a_pair_is_stuck_after_six_quiet_minutes_of_a_joint_step():
    assert sees("stuck", Table().at_map(), 7).values == {"minutes": 7}
    assert sees("stuck", Table().at_map(), 5) is None
    assert sees("stuck", Table().past_meet(), 30) is None
    assert sees("stuck", Table().at_map(), 7, tuned={"minutes": 10}) is None


def test_a_pair_is_stuck_when_it_takes_much_longer_than_the_class():
    table = Table().at_map()
    others = [pair(Table().past_map(), number) for number in (2, 3, 4)]
    table.count += 900
    table.cause("Mould")
    assert sees("stuck", table, 1, *others).occasion == "map-long"


def test_a_partner_is_quiet_who_made_less_than_a_fifth_of_a_pairs_moves():
    table = Table().at_map()
    for number in range(9):
        table.cause(f"Cause {number}")
    assert sees("quiet", table, 1).about == (LEW,)
    table.does(MIRA, m.SpokeAloud(scribe=MIRA))
    assert sees("quiet", table, 1) is None
    for number in range(4):
        table.cause(f"Cause of Lew's {number}", by=LEW)
    table.does(MIRA, m.SpokeAloud(scribe=None))
    assert sees("quiet", table, 1) is None


def test_one_pack_shows_when_the_other_is_hardly_on_the_map_late_in_the_step():
    table = Table().at_map()
    table.cause("recurrent wheeze", layer="health")
    assert sees("one_pack", table, 13).values["side"] == "law"
    assert sees("one_pack", table, 5) is None
    table.cause("afraid of eviction", by=LEW, layer="social")
    assert sees("one_pack", table, 13) is None


def test_agreement_is_fast_without_a_question_in_a_short_time():
    assert sees("fast", Table().past_map(), 1).occasion == "map"
    table = linked()
    cause = next(iter(table.workspace.causes.values()))
    table.does(LEW if cause.by == MIRA else MIRA, m.Asked(on=cause.id, words="How do you know?"))
    table.agree()
    assert sees("fast", table, 1) is None


def test_a_legal_step_is_skipped_when_links_jump_or_no_chain_stands_late():
    table = Table().at_map()
    budget, mould = table.cause("no repair budget", layer="system"), table.cause("black mould")
    table.does(MIRA, m.LinkDrawn(source=budget, target=mould, how="causes", words="No money"))
    assert sees("skipped", table, 1, tuned={"flags": 1}).values == {"count": 1}
    assert sees("skipped", table, 16).occasion == "map-chain"
    wheeze = table.cause("recurrent wheeze", layer="health")
    table.does(LEW, m.LinkDrawn(source=mould, target=wheeze, how="worsens", words="Better away"))
    assert sees("skipped", table, 16) is None


def test_links_without_a_passage_are_told_late_in_the_step():
    assert sees("unsupported", linked(), 13).values == {"count": 1, "all": 1}
    assert sees("unsupported", linked(), 5) is None
    assert sees("unsupported", linked(sourced=True), 13) is None


def test_a_cause_that_does_not_hold_is_worth_a_curious_question():
    table = Table().at_map()
    assert sees("wording", table, 5) is None
    table.cause("lifestyle", layer="social")
    assert sees("wording", table, 5).occasion == "not-ventilating"


def test_good_news_is_a_first_whole_chain_or_a_question_that_changed_a_cause():
    table = linked()
    assert sees("good", table, 1) is None
    mould = list(table.workspace.causes)[1]
    table.does(MIRA, m.LinkDrawn(source=mould, target=table.cause("wheeze", layer="health"), how="worsens", words="Better away"))
    assert sees("good", table, 1).says == "first full chain"
    table.does(MIRA, m.Asked(on=mould, words="How do you know?"))
    table.does(LEW, m.CauseWeighed(of=mould, sure=90))
    assert sees("good", table, 1).says == "a question changed a cause"
    assert sees("good", table, 15) is None


def test_the_class_has_a_card_where_half_of_the_maps_lack_a_core_cause():
    pairs = tuple(pair(linked(), number) for number in range(1, 5))
    some = Class(pairs=pairs, core={**CORE, "wheeze": "He wheezes every winter"})
    [card] = [each for each in cards(some, {}, (), later(linked(), 16)) if each.rule is GAP]
    assert str(card.evidence) == "“He wheezes every winter” is on 0 of 4 maps"
    assert not [each for each in cards(some, {}, (), later(linked(), 5)) if each.rule is GAP]


def test_there_are_five_cards_at_most_and_one_for_a_pair():
    pairs = tuple(pair(linked(), number) for number in range(1, 12))
    shown = cards(Class(pairs=pairs, core=CORE | {"wheeze": "He wheezes"}), {}, (), later(linked(), 30))
    assert len(shown) == MOST_CARDS and len({card.sitting for card in shown}) == MOST_CARDS


def test_good_news_has_the_last_place_where_troubles_would_fill_them_all():
    glad = linked()
    glad.count += 300
    wheeze = glad.cause("wheeze", layer="health")
    glad.does(MIRA, m.LinkDrawn(source=list(glad.workspace.causes)[1], target=wheeze, how="worsens", words="Better away"))
    stuck = tuple(pair(Table().at_map(), number) for number in range(2, 12))
    patient = UNHURRIED | {each: Tuning(off=True) for each in ("one_pack", "unsupported", "skipped")}
    shown = cards(Class(pairs=(*stuck, pair(glad))), patient | {"stuck": Tuning(values={"minutes": 2})}, (), later(glad, 1))
    assert [card.rule.id for card in shown] == ["stuck"] * 4 + ["good"]


def test_nothing_of_how_a_step_goes_is_said_in_its_first_minutes_or_long_after_the_session():
    table = linked()
    table.cause("lifestyle", layer="social")
    some = Class(pairs=(pair(table),))
    assert [card.rule.id for card in cards(some, UNHURRIED, (), later(table, 3))] == []
    assert [card.rule.id for card in cards(some, UNHURRIED, (), later(table, 5))] == ["wording"]
    assert cards(some, UNHURRIED, (), later(table, 300)) == ()


@pytest.mark.parametrize(("said", "minutes", "shown"), [
    (Said.DONE, 1, False), (Said.DONE, 20, False), (Said.LATER, 1, False), (Said.LATER, 6, True), (Said.NOT_USEFUL, 20, False),
])  # fmt: skip
def test_what_a_tutor_said_of_a_card_is_remembered(said, minutes, shown):
    table = Table().at_map()
    now = later(table, 30)
    everybody = Class(pairs=(pair(table),))
    [card] = cards(everybody, {}, (), now)
    heard = Heard(sitting=1, rule=card.rule.id, occasion=card.reason.occasion, said=said, at=now - timedelta(minutes=minutes))
    assert bool(cards(everybody, {}, (heard,), now)) is shown  # nothing else is to be said of this pair


def test_a_rule_can_be_switched_off_and_its_figures_changed():
    table = Table().at_map()
    everybody, now = Class(pairs=(pair(table),)), later(table, 7)
    assert cards(everybody, {}, (), now)
    assert not cards(everybody, UNHURRIED | {"stuck": Tuning(off=True)}, (), now)
    assert not cards(everybody, UNHURRIED | {"stuck": Tuning(values={"minutes": 8})}, (), now)


def test_every_rule_says_itself_with_its_figures():
    for rule in (*RULES, GAP):
        assert "{" not in rule.when.format(**figures(rule, {}))
        assert all(each.low <= each.value <= each.high for each in rule.thresholds.values())
