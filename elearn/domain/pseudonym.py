"""What leaves for research: names that mean nothing outside one export, times that name no day, and no group so small that it is somebody.

A pseudonym is keyed by a secret that is made for one export and forgotten with it: two exports cannot be laid side by side, and nobody,
the institution included, can work back from one (pedagogy P6.19).
"""

import hmac
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime

SMALLEST = 10
"""Groups of fewer are not told of."""
WITHHELD = "withheld"
STEP_MINUTES = 5


@dataclass(frozen=True, kw_only=True)
class Pseudonyms:
    """The names of one export. `secret` is at least 16 bytes by lot, and kept nowhere."""

    secret: bytes

    def of(self, kind: str, *key: int | str) -> str:
        """A name for a person or a pair: the same all through this export."""
        said = "\x1f".join([kind, *map(str, key)])
        return f"{kind[0]}{hmac.new(self.secret, said.encode(), 'sha256').hexdigest()[:16]}"


def coarse(began: datetime, at: datetime) -> int:
    """Minutes since a pair began, in steps of five."""
    return max(0, int((at - began).total_seconds() // 60)) // STEP_MINUTES * STEP_MINUTES


def month(at: datetime) -> str:
    """2026-11"""
    return f"{at:%Y-%m}"


def large(groups: Iterable[Hashable], smallest: int = SMALLEST) -> frozenset[Hashable]:
    """Of the groups to which people belong, one entry for each person, those that are large enough to be told of."""
    return frozenset(group for group, count in Counter(groups).items() if count >= smallest)


@dataclass(frozen=True, kw_only=True)
class Told:
    """Of whom an export tells: people by case and discipline, with small groups taken out."""

    cases: frozenset[Hashable]
    """cases of ten people and more"""
    sides: frozenset[Hashable]
    """(case, discipline) of ten people and more; otherwise a discipline is withheld from everybody in that case, or the ones left over
    could be worked out"""
    everywhere: frozenset[Hashable]
    """disciplines of ten people and more over all, for what belongs to no case"""

    def discipline(self, case: str, side: str) -> str:
        """A discipline as it may be told beside a case."""
        shown = {each for one, each in ((pair[0], pair[1]) for pair in self.sides if isinstance(pair, tuple)) if one == case}
        return side if len(shown) > 1 and side in shown else WITHHELD

    def discipline_alone(self, side: str) -> str:
        """A discipline as it may be told where there is no case."""
        return side if len(self.everywhere) > 1 and side in self.everywhere else WITHHELD


def told(people: Iterable[tuple[int, str, str]]) -> Told:
    """Who may be told of, from (person, case, discipline) of everybody who allows research."""
    known = set(people)
    return Told(
        cases=large(case for _, case in {(person, case) for person, case, _ in known}),
        sides=large((case, side) for _, case, side in known),
        everywhere=large(side for _, side in {(person, side) for person, _, side in known}),
    )
