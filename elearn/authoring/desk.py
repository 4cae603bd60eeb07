"""One case on the desk: its files read, its papers turned into HTML, and all that is wrong with it, each with file, line and column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elearn.authoring.files import MOST_IMAGE, MOST_YAML, Unread, read_bytes, read_text
from elearn.authoring.passages import PICTURE
from elearn.authoring.reading import Tree, read_yaml
from elearn.authoring.shape import Shaped, shape
from elearn.authoring.sheets import Sheet, Sheets
from elearn.domain.codes import problem
from elearn.domain.panel import Panel, PanelFile
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness import Dossier, PaperText, Shelf, unsound
from elearn.domain.soundness.dossier import CASE, PANEL, Sourced
from elearn.domain.soundness.known import code_of
from elearn.domain.written import Tension, WrittenCase

if TYPE_CHECKING:  # the check of a case without pictures is over before this would have been loaded
    from elearn.domain.content import Image

MOST_FILES = 500
"""Files below papers/ that are looked at for papers which nobody uses."""

KINDS = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}
"""How a picture's bytes begin."""


@dataclass(kw_only=True, eq=False, repr=False)
class Desk:
    """A case as far as it could be read, with the ids of the sources and resources that it names.

    Places in `problems` are named from the case's folder.
    """

    folder: Path
    draft: bool
    case: Shaped[WrittenCase] = field(default_factory=Shaped)
    panel: Shaped[PanelFile] = field(default_factory=Shaped)
    sheets: dict[str, Sheet] = field(default_factory=dict)
    images: "dict[str, Image]" = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    shelf: Shelf = field(default_factory=Shelf)
    problems: list[Problem] = field(default_factory=list)


def read_case(folder: Path, shelf_with: Callable[[frozenset[str], frozenset[str]], Shelf], today: date, *, draft: bool) -> Desk:
    """Read a case's folder. Never raises for what authors may do; `draft` leaves out what only publishing needs.

    `shelf_with` is asked for a shelf on which these sources and resources, and these codes of frameworks, are, if the library has them.
    """
    desk = Desk(folder=folder, draft=draft)
    trees: dict[str, Tree] = {}
    desk.case = _shaped(desk, CASE, WrittenCase, trees)
    desk.panel = _shaped(desk, PANEL, PanelFile, trees)
    desk.problems += desk.case.problems + desk.panel.problems
    if desk.case.value is not None:
        _papers(desk, desk.case.value, trees[CASE])
        _unused(desk, desk.case.value)
    if desk.case.value is not None and desk.panel.value is not None:
        desk.sources, desk.resources = _spoken_of(desk.case.value, desk.panel.value.panel)
        codes = (code_of(tag) for outcome in desk.case.value.outcomes for tag in outcome.tags)
        desk.shelf = shelf_with(frozenset((*desk.sources, *desk.resources)), frozenset(codes))
        desk.problems += _placed(_rules(desk, desk.case.value, desk.panel.value, today), desk, trees)
    desk.problems.sort(key=lambda each: (each.where.file, each.where.line, each.where.column, each.code))
    return desk


def _shaped(desk: Desk, file: str, model: Any, trees: dict[str, Tree]) -> Any:
    try:
        text = read_text(desk.folder, file, MOST_YAML, how="Every case has a case.yaml and a panel.yaml. Create it.")
    except Unread as error:
        desk.problems.append(error.problem)
        return Shaped(whole=False)
    trees[file] = read_yaml(text, file)
    return shape(model, trees[file])


def _papers(desk: Desk, case: WrittenCase, tree: Tree) -> None:
    named: list[tuple[str, tuple[str | int, ...]]] = [(paper.text, ("papers", i, "text")) for i, paper in enumerate(case.papers)]
    if case.afterwards:
        named.append((case.afterwards, ("afterwards",)))
    sheets = Sheets(folder=desk.folder, draft=desk.draft)
    for file, path in named:
        if file not in sheets.by_file:
            sheet = sheets.read(file, tree.where(desk.case.written(path)))
            desk.problems += _pictures(desk, sheet) if sheet else ()
    desk.sheets = sheets.by_file
    desk.problems += sheets.problems


def _pictures(desk: Desk, sheet: Sheet) -> Iterator[Problem]:
    """What is wrong with the pictures of one paper."""
    for picture in sheet.laid.pictures:
        at = sheet.where(sheet.markdown.find(picture.src or "!["))
        if not picture.alt:
            yield problem("E206", at, src=picture.src)
        fault = _picture(desk, picture.src)
        if fault:
            yield problem("E207", at, src=picture.src, what=fault)


def _picture(desk: Desk, src: str) -> str:
    """Keep a picture for publishing; what is wrong with it, or nothing."""
    from elearn.domain.content import Image  # noqa: PLC0415  # a case without pictures is checked without it

    if src in desk.images:
        return ""
    if not PICTURE.match(src):
        return "is not the name of a picture in the case's folder images/"
    try:
        data = read_bytes(desk.folder, src, MOST_IMAGE)
    except Unread as error:
        return f"cannot be used: {str(error).rstrip('.')}"
    kind = next((kind for sign, kind in KINDS.items() if data.startswith(sign)), None)
    if kind is None or (kind == "image/webp" and data[8:12] != b"WEBP"):
        return "is neither PNG, JPEG nor WebP"
    desk.images[src] = Image(path=src, media_type=kind, sha=sha256(data).hexdigest())
    return ""


def _unused(desk: Desk, case: WrittenCase) -> None:
    used = {paper.text for paper in case.papers} | {case.afterwards}
    folder = desk.folder / "papers"
    for seen, path in enumerate(sorted(folder.rglob("*.md")) if folder.is_dir() else ()):
        file = path.relative_to(desk.folder).as_posix()
        if seen >= MOST_FILES:
            return
        if file not in used and desk.case.whole:
            desk.problems.append(problem("W214", Where(file=file, line=1, column=1)))


def _spoken_of(case: WrittenCase, panel: Panel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the sources and of the resources that a case names, each once, as they come."""
    things: tuple[Sourced | Tension, ...] = (*case.tensions, *panel.causes, *panel.links, *panel.actions, *panel.system_change)
    sources = dict.fromkeys(id for each in things for id in each.sources)
    return tuple(sources), tuple(dict.fromkeys(each.resource for each in panel.actions if each.resource))


def _rules(desk: Desk, case: WrittenCase, panel: PanelFile, today: date) -> list[Problem]:
    texts = {
        paper.id: PaperText(file=paper.text, markdown=desk.sheets[paper.text].markdown, plain=desk.sheets[paper.text].laid.plain)
        for paper in case.papers
        if paper.text in desk.sheets
    }
    return unsound(
        Dossier(
            case=case,
            panel=panel.panel,
            texts=texts,
            shelf=desk.shelf,
            folder=desk.folder.resolve().name,
            today=today,
            whole=desk.case.whole and desk.panel.whole and len(texts) == len(case.papers),
            ghosts=frozenset(desk.case.ghosts | desk.panel.ghosts),
        )
    )


def _placed(found: list[Problem], desk: Desk, trees: dict[str, Tree]) -> Iterator[Problem]:
    """The rules' problems with line and column; those about what stands there only because it was mended are left out."""
    for each in found:
        shaped: Shaped[Any] = desk.case if each.where.file == CASE else desk.panel
        path = shaped.written(each.where.path)
        if not any(path[: len(mended)] == mended or path == mended[:-1] for mended in shaped.mended):
            yield each._replace(where=trees[each.where.file].where(path))
