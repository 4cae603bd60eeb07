"""Figures about a pair's map, for tutors and researchers: the overlap, and how much of each pack reached the map.

No student sees any of them and none is ever a mark (product: *What the machine may say*; pedagogy 0.5 and D.5). Whoever wants them asks for
them here; a `Comparison` holds none.
"""

from dataclasses import dataclass

from elearn.domain.alignment import NOBODY_ANSWERED, Alignment, align
from elearn.domain.content import Case
from elearn.domain.mapscore import MapScore, represented, score
from elearn.domain.pairmap import Answers, PairMap
from elearn.domain.vocabulary import SeenFrom, Weight


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The overlap, each pack's pooling index and the synthesis (pedagogy D.3, D.5), each from 0 to 1; none where nothing is owed."""

    score: MapScore | None
    medicine: float | None
    law: float | None
    synthesis: float | None


def measure(case: Case, map: PairMap, answers: Answers = NOBODY_ANSWERED) -> Measures:
    """The figures of a map. The pair's own answers count for its own page only, so leave them out of what a tutor compares pairs by."""
    beside = align(case, map, answers)
    return Measures(
        score=score(beside.reference, beside.nodes, beside.scored_links),
        medicine=pooled(beside, SeenFrom.MEDICINE),
        law=pooled(beside, SeenFrom.LAW),
        synthesis=pooled(beside, SeenFrom.JOINT),
    )


def pooled(beside: Alignment, seen_from: SeenFrom) -> float | None:
    """The weighted share, on the pair's map, of what is seen from these papers only (D.5). What is optional is not owed here either."""
    owed = (each.id for each in beside.panel.causes if each.seen_from is seen_from and each.weight is not Weight.OPTIONAL)
    return represented(beside.reference, beside.nodes, owed)
