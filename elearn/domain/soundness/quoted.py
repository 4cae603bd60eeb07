"""Quotations: the words of a fact stand in its paper, word for word and once. If not, what the author probably meant is named."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from elearn.domain.codes import problem
from elearn.domain.near import alike
from elearn.domain.problem import Problem
from elearn.domain.quotation import places
from elearn.domain.soundness.dossier import Dossier, PaperText, below

MOST_SEARCHES = 25
"""For so many quotations that stand nowhere the nearest words are looked for; by then the author knows how it goes."""

BEHIND = 30
"""Characters behind a quotation that tell one of its places from another."""

MARKS = re.compile(r"[*_`~\\]")
"""What Markdown takes for its own, and no reader sees."""

GAP = re.compile(r"…|\.\.\.")

PLAIN = str.maketrans({**dict.fromkeys("‘’‚‛", "'"), **dict.fromkeys("“”„‟", '"'), **dict.fromkeys("–—−‐‑", "-")})
"""Marks that a word processor exchanges for others, one for one."""


class Meant(NamedTuple):
    """What was probably meant: how the message begins and ends, and how to mend it."""

    who: str
    near: str
    how: str


def quotations(d: Dossier) -> Iterator[Problem]:
    """Facts whose words do not stand in their paper, or stand there twice."""
    searches = 0
    for paper, fact, at in d.facts():
        text = d.texts.get(paper.id)
        if text is None:
            continue
        found = places(fact.quote, text.plain)
        if len(found) > 1:
            lines = _lines(text, [text.plain[start : end + BEHIND] for start, end in found])
            yield problem("E204", below(at, "quote"), words=_short(fact.quote), file=text.file, times=len(found), lines=lines)
        elif not found:
            searches += 1
            meant = _meant(fact.quote, text, d.texts.values()) if searches <= MOST_SEARCHES else Meant("No paper has", "", _copy(text))
            yield problem("E203", below(at, "quote"), words=_short(fact.quote), **meant._asdict())


def _meant(quote: str, own: PaperText, papers: Iterable[PaperText]) -> Meant:
    """What the author may have meant: the same words with other marks, the same words in another paper, or the most alike."""
    bare = MARKS.sub("", quote)
    if bare != quote and places(bare, own.plain):
        return Meant("No paper has", " Without the marks of Markdown they stand there.", f"Write: quote: {_short(bare, 160)}")
    inner = quote.strip("“”‘’\"'")
    if inner != quote and places(inner, own.plain):
        return Meant("No paper has", " Without the quotation marks around them they stand there.", f"Write: quote: {_short(inner, 160)}")
    folded = own.plain.translate(PLAIN).casefold()
    same = places(quote.translate(PLAIN).casefold(), folded)
    if same and len(folded) == len(own.plain):
        words = own.plain[slice(*same[0])]
        near = f" {_lines(own, [words]).capitalize()} of {_name(own.file)} differs in {_difference(quote, words)}: “{_short(words, 160)}”."
        return Meant("No paper has", near, _copy(own))
    elsewhere = next((each for each in papers if each is not own and places(quote, each.plain)), None)
    if elsewhere is not None:
        return Meant(f"{own.file} does not have", f" They stand in {_name(elsewhere.file)}.", _move(own, elsewhere))
    return _most_alike(quote, own, papers)


def _most_alike(quote: str, own: PaperText, papers: Iterable[PaperText]) -> Meant:
    best = max(((alike(quote, each.plain), each) for each in (own, *papers)), key=lambda pair: pair[0].score if pair[0] else 0.0)
    likeness, paper = best
    if likeness is None:
        return Meant("No paper has", "", _copy(own))
    words = paper.plain[likeness.start : likeness.end]
    near = f" Closest, {_lines(paper, [words])} of {_name(paper.file)}: “{_short(words, 160)}”."
    how = "A quotation has no gaps: quote one part, or make two facts of it." if GAP.search(quote) else _copy(own)
    return Meant("No paper has", near, how if paper is own else _move(own, paper))


def _difference(quote: str, words: str) -> str:
    """In what two texts differ that are the same once marks and capitals are made plain."""
    if quote.translate(PLAIN).split() == words.translate(PLAIN).split():
        return "a dash, an apostrophe or a quotation mark"
    return "capitals" if quote.casefold().split() == words.casefold().split() else "capitals and marks"


def _copy(paper: PaperText) -> str:
    return f"Copy the words from {paper.file} as they stand there."


def _move(own: PaperText, other: PaperText) -> str:
    return f"Move the fact to the paper with `text: {other.file}`, or quote words of {own.file}."


def _lines(paper: PaperText, parts: Iterable[str]) -> str:
    """The lines of a paper's file in which these parts of its plain text stand: `line 3`, `lines 3 and 9`."""
    found = set()
    for part in parts:
        typed = alike(" ".join(part.split()), paper.markdown)
        found.add(paper.markdown.count("\n", 0, typed.start) + 1 if typed else 1)
    *others, last = map(str, sorted(found))
    return f"lines {', '.join(others)} and {last}" if others else f"line {last}"


def _name(file: str) -> str:
    return file.rpartition("/")[2]


def _short(text: str, most: int = 90) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1] + "…"
