"""Words on pairs' maps that their case could not match: kept when a pair reaches Compare, so that authors need no log to learn from use."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import ForeignKeyConstraint, String, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.unmatched import Used
from elearn.domain.vocabulary import Layer
from elearn.store.db import Base, db
from elearn.store.people import Person
from elearn.store.sittings import Seat

MOST_WORDS = 200


class UnmatchedWords(Base):
    """What one pair called one cause. Names are masked before it comes here; who of the pair wrote it is not kept."""

    __tablename__ = "unmatched_words"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"], ondelete="CASCADE"),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(32), primary_key=True)
    """the pair's own cause"""
    case_slug: Mapped[str] = mapped_column(String(64), index=True)
    words: Mapped[str] = mapped_column(String(MOST_WORDS))
    layer: Mapped[Layer] = mapped_column(String(16))
    same_as: Mapped[str | None] = mapped_column(String(64))
    """the panel's cause that the pair said it is, on its own page"""


@dataclass(frozen=True, kw_only=True)
class Wrote:
    """One row as it is to be kept."""

    cause: str
    words: str
    layer: Layer
    same_as: str | None


def keep(cohort_id: int, sitting_id: int, case_slug: str, wrote: Iterable[Wrote]) -> None:
    """Keep a pair's unmatched words in the place of those kept before."""
    gone = delete(UnmatchedWords).where(UnmatchedWords.cohort_id == cohort_id, UnmatchedWords.sitting_id == sitting_id)
    db.session.execute(gone)
    db.session.add_all(
        UnmatchedWords(
            cohort_id=cohort_id, sitting_id=sitting_id, case_slug=case_slug, cause=each.cause, words=each.words[:MOST_WORDS],
            layer=each.layer, same_as=each.same_as,
        )
        for each in wrote
    )  # fmt: skip
    db.session.flush()


def names_at(cohort_id: int, sitting_id: int) -> list[str]:
    """The names of everybody who sits or sat at a sitting, so that they can be masked in its words."""
    asked = select(Person.name).join(Seat, Seat.person_id == Person.id).where(Seat.cohort_id == cohort_id, Seat.sitting_id == sitting_id)
    return list(db.session.scalars(asked))


def of_case(case_slug: str) -> list[Used]:
    """All that pairs wrote at a case, whichever version, and nobody could match."""
    row = UnmatchedWords
    asked = select(row.cohort_id, row.sitting_id, row.words, row.layer, row.same_as).where(row.case_slug == case_slug)
    return [
        Used(pair=(cohort, sitting), words=words, layer=Layer(layer), same_as=same_as)
        for cohort, sitting, words, layer, same_as in db.session.execute(asked)
    ]
