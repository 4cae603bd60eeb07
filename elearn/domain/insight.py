"""What a class shows when all its pairs are looked at together: what keeps being missed, which pack reaches the map, who speaks first.

Counts come from rows that were kept as steps closed. Groups of fewer than ten are not shown, and no total from which one could be worked
out. Nothing here ranks anybody or foretells who will fail (pedagogy E.4).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from elearn.domain.evidence import FEWEST, shown
from elearn.domain.vocabulary import StepKind

ON_THE_MAP = tuple(each.value for each in (StepKind.MAP, StepKind.NEWS, StepKind.ACT, StepKind.COMPARE, StepKind.REFLECT))
"""the kinds of step that may have closed last where a pair's map says what it missed"""
BINS = 20
"""in which shares are counted: of five per cent each, and one for the whole"""
SHADES = (10, 30, 55, 80)
"""per cent from which a share has a darker ground"""
MOST_CLASSES = 4


@dataclass(frozen=True, kw_only=True)
class Cause:
    """How a cause of the panel's fared with the pairs of a class, as counts."""

    found: int = 0
    medicine_first: int = 0
    law_first: int = 0
    both_first: int = 0
    held: int = 0
    """pairs that held both packs, in which somebody's sealed findings showed it and it was neither said back nor put on the map"""


@dataclass(frozen=True, kw_only=True)
class Class:
    """A class beside others: how many of its pairs have a map that counts."""

    id: int
    name: str
    pairs: int
    opened: int = 0
    """of these, pairs for whom the house opened a pack whose holder was missing"""

    @property
    def together(self) -> int:
        """Pairs that held both packs themselves: those of which is told who comes upon what, and how much of each pack is used."""
        return self.pairs - self.opened

    @property
    def shown(self) -> bool:
        return self.pairs >= FEWEST


@dataclass(frozen=True, kw_only=True)
class Row:
    """A cause in the table of what is found: a share in per cent for each class, None where it may not be shown, and over all shown."""

    cause: str
    shares: tuple[int | None, ...]
    all: int | None


def heat(classes: Sequence[Class], counts: Mapping[int, Mapping[str, Cause]], causes: Iterable[str]) -> tuple[Row, ...]:
    """Which share of pairs has found each cause, the least found first. The last column counts the classes that are shown, and no other."""
    seen = [each for each in classes if each.shown]
    whole = sum(each.pairs for each in seen)
    rows = [
        Row(
            cause=cause,
            shares=tuple(percent(_of(counts, each.id, cause).found, each.pairs) if each.shown else None for each in classes),
            all=percent(sum(_of(counts, each.id, cause).found for each in seen), whole) if whole else None,
        )
        for cause in causes
    ]
    return tuple(sorted(rows, key=lambda row: (row.all if row.all is not None else 0, row.cause)))


def _of(counts: Mapping[int, Mapping[str, Cause]], id: int, cause: str) -> Cause:
    return counts.get(id, {}).get(cause, Cause())


def percent(part: int, whole: int) -> int:
    """A part of a whole, in whole per cent."""
    return round(100 * part / whole)


def shade(share: int | None) -> str:
    """h0 to h4 from few to many, hx where nothing is shown."""
    return "hx" if share is None else f"h{sum(share >= each for each in SHADES)}"


@dataclass(frozen=True, kw_only=True)
class Spread:
    """How a share is spread over pairs: counts in steps of five per cent, and the middle pair."""

    counts: tuple[int, ...]

    @property
    def pairs(self) -> int:
        return sum(self.counts)

    @property
    def middle(self) -> int:
        """In per cent."""
        half, gone = (self.pairs + 1) // 2, 0
        for at, count in enumerate(self.counts):
            gone += count
            if gone >= half:
                return at * 100 // BINS
        return 0


def spread(counts: Mapping[int, int]) -> Spread | None:
    """From bin → pairs; None where fewer than ten pairs have the share at all."""
    found = Spread(counts=tuple(counts.get(at, 0) for at in range(BINS + 1)))
    return found if found.pairs >= FEWEST else None


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Which profession came upon causes first, over all pairs and causes, in per cent of those that anybody came upon."""

    medicine: int
    law: int
    both: int


def voices(causes: Iterable[Cause], pairs: int) -> Voices | None:
    """Who came upon causes first; None under ten pairs, and where nobody came upon any."""
    if pairs < FEWEST:
        return None
    found = list(causes)
    medicine, law, both = (sum(getattr(each, name) for each in found) for name in ("medicine_first", "law_first", "both_first"))
    whole = medicine + law + both
    return Voices(medicine=percent(medicine, whole), law=percent(law, whole), both=percent(both, whole)) if whole else None


@dataclass(frozen=True, kw_only=True)
class Levels:
    """How often each level from 0 to 4 was given for a criterion, in per cent, and to how many."""

    count: int
    shares: tuple[int, ...]

    @property
    def middle(self) -> int:
        half, gone = 50, 0
        for level, share in enumerate(self.shares):
            gone += share
            if gone >= half:
                return level
        return len(self.shares) - 1


def by_group(given: Mapping[str, Mapping[int, int]]) -> dict[str, Levels]:
    """group → how its levels are spread, for the groups that may be shown. `given`: group → level → count."""
    told = shown({group: sum(counts.values()) for group, counts in given.items()})
    return {
        group: Levels(count=(whole := sum(counts.values())), shares=tuple(percent(counts.get(level, 0), whole) for level in range(5)))
        for group, counts in sorted(given.items())
        if group in told
    }


@dataclass(frozen=True, kw_only=True)
class Taught:
    """Something of a class that has outcomes: a case or a module."""

    title: str
    outcomes: tuple[tuple[str, tuple[str, ...]], ...]
    """(what a student can do, its codes)"""


def code(tag: str) -> str:
    """A code as the lists of frameworks have it: IPEC:RR is ipec-rr."""
    return tag.casefold().replace(":", "-")


def coverage(taught: Sequence[Taught], codes: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """code → how many outcomes of each thing bear it; nought all along is a domain that the class never meets (P1.2)."""
    counts = [Counter(code(tag) for _, tags in each.outcomes for tag in tags) for each in taught]
    known = dict.fromkeys([*codes, *sorted({tag for each in counts for tag in each})])
    return {each: tuple(count[each] for count in counts) for each in known}
