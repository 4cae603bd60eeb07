"""A module's pages for whoever reads them: a learner, the class's staff, or its author before anybody else.

The HTML of a module was made and sanitised by `authoring`; it becomes Markup here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from elearn.domain.module import WORDS_A_MINUTE, Choice, Module, Page, Question, Stop
from elearn.domain.vocabulary import Checked
from elearn.web.learn.papers import as_written
from elearn.web.speaking import gettext

HOW_FAR = {
    Checked.READ: "read in the original",
    Checked.SECONDARY: "from a secondary source",
    Checked.MEMORY: "not yet reviewed",
    Checked.CALCULATED: "calculated",
}


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A module in one reader's hands: where its pages lie, what its cases are called, what is done. Only learners get forms."""

    module: Module
    home: str
    address: Callable[[str], str]
    """a stop's id → where it lies"""
    cases: Mapping[str, str]
    """a case's id → its title"""
    learns: bool = False
    done: Sequence[str] = ()

    def to(self, stop: Stop | None) -> str | None:
        """The address of a stop, if there is one."""
        return self.address(stop.id) if stop else None


def around(opened: Opened, at: str) -> dict[str, Any]:
    """What the path and every stop show: the module, its path with what is done, and whether forms stand there."""
    path = [
        {
            "id": each.id,
            "kind": each.kind.value,
            "title": title(each, opened.cases),
            "state": state(each.id, opened.done, at),
            "url": opened.address(each.id),
        }
        for each in opened.module.path
    ]
    return {
        "module": opened.module,
        "learns": opened.learns,
        "path": path,
        "count": sum(each["state"] == "done" for each in path),
        "home": opened.home,
    }


def at_stop(opened: Opened, here: Stop) -> dict[str, Any]:
    """What every stop shows, whatever its kind."""
    before, following = opened.module.beside(here.id)
    return {
        **around(opened, here.id),
        "here": here,
        "title": title(here, opened.cases),
        "done": here.id in opened.done,
        "before": opened.to(before),
        "following": opened.to(following),
    }


def page(opened: Opened, page: Page) -> dict[str, Any]:
    """What there is to read."""
    return {
        "html": with_tags(page.html),
        "sources": opened.module.sources_of(page.sources),
        "minutes": -(-page.words // WORDS_A_MINUTE),
        "past": opened.to(opened.module.past(page.id)) or opened.home,
    }


def question(opened: Opened, question: Question, first: Choice | None = None, last: Choice | None = None) -> dict[str, Any]:
    """A question with its answers and reasons, and the reader's own `first` and `last` answer."""
    choices = [
        {
            "says": each.says,
            "right": each.right,
            "because": with_tags(each.because_html),
            "chosen": each is last,
            "first": each is first,
        }
        for each in question.choices
    ]
    return {
        "ask": with_tags(question.ask_html),
        "choices": choices,
        "checked": question.checked.value,
        "sources": opened.module.sources_of(question.sources),
    }


def state(id: str, done: Sequence[str], at: str) -> str:
    """done, here or later."""
    return "done" if id in done else "here" if id == at else "later"


def title(stop: Stop, cases: Mapping[str, str]) -> str:
    """What a stop is called on the path and above its page."""
    if stop.page is not None:
        return stop.page.title
    if stop.case is not None:
        return cases.get(stop.case, stop.case)
    if stop.question is not None:
        return stop.question.title or gettext("A question")
    return gettext("To think about")


def with_tags(html: str) -> Markup:
    """A module's HTML, its tags of how far a statement is checked in the reader's words."""
    for checked, words in HOW_FAR.items():
        html = html.replace(
            f'<span data-checked="{checked.value}"></span>',
            f' <span class="checked" data-checked="{checked.value}">{escape(gettext(words))}</span>',
        )
    return as_written(html)  # the words put in are escaped
