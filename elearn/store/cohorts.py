"""Cohorts, who belongs to them, and the cases opened for them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.domain.person import STAFF, Discipline, Role
from elearn.store.db import Base, db
from elearn.store.people import Person


class Cohort(Base):
    """A class of two faculties."""

    __tablename__ = "cohort"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    time_zone: Mapped[str] = mapped_column(String(64), default="Europe/London")
    created_at: Mapped[datetime]


class Enrolment(Base):
    """A person's place in a cohort: what they are there, and from which discipline they come."""

    __tablename__ = "enrolment"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    role: Mapped[Role] = mapped_column(String(16))
    discipline: Mapped[Discipline | None] = mapped_column(String(16))

    person: Mapped[Person] = relationship(lazy="raise")
    cohort: Mapped[Cohort] = relationship(lazy="raise")


class CohortCase(Base):
    """A case that a cohort works on."""

    __tablename__ = "cohort_case"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    opens_at: Mapped[datetime | None]


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


def of_learner(person_id: int) -> list[Cohort]:
    """The cohorts in which this person learns, newest first."""
    asked = (
        select(Cohort).join(Enrolment).where(Enrolment.person_id == person_id, Enrolment.role == Role.LEARNER).order_by(Cohort.id.desc())
    )
    return list(db.session.scalars(asked))


def cases(cohort_id: int) -> list[str]:
    """The slugs of the cases opened for a cohort."""
    return list(db.session.scalars(select(CohortCase.case_slug).where(CohortCase.cohort_id == cohort_id).order_by(CohortCase.case_slug)))
