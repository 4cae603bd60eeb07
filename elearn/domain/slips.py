"""Slips of reasoning that a rule can see, each with its reason, as a question and never as a fault (product: *What the machine may say*).

A rule is quiet where the panel does the same, and where an answer still open (*same / not the same*) may settle it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.alignment import Alignment
from elearn.domain.mapscore import FlagKind
from elearn.domain.pairmap import PairCause, PairLink
from elearn.domain.panel import PanelAction
from elearn.domain.person import Discipline
from elearn.domain.steps import Said
from elearn.domain.vocabulary import ActionKind, How, Layer, Owner, Pack, When

STRUCTURAL = frozenset({Layer.SYSTEM, Layer.SOCIAL, Layer.LEGAL})
"""Columns in which no treatment changes anything at its root."""


class SlipKind(StrEnum):
    """The rules, in the order in which their findings are shown."""

    NO_NEED_BEHIND = "no_need_behind"
    SKIPPED_STEP = "skipped_step"
    DIRECTION = "direction"
    SAY_SO = "say_so"
    NO_REMEDY = "no_remedy"
    CLINICAL_FIX = "clinical_fix"
    TOO_LATE = "too_late"


SENTENCES = {
    SlipKind.NO_NEED_BEHIND: "No legal need stands behind “{cause}” on your map. Is there a right, a duty or a decision in between?",
    SlipKind.SKIPPED_STEP: "From “{source}” to “{target}” the panel goes by “{over}”. Who had a duty, or made a decision, there?",
    SlipKind.DIRECTION: "You say that “{source}” leads to “{target}”. The panel has it the other way round. Which came first?",
    SlipKind.SAY_SO: "“{source}” → “{target}” rests on a partner’s word: no passage stands behind it. Which words of the papers would?",
    SlipKind.NO_REMEDY: "Nothing in your plan works on “{cause}”. A legal need without a remedy stays as it is.",
    SlipKind.CLINICAL_FIX: "Only a clinician acts on “{cause}”, and no treatment changes it. Who decides about it, and who could ask them?",
    SlipKind.TOO_LATE: "A time limit runs on “{cause}”: {what}. The panel acts sooner than your plan does.",
}


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What a rule saw. `about` are the pair's causes or links concerned."""

    kind: SlipKind
    about: tuple[str, ...]
    reason: Said


def slips(beside: Alignment) -> tuple[Slip, ...]:
    """Every slip on the map and in the plan, rule by rule."""
    rules = (_no_need_behind, _skipped, _turned, _say_so, _no_remedy, _clinical_fix, _too_late)
    return tuple(slip for rule in rules for slip in rule(beside))


def _slip(kind: SlipKind, about: Iterable[str], **values: str) -> Slip:
    return Slip(kind=kind, about=tuple(about), reason=Said(id=f"slip.{kind.value}", sentence=SENTENCES[kind], values=values))


# --- on the map


def _no_need_behind(beside: Alignment) -> Iterator[Slip]:
    """A harm with no legal need behind it (pedagogy P3.16). A clinical factor that nothing leads to is the body's own, and no harm."""
    upstream = _upstream((each.source, each.target) for each in beside.links if each.how is not How.PROTECTS)
    starts = {each.source for each in beside.links}
    panel = _upstream((each.source, each.target) for each in beside.panel.links if each.how is not How.PROTECTS)
    for cause in beside.map.causes:
        reached, own = cause.id in upstream or cause.id not in starts, beside.counterpart(cause.id)
        if (
            cause.layer is not Layer.HEALTH
            or not reached
            or any(beside.own[each].layer is Layer.LEGAL for each in _all_of(upstream, cause.id))
        ):
            continue
        if own is None or any(beside.causes[each].layer is Layer.LEGAL for each in _all_of(panel, own)):
            yield _slip(SlipKind.NO_NEED_BEHIND, [cause.id], cause=cause.text)


def _upstream(links: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """What leads straight to each cause."""
    sources: dict[str, set[str]] = defaultdict(set)
    for source, target in links:
        sources[target].add(source)
    return dict(sources)


def _all_of(upstream: dict[str, set[str]], cause: str) -> set[str]:
    """Everything that leads to a cause by any number of links; loops are welcome on a map."""
    seen: set[str] = set()
    left = [cause]
    while left:
        fresh = upstream.get(left.pop(), set()) - seen
        seen |= fresh
        left += fresh
    return seen


def _skipped(beside: Alignment) -> Iterator[Slip]:
    """A link that jumps over a step of the panel's (pedagogy D.2)."""
    for flag in beside.judged.flags:
        if flag.kind is FlagKind.SKIPPED and flag.over and flag.over not in beside.maybe:
            for link in _drawn(beside, flag.source, flag.target):
                over = beside.causes[flag.over].says
                yield _slip(SlipKind.SKIPPED_STEP, [link.id], over=over, **_ends(beside, link))


def _turned(beside: Alignment) -> Iterator[Slip]:
    """A link against the panel's direction (pedagogy D.2)."""
    for flag in beside.judged.flags:
        if flag.kind is FlagKind.DIRECTION:
            for link in _drawn(beside, flag.source, flag.target):
                yield _slip(SlipKind.DIRECTION, [link.id], **_ends(beside, link))


def _say_so(beside: Alignment) -> Iterator[Slip]:
    """A link without evidence on a partner's say-so: the writer credits the partner, or both ends rest on papers of the other pack."""
    for link in beside.links:
        if not link.passages and (link.partners_idea or _rests_on_other_pack(beside, link)):
            yield _slip(SlipKind.SAY_SO, [link.id], **_ends(beside, link))


def _rests_on_other_pack(beside: Alignment, link: PairLink) -> bool:
    ends = [[beside.case.paper(each.paper) for each in beside.own[id].passages] for id in (link.source, link.target)]
    packs = [{paper.pack for paper in papers if paper} for papers in ends]
    other = {Discipline.MEDICINE: Pack.LAW, Discipline.LAW: Pack.MEDICINE}
    return link.by is not None and all(each == {other[link.by]} for each in packs)


def _drawn(beside: Alignment, source: str, target: str) -> list[PairLink]:
    ids = beside.drawn.get((source, target), ())
    return [each for each in beside.links if each.id in ids]


def _ends(beside: Alignment, link: PairLink) -> dict[str, str]:
    return {"source": beside.own[link.source].text, "target": beside.own[link.target].text}


# --- in the plan


def _no_remedy(beside: Alignment) -> Iterator[Slip]:
    """A legal need on which no action works."""
    for cause in beside.map.causes:
        if cause.layer is Layer.LEGAL and not _owners(beside, cause):
            yield _slip(SlipKind.NO_REMEDY, [cause.id], cause=cause.text)


def _clinical_fix(beside: Alignment) -> Iterator[Slip]:
    """A clinical fix for a structural cause: nobody but a clinician works on it, though the panel knows others who would."""
    for cause in beside.map.causes:
        panel = {each.owner for each in _panel_actions(beside, cause)}
        if cause.layer in STRUCTURAL and _owners(beside, cause) == {Owner.CLINICIAN} and panel != {Owner.CLINICIAN}:
            yield _slip(SlipKind.CLINICAL_FIX, [cause.id], cause=cause.text)


def _too_late(beside: Alignment) -> Iterator[Slip]:
    """A plan slower than a time limit that the panel acts upon. Judged by the two plans' own *when*, never by today's date."""
    order = list(When)
    for cause in beside.map.causes:
        planned = [order.index(each.when) for each in beside.map.actions if cause.id in each.works_on and each.when]
        limits = [(order.index(each.when), each.deadline.what) for each in _panel_actions(beside, cause) if each.deadline]
        if planned and limits and min(planned) > min(limits)[0]:
            yield _slip(SlipKind.TOO_LATE, [cause.id], cause=cause.text, what=min(limits)[1])


def _owners(beside: Alignment, cause: PairCause) -> set[Owner]:
    return {each.owner for each in beside.map.actions if cause.id in each.works_on}


def _panel_actions(beside: Alignment, cause: PairCause) -> list[PanelAction]:
    counterpart = beside.counterpart(cause.id)
    return [each for each in beside.panel.actions if each.kind is ActionKind.SOUND and counterpart in each.works_on]
