"""A quick poll at the debrief: one question to a class, one answer from each student, counts shown when the tutor says so."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db


class Poll(Base):
    """A question with a few choices. Open until it is closed; its counts are the tutor's until they are shown."""

    __tablename__ = "poll"
    __table_args__ = (Index("ix_poll_cohort_id_case_slug", "cohort_id", "case_slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    case_slug: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(String(300))
    body: Mapped[dict[str, Any]]
    """{"choices": [words, …]}"""
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    shown_at: Mapped[datetime | None]

    @property
    def choices(self) -> list[str]:
        return [str(each) for each in self.body["choices"]]


class PollAnswer(Base):
    """What one person chose; they may change it while the poll is open."""

    __tablename__ = "poll_answer"

    poll_id: Mapped[int] = mapped_column(ForeignKey("poll.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    choice: Mapped[int]
    at: Mapped[datetime]


def latest(cohort_id: int, slug: str) -> Poll | None:
    """The newest poll of a class on a case."""
    asked = select(Poll).where(Poll.cohort_id == cohort_id, Poll.case_slug == slug)
    return db.session.scalar(asked.order_by(Poll.id.desc()).limit(1))


def latest_with_counts(cohort_id: int, slug: str) -> tuple[Poll | None, list[int]]:
    """The newest poll of a class on a case, and how many chose each of its choices, in one question."""
    newest = select(func.max(Poll.id)).where(Poll.cohort_id == cohort_id, Poll.case_slug == slug).scalar_subquery()
    asked = select(Poll, PollAnswer.choice, func.count(PollAnswer.choice)).select_from(Poll)
    asked = asked.outerjoin(PollAnswer, PollAnswer.poll_id == Poll.id).where(Poll.id == newest).group_by(Poll.id, PollAnswer.choice)
    rows = db.session.execute(asked).all()
    found = {choice: count for _, choice, count in rows}
    return (rows[0][0], [found.get(number, 0) for number in range(len(rows[0][0].choices))]) if rows else (None, [])


def by_id(cohort_id: int, id: int) -> Poll | None:
    """A poll of a class."""
    found = db.session.get(Poll, id)
    return found if found is not None and found.cohort_id == cohort_id else None


def counts(poll: Poll) -> list[int]:
    """How many chose each of its choices."""
    asked = select(PollAnswer.choice, func.count()).where(PollAnswer.poll_id == poll.id).group_by(PollAnswer.choice)
    found = {row[0]: row[1] for row in db.session.execute(asked)}
    return [found.get(number, 0) for number in range(len(poll.choices))]


def answer(poll_id: int, person_id: int) -> int | None:
    """What somebody chose."""
    return db.session.scalar(select(PollAnswer.choice).where(PollAnswer.poll_id == poll_id, PollAnswer.person_id == person_id))
