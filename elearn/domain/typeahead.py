"""What the map offers while somebody types a cause: terms of the shared lists, which every case has in common (pedagogy P3.11).

Nothing comes from the case's panel, though it might among enough others: whoever tries three letters after another would read its causes
off before Compare. What a cause is called stays the students' own.
"""

from collections.abc import Sequence

from elearn.domain.wording import folded

AFTER = 3
SHOWS = 8
"""After three letters, and eight terms at a time: enough to choose from, few enough to read."""


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
