"""The research export: only of those who allow it, under names of this export alone, and of no group that is almost somebody (P6.19).

The secret that names are keyed by is made here, lives as long as one export is written, and is kept nowhere. What a pair said together is
told only where everybody of it allows research.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from elearn.actions.export_rows import FIGURES, Row
from elearn.domain import dictionary as d
from elearn.domain.dictionary_moves import apart
from elearn.domain.masking import Mask
from elearn.domain.pseudonym import Pseudonyms, Told, coarse, month, told
from elearn.store import answers, exports
from elearn.store.exports import Pair


@dataclass(frozen=True)
class Research:
    """One research export of a class."""

    cohort_id: int
    words: bool
    """whether words were asked for"""
    names: Pseudonyms

    @cached_property
    def allowing(self) -> frozenset[int]:
        return frozenset(answers.allowing(self.cohort_id))

    @cached_property
    def told(self) -> Told:
        found = exports.seated(self.cohort_id)
        return told((person, case, side) for _, person, case, side in found if person in self.allowing)

    def pairs(self, ids: list[int]) -> list[Pair]:
        """Of these the pairs of whose case enough people allow research."""
        found = exports.pairs(self.cohort_id, ids)
        return [each for each in found.values() if each.case_slug in self.told.cases and self.people_of(each)]

    def people_of(self, pair: Pair) -> dict[str, tuple[str, str]]:
        """member → (pseudonym, discipline as it may be told), of those who allow research."""
        return {
            each.member: (self.person(each.person_id), self.told.discipline(pair.case_slug, each.discipline))
            for each in pair.people
            if each.person_id is not None and each.person_id in self.allowing
        }

    def person(self, id: int) -> str:
        return self.names.of("student", self.cohort_id, id)

    def pair(self, pair: Pair) -> str:
        return self.names.of("pair", self.cohort_id, pair.id)

    def whole(self, pair: Pair) -> bool:
        """Whether everybody who sits or sat there allows research."""
        return all(each.person_id in self.allowing for each in pair.people)


def begun(cohort_id: int, *, words: bool) -> Research:
    """A new research export, with a secret of its own."""
    return Research(cohort_id, words, Pseudonyms(secret=secrets.token_bytes(32)))


def _people(research: Research, ids: list[int]) -> Iterator[Row]:
    for pair in research.pairs(ids):
        for name, side in research.people_of(pair).values():
            yield research.pair(pair), name, pair.case_slug, side, month(pair.opened_at), research.whole(pair)


def _moves(research: Research, ids: list[int]) -> Iterator[Row]:
    found = {each.id: each for each in research.pairs(ids)}
    people = {id: research.people_of(each) for id, each in found.items()}
    masks = {id: Mask(names={one.name: "[somebody]" for one in each.people if one.name}) for id, each in found.items()}
    for id, number, by, at, name, body in exports.moves(research.cohort_id, list(found)):
        if by not in people[id]:
            continue  # the house, and those who do not allow it
        pair, (words, _) = found[id], apart(name, body)
        said = masks[id].said(words) if research.words and research.whole(pair) else ""
        minute = coarse(pair.opened_at, at)
        yield research.pair(pair), people[id][by][0], pair.case_slug, people[id][by][1], number, minute, name, len(words), said


def _comparison(research: Research, ids: list[int]) -> Iterator[Row]:
    found = {each.id: each for each in research.pairs(ids) if research.whole(each)}
    for row in exports.results(research.cohort_id, list(found)):
        yield research.pair(found[row.sitting_id]), row.case_slug, *(getattr(row, name) for name in FIGURES)


READERS: dict[str, Callable[[Research, list[int]], Iterable[Row]]] = {
    d.RESEARCH_PEOPLE.name: _people,
    d.RESEARCH_MOVES.name: _moves,
    d.RESEARCH_COMPARISON.name: _comparison,
}
"""what is read some pairs at a time"""


def answered(research: Research) -> Iterator[Row]:
    """What those who allow research answered, in numbers."""
    found = [each for each in answers.of_class(research.cohort_id) if each.person_id in research.allowing]
    few = told((each.person_id, "", each.discipline or "") for each in found)
    if not few.cases:
        return
    for each in found:
        side = few.discipline_alone(each.discipline or "")
        for question, answer in sorted(each.answers.items()):
            if answer is None or isinstance(answer, int):
                yield research.person(each.person_id), side, each.occasion.value, question, answer
