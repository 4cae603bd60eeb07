"""Times: when each step of a case is open for a class and until when, and who has more of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Select, String, and_, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.timetable import Clock, More, StepTime, due
from elearn.domain.workspace import Workspace
from elearn.store.cohorts import Cohort
from elearn.store.db import Base, built_once, db
from elearn.store.library import CaseVersion
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting


class ClassTime(Base):
    """One step of a case, as a class has it. A step without a row is open, and ends when the pair is done."""

    __tablename__ = "class_time"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    step: Mapped[str] = mapped_column(String(64), primary_key=True)
    opened_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    firm: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)

    @property
    def read(self) -> StepTime:
        return StepTime(opened_at=self.opened_at, ends_at=self.ends_at, firm=self.firm, held=self.held)


class PairTime(Base):
    """More time for one pair at one step."""

    __tablename__ = "pair_time"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(String(64), primary_key=True)
    minutes: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)


class Allowance(Base):
    """More time for one student at every step. Why is nobody's business here, and is kept nowhere."""

    __tablename__ = "allowance"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    percent: Mapped[int] = mapped_column(default=0)
    minutes: Mapped[int] = mapped_column(default=0)
    days: Mapped[int] = mapped_column(default=0)

    @property
    def read(self) -> More:
        return More(percent=self.percent, minutes=self.minutes, days=self.days)


def rows(cohort_id: int, slug: str) -> dict[str, ClassTime]:
    """step → its time, for a class and a case."""
    return {each.step: each for each in db.session.scalars(_rows(), {"cohort": cohort_id, "case": slug})}


@built_once
def _rows() -> Select[ClassTime]:
    return select(ClassTime).where(ClassTime.cohort_id == bindparam("cohort"), ClassTime.case_slug == bindparam("case"))


def row(cohort_id: int, slug: str, step: str) -> ClassTime:
    """The time of one step, made where there is none yet."""
    found = db.session.get(ClassTime, (cohort_id, slug, step))
    if found is None:
        found = ClassTime(cohort_id=cohort_id, case_slug=slug, step=step, firm=False, held=False)
        db.session.add(found)
    return found


def held(cohort_id: int, slug: str) -> tuple[str, ...]:
    """The steps of a case that a class's tutor has not opened yet."""
    asked = select(ClassTime.step).where(ClassTime.cohort_id == cohort_id, ClassTime.case_slug == slug, ClassTime.held)
    return tuple(db.session.scalars(asked))


def all_held(cohort_id: int) -> list[ClassTime]:
    """Every step that a class's tutor holds, of whatever case."""
    return list(db.session.scalars(select(ClassTime).where(ClassTime.cohort_id == cohort_id, ClassTime.held)))


def clock(cohort_id: int, sitting_id: int, table: Workspace) -> Clock:
    """What decides when a pair's step is over: one question where the step has no end, two where it has one."""
    where = {"cohort": cohort_id, "sitting": sitting_id, "case": table.case, "step": table.step.id}
    found = db.session.execute(_clock(), where).one_or_none()
    if found is None or found.ends_at is None:
        return Clock(time=StepTime())
    time = StepTime(opened_at=found.opened_at, ends_at=found.ends_at, firm=found.firm)
    pair = More(minutes=found.minutes or 0, days=found.days or 0)
    return Clock(time=time, zone=found.time_zone, pair=pair, members=_allowances(cohort_id, sitting_id))


@built_once
def _clock() -> Select[*tuple[Any, ...]]:
    same_step = and_(
        PairTime.cohort_id == ClassTime.cohort_id, PairTime.sitting_id == bindparam("sitting"), PairTime.step == ClassTime.step
    )
    return (
        select(ClassTime.opened_at, ClassTime.ends_at, ClassTime.firm, Cohort.time_zone, PairTime.minutes, PairTime.days)
        .join(Cohort, Cohort.id == ClassTime.cohort_id)
        .outerjoin(PairTime, same_step)
        .where(ClassTime.cohort_id == bindparam("cohort"), ClassTime.case_slug == bindparam("case"), ClassTime.step == bindparam("step"))
    )


def _allowances(cohort_id: int, sitting_id: int) -> dict[str, More]:
    asked = (
        select(Seat.member_id, Allowance.percent, Allowance.minutes, Allowance.days)
        .join(Allowance, and_(Allowance.cohort_id == Seat.cohort_id, Allowance.person_id == Seat.person_id))
        .where(Seat.cohort_id == cohort_id, Seat.sitting_id == sitting_id)
    )
    return {each.member_id: More(percent=each.percent, minutes=each.minutes, days=each.days) for each in db.session.execute(asked)}


def allowances(cohort_id: int) -> list[tuple[Person, Allowance]]:
    """Who in a class has more time, by name."""
    asked = select(Person, Allowance).join(Allowance, Allowance.person_id == Person.id).where(Allowance.cohort_id == cohort_id)
    return [(each[0], each[1]) for each in db.session.execute(asked.order_by(Person.name))]


def allowance(cohort_id: int, person_id: int) -> Allowance | None:
    """What a student has more of, if anything."""
    return db.session.get(Allowance, (cohort_id, person_id))


def more_for_pair(cohort_id: int, sitting_id: int, step: str) -> PairTime:
    """What a pair has more of at a step, made where there is nothing yet."""
    found = db.session.get(PairTime, (cohort_id, sitting_id, step))
    if found is None:
        found = PairTime(cohort_id=cohort_id, sitting_id=sitting_id, step=step, minutes=0, days=0)
        db.session.add(found)
    return found


# --- which sittings the house has to look at


def note_due(cohort_id: int, sitting_id: int, table: Workspace) -> None:
    """Write down when the house has to do something at a sitting: asked anew whenever its step or its times have changed."""
    at = due(table, clock(cohort_id, sitting_id, table))
    db.session.execute(update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id).values(due_at=at))


def look_at(cohort_id: int, now: datetime, *, slug: str | None = None, people: Iterable[int] = (), sitting_id: int | None = None) -> None:
    """Have the house look at these sittings, and their pages see that something beside the log has changed."""
    asked = update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None))
    if slug is not None:
        asked = asked.where(Sitting.case_sha.in_(select(CaseVersion.sha).where(CaseVersion.slug == slug)))
    if sitting_id is not None:
        asked = asked.where(Sitting.id == sitting_id)
    seated = list(people)
    if seated:
        theirs = select(Seat.sitting_id).where(Seat.cohort_id == cohort_id, Seat.person_id.in_(seated))
        asked = asked.where(Sitting.id.in_(theirs))
    db.session.execute(asked.values(due_at=now, notices=Sitting.notices + 1).execution_options(synchronize_session=False))


def due_keys(now: datetime, *, most: int, cohort_id: int | None = None) -> list[tuple[int, int]]:
    """Sittings at which the house has something to do, the longest due first."""
    asked = select(Sitting.cohort_id, Sitting.id).where(Sitting.due_at <= now, Sitting.closed_at.is_(None))
    if cohort_id is not None:
        asked = asked.where(Sitting.cohort_id == cohort_id)
    return [(each.cohort_id, each.id) for each in db.session.execute(asked.order_by(Sitting.due_at).limit(most))]
