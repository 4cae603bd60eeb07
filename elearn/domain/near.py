"""The nearest thing to what somebody wrote: for “Did you mean …?”.

rapidfuzz is loaded at the first slip: loading it takes as long as checking a small case that has none.
"""

from collections.abc import Iterable
from typing import NamedTuple

ALIKE = 72.0
"""From this likeness on (0 to 100) a name is offered as what was meant: one slip in four letters, two in eight."""

RECOGNISABLE = 60.0
"""From this likeness on, words of a paper are offered as those that were meant to be quoted."""

LONGEST = 300
"""Only so many characters of a quotation are compared."""

MOST_TRIMMED = 4
"""Words that are left out at either end if the rest is then more alike."""


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be, if there is one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # see above

    found = process.extractOne(word, sorted(choices), scorer=fuzz.ratio, processor=str.lower, score_cutoff=ALIKE)
    return found[0] if found else None


class Likeness(NamedTuple):
    """Words `start` to `end` of a text, and how like they are (0 to 100)."""

    start: int
    end: int
    score: float


def alike(words: str, text: str) -> Likeness | None:
    """The words of `text` that are most like `words`, whole ones, if any are recognisable."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # see above

    words = words[:LONGEST]
    found = fuzz.partial_ratio_alignment(words, text, score_cutoff=RECOGNISABLE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    start, end = _whole(text, found.dest_start, found.dest_end)
    best = fuzz.ratio(words, text[start:end])
    # The window that was compared is as long as `words`; what was meant may be shorter by a word or two at either end.
    for _ in range(2 * MOST_TRIMMED):
        inside = text[start:end].split()
        if len(inside) < 2:
            break
        later, earlier = text.index(inside[1], start + len(inside[0])), end - len(inside[-1])
        shorter = max(((later, end), (start, len(text[:earlier].rstrip()))), key=lambda part: fuzz.ratio(words, text[part[0] : part[1]]))
        score = fuzz.ratio(words, text[shorter[0] : shorter[1]])
        if score <= best:
            break
        (start, end), best = shorter, score
    return Likeness(start=start, end=end, score=found.score)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    stretch = text[start:end]
    return start + len(stretch) - len(stretch.lstrip()), end - len(stretch) + len(stretch.rstrip())
