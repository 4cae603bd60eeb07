"""What a class's answers add up to, and which of it may be shown. `evidence_figures` works it out.

Before and now are compared in people who gave both. A figure over fewer than ten is not shown, and neither is one from which such a figure
could be worked out: by taking the shown groups from the whole, or those who allow research from the class. Shares are rounded to 5 %, so
that nobody is counted out of a distribution.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from elearn.domain.estimate import Estimate
from elearn.domain.instrument import Answers, Occasion
from elearn.domain.vignette import score

FEWEST = 10
RULE = 1
"""raised when the same answers would give other figures: what was kept under another rule is worked out again"""
ALL = "all"


class Level(StrEnum):
    """What a figure is evidence of, in Kirkpatrick's levels as modified by Barr. Levels 3 and 4 are beyond a questionnaire."""

    REACTION = "1"
    ATTITUDES = "2a"
    SKILLS = "2b"


@dataclass(frozen=True, kw_only=True)
class Change:
    """What became of a value in people who gave it twice."""

    n: int
    mean_before: float
    mean_now: float
    median_before: float
    median_now: float
    effect: Estimate
    """d_av with Hedges' correction; no value where nobody differs from anybody"""
    p: float | None
    """of Wilcoxon's signed ranks, two-sided; none where nobody changed"""
    shares_before: tuple[int, ...] = ()
    """by point, in percent to the nearest 5"""
    shares_now: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One comparison, for all and by profession. A group that may not be shown has no change."""

    id: str
    title: str
    level: Level
    points: tuple[float, ...]
    """the upper ends of the bins of its distribution"""
    groups: Mapping[str, Change | None]
    self_report: bool = True


@dataclass(frozen=True, kw_only=True)
class Reaction:
    """How a class answered one statement, once."""

    id: str
    says: str
    n: int
    median: float
    shares: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Turnout:
    """How many answered at each time, and how many at both: by group, None where fewer than ten could be told."""

    counts: Mapping[str, Mapping[str, int | None]]
    """group → before, after, later, matched, lost"""


@dataclass(frozen=True, kw_only=True)
class Person:
    """What one person answered, for the figures only."""

    group: str
    """the profession, or "" for none"""
    team: int = 0
    sheets: Mapping[Occasion, Answers] = field(default_factory=dict)
    vignettes: Mapping[Occasion, float] = field(default_factory=dict)
    research: bool = False


@dataclass(frozen=True, kw_only=True)
class Report:
    """A class's evidence."""

    turnout: Turnout
    figures: tuple[Figure, ...]
    reactions: tuple[Reaction, ...]
    overall: Reaction | None
    withheld: bool = False
    """research figures that would tell of the few who do not allow research"""


def shown(counts: Mapping[str, int], least: int = FEWEST) -> frozenset[str]:
    """The groups that may be shown beside their total. A group under ten hides, and so does the next smallest, until those hidden together
    are ten or more and no single one of them is the total less the rest.
    """
    there = {group: count for group, count in counts.items() if count}
    if sum(there.values()) < least:
        return frozenset()
    hidden = {group for group, count in there.items() if count < least}
    if hidden:
        for group in sorted(there.keys() - hidden, key=lambda each: (there[each], each)):
            if len(hidden) > 1 and sum(there[each] for each in hidden) >= least:
                break
            hidden.add(group)
    return frozenset(there.keys() - hidden)


def tells_of_few(whole: int, part: int, least: int = FEWEST) -> bool:
    """Whether a part, beside the whole, tells of fewer than ten who are not in it."""
    return 0 < whole - part < least


def vignette_scores(
    numbers: Mapping[int, tuple[int, Occasion]], marks: Mapping[int, Sequence[Mapping[str, int]]]
) -> dict[int, dict[Occasion, float]]:
    """person → occasion → what their vignette came to. `numbers`: a vignette's number → whose it is and from when."""
    found: dict[int, dict[Occasion, float]] = {}
    for number, given in marks.items():
        total = score(given)
        if number in numbers and total is not None:
            person, occasion = numbers[number]
            found.setdefault(person, {})[occasion] = total
    return found
