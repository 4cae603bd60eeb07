"""How a move changes the pair's table. `replay(entries)` always equals the table that was kept beside the log.

`after` never refuses: whether a move may be made is asked before it is logged, in `rules`. What is in the log has happened.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import reduce
from typing import Any, TypeVar

from elearn.domain import move as m
from elearn.domain.entry import Entry
from elearn.domain.move import Move
from elearn.domain.pulse import beats
from elearn.domain.things import (
    Action,
    Cause,
    Change,
    Evidence,
    Finding,
    Judged,
    Link,
    LinkWords,
    Member,
    NewsRead,
    Opened,
    Remark,
    Rival,
    Thing,
    Value,
)
from elearn.domain.vocabulary import StepKind
from elearn.domain.workspace import Workspace


def after(table: Workspace, entry: Entry) -> Workspace:
    """The table after one more entry. Entries of a desk leave it as it was."""
    if entry.lane:
        return table
    changed = _FOLDS[type(entry.move)](table, entry, entry.move)
    changed = changed.model_copy(update={"last": entry.seq, "moved_at": entry.at, "pulse": beats(table, changed, entry)})
    return _forward(changed, entry.at)


def replay(entries: Iterable[Entry]) -> Workspace:
    """The table as the whole log makes it."""
    return reduce(after, entries, Workspace())


def _forward(table: Workspace, at: datetime) -> Workspace:
    """Go on through every step that is done, but into none that the tutor holds."""
    while not table.finished and table.step_done() and not table.waits_for_tutor:
        table = _with(table, at_step=table.at_step + 1)
        if not table.finished:
            table = _with(table, reached={**table.reached, table.step.id: at})
    return table


def _with(table: Workspace, **changes: Any) -> Workspace:
    return table.model_copy(update=changes)


T = TypeVar("T")
V = TypeVar("V", bound=Value)


def _put(shelf: Mapping[str, T], id: str, thing: T) -> dict[str, T]:
    return {**shelf, id: thing}


def _change(thing: V, **changes: Any) -> V:
    return thing.model_copy(update=changes)


def _without(shelf: Mapping[str, T], gone: set[str]) -> dict[str, T]:
    return {id: thing for id, thing in shelf.items() if id not in gone}


def _touched(thing: Thing, by: str) -> tuple[str, ...]:
    return thing.touched_by if by in (thing.by, *thing.touched_by) else (*thing.touched_by, by)


def _unsettle(table: Workspace, by: str) -> Workspace:
    """Whoever had agreed to what has now been changed by somebody else is asked again."""
    step = table.step.id
    kept = {member: words for member, words in table.agreed.get(step, {}).items() if member == by}
    return _with(table, agreed={**table.agreed, step: kept}) if table.agreed.get(step) else table


def _opened(table: Workspace, entry: Entry, move: m.SittingOpened) -> Workspace:
    first = {move.steps[0].id: entry.at} if move.steps else {}
    return _with(table, case=move.case, steps=move.steps, reached=first, held=move.held)


def _joined(table: Workspace, entry: Entry, move: m.MemberJoined) -> Workspace:
    before = table.members.get(move.member)
    member = _change(before, active=True) if before else Member(id=move.member, discipline=move.discipline)
    return _with(table, members=_put(table.members, move.member, member))


def _left(table: Workspace, entry: Entry, move: m.MemberLeft) -> Workspace:
    member = _change(table.members[move.member], active=False)
    return _with(table, members=_put(table.members, move.member, member), scribe=None if table.scribe == move.member else table.scribe)


def _pack_opened(table: Workspace, entry: Entry, move: m.PackOpened) -> Workspace:
    fresh = {paper: Opened(by="", words="") for paper in move.papers if paper not in table.opened}
    packs = table.packs_opened if move.pack in table.packs_opened else (*table.packs_opened, move.pack)
    return _with(table, opened={**table.opened, **fresh}, packs_opened=packs)


def _step_opened(table: Workspace, entry: Entry, move: m.StepOpened) -> Workspace:
    return _with(table, held=tuple(each for each in table.held if each != move.step))


def _step_held(table: Workspace, entry: Entry, move: m.StepHeld) -> Workspace:
    return table if move.step in table.held else _with(table, held=(*table.held, move.step))


def _missed(table: Workspace, step: str, members: Iterable[str]) -> Workspace:
    """Remember whose part was missing when a step's time was over."""
    before = table.ran_out.get(step, ())
    return _with(table, ran_out={**table.ran_out, step: (*before, *(each for each in members if each not in before))})


def _time_ran_out(table: Workspace, entry: Entry, move: m.TimeRanOut) -> Workspace:
    return _missed(table, move.step, move.without)


def _introduced(table: Workspace, entry: Entry, move: m.ProfessionIntroduced) -> Workspace:
    return _with(table, members=_put(table.members, entry.by, _change(table.members[entry.by], introduction=move.words)))


def _agreement(table: Workspace, entry: Entry, move: m.AgreementWorded) -> Workspace:
    old = table.agreement
    if move.base < old.version and move.words != old.words:
        return _with(table, agreement=_change(old, rivals=(*old.rivals, Rival[str](id=entry.op, by=entry.by, words=move.words))))
    settled = _change(old, words=move.words, version=old.version + 1, by=entry.by, rivals=())
    return _unsettle(_with(table, agreement=settled), entry.by)


def _aloud(table: Workspace, entry: Entry, move: m.SpokeAloud) -> Workspace:
    return _with(table, scribe=move.scribe)


def _agreed(table: Workspace, entry: Entry, move: m.AgreedToGoOn) -> Workspace:
    return _with(table, agreed={**table.agreed, move.step: {**table.agreed.get(move.step, {}), entry.by: move.dissent}})


def _took_back(table: Workspace, entry: Entry, move: m.TookBackAgreement) -> Workspace:
    return _with(table, agreed={**table.agreed, move.step: _without(table.agreed.get(move.step, {}), {entry.by})})


def _nudged(table: Workspace, entry: Entry, move: m.Nudged) -> Workspace:
    return _with(table, nudged={**table.nudged, entry.by: entry.at})


def _sealed(table: Workspace, entry: Entry, move: m.FindingsSealed) -> Workspace:
    return _seal(table, entry.by, move.findings)


def _sealed_by_time(table: Workspace, entry: Entry, move: m.SealedByTime) -> Workspace:
    spot = next(each.id for each in table.steps if each.kind is StepKind.SPOT)
    return _missed(_seal(table, move.member, move.findings), spot, [move.member])


def _seal(table: Workspace, by: str, findings: Iterable[m.Sealed]) -> Workspace:
    fresh = {each.id: Finding(id=each.id, by=by, passage=each.passage, finding=each.finding) for each in findings}
    member = _change(table.members[by], sealed=True)
    return _with(table, findings={**table.findings, **fresh}, members=_put(table.members, by, member))


def _waved(table: Workspace, entry: Entry, move: m.WavedThrough) -> Workspace:
    finding = table.findings[move.on]
    return _with(table, findings=_put(table.findings, move.on, _change(finding, waved_by=(*finding.waved_by, entry.by))))


def _paper_opened(table: Workspace, entry: Entry, move: m.PaperOpened) -> Workspace:
    return _with(table, opened=_put(table.opened, move.paper, Opened(by=entry.by, words=move.words)))


def _remark(kind: m.Relation) -> Callable[[Workspace, Entry, Any], Workspace]:
    def fold(table: Workspace, entry: Entry, move: Any) -> Workspace:
        remark = Remark(
            id=entry.op, kind=kind, on=move.on, by=entry.by, at=entry.at, words=move.words, step=table.step.id,
            passages=getattr(move, "passages", ()),
        )  # fmt: skip
        return _with(table, remarks=_put(table.remarks, entry.op, remark))

    return fold


def _answered(table: Workspace, entry: Entry, move: m.Answered) -> Workspace:
    asked = table.remarks[move.to]
    answer = Remark(
        id=entry.op,
        kind="answer",
        on=asked.on,
        by=entry.by,
        at=entry.at,
        words=move.words,
        step=table.step.id,
        to=asked.id,
        passages=move.passages,
    )
    return _with(table, remarks={**table.remarks, asked.id: _change(asked, answered=True), entry.op: answer})


def _cause_added(table: Workspace, entry: Entry, move: m.CauseAdded) -> Workspace:
    cause = Cause(
        id=entry.op, by=entry.by, seq=entry.seq, idea=move.idea, words=move.words, layer=move.layer, sure=move.sure,
        evidence=tuple(Evidence(passage=each, by=entry.by) for each in move.passages),
    )  # fmt: skip
    return _unsettle(_with(table, causes=_put(table.causes, entry.op, cause)), entry.by)


def _link_drawn(table: Workspace, entry: Entry, move: m.LinkDrawn) -> Workspace:
    link = Link(
        id=entry.op, by=entry.by, seq=entry.seq, idea=move.idea, source=move.source, target=move.target, sure=move.sure,
        says=LinkWords(how=move.how, words=move.words), evidence=tuple(Evidence(passage=each, by=entry.by) for each in move.passages),
    )  # fmt: skip
    return _unsettle(_with(table, links=_put(table.links, entry.op, link)), entry.by)


def _action_planned(table: Workspace, entry: Entry, move: m.ActionPlanned) -> Workspace:
    action = Action(id=entry.op, by=entry.by, seq=entry.seq, idea=move.idea, words=move.action)
    return _unsettle(_with(table, actions=_put(table.actions, entry.op, action)), entry.by)


def _change_proposed(table: Workspace, entry: Entry, move: m.ChangeProposed) -> Workspace:
    change = Change(id=entry.op, by=entry.by, seq=entry.seq, idea=move.idea, words=move.change)
    return _unsettle(_with(table, changes=_put(table.changes, entry.op, change)), entry.by)


def _shelf_of(table: Workspace, id: str) -> str:
    return next(name for name in ("causes", "links", "actions", "changes") if id in getattr(table, name))


def _replace(table: Workspace, by: str, thing: Thing, **changes: Any) -> Workspace:
    name = _shelf_of(table, thing.id)
    new = _change(thing, touched_by=_touched(thing, by), **changes)
    return _unsettle(_with(table, **{name: _put(getattr(table, name), thing.id, new)}), by)


def _reworded(field: str, rival: Any, words_of: Callable[[Any], Any]) -> Callable[[Workspace, Entry, Any], Workspace]:
    """New words for a thing: they replace the words they began with, and stand beside words that came meanwhile."""

    def fold(table: Workspace, entry: Entry, move: Any) -> Workspace:
        thing: Any = table.thing(move.of)
        words = words_of(move)
        if words == getattr(thing, field):
            return table
        if move.base < thing.version:
            return _replace(table, entry.by, thing, rivals=(*thing.rivals, rival(id=entry.op, by=entry.by, words=words)))
        return _replace(table, entry.by, thing, **{field: words}, version=thing.version + 1)

    return fold


def _wording_chosen(table: Workspace, entry: Entry, move: m.WordingChosen) -> Workspace:
    thing: Any = table.thing(move.of)
    chosen = next((each for each in thing.rivals if each.id == move.wording), None)
    if chosen is None:
        return _replace(table, entry.by, thing, rivals=())
    field = "says" if isinstance(thing, Link) else "words"
    return _replace(table, entry.by, thing, **{field: chosen.words}, rivals=(), version=thing.version + 1)


def _cause_moved(table: Workspace, entry: Entry, move: m.CauseMoved) -> Workspace:
    return _replace(table, entry.by, table.causes[move.of], layer=move.layer)


def _weighed(table: Workspace, entry: Entry, move: m.CauseWeighed | m.LinkWeighed) -> Workspace:
    thing: Any = table.thing(move.of)
    table = _replace(table, entry.by, thing, sure=move.sure)
    if not move.words:
        return table
    said = Remark(id=entry.op, kind="explain", on=move.of, by=entry.by, at=entry.at, words=move.words, step=table.step.id)
    return _with(table, remarks=_put(table.remarks, entry.op, said))


def _pointed(table: Workspace, entry: Entry, move: m.EvidencePointed) -> Workspace:
    thing: Any = table.thing(move.on)
    kept = tuple(each for each in thing.evidence if each.passage != move.passage)
    return _replace(table, entry.by, thing, evidence=(*kept, Evidence(passage=move.passage, by=entry.by, against=move.against)))


def _withdrawn(table: Workspace, entry: Entry, move: m.EvidenceWithdrawn) -> Workspace:
    thing: Any = table.thing(move.on)
    return _replace(table, entry.by, thing, evidence=tuple(each for each in thing.evidence if each.passage != move.passage))


def _removed(table: Workspace, entry: Entry, move: m.Removed | m.RemovalAccepted) -> Workspace:
    """A cause takes its links with it; actions that worked on it stay and say so. The replay still has them."""
    gone = {move.of} | {link.id for link in table.links.values() if move.of in (link.source, link.target)}
    table = _with(
        table, causes=_without(table.causes, gone), links=_without(table.links, gone), actions=_without(table.actions, gone),
        changes=_without(table.changes, gone), gone=(*table.gone, *sorted(gone)),
    )  # fmt: skip
    settled = {id: _change(each, answered=True) if each.on in gone else each for id, each in table.remarks.items()}
    return _unsettle(_with(table, remarks=settled), entry.by)


def _removal_proposed(table: Workspace, entry: Entry, move: m.RemovalProposed) -> Workspace:
    thing: Any = table.thing(move.of)
    return _replace(table, entry.by, thing, removal_by=entry.by, removal_words=move.words)


def _removal_refused(table: Workspace, entry: Entry, move: m.RemovalRefused) -> Workspace:
    thing: Any = table.thing(move.of)
    return _replace(table, entry.by, thing, removal_by=None, removal_words="")


def _news(table: Workspace, entry: Entry, move: m.NewsSealed) -> Workspace:
    return _with(table, news={**table.news, entry.by: NewsRead(step=move.step, judgements=move.judgements)})


def _news_by_time(table: Workspace, entry: Entry, move: m.NewsSealedByTime) -> Workspace:
    return _with(table, news={**table.news, move.member: NewsRead(step=move.step, judgements=move.judgements)})


def _same(table: Workspace, entry: Entry, move: m.SameAnswered) -> Workspace:
    return _with(table, same={**table.same, f"{move.cause}|{move.panel}": move.same})


def _judged(table: Workspace, entry: Entry, move: m.DifferenceJudged) -> Workspace:
    return _unsettle(
        _with(table, judged={**table.judged, move.difference: Judged(verdict=move.verdict, words=move.words, by=entry.by)}), entry.by
    )


def _handed_in(table: Workspace, entry: Entry, move: m.ReflectionHandedIn) -> Workspace:
    return _hand_in(table, entry.by)


def _taken_by_time(table: Workspace, entry: Entry, move: m.ReflectionTakenByTime) -> Workspace:
    return _missed(_hand_in(table, move.member), move.step, [move.member])


def _hand_in(table: Workspace, by: str) -> Workspace:
    return table if by in table.handed_in else _with(table, handed_in=(*table.handed_in, by))


_FOLDS: dict[type[Move], Callable[[Workspace, Entry, Any], Workspace]] = {
    m.SittingOpened: _opened,
    m.MemberJoined: _joined,
    m.MemberLeft: _left,
    m.PackOpened: _pack_opened,
    m.StepOpened: _step_opened,
    m.StepHeld: _step_held,
    m.TimeRanOut: _time_ran_out,
    m.SealedByTime: _sealed_by_time,
    m.NewsSealedByTime: _news_by_time,
    m.ReflectionTakenByTime: _taken_by_time,
    m.ProfessionIntroduced: _introduced,
    m.AgreementWorded: _agreement,
    m.SpokeAloud: _aloud,
    m.AgreedToGoOn: _agreed,
    m.TookBackAgreement: _took_back,
    m.Nudged: _nudged,
    m.FindingsSealed: _sealed,
    m.Explained: _remark("explain"),
    m.WavedThrough: _waved,
    m.PaperOpened: _paper_opened,
    m.Asked: _remark("ask"),
    m.Restated: _remark("restate"),
    m.BuiltOn: _remark("build"),
    m.Challenged: _remark("challenge"),
    m.AcceptedWithReason: _remark("accept"),
    m.Answered: _answered,
    m.CauseAdded: _cause_added,
    m.CauseReworded: _reworded("words", Rival[str], lambda move: move.words),
    m.CauseMoved: _cause_moved,
    m.CauseWeighed: _weighed,
    m.LinkDrawn: _link_drawn,
    m.LinkReworded: _reworded("says", Rival[LinkWords], lambda move: LinkWords(how=move.how, words=move.words)),
    m.LinkWeighed: _weighed,
    m.EvidencePointed: _pointed,
    m.EvidenceWithdrawn: _withdrawn,
    m.WordingChosen: _wording_chosen,
    m.Removed: _removed,
    m.RemovalProposed: _removal_proposed,
    m.RemovalAccepted: _removed,
    m.RemovalRefused: _removal_refused,
    m.NewsSealed: _news,
    m.ActionPlanned: _action_planned,
    m.ActionReworded: _reworded("words", Rival[m.ActionWords], lambda move: move.action),
    m.ChangeProposed: _change_proposed,
    m.ChangeReworded: _reworded("words", Rival[m.ChangeWords], lambda move: move.change),
    m.SameAnswered: _same,
    m.DifferenceJudged: _judged,
    m.ReflectionHandedIn: _handed_in,
}
