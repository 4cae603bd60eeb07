"""The differences that a pair judges at Compare: *we missed it, we disagree because, we chose other words* (pedagogy P3.19).

Each says what, where in the papers, and why the panel thinks so, voice by voice (P3.18). Core causes that were missed come first, then weak
ones, then what lies beyond the panel, then what the panel itself disputes. Lesser ones follow, so that there are three where three exist.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.alignment import Alignment
from elearn.domain.content import Fact, Paper
from elearn.domain.links import LinkLine, LinkState
from elearn.domain.mapscore import Pair
from elearn.domain.panel import PanelCause, Voice, Weak
from elearn.domain.passage import Passage
from elearn.domain.pooling import LostFinding
from elearn.domain.vocabulary import Checked, Layer, Pack, Weight


class DifferenceKind(StrEnum):
    """What differs. The first word of a difference's key."""

    MISSED = "missed"
    WEAK = "weak"
    BEYOND = "beyond"
    CONTESTED = "contested"
    REVERSED = "reversed"
    SKIPPED = "skipped"
    UNLINKED = "unlinked"


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one voice of the panel says; without a voice where the panel speaks as one."""

    words: str
    voice: Voice | None = None


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where in the papers: the fact, the paper, and so whose pack it stood in."""

    paper: Paper
    fact: Fact

    @property
    def passage(self) -> Passage:
        return Passage(paper=self.paper.id, start=self.fact.start, end=self.fact.end)

    @property
    def held_by(self) -> Pack:
        return self.paper.pack


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One difference. Its `key` is how a judgement names it, and stays the same however the map is matched later.

    `says` and `to` are the panel's wordings (the pair's, where only the pair has it); `to` is the far end of a link. `own` are the pair's
    causes or links concerned, `passages` the evidence that the pair itself gave, `lost` what a member had found alone.
    """

    key: str
    kind: DifferenceKind
    layer: Layer
    says: str
    to: str = ""
    weight: Weight | None = None
    reasons: tuple[Reason, ...] = ()
    places: tuple[Place, ...] = ()
    own: tuple[str, ...] = ()
    passages: tuple[Passage, ...] = ()
    lost: tuple[LostFinding, ...] = ()
    checked: Checked | None = None


def differences(beside: Alignment, links: Mapping[Pair, LinkLine], lost: Iterable[LostFinding]) -> tuple[Difference, ...]:
    """Every difference, the weightiest first; the order is the same for the same two maps."""
    maker = _Maker(beside=beside, lost=tuple(lost))
    missed = [maker.missed(each) for each in beside.panel.causes if each.id in set(beside.missed)]
    by_state = {state: [each for each in links.values() if each.state is state] for state in LinkState}
    divided = [each for each in links.values() if each.divided and each.ends_found and each.state is not LinkState.NOT_YET_COMPARED]
    turned = [each for each in by_state[LinkState.REVERSED] if each not in divided]
    jumped = {each.own: each for each in reversed(by_state[LinkState.SKIPPED]) if each not in divided}  # one for both links it jumps over
    unlinked = [each for each in by_state[LinkState.MISSING] if each.ends_found and each not in divided]
    return (
        *_weighing(missed, Weight.CORE),
        *(maker.weak(each) for each in beside.panel.weak if each.id in beside.weak),
        *(maker.beyond(each) for each in beside.beyond),
        *(maker.link(DifferenceKind.CONTESTED, each) for each in divided),
        *_weighing(missed, Weight.SUPPORTING),
        *(maker.link(DifferenceKind.REVERSED, each) for each in turned),
        *(maker.link(DifferenceKind.SKIPPED, each) for each in reversed(jumped.values())),
        *(maker.link(DifferenceKind.UNLINKED, each) for each in sorted(unlinked, key=lambda each: list(Weight).index(each.link.weight))),
        *_weighing(missed, Weight.OPTIONAL),
    )


def _weighing(found: list[Difference], weight: Weight) -> Iterator[Difference]:
    return (each for each in found if each.weight is weight)


@dataclass(frozen=True, kw_only=True)
class _Maker:
    """Puts one difference into words and places."""

    beside: Alignment
    lost: tuple[LostFinding, ...]

    def missed(self, cause: PanelCause) -> Difference:
        return Difference(
            key=f"{DifferenceKind.MISSED}:{cause.id}",
            kind=DifferenceKind.MISSED,
            layer=cause.layer,
            says=cause.says,
            weight=cause.weight,
            reasons=self._voices(cause.why),
            places=self._places(cause.id),
            lost=tuple(each for each in self.lost if each.panel == cause.id),
            checked=cause.checked,
        )

    def weak(self, weak: Weak) -> Difference:
        own = self.beside.weak[weak.id]
        voice = self.beside.panel.voice(weak.voice) if weak.voice else None
        return Difference(
            key=f"{DifferenceKind.WEAK}:{weak.id}",
            kind=DifferenceKind.WEAK,
            layer=weak.layer,
            says=weak.says,
            reasons=(Reason(words=weak.why, voice=voice),),
            places=self._places(weak.id),
            own=own,
            passages=tuple(passage for each in own for passage in self.beside.own[each].passages),
        )

    def beyond(self, id: str) -> Difference:
        cause = self.beside.own[id]
        return Difference(
            key=f"{DifferenceKind.BEYOND}:{id}",
            kind=DifferenceKind.BEYOND,
            layer=cause.layer,
            says=cause.text,
            own=(id,),
            passages=cause.passages,
        )

    def link(self, kind: DifferenceKind, line: LinkLine) -> Difference:
        link, source, target = line.link, self.beside.causes[line.link.source], self.beside.causes[line.link.target]
        drawn = [each for each in self.beside.links if each.id in line.own]
        return Difference(
            key=f"{kind}:{link.source}>{link.target}",
            kind=kind,
            layer=source.layer,
            says=source.says,
            to=target.says,
            weight=link.weight,
            reasons=(Reason(words=link.why), *self._voices(link.voices)),
            places=self._places(link.source, link.target),
            own=line.own,
            passages=tuple(passage for each in drawn for passage in each.passages),
            checked=link.checked,
        )

    def _voices(self, words: Mapping[str, str]) -> tuple[Reason, ...]:
        return tuple(Reason(words=words[each.id], voice=each) for each in self.beside.panel.voices if each.id in words)

    def _places(self, *ids: str) -> tuple[Place, ...]:
        """The facts that show these causes: those that show them all, or else those that show any."""
        shown = [{(paper.id, fact.id): Place(paper=paper, fact=fact) for paper, fact in self.beside.facts_of.get(id, ())} for id in ids]
        every = {key: place for each in shown for key, place in each.items()}
        joint = tuple(place for key, place in every.items() if all(key in each for each in shown))
        return joint or tuple(every.values())
