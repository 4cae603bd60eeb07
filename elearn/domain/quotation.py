"""Finding quoted words in a paper: word for word, white space folded."""

import re
from functools import lru_cache

_OTHER_SPACE = re.compile(r"[^\S ]")
_RUN = re.compile(r"\s\s")


def places(quote: str, plain: str) -> list[tuple[int, int]]:
    """Where the words of `quote` stand in a paper's plain text: start and end (exclusive) of each place."""
    words = quote.split()
    if not words:
        return []
    needle = " ".join(words)
    found = _find_all(needle, _flat(plain))
    if not found and _RUN.search(plain):
        # Only preformatted text keeps runs of white space; a pattern is fifty times slower to make than `find` is to run.
        pattern = re.compile(r"\s+".join(map(re.escape, words)))
        found = [match.span() for match in pattern.finditer(plain)]
    return found


@lru_cache(maxsize=64)
def _flat(plain: str) -> str:
    """The text with every white space as one blank: one for one, so that places in it are places in `plain`."""
    return _OTHER_SPACE.sub(" ", plain.replace("\n", " "))


def _find_all(needle: str, text: str) -> list[tuple[int, int]]:
    found, at = [], text.find(needle)
    while at >= 0:
        found.append((at, at + len(needle)))
        at = text.find(needle, at + 1)
    return found
