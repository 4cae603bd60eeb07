"""Putting a pair right when somebody leaves, is away or comes late: which moves the house makes, and when it refuses.

Nothing of anybody's work is lost: the log keeps all, whoever goes keeps their desk, and whoever comes seals alone before they see the
pair's work (pedagogy P5.3, P5.4). Joining comes before leaving, so that a pair does not go on by itself in between.
"""

from collections.abc import Collection, Iterable

from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.content import Case, StepKind
from elearn.domain.entry import Entry
from elearn.domain.errors import Refusal
from elearn.domain.move import Joining, Leaving, Move
from elearn.domain.pairing import MOST
from elearn.domain.person import Discipline
from elearn.domain.steps import Said
from elearn.domain.workspace import Workspace


def comes(table: Workspace, member: str, discipline: Discipline, how: Joining = Joining.NEW, pair: int = 0) -> Move:
    """Somebody joins who has not sat here. Raises Refusal once the panel lies open, or when five sit here."""
    if table.finished or table.has_reached(StepKind.COMPARE):
        raise Refusal(
            "repair.panel_open",
            "That pair has the panel's map before it already. A newcomer would have it before working: seat them at another case instead.",
        )
    _room(table, 1)
    return m.MemberJoined(member=member, discipline=discipline, how=how, pair=pair)


def comes_back(table: Workspace, member: str) -> Move:
    """Somebody who left takes their seat again, with what they wrote."""
    who = table.members[member]
    if who.active:
        raise Refusal("repair.is_here", "They sit in this pair already.")
    if table.finished:
        raise Refusal("repair.finished", "This pair has finished. What they wrote is kept and they can read it.")
    if not who.sealed and table.has_reached(StepKind.COMPARE):
        raise Refusal(
            "repair.panel_open",
            "That pair has the panel's map before it already. A newcomer would have it before working: seat them at another case instead.",
        )
    _room(table, 1)
    return m.MemberJoined(member=member, discipline=who.discipline, how=Joining.BACK)


def goes(table: Workspace, member: str, why: Leaving) -> list[Move]:
    """Somebody leaves, and both professions are still there. Raises Refusal where they are not."""
    _sits_here(table, member)
    missing = _missing(table, without={member})
    if missing:
        raise Refusal(
            "repair.profession_gone",
            "Without them nobody of {profession} sits here. Put somebody in their place, merge with another pair, or let the others go on "
            "with those papers opened.",
            profession=missing[0].value,
        )
    return [m.MemberLeft(member=member, why=why)]


def is_replaced(table: Workspace, member: str, newcomer: str, discipline: Discipline, why: Leaving) -> list[Move]:
    """Somebody takes another's place: comes first, then the other goes."""
    _sits_here(table, member)
    kept = {each.discipline for each in table.active if each.id != member} | {discipline}
    if kept != set(Discipline):
        raise Refusal("repair.wrong_side", "Somebody of the same profession has to take that place.")
    joined = comes(_without(table, member), newcomer, discipline)
    return [joined, m.MemberLeft(member=member, why=why)]


def go_on_alone(table: Workspace, case: Case, member: str | None, why: Leaving) -> list[Move]:
    """The others go on without a profession: the house opens its papers, each reads them once sealed, and it is labelled so.

    `member`: who leaves; none where they have left already.
    """
    if member is not None:
        _sits_here(table, member)
    staying = [each for each in table.active if each.id != member]
    if not staying:
        raise Refusal("repair.nobody_left", "Nobody would be left in this pair.")
    missing = [each for each in _missing(table, without={member} if member else ()) if each not in table.packs_opened]
    if not missing:
        raise Refusal("repair.both_here", "Both professions are still here, or the papers are open already.")
    opened: list[Move] = [
        m.PackOpened(pack=each, papers=tuple(paper.id for paper in case.papers if paper.pack.value == each.value)) for each in missing
    ]
    return [*opened, *([m.MemberLeft(member=member, why=why)] if member else [])]


def until_left(entries: Iterable[Entry], member: str) -> Workspace:
    """The table as it was just before this member left for the last time: what came after is not theirs to read."""
    log = list(entries)
    left = max((each.seq for each in log if isinstance(each.move, m.MemberLeft) and each.move.member == member), default=0)
    return folding.replay(each for each in log if each.seq < left)


def can_merge(source: Workspace, target: Workspace) -> None:
    """Raises Refusal where those who sit at one table cannot join another."""
    coming = source.active
    if not coming:
        raise Refusal("repair.nobody_left", "Nobody would be left in this pair.")
    if {each.discipline for each in (*coming, *target.active)} != set(Discipline):
        raise Refusal("repair.one_sided", "Together these two pairs have only one profession.")
    _room(target, len(coming))


def what_merging_does(source: Workspace, target: Workspace, number: int) -> Said:
    """What becomes of two pairs that are merged, before it is done. `number`: of the pair that is joined."""
    values = {"number": number, "here": source.step.kind.value.capitalize(), "there": target.step.kind.value.capitalize()}
    if not target.has_passed(StepKind.SPOT):
        text = "They join pair {number}, which is at {there}. Findings that they have noted come along."
        return Said(id="merge.early", sentence=text, values=values)
    if source.step.kind is target.step.kind:
        text = "Both are at {here}. They join pair {number}: they seal alone first, with their findings, and then see its work."
        return Said(id="merge.same", sentence=text, values=values)
    text = (
        "This pair is at {here}, pair {number} at {there}. They join it there: they seal alone first, with their findings, and then see "
        "its work. What they made here together does not come along; it stays readable to them."
    )
    return Said(id="merge.apart", sentence=text, values=values)


def _sits_here(table: Workspace, member: str) -> None:
    if all(each.id != member for each in table.active):
        raise Refusal("repair.not_here", "They do not sit in this pair any more.")
    if table.finished:
        raise Refusal("repair.finished", "This pair has finished. What they wrote is kept and they can read it.")


def _room(table: Workspace, coming: int) -> None:
    if len(table.active) + coming > MOST:
        raise Refusal("repair.full", "A pair has five people at most.")


def _missing(table: Workspace, without: Collection[str] = ()) -> list[Discipline]:
    here = {each.discipline for each in table.active if each.id not in without}
    return [each for each in Discipline if each not in here]


def _without(table: Workspace, member: str) -> Workspace:
    return table.model_copy(update={"members": {id: each for id, each in table.members.items() if id != member}})
