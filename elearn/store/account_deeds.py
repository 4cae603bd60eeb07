"""What was done to whose account, and by whom: rights given and taken, suspensions, new links. Only added to."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from elearn.store.db import Base, db
from elearn.store.people import Person


class Done(StrEnum):
    ADDED = "added"
    TEACHER_ON = "teacher_on"
    TEACHER_OFF = "teacher_off"
    AUTHOR_ON = "author_on"
    AUTHOR_OFF = "author_off"
    ADMIN_ON = "admin_on"
    ADMIN_OFF = "admin_off"
    SUSPENDED = "suspended"
    LET_BACK = "let_back"
    SIGNED_OUT = "signed_out"
    RESET = "reset"
    FACTOR_OFF = "factor_off"


class AccountDeed(Base):
    """One thing that was done to an account."""

    __tablename__ = "account_deed"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    """nobody: it was done from a shell"""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    what: Mapped[Done] = mapped_column(String(32))


@dataclass(frozen=True, kw_only=True)
class Noted:
    """One line of the record, with names."""

    at: datetime
    by: str | None
    person_id: int
    person: str
    what: Done


def note(what: Done, person_id: int, by_id: int | None, now: datetime) -> None:
    """Write one line, in the transaction of the deed itself."""
    db.session.add(AccountDeed(at=now, by_id=by_id, person_id=person_id, what=what))


def newest(most: int, *, before: int = 0, person_id: int | None = None) -> list[tuple[int, Noted]]:
    """The newest lines, of all or of one person, each with its number; `before` a number, to go on."""
    about, by = aliased(Person), aliased(Person)
    asked = select(AccountDeed, about.name, by.name).join(about, about.id == AccountDeed.person_id)
    asked = asked.outerjoin(by, by.id == AccountDeed.by_id).order_by(AccountDeed.id.desc()).limit(most)
    if before:
        asked = asked.where(AccountDeed.id < before)
    if person_id is not None:
        asked = asked.where(AccountDeed.person_id == person_id)
    return [
        (deed.id, Noted(at=deed.at, by=who, person_id=deed.person_id, person=person, what=Done(deed.what)))
        for deed, person, who in db.session.execute(asked)
    ]
