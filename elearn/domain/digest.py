"""The few figures of a sitting that lists of pairs show: written beside the snapshot, so that a class is one query."""

from collections import Counter

from elearn.domain.content import Case, Pack
from elearn.domain.passage import Passage
from elearn.domain.steps import awaited
from elearn.domain.things import Cause, Link, Value
from elearn.domain.workspace import Workspace


class Digest(Value):
    """Where a pair stands. Counts only: never words, never who held what before the seal."""

    step: str = ""
    kind: str = ""
    at_step: int = 0
    steps: int = 0
    finished: bool = False
    causes: int = 0
    links: int = 0
    actions: int = 0
    questions: int = 0
    medicine: int = 0
    law: int = 0
    """passages from each discipline's papers that stand as evidence on the map"""
    sealed: tuple[str, ...] = ()
    awaited: tuple[str, ...] = ()
    """member ids"""


def digest(table: Workspace, case: Case) -> Digest:
    """The figures of a table as it stands."""
    if not table.steps:
        return Digest()
    packs = passages_by_pack(table, case)
    return Digest(
        step=table.step.id,
        kind=table.step.kind.value,
        at_step=table.at_step,
        steps=len(table.steps),
        finished=table.finished,
        causes=len(table.causes),
        links=len(table.links),
        actions=len(table.actions),
        questions=len(table.open_questions()),
        medicine=packs[Pack.MEDICINE],
        law=packs[Pack.LAW],
        sealed=tuple(each.id for each in table.active if each.sealed),
        awaited=tuple(each.id for each in awaited(table)),
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
