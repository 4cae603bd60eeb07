"""A cohort's rubrics, numbered: what has been marked by one version keeps it for ever."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.assessment import Rubric
from elearn.store.db import Base, db


class RubricVersion(Base):
    """One version. `body` is the whole rubric as JSON, so that no later release of the software changes what marks meant."""

    __tablename__ = "rubric_version"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(String(400))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    @property
    def rubric(self) -> Rubric:
        """The rubric as the domain knows it."""
        return Rubric.model_validate_json(self.body)


def versions(cohort_id: int) -> list[RubricVersion]:
    """Every version of a cohort's rubric, newest first."""
    return list(db.session.scalars(select(RubricVersion).where(RubricVersion.cohort_id == cohort_id).order_by(RubricVersion.number.desc())))


def newest(cohort_id: int) -> RubricVersion | None:
    """The version by which new work is marked; none before anybody began to mark."""
    return next(iter(versions(cohort_id)), None)


def version(cohort_id: int, number: int) -> Rubric:
    """The rubric that work was put up under."""
    return db.session.get_one(RubricVersion, (cohort_id, number)).rubric
