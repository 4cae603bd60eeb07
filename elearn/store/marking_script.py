"""What the page of one script reads: the script with its pair, everybody who marks it or may be given it, and what markers gave. As few
questions for three markers as for one.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CompoundSelect, Select, and_, bindparam, func, literal, null, select, union
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.attributes import set_committed_value

from elearn.domain.assessment import Key
from elearn.domain.moderation import Part
from elearn.domain.person import MARKERS
from elearn.store.cohorts import Enrolment
from elearn.store.db import built_once, db
from elearn.store.marks import (
    Candidate,
    LevelGiven,
    MarkerChoice,
    Marking,
    MarkingSettings,
    MarkRelease,
    ReferenceLevel,
    Script,
    SettledLevel,
    WordsGiven,
)
from elearn.store.people import Person
from elearn.store.rubrics import RubricVersion
from elearn.store.sittings import Seat, Sitting


@dataclass(frozen=True, kw_only=True)
class Opened:
    """A script as somebody opens it: with everybody at its sitting, how the class marks, and where it stands among this person's own."""

    script: Script
    rubric: RubricVersion
    anonymous: bool
    released: bool
    choice: MarkerChoice
    at: int
    """which of this person's own scripts it is, counted from one; `mine`: how many those are, `done`: how many of them are done"""
    mine: int
    done: int
    free: list[tuple[int, str]]
    """(id, name) of those who mark in the class and do not have it, by name"""


def opened(cohort_id: int, number: int, person_id: int) -> Opened | None:
    """A script with its sitting, everybody there, and its markers: two questions."""
    key = {"cohort": cohort_id, "script": number}
    row = db.session.execute(_opened(), {**key, "person": person_id}).unique().one_or_none()
    if row is None:
        return None
    script = row[0]
    people = db.session.execute(_people(), key).all()
    for person, marking, _ in people:
        if marking is not None:
            set_committed_value(marking, "marker", person)
    set_committed_value(script, "markings", [marking for _, marking, _ in people if marking is not None])
    free = [(person.id, person.name) for person, marking, marks_here in people if marks_here and marking is None]
    return Opened(
        script=script, rubric=row[1], choice=row[2] or MarkerChoice(person_id=person_id, rubric_left=False, single_keys=True),
        anonymous=row.anonymous, released=row.released, at=row.at, mine=row.mine, done=row.done,
        free=sorted(free, key=lambda each: each[1]),
    )  # fmt: skip


@built_once
def _opened() -> Select[*tuple[Any, ...]]:
    mine = select(func.count()).select_from(Marking)
    mine = mine.where(Marking.cohort_id == bindparam("cohort"), Marking.marker_id == bindparam("person"))
    out = select(MarkRelease.sitting_id).where(MarkRelease.cohort_id == Script.cohort_id, MarkRelease.sitting_id == Script.sitting_id)
    asked = select(
        Script, RubricVersion, MarkerChoice, func.coalesce(MarkingSettings.anonymous, True).label("anonymous"),
        out.exists().label("released"), mine.where(Marking.script <= bindparam("script")).scalar_subquery().label("at"),
        mine.scalar_subquery().label("mine"), mine.where(Marking.done_at.is_not(None)).scalar_subquery().label("done"),
    ).select_from(Script)  # fmt: skip
    asked = asked.join(RubricVersion, and_(RubricVersion.cohort_id == Script.cohort_id, RubricVersion.number == Script.rubric))
    asked = asked.outerjoin(MarkingSettings, MarkingSettings.cohort_id == Script.cohort_id)
    asked = asked.outerjoin(MarkerChoice, MarkerChoice.person_id == bindparam("person"))
    seated = joinedload(Script.sitting).joinedload(Sitting.seats).joinedload(Seat.person)
    asked = asked.where(Script.cohort_id == bindparam("cohort"), Script.number == bindparam("script")).options(seated)
    return asked.execution_options(populate_existing=True)


@built_once
def _people() -> Select[*tuple[Any, ...]]:
    """Those who mark this script, in the order in which it was given to them, and those who mark in the class."""
    this = (Marking.cohort_id == bindparam("cohort"), Marking.script == bindparam("script"))
    here = (Enrolment.cohort_id == bindparam("cohort"), Enrolment.role.in_(MARKERS))
    who = union(select(Marking.marker_id).where(*this), select(Enrolment.person_id).where(*here))
    asked = select(Person, Marking, Enrolment.role).select_from(Person)
    asked = asked.outerjoin(Marking, and_(Marking.marker_id == Person.id, *this))
    asked = asked.outerjoin(Enrolment, and_(Enrolment.person_id == Person.id, *here)).where(Person.id.in_(who))
    return asked.order_by(Marking.given_at, Marking.marker_id).execution_options(populate_existing=True)


@dataclass(frozen=True, kw_only=True)
class Gave:
    """What lies on a script: by marker what they gave, what was settled, what an exemplar is agreed to show, and its people's numbers."""

    levels: Mapping[int, dict[Key, LevelGiven]] = field(default_factory=lambda: defaultdict(dict))
    words: Mapping[int, dict[tuple[str, str], WordsGiven]] = field(default_factory=lambda: defaultdict(dict))
    settled: dict[Key, SettledLevel] = field(default_factory=dict)
    references: dict[Key, ReferenceLevel] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    """member → the number under which markers know them"""


def gave(found: Script) -> Gave:
    """What lies on a script, in one question. Its rows are for reading: no session of the database holds them."""
    told = Gave()
    asked = {"cohort": found.cohort_id, "script": found.number, "sitting": found.sitting_id}
    for kind, marker, about, what, level, said, version, at in db.session.execute(_gave(), asked):
        match kind:
            case "level":
                told.levels[marker][about, what] = LevelGiven(level=level, comment=said, version=version, at=at)
            case "words":
                told.words[marker][about, what] = WordsGiven(words=said, version=version, at=at)
            case "settled":
                told.settled[about, what] = SettledLevel(level=level, reason=said, at=at)
            case "reference":
                told.references[about, what] = ReferenceLevel(level=level, why=said)
            case "number":
                told.numbers[about] = level
    return told


@built_once
def _gave() -> CompoundSelect[*tuple[Any, ...]]:
    one: Any = [
        (LevelGiven, "level", LevelGiven.marker_id, LevelGiven.about, LevelGiven.criterion, LevelGiven.level, LevelGiven.comment,
         LevelGiven.version, LevelGiven.at),
        (WordsGiven, "words", WordsGiven.marker_id, WordsGiven.about, WordsGiven.kind, null(), WordsGiven.words, WordsGiven.version,
         WordsGiven.at),
        (SettledLevel, "settled", literal(0), SettledLevel.about, SettledLevel.criterion, SettledLevel.level, SettledLevel.reason,
         literal(0), SettledLevel.at),
        (ReferenceLevel, "reference", literal(0), ReferenceLevel.about, ReferenceLevel.criterion, ReferenceLevel.level, ReferenceLevel.why,
         literal(0), null()),
    ]  # fmt: skip
    parts = [
        select(literal(kind), *columns).where(table.cohort_id == bindparam("cohort"), table.script == bindparam("script"))
        for table, kind, *columns in one
    ]
    numbers = select(literal("number"), literal(0), Candidate.member_id, literal(""), Candidate.number, literal(""), literal(0), null())
    numbers = numbers.where(Candidate.cohort_id == bindparam("cohort"), Candidate.sitting_id == bindparam("sitting"))
    return parts[0].union_all(*parts[1:], numbers)


def by_part(found: Script, given: Gave) -> dict[Part, dict[Key, int]]:
    """part → levels, of the markings of a script that are finished and count."""
    return {
        Part(each.part): {key: row.level for key, row in given.levels[each.marker_id].items() if row.level is not None}
        for each in found.markings
        if each.part != Part.PRACTICE and each.done_at is not None
    }
