"""Rules across a whole module. Each says what is wrong, where, and how to mend it; nothing stops at the first."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from elearn.domain.codes import problem
from elearn.domain.module import StopKind, WrittenModule, WrittenPage, WrittenQuestion, takes
from elearn.domain.problem import Problem, Step, Where
from elearn.domain.soundness.dignity import blaming
from elearn.domain.soundness.dossier import PaperText, Shelf, below
from elearn.domain.soundness.known import Known, outcome_tags, twice
from elearn.domain.workdays import said

MOST_WORDS = 600
"""A page is on one thing; three minutes of reading, and then something to do."""

LEAST_CHOICES, MOST_CHOICES = 2, 5

LEAST_FOR_A_PATTERN = 3
"""With so many questions, a right answer that always looks alike is noticed."""

LAXER, STRICTER = 1.15, 0.6
"""Of the minutes that a module says: more work than the first, or less than the second, is told."""

TAGS = ("L", "S", "M", "C")
CHECKED_TAGS = ("L", "S")


@dataclass(frozen=True, kw_only=True)
class Portfolio:
    """A module for the rules to look at. `texts` holds the pages that could be read, by file; `cases` are the library's cases by name."""

    module: WrittenModule
    texts: Mapping[str, PaperText]
    shelf: Shelf
    cases: Collection[str]
    file: str
    today: date
    whole: bool = True
    ghosts: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name that the file gives to the module."""
        return self.file.removesuffix(".yaml")

    def at(self, *path: Step) -> Where:
        """A place in the module's file."""
        return Where(file=self.file, path=path)

    def pages(self) -> Iterator[tuple[WrittenPage, Where]]:
        """Every page of the path with its place."""
        for i, stop in enumerate(self.module.path):
            if stop.page is not None:
                yield stop.page, self.at("path", i, "page")

    def questions(self) -> Iterator[tuple[WrittenQuestion, Where]]:
        """Every question of the path with its place."""
        for i, stop in enumerate(self.module.path):
            if stop.question is not None:
                yield stop.question, self.at("path", i, "question")


def unsound(p: Portfolio) -> list[Problem]:
    """All that is wrong with a module, or worth a look, in no particular order."""
    found = [*_names(p), *_stops(p), *_spoken_of(p), *_questions(p), *_pages(p), *_owed(p)]
    if p.whole:
        found += [*_minutes(p), *_pattern(p)]
    return found


def _names(p: Portfolio) -> Iterator[Problem]:
    if p.module.module != p.name:
        yield problem("E705", p.at("module"), id=p.module.module, file=p.name)
    ids: list[tuple[str, Where]] = []
    for i, stop in enumerate(p.module.path):
        if stop.case is not None:
            ids.append((stop.case, p.at("path", i, "case")))
        named = [(kind, getattr(stop, kind.value)) for kind in StopKind if kind is not StopKind.CASE]
        ids += [(held.id, p.at("path", i, kind.value, "id")) for kind, held in named if held is not None]
    yield from twice("stops", ids)
    yield from twice("outcomes", [(each.id, p.at("outcomes", i, "id")) for i, each in enumerate(p.module.outcomes)])


def _stops(p: Portfolio) -> Iterator[Problem]:
    for i, stop in enumerate(p.module.path):
        if len(stop.parts) != 1:
            yield problem("E701", p.at("path", i), what=" and ".join(stop.parts) or "empty")
    if p.whole and not any(p.pages()):
        yield problem("E702", p.at("path"), module=p.name)


def _spoken_of(p: Portfolio) -> Iterator[Problem]:
    cases = Known("case", p.cases, "the library's folder cases", p.ghosts)
    sources = Known("source", p.shelf.sources, "sources.yaml", p.ghosts)
    for i, stop in enumerate(p.module.path):
        if stop.case is not None:
            yield from cases.missing(stop.case, p.at("path", i, "case"))
    for id, at in _sources_used(p):
        yield from sources.missing(id, at)
    yield from outcome_tags(p.module.outcomes, p.shelf.frameworks, p.at("outcomes"), p.ghosts)


def _sources_used(p: Portfolio) -> Iterator[tuple[str, Where]]:
    held_at: list[tuple[WrittenPage | WrittenQuestion, Where]] = [*p.pages(), *p.questions()]
    for held, at in held_at:
        yield from ((id, below(at, "sources", k)) for k, id in enumerate(held.sources))


def _questions(p: Portfolio) -> Iterator[Problem]:
    for question, at in p.questions():
        right = sum(each.right for each in question.choices)
        if right != 1:
            yield problem("E703", below(at, "id"), id=question.id, count=right or "no")
        if not LEAST_CHOICES <= len(question.choices) <= MOST_CHOICES:
            yield problem("E704", below(at, "choices"), id=question.id, count=len(question.choices))
        seen: set[str] = set()
        for k, choice in enumerate(question.choices):
            if choice.says in seen:
                yield problem("E715", below(at, "choices", k, "says"), id=question.id, words=choice.says)
            seen.add(choice.says)


def _pages(p: Portfolio) -> Iterator[Problem]:
    for page, at in p.pages():
        if not page.text.startswith(f"{p.name}/"):
            yield problem("E706", below(at, "text"), file=page.text, module=p.name)
        text = p.texts.get(page.text)
        if text is None:
            continue
        if text.words > MOST_WORDS:
            yield problem("W710", below(at, "text"), words=text.words, most=MOST_WORDS)
        tags = [tag for tag in TAGS if f"[{tag}]" in text.plain]
        if page.sources and not tags:
            yield problem("W711", below(at, "text"))
        checked = next((tag for tag in tags if tag in CHECKED_TAGS), None)
        if checked and not page.sources:
            yield problem("W712", below(at, "text"), tag=checked)


def _owed(p: Portfolio) -> Iterator[Problem]:
    """What is owed to those who learn from it and to those of whom it speaks: purpose, licence, dates, words that do not blame."""
    if not p.module.outcomes:
        yield problem("W716", p.at("module"))
    if not p.module.licence:
        yield problem("E604", p.at())
    if p.module.review_by < p.today:
        yield problem("W602", p.at("review_by"), day=said(p.module.review_by))
    told: set[str] = set()
    for id, at in _sources_used(p):
        source = p.shelf.sources.get(id)
        if source is not None and source.review_by is not None and source.review_by < p.today and id not in told:
            told.add(id)
            yield problem("W603", at, kind="source", id=id, day=said(source.review_by), file="sources.yaml")
    for path, word in blaming(p.module):
        yield problem("W606", p.at(*path), word=word)


def _minutes(p: Portfolio) -> Iterator[Problem]:
    words = sum(p.texts[page.text].words for page, _ in p.pages() if page.text in p.texts)
    words += sum(len(question.ask.split()) + sum(len(each.says.split()) for each in question.choices) for question, _ in p.questions())
    questions, reflections = len(list(p.questions())), sum(stop.reflection is not None for stop in p.module.path)
    needs = takes(words, questions, reflections)
    code = "W708" if needs > LAXER * p.module.minutes else "W709" if needs < STRICTER * p.module.minutes else None
    if code:
        values = {"words": words, "questions": questions, "reflections": reflections, "needs": needs, "said": p.module.minutes}
        yield problem(code, p.at("minutes"), **values)


def _pattern(p: Portfolio) -> Iterator[Problem]:
    """Whether the right answer can be told without reading it."""
    choices = [question.choices for question, _ in p.questions() if sum(each.right for each in question.choices) == 1]
    if len(choices) < LEAST_FOR_A_PATTERN:
        return
    places = {next(i for i, each in enumerate(some) if each.right) for some in choices}
    longest = all(max(some, key=lambda each: len(each.says)).right for some in choices)
    what = "in the same place" if len(places) == 1 else "the longest" if longest else ""
    if what:
        yield problem("W713", p.at("path"), what=what)
