"""What is judged of a pair's work and by what standard: rubrics as data, levels, and the mark that they come to.

A criterion may be asked of each member, of the pair, or of both (the map is the pair's, the draft before it each member's own). A mark is
Σ weight × level ÷ 4 over what is asked of a member and what is asked of their pair. Nothing is ever marked by the software.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pydantic import model_validator

from elearn.domain.errors import Malformed
from elearn.domain.things import Value

TOP = 4
LEVELS = range(TOP + 1)
LEVEL_NAMES = ("Nothing in the record", "Starting", "Developing", "Secure", "Strong")
SECURE = 3
"""The standard aimed at."""

EXPLAINED = frozenset({1, TOP})
"""Levels that say something far-reaching, so they carry a comment."""

PAIR = ""
"""What is judged of the members together is judged about nobody alone."""

Key = tuple[str, str]
"""(a member id, or PAIR; a criterion's id)"""

Levels = Mapping[Key, int]


class Evidence(StrEnum):
    """Where on the marking page the evidence for a criterion stands first."""

    FINDINGS = "findings"
    MAP = "map"
    PLAN = "plan"
    SAID = "said"
    REFLECTIONS = "reflections"


class Descriptor(Value):
    """What one level looks like: in a few words for the page, and in full."""

    short: str
    full: str


class Criterion(Value):
    """One thing that is judged. A weight of 0 means that it is not asked: of each, of the pair, or at all."""

    id: str
    name: str
    about: str
    each: int = 0
    pair: int = 0
    evidence: Evidence
    levels: tuple[Descriptor, Descriptor, Descriptor, Descriptor]
    """1 Starting to 4 Strong; 0 is that nothing is in the record"""
    medicine: str = ""
    law: str = ""
    """what to look for in a student of either profession, to the same standard"""

    @property
    def weight(self) -> int:
        return self.each + self.pair


class Rubric(Value):
    """A whole rubric. Weights add up to a hundred, so that a mark is out of a hundred."""

    title: str
    licence: str
    criteria: tuple[Criterion, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> "Rubric":
        if len({each.id for each in self.criteria}) != len(self.criteria):
            raise ValueError("two criteria have one id")
        if sum(each.weight for each in self.criteria) != 100 or any(each.each < 0 or each.pair < 0 for each in self.criteria):
            raise ValueError("the weights do not add up to 100")
        return self

    def criterion(self, id: str) -> Criterion | None:
        return next((each for each in self.criteria if each.id == id), None)

    @property
    def asked(self) -> tuple[Criterion, ...]:
        """The criteria that count for something."""
        return tuple(each for each in self.criteria if each.weight)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One level to give, or given."""

    about: str
    criterion: Criterion
    level: int | None = None
    comment: str = ""

    @property
    def key(self) -> Key:
        return self.about, self.criterion.id

    @property
    def unexplained(self) -> bool:
        """Whether the level needs a comment that is not there."""
        return self.level in EXPLAINED and not self.comment.strip()


def asked(rubric: Rubric, members: Sequence[str]) -> tuple[Key, ...]:
    """Everything to be judged of a pair, in the order of the rubric: of each member first, then of the pair. Thirteen for two people."""
    return tuple((about, each.id) for each in rubric.asked for about in (*(members if each.each else ()), *((PAIR,) if each.pair else ())))


def checked_level(rubric: Rubric, members: Sequence[str], key: Key, level: int | None) -> Criterion:
    """The criterion for which this level may be given. Raises Malformed where nothing of the kind is asked."""
    found = rubric.criterion(key[1])
    if found is None or key not in asked(rubric, members):
        raise Malformed("mark.unknown", "This rubric does not ask for that. Reload the page and try again.")
    if level is not None and level not in LEVELS:
        raise Malformed("mark.level", "A level is a number from 0 to 4.")
    return found


def whole(rubric: Rubric, members: Sequence[str], levels: Mapping[Key, int | None]) -> bool:
    """Whether every level has been given."""
    return all(levels.get(key) is not None for key in asked(rubric, members))


def mark(rubric: Rubric, member: str, levels: Mapping[Key, int | None]) -> float | None:
    """Σ weight × level ÷ 4 for one member; none while a level is missing."""
    total = 0.0
    for each in rubric.asked:
        for about, weight in ((member, each.each), (PAIR, each.pair)):
            level = levels.get((about, each.id))
            if weight and level is None:
                return None
            total += weight * (level or 0) / TOP
    return total


@dataclass(frozen=True, kw_only=True)
class Share:
    """One line of how a mark is made up."""

    criterion: Criterion
    about: str
    weight: int
    level: int

    @property
    def points(self) -> float:
        return self.weight * self.level / TOP


def shares(rubric: Rubric, member: str, levels: Levels) -> tuple[Share, ...]:
    """How a member's mark is made up, line by line."""
    return tuple(
        Share(criterion=each, about=about, weight=weight, level=levels[about, each.id])
        for each in rubric.asked
        for about, weight in ((member, each.each), (PAIR, each.pair))
        if weight and (about, each.id) in levels
    )


def reweighted(rubric: Rubric, weights: Mapping[str, tuple[int, int]]) -> Rubric:
    """The same criteria with other weights: criterion → (of each, of the pair). Raises Malformed when they do not add up to a hundred."""
    criteria = tuple(
        each.model_copy(update={"each": weights[each.id][0], "pair": weights[each.id][1]}) if each.id in weights else each
        for each in rubric.criteria
    )
    if any(weight < 0 for each in criteria for weight in (each.each, each.pair)) or sum(each.weight for each in criteria) != 100:
        raise Malformed(
            "rubric.sum", "The weights must add up to 100. They add up to {sum} now.", sum=sum(each.weight for each in criteria)
        )
    return rubric.model_copy(update={"criteria": criteria})


def level_name(level: int) -> str:
    """What a level is called."""
    return LEVEL_NAMES[level]


def unexplained(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Those whose level needs a comment that is not there."""
    return tuple(each for each in judgements if each.unexplained)
