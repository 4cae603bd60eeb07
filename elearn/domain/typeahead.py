"""What the map offers while somebody types a cause: a broad list in which the panel's words are a few among many (pedagogy P3.11)."""

from collections.abc import Iterable, Sequence

from elearn.domain.panel import Panel
from elearn.domain.wording import folded

AFTER = 3
SHOWS = 8
"""After three letters, and eight terms at a time, so that the list cannot be read from end to end."""


def broad_vocabulary(panel: Panel, shared: Iterable[str]) -> tuple[str, ...]:
    """What type-ahead draws on: the shared lists (determinants, legal needs, distractors), the panel's words and its weak causes', mixed.

    Sorted by letter, so that nothing tells where a term comes from (pedagogy P3.11). Raises ValueError where `shared` is empty: the list
    would give the answers away.
    """
    terms = {folded(each): each for each in shared}
    if not terms:
        raise ValueError("type-ahead never draws on the panel alone")
    own = [*(each.says for each in panel.causes), *(words for each in panel.weak for words in (each.says, *each.also))]
    for each in own:
        terms.setdefault(folded(each), each)
    return tuple(terms[key] for key in sorted(terms))


def type_ahead(typed: str, vocabulary: Sequence[str]) -> tuple[str, ...]:
    """Up to eight terms that begin as typed, then those in which the typed words begin words; nothing before the third letter."""
    wanted = folded(typed)
    if sum(each.isalnum() for each in wanted) < AFTER:
        return ()
    placed = ((_place(wanted, folded(term)), folded(term), term) for term in vocabulary)
    found = sorted((place, words, term) for place, words, term in placed if place is not None)
    return tuple(term for _, _, term in found[:SHOWS])


def _place(wanted: str, term: str) -> int | None:
    """0 where the term begins so, 1 where its later words do, 2 where each typed word begins some word, none elsewhere."""
    if term.startswith(wanted):
        return 0
    if f" {wanted}" in term:
        return 1
    words = term.split()
    return 2 if all(any(word.startswith(each) for word in words) for each in wanted.split()) else None
