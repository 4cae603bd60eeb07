"""Who was erased, and which words were taken out: by number, so that the list names nobody and a restored backup can obey it again.

A number may be given anew in a database that was restored from before: each line also says when the account, or the pair, was made, and
counts only where both fit.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db
from elearn.store.people import Person
from elearn.store.sittings import Sitting

FORMER = "Former member"
NOWHERE = "@erased.invalid"
"""ends the address of an account that was erased: no letter goes there, and nobody can have it"""


class Erasure(Base):
    """One person was erased. `names`, `words`: what was done to what their pairs wrote together."""

    __tablename__ = "erasure"
    __table_args__ = (UniqueConstraint("person_id", "made_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int]
    made_at: Mapped[datetime]
    """when their account was made"""
    names: Mapped[bool]
    """their name was taken out of words"""
    words: Mapped[bool]
    """all their own words were taken out too"""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """nobody: from a shell"""


class Redaction(Base):
    """The words of one entry of a log were taken out."""

    __tablename__ = "redaction"
    __table_args__ = (UniqueConstraint("cohort_id", "sitting_id", "made_at", "op"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int]
    sitting_id: Mapped[int]
    made_at: Mapped[datetime]
    """when the pair was made"""
    op: Mapped[str] = mapped_column(String(32))
    """of the entry: its number may be another's in a database that was restored from before"""
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


def people() -> list[Erasure]:
    """Everybody who was erased, newest first."""
    return list(db.session.scalars(select(Erasure).order_by(Erasure.at.desc(), Erasure.id.desc())))


def redactions() -> list[Redaction]:
    """Every entry whose words were taken out, newest first."""
    return list(db.session.scalars(select(Redaction).order_by(Redaction.at.desc(), Redaction.id.desc())))


def counted() -> tuple[int, int]:
    """How many lines either list has. No line is ever taken off, so these differ once somebody was erased or words were taken out."""
    of_people, of_words = (select(func.count()).select_from(each).scalar_subquery() for each in (Erasure, Redaction))
    found = db.session.execute(select(of_people, of_words)).one()
    return found[0], found[1]


def is_erased(person: Person) -> bool:
    """Whether this is all that is left of an account."""
    return person.email.endswith(NOWHERE)


def person_of(person_id: int, made_at: datetime) -> Person | None:
    """Whom a line of the list means here; nobody where that number is another's, or is erased already."""
    found = db.session.get(Person, person_id, populate_existing=True)
    return found if found is not None and found.created_at == made_at and not is_erased(found) else None


def is_sitting(cohort_id: int, sitting_id: int, made_at: datetime) -> bool:
    """Whether the pair with this number is the one that a line of the list means."""
    asked = select(Sitting.opened_at).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
    return db.session.scalar(asked) == made_at


def keep(rows: Iterable[Erasure | Redaction]) -> None:
    """Put lines on the list, unless they are there."""
    there = {*map(_key, people()), *map(_key, redactions())}
    for each in rows:
        if _key(each) not in there:
            there.add(_key(each))
            db.session.add(each)
    db.session.flush()


def _key(line: Erasure | Redaction) -> tuple[object, ...]:
    if isinstance(line, Erasure):
        return line.person_id, line.made_at
    return line.cohort_id, line.sitting_id, line.made_at, line.op
