"""Whether a move may be made now. Each refusal is a sentence that a student can act on; nothing refused is stored.

`may` is asked with the table and the mover's own desk as they stand in the same transaction that will log the move.
"""

from collections.abc import Callable
from typing import Any

from elearn.domain import move as m
from elearn.domain.asking import TALK_OPEN, Asking
from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.errors import MoveRefused
from elearn.domain.map_rules import MAP_RULES
from elearn.domain.move import Move
from elearn.domain.passage import Passage
from elearn.domain.sight import Sight
from elearn.domain.things import Finding
from elearn.domain.workspace import Workspace

MOST_FINDINGS = 40
"""A bound that no student at work has come near; it keeps a script from filling a page."""

DIFFERENCES_TO_JUDGE = 3
"""Pedagogy P3.19: for at least three differences from the panel, say what happened."""


def may(table: Workspace, desk: Desk, case: Case, member: str, move: Move, *, differences: int = DIFFERENCES_TO_JUDGE) -> Move:
    """The move as it is to be logged. Raises MoveRefused.

    `differences`: how many differences from the panel there are to judge, where fewer than three exist.
    A seal comes back with what lies on the mover's desk; a browser never says what it seals.
    """
    who = table.members.get(member)
    if who is None or not who.active:
        raise MoveRefused("member.left", "You no longer belong to this pair. What you wrote is kept; ask your tutor where you sit now.")
    if type(move).house:
        raise MoveRefused("move.house", "Only the course can do that.")
    if table.finished:
        raise MoveRefused("case.finished", "This case is finished. You can read it and replay it; it changes no more.")
    return _RULES[type(move)](Asking(table, desk, case, member, differences), move)


# --- Meet, and going on


def _introduced(ask: Asking, move: m.ProfessionIntroduced) -> Move:
    ask.at(StepKind.MEET)
    return move


def _agreement(ask: Asking, move: m.AgreementWorded) -> Move:
    ask.at(StepKind.MEET)
    if move.base > ask.table.agreement.version:
        raise MoveRefused("base.unknown", "That was written over words that do not exist. Reload the page and try again.")
    return move


def _aloud(ask: Asking, move: m.SpokeAloud) -> Move:
    if move.scribe is not None and all(each.id != move.scribe for each in ask.table.active):
        raise MoveRefused("scribe.unknown", "The scribe must be one of you.")
    return move


def _agreed(ask: Asking, move: m.AgreedToGoOn) -> Move:
    if move.step != ask.table.step.id:
        raise MoveRefused("step.passed", "Your pair has already gone on from there. Reload the page to see where you are.")
    ask.at(*(kind for kind in StepKind if kind not in (StepKind.SPOT, StepKind.REFLECT)))
    _ready_to_go_on(ask)
    return move


def _ready_to_go_on(ask: Asking) -> None:  # noqa: C901  # one case a kind of step, read as a table
    table = ask.table
    match table.step.kind:
        case StepKind.MEET:
            if not table.members[ask.member].introduction:
                raise MoveRefused("meet.introduce", "Say in one line what your profession does, then go on.")
        case StepKind.SHARE:
            ask.sealed()
            left = sum(not table.answered_for(each) for each in table.findings.values())
            if left:
                raise MoveRefused("share.left", "{left} of your findings still wait to be said back, or waved through.", left=left)
        case StepKind.MAP:
            ask.sealed()
            if not table.links:
                raise MoveRefused("map.empty", "Draw at least one link first: a map says what leads to what.")
        case StepKind.NEWS:
            ask.sealed()
            if ask.member not in table.news:
                raise MoveRefused("news.alone", "First read the new papers and say alone what they change.")
            if not Sight(table=table, case=ask.case, viewer=ask.member).news_open():
                raise MoveRefused(
                    "news.wait", "Your partner is still reading the new papers. You can go on together when both have judged."
                )
        case StepKind.ACT:
            ask.sealed()
            if not table.actions:
                raise MoveRefused("plan.empty", "Plan at least one action first.")
        case StepKind.COMPARE:
            ask.sealed()
            wanted = min(DIFFERENCES_TO_JUDGE, ask.differences)
            if len(table.judged) < wanted:
                raise MoveRefused(
                    "compare.judge", "Judge {wanted} differences first; you have judged {judged}.", wanted=wanted, judged=len(table.judged)
                )
        case _:
            pass


def _took_back(ask: Asking, move: m.TookBackAgreement) -> Move:
    if move.step != ask.table.step.id:
        raise MoveRefused("step.passed", "Your pair has already gone on from there. Reload the page to see where you are.")
    return move


def _nudged(ask: Asking, move: m.Nudged) -> Move:
    if not ask.table.partners(ask.member):
        raise MoveRefused("nudge.nobody", "There is nobody to nudge.")
    return move


# --- Spot


def _at_own_desk(ask: Asking) -> None:
    if ask.table.members[ask.member].sealed:
        raise MoveRefused("seal.closed", "You have sealed your findings; they stay as they were. What you think now goes on the map.")
    if not ask.table.has_reached(StepKind.SPOT):
        raise MoveRefused("step.early", "The papers open when your pair has met.")


def _own_passage(ask: Asking, passage: Passage) -> None:
    if not Sight(table=ask.table, case=ask.case, viewer=ask.member).passage(passage):
        raise MoveRefused("passage.unknown", "Those words are not in a paper that you hold.")


def _noted(ask: Asking, move: m.FindingNoted) -> Move:
    _at_own_desk(ask)
    _own_passage(ask, move.passage)
    if len(ask.desk.findings) >= MOST_FINDINGS:
        raise MoveRefused("findings.many", "Forty findings are enough. Drop one that matters less.")
    return move


def _finding_reworded(ask: Asking, move: m.FindingReworded) -> Move:
    _at_own_desk(ask)
    _own_finding(ask, move.of)
    if move.passage:
        _own_passage(ask, move.passage)
    return move


def _finding_dropped(ask: Asking, move: m.FindingDropped) -> Move:
    _at_own_desk(ask)
    _own_finding(ask, move.of)
    return move


def _own_finding(ask: Asking, id: str) -> None:
    if id not in ask.desk.findings:
        raise MoveRefused("finding.unknown", "That finding is not among yours any more.")


def _seal(ask: Asking, move: m.FindingsSealed) -> Move:
    _at_own_desk(ask)
    if not ask.desk.findings:
        raise MoveRefused("seal.empty", "Note at least one finding before you seal.")
    return m.FindingsSealed(findings=tuple(ask.desk.findings.values()))


# --- Share


def _explained(ask: Asking, move: m.Explained) -> Move:
    ask.at(*TALK_OPEN)
    ask.sealed()
    thing = ask.known_thing(move.on)
    if isinstance(thing, Finding) and thing.by != ask.member:
        raise MoveRefused("finding.not_yours", "Only the one who noted a finding can explain it. You can say it back, or ask.")
    return move


def _waved(ask: Asking, move: m.WavedThrough) -> Move:
    ask.at(StepKind.SHARE)
    ask.sealed()
    finding = ask.known_thing(move.on)
    if not isinstance(finding, Finding):
        raise MoveRefused("finding.only", "Only a finding can be waved through.")
    _across(ask, finding.by, "wave it through")
    if ask.member in finding.waved_by:
        raise MoveRefused("finding.waved", "You have already waved that through.")
    return move


def _across(ask: Asking, by: str, deed: str) -> None:
    """Restating, answering and challenging are done by the other profession (any partner where it has nobody here)."""
    if by and all(each.id != ask.member for each in ask.table.other_side(by)):
        raise MoveRefused("across.only", "Somebody of the other profession has to {deed}.", deed=deed)


def _paper(ask: Asking, move: m.PaperOpened) -> Move:
    ask.at(*TALK_OPEN)
    ask.sealed()
    paper = ask.case.paper(move.paper)
    mine = ask.table.discipline(ask.member)
    if (
        paper is None
        or mine is None
        or paper.pack.value != mine.value
        or not Sight(table=ask.table, case=ask.case, viewer=ask.member).paper(paper)
    ):
        raise MoveRefused("paper.not_yours", "You can only open a paper that you hold.")
    if move.paper in ask.table.opened:
        raise MoveRefused("paper.open", "That paper is already open to both of you.")
    return move


# --- toward a partner


def _remark(ask: Asking, move: Any) -> Move:
    ask.at(*TALK_OPEN)
    ask.sealed()
    ask.known_thing(move.on)
    ask.evidence(*getattr(move, "passages", ()))
    return move  # type: ignore[no-any-return]  # one of the five remarks, each a Move


def _remark_across(deed: str) -> Callable[[Asking, Any], Move]:
    def rule(ask: Asking, move: Any) -> Move:
        _remark(ask, move)
        thing = ask.known_thing(move.on)
        _across(ask, thing.by, deed)
        return move  # type: ignore[no-any-return]  # as above

    return rule


def _answered(ask: Asking, move: m.Answered) -> Move:
    ask.at(*TALK_OPEN)
    ask.sealed()
    asked = ask.table.remarks.get(move.to)
    if asked is None or asked.kind not in ("ask", "challenge"):
        raise MoveRefused("answer.unknown", "That question is not on your table.")
    if asked.answered:
        raise MoveRefused("answer.done", "That has been answered already. You can still build on it.")
    _across(ask, asked.by, "answer it")
    ask.evidence(*move.passages)
    return move


# --- Compare


def _same(ask: Asking, move: m.SameAnswered) -> Move:
    ask.at(StepKind.COMPARE)
    ask.sealed()
    ask.cause(move.cause)
    if ask.case.cause(move.panel) is None and all(each.id != move.panel for each in ask.case.panel.weak):
        raise MoveRefused("panel.unknown", "The panel has no such cause.")
    return move


def _difference(ask: Asking, move: m.DifferenceJudged) -> Move:
    ask.at(StepKind.COMPARE)
    ask.sealed()
    return move


# --- Reflect


def _reflecting(ask: Asking, move: Any) -> Move:
    ask.at(StepKind.REFLECT)
    ask.sealed()
    if ask.member in ask.table.handed_in:
        raise MoveRefused("reflect.done", "You have handed in your reflection. Thank you.")
    if isinstance(move, m.ReflectionHandedIn) and not ask.desk.reflections:
        raise MoveRefused("reflect.empty", "Write a line about what changed in your thinking, then hand it in.")
    if isinstance(move, m.ReflectionWritten) and move.question >= len(ask.case.reflection):
        raise MoveRefused("reflect.question", "That question is not part of this case.")
    return move  # type: ignore[no-any-return]  # one of the three moves of a reflection


_RULES: dict[type[Move], Callable[[Asking, Any], Move]] = {
    **MAP_RULES,
    m.ProfessionIntroduced: _introduced,
    m.AgreementWorded: _agreement,
    m.SpokeAloud: _aloud,
    m.AgreedToGoOn: _agreed,
    m.TookBackAgreement: _took_back,
    m.Nudged: _nudged,
    m.FindingNoted: _noted,
    m.FindingReworded: _finding_reworded,
    m.FindingDropped: _finding_dropped,
    m.FindingsSealed: _seal,
    m.Explained: _explained,
    m.WavedThrough: _waved,
    m.PaperOpened: _paper,
    m.Asked: _remark,
    m.Restated: _remark_across("say it back"),
    m.BuiltOn: _remark,
    m.Challenged: _remark_across("challenge it"),
    m.AcceptedWithReason: _remark_across("accept it"),
    m.Answered: _answered,
    m.SameAnswered: _same,
    m.DifferenceJudged: _difference,
    m.ReflectionWritten: _reflecting,
    m.PartnerThanked: _reflecting,
    m.ReflectionHandedIn: _reflecting,
}
