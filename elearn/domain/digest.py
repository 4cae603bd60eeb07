"""The few figures of a sitting that lists of pairs show, and that a class's page ranks by: written beside the snapshot, so that a class is
one query, whatever its pairs have done.
"""

from collections import Counter
from datetime import datetime

from pydantic import Field

from elearn.domain.alignment import align
from elearn.domain.content import Case, Pack
from elearn.domain.mapscore import FlagKind
from elearn.domain.measures import pooled
from elearn.domain.pairmap import pair_map
from elearn.domain.passage import Passage
from elearn.domain.steps import awaited
from elearn.domain.things import Beat, Cause, Link, Value
from elearn.domain.traces import traces
from elearn.domain.vocabulary import SeenFrom
from elearn.domain.workspace import Workspace


class Digest(Value):
    """Where a pair stands, and how it is going. Counts, moments and ids only: never words, never who held what before the seal."""

    case: str = ""
    step: str = ""
    kind: str = ""
    at_step: int = 0
    steps: int = 0
    finished: bool = False
    waits: bool = False
    """for the tutor to open the next step"""
    causes: int = 0
    links: int = 0
    actions: int = 0
    questions: int = 0
    medicine: int = 0
    law: int = 0
    """passages from each discipline's papers that stand as evidence on the map"""
    members: tuple[str, ...] = ()
    """member ids of those who sit there now"""
    sealed: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    """member ids"""
    reached: dict[str, datetime] = Field(default_factory=dict)
    """step id → when the pair came to it"""
    ran_out: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """step id → whose part was missing when its time was over"""
    scribe: bool = False
    """they talk aloud, and one writes for all"""
    recent: tuple[Beat, ...] = ()
    acted: dict[str, datetime] = Field(default_factory=dict)
    chain_at: datetime | None = None
    changed_at: datetime | None = None
    talk: dict[str, int] = Field(default_factory=dict)
    """step id → questions and challenges there"""
    unsourced: int = 0
    """links without a passage"""
    skipped: int = 0
    """links that jump over a step of the panel's"""
    weak: tuple[str, ...] = ()
    """weak causes of the panel's that stand on the map"""
    pooled_medicine: float | None = None
    """how much of what only this pack shows is on the map"""
    pooled_law: float | None = None
    spotted: tuple[str, ...] = ()
    """causes of the panel's that somebody found alone; `talked`: that were said back; `found`: that stand on the map"""
    talked: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    first: dict[str, str] = Field(default_factory=dict)
    """cause of the panel's → the profession from which it came first"""

    @property
    def since(self) -> datetime | None:
        """When the pair came to the step where it stands."""
        return self.reached.get(self.step)


def digest(table: Workspace, case: Case) -> Digest:
    """The figures of a table as it stands."""
    if not table.steps:
        return Digest()
    packs = passages_by_pack(table, case)
    beside = align(case, pair_map(table))
    shown = traces(table, beside)
    return Digest(
        case=table.case,
        step=table.step.id,
        kind=table.step.kind.value,
        at_step=table.at_step,
        steps=len(table.steps),
        finished=table.finished,
        waits=table.waits_for_tutor,
        causes=len(table.causes),
        links=len(table.links),
        actions=len(table.actions),
        questions=len(table.open_questions()),
        medicine=packs[Pack.MEDICINE],
        law=packs[Pack.LAW],
        members=tuple(each.id for each in table.active),
        sealed=tuple(each.id for each in table.active if each.sealed),
        awaited=tuple(each.id for each in awaited(table)),
        reached=table.reached,
        ran_out=table.ran_out,
        scribe=table.scribe is not None,
        recent=table.pulse.recent,
        acted=table.pulse.acted,
        chain_at=table.pulse.chain_at,
        changed_at=table.pulse.changed_at,
        talk=dict(Counter(each.step for each in table.remarks.values() if each.kind in ("ask", "challenge"))),
        unsourced=sum(not each.evidence for each in table.links.values()),
        skipped=sum(each.kind is FlagKind.SKIPPED for each in beside.judged.flags) if table.links else 0,
        weak=tuple(sorted(beside.weak)),
        pooled_medicine=pooled(beside, SeenFrom.MEDICINE) if table.causes else None,
        pooled_law=pooled(beside, SeenFrom.LAW) if table.causes else None,
        spotted=shown.spotted,
        talked=shown.talked,
        found=shown.found,
        first=shown.first,
    )


def passages_by_pack(table: Workspace, case: Case) -> Counter[Pack]:
    """How many different passages of each pack stand as evidence on the map."""
    things: tuple[Cause | Link, ...] = (*table.causes.values(), *table.links.values())
    cited: set[Passage] = {each.passage for thing in things for each in thing.evidence}
    packs: Counter[Pack] = Counter()
    for passage in cited:
        paper = case.paper(passage.paper)
        if paper is not None:
            packs[paper.pack] += 1
    return packs
