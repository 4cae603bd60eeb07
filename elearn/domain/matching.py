"""A pair's own words against a case's vocabulary: what counts, and what may only be suggested.

Words count when they are, normalised, the panel's own or its *also*, and half when they are *near* (pedagogy D.2). Anything fuzzier is
pending: the machine may suggest, the pair answers *same / not the same* for its own page, and only a tutor decides for the case (product:
*What the machine may say*). What fits two causes, or a cause and a weak one, stays pending as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Prefix

from elearn.domain.content import Case
from elearn.domain.panel import Panel, PanelCause, Weak
from elearn.domain.passage import Passage
from elearn.domain.remembering import forgetful
from elearn.domain.vocabulary import Layer
from elearn.domain.wording import normalise, telling

SUGGESTIONS = 3
"""At most so many of the panel's causes, weak ones among them, are suggested for one of the pair's."""

LIKE_ENOUGH = 33
"""Of a hundred: about one word in three shared, both ways. Less is chance. Judgement, tried on wordings of students' kind."""

SAME_LAYER = 10
SAME_EVIDENCE = 40
"""What it adds to a likeness that a cause stands in the same column, or cites a passage that shows the panel's cause."""

WORD_LIKE = 75
STEM = 5
"""Two words are alike when three letters in four agree, or when they begin with the same five letters (wheeze, wheezing)."""


class MatchKind(StrEnum):
    """How words fit the panel's vocabulary."""

    EXACT = "exact"
    SYNONYM = "synonym"
    NEAR = "near"
    WEAK = "weak"
    PENDING = "pending"


_CREDIT = {MatchKind.EXACT: 1.0, MatchKind.SYNONYM: 1.0, MatchKind.NEAR: 0.5}


@dataclass(frozen=True, kw_only=True)
class Match:
    """What became of one cause's words. `panel` is the id of the panel's cause, or of its weak cause.

    A pending match carries up to three of either that it may be, likeliest first. One without any was refused them all by the pair.
    """

    kind: MatchKind
    panel: str | None = None
    suggestions: tuple[str, ...] = ()

    @property
    def credit(self) -> float:
        """1 for exact and synonym, 0.5 for near, 0 for all else (pedagogy D.2)."""
        return _CREDIT.get(self.kind, 0.0)

    @property
    def counts(self) -> bool:
        """Whether it stands for a cause of the panel."""
        return self.kind in _CREDIT


# --- the vocabulary of a case

_NO_ANSWERS: Mapping[str, bool] = MappingProxyType({})


@dataclass(frozen=True, kw_only=True)
class _Fit:
    """One entry that the words fit to the letter."""

    id: str
    kind: MatchKind

    @property
    def weak(self) -> bool:
        return self.kind is MatchKind.WEAK


class Vocabulary:
    """All that a panel calls its causes and its weak causes. Built once for a case; see `vocabulary_of`."""

    def __init__(self, panel: Panel) -> None:
        entries: tuple[PanelCause | Weak, ...] = (*panel.causes, *panel.weak)
        self._order = {each.id: place for place, each in enumerate(entries)}
        self._layer = {each.id: each.layer for each in entries}
        self._causes = tuple(each.id for each in panel.causes)
        self._fits: dict[str, dict[str, _Fit]] = defaultdict(dict)
        self._terms: list[tuple[str, tuple[str, ...]]] = []
        for cause in panel.causes:
            self._learn(cause.id, MatchKind.EXACT, [cause.says])
            self._learn(cause.id, MatchKind.SYNONYM, cause.also)
            self._learn(cause.id, MatchKind.NEAR, cause.near)
        for weak in panel.weak:
            self._learn(weak.id, MatchKind.WEAK, [weak.says, *weak.also, *weak.near])
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for number, (_, words) in enumerate(self._terms):
            for word in words:
                self._with_word[word].append(number)
        self._words = tuple(self._with_word)
        self._alike = forgetful(lru_cache(maxsize=4096)(self._words_like))
        self._likeness = forgetful(lru_cache(maxsize=2048)(self._likenesses))
        self._suggested = forgetful(lru_cache(maxsize=4096)(self._nearest))  # every move of a pair asks again of every cause that it has

    def _learn(self, id: str, kind: MatchKind, words: Iterable[str]) -> None:
        for told in map(normalise, words):
            self._fits[told].setdefault(id, _Fit(id=id, kind=kind))
            self._terms.append((id, telling(told)))

    def match(
        self, words: str, *, layer: Layer | None = None, evidence: Collection[str] = (), answers: Mapping[str, bool] = _NO_ANSWERS
    ) -> Match:
        """What these words are. Layer and evidence (panel causes that its passages show) help to suggest, and never decide.

        `answers`: panel cause or weak cause → what the pair said, *same* or *not the same*; it overrides, for this pair's own page.
        """
        same = [_Fit(id=id, kind=MatchKind.SYNONYM if id in self._causes else MatchKind.WEAK) for id in self._order if answers.get(id)]
        if same:
            return _one_or_pending(same, [each.id for each in same])
        told = normalise(words)
        fits = tuple(self._fits.get(told, {}).values())
        left = [each for each in fits if answers.get(each.id) is not False]
        offered = tuple(each.id for each in fits) or self._suggested(told, layer, frozenset(evidence))
        return _one_or_pending(_contenders(left), [id for id in offered if answers.get(id) is not False])

    def _nearest(self, told: str, layer: Layer | None, evidence: frozenset[str]) -> tuple[str, ...]:
        """The likeliest three. Where none is like enough, the nearest of its own column: it is always the pair who says "beyond"."""
        likeness = self._likeness(told)

        def rank(id: str) -> tuple[float, int]:
            beside = SAME_LAYER * (self._layer[id] is layer) + SAME_EVIDENCE * (id in evidence)
            return -round(likeness.get(id, 0.0) + beside, 3), self._order[id]

        def shown(id: str) -> bool:
            return id in evidence and layer in (None, self._layer[id])

        likely = [id for id in self._order if likeness.get(id, 0.0) >= LIKE_ENOUGH or shown(id)]
        if likely:
            return tuple(sorted(likely, key=rank)[:SUGGESTIONS])
        column = [id for id in self._causes if self._layer[id] is layer] or list(self._causes)
        return (min(column, key=lambda id: (-self._letters(told, id), self._order[id])),) if column else ()

    def _likenesses(self, told: str) -> dict[str, float]:
        """Panel cause → its best likeness, 0 to 100: the words of either that the other shares, as a harmonic mean."""
        mine = telling(told)
        alike = {word: self._alike(word) for word in mine}
        shared: dict[int, float] = defaultdict(float)  # term → how much of ours it has
        back: dict[int, float] = defaultdict(float)  # term → how much of it we have
        theirs: dict[str, float] = {}
        for near in alike.values():
            here: dict[int, float] = {}
            for other, score in near.items():
                theirs[other] = max(theirs.get(other, 0.0), score)
                here.update((number, score) for number in self._with_word[other] if score > here.get(number, 0.0))
            for number, score in here.items():
                shared[number] += score / len(alike)
        for other, score in theirs.items():
            for number in self._with_word[other]:
                back[number] += score / len(self._terms[number][1])
        best: dict[str, float] = {}
        for number, ours in shared.items():
            id = self._terms[number][0]
            best[id] = max(best.get(id, 0.0), 2 * ours * back[number] / (ours + back[number]))
        return best

    def _words_like(self, word: str) -> dict[str, float]:
        """Words of the vocabulary that are like this one, and how much (0 to 100)."""
        found = {
            other: float(WORD_LIKE)
            for other, _, _ in process.extract(word, self._words, scorer=Prefix.similarity, score_cutoff=STEM, limit=None)
        }
        for other, score, _ in process.extract(word, self._words, scorer=fuzz.ratio, score_cutoff=WORD_LIKE, limit=None):
            found[other] = max(found.get(other, 0.0), score)
        return found

    def _letters(self, told: str, id: str) -> float:
        mine = " ".join(telling(told))
        return max((fuzz.token_sort_ratio(mine, " ".join(words)) for each, words in self._terms if each == id), default=0.0)


def _one_or_pending(contenders: Sequence[_Fit], offered: Sequence[str]) -> Match:
    if len(contenders) == 1:
        return Match(kind=contenders[0].kind, panel=contenders[0].id)
    return Match(kind=MatchKind.PENDING, suggestions=tuple(offered[:SUGGESTIONS]))


def _contenders(fits: Sequence[_Fit]) -> list[_Fit]:
    """Those that the words may stand for: a near term never contests the thing itself, but a weak cause always contests."""
    causes = [each for each in fits if not each.weak]
    itself = [each for each in causes if each.kind is not MatchKind.NEAR]
    return [*(itself or causes), *(each for each in fits if each.weak)]


@dataclass(frozen=True, kw_only=True)
class _Pinned:
    """A panel known by its case's hash, so that finding its vocabulary again costs no look at its words."""

    sha: str
    panel: Panel = field(compare=False)


@lru_cache(maxsize=64)
def _vocabulary(pinned: _Pinned) -> Vocabulary:
    return Vocabulary(pinned.panel)


def vocabulary_of(case: Case) -> Vocabulary:
    """The vocabulary of a case, kept between calls under the hash of its content."""
    return _vocabulary(_Pinned(sha=case.sha, panel=case.panel))


# --- findings


def finding_shows(case: Case, passage: Passage) -> frozenset[str]:
    """The panel causes that a finding on these words has found: those shown by a fact that the passage overlaps (product, *Matching*)."""
    paper = case.paper(passage.paper)
    facts = paper.facts if paper else ()
    return frozenset(id for fact in facts if fact.start < passage.end and passage.start < fact.end for id in fact.shows)
