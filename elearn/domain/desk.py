"""One member's own desk: findings before the seal, opinions on the news, reflections. No partner ever reads one; a fold like the table."""

from collections.abc import Iterable
from datetime import datetime
from functools import reduce

from pydantic import Field

from elearn.domain import move as m
from elearn.domain.entry import Entry
from elearn.domain.move import Judgement, Sealed
from elearn.domain.things import Value


class Desk(Value):
    """What one member has written alone, after `last` moves of that lane."""

    last: int = 0
    moved_at: datetime | None = None
    findings: dict[str, Sealed] = Field(default_factory=dict)
    judgements: dict[str, Judgement] = Field(default_factory=dict)
    reflections: dict[str, str] = Field(default_factory=dict)
    """question number, as text → the words"""
    thanks: str = ""


def after(desk: Desk, entry: Entry) -> Desk:
    """The desk after one more entry of its own lane."""
    changed = _fold(desk, entry)
    return changed.model_copy(update={"last": entry.seq, "moved_at": entry.at})


def replay(entries: Iterable[Entry]) -> Desk:
    """The desk as its whole lane makes it."""
    return reduce(after, entries, Desk())


def _fold(desk: Desk, entry: Entry) -> Desk:
    match entry.move:
        case m.FindingNoted(passage=passage, finding=finding):
            return _with_finding(desk, Sealed(id=entry.op, passage=passage, finding=finding))
        case m.FindingReworded(of=of, finding=finding, passage=passage):
            return _with_finding(desk, Sealed(id=of, passage=passage or desk.findings[of].passage, finding=finding))
        case m.FindingDropped(of=of):
            return desk.model_copy(update={"findings": {id: each for id, each in desk.findings.items() if id != of}})
        case m.LinkJudged(link=link, effect=effect, words=words):
            judged = Judgement(link=link, effect=effect, words=words)
            return desk.model_copy(update={"judgements": {**desk.judgements, link: judged}})
        case m.ReflectionWritten(question=question, words=words):
            return desk.model_copy(update={"reflections": {**desk.reflections, str(question): words}})
        case m.PartnerThanked(words=words):
            return desk.model_copy(update={"thanks": words})
        case _:
            return desk


def _with_finding(desk: Desk, finding: Sealed) -> Desk:
    return desk.model_copy(update={"findings": {**desk.findings, finding.id: finding}})
