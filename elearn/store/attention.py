"""What tutors made of the cards that the class page showed them, and how far they have tuned its rules."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, CompoundSelect, ForeignKey, String, bindparam, func, null, select, type_coerce
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.attention import Heard, Said, Tuning
from elearn.store.db import Base, built_once, db


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


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a class's tutors have told of its cards: what they made of them, and how they have set the rules."""

    said: list[Heard] = field(default_factory=list)
    tuned: dict[str, Tuning] = field(default_factory=dict)
    """rule → how it is set"""


def told(cohort_ids: Collection[int], since: datetime) -> defaultdict[int, Told]:
    """class → what its tutors have made of its cards since a moment, and how they have set the rules: one question."""
    found: defaultdict[int, Told] = defaultdict(Told)
    for row in db.session.execute(_told(), {"cohorts": list(cohort_ids), "since": since}):
        if row.said is None:
            found[row.cohort_id].tuned[row.rule] = Tuning(off=row.off, values=row.values)
        else:
            heard = Heard(sitting=row.sitting_id, rule=row.rule, occasion=row.occasion, said=Said(row.said), at=row.at)
            found[row.cohort_id].said.append(heard)
    return found


@built_once
def _told() -> CompoundSelect[*tuple[Any, ...]]:
    cohorts: BindParameter[Any] = bindparam("cohorts", expanding=True)
    off, values = (type_coerce(null(), column.type).label(column.key) for column in (RuleTuned.off, RuleTuned.values))
    said = select(CardSaid.cohort_id, CardSaid.rule, CardSaid.sitting_id, CardSaid.occasion, CardSaid.said, CardSaid.at, off, values)
    tuned = select(RuleTuned.cohort_id, RuleTuned.rule, null(), null(), null(), null(), RuleTuned.off, RuleTuned.values)
    said = said.where(CardSaid.cohort_id.in_(cohorts), CardSaid.at >= bindparam("since"))
    return said.union_all(tuned.where(RuleTuned.cohort_id.in_(cohorts)))


def not_useful(cohort_id: int) -> dict[str, int]:
    """rule → how often its cards were not useful."""
    asked = select(CardSaid.rule, func.count()).where(CardSaid.cohort_id == cohort_id, CardSaid.said == Said.NOT_USEFUL)
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(CardSaid.rule))}
