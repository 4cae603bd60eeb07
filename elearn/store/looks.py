"""Who looked at whose work: one row for each person, pair, kind of page and hour, so that a class page left open writes no novel."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, ForeignKey, ForeignKeyConstraint, String, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.cohorts import Cohort
from elearn.store.db import Base, db
from elearn.store.people import Person
from elearn.store.sittings import Seat


class At(StrEnum):
    PAIR = "pair"
    """the tutor's page of a pair"""
    REPLAY = "replay"
    MARKING = "marking"
    EXPORT = "export"


class Look(Base):
    """Somebody who is not of the pair looked at its work."""

    __tablename__ = "look"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    at_what: Mapped[At] = mapped_column(String(16), primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True, index=True)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """One line of the record, with names."""

    cohort_id: int
    cohort: str
    sitting_id: int
    person_id: int
    person: str
    at_what: At
    hour: datetime


def is_noted(look: Look) -> bool:
    """Whether this has been noted within this hour."""
    return db.session.get(Look, (look.cohort_id, look.sitting_id, look.person_id, look.at_what, look.hour)) is not None


def at_work_of(person_id: int, most: int) -> list[Looked]:
    """Who looked at what somebody did with their pairs, newest first: for *What is held about me*."""
    mine = select(Seat.sitting_id).where(Seat.cohort_id == Look.cohort_id, Seat.sitting_id == Look.sitting_id, Seat.person_id == person_id)
    return _read(most, mine.exists())


def newest(most: int, *, by: int | None = None, before: datetime | None = None) -> list[Looked]:
    """The newest looks of everybody, or of one person: for admins."""
    narrower = [Look.person_id == by] if by is not None else []
    return _read(most, *narrower, *([Look.hour < before] if before else []))


def _read(most: int, *only: ColumnElement[bool]) -> list[Looked]:
    asked = select(Look, Cohort.name, Person.name).join(Cohort, Cohort.id == Look.cohort_id).join(Person, Person.id == Look.person_id)
    asked = asked.where(*only).order_by(Look.hour.desc(), Look.cohort_id, Look.sitting_id, Look.at_what).limit(most)
    return [
        Looked(
            cohort_id=look.cohort_id, cohort=cohort, sitting_id=look.sitting_id, person_id=look.person_id, person=person,
            at_what=At(look.at_what), hour=look.hour,
        )
        for look, cohort, person in db.session.execute(asked)
    ]  # fmt: skip
