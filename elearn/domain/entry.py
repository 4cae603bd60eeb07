"""How a log keeps moves: each numbered in its lane, dated, signed, and under a name that is for ever."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from elearn.domain import move as m
from elearn.domain.errors import Malformed
from elearn.domain.move import Move, Ref, Spoken

REDACTED = "[words removed at the writer's request]"

MOVES: dict[str, type[Move]] = {
    "SittingOpened": m.SittingOpened,
    "MemberJoined": m.MemberJoined,
    "MemberLeft": m.MemberLeft,
    "PackOpened": m.PackOpened,
    "StepOpened": m.StepOpened,
    "StepHeld": m.StepHeld,
    "TimeRanOut": m.TimeRanOut,
    "SealedByTime": m.SealedByTime,
    "NewsSealedByTime": m.NewsSealedByTime,
    "ReflectionTakenByTime": m.ReflectionTakenByTime,
    "ProfessionIntroduced": m.ProfessionIntroduced,
    "AgreementWorded": m.AgreementWorded,
    "SpokeAloud": m.SpokeAloud,
    "AgreedToGoOn": m.AgreedToGoOn,
    "TookBackAgreement": m.TookBackAgreement,
    "Nudged": m.Nudged,
    "FindingNoted": m.FindingNoted,
    "FindingReworded": m.FindingReworded,
    "FindingDropped": m.FindingDropped,
    "FindingsSealed": m.FindingsSealed,
    "Explained": m.Explained,
    "WavedThrough": m.WavedThrough,
    "PaperOpened": m.PaperOpened,
    "Asked": m.Asked,
    "Restated": m.Restated,
    "BuiltOn": m.BuiltOn,
    "Challenged": m.Challenged,
    "AcceptedWithReason": m.AcceptedWithReason,
    "Answered": m.Answered,
    "CauseAdded": m.CauseAdded,
    "CauseReworded": m.CauseReworded,
    "CauseMoved": m.CauseMoved,
    "CauseWeighed": m.CauseWeighed,
    "LinkDrawn": m.LinkDrawn,
    "LinkReworded": m.LinkReworded,
    "LinkWeighed": m.LinkWeighed,
    "EvidencePointed": m.EvidencePointed,
    "EvidenceWithdrawn": m.EvidenceWithdrawn,
    "WordingChosen": m.WordingChosen,
    "Removed": m.Removed,
    "RemovalProposed": m.RemovalProposed,
    "RemovalAccepted": m.RemovalAccepted,
    "RemovalRefused": m.RemovalRefused,
    "LinkJudged": m.LinkJudged,
    "NewsSealed": m.NewsSealed,
    "ActionPlanned": m.ActionPlanned,
    "ActionReworded": m.ActionReworded,
    "ChangeProposed": m.ChangeProposed,
    "ChangeReworded": m.ChangeReworded,
    "SameAnswered": m.SameAnswered,
    "DifferenceJudged": m.DifferenceJudged,
    "ReflectionWritten": m.ReflectionWritten,
    "PartnerThanked": m.PartnerThanked,
    "ReflectionHandedIn": m.ReflectionHandedIn,
}
NAMES = {kind: name for name, kind in MOVES.items()}


class Entry(BaseModel):
    """A move as the log keeps it: numbered in its lane, dated, signed.

    `lane` is "" for the pair's table, or the member id whose desk it is; numbers have no gaps within a lane. One sequence over both would
    tell a partner how many findings the other has made before the seal.
    `by` is a member id of this sitting, or "" for the house.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    lane: str = ""
    seq: Annotated[int, Field(ge=1)]
    op: Ref
    by: str = ""
    at: datetime
    move: Move

    @property
    def name(self) -> str:
        """The move's name as it stands on disk."""
        return NAMES[type(self.move)]


FIELD_NAMES: dict[str, str] = {
    "says": "What it tells you", "because": "Why you think so", "needs": "What you need", "would_change": "What would change your mind",
    "layer": "Where it belongs", "sure": "How sure", "how": "How one leads to the other", "source": "The cause that it leads from",
    "target": "The cause that it leads to", "passage": "The passage", "passages": "The passage",
    "effect": "What the new papers do to the link",
    "does": "What is done", "works_on": "The causes that it works on", "owner": "Whose it is", "when": "How soon",
    "what": "What would change",
    "who": "Who could make it", "first_step": "The first step", "why": "Why it would work", "verdict": "What happened",
    "dissent": "What you see otherwise", "paper": "The paper", "idea": "Whose idea it is", "on": "What it is about",
}  # fmt: skip
"""a move's field, where its own name is not how a page calls it"""
FIELD_SENTENCES: dict[str, str] = {
    "string_too_long": "{field}: please keep it under {limit} characters. Nothing was lost; shorten it and send it again.",
    "string_too_short": "{field}: write a few words first.",
    "missing": "{field}: nothing is chosen or written there yet.",
    "too_short": "{field}: choose one at least.",
    "too_long": "{field}: choose {limit} at most.",
    "int_parsing": "{field}: write a whole number.",
    "less_than_equal": "{field}: write {limit} at most.",
    "greater_than_equal": "{field}: write {limit} at least.",
}


def read_move(name: str, body: Any) -> Move:
    """The move called `name` with what it says. Raises Malformed, in words for the person who typed it."""
    kind = MOVES.get(name)
    if kind is None:
        raise Malformed("move.unknown", "This page sent something that the case does not know. Reload the page and try again.")
    try:
        return kind.model_validate(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "it")
        sentence = FIELD_SENTENCES.get(first["type"], "{field}: this cannot be read as it should. Check it and send it again.")
        limits = first.get("ctx") or {}
        limit = next((limits[each] for each in ("max_length", "le", "ge") if each in limits), 0)
        named = FIELD_NAMES.get(field, field.replace("_", " ").capitalize())
        raise Malformed(f"move.{first['type']}", sentence, field=named, limit=limit) from error


AnyMove = TypeVar("AnyMove", bound=Move)


def redacted(move: AnyMove) -> AnyMove:
    """The same move with its writer's own words blanked: numbers, links and layers stay, so that replay still stands."""
    return with_words(move, lambda words: REDACTED if words else words)


def with_words(move: AnyMove, say: Callable[[str], str]) -> AnyMove:
    """The same move with its writer's own words, and nothing else, said otherwise."""
    return _said(move, say)


AnyModel = TypeVar("AnyModel", bound=BaseModel)


def _said(value: AnyModel, say: Callable[[str], str]) -> AnyModel:
    changed: dict[str, Any] = {}
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if any(isinstance(mark, Spoken) for mark in field.metadata):
            changed[name] = say(held)
        elif isinstance(held, BaseModel):
            changed[name] = _said(held, say)
        elif isinstance(held, tuple):
            changed[name] = tuple(_said(each, say) if isinstance(each, BaseModel) else each for each in held)
    return value.model_copy(update=changed)
