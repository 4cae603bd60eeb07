"""A pair's map laid beside the panel's: which cause of theirs is which of the panel's, and what is not yet compared.

Everything that compares starts here: `comparison` for the pair, `measures` for tutors and researchers, `slips` for hints.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from elearn.domain.content import Case, Fact, Paper
from elearn.domain.mapscore import (
    CORE,
    OPTIONAL,
    SUPPORTING,
    JudgedLinks,
    MapLink,
    MapNode,
    Pair,
    Reference,
    Route,
    Standing,
    Tier,
    judge_links,
)
from elearn.domain.matching import Match, MatchKind, finding_shows, vocabulary_of
from elearn.domain.pairmap import Answers, PairCause, PairLink, PairMap
from elearn.domain.panel import Panel, PanelCause
from elearn.domain.vocabulary import Grade, Weight

K = TypeVar("K")
V = TypeVar("V")

NOBODY_ANSWERED: Answers = MappingProxyType({})

TIERS = {
    Weight.CORE: Tier(weight=CORE),
    Weight.SUPPORTING: Tier(weight=SUPPORTING),
    Weight.OPTIONAL: Tier(weight=OPTIONAL, optional=True),
}
"""Pedagogy D.1. A contested link is kept as an optional one, so that nobody is held to what the experts dispute."""


@dataclass(frozen=True, kw_only=True)
class Alignment:
    """The pair's map, the panel's, and what became of each cause. Ids of the pair's and of the panel's never mix."""

    case: Case
    map: PairMap
    matches: Mapping[str, Match]
    """the pair's cause → its match"""

    @property
    def panel(self) -> Panel:
        return self.case.panel

    @cached_property
    def causes(self) -> dict[str, PanelCause]:
        return {each.id: each for each in self.panel.causes}

    @cached_property
    def own(self) -> dict[str, PairCause]:
        return {each.id: each for each in self.map.causes}

    @cached_property
    def found(self) -> dict[str, tuple[str, ...]]:
        """Panel cause → the pair's causes that stand for it, near ones too."""
        return _grouped((match.panel, own) for own, match in self.matches.items() if match.counts and match.panel)

    @cached_property
    def weak(self) -> dict[str, tuple[str, ...]]:
        """Weak cause → the pair's causes that say it."""
        return _grouped((match.panel, own) for own, match in self.matches.items() if match.kind is MatchKind.WEAK and match.panel)

    @cached_property
    def pending(self) -> tuple[str, ...]:
        """The pair's causes that are not yet compared: something is suggested for each, and not answered."""
        return tuple(own for own, match in self.matches.items() if match.kind is MatchKind.PENDING and match.suggestions)

    @cached_property
    def beyond(self) -> tuple[str, ...]:
        """The pair's causes that are none of the panel's: the pair itself said so."""
        return tuple(own for own, match in self.matches.items() if match.kind is MatchKind.PENDING and not match.suggestions)

    @cached_property
    def maybe(self) -> frozenset[str]:
        """Panel causes not found that a pending cause may turn out to be."""
        suggested = {id for own in self.pending for id in self.matches[own].suggestions}
        return frozenset(id for id in suggested if id in self.causes and id not in self.found)

    @cached_property
    def missed(self) -> tuple[str, ...]:
        """Panel causes that no cause of the pair's is, or may be."""
        return tuple(each.id for each in self.panel.causes if each.id not in self.found and each.id not in self.maybe)

    def counterpart(self, own: str) -> str | None:
        """The panel cause for which this cause of the pair's stands."""
        match = self.matches.get(own)
        return match.panel if match and match.counts else None

    @cached_property
    def links(self) -> tuple[PairLink, ...]:
        """The pair's links whose both ends stand on the map."""
        return tuple(each for each in self.map.links if each.source in self.own and each.target in self.own)

    @cached_property
    def drawn(self) -> dict[Pair, tuple[str, ...]]:
        """Two panel causes → the pair's links between what stands for them, in that direction."""
        ends = ((self.counterpart(each.source), self.counterpart(each.target), each.id) for each in self.links)
        return _grouped(((source, target), id) for source, target, id in ends if source and target and source != target)

    @cached_property
    def reference(self) -> Reference:
        return reference_of(self.panel)

    @cached_property
    def nodes(self) -> tuple[MapNode, ...]:
        """The causes as the score takes them. Only a tutor accepts what is beyond; a weak one has been judged by the panel."""
        standings = {MatchKind.PENDING: Standing.PENDING, MatchKind.WEAK: Standing.REJECTED}
        return tuple(
            MapNode(id=own, ref=self.counterpart(own), credit=match.credit, standing=standings.get(match.kind, Standing.MATCHED))
            for own, match in self.matches.items()
        )

    @cached_property
    def scored_links(self) -> tuple[MapLink, ...]:
        """The links as the score takes them. One between two wordings of the same panel cause says nothing that the panel could judge."""
        return tuple(
            MapLink(source=each.source, target=each.target, evidenced=bool(each.reason and each.passages))
            for each in self.links
            if self.counterpart(each.source) is None or self.counterpart(each.source) != self.counterpart(each.target)
        )

    @cached_property
    def judged(self) -> JudgedLinks:
        """The pair's links by the table of pedagogy D.2."""
        return judge_links(self.reference, {each.id: each for each in self.nodes}, self.scored_links)

    @cached_property
    def facts_of(self) -> dict[str, tuple[tuple[Paper, Fact], ...]]:
        """Panel cause → the facts that show it."""
        return _grouped((id, (paper, fact)) for paper, fact in self.case.facts() for id in fact.shows)


def align(case: Case, map: PairMap, answers: Answers = NOBODY_ANSWERED) -> Alignment:
    """Lay a map beside the panel's. `answers` are the pair's own *same* and *not the same*; without them the vocabulary alone decides."""
    vocabulary = vocabulary_of(case)
    said: dict[str, dict[str, bool]] = defaultdict(dict)
    for (own, panel), same in answers.items():
        said[own][panel] = same
    matches = {
        each.id: vocabulary.match(each.text, layer=each.layer, evidence=_shown(case, each), answers=said[each.id]) for each in map.causes
    }
    return Alignment(case=case, map=map, matches=matches)


def reference_of(panel: Panel) -> Reference:
    """The panel as a reference set (pedagogy D.1)."""
    return Reference(
        nodes={each.id: TIERS[each.weight] for each in panel.causes},
        links={
            (each.source, each.target): TIERS[Weight.OPTIONAL if each.grade is Grade.CONTESTED else each.weight] for each in panel.links
        },
        routes=tuple(Route(links=tuple(pairwise(each.through)), weight=each.weight) for each in panel.paths),
    )


def _shown(case: Case, cause: PairCause) -> frozenset[str]:
    """The panel causes that this cause's evidence shows."""
    return frozenset[str]().union(*(finding_shows(case, passage) for passage in cause.passages))


def _grouped(pairs: Iterable[tuple[K, V]]) -> dict[K, tuple[V, ...]]:
    groups: dict[K, list[V]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return {key: tuple(values) for key, values in groups.items()}
