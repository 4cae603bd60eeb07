"""What the queue of a class's markers reads: how far its marking is, a page of scripts, their people and their markers. Plain rows, and as
few questions for three thousand scripts as for three.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from elearn.domain.moderation import Part
from elearn.store.cohorts import Cohort
from elearn.store.db import db
from elearn.store.marks import Candidate, LevelGiven, Marking, MarkingSettings, MarkQuery, MarkRelease, Script
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting

PAGE = 50
"""scripts on one page of the queue"""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far a class's marking is, and what is left for one marker."""

    cohort: Cohort
    anonymous: bool
    listed: int
    """scripts that the filter lets through"""
    scripts: int
    first: int
    """with a finished first marking"""
    sample: int
    second: int
    exemplars: int
    practised: int
    """exemplars that this marker has marked"""
    waiting: int
    """scripts that wait for this marker; `next`: the first of them"""
    next: int | None
    to_put_up: int
    """pairs that have finished and that nobody has put up"""
    unshared: int
    """scripts without a first marker"""
    unseconded: int
    """scripts to be marked twice without a second marker"""
    only_first: int | None
    """whoever finished every first marking that is finished; none where they are several"""

    @property
    def pages(self) -> int:
        return max(1, -(-self.listed // PAGE))


def standing(cohort_id: int, which: str, person_id: int) -> Standing:
    """How far the marking is, in one question. Raises NoResultFound where there is no such class."""
    mine = (Marking.cohort_id == cohort_id, Marking.marker_id == person_id)
    scripts = (Script.cohort_id == cohort_id, Script.exemplar.is_(False))
    exemplars = (Script.cohort_id == cohort_id, Script.exemplar.is_(True))
    sampled = (Script.cohort_id == cohort_id, Script.sampled != "")
    up = select(Script.sitting_id).where(Script.cohort_id == cohort_id)
    lowest, firsts = func.min(Marking.marker_id), (Marking.cohort_id == cohort_id, Marking.part == Part.FIRST, Marking.done_at.is_not(None))
    finished = (Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None), Sitting.digest["finished"].as_boolean())
    asked = {
        "listed": _count(Script, Script.cohort_id == cohort_id, _through(which, cohort_id, person_id)),
        "scripts": _count(Script, *scripts),
        "first": _count(Script, *scripts, _marked(Part.FIRST, Marking.done_at.is_not(None))),
        "sample": _count(Script, *sampled),
        "second": _count(Script, Script.cohort_id == cohort_id, _marked(Part.SECOND, Marking.done_at.is_not(None))),
        "exemplars": _count(Script, *exemplars),
        "practised": _count(Marking, *mine, Marking.done_at.is_not(None), Marking.script.in_(select(Script.number).where(*exemplars))),
        "waiting": _count(Marking, *mine, Marking.done_at.is_(None)),
        "next": select(func.min(Marking.script)).where(*mine, Marking.done_at.is_(None)).scalar_subquery(),
        "to_put_up": _count(Sitting, *finished, Sitting.id.not_in(up)),
        "unshared": _count(Script, *scripts, ~_marked(Part.FIRST)),
        "unseconded": _count(Script, *sampled, _marked(None), ~_marked(Part.SECOND)),
        "only_first": select(case((lowest == func.max(Marking.marker_id), lowest))).where(*firsts).scalar_subquery(),
    }
    settings = func.coalesce(MarkingSettings.anonymous, True).label("anonymous")
    joined = select(Cohort, settings, *(value.label(name) for name, value in asked.items()))
    joined = joined.outerjoin(MarkingSettings, MarkingSettings.cohort_id == Cohort.id).where(Cohort.id == cohort_id)
    row = db.session.execute(joined).one()
    return Standing(cohort=row[0], anonymous=bool(row.anonymous), **{name: getattr(row, name) for name in asked})


def _count(table: Any, *where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


def _marked(part: Part | None, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has this script as a marker of this part, or of any."""
    which = (Marking.part == part,) if part else ()
    return select(Marking.script).where(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number, *which, *more).exists()


def _through(which: str, cohort_id: int, person_id: int) -> ColumnElement[bool]:
    """A filter of the queue: mine, done, all, twice, borderline, exemplars."""
    mine = select(Marking.script).where(Marking.cohort_id == cohort_id, Marking.marker_id == person_id)
    filters: dict[str, ColumnElement[bool]] = {
        "mine": Script.number.in_(mine.where(Marking.done_at.is_(None))),
        "done": Script.number.in_(mine.where(Marking.done_at.is_not(None))),
        "twice": Script.sampled != "",
        "borderline": Script.sampled.in_(("fail", "borderline")),
        "exemplars": Script.exemplar.is_(True),
        "all": Script.exemplar.is_(False),
    }
    return filters[which]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A script in the queue, as one marker has it."""

    number: int
    sitting_id: int
    case_sha: str
    exemplar: bool
    sampled: str
    given: int
    """levels that this marker has given"""
    released: bool


def page(cohort_id: int, which: str, person_id: int, number: int = 1) -> list[Listed]:
    """A page of the queue."""
    at_sitting = and_(Sitting.cohort_id == Script.cohort_id, Sitting.id == Script.sitting_id)
    given = _count(
        LevelGiven, LevelGiven.cohort_id == Script.cohort_id, LevelGiven.script == Script.number, LevelGiven.marker_id == person_id,
        LevelGiven.level.is_not(None),
    )  # fmt: skip
    out = select(MarkRelease.sitting_id).where(MarkRelease.cohort_id == Script.cohort_id, MarkRelease.sitting_id == Script.sitting_id)
    asked: Select[*tuple[Any, ...]] = select(
        Script.number, Script.sitting_id, Sitting.case_sha, Script.exemplar, Script.sampled, given.label("given"),
        out.exists().label("released"),
    )  # fmt: skip
    asked = asked.join(Sitting, at_sitting).where(Script.cohort_id == cohort_id, _through(which, cohort_id, person_id))
    rows = db.session.execute(asked.order_by(Script.number).limit(PAGE).offset(PAGE * (number - 1)))
    return [Listed(**row) for row in rows.mappings()]


@dataclass(frozen=True, kw_only=True)
class Candidature:
    """Somebody who is marked: their number, and a name unless the account is gone."""

    name: str | None
    number: int | None
    discipline: str


def people(cohort_id: int, sitting_ids: Collection[int]) -> dict[int, list[Candidature]]:
    """sitting → those who are marked there, medicine first: whoever left before the end has no mark for it."""
    at_seat = and_(
        Candidate.cohort_id == Seat.cohort_id, Candidate.sitting_id == Seat.sitting_id, Candidate.member_id == Seat.member_id
    )  # fmt: skip
    asked = select(Seat.sitting_id, Person.name, Candidate.number, Seat.discipline)
    asked = asked.outerjoin(Person, Person.id == Seat.person_id).outerjoin(Candidate, at_seat)
    asked = asked.where(Seat.cohort_id == cohort_id, Seat.sitting_id.in_(sitting_ids), Seat.left_at.is_(None))
    found: dict[int, list[Candidature]] = defaultdict(list)
    for row in db.session.execute(asked.order_by(Seat.discipline.desc(), Seat.member_id)):
        found[row.sitting_id].append(Candidature(name=row.name, number=row.number, discipline=row.discipline))
    return found


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Somebody who marks a script."""

    person_id: int
    name: str
    part: Part
    done: bool


def markings(cohort_id: int, scripts: Collection[int]) -> dict[int, list[Marks]]:
    """script → who marks it, in the order in which it was given to them."""
    asked = select(Marking.script, Marking.marker_id, Person.name, Marking.part, Marking.done_at).join(
        Person, Person.id == Marking.marker_id
    )
    asked = asked.where(Marking.cohort_id == cohort_id, Marking.script.in_(scripts)).order_by(Marking.given_at, Marking.marker_id)
    found: dict[int, list[Marks]] = defaultdict(list)
    for row in db.session.execute(asked):
        found[row.script].append(Marks(person_id=row.marker_id, name=row.name, part=Part(row.part), done=row.done_at is not None))
    return found


@dataclass(frozen=True, kw_only=True)
class Question:
    """A student's question about their feedback that nobody has answered; `script` is the number under which it is marked."""

    id: int
    words: str
    at: datetime
    script: int | None


def unanswered(cohort_id: int) -> list[Question]:
    """Questions about feedback that wait for an answer, oldest first."""
    about = aliased(Script)
    asked = select(MarkQuery.id, MarkQuery.words, MarkQuery.asked_at.label("at"), about.number.label("script"))
    asked = asked.outerjoin(about, and_(about.cohort_id == MarkQuery.cohort_id, about.sitting_id == MarkQuery.sitting_id))
    asked = asked.where(MarkQuery.cohort_id == cohort_id, MarkQuery.answer == "").order_by(MarkQuery.asked_at, MarkQuery.id)
    return [Question(**row) for row in db.session.execute(asked).mappings()]
