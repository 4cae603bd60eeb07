"""Whom a class list may concern, and lists that somebody has sent and not imported yet."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ForeignKey, String, Text, and_, delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.roster import Choices, Line, Sheet
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, db
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting

KEPT = timedelta(days=1)
AT_ONCE = 500
"""how many values one query names: every database takes as many"""


T = TypeVar("T")


class AddressTaken(Exception):
    """Somebody else has just made an account with one of these addresses, as PostgreSQL allows and SQLite does not."""


class RosterDraft(Base):
    """A list as it was sent, for the one who sent it, until it is imported, thrown away, or a day old."""

    __tablename__ = "roster_draft"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    """of the file"""
    sheet: Mapped[str] = mapped_column(Text)
    choices: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]

    @property
    def read_sheet(self) -> Sheet:
        return Sheet(lines=tuple(Line(number=number, cells=tuple(cells)) for number, cells in json.loads(self.sheet)))

    @property
    def read_choices(self) -> Choices:
        return Choices.model_validate_json(self.choices)


def keep_draft(cohort_id: int, person_id: int, name: str, sheet: Sheet, choices: Choices, now: datetime) -> None:
    """Keep a list for a preview, in place of an earlier one; those of anybody that were forgotten go."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.made_at < now - KEPT))
    lines = json.dumps([[line.number, line.cells] for line in sheet.lines])
    db.session.merge(
        RosterDraft(
            cohort_id=cohort_id, person_id=person_id, name=name[:200], sheet=lines, choices=choices.model_dump_json(), made_at=now
        )
    )  # fmt: skip


def draft(cohort_id: int, person_id: int) -> RosterDraft | None:
    """The list that this person has sent for this cohort."""
    return db.session.get(RosterDraft, (cohort_id, person_id), populate_existing=True)


def drop_draft(cohort_id: int, person_id: int) -> None:
    """Throw a list away."""
    db.session.execute(delete(RosterDraft).where(RosterDraft.cohort_id == cohort_id, RosterDraft.person_id == person_id))


def concerned(cohort_id: int, emails: Sequence[str], numbers: Sequence[str]) -> Iterator[tuple[Person, Enrolment | None]]:
    """Whoever has one of these addresses, or is enrolled here under one of these student numbers, with their place in the cohort."""
    here = and_(Enrolment.person_id == Person.id, Enrolment.cohort_id == cohort_id)
    asked = select(Person, Enrolment).outerjoin(Enrolment, here)
    seen: set[int] = set()
    for which in (*(Person.email.in_(some) for some in _some(emails)), *(Enrolment.student_number.in_(some) for some in _some(numbers))):
        for person, place in db.session.execute(asked.where(which)):
            if person.id not in seen:
                seen.add(person.id)
                yield person, place


def elsewhere(people: Sequence[int], cohort_id: int) -> set[int]:
    """Those of these people who belong to some other cohort too."""
    found: set[int] = set()
    for some in _some(people):
        found |= set(db.session.scalars(select(Enrolment.person_id).where(Enrolment.person_id.in_(some), Enrolment.cohort_id != cohort_id)))
    return found


def seated(cohort_id: int) -> set[int]:
    """Those who sit, or have sat, at a pair of this cohort."""
    return set(db.session.scalars(select(Seat.person_id).where(Seat.cohort_id == cohort_id, Seat.person_id.is_not(None))))


def pairs(cohort_id: int) -> int:
    """How many pairs of this cohort sit at a case."""
    asked = select(func.count()).select_from(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None))
    return db.session.scalar(asked) or 0


def add_people(people: Sequence[Person]) -> None:
    """Make accounts, and give each its id. Raises AddressTaken."""
    db.session.add_all(people)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise AddressTaken from error


def _some(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + AT_ONCE] for at in range(0, len(values), AT_ONCE))
