"""What a class talks about at the debrief, from its own maps: what most walked past, what was argued about, what no plan touched, a chain.

Counts of pairs and the panel's words (pedagogy P3.21, E.2); a pair's own words only without its name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from elearn.domain.alignment import align
from elearn.domain.content import Case, Paper
from elearn.domain.links import LinkState, panel_links
from elearn.domain.pairmap import pair_map
from elearn.domain.panel import PanelLink
from elearn.domain.things import Cause
from elearn.domain.vocabulary import How, Layer, Pack, Weight
from elearn.domain.workspace import Workspace

MOST = 3
"""A class remembers three."""
AFTER_MAP = ("map", "news", "act", "compare", "reflect")
AFTER_ACT = ("act", "compare", "reflect")
"""Kinds of step: who has closed one of these has a map, or a plan, to speak of."""


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A cause that few found: the panel's words, where it stands in the papers, and in how many maps it is."""

    says: str
    paper: str
    pack: Pack | None
    found: int


@dataclass(frozen=True, kw_only=True)
class Unplanned:
    """A cause on many maps, and in few plans."""

    says: str
    on_maps: int
    in_plans: int


@dataclass(frozen=True, kw_only=True)
class Ends:
    """A link by the panel's words of its two causes, with what the panel says of it."""

    source: str
    target: str
    source_layer: Layer
    target_layer: Layer
    how: How | None
    panel: str


@dataclass(frozen=True, kw_only=True)
class Bead:
    """One cause of a chain, in the pair's own words, with the papers that it cites."""

    layer: Layer
    says: str
    papers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class StrongChain:
    """A chain that stands whole on a pair's map: its causes, and the reason given for its links."""

    beads: tuple[Bead, ...]
    reasons: tuple[str, ...]


def missed(case: Case, found: Mapping[str, int]) -> tuple[Missed, ...]:
    """The causes that fewest found, core ones first among equals; none that everybody has."""
    owed = [each for each in case.panel.causes if each.weight is not Weight.OPTIONAL]
    ranked = sorted(owed, key=lambda each: (found.get(each.id, 0), list(Weight).index(each.weight)))
    shown = {id: paper for paper, fact in reversed(case.facts()) for id in fact.shows}
    return tuple(
        Missed(says=each.says, paper=_title(shown.get(each.id)), pack=_pack(shown.get(each.id)), found=found.get(each.id, 0))
        for each in ranked[:MOST]
    )


def _title(paper: Paper | None) -> str:
    return paper.title if paper else ""


def _pack(paper: Paper | None) -> Pack | None:
    return paper.pack if paper else None


def unplanned(case: Case, counts: Iterable[tuple[str, int, int]]) -> tuple[Unplanned, ...]:
    """Causes that stand on maps and in no plan: cause, on how many maps, left out of how many plans."""
    left_out = sorted((each for each in counts if each[2]), key=lambda each: (-each[2], each[0]))
    known = [(cause, on, out) for id, on, out in left_out if (cause := case.cause(id))]
    return tuple(Unplanned(says=cause.says, on_maps=on, in_plans=on - out) for cause, on, out in known[:MOST])


def ends(case: Case, source: str, target: str) -> Ends | None:
    """A link by its two causes, weak ones too; none where the case has changed and knows one of them no more."""
    by_id = {each.id: (each.says, each.layer) for each in case.panel.causes}
    by_id |= {each.id: (each.says, each.layer) for each in case.panel.weak}
    if source not in by_id or target not in by_id:
        return None
    link = next((each for each in case.panel.links if (each.source, each.target) == (source, target)), None)
    return Ends(
        source=by_id[source][0],
        target=by_id[target][0],
        source_layer=by_id[source][1],
        target_layer=by_id[target][1],
        how=link.how if link else None,
        panel=_panel_says(case, source, target, link),
    )


def _panel_says(case: Case, source: str, target: str, link: PanelLink | None) -> str:
    if link is not None:
        return next(iter(link.voices.values()), link.why)
    return next((each.why for each in case.panel.weak if each.id in (source, target)), "")


def strong_chain(case: Case, table: Workspace) -> StrongChain | None:
    """The longest of the panel's chains that stands whole on a pair's map, in the pair's own words."""
    beside = align(case, pair_map(table))
    links = panel_links(beside)
    whole = [path.through for path in case.panel.paths if _stands(path.through, links)]
    if not whole:
        return None
    through = max(whole, key=len)
    own = [table.causes[beside.found[id][0]] for id in through]
    drawn = [links[pair].own for pair in pairwise(through)]
    return StrongChain(
        beads=tuple(Bead(layer=each.layer, says=each.words, papers=_papers(case, each)) for each in own),
        reasons=tuple(table.links[ids[0]].says.words for ids in drawn if ids and ids[0] in table.links),
    )


def _papers(case: Case, cause: Cause) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_title(case.paper(each.passage.paper)) for each in cause.evidence))


def _stands(through: Sequence[str], links: Mapping[tuple[str, str], object]) -> bool:
    return all(getattr(links.get(pair), "state", None) is LinkState.FOUND for pair in pairwise(through))
