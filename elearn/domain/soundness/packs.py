"""The two packs: whether each side holds what the other needs (pedagogy P3.6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from elearn.domain.codes import problem
from elearn.domain.problem import Problem
from elearn.domain.soundness.dossier import Dossier, below, in_case, in_panel
from elearn.domain.vocabulary import Pack, SeenFrom, Weight

LEAST_DECISIVE = 3
LEAST_JOINT = 2
LARGEST_SHARE = 0.65
"""Of the decisive facts, in one pack: beyond it one partner explains and the other listens."""

SIDES = (Pack.MEDICINE, Pack.LAW)


def check(d: Dossier) -> Iterator[Problem]:
    """How facts and evidence are spread."""
    evidence = _evidence(d)
    yield from _decisive(d)
    yield from _idle_facts(d)
    yield from _joint(d, evidence)
    yield from _core(d, evidence)
    yield from _seen_from(d, evidence)


def _evidence(d: Dossier) -> Mapping[str, set[Pack]]:
    """Cause → the packs in which facts show it."""
    found: dict[str, set[Pack]] = defaultdict(set)
    for paper, fact, _ in d.facts():
        for cause in fact.shows:
            found[cause].add(paper.pack)
    return found


def _decisive(d: Dossier) -> Iterator[Problem]:
    counts = {side: sum(fact.decisive for paper, fact, _ in d.facts() if paper.pack is side) for side in SIDES}
    total = sum(counts.values())
    for side, count in counts.items():
        if count < LEAST_DECISIVE:
            yield problem("E401", in_case("papers"), pack=side, count=count)
        if total and count / total > LARGEST_SHARE:
            yield problem("E403", in_case("papers"), pack=side, share=round(100 * count / total))


def _idle_facts(d: Dossier) -> Iterator[Problem]:
    for _, fact, at in d.facts():
        if not fact.shows:
            yield problem("W404", below(at, "id"), id=fact.id)


def _joint(d: Dossier, evidence: Mapping[str, set[Pack]]) -> Iterator[Problem]:
    count = sum(each.seen_from is SeenFrom.JOINT and evidence.get(each.id, set()) >= set(SIDES) for each in d.panel.causes)
    if count < LEAST_JOINT:
        yield problem("E402", in_panel("causes"), count=count)


def _core(d: Dossier, evidence: Mapping[str, set[Pack]]) -> Iterator[Problem]:
    for i, cause in enumerate(d.panel.causes):
        if cause.weight is Weight.CORE and cause.id not in evidence:
            yield problem("E405", in_panel("causes", i, "id"), id=cause.id)


def _seen_from(d: Dossier, evidence: Mapping[str, set[Pack]]) -> Iterator[Problem]:
    for i, cause in enumerate(d.panel.causes):
        packs = evidence.get(cause.id)
        if not packs or Pack.SHARED in packs:
            continue
        wanted = set(SIDES) if cause.seen_from in (SeenFrom.JOINT, SeenFrom.BOTH) else {Pack(cause.seen_from.value)}
        if not packs >= wanted:
            found = " and ".join(f"the {each} papers" for each in SIDES if each in packs)
            yield problem("W406", in_panel("causes", i, "seen_from"), id=cause.id, said=cause.seen_from, found=found)
