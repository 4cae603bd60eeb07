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


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that `word` was probably meant to be, if there is one."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # see above

    found = process.extractOne(word.lower(), sorted(choices), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[0] if found else None


class Likeness(NamedTuple):
    """Words `start` to `end` of a text, and how like they are (0 to 100)."""

    start: int
    end: int
    score: float


def alike(words: str, text: str) -> Likeness | None:
    """The part of `text` that is most like `words`, if any is recognisable."""
    from rapidfuzz import fuzz  # noqa: PLC0415  # see above

    found = fuzz.partial_ratio_alignment(words[:LONGEST], text, score_cutoff=RECOGNISABLE)
    if found is None or found.dest_end <= found.dest_start:
        return None
    return Likeness(start=found.dest_start, end=found.dest_end, score=found.score)
