"""A paper as a page shows it: its head, who may read it, and its words with numbered marks over the passages that somebody pointed to.

The HTML of a paper is the only HTML that pages trust: `authoring` has sanitised it. It becomes Markup here and nowhere else.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from gettext import NullTranslations
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from elearn.domain.content import Pack, Paper
from elearn.domain.passage import Passage
from elearn.domain.remembering import forgetful
from elearn.domain.sight import Sight
from elearn.domain.things import Opened
from elearn.web.doors import Place
from elearn.web.speaking import catalogue, gettext

FIRST_WORDS = 70
"""how much of a paragraph a list of paragraphs shows"""
VOID = frozenset({"br", "hr", "img", "wbr"})


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A passage to be marked: `number` stands beside it and leads to `target`, an element of the page; `voice` is its colour."""

    passage: Passage
    number: int
    target: str
    voice: str
    label: str


def chosen(papers: Sequence[Paper], otherwise: str | None = None) -> Paper | None:
    """The paper that the address asks for, or from which a form that was refused has words; failing that `otherwise`, or the first."""
    by_id = {each.id: each for each in papers}
    wanted = request.args.get("paper") or request.form.get("passage", "").partition(":")[0]
    return by_id.get(wanted) or by_id.get(otherwise or "") or (papers[0] if papers else None)


def tab(here: Place, paper: Paper, page: str, current: Paper | None) -> dict[str, Any]:
    """A paper in a row of tabs: each is a link, so that tabs work without a script."""
    return {
        "id": paper.id,
        "title": paper.title,
        "pack": paper.pack.value,
        "url": url_for("learn.page", **here.key, page=page, paper=paper.id),
        "current": paper is current,
        "opened": paper.id in here.table.opened,
    }


def shown(here: Place, paper: Paper, marks: Iterable[Mark] = ()) -> dict[str, Any]:
    """A whole paper. The caller has asked sight whether the viewer may read it."""
    opened = here.table.opened.get(paper.id)
    if opened and opened.by and not here.sight.joint_work():
        opened = None  # why a partner opened it is theirs to say: a newcomer hears it after the seal
    return {
        "id": paper.id,
        "title": paper.title,
        "pack": paper.pack.value,
        "seen_by": _seen_by(here, paper),
        "source_line": paper.source_line,
        "content_note": paper.content_note,
        "skip_summary": paper.skip_summary,
        "opened_by": _opened_by(here, opened) if opened else None,
        "html": marked(paper, (*marks, *here.also_marked(paper))),
        "blocks": blocks(paper),
    }


def _opened_by(here: Place, opened: Opened) -> dict[str, Any]:
    return {"name": here.names.get(opened.by, ""), "words": opened.words, "me": opened.by == here.me, "house": not opened.by}


def _seen_by(here: Place, paper: Paper) -> str:
    """shared; opened (by its holder); all (it came as news, or everything is open); side (others of my profession hold it too); or me."""
    if paper.pack is Pack.SHARED:
        return "shared"
    if paper.id in here.table.opened:
        return "opened"
    active = here.table.active
    readers = sum(Sight(table=here.table, case=here.case, viewer=each.id).paper(paper) for each in active)
    if readers == len(active) > 1:
        return "all"
    return "side" if readers > 1 else "me"


def blocks(paper: Paper) -> list[dict[str, Any]]:
    """Every paragraph with the value that a form sends for it, and its first words."""
    return _blocks(paper.id, paper.plain, paper.blocks)


@lru_cache(maxsize=500)  # a paper of a published case never changes
def _blocks(id: str, plain: str, blocks: tuple[tuple[int, int], ...]) -> list[dict[str, Any]]:
    found = []
    for start, end in blocks:
        text = plain[start:end]
        if text.strip():
            words = text if len(text) <= FIRST_WORDS else text[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
            found.append({"value": f"{id}:{start}:{end}", "words": words})
    return found


def quote(here: Place, passage: Passage) -> dict[str, Any]:
    """The words of a passage and where they stand. The caller has asked sight."""
    paper = here.case.paper(passage.paper)
    return {
        "text": here.case.passage_text(passage.paper, passage.start, passage.end).replace("\n", " "),
        "title": paper.title if paper else "",
        "paper": passage.paper,
        "value": f"{passage.paper}:{passage.start}:{passage.end}",
    }


def as_written(html: str) -> Markup:
    """HTML that `authoring` has sanitised, for a template to show as it is."""
    return Markup(html)  # noqa: S704  # nosec B704  # the one place; what comes in was cleaned when the case was compiled


def marked(paper: Paper, marks: Sequence[Mark] = ()) -> Markup:
    """The paper's HTML with a `<mark>` over each passage, and its number. Numbers are no part of the paper's text (`data-skip`).

    A table stands in a box of its own that scrolls, and that the keyboard reaches, where the page is too narrow for it.
    """
    return _marked(paper.html, tuple(each for each in marks if each.passage.paper == paper.id), catalogue())


@forgetful  # marks bear the words of findings
@lru_cache(maxsize=300)  # papers of about 15 kB; a paper of a published case never changes, and neither does a passage
def _marked(html: str, marks: tuple[Mark, ...], spoken: NullTranslations) -> Markup:
    marker = _Marker(marks)
    marker.feed(html)
    marker.close()
    return as_written("".join(marker.out))


class _Marker(HTMLParser):
    """Copies sanitised HTML and wraps the text that lies in a passage. Text counts only inside elements with `data-at`, one a character."""

    def __init__(self, marks: Sequence[Mark]) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.edges = sorted({edge for each in marks for edge in (each.passage.start, each.passage.end)})
        self.out: list[str] = []
        self.at: int | None = None
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            if self.at is not None:
                self.depth += 1
            elif (starts := dict(attrs).get("data-at")) is not None:
                self.at, self.depth = int(starts), 1
        if tag == "table":
            self.out.append(f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(gettext("Table"))}">')
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.at is not None and tag not in VOID:
            self.depth -= 1
            if not self.depth:
                self.at = None
        self.out.append(f"</{tag}></div>" if tag == "table" else f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.at is None:
            self.out.append(escape(data, quote=False))
            return
        end = self.at + len(data)
        cuts = [self.at, *(edge for edge in self.edges if self.at < edge < end), end]
        for start, stop in pairwise(cuts):
            self._piece(data[start - self.at : stop - self.at], start, stop)
        self.at = end

    def _piece(self, text: str, start: int, stop: int) -> None:
        over = [each for each in self.marks if each.passage.start < stop and start < each.passage.end]
        if not over:
            self.out.append(escape(text, quote=False))
            return
        self.out.append(f'<mark class="{over[0].voice}">{escape(text, quote=False)}')
        self.out.extend(_number(each) for each in over if each.passage.end == stop)
        self.out.append("</mark>")


def _number(mark: Mark) -> str:
    return f'<sup data-skip><a href="#{escape(mark.target)}" aria-label="{escape(mark.label)}">{mark.number}</a></sup>'
