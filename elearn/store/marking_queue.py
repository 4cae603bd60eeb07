"""What the queue of a class's markers reads: how far its marking is, a page of scripts, their people and their markers. Plain rows, and as
few questions for three thousand scripts as for three.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import aliased

from elearn.domain.moderation import Part
from elearn.store.cohorts import Cohort
from elearn.store.db import built_once, db
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
    row = db.session.execute(_standing(which), {"cohort": cohort_id, "person": person_id}).one()
    return Standing(cohort=row[0], anonymous=bool(row.anonymous), **{name: getattr(row, name) for name in COUNTED})


COHORT, PERSON = bindparam("cohort", type_=Integer), bindparam("person", type_=Integer)
COUNTED = tuple(each.name for each in fields(Standing) if each.name not in ("cohort", "anonymous"))


@cache
def _standing(which: str) -> Select[*tuple[Any, ...]]:
    """Put together once for each filter, as `built_once` does it: a dozen counts take longer to put together than fifty scripts to draw."""
    mine = (Marking.cohort_id == COHORT, Marking.marker_id == PERSON)
    scripts = (Script.cohort_id == COHORT, Script.exemplar.is_(False))
    exemplars = (Script.cohort_id == COHORT, Script.exemplar.is_(True))
    sampled = (Script.cohort_id == COHORT, Script.sampled != "")
    up = select(Script.sitting_id).where(Script.cohort_id == COHORT)
    lowest, firsts = func.min(Marking.marker_id), (Marking.cohort_id == COHORT, Marking.part == Part.FIRST, Marking.done_at.is_not(None))
    finished = (Sitting.cohort_id == COHORT, Sitting.closed_at.is_(None), Sitting.digest["finished"].as_boolean())
    asked = {
        "listed": _count(Script, Script.cohort_id == COHORT, _through(which)),
        "scripts": _count(Script, *scripts),
        "first": _count(Script, *scripts, _marked(Part.FIRST, Marking.done_at.is_not(None))),
        "sample": _count(Script, *sampled),
        "second": _count(Script, Script.cohort_id == COHORT, _marked(Part.SECOND, Marking.done_at.is_not(None))),
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
    return joined.outerjoin(MarkingSettings, MarkingSettings.cohort_id == Cohort.id).where(Cohort.id == COHORT)


def _count(table: Any, *where: ColumnElement[bool]) -> Any:
    return select(func.count()).select_from(table).where(*where).scalar_subquery()


def _marked(part: Part | None, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody has this script as a marker of this part, or of any."""
    which = (Marking.part == part,) if part else ()
    return select(Marking.script).where(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number, *which, *more).exists()


def _through(which: str) -> ColumnElement[bool]:
    """A filter of the queue: mine, done, all, twice, borderline, exemplars."""
    mine = select(Marking.script).where(Marking.cohort_id == COHORT, Marking.marker_id == PERSON)
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
    asked = {"cohort": cohort_id, "person": person_id, "before": PAGE * (number - 1)}
    return [Listed(**row) for row in db.session.execute(_page(which), asked).mappings()]


@cache
def _page(which: str) -> Select[*tuple[Any, ...]]:
    at_sitting = and_(Sitting.cohort_id == Script.cohort_id, Sitting.id == Script.sitting_id)
    given = _count(
        LevelGiven, LevelGiven.cohort_id == Script.cohort_id, LevelGiven.script == Script.number, LevelGiven.marker_id == PERSON,
        LevelGiven.level.is_not(None),
    )  # fmt: skip
    out = select(MarkRelease.sitting_id).where(MarkRelease.cohort_id == Script.cohort_id, MarkRelease.sitting_id == Script.sitting_id)
    asked: Select[*tuple[Any, ...]] = select(
        Script.number, Script.sitting_id, Sitting.case_sha, Script.exemplar, Script.sampled, given.label("given"),
        out.exists().label("released"),
    )  # fmt: skip
    asked = asked.join(Sitting, at_sitting).where(Script.cohort_id == COHORT, _through(which))
    return asked.order_by(Script.number).limit(PAGE).offset(bindparam("before", type_=Integer))


@dataclass(frozen=True, kw_only=True)
class Candidature:
    """Somebody who is marked: their number, and a name unless the account is gone."""

    name: str | None
    number: int | None
    discipline: str


def people(cohort_id: int, sitting_ids: Collection[int]) -> dict[int, list[Candidature]]:
    """sitting → those who are marked there, medicine first: whoever left before the end has no mark for it."""
    found: dict[int, list[Candidature]] = defaultdict(list)
    for row in db.session.execute(_people(), {"cohort": cohort_id, "sittings": list(sitting_ids)}):
        found[row.sitting_id].append(Candidature(name=row.name, number=row.number, discipline=row.discipline))
    return found


@built_once
def _people() -> Select[*tuple[Any, ...]]:
    at_seat = and_(
        Candidate.cohort_id == Seat.cohort_id, Candidate.sitting_id == Seat.sitting_id, Candidate.member_id == Seat.member_id
    )  # fmt: skip
    asked = select(Seat.sitting_id, Person.name, Candidate.number, Seat.discipline)
    asked = asked.outerjoin(Person, Person.id == Seat.person_id).outerjoin(Candidate, at_seat)
    asked = asked.where(Seat.cohort_id == COHORT, Seat.sitting_id.in_(bindparam("sittings", expanding=True)), Seat.left_at.is_(None))
    return asked.order_by(Seat.discipline.desc(), Seat.member_id)


@dataclass(frozen=True, kw_only=True)
class Marks:
    """Somebody who marks a script."""

    person_id: int
    name: str
    part: Part
    done: bool


def markings(cohort_id: int, scripts: Collection[int]) -> dict[int, list[Marks]]:
    """script → who marks it, in the order in which it was given to them."""
    found: dict[int, list[Marks]] = defaultdict(list)
    for row in db.session.execute(_markings(), {"cohort": cohort_id, "scripts": list(scripts)}):
        found[row.script].append(Marks(person_id=row.marker_id, name=row.name, part=Part(row.part), done=row.done_at is not None))
    return found


@built_once
def _markings() -> Select[*tuple[Any, ...]]:
    asked = select(Marking.script, Marking.marker_id, Person.name, Marking.part, Marking.done_at).join(
        Person, Person.id == Marking.marker_id
    )
    asked = asked.where(Marking.cohort_id == COHORT, Marking.script.in_(bindparam("scripts", expanding=True)))
    return asked.order_by(Marking.given_at, Marking.marker_id)


@dataclass(frozen=True, kw_only=True)
class Question:
    """A student's question about their feedback that nobody has answered; `script` is the number under which it is marked."""

    id: int
    words: str
    at: datetime
    script: int | None


def unanswered(cohort_id: int) -> list[Question]:
    """Questions about feedback that wait for an answer, oldest first."""
    return [Question(**row) for row in db.session.execute(_unanswered(), {"cohort": cohort_id}).mappings()]


@built_once
def _unanswered() -> Select[*tuple[Any, ...]]:
    about = aliased(Script)
    asked = select(MarkQuery.id, MarkQuery.words, MarkQuery.asked_at.label("at"), about.number.label("script"))
    asked = asked.outerjoin(about, and_(about.cohort_id == MarkQuery.cohort_id, about.sitting_id == MarkQuery.sitting_id))
    return asked.where(MarkQuery.cohort_id == COHORT, MarkQuery.answer == "").order_by(MarkQuery.asked_at, MarkQuery.id)
