"""A module as authors write it and as learners walk it: pages, questions, cases and reflections in one order.

As with cases, what starts with `Written` is what an author types, and `Module`, `Stop` and their parts are the same things compiled: all
Markdown is safe HTML by then. In a module's own prose a tag in square brackets, `[M]`, says how far the statement before it has been
checked; compiled it is an empty element, to which a page gives its words.
"""

from collections.abc import Sequence
from enum import StrEnum
from functools import cached_property
from math import ceil

from pydantic import Field

from elearn.domain.content import Outcome
from elearn.domain.fingerprint import fingerprint
from elearn.domain.panel import SOURCES
from elearn.domain.vocabulary import (
    CHECKED,
    Checked,
    Day,
    FilePath,
    Id,
    MaybeShort,
    MaybeText,
    Minutes,
    Short,
    Source,
    Text,
    Written,
    YesNo,
)


class StopKind(StrEnum):
    """What a module's path is made of."""

    PAGE = "page"
    QUESTION = "question"
    CASE = "case"
    REFLECTION = "reflection"


class WrittenPage(Written):
    """A page to read: short, and on one thing."""

    id: Id = Field(description="The word by which it is known; also its place in the address.")
    title: Short = Field(description="What it is called.")
    text: FilePath = Field(description="Its Markdown file, from the folder modules: what-and-why/where-it-began.md.")
    content_note: MaybeText = Field(default="", description="What may distress on this page, said above it; the learner may leave it out.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)


class WrittenChoice(Written):
    """One answer that may be chosen, with the reason that it gets."""

    says: Short = Field(description="The answer in a sentence.")
    right: YesNo = Field(default=False, description="true for the one that holds.")
    because: Text = Field(description="Why it holds, or what it overlooks; shown to whoever chose it.")


class WrittenQuestion(Written):
    """A short question that explains: every choice has its own reason."""

    id: Id = Field(description="The word by which it is known; also its place in the address.")
    title: MaybeShort = Field(default="", description="What the path calls it, giving nothing away; else “A question”.")
    ask: Text = Field(description="The question, best of all from practice.")
    choices: tuple[WrittenChoice, ...] = Field(description="Two to five answers, one of them right.")
    sources: tuple[Id, ...] = Field(default=(), description=SOURCES)
    checked: Checked = Field(default=Checked.MEMORY, description=CHECKED)


class WrittenReflection(Written):
    """A question to think about in writing. Nobody else reads the answer."""

    id: Id = Field(description="The word by which it is known; also its place in the address.")
    ask: Text = Field(description="What to think about: the learner's own thinking and practice, never their own hardship.")
    hint: MaybeText = Field(default="", description="A way in for those who do not know where to begin.")


class WrittenStop(Written):
    """One stop of the path: a page, a question, a case or a reflection."""

    page: WrittenPage | None = Field(default=None, description="A page to read.")
    question: WrittenQuestion | None = Field(default=None, description="A question with its choices.")
    case: Id | None = Field(default=None, description="A case of the library, by its name: the pair works it on its own pages.")
    reflection: WrittenReflection | None = Field(default=None, description="A question to think about in writing.")

    @property
    def parts(self) -> tuple[StopKind, ...]:
        """What it is; a stop in order is one thing."""
        return tuple(kind for kind in StopKind if getattr(self, kind.value) is not None)


class ModuleHead(Written):
    """What a module says of itself, written and compiled alike."""

    module: Id = Field(description="The file's name without .yaml.")
    title: Short = Field(description="The title, as learners see it.")
    summary: Text = Field(description="What it is about, in two lines.")
    jurisdiction: Short = Field(description="Whose law it speaks of: England.")
    law_stated_at: Day = Field(description="The day for which the law is stated: 2026-11-24.")
    review_by: Day = Field(description="The day by which somebody must read it again.")
    reviewed_by: tuple[Short, ...] = Field(default=(), description="Real people who reviewed it. Empty is shown as “not yet reviewed”.")
    licence: MaybeShort = Field(default="", description="How others may use it: CC BY 4.0.")
    minutes: Minutes = Field(description="How long it takes, without the cases in its path.")
    content_note: MaybeText = Field(default="", description="What may distress, said before the first page.")
    outcomes: tuple[Outcome, ...] = Field(default=(), description="What students can do afterwards.")


class WrittenModule(ModuleHead):
    """A module: what it is, and its path."""

    path: tuple[WrittenStop, ...] = Field(description="Its pages, questions, cases and reflections, in order.")


class Page(WrittenPage):
    """A page as it is shown."""

    html: str
    words: int


class Choice(WrittenChoice):
    """An answer with its reason as HTML."""

    because_html: str


class Question(WrittenQuestion):
    """A question as it is shown."""

    ask_html: str
    choices: tuple[Choice, ...]

    def choice(self, says: str) -> Choice | None:
        """The choice with these words: what a learner chose is kept in words, so that a new order of choices changes nobody's answer."""
        return next((each for each in self.choices if each.says == says), None)


class Reflection(WrittenReflection):
    """A reflection as it is shown."""

    ask_html: str


class Stop(Written):
    """One stop of a path, compiled: exactly one of the four stands in it."""

    page: Page | None = None
    question: Question | None = None
    case: Id | None = None
    reflection: Reflection | None = None

    @property
    def kind(self) -> StopKind:
        return next(kind for kind in StopKind if getattr(self, kind.value) is not None)

    @property
    def id(self) -> str:
        """The part of the module's address; a case goes by its own name."""
        held: Page | Question | Reflection | str = getattr(self, self.kind.value)
        return held if isinstance(held, str) else held.id


class Module(ModuleHead):
    """A whole module, compiled. It holds the sources that its pages name."""

    path: tuple[Stop, ...]
    sources: tuple[Source, ...] = ()

    @cached_property
    def _stops(self) -> dict[str, Stop]:
        return {each.id: each for each in self.path}

    def stop(self, id: str) -> Stop | None:
        """The stop with this id."""
        return self._stops.get(id)

    def beside(self, id: str) -> tuple[Stop | None, Stop | None]:
        """The stops before and after one of the path."""
        at = next(i for i, each in enumerate(self.path) if each.id == id)
        return (self.path[at - 1] if at else None, self.path[at + 1] if at + 1 < len(self.path) else None)

    def past(self, id: str) -> Stop | None:
        """The stop after one of the path and the questions that belong to it: for those who leave it out."""
        at = next(i for i, each in enumerate(self.path) if each.id == id)
        return next((each for each in self.path[at + 1 :] if each.kind is not StopKind.QUESTION), None)

    def sources_of(self, ids: Sequence[str]) -> tuple[Source, ...]:
        """The sources with these ids, in that order."""
        known = {each.id: each for each in self.sources}
        return tuple(known[id] for id in ids if id in known)

    @cached_property
    def sha(self) -> str:
        """The content's hash."""
        return fingerprint(self)


WORDS_A_MINUTE = 200
QUESTION_MINUTES = 1.5
REFLECTION_MINUTES = 5


def takes(words: int, questions: int, reflections: int) -> int:
    """About how many minutes a module takes: reading with care, weighing a question, writing a few sentences."""
    return ceil(words / WORDS_A_MINUTE + questions * QUESTION_MINUTES + reflections * REFLECTION_MINUTES)


def resume(path: Sequence[str], done: Sequence[str]) -> str:
    """Where a learner goes on, given what is done in the order in which it was done: after the last of it, at what is not done yet.

    Somebody who went back to the second page and did it again is not sent to the end; somebody who left out a question comes to it when
    nothing is left behind it.
    """
    last = next((path.index(each) for each in reversed(done) if each in path), -1)
    waiting = [id for id in (*path[last + 1 :], *path[: last + 1]) if id not in done]
    return waiting[0] if waiting else path[0]
