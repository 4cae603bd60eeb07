"""The panel's links beside the pair's: found, reversed, skipped, missing, or not yet to be said."""

from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.alignment import Alignment
from elearn.domain.mapscore import FlagKind, Pair
from elearn.domain.panel import PanelLink
from elearn.domain.vocabulary import How


class LinkState(StrEnum):
    """What became of one of the panel's links (pedagogy D.2)."""

    FOUND = "found"
    REVERSED = "reversed"
    SKIPPED = "skipped"
    MISSING = "missing"
    NOT_YET_COMPARED = "not_yet_compared"


@dataclass(frozen=True, kw_only=True)
class LinkLine:
    """One of the panel's links. `own` are the pair's links that say it, say it backwards, or jump over it.

    `own_how` is what the pair says where its label differs from the panel's: shown, and never held against them (D.2). `ends_found`: both
    causes stand on the pair's map.
    """

    link: PanelLink
    state: LinkState
    own: tuple[str, ...] = ()
    own_how: How | None = None
    ends_found: bool = False

    @property
    def ends(self) -> Pair:
        """Its two causes."""
        return self.link.source, self.link.target

    @property
    def divided(self) -> bool:
        """Whether the panel was of more than one mind about it."""
        return self.link.grade.value == "contested" or bool(self.link.voices)


def panel_links(beside: Alignment) -> dict[Pair, LinkLine]:
    """Every link of the panel's, by its two causes, in the panel's order."""
    flagged: dict[Pair, tuple[LinkState, Pair]] = {}
    for flag in beside.judged.flags:
        drawn = (flag.source, flag.target)
        if flag.kind is FlagKind.SKIPPED and flag.over:
            for passed in ((flag.source, flag.over), (flag.over, flag.target)):
                flagged.setdefault(passed, (LinkState.SKIPPED, drawn))
        elif flag.kind is FlagKind.DIRECTION:
            flagged[flag.target, flag.source] = (LinkState.REVERSED, drawn)
    return {(each.source, each.target): _line(beside, each, flagged) for each in beside.panel.links}


def _line(beside: Alignment, link: PanelLink, flagged: dict[Pair, tuple[LinkState, Pair]]) -> LinkLine:
    ends = (link.source, link.target)
    ends_found = all(each in beside.found for each in ends)
    if ends in beside.drawn:
        own = beside.drawn[ends]
        said = {each.how for each in beside.links if each.id in own}
        own_how = None if link.how in said else min(said)
        return LinkLine(link=link, state=LinkState.FOUND, own=own, own_how=own_how, ends_found=True)
    if any(each in beside.maybe for each in ends):
        return LinkLine(link=link, state=LinkState.NOT_YET_COMPARED)
    if ends in flagged:
        state, drawn = flagged[ends]
        return LinkLine(link=link, state=state, own=beside.drawn[drawn], ends_found=ends_found)
    return LinkLine(link=link, state=LinkState.MISSING, ends_found=ends_found)


def beyond_links(beside: Alignment) -> tuple[str, ...]:
    """The pair's links that the panel has not, as they stand on the map; links of causes not yet compared are left out."""
    unsupported = {(each.source, each.target) for each in beside.judged.flags if each.kind is FlagKind.UNSUPPORTED}
    own = {id for ends in unsupported for id in beside.drawn.get(ends, ())}
    for link in beside.links:
        ends = (link.source, link.target)
        if any(each in beside.beyond for each in ends) and not any(each in beside.pending for each in ends):
            own.add(link.id)
    return tuple(each.id for each in beside.links if each.id in own)
