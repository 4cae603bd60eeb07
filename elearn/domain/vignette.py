"""Vignettes: who has which first, which are marked twice, and what the marks come to."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Literal
from zlib import crc32

from elearn.domain.errors import Malformed
from elearn.domain.instrument import Vignettes

Text = Literal["A", "B"]
ONE_IN = 5
"""at least one in five is marked by two"""


def first_vignette(cohort_id: int, discipline: str, before: int) -> Text:
    """Which vignette somebody has before the case, when so many of their profession come before them on the class's list. In every two, one
    has A and one B; which of them comes first is drawn from the class's number, so the halves differ by one at most.
    """
    block, place = divmod(before, 2)
    drawn = sha256(f"{cohort_id} {discipline} {block}".encode()).digest()[0] % 2
    return "A" if drawn == place else "B"


def other(text: str) -> Text:
    """The vignette for the second time."""
    return "B" if text == "A" else "A"


@lru_cache(maxsize=20_000)
def _lot(cohort_id: int, number: int) -> bytes:
    """What is drawn for a vignette, once and for all."""
    return sha256(f"{cohort_id} {number}".encode()).digest()


def marked_twice(cohort_id: int, numbers: Iterable[int]) -> set[int]:
    """The vignettes that two people mark: a fifth of them, rounded up. Which, does not change as more come in, except by adding."""
    drawn = {number: _lot(cohort_id, number) for number in numbers}
    certain = {number for number, chance in drawn.items() if chance[0] < 256 // ONE_IN}
    by_chance = sorted(drawn, key=drawn.__getitem__)
    return certain | set(by_chance[: -(-len(by_chance) // ONE_IN)])


def queue(cohort_id: int, vignettes: Mapping[int, frozenset[int]], marker: int) -> list[int]:
    """What waits for this marker of the vignettes (number → who has marked it): what nobody has marked, then what is to be marked twice and
    was marked once by somebody else. Each marker has an order of their own, so that two who begin together do not mark the same.
    """
    turn = crc32(b"%d" % marker).__xor__  # the numbers are drawn by lot already: another lot turns their order round
    fresh = [number for number, markers in vignettes.items() if not markers]
    once = [number for number, markers in vignettes.items() if len(markers) == 1 and marker not in markers]
    twice = marked_twice(cohort_id, vignettes) if once else set()
    return sorted(fresh, key=turn) + sorted(twice.intersection(once), key=turn)


def read_points(key: Vignettes, sent: Mapping[str, str]) -> dict[str, int]:
    """The points that a marker gave, one for each line of the key. Raises Malformed where a line has none."""
    found = {}
    for line in key.key:
        typed = sent.get(line.id, "")
        if not (typed.isdecimal() and len(typed) < 3 and int(typed) <= line.points):
            raise Malformed("vignette.no_points", "Give {name} a number of points, from 0 to {most}.", name=line.name, most=line.points)
        found[line.id] = int(typed)
    return found


def score(marks: Iterable[Mapping[str, int]]) -> float | None:
    """What a vignette comes to: the mean of its markers' totals."""
    totals = [sum(each.values()) for each in marks]
    return sum(totals) / len(totals) if totals else None
