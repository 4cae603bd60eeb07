"""From folders to compiled cases: one case, or all of a library. What has an error is not compiled."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from elearn.authoring.desk import Desk, read_case
from elearn.authoring.shelf import Lists, look_over, read_lists, read_vocabularies
from elearn.domain.codes import problem
from elearn.domain.content import Case, Fact, Paper, Resource, Source, Term, WrittenCase
from elearn.domain.problem import Problem, Where
from elearn.domain.quotation import places
from elearn.domain.sketch import tidied
from elearn.domain.soundness import Shelf

if TYPE_CHECKING:  # the check of one case is over before these would have been loaded
    from elearn.authoring.module import ModuleDesk
    from elearn.domain.module import Module
    from elearn.domain.reference import Reference

CASES = "cases"
MODULES = "modules"


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
    module: "Module | None"
    problems: tuple[Problem, ...]


@dataclass(frozen=True, kw_only=True)
class Library:
    """All of a library: its cases and modules without errors, its shared lists, and every problem."""

    cases: tuple[Case, ...] = ()
    modules: "tuple[Module, ...]" = ()
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
    def reference(self) -> "Reference | None":
        """The shared lists as one thing to publish; None where they have an error, or where there are none."""
        from elearn.domain.reference import Reference  # noqa: PLC0415  # see above

        terms = {name.replace("-", "_"): terms for name, terms in self.vocabularies.items()}
        found = Reference(**terms, resources=self.resources, sources=self.sources)
        return found if self.lists_in_order and found != Reference() else None


def read_library(root: Path, *, today: date | None = None) -> Library:
    """Every case and module of a library, compiled, and the shared lists beside them. `today` decides what is overdue."""
    lists = _lists(root, today)
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
            *_named((*lists.problems, *_astray(root)), root),
            *(found for each in compiled for found in each.problems),
            *(found for each in modules for found in each.problems),
        ),
    )


def check_library(root: Path, *, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong in a library, without compiling it."""
    lists = _lists(root, today)
    found = [each for folder in case_folders(root) for each in check_case(folder, shelf=lists.shelf, today=today)]
    found += [each for file in module_files(root) for each in check_module(file, shelf=lists.shelf, today=today)]
    return (*_named((*lists.problems, *_astray(root)), root), *found)


def check_lists(root: Path, *, today: date | None = None) -> tuple[Shelf, tuple[Problem, ...]]:
    """The shared lists of a library, for the cases and modules that stand on them, and what is wrong with them."""
    lists = _lists(root, today)
    return lists.shelf, tuple(_named(lists.problems, root))


def _lists(root: Path, today: date | None) -> Lists:
    """All shared lists of a library, looked over."""
    lists = read_lists(root)
    read_vocabularies(root, lists)
    look_over(lists, today or datetime.now(UTC).date())
    return lists


def case_folders(root: Path) -> list[Path]:
    """The folders of a library's cases, by name."""
    return sorted(each for each in (root / CASES).glob("*") if each.is_dir() and not each.name.startswith("."))


def module_files(root: Path) -> list[Path]:
    """The files of a library's modules, by name."""
    return sorted(each for each in (root / MODULES).glob("*.yaml") if not each.name.startswith("."))


def _astray(root: Path) -> Iterator[Problem]:
    """What nobody would find: cases outside the folder cases, modules that end otherwise than in .yaml, pages without a module."""
    for file in sorted(root.glob("*/case.yaml")):
        name = f"{CASES}/{file.parent.name}/case.yaml"
        how = f"{file.parent.name}/ lies beside the folder {CASES}/. Move it into that folder."
        yield problem("E001", Where(file=name, line=1, column=1), file=name, how=how)
    there = {file.stem for file in module_files(root)}
    for path in sorted((root / MODULES).glob("*"), key=lambda each: (each.is_dir(), each.name)):
        stem, _, ending = path.name.partition(".")
        if stem in there or not stem or path.is_symlink():
            continue
        name = f"{MODULES}/{stem}.yaml"
        if path.is_file() and ending.lower() in ("yml", "yaml", "yaml.txt", "yml.txt", "txt"):
            how = f"Rename {path.name}: call it {stem}.yaml."
        elif path.is_dir() and any(path.glob("*.md")):
            how = f"The pages in {MODULES}/{stem} belong to no module. Create {stem}.yaml beside the folder, or delete the folder."
        else:
            continue
        there.add(stem)
        yield problem("E001", Where(file=name, line=1, column=1), file=name, how=how)


def root_of(folder: Path) -> Path:
    """The library that a case's folder lies in; also when the folder is named from within, as `.`."""
    return folder.resolve().parent.parent


def compile_case(folder: Path, *, shelf: Shelf | None = None, today: date | None = None) -> Compiled:
    """Compile one case. Without a `shelf` the lists of the library around the folder are read, and what is wrong with them is told."""
    desk, problems = _desk(folder, shelf, today, draft=False)
    case = None if any(each.is_error for each in problems) else _assemble(desk)
    return Compiled(folder=folder, case=case, problems=problems, sketch=case or _sketch(desk))


def check_case(folder: Path, *, shelf: Shelf | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong with one case. Quicker than compiling it: nothing is kept."""
    return _desk(folder, shelf, today, draft=True)[1]


def compile_module(file: Path, *, shelf: Shelf | None = None, today: date | None = None) -> CompiledModule:
    """Compile one module. Without a `shelf` the lists of the library around its file are read, and what is wrong with them is told."""
    from elearn.authoring.module import assemble  # noqa: PLC0415  # see above

    desk, problems = _module_desk(file, shelf, today, draft=False)
    module = None if any(each.is_error for each in problems) else assemble(desk)
    return CompiledModule(file=file, module=module, problems=problems)


def check_module(file: Path, *, shelf: Shelf | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong with one module."""
    return _module_desk(file, shelf, today, draft=True)[1]


def _module_desk(file: Path, shelf: Shelf | None, today: date | None, *, draft: bool) -> "tuple[ModuleDesk, tuple[Problem, ...]]":
    from elearn.authoring.module import read_module  # noqa: PLC0415  # see above

    root = file.parent.resolve().parent
    lists = Lists()

    def shelf_with(ids: frozenset[str], codes: frozenset[str]) -> Shelf:
        nonlocal lists
        lists = Lists(shelf=shelf) if shelf is not None else read_lists(root, only=ids, codes=codes)
        return lists.shelf

    cases = {folder.name for folder in case_folders(root)}
    desk = read_module(file, shelf_with, cases, today or datetime.now(UTC).date(), draft=draft)
    return desk, (*_named(lists.problems, root), *_named(desk.problems, file.parent))


def _desk(folder: Path, shelf: Shelf | None, today: date | None, *, draft: bool) -> tuple[Desk, tuple[Problem, ...]]:
    lists = Lists()

    def shelf_with(ids: frozenset[str], codes: frozenset[str]) -> Shelf:
        nonlocal lists
        lists = Lists(shelf=shelf) if shelf is not None else read_lists(root_of(folder), only=ids, codes=codes)
        return lists.shelf

    if folder.is_symlink():
        # A folder that is a link may be exchanged for another while it is read.
        linked = problem("E012", Where(file="case.yaml", line=1, column=1), file=folder.name)
        desk = Desk(folder=folder, draft=draft, problems=[linked])
    else:
        desk = read_case(folder, shelf_with, today or datetime.now(UTC).date(), draft=draft)
    return desk, (*_named(lists.problems, root_of(folder)), *_named(desk.problems, folder))


def _named(problems: Iterable[Problem], folder: Path) -> Iterable[Problem]:
    return (replace(each, where=replace(each.where, file=(folder / each.where.file).as_posix())) for each in problems)


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
