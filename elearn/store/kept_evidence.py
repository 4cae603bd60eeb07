"""The evidence of large classes, kept as it was worked out (actions/evidence.py), so that no page works through ten thousand answers.

What is kept are figures over ten people or more, as pages show them, and no answer of anybody's. `made_from` is a fingerprint of all that
they come from: once it differs from `fingerprint`, they are worked out again.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.person import Role
from elearn.store.answers import AnswerSheet, ResearchConsent, VignetteMark
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, db
from elearn.store.sittings import Seat


class KeptEvidence(Base):
    """The figures of one class, over all and over those who allow research, worked out at the same moment."""

    __tablename__ = "kept_evidence"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    rule: Mapped[int]
    made_from: Mapped[str] = mapped_column(String(64))
    whole: Mapped[str] = mapped_column(Text)
    research: Mapped[str] = mapped_column(Text)
    kept_at: Mapped[datetime]


def sheets(cohort_id: int) -> int:
    """How many sheets of answers a class has."""
    return db.session.scalar(select(func.count()).select_from(AnswerSheet).where(AnswerSheet.cohort_id == cohort_id)) or 0


def large(more_than: int) -> list[int]:
    """The classes with more than so many sheets of answers."""
    counted = select(AnswerSheet.cohort_id).group_by(AnswerSheet.cohort_id).having(func.count() > more_than)
    return list(db.session.scalars(counted.order_by(AnswerSheet.cohort_id)))


def kept(cohort_id: int) -> KeptEvidence | None:
    """What is kept of a class."""
    return db.session.get(KeptEvidence, cohort_id)


def keep(row: KeptEvidence) -> None:
    """Keep figures in place of those before. Call it inside `saving()`."""
    db.session.merge(row)


def fingerprint(cohort_id: int, instrument: str) -> str:
    """What the figures of a class come from, in short: it changes with every answer, mark, consent, seat and place in the class, and with
    the questionnaire itself.
    """
    asked = [
        select(func.count(), func.max(AnswerSheet.changed_at), func.sum(AnswerSheet.person_id)).where(AnswerSheet.cohort_id == cohort_id),
        select(func.count(), func.max(VignetteMark.marked_at)).where(VignetteMark.cohort_id == cohort_id),
        select(func.count(), func.max(ResearchConsent.said_at)).where(ResearchConsent.cohort_id == cohort_id),
        select(func.count(Seat.person_id), func.max(Seat.sitting_id), func.sum(Seat.person_id)).where(Seat.cohort_id == cohort_id),
        select(Enrolment.discipline, func.count(), func.sum(Enrolment.person_id))
        .where(Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER)
        .group_by(Enrolment.discipline)
        .order_by(Enrolment.discipline),
    ]
    found = [[list(row) for row in db.session.execute(each)] for each in asked]
    return hashlib.sha256(json.dumps([instrument, found], default=str).encode()).hexdigest()
