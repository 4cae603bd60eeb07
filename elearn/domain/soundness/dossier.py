"""All that the rules look at: a case as it is written, its papers' words, the library's lists, and the day."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from elearn.domain.panel import Panel, PanelAction, PanelCause, PanelLink, SystemChange
from elearn.domain.problem import Step, Where
from elearn.domain.vocabulary import Resource, Source
from elearn.domain.written import WrittenCase, WrittenFact, WrittenPaper

CASE, PANEL = "case.yaml", "panel.yaml"

Sourced = PanelCause | PanelLink | PanelAction | SystemChange


class PaperText(NamedTuple):
    """A paper's words: as its author typed them, and as they are read."""

    file: str
    markdown: str
    plain: str

    @property
    def words(self) -> int:
        return len(self.plain.split())


class Shelf(NamedTuple):
    """The library's shared lists, by id. `frameworks` are the codes for which outcomes may be tagged; None where there is no such list."""

    sources: Mapping[str, Source] = MappingProxyType({})
    resources: Mapping[str, Resource] = MappingProxyType({})
    frameworks: frozenset[str] | None = None


class Dossier(NamedTuple):
    """A case for the rules to look at.

    `texts` holds the papers that could be read, by paper id. `ghosts` are ids of items that could not be read and were left out; `whole`
    says that there are none.
    """

    case: WrittenCase
    panel: Panel
    texts: Mapping[str, PaperText]
    shelf: Shelf
    folder: str
    today: date
    whole: bool = True
    ghosts: frozenset[str] = frozenset()

    def facts(self) -> Iterator[tuple[WrittenPaper, WrittenFact, Where]]:
        """Every fact with its paper and its place."""
        for i, paper in enumerate(self.case.papers):
            for j, fact in enumerate(paper.facts):
                yield paper, fact, in_case("papers", i, "facts", j)

    def sources_used(self) -> Iterator[tuple[str, Where]]:
        """Every source that the case names, with the place."""
        panel = self.panel
        for i, tension in enumerate(self.case.tensions):
            yield from ((id, in_case("tensions", i, "sources", k)) for k, id in enumerate(tension.sources))
        shelves: tuple[tuple[str, Sequence[Sourced]], ...] = (
            ("causes", panel.causes), ("links", panel.links), ("actions", panel.actions), ("system_change", panel.system_change),
        )  # fmt: skip
        for shelf, things in shelves:
            for i, thing in enumerate(things):
                yield from ((id, in_panel(shelf, i, "sources", k)) for k, id in enumerate(thing.sources))


def in_case(*path: Step) -> Where:
    """A place in case.yaml."""
    return Where(file=CASE, path=path)


def in_panel(*path: Step) -> Where:
    """A place in panel.yaml."""
    return Where(file=PANEL, path=("panel", *path))


def below(where: Where, *path: Step) -> Where:
    """A place further in."""
    return Where(file=where.file, path=(*where.path, *path))
