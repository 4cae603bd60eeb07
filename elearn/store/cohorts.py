"""Cohorts, who belongs to them, and the cases opened for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Select, String, bindparam, delete, func, or_, select
from sqlalchemy.orm import Mapped, contains_eager, joinedload, mapped_column, relationship

from elearn.domain.cohort import Pace
from elearn.domain.person import STAFF, Discipline, Role
from elearn.store.db import Base, built_once, db
from elearn.store.people import Person, named_like


class Cohort(Base):
    """A class of two faculties."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    created_at: Mapped[datetime]
    pace: Mapped[Pace] = mapped_column(String(16), default=Pace.TAUGHT)
    join_code: Mapped[str | None] = mapped_column(String(16), unique=True)
    """by which learners join by themselves; none: they cannot"""
    archived_at: Mapped[datetime | None]


class Enrolment(Base):
    """A person's place in a cohort: what they are there, and from which discipline they come."""

    __tablename__ = "enrolment"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(String(16))
    discipline: Mapped[Discipline | None] = mapped_column(String(16))
    student_number: Mapped[str | None] = mapped_column(String(40))

    person: Mapped[Person] = relationship(lazy="raise")
    cohort: Mapped[Cohort] = relationship(lazy="raise")


class CohortCase(Base):
    """A case that a cohort works on."""

    __tablename__ = "cohort_case"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    opens_at: Mapped[datetime | None]
    """none: as soon as a pair is seated"""
    due_at: Mapped[datetime | None]
    """by when the class should have finished it"""


def by_id(id: int) -> Cohort | None:
    """The cohort with this id."""
    return db.session.get(Cohort, id)


def by_name(name: str) -> Cohort | None:
    """The cohort of this name, the first if there are several."""
    return db.session.scalar(select(Cohort).where(Cohort.name == name).order_by(Cohort.id).limit(1))


def role_in(cohort_id: int, person_id: int) -> Role | None:
    """What a person is in a cohort; none if they do not belong to it."""
    found = db.session.get(Enrolment, (cohort_id, person_id))
    return Role(found.role) if found else None


def of_staff(person_id: int) -> list[Cohort]:
    """The cohorts in which this person is on the staff, newest first."""
    asked = select(Cohort).join(Enrolment).where(Enrolment.person_id == person_id, Enrolment.role.in_(STAFF)).order_by(Cohort.id.desc())
    return list(db.session.scalars(asked))


def places(person_id: int, cohort_ids: Collection[int]) -> dict[int, Enrolment]:
    """cohort → somebody's place there, of these cohorts, the newest first; each with its cohort."""
    found = db.session.scalars(_places(), {"person": person_id, "cohorts": list(cohort_ids)})
    return {each.cohort_id: each for each in found}


@built_once
def _places() -> Select[Enrolment]:
    asked = select(Enrolment).join(Enrolment.cohort).options(contains_eager(Enrolment.cohort))
    asked = asked.where(Enrolment.person_id == bindparam("person"), Enrolment.cohort_id.in_(bindparam("cohorts", expanding=True)))
    return asked.order_by(Enrolment.cohort_id.desc())


def of_learner(person_id: int) -> list[Cohort]:
    """The cohorts in which this person learns, newest first."""
    asked = (
        select(Cohort).join(Enrolment).where(Enrolment.person_id == person_id, Enrolment.role == Role.LEARNER).order_by(Cohort.id.desc())
    )
    return list(db.session.scalars(asked))


def cases(cohort_id: int, now: datetime | None = None) -> list[str]:
    """The slugs of the cases chosen for a cohort; with `now`, of those only that are open by then."""
    asked = select(CohortCase.case_slug).where(CohortCase.cohort_id == cohort_id)
    if now is not None:
        asked = asked.where(or_(CohortCase.opens_at.is_(None), CohortCase.opens_at <= now))
    return list(db.session.scalars(asked.order_by(CohortCase.case_slug)))


def chosen_cases(cohort_id: int) -> dict[str, CohortCase]:
    """slug → the case as it was chosen for a cohort, with its dates."""
    asked = select(CohortCase).where(CohortCase.cohort_id == cohort_id).order_by(CohortCase.case_slug)
    return {each.case_slug: each for each in db.session.scalars(asked)}


def hold(cohort_id: int) -> Cohort | None:
    """The cohort, its row held until the transaction ends: of two who change its people, one waits. Rows that only name it are kept
    meanwhile: a pair that works would otherwise hold the one lock and wait for the other.
    """
    return db.session.scalar(select(Cohort).where(Cohort.id == cohort_id).with_for_update(key_share=True))


def by_code(code: str) -> Cohort | None:
    """The cohort that this code joins, if it may be joined."""
    return db.session.scalar(select(Cohort).where(Cohort.join_code == code, Cohort.archived_at.is_(None))) if code else None


def enrolment(cohort_id: int, person_id: int) -> Enrolment | None:
    """A person's place in a cohort."""
    return db.session.get(Enrolment, (cohort_id, person_id))


def staff(cohort_id: int) -> list[Enrolment]:
    """A cohort's staff, the leads first, each with the person."""
    asked = select(Enrolment).join(Person).where(Enrolment.cohort_id == cohort_id, Enrolment.role.in_(STAFF))
    found = db.session.scalars(asked.options(joinedload(Enrolment.person)).order_by(Person.name))
    return sorted(found, key=lambda each: each.role != Role.LEAD)


def leads(cohort_ids: Collection[int]) -> dict[int, int]:
    """cohort → how many lead it, of these cohorts."""
    asked = select(Enrolment.cohort_id, func.count()).where(Enrolment.cohort_id.in_(cohort_ids), Enrolment.role == Role.LEAD)
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(Enrolment.cohort_id))}


@dataclass(frozen=True, kw_only=True)
class Counts:
    """A class in figures, for its set-up and its lists."""

    medicine: int
    law: int
    unclear: int
    """learners who have not said what they study"""
    unaccepted: int
    """learners without a password: not invited yet, or invited and not come"""

    @property
    def learners(self) -> int:
        return self.medicine + self.law + self.unclear


def counts(cohort_id: int) -> Counts:
    """How many learn in a cohort, by discipline, and how many have not come in yet."""
    no_password = Person.password_hash.is_(None)
    asked = (
        select(Enrolment.discipline, no_password, func.count())
        .join(Person)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER)
        .group_by(Enrolment.discipline, no_password)
    )
    found = [(row[0], bool(row[1]), int(row[2])) for row in db.session.execute(asked)]
    by = {discipline: sum(count for said, _, count in found if said == discipline) for discipline in (*Discipline, None)}
    unaccepted = sum(count for _, waits, count in found if waits)
    return Counts(medicine=by[Discipline.MEDICINE], law=by[Discipline.LAW], unclear=by[None], unaccepted=unaccepted)


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of a list of learners."""

    learners: list[Enrolment]
    total: int
    number: int
    pages: int


LEARNERS_A_PAGE = 50


def learners(cohort_id: int, *, page: int = 1, named: str = "", discipline: Discipline | None = None, unaccepted: bool = False) -> Page:
    """A cohort's learners in the order of their names, a page at a time, each with the person."""
    where = [Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER]
    if named:
        where.append(called(named))
    if discipline:
        where.append(Enrolment.discipline == discipline)
    if unaccepted:
        where.append(Person.password_hash.is_(None))
    total = db.session.scalar(select(func.count()).select_from(Enrolment).join(Person).where(*where)) or 0
    pages = max(1, -(-total // LEARNERS_A_PAGE))
    number = min(max(page, 1), pages)
    asked = select(Enrolment).join(Person).where(*where).options(contains_eager(Enrolment.person)).order_by(Person.name, Person.id)
    found = db.session.scalars(asked.limit(LEARNERS_A_PAGE).offset((number - 1) * LEARNERS_A_PAGE))
    return Page(learners=list(found), total=total, number=number, pages=pages)


def called(named: str) -> ColumnElement[bool]:
    """Whoever has these letters in their name, address or number, of enrolments with their people."""
    others = (column.icontains(named, autoescape=True) for column in (Person.email, Enrolment.student_number))
    return or_(named_like(named), *others)


def unaccepted(cohort_id: int) -> list[Person]:
    """The learners of a cohort who have no password yet, in the order of their names."""
    asked = select(Person).join(Enrolment, Enrolment.person_id == Person.id)
    asked = asked.where(Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER, Person.password_hash.is_(None))
    return list(db.session.scalars(asked.order_by(Person.name, Person.id)))


def leave(cohort_id: int, person_id: int) -> None:
    """End a person's place in a cohort."""
    db.session.execute(delete(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.person_id == person_id))


def withdraw(cohort_id: int, slug: str) -> None:
    """Take a case out of a cohort's choice."""
    db.session.execute(delete(CohortCase).where(CohortCase.cohort_id == cohort_id, CohortCase.case_slug == slug))


def on_any_staff(people: list[int]) -> set[int]:
    """Those of these people who are on the staff of any cohort, or hold rights of their own."""
    at_work = select(Enrolment.person_id).where(Enrolment.person_id.in_(people), Enrolment.role.in_(STAFF))
    rights = select(Person.id).where(Person.id.in_(people), or_(Person.is_admin, Person.is_author, Person.is_teacher))
    return {*db.session.scalars(at_work), *db.session.scalars(rights)}


def of_person(person_id: int) -> dict[int, Role]:
    """cohort id → what a person is there."""
    found = db.session.execute(select(Enrolment.cohort_id, Enrolment.role).where(Enrolment.person_id == person_id))
    return {row.cohort_id: Role(row.role) for row in found}


@dataclass(frozen=True, kw_only=True)
class Counted:
    """A class in a list of all, with how big it is."""

    id: int
    name: str
    learners: int
    pairs: int
    archived: bool


def counted(*, archived: bool) -> list[Counted]:
    """Every class, newest first, those in the archive too where asked for."""
    sittings = Base.metadata.tables["sitting"]  # its module rests on this one
    learners = select(func.count()).where(Enrolment.cohort_id == Cohort.id, Enrolment.role == Role.LEARNER).scalar_subquery()
    pairs = select(func.count()).select_from(sittings).where(sittings.c.cohort_id == Cohort.id).scalar_subquery()
    asked = select(Cohort.id, Cohort.name, learners.label("learners"), pairs.label("pairs"), Cohort.archived_at).order_by(Cohort.id.desc())
    if not archived:
        asked = asked.where(Cohort.archived_at.is_(None))
    return [
        Counted(id=row.id, name=row.name, learners=row.learners, pairs=row.pairs, archived=row.archived_at is not None)
        for row in db.session.execute(asked)
    ]


def places_of(person_id: int) -> list[Enrolment]:
    """Where somebody belongs, the newest class first, each with its class."""
    asked = select(Enrolment).where(Enrolment.person_id == person_id).order_by(Enrolment.cohort_id.desc())
    return list(db.session.scalars(asked.options(joinedload(Enrolment.cohort))))
