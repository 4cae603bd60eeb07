"""What tutors decided while marking: whether a pair's own words are one of the panel's causes. A case's vocabulary may learn from it later.

It says which words and who decided, and nothing of the pair that wrote them.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db

MOST_WORDS = 200


class WordDecision(Base):
    """These words are, or are not, this cause of the panel's (or its weak cause). A later decision replaces an earlier one."""

    __tablename__ = "word_decision"
    __table_args__ = (UniqueConstraint("case_slug", "words", "cause_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64))
    words: Mapped[str] = mapped_column(String(MOST_WORDS))
    """as the pair wrote them, names masked"""
    cause_id: Mapped[str] = mapped_column(String(64))
    same: Mapped[bool]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]


def of_case(case_slug: str) -> list[WordDecision]:
    """All that was decided about a case's words, oldest first."""
    asked = select(WordDecision).where(WordDecision.case_slug == case_slug).order_by(WordDecision.at, WordDecision.id)
    return list(db.session.scalars(asked))


def decide(case_slug: str, words: str, cause_id: str, *, same: bool, by_id: int, now: datetime) -> None:
    """Keep a decision; the last one stands."""
    asked = select(WordDecision).where(WordDecision.case_slug == case_slug, WordDecision.words == words, WordDecision.cause_id == cause_id)
    found = db.session.scalar(asked)
    if found is None:
        found = WordDecision(case_slug=case_slug, words=words, cause_id=cause_id, same=same, by_id=by_id, at=now)
        db.session.add(found)
    found.same, found.by_id, found.at = same, by_id, now
