"""From folders to all that is wrong with them: one case, one module, or all of a library. Nothing is compiled.

This is what `elearn check` loads for one case: what only modules, publishing or mistakes need is loaded where it is needed.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from elearn.authoring.desk import Desk, read_case
from elearn.authoring.shelf import Lists, look_over, read_lists, read_vocabularies
from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness import Shelf

if TYPE_CHECKING:  # the check of one case is over before this would have been loaded
    from elearn.authoring.module import ModuleDesk

CASES = "cases"
MODULES = "modules"


def check_case(folder: Path, *, shelf: Shelf | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong with one case. Quicker than compiling it: nothing is kept."""
    return desk_of(folder, shelf, today, draft=True)[1]


def check_module(file: Path, *, shelf: Shelf | None = None, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong with one module."""
    return module_desk(file, shelf, today, draft=True)[1]


def check_library(root: Path, *, today: date | None = None) -> tuple[Problem, ...]:
    """All that is wrong in a library, without compiling it."""
    lists = lists_of(root, today)
    found = [each for folder in case_folders(root) for each in check_case(folder, shelf=lists.shelf, today=today)]
    found += [each for file in module_files(root) for each in check_module(file, shelf=lists.shelf, today=today)]
    return (*named((*lists.problems, *astray(root)), root), *found)


def check_lists(root: Path, *, today: date | None = None) -> tuple[Shelf, tuple[Problem, ...]]:
    """The shared lists of a library, for the cases and modules that stand on them, and what is wrong with them."""
    lists = lists_of(root, today)
    return lists.shelf, tuple(named(lists.problems, root))


def lists_of(root: Path, today: date | None) -> Lists:
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


def astray(root: Path) -> Iterator[Problem]:
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


def desk_of(folder: Path, shelf: Shelf | None, today: date | None, *, draft: bool) -> tuple[Desk, tuple[Problem, ...]]:
    """A case as far as it can be read, and all that is wrong with it; `draft` as for `read_case`."""
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
    return desk, (*named(lists.problems, root_of(folder)), *named(desk.problems, folder))


def module_desk(file: Path, shelf: Shelf | None, today: date | None, *, draft: bool) -> "tuple[ModuleDesk, tuple[Problem, ...]]":
    """A module as far as it can be read, and all that is wrong with it."""
    from elearn.authoring.module import read_module  # noqa: PLC0415  # a case is checked without it

    root = file.parent.resolve().parent
    lists = Lists()

    def shelf_with(ids: frozenset[str], codes: frozenset[str]) -> Shelf:
        nonlocal lists
        lists = Lists(shelf=shelf) if shelf is not None else read_lists(root, only=ids, codes=codes)
        return lists.shelf

    cases = {folder.name for folder in case_folders(root)}
    desk = read_module(file, shelf_with, cases, today or datetime.now(UTC).date(), draft=draft)
    return desk, (*named(lists.problems, root), *named(desk.problems, file.parent))


def named(problems: Iterable[Problem], folder: Path) -> Iterable[Problem]:
    """The problems with their files named as the folder was."""
    return (each._replace(where=each.where._replace(file=(folder / each.where.file).as_posix())) for each in problems)
