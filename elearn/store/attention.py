"""What tutors made of the cards that the class page showed them, and how far they have tuned its rules."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.attention import Said
from elearn.store.db import Base, db


class CardSaid(Base):
    """A tutor is done with a card, wants it later, or finds it not useful. `sitting_id` is 0 for a card about the class.

    `occasion` tells one occurrence from the next, so that what is done today can come up again another day.
    """

    __tablename__ = "card_said"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[str] = mapped_column(String(32), primary_key=True)
    occasion: Mapped[str] = mapped_column(String(64), primary_key=True)
    said: Mapped[Said] = mapped_column(String(16))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


class RuleTuned(Base):
    """A rule as a class's tutors have it: off, or with other thresholds."""

    __tablename__ = "rule_tuned"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(32), primary_key=True)
    off: Mapped[bool] = mapped_column(default=False)
    values: Mapped[dict[str, Any]]
    """the name of a threshold → its value"""


def said(cohort_ids: Collection[int], since: datetime) -> list[CardSaid]:
    """What was said of these classes' cards since a moment."""
    return list(db.session.scalars(select(CardSaid).where(CardSaid.cohort_id.in_(cohort_ids), CardSaid.at >= since)))


def not_useful(cohort_id: int) -> dict[str, int]:
    """rule → how often its cards were not useful."""
    asked = select(CardSaid.rule, func.count()).where(CardSaid.cohort_id == cohort_id, CardSaid.said == Said.NOT_USEFUL)
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(CardSaid.rule))}


def tuned(cohort_ids: Collection[int]) -> list[RuleTuned]:
    """How these classes have tuned the rules."""
    return list(db.session.scalars(select(RuleTuned).where(RuleTuned.cohort_id.in_(cohort_ids))))
