"""What one side held and the map never got: whose papers show on it, what was found alone and lost, what was never shared at all.

Groups talk about what everybody already has (pedagogy 3.2): so the software says afterwards what only one of them had. In words, for the
pair; the figures behind them are in `measures`.
"""

from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.alignment import Alignment
from elearn.domain.content import Case, Fact, Paper
from elearn.domain.matching import finding_shows
from elearn.domain.measures import pooled
from elearn.domain.pairmap import PairMap, SealedFinding
from elearn.domain.passage import Passage
from elearn.domain.vocabulary import Pack, SeenFrom, StepKind

HARDLY_BELOW = 0.25
"""Under a quarter of a pack is *one pack showing* on the tutor's cards (pedagogy E.1)."""

WELL_FROM = 0.75
"""Three quarters and more is told as good news. Judgement."""


class Showing(StrEnum):
    """How much of what only one pack knows has reached the map."""

    WELL = "well"
    PARTLY = "partly"
    HARDLY = "hardly"


@dataclass(frozen=True, kw_only=True)
class LostFinding:
    """A sealed finding that showed a panel cause which is not on the joint map: "Amara had this in Spot" (pedagogy D.5)."""

    panel: str
    finding: SealedFinding


@dataclass(frozen=True, kw_only=True)
class HeldFact:
    """A decisive fact of one pack that its holder never shared: not in a finding, not as evidence, the paper not opened."""

    paper: Paper
    fact: Fact


def showing(beside: Alignment) -> dict[SeenFrom, Showing]:
    """How far each pack, and what only both together show (`joint`), stands on the map. Left out where nothing is owed."""
    shares = {side: pooled(beside, side) for side in (SeenFrom.MEDICINE, SeenFrom.LAW, SeenFrom.JOINT)}
    return {side: _in_words(share) for side, share in shares.items() if share is not None}


def _in_words(share: float) -> Showing:
    if share >= WELL_FROM:
        return Showing.WELL
    return Showing.HARDLY if share < HARDLY_BELOW else Showing.PARTLY


def lost_findings(beside: Alignment) -> tuple[LostFinding, ...]:
    """What somebody had found alone and the map lacks, in the panel's order. What a pending cause may be is not lost."""
    shown = [(finding, finding_shows(beside.case, finding.passage)) for finding in beside.map.findings]
    return tuple(LostFinding(panel=id, finding=finding) for id in beside.missed for finding, ids in shown if id in ids)


def held_back(case: Case, map: PairMap) -> tuple[HeldFact, ...]:
    """Decisive facts that one side held and the other never saw before Compare. News opens to both, so nobody can hold it back."""
    told = {each.passage for each in map.findings}
    told.update(*(each.passages for each in map.causes), *(each.passages for each in map.links))
    return tuple(
        HeldFact(paper=paper, fact=fact)
        for paper, fact in case.facts()
        if fact.decisive and _held(case, paper) and paper.id not in map.opened and not _overlapped(paper, fact, told)
    )


def _held(case: Case, paper: Paper) -> bool:
    step = case.step(paper.opens)
    return paper.pack is not Pack.SHARED and not (step and step.kind is StepKind.NEWS)


def _overlapped(paper: Paper, fact: Fact, passages: set[Passage]) -> bool:
    return any(each.paper == paper.id and each.start < fact.end and fact.start < each.end for each in passages)
