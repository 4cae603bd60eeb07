"""Key moments in the growth of a map: where somebody who replays it would want to stop.

The first cause; the first whole chain, from a rule or a right to health; a question that changed a cause; a loop; a removal.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.chains import reached, whole_chain
from elearn.domain.entry import Entry
from elearn.domain.workspace import Workspace


class MomentKind(StrEnum):
    FIRST_CAUSE = "first_cause"
    FIRST_CHAIN = "first_chain"
    QUESTION_CHANGED = "question_changed"
    LOOP = "loop"
    REMOVAL = "removal"


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment at entry `seq` of the table's log."""

    seq: int
    kind: MomentKind


@dataclass(frozen=True, kw_only=True)
class Stage:
    """One entry, with the table as it was and as it became."""

    entry: Entry
    before: Workspace
    after: Workspace


def stages(entries: Iterable[Entry]) -> Iterator[Stage]:
    """A log, played: each entry with the tables on either side of it."""
    table = Workspace()
    for entry in entries:
        after = folding.after(table, entry)
        yield Stage(entry=entry, before=table, after=after)
        table = after


def moments(played: Sequence[Stage]) -> tuple[Moment, ...]:
    """The key moments of a log, in order. Firsts come once; a question counts once, at the first change that follows it."""
    found: list[Moment] = []
    firsts: set[MomentKind] = set()
    asked: set[str] = set()
    for stage in played:
        for kind in _kinds(stage, asked):
            if kind in (MomentKind.FIRST_CAUSE, MomentKind.FIRST_CHAIN):
                if kind in firsts:
                    continue
                firsts.add(kind)
            found.append(Moment(seq=stage.entry.seq, kind=kind))
    return tuple(found)


def _kinds(stage: Stage, asked: set[str]) -> list[MomentKind]:
    match stage.entry.move:
        case m.CauseAdded():
            return [MomentKind.FIRST_CAUSE]
        case m.LinkDrawn(source=source, target=target):
            chain = [MomentKind.FIRST_CHAIN] if whole_chain(stage.after, source, target) else []
            return chain + ([MomentKind.LOOP] if source in reached(stage.after, target) else [])
        case m.Asked(on=on) | m.Challenged(on=on):
            asked.add(on)
            return []
        case m.CauseReworded(of=of) | m.CauseMoved(of=of) | m.CauseWeighed(of=of) | m.EvidencePointed(on=of) if of in asked:
            asked.discard(of)
            return [MomentKind.QUESTION_CHANGED]
        case m.Removed() | m.RemovalAccepted():
            return [MomentKind.REMOVAL]
        case _:
            return []
