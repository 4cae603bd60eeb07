"""What a person can do in a sitting: moves, in the past tense. `entry` says how a log keeps them.

A move that makes a thing (a cause, a link, a remark) gives it no name of its own:
the thing is known by the `op` of the move that made it, which the writer's browser chose, so that work done without a network can
already speak of it.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.vocabulary import How, Layer, Owner, StepKind, When


class Spoken:
    """Marks a field that holds a person's own words: what is blanked when words are redacted."""


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), Spoken()]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), Spoken()]
MaybeLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), Spoken()]
MaybeWords = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000), Spoken()]
Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{8,32}$")]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Sure = Annotated[int, Field(ge=0, le=100)]
Version = Annotated[int, Field(ge=1, le=100_000)]
Passages = Annotated[tuple[Passage, ...], Field(max_length=12)]

Relation = Literal["ask", "restate", "build", "challenge", "accept", "answer", "explain"]
"""How something said toward a partner relates to what it is said of."""


class Idea(StrEnum):
    """Whose idea it was, as the writer says."""

    MINE = "mine"
    PARTNER = "partner"
    BOTH = "both"


class Effect(StrEnum):
    """What a new paper does to a link."""

    MORE = "more"
    SAME = "same"
    LESS = "less"


class Verdict(StrEnum):
    """What a pair says of one difference from the panel."""

    MISSED = "missed"
    DISAGREE = "disagree"
    OTHER_WORDS = "other_words"
    TAKE_BACK = "take_back"


class Move(BaseModel):
    """One thing somebody did in a sitting.

    `private` moves go to the mover's own desk, where no partner sees them or how many they are; the others go on the pair's table.
    `house` moves are made by the software or a tutor, never posted by a learner.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    private: ClassVar[bool] = False
    house: ClassVar[bool] = False


# --- the house: who sits here, and on what


class StepAt(BaseModel):
    """A step of the case as the sitting keeps it: its id and kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Slug
    kind: StepKind


class SittingOpened(Move):
    """`held`: steps that the tutor opens later."""

    house = True
    case: Slug
    steps: tuple[StepAt, ...]
    held: tuple[Slug, ...] = ()


class Joining(StrEnum):
    """How somebody came to a table."""

    AT_START = "at_start"
    NEW = "new"
    BACK = "back"
    MERGED = "merged"


class Leaving(StrEnum):
    """Why somebody is not at a table any more."""

    LEFT = "left"
    ABSENT = "absent"
    MOVED = "moved"


class MemberJoined(Move):
    """`pair`: the number of the pair from which they come, where pairs were merged."""

    house = True
    member: Ref
    discipline: Discipline
    how: Joining = Joining.AT_START
    pair: int = 0


class MemberLeft(Move):
    """`pair`: the number of the pair in which they go on, if any. What they wrote stays."""

    house = True
    member: Ref
    why: Leaving = Leaving.LEFT
    pair: int = 0


class PackOpened(Move):
    """Nobody of this profession sits here any more: the house opens their papers to the others, each once they have sealed."""

    house = True
    pack: Discipline
    papers: tuple[Slug, ...]


# --- the house: when steps open


class StepOpened(Move):
    """The tutor has opened a step that was held."""

    house = True
    step: Slug


class StepHeld(Move):
    """The tutor holds a step: no pair goes into it until it is opened."""

    house = True
    step: Slug


# --- Meet, and going on


class ProfessionIntroduced(Move):
    words: Line


class AgreementWorded(Move):
    words: Words
    base: Annotated[int, Field(ge=0, le=100_000)] = 0


class SpokeAloud(Move):
    """The pair talks aloud and `scribe` types for both; without a scribe, each types again."""

    scribe: Ref | None = None


class AgreedToGoOn(Move):
    step: Slug
    dissent: MaybeWords = ""


class TookBackAgreement(Move):
    step: Slug


class Nudged(Move):
    step: Slug


# --- Spot: alone


class FindingWords(BaseModel):
    """What a finding says: a headline, the reason, its layer, sureness in per cent, what is needed from the other side, what
    would change it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    says: Line
    because: MaybeWords = ""
    layer: Layer
    sure: Sure
    needs: MaybeWords = ""
    would_change: MaybeWords = ""


class FindingNoted(Move):
    private = True
    passage: Passage
    finding: FindingWords


class FindingReworded(Move):
    private = True
    of: Ref
    finding: FindingWords
    passage: Passage | None = None


class FindingDropped(Move):
    private = True
    of: Ref


class Sealed(BaseModel):
    """A finding as it stood when its writer sealed it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: Ref
    passage: Passage
    finding: FindingWords


class FindingsSealed(Move):
    """A member commits. The findings are filled in from the desk when the seal is set, never taken from a browser."""

    findings: tuple[Sealed, ...] = ()


# --- Share


class Explained(Move):
    on: Ref
    words: Words


class WavedThrough(Move):
    on: Ref


class PaperOpened(Move):
    paper: Slug
    words: Line


# --- toward a partner: on findings, causes, links, actions


class Asked(Move):
    on: Ref
    words: Words


class Restated(Move):
    on: Ref
    words: Words


class BuiltOn(Move):
    on: Ref
    words: Words
    passages: Passages = ()


class Challenged(Move):
    on: Ref
    words: Words
    passages: Passages = ()


class AcceptedWithReason(Move):
    on: Ref
    words: Words


class Answered(Move):
    """An answer to a question or a challenge; `to` is that remark."""

    to: Ref
    words: Words
    passages: Passages = ()


# --- the map


class CauseAdded(Move):
    words: Line
    layer: Layer
    sure: Sure = 50
    idea: Idea = Idea.MINE
    passages: Passages = ()


class CauseReworded(Move):
    of: Ref
    words: Line
    base: Version


class CauseMoved(Move):
    of: Ref
    layer: Layer


class CauseWeighed(Move):
    of: Ref
    sure: Sure
    words: MaybeWords = ""


class LinkDrawn(Move):
    source: Ref
    target: Ref
    how: How
    words: Words
    sure: Sure = 50
    idea: Idea = Idea.MINE
    passages: Passages = ()


class LinkReworded(Move):
    of: Ref
    how: How
    words: Words
    base: Version


class LinkWeighed(Move):
    """News or talk made a link more or less likely: a new sureness, with its reason."""

    of: Ref
    sure: Sure
    words: Words


class EvidencePointed(Move):
    on: Ref
    passage: Passage
    against: bool = False


class EvidenceWithdrawn(Move):
    on: Ref
    passage: Passage


class WordingChosen(Move):
    """Two people changed the same words and both stood side by side: `wording` is the one that stays (none: the words as they are)."""

    of: Ref
    wording: Ref | None = None


class Removed(Move):
    of: Ref
    words: MaybeWords = ""


class RemovalProposed(Move):
    of: Ref
    words: Words


class RemovalAccepted(Move):
    of: Ref


class RemovalRefused(Move):
    of: Ref
    words: MaybeWords = ""


# --- News


class LinkJudged(Move):
    """Alone, before talking: does what is new make this link more or less likely?"""

    private = True
    link: Ref
    effect: Effect
    words: Words


class Judgement(BaseModel):
    """One sealed opinion about a link after the new papers."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    link: Ref
    effect: Effect
    words: Words


class NewsSealed(Move):
    """A member has read the new papers and judged alone. Filled in from the desk, like `FindingsSealed`."""

    step: Slug
    judgements: tuple[Judgement, ...] = ()


# --- Act


class ActionWords(BaseModel):
    """An action: what is done, by whom, how soon, on which causes, with what, what may stop it and the way round, what the person wants."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    does: Line
    owner: Owner
    when: When
    works_on: Annotated[tuple[Ref, ...], Field(min_length=1, max_length=12)]
    resource: MaybeLine = ""
    barrier: MaybeLine = ""
    way_round: MaybeLine = ""
    wish: MaybeLine = ""


class ActionPlanned(Move):
    action: ActionWords
    idea: Idea = Idea.MINE


class ActionReworded(Move):
    of: Ref
    action: ActionWords
    base: Version


class ChangeWords(BaseModel):
    """One change of a rule or a service: what, who could make it, the first step, and why it would work."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: Line
    who: Line
    first_step: Line
    why: MaybeWords = ""


class ChangeProposed(Move):
    change: ChangeWords
    idea: Idea = Idea.MINE


class ChangeReworded(Move):
    of: Ref
    change: ChangeWords
    base: Version


# --- Compare


class SameAnswered(Move):
    """Is this cause of ours the panel's `panel`? The pair's own answer, for its own page."""

    cause: Ref
    panel: Slug
    same: bool


class DifferenceJudged(Move):
    difference: Annotated[str, StringConstraints(pattern=r"^[a-z]+:[a-z0-9_:>-]{1,140}$")]
    verdict: Verdict
    words: Words


# --- Reflect: alone


class ReflectionWritten(Move):
    private = True
    question: Annotated[int, Field(ge=0, le=50)]
    words: Words


class PartnerThanked(Move):
    """One thing my partner did that helped: private, for the writer and the tutor."""

    private = True
    words: Words


class ReflectionHandedIn(Move):
    step: Slug


# --- the house: when the time of a step is over


class TimeRanOut(Move):
    """The time of a step is over: the pair goes on without the agreement of these members."""

    house = True
    step: Slug
    without: tuple[Ref, ...]


class SealedByTime(Move):
    """Spot's time was over for a member: the findings are sealed as they stood, none of them too."""

    house = True
    member: Ref
    findings: tuple[Sealed, ...] = ()


class NewsSealedByTime(Move):
    """The time for the news was over: a member's judgements are sealed as they stood."""

    house = True
    step: Slug
    member: Ref
    judgements: tuple[Judgement, ...] = ()


class ReflectionTakenByTime(Move):
    """The time to reflect was over: what a member had written is handed in as it stood."""

    house = True
    step: Slug
    member: Ref
