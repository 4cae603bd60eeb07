"""Second factors: of each only a salt is kept. What the telephone knows is worked out from it with the site's secret key, so that a copy
of the database yields nobody's codes.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db
from elearn.store.people import Person


class SecondFactor(Base):
    """A person's second factor; it counts once they have shown that their telephone has it."""

    __tablename__ = "second_factor"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)
    """the half-minute whose code was used last: neither it nor an earlier one is taken again"""


class RecoveryCode(Base):
    """A code on paper for the day on which the telephone is lost."""

    __tablename__ = "recovery_code"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime | None]


def of(person_id: int) -> SecondFactor | None:
    """A person's second factor, confirmed or not."""
    return db.session.get(SecondFactor, person_id, populate_existing=True)


def is_on(person_id: int) -> bool:
    """Whether somebody has to give a second factor as they sign in."""
    asked = select(SecondFactor.person_id).where(SecondFactor.person_id == person_id, SecondFactor.confirmed_at.is_not(None))
    return db.session.scalar(asked) is not None


def use_step(person_id: int, step: int) -> bool:
    """Use the code of a half-minute up; of two at once, one gets it."""
    used = update(SecondFactor).where(SecondFactor.person_id == person_id, SecondFactor.last_step < step).values(last_step=step)
    return db.session.scalar(used.returning(SecondFactor.person_id)) is not None


def use_code(person_id: int, hash: str, now: datetime) -> bool:
    """Use a recovery code up; of two at once, one gets it."""
    used = update(RecoveryCode).where(RecoveryCode.person_id == person_id, RecoveryCode.hash == hash, RecoveryCode.used_at.is_(None))
    return db.session.scalar(used.values(used_at=now).returning(RecoveryCode.person_id)) is not None


def renew_codes(person_id: int, hashes: Iterable[str]) -> None:
    """New recovery codes; the earlier ones end."""
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    db.session.add_all(RecoveryCode(person_id=person_id, hash=each, used_at=None) for each in hashes)


def codes_left(person_id: int) -> int:
    """How many recovery codes somebody has not used."""
    asked = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(asked.where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))) or 0


def forget(person_id: int) -> None:
    """Take somebody's second factor away, and its recovery codes."""
    for table in (RecoveryCode, SecondFactor):
        db.session.execute(delete(table).where(table.person_id == person_id))


def admins_without() -> list[str]:
    """The names of admins who have no second factor, and so can do nothing as admins."""
    confirmed = select(SecondFactor.person_id).where(SecondFactor.confirmed_at.is_not(None))
    asked = select(Person.name).where(Person.is_admin, Person.suspended_at.is_(None), Person.id.not_in(confirmed))
    return list(db.session.scalars(asked.order_by(Person.name)))
