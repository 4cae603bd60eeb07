"""Marking twice, and what comes of it: the sample, who marks what, where two markers stand apart, and whose level counts (pedagogy P4.8).

Default sample: the larger of √n and a tenth, spread over all bands; and every fail, every borderline, and the first scripts of whoever has
not marked before. Markers two levels apart agree on a level and say why, or a third marker decides.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil, sqrt

from elearn.domain.assessment import Key, Levels

WIDE = 2
"""Levels apart from which two markers must say why."""

BORDER = 3
"""A mark at most so far from the pass mark is borderline."""

FIRST_SCRIPTS = 5
"""So many scripts of a new marker are marked twice."""


class Part(StrEnum):
    """What somebody's marking of a script is for."""

    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    PRACTICE = "practice"
    """an exemplar, marked to calibrate oneself; it never counts"""


class Why(StrEnum):
    """Why a script is marked twice."""

    FAIL = "fail"
    BORDERLINE = "borderline"
    NEW_MARKER = "new_marker"
    SAMPLE = "sample"
    CHOSEN = "chosen"
    """whoever leads asked for it"""


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A script that its first marker has finished: the marks of its members, and whether that marker is new to it."""

    script: int
    marks: tuple[float, ...]
    by_new_marker: bool = False


def sample_size(count: int) -> int:
    """The larger of √n and a tenth, rounded up, and never more than there are."""
    return min(count, max(ceil(sqrt(count)), ceil(count / 10)))


def sample(marked: Sequence[Marked], pass_mark: int, seed: str) -> dict[int, Why]:
    """Which scripts are marked a second time, and why. The same scripts and seed give the same sample, so that it can be checked."""
    found: dict[int, Why] = {}
    for each in marked:
        if any(mark < pass_mark for mark in each.marks):
            found[each.script] = Why.FAIL
        elif any(abs(mark - pass_mark) <= BORDER for mark in each.marks):
            found[each.script] = Why.BORDERLINE
        elif each.by_new_marker:
            found[each.script] = Why.NEW_MARKER
    for each in _across_bands(marked, sample_size(len(marked)), seed):
        found.setdefault(each.script, Why.SAMPLE)
    return found


def _across_bands(marked: Sequence[Marked], size: int, seed: str) -> Iterable[Marked]:
    """As many equal slices of the marks, from lowest to highest, as scripts are wanted; one of each, by lot."""
    ranked = sorted(marked, key=lambda each: (sum(each.marks) / max(1, len(each.marks)), each.script))
    for number in range(size):
        band = ranked[number * len(ranked) // size : (number + 1) * len(ranked) // size]
        yield min(band, key=lambda each: _lot(seed, each.script))


def _lot(seed: str, script: int) -> str:
    return hashlib.sha256(f"{seed}:{script}".encode()).hexdigest()


def allotted(
    scripts: Sequence[int], markers: Sequence[int], load: Mapping[int, int], never: Mapping[int, frozenset[int]], seed: str
) -> dict[int, int]:
    """script → marker, shared out evenly over what each has already; `never`: script → markers who may not have it.

    A script that nobody may have is left out.
    """
    carried = Counter({each: load.get(each, 0) for each in markers})
    found: dict[int, int] = {}
    for script in sorted(scripts, key=lambda each: _lot(seed, each)):
        free = [each for each in markers if each not in never.get(script, frozenset())]
        if free:
            chosen = min(free, key=lambda each: (carried[each], _lot(seed, each)))
            carried[chosen] += 1
            found[script] = chosen
    return found


@dataclass(frozen=True, kw_only=True)
class Gap:
    """Where two markers gave different levels."""

    key: Key
    first: int
    second: int

    @property
    def wide(self) -> bool:
        return abs(self.first - self.second) >= WIDE


def gaps(first: Levels, second: Levels) -> tuple[Gap, ...]:
    """Every difference between two markers, in the first marker's order."""
    return tuple(Gap(key=key, first=level, second=second[key]) for key, level in first.items() if key in second and second[key] != level)


def open_gaps(first: Levels, second: Levels | None, third: Levels | None, settled: Levels) -> tuple[Gap, ...]:
    """The wide differences that nothing has closed yet: neither an agreed level nor a third marker's."""
    if second is None:
        return ()
    return tuple(each for each in gaps(first, second) if each.wide and each.key not in settled and each.key not in (third or {}))


def final(first: Levels, second: Levels | None, third: Levels | None, settled: Levels) -> dict[Key, int]:
    """The levels that count. What was agreed with a reason comes first, then a third marker where two stood wide apart, else the first
    marker: a difference of one level is within what two good markers do, and is kept in the record.
    """
    counting = dict(first)
    wide = {each.key for each in gaps(first, second or {}) if each.wide}
    counting.update({key: level for key, level in (third or {}).items() if key in wide})
    counting.update(settled)
    return counting
