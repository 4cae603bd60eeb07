"""A pair's map beside the panel's, in words: found, missed, beyond, weak, not yet compared; chains; differences to judge; slips.

For the pair, so there is no figure in it (product: *What the machine may say*): whoever needs the score asks `measures` for it. What waits
for the pair's own *same* or *not the same* is shown as not yet compared, and a panel cause that it may turn out to be is not called missed.
"""

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from elearn.domain.alignment import NOBODY_ANSWERED, Alignment, align
from elearn.domain.content import Case
from elearn.domain.differences import Difference, differences
from elearn.domain.links import LinkLine, LinkState, beyond_links, panel_links
from elearn.domain.matching import MatchKind
from elearn.domain.pairmap import Answers, PairMap, answers, pair_map
from elearn.domain.panel import Path
from elearn.domain.pooling import HeldFact, LostFinding, Showing, held_back, lost_findings, showing
from elearn.domain.slips import Slip, slips
from elearn.domain.vocabulary import Layer, SeenFrom, Weight
from elearn.domain.workspace import Workspace


class Standing(StrEnum):
    """Where a cause stands between the two maps. `may_be_yours` is the panel's side of what is not yet compared."""

    FOUND = "found"
    MISSED = "missed"
    MAY_BE_YOURS = "may_be_yours"
    WEAK = "weak"
    BEYOND = "beyond"
    NOT_YET_COMPARED = "not_yet_compared"


@dataclass(frozen=True, kw_only=True)
class CauseLine:
    """One line of a column. `says` is the panel's wording where it has one, else the pair's.

    `panel` is a panel cause or a weak cause; `own` are the pair's causes, `own_words` their words; `near`: only by broader or narrower
    words; `suggestions`: what a cause not yet compared may be, or, on the panel's side, nothing.
    """

    standing: Standing
    layer: Layer
    says: str
    panel: str | None = None
    weight: Weight | None = None
    own: tuple[str, ...] = ()
    own_words: tuple[str, ...] = ()
    near: bool = False
    suggestions: tuple[str, ...] = ()


class ChainShape(StrEnum):
    """How much of one of the panel's chains stands on the pair's map. `broken`: with a gap, a step skipped or a link turned round."""

    WHOLE = "whole"
    STARTS_LATER = "starts_later"
    STOPS_EARLY = "stops_early"
    BROKEN = "broken"
    UNLINKED = "unlinked"
    ABSENT = "absent"
    NOT_YET_COMPARED = "not_yet_compared"


@dataclass(frozen=True, kw_only=True)
class Chain:
    """A chain of the panel's: its causes in order, each with where it stands, and the links between them."""

    id: str
    says: str
    causes: tuple[CauseLine, ...]
    links: tuple[LinkState, ...]
    shape: ChainShape


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All that the pair sees at Compare. No figure is in it."""

    causes: tuple[CauseLine, ...]
    chains: tuple[Chain, ...]
    links: tuple[LinkLine, ...]
    """every link of the panel's"""
    beyond_links: tuple[str, ...]
    """the pair's links that the panel does not have, between causes that have been compared"""
    differences: tuple[Difference, ...]
    """to judge, the weightiest first"""
    lost: tuple[LostFinding, ...]
    held_back: tuple[HeldFact, ...]
    showing: dict[SeenFrom, Showing]
    slips: tuple[Slip, ...]

    def in_layer(self, layer: Layer) -> tuple[CauseLine, ...]:
        """One column of the two maps: found first, then what the panel has, then what only the pair has."""
        return tuple(each for each in self.causes if each.layer is layer)

    def standing(self, standing: Standing) -> tuple[CauseLine, ...]:
        """All lines of one standing."""
        return tuple(each for each in self.causes if each.standing is standing)


def compare(case: Case, map: PairMap, answers: Answers = NOBODY_ANSWERED) -> Comparison:
    """Lay a pair's map beside the panel's. `answers` are the pair's own, for its own page."""
    beside = align(case, map, answers)
    links, lost = panel_links(beside), lost_findings(beside)
    lines = {each.id: _panel_line(beside, each.id) for each in case.panel.causes}
    return Comparison(
        causes=_in_order((*lines.values(), *_own_lines(beside))),
        chains=tuple(_chain(each, lines, links) for each in case.panel.paths),
        links=tuple(links.values()),
        beyond_links=beyond_links(beside),
        differences=differences(beside, links, lost),
        lost=lost,
        held_back=held_back(case, map),
        showing=showing(beside),
        slips=slips(beside),
    )


def differences_to_judge(table: Workspace, case: Case) -> tuple[Difference, ...]:
    """The differences of a live table as it stands, with the pair's own answers."""
    beside = align(case, pair_map(table), answers(table))
    return differences(beside, panel_links(beside), lost_findings(beside))


def _panel_line(beside: Alignment, id: str) -> CauseLine:
    cause = beside.causes[id]
    own = beside.found.get(id, ())
    standing = Standing.FOUND if own else Standing.MAY_BE_YOURS if id in beside.maybe else Standing.MISSED
    return CauseLine(
        standing=standing,
        layer=cause.layer,
        says=cause.says,
        panel=id,
        weight=cause.weight,
        own=own,
        own_words=tuple(beside.own[each].text for each in own),
        near=bool(own) and all(beside.matches[each].kind is MatchKind.NEAR for each in own),
    )


def _own_lines(beside: Alignment) -> list[CauseLine]:
    """The lines of what is weak, beyond the panel, or not yet compared."""
    lines = [
        CauseLine(
            standing=Standing.WEAK,
            layer=weak.layer,
            says=weak.says,
            panel=weak.id,
            own=own,
            own_words=tuple(beside.own[each].text for each in own),
        )
        for weak in beside.panel.weak
        if (own := beside.weak.get(weak.id))
    ]
    for standing, ids in ((Standing.BEYOND, beside.beyond), (Standing.NOT_YET_COMPARED, beside.pending)):
        for id in ids:
            cause = beside.own[id]
            suggestions = beside.matches[id].suggestions
            lines.append(
                CauseLine(
                    standing=standing, layer=cause.layer, says=cause.text, own=(id,), own_words=(cause.text,), suggestions=suggestions
                )
            )
    return lines


def _in_order(lines: tuple[CauseLine, ...]) -> tuple[CauseLine, ...]:
    columns, standings = list(Layer), list(Standing)
    return tuple(sorted(lines, key=lambda each: (columns.index(each.layer), standings.index(each.standing))))


def _chain(path: Path, lines: dict[str, CauseLine], links: dict[tuple[str, str], LinkLine]) -> Chain:
    causes = tuple(lines[each] for each in path.through)
    states = tuple(links[ends].state for ends in pairwise(path.through))
    return Chain(id=path.id, says=path.says, causes=causes, links=states, shape=_shape(causes, states))


def _shape(causes: tuple[CauseLine, ...], links: tuple[LinkState, ...]) -> ChainShape:
    stands = [each is LinkState.FOUND for each in links]
    if all(stands):
        return ChainShape.WHOLE
    if any(each.standing is Standing.MAY_BE_YOURS for each in causes):
        return ChainShape.NOT_YET_COMPARED
    if not any(stands):
        if LinkState.REVERSED in links or LinkState.SKIPPED in links:
            return ChainShape.BROKEN
        return ChainShape.UNLINKED if sum(each.standing is Standing.FOUND for each in causes) > 1 else ChainShape.ABSENT
    first, last = stands.index(True), len(stands) - 1 - stands[::-1].index(True)
    if not all(stands[first : last + 1]):
        return ChainShape.BROKEN
    if last == len(stands) - 1:
        return ChainShape.STARTS_LATER
    return ChainShape.STOPS_EARLY if first == 0 else ChainShape.BROKEN
