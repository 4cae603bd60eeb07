"""Whatever a pair does, in whatever order: replaying the log gives the table and the desks, and the seal keeps its word."""

from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.errors import MoveRefused
from elearn.domain.sight import Sight
from tests.builders import LEW, MIRA, Table, a_finding

WHO = st.sampled_from([MIRA, LEW])
WORDS = st.text("abc ", min_size=1, max_size=8).filter(str.strip)
DEEDS = st.lists(st.tuples(st.integers(0, 8), WHO, WORDS, st.integers(0, 6), st.integers(0, 6)), max_size=30)


def some(shelf, number: int) -> str:
    return list(shelf)[number % len(shelf)] if shelf else "n0th1ng0"


def deed(table: Table, kind: int, who: str, words: str, one: int, other: int) -> m.Move:
    causes, links = table.workspace.causes, table.workspace.links
    return [
        lambda: m.CauseAdded(words=words, layer="health"),
        lambda: m.LinkDrawn(source=some(causes, one), target=some(causes, other), how="worsens", words=words),
        lambda: m.CauseReworded(of=some(causes, one), words=words, base=1 + other % 2),
        lambda: m.Removed(of=some({**causes, **links}, one)),
        lambda: m.RemovalProposed(of=some(causes, one), words=words),
        lambda: m.RemovalAccepted(of=some(causes, one)),
        lambda: m.Asked(on=some({**causes, **links}, one), words=words),
        lambda: m.Answered(to=some(table.workspace.remarks, one), words=words),
        lambda: m.AgreedToGoOn(step=table.workspace.step.id),
    ][kind]()


@settings(max_examples=60, deadline=None)
@given(DEEDS)
def test_replay_equals_the_snapshot_after_any_deeds(deeds):
    table = Table().at_map()
    for kind, who, words, one, other in deeds:
        try:
            table.does(who, deed(table, kind, who, words, one, other))
        except MoveRefused:
            continue
    assert folding.replay(entry for entry in table.log if not entry.lane) == table.workspace
    assert folding.Workspace.model_validate_json(table.workspace.model_dump_json()) == table.workspace


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(WHO, WORDS), max_size=12), st.booleans())
def test_nobody_sees_a_partners_finding_before_both_have_sealed(notes, one_seals):
    table = Table().past_meet()
    for who, words in notes:
        table.does(who, m.FindingNoted(passage=table.passage(who), finding=a_finding(words)))
    if one_seals and table.desks.get(MIRA) and table.desks[MIRA].findings:
        table.does(MIRA, m.FindingsSealed())
    sight = Sight(table=table.workspace, case=table.case, viewer=LEW)
    seen = [shown for entry in table.log if (shown := sight.entry(entry))]
    assert all(entry.by in (LEW, "") or not entry.lane for entry in seen)
    assert not any(getattr(entry.move, "findings", ()) for entry in seen if entry.by == MIRA)
    assert all(desks.replay(e for e in table.log if e.lane == who) == desk for who, desk in table.desks.items())
