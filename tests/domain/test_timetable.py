"""When a step is over for whom, and what the house does then: replay still gives the table that was kept."""

from datetime import UTC, datetime, timedelta

import pytest

from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.errors import MoveRefused
from elearn.domain.sight import Sight
from elearn.domain.steps import turn
from elearn.domain.telling import tell
from elearn.domain.timetable import Clock, More, StepTime, days_later, due, when_time_is_up
from tests.builders import LEW, MIRA, NOON, Desk, Table, a_finding

END = NOON + timedelta(hours=1)
NAMES = {MIRA: "Mira", LEW: "Lew"}


def until(end: datetime = END, *, firm: bool = True, **more) -> Clock:
    return Clock(time=StepTime(opened_at=NOON, ends_at=end, firm=firm), **more)


def passes(table: Table, clock: Clock, now: datetime = END) -> list[m.Move]:
    """The house does what is due, as the store's settle does."""
    desks = {each.id: table.desks.get(each.id, Desk()) for each in table.workspace.active}
    made = when_time_is_up(table.workspace, desks, clock, now)
    for move in made:
        table.house(move)
    return made


def replays(table: Table) -> bool:
    return folding.replay(entry for entry in table.log if not entry.lane) == table.workspace


def held(*steps: str) -> Table:
    table = Table()
    for step in steps:
        table.house(m.StepHeld(step=step))
    return table


def test_findings_are_sealed_as_they_stand_when_spot_is_over_and_an_empty_desk_too():
    table = Table().past_meet()
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))
    made = passes(table, until())
    assert [(move.member, len(move.findings)) for move in made] == [(MIRA, 1), (LEW, 0)]
    assert table.workspace.step.kind == "share" and table.workspace.ran_out == {"spot": (MIRA, LEW)}
    assert replays(table) and passes(table, until(), END - timedelta(1)) == []


def test_whoever_has_more_time_is_not_sealed_with_the_others():
    table = Table().past_meet()
    clock = until(members={LEW: More(percent=25)})
    assert [move.member for move in passes(table, clock)] == [MIRA]
    assert due(table.workspace, clock) == END + timedelta(minutes=15)
    assert [move.member for move in passes(table, clock, END + timedelta(minutes=15))] == [LEW]


def test_a_partner_does_not_read_findings_that_time_has_sealed_before_their_own_seal():
    table = Table().past_meet()
    table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))
    passes(table, until(members={LEW: More(minutes=10)}))
    [entry] = [each for each in table.log if isinstance(each.move, m.SealedByTime)]
    assert Sight(table=table.workspace, case=table.case, viewer=LEW).entry(entry).move.findings == ()
    assert len(Sight(table=table.workspace, case=table.case, viewer=MIRA).entry(entry).move.findings) == 1


def test_a_joint_step_goes_on_with_those_who_acted_and_the_missing_yes_is_recorded():
    table = Table().at_map()
    cause, harm = table.cause("Mould"), table.cause("Wheeze")
    table.does(MIRA, m.LinkDrawn(source=cause, target=harm, how="causes", words="Better away"))
    table.does(MIRA, m.AgreedToGoOn(step="map"))
    assert passes(table, until()) == [m.TimeRanOut(step="map", without=(LEW,))]
    assert table.workspace.step.kind == "news" and replays(table)
    assert str(tell(table.log[-1], table.workspace, NAMES)).endswith("without the yes of Lew")


def test_together_they_have_the_time_of_whoever_has_most():
    table = Table().at_map()
    clock = until(pair=More(minutes=5), members={LEW: More(percent=50)})
    assert clock.ends(table.workspace, MIRA).at == END + timedelta(minutes=35)


def test_news_is_sealed_as_judged_and_the_pair_goes_on():
    table = Table().past_map()
    link = next(iter(table.workspace.links))
    table.does(MIRA, m.LinkJudged(link=link, effect="more", words="The survey says so"))
    passes(table, until())
    assert len(table.workspace.news[MIRA].judgements) == 1 and table.workspace.news[LEW].judgements == ()
    assert table.workspace.step.kind == "act" and replays(table)


def test_a_planned_end_cuts_nothing_off():
    table = Table().at_map()
    assert passes(table, until(firm=False), END + timedelta(hours=3)) == []
    assert due(table.workspace, until(firm=False)) is None


def test_a_pair_that_is_done_waits_for_a_step_that_is_held_and_goes_on_when_it_is_opened():
    table = held("spot").past_meet()
    assert table.workspace.step.kind == "meet" and table.workspace.waits_for_tutor
    said = turn(table.workspace, Desk(), table.case, MIRA, NAMES)
    assert said.mine[-1].id == "turn.held" and not said.waiting
    table.house(m.StepOpened(step="spot"))
    assert table.workspace.step.kind == "spot" and replays(table)


def test_a_seal_stands_while_the_next_step_is_held():
    table = held("share").past_spot()
    assert table.workspace.step.kind == "spot" and table.workspace.waits_for_tutor
    with pytest.raises(MoveRefused, match="sealed"):
        table.does(MIRA, m.FindingNoted(passage=table.passage(MIRA), finding=a_finding()))


def test_a_page_says_by_when_and_what_happens_then():
    table = Table().past_meet()
    said = turn(table.workspace, Desk(), table.case, MIRA, NAMES, ends=until().ends(table.workspace, MIRA), say=lambda at: f"{at:%H:%M}")
    assert str(said.until) == "Until 13:00. Then findings are sealed as they stand."


@pytest.mark.parametrize(("end", "days", "then"), [
    ("2026-10-23T17:00+01:00", 7, "2026-10-30T17:00+00:00"),  # over the end of summer time
    ("2026-03-27T17:00+00:00", 7, "2026-04-03T17:00+01:00"),  # over its beginning
    ("2026-03-28T01:30+00:00", 1, "2026-03-29T02:30+01:00"),  # an hour that the clocks leave out: the one after
    ("2026-10-24T01:30+01:00", 1, "2026-10-25T01:30+00:00"),  # an hour that comes twice: the second
])  # fmt: skip
def test_days_more_keep_the_time_on_the_wall(end, days, then):
    assert days_later(datetime.fromisoformat(end).astimezone(UTC), days, "Europe/London") == datetime.fromisoformat(then)


def test_a_map_that_time_ran_out_on_without_a_link_keeps_nobody_at_the_news():
    table = Table().at_map()
    passes(table, until())
    for member in (MIRA, LEW):
        table.does(member, m.NewsSealed(step="news"))
    assert table.workspace.news.keys() == {MIRA, LEW}
