"""Whose time is over: learners who are in nothing but classes that were archived long enough ago."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, Select, or_, select, union

from elearn.domain.person import Role
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import db
from elearn.store.people import Person
from elearn.store.sittings import Seat


@dataclass(frozen=True, kw_only=True)
class Past:
    """A class whose time is over: who goes with it, and how many learners stay because they are in something else too."""

    cohort_id: int
    name: str
    archived_at: datetime
    go: tuple[int, ...]
    stay: int


def past(before: datetime) -> list[Past]:
    """The classes archived by then in which somebody still is, the oldest first. Whoever was in several goes with the last of them.

    Staff stay, and so do accounts with rights of their own.
    """
    over = _over(before)
    bound = set(db.session.scalars(_bound(before)))
    learns = select(Enrolment.cohort_id, Enrolment.person_id).where(Enrolment.cohort_id.in_(over), Enrolment.role == Role.LEARNER)
    sat = select(Seat.cohort_id, Seat.person_id).where(Seat.cohort_id.in_(over))
    people: defaultdict[int, set[int]] = defaultdict(set)
    for each in (learns, sat):
        for cohort_id, person_id in db.session.execute(each):
            people[cohort_id].update({person_id} if person_id else ())
    asked = (
        select(Cohort.id, Cohort.name, Cohort.archived_at).where(Cohort.id.in_(over)).order_by(Cohort.archived_at.desc(), Cohort.id.desc())
    )
    found, seen = [], set(bound)
    for row in db.session.execute(asked):
        if here := people[row.id]:
            go = here - seen
            found.append(Past(cohort_id=row.id, name=row.name, archived_at=row.archived_at, go=tuple(sorted(go)), stay=len(here & bound)))
            seen |= go
    return found[::-1]


def is_kept(person_id: int, before: datetime) -> bool:
    """Whether somebody is by now in something whose time is not over, or has rights of their own."""
    return person_id in db.session.scalars(_bound(before, person_id))


def _over(before: datetime) -> Select[int]:
    return select(Cohort.id).where(Cohort.archived_at <= before)


def _bound(before: datetime, person_id: int | None = None) -> CompoundSelect[int | None]:
    """Whom something keeps, of everybody or of one."""
    over = _over(before)
    elsewhere = select(Enrolment.person_id).where(or_(Enrolment.cohort_id.not_in(over), Enrolment.role != Role.LEARNER))
    seated = select(Seat.person_id).where(Seat.cohort_id.not_in(over), Seat.person_id.is_not(None))
    entitled = select(Person.id).where(or_(Person.is_admin, Person.is_teacher, Person.is_author))
    if person_id is not None:
        elsewhere, seated = elsewhere.where(Enrolment.person_id == person_id), seated.where(Seat.person_id == person_id)
        entitled = entitled.where(Person.id == person_id)
    return union(elsewhere, seated, entitled)
