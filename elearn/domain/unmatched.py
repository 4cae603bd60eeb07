"""Words that pairs used for a cause and nobody could match: grouped by likeness, with the cause that they are nearest to.

Shown to authors and tutors, who decide whether a case learns them. A group is told only where at least five pairs are behind it, so that no
pair is looked at through it; how many were kept back is told as a number.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from elearn.domain.content import Case
from elearn.domain.matching import MatchKind, vocabulary_of
from elearn.domain.vocabulary import Layer
from elearn.domain.wording import normalise, telling

LEAST_PAIRS = 5
ALIKE = 60
"""Of a hundred, of the words of either that say something, in whatever order: below it two wordings are two groups."""


@dataclass(frozen=True, kw_only=True)
class Used:
    """What one pair wrote. `same_as`: the cause of the panel that the pair itself said it is, on its own page."""

    pair: tuple[int, int]
    words: str
    layer: Layer
    same_as: str | None = None


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One way of saying it, as most pairs wrote it, and how many pairs did."""

    words: str
    pairs: int


@dataclass(frozen=True, kw_only=True)
class Group:
    """Wordings that are alike. `nearest` is a cause of the panel, or a weak one; `agreed`: how many pairs said that it is the same."""

    wordings: tuple[Wording, ...]
    pairs: int
    layer: Layer
    nearest: str | None
    agreed: int


@dataclass(frozen=True, kw_only=True)
class Unmatched:
    """`groups`, most used first; `kept_back` wordings stand in groups with fewer than five pairs; `pairs` wrote any of it."""

    groups: tuple[Group, ...] = ()
    kept_back: int = 0
    pairs: int = 0


def unmatched(case: Case, used: Iterable[Used]) -> Unmatched:
    """What a case's vocabulary still does not know of these words: a version that has learned some of them leaves those out."""
    left = [each for each in used if _is_unknown(case, each)]
    near: dict[str | None, list[Used]] = defaultdict(list)
    for each in left:
        near[_nearest(case, each)].append(each)
    groups = [_group(nearest, alike) for nearest, words in near.items() for alike in _alike(words)]
    told = sorted((each for each in groups if each.pairs >= LEAST_PAIRS), key=lambda each: (-each.pairs, each.wordings[0].words))
    kept_back = sum(len(each.wordings) for each in groups if each.pairs < LEAST_PAIRS)
    return Unmatched(groups=tuple(told), kept_back=kept_back, pairs=len({each.pair for each in left}))


def _is_unknown(case: Case, used: Used) -> bool:
    return vocabulary_of(case).match(used.words).kind is MatchKind.PENDING


def _nearest(case: Case, used: Used) -> str | None:
    """What the pair said it is, if the panel still has that; else what the vocabulary would suggest first."""
    known = {each.id for each in case.panel.causes} | {each.id for each in case.panel.weak}
    if used.same_as in known:
        return used.same_as
    suggestions = vocabulary_of(case).match(used.words, layer=used.layer).suggestions
    return suggestions[0] if suggestions else None


def _alike(used: Sequence[Used]) -> list[list[Used]]:
    """The words in heaps: each joins the heaps that it is like in any of their words, and so may join two heaps to one."""
    by_words: dict[str, list[Used]] = defaultdict(list)
    for each in used:
        by_words[normalise(each.words)].append(each)
    heaps: list[list[str]] = []
    for words in sorted(by_words, key=lambda each: (-len(by_words[each]), each)):
        like = [heap for heap in heaps if any(_likeness(words, other) >= ALIKE for other in heap)]
        heaps = [heap for heap in heaps if heap not in like] + [[*(other for heap in like for other in heap), words]]
    return [[each for words in heap for each in by_words[words]] for heap in heaps]


def _likeness(one: str, other: str) -> float:
    return fuzz.token_sort_ratio(" ".join(telling(one)), " ".join(telling(other)))


def _group(nearest: str | None, used: Sequence[Used]) -> Group:
    by_words: dict[str, list[Used]] = defaultdict(list)
    for each in used:
        by_words[normalise(each.words)].append(each)
    wordings = [Wording(words=_as_most_wrote(each), pairs=_pairs(each)) for each in by_words.values()]
    return Group(
        wordings=tuple(sorted(wordings, key=lambda each: (-each.pairs, each.words))),
        pairs=_pairs(used),
        layer=used[0].layer,
        nearest=nearest,
        agreed=_pairs([each for each in used if nearest is not None and each.same_as == nearest]),
    )


def _pairs(used: Iterable[Used]) -> int:
    return len({each.pair for each in used})


def _as_most_wrote(used: Sequence[Used]) -> str:
    counts: dict[str, int] = defaultdict(int)
    for each in used:
        counts[each.words] += 1
    return min(counts, key=lambda words: (-counts[words], words))


def learned(words: Iterable[str], known: Mapping[str, Sequence[str]], cause: str) -> list[str]:
    """Of words that somebody wants to add to a cause, those that it does not have yet, each once."""
    has = {normalise(each) for each in known.get(cause, ())}
    found: dict[str, str] = {}
    for each in words:
        told = normalise(each)
        if told and told not in has:
            found.setdefault(told, " ".join(each.split()))
    return list(found.values())
