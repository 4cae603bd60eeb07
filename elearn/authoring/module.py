"""One module on the desk: its file and its pages read, all that is wrong with them, and the module compiled.

A module is a file and a folder of one name, side by side: `modules/what-and-why.yaml` and `modules/what-and-why/*.md`.
"""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from elearn.authoring.files import MOST_YAML, Unread, read_text
from elearn.authoring.reading import Tree, read_yaml
from elearn.authoring.shape import Shaped, shape
from elearn.authoring.sheets import Sheet, Sheets
from elearn.domain.codes import problem
from elearn.domain.module import (
    Choice,
    Module,
    ModuleHead,
    Page,
    Question,
    Reflection,
    Stop,
    WrittenModule,
    WrittenQuestion,
    WrittenReflection,
)
from elearn.domain.module_rules import Portfolio, unsound
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness import PaperText, Shelf
from elearn.domain.soundness.dignity import blaming_words
from elearn.domain.soundness.known import code_of

MOST_FILES = 500
"""Files of a module's folder that are looked at for pages which nobody lists."""

TAG = re.compile(r"(<[^>]*>)|\s?\[([LSMC])\]")
"""A tag of HTML, which is left alone, or a tag that says how far a statement has been checked."""

ShelfWith = Callable[[frozenset[str], frozenset[str]], Shelf]


@dataclass(kw_only=True)
class ModuleDesk:
    """A module as far as it could be read. Places in `problems` are named from the folder in which its file lies."""

    folder: Path
    file: str
    sheets: Sheets
    shaped: Shaped[WrittenModule] = field(default_factory=Shaped)
    shelf: Shelf = field(default_factory=Shelf)
    problems: list[Problem] = field(default_factory=list)


def read_module(path: Path, shelf_with: ShelfWith, cases: Collection[str], today: date, *, draft: bool) -> ModuleDesk:
    """Read a module's file and pages. Never raises for what authors may do.

    `shelf_with` is asked for a shelf on which these sources, and these codes of frameworks, are, if the library has them; `cases` are the
    names of the library's cases.
    """
    desk = ModuleDesk(folder=path.parent, file=path.name, sheets=Sheets(folder=path.parent, draft=draft))
    try:
        text = read_text(desk.folder, desk.file, MOST_YAML)
    except Unread as error:
        desk.problems.append(error.problem)
        return desk
    tree = read_yaml(text, desk.file)
    desk.shaped = shape(WrittenModule, tree)
    desk.problems += desk.shaped.problems
    if desk.shaped.value is not None:
        _pages(desk, desk.shaped.value, tree)
        _unlisted(desk, desk.shaped.value)
        codes = frozenset(code_of(tag) for outcome in desk.shaped.value.outcomes for tag in outcome.tags)
        desk.shelf = shelf_with(frozenset(_sources(desk.shaped.value)), codes)
        desk.problems += _placed(_rules(desk, desk.shaped.value, cases, today), desk, tree)
    desk.problems.sort(key=lambda each: (each.where.file, each.where.line, each.where.column, each.code))
    return desk


def _pages(desk: ModuleDesk, module: WrittenModule, tree: Tree) -> None:
    for i, stop in enumerate(module.path):
        if stop.page is not None and stop.page.text not in desk.sheets.by_file:
            sheet = desk.sheets.read(stop.page.text, tree.where(desk.shaped.written(("path", i, "page", "text"))))
            desk.problems += _looked_over(sheet) if sheet else ()
    for i, stop in enumerate(module.path):
        for words in _prose(stop.question, stop.reflection):
            desk.sheets.lay(words, tree.where(desk.shaped.written(("path", i))))
    desk.problems += desk.sheets.problems


def _looked_over(sheet: Sheet) -> Iterator[Problem]:
    for picture in sheet.laid.pictures:
        yield problem("E714", sheet.where(sheet.markdown.find(picture.src or "![")), src=picture.src)
    for word in blaming_words(sheet.markdown):
        yield problem("W606", sheet.where(sheet.markdown.find(word)), word=word)


def _prose(question: WrittenQuestion | None, reflection: WrittenReflection | None) -> Iterator[str]:
    """The texts of a stop that are read as Markdown."""
    if question is not None:
        yield question.ask
        yield from (each.because for each in question.choices)
    if reflection is not None:
        yield reflection.ask


def _unlisted(desk: ModuleDesk, module: WrittenModule) -> None:
    listed = {stop.page.text for stop in module.path if stop.page is not None}
    name = desk.file.removesuffix(".yaml")
    folder = desk.folder / name
    found = sorted(folder.rglob("*.md")) if folder.is_dir() and not folder.is_symlink() else ()
    for path in found[:MOST_FILES]:
        file = path.relative_to(desk.folder).as_posix()
        if file not in listed and desk.shaped.whole:
            desk.problems.append(problem("W707", Where(file=file, line=1, column=1), module=name))


def _sources(module: WrittenModule) -> dict[str, None]:
    """The ids of the sources that a module names, each once, as they come."""
    held = [each for stop in module.path for each in (stop.page, stop.question) if each is not None]
    return dict.fromkeys(id for each in held for id in each.sources)


def _rules(desk: ModuleDesk, module: WrittenModule, cases: Collection[str], today: date) -> list[Problem]:
    read = desk.sheets.by_file
    listed = {stop.page.text for stop in module.path if stop.page is not None}
    return unsound(
        Portfolio(
            module=module,
            texts={file: PaperText(file=file, markdown=sheet.markdown, plain=sheet.laid.plain) for file, sheet in read.items()},
            shelf=desk.shelf,
            cases=cases,
            file=desk.file,
            today=today,
            whole=desk.shaped.whole and read.keys() >= listed,
            ghosts=frozenset(desk.shaped.ghosts),
        )
    )


def _placed(found: list[Problem], desk: ModuleDesk, tree: Tree) -> Iterator[Problem]:
    """The rules' problems with line and column; those about what stands there only because it was mended are left out."""
    for each in found:
        path = desk.shaped.written(each.where.path)
        if not any(path[: len(mended)] == mended for mended in desk.shaped.mended):
            yield each._replace(where=tree.where(path))


def assemble(desk: ModuleDesk) -> Module:
    """The compiled module. Raises ValueError for one that has errors."""
    written = desk.shaped.value
    if written is None:
        raise ValueError(f"{desk.file} has errors and cannot be compiled")
    head = {name: getattr(written, name) for name in ModuleHead.model_fields}
    path = tuple(
        Stop(
            page=_page(desk, stop.page.text, dict(stop.page)) if stop.page else None,
            question=_question(desk, stop.question) if stop.question else None,
            case=stop.case,
            reflection=Reflection(**dict(stop.reflection), ask_html=_html(desk, stop.reflection.ask)) if stop.reflection else None,
        )
        for stop in written.path
    )
    return Module(**head, path=path, sources=tuple(desk.shelf.sources[id] for id in _sources(written)))


def _page(desk: ModuleDesk, file: str, written: dict[str, object]) -> Page:
    laid = desk.sheets.by_file[file].laid
    return Page.model_validate({**written, "html": tagged(laid.html), "words": len(laid.plain.split())})


def _question(desk: ModuleDesk, written: WrittenQuestion) -> Question:
    choices = tuple(Choice(**dict(each), because_html=_html(desk, each.because)) for each in written.choices)
    kept = {name: value for name, value in written if name != "choices"}
    return Question(**kept, choices=choices, ask_html=_html(desk, written.ask))


def _html(desk: ModuleDesk, words: str) -> str:
    laid = desk.sheets.lay(words, Where(file=desk.file))
    if laid is None:
        raise ValueError(f"a text of {desk.file} cannot be laid out")
    return tagged(laid.html)


def tagged(html: str) -> str:
    """HTML in which `[M]` and its like have become empty elements, to which a page gives its words in the reader's language."""
    return TAG.sub(lambda found: found[1] or f'<span data-checked="{found[2]}"></span>', html)
