"""What a rule sees of a pair and of its class, and what a rule is: a line with thresholds and a function that looks (pedagogy E.1)."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from statistics import median

from elearn.domain.digest import Digest
from elearn.domain.vocabulary import StepKind

FEWEST = 3
"""Nothing is said of a class by fewer pairs."""
Figures = Mapping[str, float]


class Tone(StrEnum):
    """How a card looks: a pair needs somebody now, or soon, or is doing well."""

    NOW = "now"
    SOON = "soon"
    WELL = "well"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What the rules know of a pair at this moment."""

    sitting: int
    digest: Digest
    moved_at: datetime
    here: frozenset[str] = frozenset()
    """members who are connected"""
    calls: tuple[tuple[int, datetime], ...] = ()
    """open calls for help: id, since when"""
    minutes: float = 20
    """how long the step where it stands is planned for"""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """step id → its kind, where the two differ"""
    began_at: datetime | None = None
    """when the tutor opened that step"""

    def spent(self, now: datetime) -> timedelta:
        """How long the pair has been at its step, or had it open."""
        since = self.digest.since or self.began_at or now
        if self.began_at and self.began_at > since:
            since = self.began_at
        return max(timedelta(), now - since)

    def share(self, now: datetime) -> float:
        """How much of the step's time has gone, 1 for all of it."""
        return self.spent(now) / timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True)
class Class:
    """What the rules know of the pairs together."""

    pairs: tuple[Pair, ...]
    core: Mapping[str, str] = field(default_factory=dict)
    """core causes of the panel's: id → words"""

    def usual(self, step: str) -> timedelta | None:
        """How long pairs took for a step, in the middle; none where too few have left it."""
        took = self._took.get(step, [])
        return timedelta(seconds=median(took)) if len(took) >= FEWEST else None

    @cached_property
    def usual_causes(self) -> float:
        """How many causes pairs at this stage or beyond have on the map, in the middle."""
        counts = [each.digest.causes for each in self.pairs if each.digest.causes]
        return median(counts) if counts else 0

    @cached_property
    def _took(self) -> dict[str, list[float]]:
        """step → the seconds that pairs took for it: from when they came to it until they came to the next."""
        took = defaultdict(list)
        for each in self.pairs:
            for (step, earlier), (_, later) in pairwise(each.digest.reached.items()):
                took[step].append((later - earlier).total_seconds())
        return took


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a rule spoke: the evidence in words, and what tells this occasion from the next. `about` are the member ids it speaks of."""

    occasion: str
    says: str
    values: Mapping[str, object] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A figure that a tutor may change."""

    says: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Look:
    """A rule's look at one pair."""

    pair: Pair
    everybody: Class
    now: datetime

    @property
    def digest(self) -> Digest:
        return self.pair.digest

    @property
    def share(self) -> float:
        return self.pair.share(self.now)

    def at(self, kinds: Collection[StepKind]) -> bool:
        """Whether the pair is at work on a step of one of these kinds."""
        return not self.digest.finished and not self.digest.waits and self.digest.kind in kinds


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of pedagogy E.1. `patient`: it waits until the step has settled, and speaks of pairs at work only."""

    id: str
    title: str
    when: str
    """the rule in words, with its thresholds as {values}"""
    suggests: str
    tone: Tone
    sees: Callable[[Look, Figures], Reason | None]
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    patient: bool = True
