"""Letters waiting to be sent. A row is written with the deed that causes it and sent afterwards; of several senders one takes each.

A letter says what it is about and not what it says: the words, and the single-use link that some carry, are made when it is sent, so that
no link lies about in the database.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db

UNSURE_AFTER = timedelta(minutes=10)


class Kind(StrEnum):
    """What a letter is about. Each has a template of its own."""

    INVITATION = "invitation"
    ADDED = "added"
    RESET = "reset"
    DIGEST = "digest"


class State(StrEnum):
    WAITING = "waiting"
    TAKEN = "taken"
    """a sender has it in hand. If that sender dies, nobody knows whether it went: it is not sent again unasked"""
    SENT = "sent"
    FAILED = "failed"
    NOT_NEEDED = "not_needed"
    """nobody has that address, or they need no such letter any more"""


class Letter(Base):
    """One letter to one address."""

    __tablename__ = "letter"
    __table_args__ = (Index("ix_letter_state_due_at", "state", "due_at"), Index("ix_letter_cohort_id_to", "cohort_id", "to"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(String(16))
    to: Mapped[str] = mapped_column(String(254))
    values: Mapped[dict[str, Any]]
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    state: Mapped[State] = mapped_column(String(16), default=State.WAITING)
    written_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(String(200), default="")


def write(kind: Kind, to: str, now: datetime, *, cohort_id: int | None = None, **values: object) -> None:
    """Put a letter into the outbox."""
    db.session.add(Letter(kind=kind, to=to, values=values, cohort_id=cohort_id, written_at=now, due_at=now, done_at=None))


def due(now: datetime, most: int) -> list[int]:
    """The ids of letters that may be sent now, oldest first."""
    asked = select(Letter.id).where(Letter.state == State.WAITING, Letter.due_at <= now).order_by(Letter.due_at, Letter.id).limit(most)
    return list(db.session.scalars(asked))


def take(id: int, now: datetime) -> Letter | None:
    """Take a letter in hand; none when another sender has it."""
    taken = (
        update(Letter)
        .where(Letter.id == id, Letter.state == State.WAITING)
        .values(state=State.TAKEN, due_at=now, tries=Letter.tries + 1)
        .returning(Letter)
    )
    return db.session.scalars(taken, execution_options={"populate_existing": True}).one_or_none()


def settle(id: int, state: State, now: datetime, *, trouble: str = "", again_at: datetime | None = None) -> None:
    """What became of a letter in hand."""
    settled = update(Letter).where(Letter.id == id, Letter.state == State.TAKEN)
    done_at = None if state is State.WAITING else now
    db.session.execute(settled.values(state=state, done_at=done_at, trouble=trouble[:200], due_at=again_at or now))


def last_of(cohort_id: int, addresses: list[str]) -> dict[str, Letter]:
    """address → the newest letter from this cohort to it."""
    newest = select(func.max(Letter.id)).where(Letter.cohort_id == cohort_id, Letter.to.in_(addresses)).group_by(Letter.to)
    return {letter.to: letter for letter in db.session.scalars(select(Letter).where(Letter.id.in_(newest)))}


def stands(letter: Letter, now: datetime) -> str:
    """How a letter stands, in one word for a page: its state, or `unsure` when whoever sent it never came back."""
    return "unsure" if letter.state == State.TAKEN and letter.due_at < now - UNSURE_AFTER else State(letter.state).value


def tries_of(id: int) -> int:
    """How often a letter has been taken in hand."""
    return db.session.scalar(select(Letter.tries).where(Letter.id == id)) or 0
