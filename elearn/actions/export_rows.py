"""What an export tells, row by row: each table of domain/dictionary.py, for a few pairs at a time, as far as whoever asks may know.

In a class that marks anonymously a pair goes by its script, and its people by the numbers that markers know, until their marks are
released: no name, no student number, no pair's number, and names inside words hidden. Levels and the comparison with the panel obey
domain/assessment_sight.py, so that nobody learns from an export what the marking pages still keep from them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from string import ascii_uppercase

from pydantic import BaseModel

from elearn.domain import dictionary as d
from elearn.domain.assessment import PAIR, Key, Rubric, mark
from elearn.domain.assessment_sight import MarkSight
from elearn.domain.dictionary_moves import apart
from elearn.domain.masking import Mask
from elearn.domain.moderation import Part, final
from elearn.domain.person import Role
from elearn.domain.things import Action, Cause, Link, Thing
from elearn.store import exports, library, marks_asked, rubrics
from elearn.store.exports import Level, Pair, Sitter

Cell = str | int | float | bool | datetime | None
Row = tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks for an export, and how the class marks."""

    person_id: int
    role: Role
    anonymous: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A pair as an export may tell of it to somebody."""

    pair: Pair
    asker: Asker

    @cached_property
    def sight(self) -> MarkSight:
        return MarkSight(
            person=self.asker.person_id,
            role=self.asker.role,
            stages=self.pair.stages,
            anonymous=self.asker.anonymous,
            released=any(each.released_at for each in self.pair.people),
        )

    @cached_property
    def named(self) -> bool:
        return self.sight.names()

    @cached_property
    def codes(self) -> dict[str, str]:
        """member → how rows speak of them: the markers' number, or a letter while there is none."""
        letters = iter(ascii_uppercase)
        return {each.member: str(each.candidate) if each.candidate else next(letters) for each in self.pair.people}

    @cached_property
    def _people(self) -> dict[str, Sitter]:
        return {each.member: each for each in self.pair.people}

    @cached_property
    def _mask(self) -> Mask | None:
        """What hides names in words; nothing to hide where names may be told."""
        if self.named:
            return None
        return Mask(names={each.name: f"[{self.codes[each.member]}]" for each in self.pair.people if each.name})

    @cached_property
    def _looked_for(self) -> tuple[str, ...]:
        return self._mask.looked_for if self._mask else ()

    @cached_property
    def head(self) -> Row:
        """pair, script, case"""
        goes_by_script = self.pair.script is not None and not self.named
        return None if goes_by_script else self.pair.number, self.pair.script, self.pair.case_slug

    def who(self, member: str) -> Row:
        """person, name, discipline"""
        found = self._people.get(member)
        return (self.codes[member], found.name if self.named else "", found.discipline) if found else ("", "", "")

    def student_number(self, member: str) -> str:
        return self._people[member].student_number if self.named else ""

    def said(self, words: str) -> str:
        """Somebody's words, with names hidden where they must be."""
        if self._mask is None or not words:
            return words
        if words.isascii():  # as most are, and most speak of nobody: of a million, that is half the time
            low = words.lower()
            if not any(part in low for part in self._looked_for):
                return words
        return self._mask.said(words)

    def spoken_of(self, details: str) -> str:
        """Details with codes in place of member ids."""
        for member, code in self.codes.items():
            if member in details:
                details = details.replace(member, code)
        return details

    def levels(self, found: Sequence[Level]) -> list[Level]:
        """Of these levels those that lie open to whoever asks."""
        return [each for each in found if self.sight.levels_of(each.marker_id)]

    @property
    def compared(self) -> bool:
        """Whether the comparison with the panel lies open: for a marker of the script, once every level has been given."""
        return self.pair.script is None or self.sight.panel()


def shown(cohort_id: int, ids: Sequence[int], asker: Asker) -> dict[int, Shown]:
    """sitting → the pair as it may be told of."""
    return {id: Shown(pair=pair, asker=asker) for id, pair in exports.pairs(cohort_id, ids).items()}


def _marks(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    found, settled = exports.levels(cohort_id, list(seen)), _settled(cohort_id, seen)
    for each in seen.values():
        if each.pair.script is None or each.pair.rubric is None:
            continue
        rubric, open_to = rubrics.version(cohort_id, each.pair.rubric), each.levels(found.get(each.pair.id, []))
        parts = {part: {(one.about, one.criterion): one.level for one in open_to if one.part is part} for part in Part}
        whole = len(open_to) == len(found.get(each.pair.id, []))
        for sitter in each.pair.people:
            if sitter.candidate is None:
                continue
            counting = _counting(parts, settled.get(each.pair.script, {})) if whole else {}
            marks = [_mark(rubric, sitter.member, levels) for levels in (parts[Part.FIRST], parts[Part.SECOND], counting)]
            yield *each.head, *each.who(sitter.member), each.student_number(sitter.member), each.pair.rubric, *marks, sitter.released_at


def _settled(cohort_id: int, seen: dict[int, Shown]) -> dict[int, dict[Key, int]]:
    scripts = [each.pair.script for each in seen.values() if each.pair.script is not None]
    found = marks_asked.settled(cohort_id, scripts)
    return {script: {key: row.level for key, row in rows.items()} for script, rows in found.items()}


def _counting(parts: dict[Part, dict[Key, int]], settled: dict[Key, int]) -> dict[Key, int]:
    return final(parts[Part.FIRST], parts[Part.SECOND] or None, parts[Part.THIRD] or None, settled) if parts[Part.FIRST] else {}


def _mark(rubric: Rubric, member: str, levels: dict[Key, int]) -> float | None:
    return mark(rubric, member, levels) if levels else None


def _levels(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for id, given in exports.levels(cohort_id, list(seen)).items():
        each = seen[id]
        rubric = rubrics.version(cohort_id, each.pair.rubric) if each.pair.rubric else None
        for one in each.levels(given):
            criterion = rubric.criterion(one.criterion) if rubric else None
            weight = (criterion.pair if one.about == PAIR else criterion.each) if criterion else None
            name = criterion.name if criterion else ""
            said = (one.criterion, name, weight, one.part.value, one.marker, one.level, each.said(one.comment))
            yield *each.head, *each.who(one.about), *said


def _moves(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for id, number, by, at, name, body in exports.moves(cohort_id, list(seen)):
        each, (words, details) = seen[id], apart(name, body)
        yield *each.head, *each.who(by), number, at, name, each.said(words), each.spoken_of(details)


def _passages(thing: Cause | Link) -> tuple[int, int]:
    against = sum(each.against for each in thing.evidence)
    return len(thing.evidence) - against, against


def _by(each: Shown, thing: Thing) -> Row:
    return each.who(thing.by)


class _CausesOnly(BaseModel):
    """Of a kept table the causes: the rest of it is not read, which takes a third of the time."""

    causes: dict[str, Cause]


class _LinksOnly(BaseModel):
    links: dict[str, Link]


class _ActionsOnly(BaseModel):
    actions: dict[str, Action]


def _causes(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for id, snapshot in exports.tables(cohort_id, list(seen)):
        each = seen[id]
        for thing in _CausesOnly.model_validate_json(snapshot).causes.values():
            said = (thing.id, each.said(thing.words), thing.layer.value, thing.sure)
            yield *each.head, *said, *_by(each, thing), thing.idea.value, thing.version, *_passages(thing)


def _links(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for id, snapshot in exports.tables(cohort_id, list(seen)):
        each = seen[id]
        for thing in _LinksOnly.model_validate_json(snapshot).links.values():
            said = (thing.id, thing.source, thing.target, thing.says.how.value, each.said(thing.says.words), thing.sure)
            yield *each.head, *said, *_by(each, thing), *_passages(thing)


def _plan(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for id, snapshot in exports.tables(cohort_id, list(seen)):
        each = seen[id]
        for thing in _ActionsOnly.model_validate_json(snapshot).actions.values():
            words = thing.words
            own = [each.said(one) for one in (words.resource, words.barrier, words.way_round, words.wish)]
            said = (thing.id, each.said(words.does), words.owner.value, words.when.value, " ".join(words.works_on), *own)
            yield *each.head, *said, *_by(each, thing)


FIGURES = (
    "closed", "finished", "found", "owed", "missed", "weak", "beyond", "chains", "chains_owed", "medicine", "law", "joint", "links",
    "evidenced", "actions", "pack_opened", "news_added", "news_removed", "news_weighed", "rule", "case_sha",
)  # fmt: skip
"""of a kept result, in the order of the dictionary"""


def _comparison(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for row in exports.results(cohort_id, list(seen)):
        each = seen[row.sitting_id]
        if each.compared:
            yield *each.head, *(getattr(row, name) for name in FIGURES)


def _comparison_causes(cohort_id: int, seen: dict[int, Shown]) -> Iterator[Row]:
    for row in exports.result_causes(cohort_id, list(seen)):
        each = seen[row.sitting_id]
        if each.compared:
            said = panel_words(each.pair.case_sha).get(row.cause, "")
            came = (row.spotted_by, row.talked, row.said_first, row.said_at, row.planned)
            yield *each.head, row.cause, said, row.standing, row.near, *came


def panel_words(sha: str) -> dict[str, str]:
    """cause → how the panel words it, weak ones too."""
    panel = library.case(sha).panel
    return {each.id: each.says for each in panel.causes} | {each.id: each.says for each in panel.weak}


READERS: dict[str, Callable[[int, dict[int, Shown]], Iterable[Row]]] = {
    d.MARKS.name: _marks,
    d.LEVELS.name: _levels,
    d.MOVES.name: _moves,
    d.CAUSES.name: _causes,
    d.LINKS.name: _links,
    d.PLAN.name: _plan,
    d.COMPARISON.name: _comparison,
    d.COMPARISON_CAUSES.name: _comparison_causes,
}
"""what is read some pairs at a time"""
