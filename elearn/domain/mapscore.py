"""How far a map overlaps with a reference set: pedagogy section D, D.1 to D.4, as pure functions of plain values.

A figure for tutors and researchers only. It is formative, never a mark, and no student sees it (product: *What the machine may say*). The
credits and weights are judgement and not evidence; overlap rewards agreement with the panel and says nothing of how good the reasons are
(D.6). Words have been matched before they come here: `matching` says which reference node a node of the map is, and with what credit.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import fsum
from typing import TypeVar

REVERSED = 0.25
"""Credit of a link drawn against the reference's direction (D.2)."""

SKIPPED = 0.50
"""Credit of a link that skips one reference node, shared equally by the two links it jumps over (D.2)."""

WEIGHTS = (0.30, 0.40, 0.30)
"""Nodes, links, guarded pathways in the overlap S (D.3)."""

PROVISIONAL_OVER = 0.30
"""With more than this share of the map's items still pending, a score is provisional (D.3)."""

CORE, SUPPORTING, OPTIONAL = 3.0, 2.0, 1.0
"""Tier weights of a reference set (D.1). What is optional never counts against recall."""

Pair = tuple[str, str]
"""A directed link by its two ends."""

K = TypeVar("K")


class Standing(StrEnum):
    """What has been decided about an item of a map that the reference may not know."""

    MATCHED = "matched"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    PENDING = "pending"


class FlagKind(StrEnum):
    """What a flagged link does."""

    DIRECTION = "direction"
    SKIPPED = "skipped"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, kw_only=True)
class Tier:
    """How much a reference node or link weighs, and whether it is owed at all."""

    weight: float
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Route:
    """A critical pathway of the reference: the links it runs through, and its weight u."""

    links: tuple[Pair, ...]
    weight: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A reference set, which is not one right map (D.1)."""

    nodes: Mapping[str, Tier]
    links: Mapping[Pair, Tier]
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, kw_only=True)
class MapNode:
    """A node of the pair's map: the reference node it was matched with, if any, and the credit of that match (1 or 0.5)."""

    id: str
    ref: str | None = None
    credit: float = 1.0
    standing: Standing = Standing.MATCHED


@dataclass(frozen=True, kw_only=True)
class MapLink:
    """A link between two nodes of the pair's map; `evidenced` when it has a reason and a source."""

    source: str
    target: str
    standing: Standing = Standing.MATCHED
    evidenced: bool = True


@dataclass(frozen=True, kw_only=True)
class Flag:
    """A link that feedback should speak of, in reference ids where its ends have them; `over` is the node that it skips."""

    kind: FlagKind
    source: str
    target: str
    over: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Recall and precision of one aspect, and their harmonic mean F; each from 0 to 1."""

    recall: float
    precision: float

    @property
    def f(self) -> float:
        return harmonic(self.precision, self.recall)


@dataclass(frozen=True, kw_only=True)
class MapScore:
    """The figures of D.3. `pathways` holds C as recall and P_L as precision, so that its F is the guarded F_C."""

    nodes: Agreement
    links: Agreement
    pathways: Agreement
    credits: Mapping[Pair, float]
    """k: what each reference link earned"""
    flags: tuple[Flag, ...] = ()
    evidence: float | None = None
    """V: the share of links with reason and source; none on a map without links. Shown beside the overlap, never in it."""
    provisional: bool = False
    weights: tuple[float, float, float] = WEIGHTS

    @property
    def overlap(self) -> float:
        """S, from 0 to 1."""
        parts = (self.nodes.f, self.links.f, self.pathways.f)
        return fsum(weight * f for weight, f in zip(self.weights, parts, strict=True))


def score(
    reference: Reference, nodes: Iterable[MapNode], links: Iterable[MapLink], weights: tuple[float, float, float] = WEIGHTS
) -> MapScore | None:
    """The overlap of a map with a reference (D.3); none where the reference is empty.

    The order of nodes and links never matters. Adding an unsupported link never raises S, and adding a right link between exactly matched
    nodes never lowers it (save an optional one whose reverse is drawn too: nobody owes it, and the reverse turns from part right to wrong).
    Raises KeyError when a link names a node that is not on the map, or a route a link that the reference lacks.
    """
    if not reference.nodes and not reference.links:
        return None
    by_id, drawn = {each.id: each for each in nodes}, tuple(links)
    judged = judge_links(reference, by_id, drawn)
    return MapScore(
        nodes=node_agreement(reference, by_id.values()),
        links=Agreement(recall=_recall(reference.links, judged.credits), precision=judged.precision),
        pathways=Agreement(recall=route_recall(reference, judged.credits), precision=judged.precision),
        credits=judged.credits,
        flags=judged.flags,
        evidence=sum(each.evidenced for each in drawn) / len(drawn) if drawn else None,
        provisional=_provisional(by_id, drawn),
        weights=weights,
    )


def harmonic(precision: float, recall: float) -> float:
    """F = 2PR ÷ (P + R), and 0 where both are 0."""
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def best_credits(nodes: Iterable[MapNode]) -> dict[str, float]:
    """Reference node → the best credit that a node of the map earns for it. One concept said twice counts once (D.2)."""
    best: dict[str, float] = {}
    for node in nodes:
        if node.ref is not None and node.standing is not Standing.PENDING:
            best[node.ref] = max(best.get(node.ref, 0.0), node.credit)
    return best


def node_agreement(reference: Reference, nodes: Iterable[MapNode]) -> Agreement:
    """R_N over what is core or supporting, and P_N over distinct reviewed nodes."""
    held = tuple(nodes)
    best = best_credits(held)
    novel = [float(each.standing is Standing.ACCEPTED) for each in held if each.ref is None and each.standing is not Standing.PENDING]
    reviewed = len(best) + len(novel)
    return Agreement(
        recall=_recall(reference.nodes, best),
        precision=fsum([*best.values(), *novel]) / reviewed if reviewed else 0.0,
    )


def represented(reference: Reference, nodes: Iterable[MapNode], ids: Iterable[str]) -> float | None:
    """The weighted share of these reference nodes that the map holds: the pooling index and the synthesis of D.5. None of no nodes."""
    best, wanted = best_credits(nodes), {id: reference.nodes[id].weight for id in ids}
    return fsum(weight * best.get(id, 0.0) for id, weight in wanted.items()) / fsum(wanted.values()) if wanted else None


def route_recall(reference: Reference, credits: Mapping[Pair, float]) -> float:
    """C: a chain is as good as its weakest link."""
    whole = fsum(each.weight for each in reference.routes)
    earned = fsum(each.weight * min((credits[link] for link in each.links), default=0.0) for each in reference.routes)
    return earned / whole if whole else 0.0


@dataclass(frozen=True, kw_only=True)
class JudgedLinks:
    """Every reviewed link beside the reference: k per reference link, c per drawn link, and what to speak of."""

    credits: dict[Pair, float]
    precisions: list[float]
    flags: tuple[Flag, ...]

    @property
    def precision(self) -> float:
        return fsum(self.precisions) / len(self.precisions) if self.precisions else 0.0


def judge_links(reference: Reference, nodes: Mapping[str, MapNode], links: Iterable[MapLink]) -> JudgedLinks:
    """The table of D.2: what each drawn link earns and counts for."""
    bench = _Bench(reference=reference, drawn=_distinct(nodes, links))
    for ends in sorted(bench.drawn):
        bench.judge(ends, bench.drawn[ends])
    return JudgedLinks(credits=bench.credits, precisions=bench.precisions, flags=tuple(bench.flags))


@dataclass(frozen=True, kw_only=True)
class _Drawn:
    """One distinct link of the map: the lower credit of its ends, its standing, and whether the reference knows both ends."""

    credit: float
    standing: Standing
    known: bool


_RANK = {Standing.ACCEPTED: 3, Standing.MATCHED: 2, Standing.REJECTED: 1}


def _distinct(nodes: Mapping[str, MapNode], links: Iterable[MapLink]) -> dict[Pair, _Drawn]:
    """Reviewed links by their ends in the reference's words; of two that say the same, the better stands."""
    found: dict[Pair, _Drawn] = {}
    for link in links:
        source, target = nodes[link.source], nodes[link.target]
        if Standing.PENDING in (link.standing, source.standing, target.standing):
            continue
        known = source.ref is not None and target.ref is not None
        drawn = _Drawn(credit=min(source.credit, target.credit) if known else 0.0, standing=link.standing, known=known)
        ends = (source.ref or source.id, target.ref or target.id)
        held = found.get(ends)
        if held is None or (drawn.credit, _RANK[drawn.standing]) > (held.credit, _RANK[held.standing]):
            found[ends] = drawn
    return found


@dataclass(kw_only=True)
class _Bench:
    """Where drawn links lie beside the reference while they are judged one by one."""

    reference: Reference
    drawn: Mapping[Pair, _Drawn]
    credits: dict[Pair, float] = field(init=False)
    precisions: list[float] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.credits = dict.fromkeys(self.reference.links, 0.0)
        self.onward: dict[str, list[str]] = defaultdict(list)
        for source, target in self.reference.links:
            self.onward[source].append(target)

    def judge(self, ends: Pair, drawn: _Drawn) -> None:
        source, target = ends
        if drawn.standing is Standing.ACCEPTED:
            self.precisions.append(1.0)
        elif drawn.standing is Standing.REJECTED or not drawn.known:
            self.precisions.append(0.0)
        elif ends in self.reference.links:
            self._earn(drawn.credit, ends)
            self.precisions.append(drawn.credit)
        elif (target, source) in self.reference.links:
            self._reversed(source, target, drawn.credit)
        elif over := self._between(source, target):
            self._skips(source, over, target, drawn.credit)
        else:
            self.precisions.append(0.0)
            self.flags.append(Flag(kind=FlagKind.UNSUPPORTED, source=source, target=target))

    def _earn(self, credit: float, *links: Pair) -> None:
        for link in links:
            self.credits[link] = max(self.credits[link], credit)

    def _reversed(self, source: str, target: str, credit: float) -> None:
        if (target, source) in self.drawn:
            self.precisions.append(0.0)  # drawing both ways earns nothing extra
            return
        self._earn(REVERSED * credit, (target, source))
        self.precisions.append(REVERSED * credit)
        self.flags.append(Flag(kind=FlagKind.DIRECTION, source=source, target=target))

    def _skips(self, source: str, over: str, target: str, credit: float) -> None:
        first, second = (source, over), (over, target)
        if first in self.drawn and second in self.drawn:
            return  # the chain is complete already: neutral
        self._earn(SKIPPED / 2 * credit, first, second)
        self.precisions.append(SKIPPED * credit)
        self.flags.append(Flag(kind=FlagKind.SKIPPED, source=source, target=target, over=over))

    def _between(self, source: str, target: str) -> str | None:
        """The one reference node that links source to target; of several, that of the heaviest path (D.2)."""
        links = self.reference.links
        between = [each for each in self.onward[source] if (each, target) in links]
        return min(between, key=lambda each: (-(links[source, each].weight + links[each, target].weight), each), default=None)


def _recall(tiers: Mapping[K, Tier], earned: Mapping[K, float]) -> float:
    """Σ w·credit ÷ Σ w over what is owed: optional items never count against recall (D.1)."""
    owed = {key: tier.weight for key, tier in tiers.items() if not tier.optional}
    return fsum(weight * earned.get(key, 0.0) for key, weight in owed.items()) / fsum(owed.values()) if owed else 0.0


def _provisional(nodes: Mapping[str, MapNode], links: tuple[MapLink, ...]) -> bool:
    waiting = sum(each.standing is Standing.PENDING for each in nodes.values())
    for link in links:
        waiting += Standing.PENDING in (link.standing, nodes[link.source].standing, nodes[link.target].standing)
    return waiting > PROVISIONAL_OVER * (len(nodes) + len(links))
