"""What a tutor says to a pair or to a class: beside the reasoning log, because it is no part of a pair's reasoning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, ForeignKey, Index, Text, bindparam, null, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from elearn.store.db import Base, built_once, db
from elearn.store.people import HelpCall, Person


class Message(Base):
    """Words from a tutor; without a sitting they are for everybody."""

    __tablename__ = "message"
    __table_args__ = (Index("ix_message_cohort_id_sitting_id", "cohort_id", "sitting_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    sitting_id: Mapped[int | None]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]

    by: Mapped[Person] = relationship(lazy="raise")


class MessageRead(Base):
    """Somebody has read a message, and need not see it any more."""

    __tablename__ = "message_read"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    at: Mapped[datetime]


def unread(cohort_id: int, sitting_id: int, person_id: int, since: datetime) -> list[Message]:
    """What a person at a sitting has not put away, said since a moment, oldest first."""
    read = select(MessageRead.message_id).where(MessageRead.person_id == person_id)
    asked = (
        select(Message)
        .where(Message.cohort_id == cohort_id, or_(Message.sitting_id == sitting_id, Message.sitting_id.is_(None)), Message.at >= since)
        .where(Message.id.not_in(read))
    )
    return list(db.session.scalars(asked.options(joinedload(Message.by)).order_by(Message.id).limit(5)))


def latest(cohort_id: int, most: int, *, sittings: Iterable[int] | None = None) -> list[Message]:
    """What was last said to a class or, with `sittings`, to those pairs; newest first."""
    asked = select(Message).where(Message.cohort_id == cohort_id)
    if sittings is not None:
        asked = asked.where(or_(Message.sitting_id.in_(list(sittings)), Message.sitting_id.is_(None)))
    return list(db.session.scalars(asked.options(joinedload(Message.by)).order_by(Message.id.desc()).limit(most)))


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a tutor said, or that somebody asked for a word: then `words` is none."""

    id: int
    sitting_id: int | None
    name: str
    at: datetime
    words: str | None


def lately(cohort_id: int, most: int) -> tuple[list[Word], list[Word]]:
    """Who in a class has asked for a word that nobody has given them yet, oldest first, and what its tutors said last, newest first: one
    question.
    """
    found = [Word(**row) for row in db.session.execute(_lately(), {"cohort": cohort_id, "most": most}).mappings()]
    said = [each for each in found if each.words is not None]
    return sorted((each for each in found if each.words is None), key=lambda each: each.at), sorted(said, key=lambda each: -each.id)


@built_once
def _lately() -> CompoundSelect[*tuple[Any, ...]]:
    said = select(Message.id, Message.sitting_id, Person.name, Message.at, Message.words).join(Person, Person.id == Message.by_id)
    said = said.where(Message.cohort_id == bindparam("cohort")).order_by(Message.id.desc()).limit(bindparam("most"))
    asked = select(HelpCall.id, HelpCall.sitting_id, Person.name, HelpCall.at, null().label("words"))
    asked = asked.join(Person, Person.id == HelpCall.person_id)
    asked = asked.where(HelpCall.cohort_id == bindparam("cohort"), HelpCall.answered_at.is_(None))
    return select(*said.subquery().c).union_all(asked)


def by_id(cohort_id: int, id: int) -> Message | None:
    """A message of a class."""
    found = db.session.get(Message, id)
    return found if found is not None and found.cohort_id == cohort_id else None
