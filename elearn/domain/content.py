"""A case as pairs work on it: what its author wrote, compiled.

What starts with `Written` is what an author types, in `elearn.domain.written`. `Case`, `Paper` and `Fact` are the same things compiled:
`authoring` has turned the papers' Markdown into safe HTML and found every quotation.
"""

from functools import cached_property

from elearn.domain.fingerprint import fingerprint
from elearn.domain.panel import (
    Deadline,
    Panel,
    PanelAction,
    PanelCause,
    PanelFile,
    PanelLink,
    Path,
    SystemChange,
    Voice,
    Weak,
)
from elearn.domain.vocabulary import (
    ActionKind,
    Barrier,
    Checked,
    Grade,
    How,
    Layer,
    Level,
    Owner,
    Pack,
    Part,
    Resource,
    SeenFrom,
    Source,
    StepKind,
    Term,
    Weight,
    When,
    Written,
)
from elearn.domain.written import (
    CaseHead,
    Other,
    Outcome,
    PersonInCase,
    Step,
    Tension,
    WrittenCase,
    WrittenFact,
    WrittenPaper,
)

__all__ = [
    "ActionKind",
    "Barrier",
    "Case",
    "Checked",
    "Deadline",
    "Fact",
    "Grade",
    "How",
    "Image",
    "Layer",
    "Level",
    "Other",
    "Outcome",
    "Owner",
    "Pack",
    "Panel",
    "PanelAction",
    "PanelCause",
    "PanelFile",
    "PanelLink",
    "Paper",
    "Part",
    "Path",
    "PersonInCase",
    "Resource",
    "SeenFrom",
    "Source",
    "Step",
    "StepKind",
    "SystemChange",
    "Tension",
    "Term",
    "Voice",
    "Weak",
    "Weight",
    "When",
    "Written",
    "WrittenCase",
    "WrittenFact",
    "WrittenPaper",
]


class Fact(WrittenFact):
    """A fact whose words have been found: characters `start` to `end` (exclusive) of its paper's plain text."""

    start: int
    end: int


class Paper(WrittenPaper):
    """A paper as it is shown.

    `html` is sanitised; every element that holds text carries `data-at`, the place in `plain` where its text starts. `plain` is the text of
    these blocks in order, joined by line breaks; `blocks` says where each starts and ends in it.
    """

    facts: tuple[Fact, ...] = ()
    html: str
    plain: str
    blocks: tuple[tuple[int, int], ...] = ()


class Image(Written):
    """A picture of a case: its file below the case's folder, its kind, and the hash of its bytes."""

    path: str
    media_type: str
    sha: str


class Case(CaseHead):
    """A whole case, compiled: what a sitting is pinned to. It holds all that its pages need, sources and resources too."""

    papers: tuple[Paper, ...]
    panel: Panel
    afterwards: str | None = None
    afterwards_html: str = ""
    sources: tuple[Source, ...] = ()
    resources: tuple[Resource, ...] = ()
    images: tuple[Image, ...] = ()

    @cached_property
    def _papers(self) -> dict[str, Paper]:
        return {each.id: each for each in self.papers}

    def paper(self, id: str) -> Paper | None:
        """The paper with this id."""
        return self._papers.get(id)

    def step(self, id: str) -> Step | None:
        """The step with this id."""
        return next((each for each in self.steps if each.id == id), None)

    def cause(self, id: str) -> PanelCause | None:
        """The panel's cause with this id."""
        return self.panel.cause(id)

    def source(self, id: str) -> Source | None:
        """The source with this id."""
        return next((each for each in self.sources if each.id == id), None)

    def resource(self, id: str) -> Resource | None:
        """The resource with this id."""
        return next((each for each in self.resources if each.id == id), None)

    def papers_of(self, pack: Pack) -> tuple[Paper, ...]:
        """The papers of one pack, in the author's order."""
        return tuple(each for each in self.papers if each.pack is pack)

    def facts(self) -> tuple[tuple[Paper, Fact], ...]:
        """Every fact with the paper in which it stands."""
        return tuple((paper, fact) for paper in self.papers for fact in paper.facts)

    def passage_text(self, paper: str, start: int, end: int) -> str:
        """The words of a passage; "" where there are none."""
        found = self.paper(paper)
        return found.plain[start:end] if found else ""

    def not_yet_reviewed(self, checked: Checked) -> bool:
        """Whether learners are told that a statement so checked has not been reviewed: from memory, or in a case nobody reviewed."""
        return checked is Checked.MEMORY or not self.reviewed_by

    @cached_property
    def sha(self) -> str:
        """The content's hash."""
        return fingerprint(self)
