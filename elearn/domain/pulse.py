"""How a pair's work is going, as far as a tutor at its side would notice: who does what and when, a first chain, a question that helped.

A few moments, folded with the table. Counts of what people do are never shown to anybody and never make a mark (pedagogy P4.1, P4.3).
"""

from datetime import datetime

from elearn.domain import move as m
from elearn.domain.chains import whole_chain
from elearn.domain.entry import Entry
from elearn.domain.things import Beat, Pulse
from elearn.domain.workspace import Workspace

MOST_RECENT = 16

SUBSTANTIVE = (
    m.Explained, m.Restated, m.Asked, m.BuiltOn, m.Challenged, m.AcceptedWithReason, m.Answered, m.CauseAdded, m.CauseReworded,
    m.CauseMoved, m.CauseWeighed, m.LinkDrawn, m.LinkReworded, m.LinkWeighed, m.EvidencePointed, m.EvidenceWithdrawn, m.WordingChosen,
    m.Removed,
    m.RemovalProposed, m.RemovalAccepted, m.RemovalRefused, m.ActionPlanned, m.ActionReworded, m.ChangeProposed, m.ChangeReworded,
    m.DifferenceJudged, m.PaperOpened,
)  # fmt: skip
"""What adds to, or changes, a pair's reasoning: a claim, a reason, evidence, a word toward the partner (pedagogy P4.1)."""


def beats(before: Workspace, table: Workspace, entry: Entry) -> Pulse:
    """The pulse after one more entry of the table's log."""
    pulse = before.pulse
    if not entry.by:
        return pulse
    recent, move = pulse.recent, entry.move
    if isinstance(move, SUBSTANTIVE):
        recent = (*recent, Beat(by=entry.by, at=entry.at))[-MOST_RECENT:]
    return Pulse(
        recent=recent,
        acted={**pulse.acted, entry.by: entry.at},
        chain_at=pulse.chain_at or _chain(table, entry),
        asked=_asked(pulse.asked, move, table),
        changed_at=entry.at if getattr(move, "of", getattr(move, "on", "")) in pulse.asked and _changes(move) else pulse.changed_at,
    )


def _chain(table: Workspace, entry: Entry) -> datetime | None:
    move = entry.move
    return entry.at if isinstance(move, m.LinkDrawn) and whole_chain(table, move.source, move.target) else None


def _changes(move: m.Move) -> bool:
    return isinstance(move, m.CauseReworded | m.CauseMoved | m.CauseWeighed | m.EvidencePointed)


def _asked(asked: tuple[str, ...], move: m.Move, table: Workspace) -> tuple[str, ...]:
    """Causes about which a question stands that has not changed them yet."""
    if isinstance(move, m.Asked | m.Challenged) and move.on in table.causes:
        return asked if move.on in asked else (*asked, move.on)
    changed = getattr(move, "of", getattr(move, "on", "")) if _changes(move) else ""
    return tuple(each for each in asked if each != changed)
