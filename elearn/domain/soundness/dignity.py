"""What is owed to the people in a case and to those who learn from it: sources, dates, a licence, and words that do not blame."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import BaseModel

from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Step
from elearn.domain.soundness.dossier import Dossier, in_case, in_panel
from elearn.domain.vocabulary import Layer
from elearn.domain.workdays import said

BLAMING = {
    "lifestyle": r"lifestyle(?:\schoices?)?",
    "complian": r"non-?\s?complian(?:t|ce)",
    "adheren": r"non-?\s?adheren(?:t|ce)",
    "to engage": r"fail(?:s|ed|ing|ure)?\sto\sengage",
    "to attend": r"fail(?:s|ed|ing|ure)?\sto\sattend",
    "to comply": r"fail(?:s|ed|ing|ure)?\sto\scomply",
    "to cope": r"fail(?:s|ed|ing|ure)?\sto\scope",
    "not engage": r"did\snot\sengage",
    "not attend": r"did\snot\sattend",
    "dna": r"DNA['’]?d",
    "hard to reach": r"hard\sto\sreach",
    "poor historian": r"poor\shistorian",
    "frequent ": r"frequent\s(?:flyer|attender)",
    "seeking": r"(?:drug|attention)-?\s?seeking",
    "malinger": r"malinger\w*",
    "shy": r"work-?\s?shy",
    "scroung": r"scroung\w*",
    "benefit cheat": r"benefit\scheats?",
    "illegal ": r"illegal\s(?:im)?migrants?",
    "bogus": r"bogus",
    "chaotic": r"chaotic",
    "manipulative": r"manipulative",
    "uncooperative": r"uncooperative",
    "in denial": r"in\sdenial",
    "abuser": r"(?:drug|alcohol|substance)\sabusers?",
    "addict": r"addicts?",
    "junkie": r"junkies?",
    "alcoholic": r"alcoholics?",
    "the homeless": r"the\shomeless(?!\w|\s+(?:hostel|person|people|team|unit|service|application))",
    "the disabled": r"the\sdisabled",
    "the mentally ill": r"the\smentally\sill",
    "wheelchair": r"wheelchair-?\s?bound",
}
"""Words that put the cause of a harm into the person, each behind a part of it that is looked for first.

From the domain notes, authoring rule 5, and pedagogy P6.4. A question to the author, no more.
"""

QUOTED = r"“[^”]*”|\"[^\"]*\"|‘[^’]*’"
UNJUDGED = frozenset({
    "also", "near", "weak", "quote", "id", "opens", "text", "case", "licence", "tags", "sources", "checked", "shows", "source", "target",
    "through", "works_on", "resource", "barriers", "layer", "weight", "seen_from", "how", "grade", "owner", "when", "kind", "level",
})  # fmt: skip
"""Where such words may stand: in quotations, in words that students would use, in weak causes. And where no words stand at all."""

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
            yield problem("W603", at, kind="source", id=id, day=said(source.review_by), file="sources.yaml")


def _blame(d: Dossier) -> Iterator[Problem]:
    for root, place in ((d.case, in_case), (d.panel, in_panel)):
        for path, word in blaming(root):
            yield problem("W606", place(*path), word=word)


def blaming(root: BaseModel) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Words of an author's that blame, outside quotations, with their places."""
    texts: list[tuple[tuple[Step, ...], str]] = []
    _gather(root, (), texts)
    signs = _signs("\n".join(words for _, words in texts), BLAMING)  # one look at all is quicker than one at each
    if signs:
        for path, words in texts:
            yield from ((path, word) for word in blaming_words(words, signs))


def blaming_words(words: str, signs: Iterable[str] = BLAMING) -> Iterator[str]:
    """Words of a text that blame, outside quotations; `signs` are those that may stand in it."""
    for sign in _signs(words, signs):
        found = re.search(rf"(?<!\w)(?:{BLAMING[sign]})(?!\w)", re.sub(QUOTED, "", words), re.IGNORECASE)
        if found:
            yield found[0]


def _signs(words: str, signs: Iterable[str]) -> list[str]:
    """Those that stand in a text."""
    low = words.lower()
    return [sign for sign in signs if sign in low]


def _gather(value: Any, path: tuple[Step, ...], texts: list[tuple[tuple[Step, ...], str]]) -> None:
    """Put every text that the author says, with its place, among the texts."""
    if isinstance(value, str):
        texts.append((path, value))
    elif isinstance(value, tuple):
        for i, each in enumerate(value):
            _gather(each, (*path, i), texts)
    elif isinstance(value, dict):
        for key, each in value.items():
            _gather(each, (*path, key), texts)
    elif isinstance(value, BaseModel):
        for name, each in value:
            if each and name not in UNJUDGED:
                _gather(each, (*path, name), texts)
