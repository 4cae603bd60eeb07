"""Sign-ins: each browser in which somebody is signed in is a row, so that it can be seen, and ended, from elsewhere.

The browser holds a random secret, the table its hash: whoever reads the database, or a backup of it, cannot be anybody.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, Select, String, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, built_once, db
from elearn.store.people import Person
from elearn.store.tokens import hashed


class SignedIn(Base):
    """One browser in which one person is signed in."""

    __tablename__ = "signed_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    device: Mapped[str] = mapped_column(String(60))
    """in words that its owner knows again, such as "Firefox on Windows" """
    begun_at: Mapped[datetime]
    used_at: Mapped[datetime]
    """when it was last used, give or take some minutes"""
    ends_at: Mapped[datetime]
    proven_at: Mapped[datetime | None]
    """when the second factor was given in it"""


def keep(secret: str, row: SignedIn) -> None:
    """Keep a new sign-in, and let go of those of the same person that are over."""
    row.hash = hashed(secret)
    db.session.execute(delete(SignedIn).where(SignedIn.person_id == row.person_id, SignedIn.ends_at <= row.begun_at))
    db.session.add(row)


def of(secret: str, now: datetime) -> tuple[SignedIn, Person] | None:
    """The sign-in with this secret, and who it is: one question, by index. Nothing once it is over, or the person is suspended."""
    row = db.session.execute(_of(), {"hash": hashed(secret), "now": now}).one_or_none()
    return (row[0], row[1]) if row else None


@built_once
def _of() -> Select[SignedIn, Person]:
    asked = select(SignedIn, Person).join(Person, Person.id == SignedIn.person_id)
    return asked.where(SignedIn.hash == bindparam("hash"), SignedIn.ends_at > bindparam("now"), Person.suspended_at.is_(None))


def used(id: int, now: datetime) -> None:
    """Note that a sign-in has been used."""
    db.session.execute(update(SignedIn).where(SignedIn.id == id).values(used_at=now))


def of_person(person_id: int, now: datetime) -> list[SignedIn]:
    """Where somebody is signed in, the last used first."""
    asked = select(SignedIn).where(SignedIn.person_id == person_id, SignedIn.ends_at > now)
    return list(db.session.scalars(asked.order_by(SignedIn.used_at.desc(), SignedIn.id.desc())))


def end(person_id: int, ids: Iterable[int]) -> None:
    """End some of a person's sign-ins; the numbers of others' do nothing."""
    db.session.execute(delete(SignedIn).where(SignedIn.person_id == person_id, SignedIn.id.in_(list(ids))))


def end_all(person_id: int, *, but: int | None = None) -> None:
    """End every sign-in of a person, in every browser; all but one where one is named."""
    ended = delete(SignedIn).where(SignedIn.person_id == person_id)
    db.session.execute(ended.where(SignedIn.id != but) if but is not None else ended)
