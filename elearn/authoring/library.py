"""From folders to compiled cases: one case, or all of a library. What has an error is not compiled."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from elearn.authoring.checking import (
    CASES,
    MODULES,
    astray,
    case_folders,
    check_case,
    check_library,
    check_lists,
    check_module,
    desk_of,
    lists_of,
    module_desk,
    module_files,
    named,
    root_of,
)
from elearn.authoring.desk import Desk
from elearn.authoring.module import assemble
from elearn.domain.content import Case, Fact, Paper, Resource, Source, Term, WrittenCase
from elearn.domain.module import Module
from elearn.domain.problem import Problem
from elearn.domain.quotation import places
from elearn.domain.reference import Reference
from elearn.domain.sketch import tidied
from elearn.domain.soundness import Shelf

__all__ = [
    "CASES",
    "MODULES",
    "Compiled",
    "CompiledModule",
    "Library",
    "case_folders",
    "check_case",
    "check_library",
    "check_lists",
    "check_module",
    "compile_case",
    "compile_module",
    "module_files",
    "read_library",
    "root_of",
]


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A case, or None where it has errors; and all that is wrong with it, by file and line. Files are named as the folder was."""

    folder: Path
    case: Case | None
    problems: tuple[Problem, ...]
    sketch: Case | None = None
    """the case as far as it can be shown, errors or not: for its author's eyes, never published"""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.is_error)


@dataclass(frozen=True, kw_only=True)
class CompiledModule:
    """A module, or None where it has errors; and all that is wrong with it, by file and line."""

    file: Path
    module: Module | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class Library:
    """All of a library: its cases and modules without errors, its shared lists, and every problem."""

    cases: tuple[Case, ...] = ()
    modules: tuple[Module, ...] = ()
    sources: tuple[Source, ...] = ()
    resources: tuple[Resource, ...] = ()
    vocabularies: dict[str, tuple[Term, ...]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    lists_in_order: bool = True
    """whether nothing is wrong with the shared lists; those that have an error are not published"""

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(each for each in self.problems if each.is_error)

    @property
    def reference(self) -> Reference | None:
        """The shared lists as one thing to publish; None where they have an error, or where there are none."""
        terms = {name.replace("-", "_"): terms for name, terms in self.vocabularies.items()}
        found = Reference(**terms, resources=self.resources, sources=self.sources)
        return found if self.lists_in_order and found != Reference() else None


def read_library(root: Path, *, today: date | None = None) -> Library:
    """Every case and module of a library, compiled, and the shared lists beside them. `today` decides what is overdue."""
    lists = lists_of(root, today)
    compiled = [compile_case(folder, shelf=lists.shelf, today=today) for folder in case_folders(root)]
    modules = [compile_module(file, shelf=lists.shelf, today=today) for file in module_files(root)]
    return Library(
        cases=tuple(each.case for each in compiled if each.case is not None),
        modules=tuple(each.module for each in modules if each.module is not None),
        sources=tuple(lists.shelf.sources.values()),
        resources=tuple(lists.shelf.resources.values()),
        vocabularies=lists.vocabularies,
        lists_in_order=not any(each.is_error for each in lists.problems),
        problems=(
            *named((*lists.problems, *astray(root)), root),
            *(found for each in compiled for found in each.problems),
            *(found for each in modules for found in each.problems),
        ),
    )


def compile_case(folder: Path, *, shelf: Shelf | None = None, today: date | None = None) -> Compiled:
    """Compile one case. Without a `shelf` the lists of the library around the folder are read, and what is wrong with them is told."""
    desk, problems = desk_of(folder, shelf, today, draft=False)
    case = None if any(each.is_error for each in problems) else _assemble(desk)
    return Compiled(folder=folder, case=case, problems=problems, sketch=case or _sketch(desk))


def compile_module(file: Path, *, shelf: Shelf | None = None, today: date | None = None) -> CompiledModule:
    """Compile one module. Without a `shelf` the lists of the library around its file are read, and what is wrong with them is told."""
    desk, problems = module_desk(file, shelf, today, draft=False)
    module = None if any(each.is_error for each in problems) else assemble(desk)
    return CompiledModule(file=file, module=module, problems=problems)


def _assemble(desk: Desk) -> Case:
    written, panel = desk.case.value, desk.panel.value
    if written is None or panel is None:
        raise ValueError(f"{desk.folder} has errors and cannot be compiled")
    afterwards = desk.sheets[written.afterwards].laid.html if written.afterwards in desk.sheets else ""
    head = {name: getattr(written, name) for name in WrittenCase.model_fields if name != "papers"}
    return Case(
        **head,
        papers=_papers(desk, written),
        panel=panel.panel,
        afterwards_html=afterwards,
        sources=tuple(desk.shelf.sources[id] for id in desk.sources if id in desk.shelf.sources),
        resources=tuple(desk.shelf.resources[id] for id in desk.resources if id in desk.shelf.resources),
        images=tuple(image for _, image in sorted(desk.images.items())),
    )


def _sketch(desk: Desk) -> Case | None:
    """What can be shown of a case with errors: papers that could be read, facts whose words stand there; none without steps or papers."""
    if desk.case.value is None or desk.panel.value is None:
        return None
    found = tidied(_assemble(desk))
    return found if found.steps and found.papers else None


def _papers(desk: Desk, written: WrittenCase) -> tuple[Paper, ...]:
    """The papers with their facts found. Where the check has complained of one, it is left out: only a sketch comes so far."""
    papers = []
    for paper in written.papers:
        if paper.text not in desk.sheets:
            continue
        laid = desk.sheets[paper.text].laid
        facts = []
        for fact in paper.facts:
            found = places(fact.quote, laid.plain)
            if len(found) == 1:
                facts.append(Fact(**dict(fact), start=found[0][0], end=found[0][1]))
        kept = {name: value for name, value in paper if name != "facts"}
        papers.append(Paper(**kept, facts=tuple(facts), html=laid.html, plain=laid.plain, blocks=laid.blocks))
    return tuple(papers)
