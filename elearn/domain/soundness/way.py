"""The way through a case: its steps, what opens when, and whether there is time for it."""

from collections.abc import Iterator
from math import ceil

from elearn.domain.codes import problem
from elearn.domain.problem import Problem
from elearn.domain.soundness.dossier import Dossier, in_case
from elearn.domain.vocabulary import Pack, StepKind

WORDS_A_MINUTE = 200
"""Careful reading of work-like prose by adults; also what the pages say a paper takes."""

READING_SHARE = 2 / 3
"""The part of a step that may go into reading: the rest is for noting and thinking."""

ORDER = {
    StepKind.MEET: 0, StepKind.SPOT: 1, StepKind.SHARE: 2, StepKind.MAP: 3,
    StepKind.NEWS: 4, StepKind.ACT: 4, StepKind.COMPARE: 5, StepKind.REFLECT: 6,
}  # fmt: skip
"""What has to come before what. News and Act may change places, and News may come more than once."""

NEEDED = (StepKind.SPOT, StepKind.MAP, StepKind.COMPARE)


def check(d: Dossier) -> Iterator[Problem]:
    """Steps, openings, minutes."""
    yield from _order(d)
    yield from _openings(d)
    yield from _nothing_to_do(d)
    yield from _minutes(d)
    yield from _reading(d)


def _order(d: Dossier) -> Iterator[Problem]:
    seen: set[StepKind] = set()
    for i, step in enumerate(d.case.steps):
        before = [each.kind for each in d.case.steps[:i] if ORDER[each.kind] > ORDER[step.kind]]
        if step.kind in seen and step.kind is not StepKind.NEWS:
            what, how = f"A case has one step of the kind `{step.kind}`; this is the second.", "Leave one of them out."
            yield problem("E301", in_case("steps", i, "kind"), what=what, how=how)
        elif before:
            what, how = f"`{step.kind}` comes after `{before[0]}`.", f"Put it before `{before[0]}`."
            yield problem("E301", in_case("steps", i, "kind"), what=what, how=how)
        seen.add(step.kind)
    for kind in NEEDED:
        if kind not in seen:
            what, how = f"There is no step of the kind `{kind}`.", f"Add one: {{id: {kind}, kind: {kind}, minutes: 15}}"
            yield problem("E301", in_case("steps"), what=what, how=how)


def _openings(d: Dossier) -> Iterator[Problem]:
    kinds = {each.id: each.kind for each in d.case.steps}
    for i, paper in enumerate(d.case.papers):
        kind = kinds.get(paper.opens)
        if kind is not None and ORDER[kind] >= ORDER[StepKind.COMPARE]:
            yield problem("E205", in_case("papers", i, "opens"), id=paper.id, step=paper.opens)


def _nothing_to_do(d: Dossier) -> Iterator[Problem]:
    places = {each.id: i for i, each in enumerate(d.case.steps)}
    spot = next((i for i, each in enumerate(d.case.steps) if each.kind is StepKind.SPOT), None)
    for pack in (Pack.MEDICINE, Pack.LAW):
        held = [each for each in d.case.papers if each.pack is pack and spot is not None and places.get(each.opens, spot + 1) <= spot]
        if spot is not None and not held:
            what = f"The student of {pack} holds no paper at Spot."
            yield problem(
                "E305", in_case("steps", spot), what=what, how=f"Let papers of the pack `{pack}` open at `{d.case.steps[spot].id}`."
            )
    for i, step in enumerate(d.case.steps):
        if step.kind is StepKind.NEWS and all(each.opens != step.id for each in d.case.papers):
            what = f"No paper opens at `{step.id}`, so there is no news."
            yield problem("E305", in_case("steps", i), what=what, how=f"Write `opens: {step.id}` at the papers that bring it.")
        if step.kind is StepKind.REFLECT and not d.case.reflection:
            what = "There is a step to reflect and no question to reflect on."
            yield problem("E305", in_case("steps", i), what=what, how="Add `reflection`: a list of one to three questions.")


def _minutes(d: Dossier) -> Iterator[Problem]:
    total = sum(each.minutes for each in d.case.steps)
    if total != d.case.minutes:
        yield problem("W302", in_case("minutes"), sum=total, said=d.case.minutes)
    for i, paper in enumerate(d.case.papers):
        text = d.texts.get(paper.id)
        if text is not None and paper.minutes is not None:
            reading = ceil(text.words / WORDS_A_MINUTE)
            if not reading / 2 <= paper.minutes <= 2 * reading + 1:
                yield problem("W304", in_case("papers", i, "minutes"), id=paper.id, words=text.words, reading=reading, said=paper.minutes)


def _reading(d: Dossier) -> Iterator[Problem]:
    for i, step in enumerate(d.case.steps):
        for pack in (Pack.MEDICINE, Pack.LAW):
            # The papers of a News step open to both sides; before that each reads the own pack and what is shared.
            everybody = step.kind is StepKind.NEWS
            mine = [each for each in d.case.papers if each.opens == step.id and (everybody or each.pack in (pack, Pack.SHARED))]
            words = sum(d.texts[each.id].words for each in mine if each.id in d.texts)
            if words / WORDS_A_MINUTE > READING_SHARE * step.minutes:
                who = "Both" if everybody else f"Students of {pack}"
                reading = ceil(words / WORDS_A_MINUTE)
                at = in_case("steps", i, "minutes")
                yield problem("W303", at, who=who, words=words, step=step.id, reading=reading, minutes=step.minutes)
                if everybody:
                    break
