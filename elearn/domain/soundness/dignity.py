"""What is owed to the people in a case and to those who learn from it: sources, dates, a licence, and words that do not blame."""

import re
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from elearn.domain.codes import problem
from elearn.domain.content import Layer
from elearn.domain.problem import Problem, Step, Where
from elearn.domain.soundness.dossier import Dossier, in_case, in_panel
from elearn.domain.workdays import said

BLAMING = re.compile(
    r"""(?<!\w)(?:
        lifestyle(?:\schoices?)? | non-?\s?complian(?:t|ce) | non-?\s?adheren(?:t|ce)
        | fail(?:s|ed|ing|ure)?\sto\s(?:engage|attend|comply|cope)
        | did\snot\s(?:engage|attend) | DNA['’]?d | hard\sto\sreach | poor\shistorian | frequent\s(?:flyer|attender) | drug-?\s?seeking
        | attention-?\s?seeking | malinger\w* | work-?\s?shy | scroung\w* | benefit\scheats?
        | illegal\s(?:im)?migrants? | bogus | chaotic | manipulative | uncooperative | in\sdenial
        | (?:drug|alcohol|substance)\sabusers? | addicts? | junkies? | alcoholics? | the\s(?:homeless|disabled|mentally\sill)
        | wheelchair-?\s?bound
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
"""Words that put the cause of a harm into the person (domain notes, authoring rule 5; pedagogy P6.4). A question to the author, no more."""

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|‘[^’]*’")
UNJUDGED = frozenset({"id", "quote", "also", "near", "weak", "opens", "text", "case", "licence", "tags", "sources", "facts_shown"})
"""Where such words may stand: in quotations, in words that students would use, in weak causes."""

WISHES = {"wishes": "want for themselves", "strengths": "and theirs bring to it"}


def check(d: Dossier) -> Iterator[Problem]:
    """Sources and dates of law, the licence, the person, the words."""
    yield from _unsourced(d)
    yield from _overdue(d)
    if not d.case.licence:
        yield problem("E604", in_case())
    for key, gloss in WISHES.items():
        if not getattr(d.case.person, key):
            yield problem("W605", in_case("person"), key=key, gloss=gloss)
    yield from _blame(d)


def _unsourced(d: Dossier) -> Iterator[Problem]:
    for i, cause in enumerate(d.panel.causes):
        if cause.layer is Layer.LEGAL and not cause.sources:
            yield problem("W601", in_panel("causes", i, "id"), what=f"The legal cause `{cause.id}`")
    for i, action in enumerate(d.panel.actions):
        if action.deadline is not None and not action.sources:
            yield problem("W601", in_panel("actions", i, "deadline"), what=f"The deadline of `{action.id}`")
    for i, tension in enumerate(d.case.tensions):
        if not tension.sources:
            yield problem("W601", in_case("tensions", i, "id"), what=f"The tension `{tension.id}`")


def _overdue(d: Dossier) -> Iterator[Problem]:
    if d.case.review_by < d.today:
        yield problem("W602", in_case("review_by"), day=said(d.case.review_by))
    told: set[str] = set()
    for id, at in d.sources_used():
        source = d.shelf.sources.get(id)
        if source is not None and source.review_by is not None and source.review_by < d.today and id not in told:
            told.add(id)
            yield problem("W603", at, id=id, day=said(source.review_by))


def _blame(d: Dossier) -> Iterator[Problem]:
    for path, words in _texts(d.case, ()):
        yield from _blamed(words, in_case(*path))
    for path, words in _texts(d.panel, ()):
        yield from _blamed(words, in_panel(*path))


def _blamed(words: str, at: Where) -> Iterator[Problem]:
    found = BLAMING.search(words)
    if found and (found := BLAMING.search(QUOTED.sub("", words))):
        yield problem("W606", at, word=found[0])


def _texts(value: Any, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every text that the author says, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            if name not in UNJUDGED:
                yield from _texts(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            yield from _texts(each, (*path, i))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _texts(each, (*path, key))
