"""The things on a pair's table: members, findings, causes, links, remarks, actions, as plain frozen values."""

from datetime import datetime
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from elearn.domain.content import How, Layer
from elearn.domain.move import ActionWords, ChangeWords, FindingWords, Idea, Judgement, Relation, Verdict
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline


class Value(BaseModel):
    """A frozen value: a change returns a new one."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Member(Value):
    id: str
    discipline: Discipline
    active: bool = True
    introduction: str = ""
    sealed: bool = False


W = TypeVar("W")


class Rival(Value, Generic[W]):
    """Other words for the same thing, written at the same time by somebody else; both are kept until one is chosen."""

    id: str
    by: str
    words: W


class Finding(Value):
    id: str
    by: str
    passage: Passage
    finding: FindingWords
    waved_by: tuple[str, ...] = ()


class Evidence(Value):
    passage: Passage
    by: str
    against: bool = False


class Thing(Value):
    """What a cause, a link, an action and a change have in common."""

    id: str
    by: str
    seq: int
    idea: Idea = Idea.MINE
    version: int = 1
    touched_by: tuple[str, ...] = ()
    removal_by: str | None = None
    removal_words: str = ""


class Cause(Thing):
    words: str
    layer: Layer
    sure: int
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[Rival[str], ...] = ()


class LinkWords(Value):
    how: How
    words: str


class Link(Thing):
    source: str
    target: str
    says: LinkWords
    sure: int
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[Rival[LinkWords], ...] = ()


class Action(Thing):
    words: ActionWords
    rivals: tuple[Rival[ActionWords], ...] = ()


class Change(Thing):
    words: ChangeWords
    rivals: tuple[Rival[ChangeWords], ...] = ()


class Remark(Value):
    """Something said toward a partner about a thing; `to` is the question or challenge that an answer answers."""

    id: str
    kind: Relation
    on: str
    by: str
    at: datetime
    words: str
    step: str
    to: str | None = None
    passages: tuple[Passage, ...] = ()
    answered: bool = False


class Judged(Value):
    """What the pair made of one difference from the panel."""

    verdict: Verdict
    words: str
    by: str


class Agreement(Value):
    """The pair's short agreement on how they will work."""

    words: str = ""
    version: int = 0
    by: str = ""
    rivals: tuple[Rival[str], ...] = ()


class Opened(Value):
    """A paper that its holder opened to the partner, and why it matters."""

    by: str
    words: str


class Beat(Value):
    """Somebody moved the pair's reasoning on."""

    by: str
    at: datetime


class Pulse(Value):
    """How a pair's work is going (pulse.py)."""

    recent: tuple[Beat, ...] = ()
    acted: dict[str, datetime] = Field(default_factory=dict)
    """member id → their last move"""
    chain_at: datetime | None = None
    """when the first chain stood whole, from a rule or a right to health"""
    asked: tuple[str, ...] = ()
    """causes about which somebody asked and which have not changed since"""
    changed_at: datetime | None = None
    """when a question last changed a cause"""


class NewsRead(Value):
    """One member's sealed reading of the new papers."""

    step: str
    judgements: tuple[Judgement, ...]
