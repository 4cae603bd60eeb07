"""What a class is asked and what people answered: instruments, sheets of answers, marks of vignettes, and who allows research.

A sheet is one person's answers on one occasion. It is its writer's own: only `of_person`, `sheet` and the figures of a class read it.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Select, String, Text, UniqueConstraint, and_, delete, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.content import StepKind
from elearn.domain.digest import Digest
from elearn.domain.instrument import Instrument, Occasion
from elearn.domain.person import Discipline, Role
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import Base, db
from elearn.store.library import CaseVersion
from elearn.store.marks import MarkRelease, Script
from elearn.store.sittings import Seat, Sitting


class ClassInstrument(Base):
    """A questionnaire that a class may be given, as it was when it was taken in. Content holds none, so no export of content does."""

    __tablename__ = "class_instrument"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    body: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def instrument(self) -> Instrument:
        return _read(self.body)


class ClassQuestionnaire(Base):
    """Which questionnaire a class is given, and what of it is open. Without a row: the default, and before the case only."""

    __tablename__ = "class_questionnaire"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "number"], ["class_instrument.cohort_id", "class_instrument.number"]),)

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    number: Mapped[int | None]
    """none: the default, as the software has it, until somebody answers"""
    off: Mapped[bool] = mapped_column(default=False)
    after_from: Mapped[datetime | None]
    """when the lead opened the second part for all; else it opens for each at Reflect of the last case"""
    later_from: Mapped[datetime | None]
    """when the lead opened the other vignette for all; else it opens for each a week after the second part"""


class AnswerSheet(Base):
    """One person's answers on one occasion."""

    __tablename__ = "answer_sheet"
    __table_args__ = (UniqueConstraint("cohort_id", "number"), Index("ix_answer_sheet_person", "person_id", "cohort_id"))

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    occasion: Mapped[Occasion] = mapped_column(String(8), primary_key=True)
    answers: Mapped[dict[str, Any]]
    """key of an answer (domain/instrument.py) → number, words, or none for "no chance to judge\""""
    vignette: Mapped[str | None] = mapped_column(String(1))
    number: Mapped[int | None]
    """by which markers know the vignette: drawn by lot, so it says nothing of whose it is or when it was written"""
    began_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]


class VignetteMark(Base):
    """The points that one marker gave a vignette. It lies under the marker's id: two never write over one another."""

    __tablename__ = "vignette_mark"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "number"], ["answer_sheet.cohort_id", "answer_sheet.number"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    marker_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    points: Mapped[dict[str, Any]]
    marked_at: Mapped[datetime]


class ResearchConsent(Base):
    """Whether somebody allows research with what they did in a class, as they last said. Without a row they do not."""

    __tablename__ = "research_consent"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    allows: Mapped[bool]
    said_at: Mapped[datetime]


@lru_cache(maxsize=32)
def _read(body: str) -> Instrument:
    return Instrument.model_validate_json(body)


def keep(thing: AnswerSheet | ClassInstrument | ClassQuestionnaire) -> None:
    """Keep something new, so that what comes after in the same transaction finds it. Call it inside `saving()`."""
    db.session.add(thing)
    db.session.flush()


def settings(cohort_id: int) -> ClassQuestionnaire:
    """How a class is asked; the defaults where nobody has said."""
    return db.session.get(ClassQuestionnaire, cohort_id) or unsettled(cohort_id)


def unsettled(cohort_id: int) -> ClassQuestionnaire:
    """How a class is asked of which nobody has said anything."""
    return ClassQuestionnaire(cohort_id=cohort_id, number=None, off=False, after_from=None, later_from=None)


def given(cohort_id: int) -> tuple[ClassQuestionnaire, Instrument | None]:
    """How a class is asked, and the questionnaire pinned to it, in one question; none is pinned until somebody answers."""
    pinned = and_(ClassInstrument.cohort_id == ClassQuestionnaire.cohort_id, ClassInstrument.number == ClassQuestionnaire.number)
    asked: Select[*tuple[Any, ...]] = select(ClassQuestionnaire, ClassInstrument).select_from(ClassQuestionnaire)
    asked = asked.outerjoin(ClassInstrument, pinned).where(ClassQuestionnaire.cohort_id == cohort_id)
    row = db.session.execute(asked).one_or_none()
    return (row[0], row[1].instrument if row[1] is not None else None) if row else (unsettled(cohort_id), None)


def instruments(cohort_id: int) -> list[ClassInstrument]:
    """The questionnaires that a class may be given, besides the default of the software."""
    return list(db.session.scalars(select(ClassInstrument).where(ClassInstrument.cohort_id == cohort_id).order_by(ClassInstrument.number)))


def instrument(cohort_id: int, number: int) -> Instrument | None:
    """One of a class's questionnaires."""
    found = db.session.get(ClassInstrument, (cohort_id, number))
    return found.instrument if found else None


def sheet(cohort_id: int, person_id: int, occasion: Occasion) -> AnswerSheet | None:
    """What somebody answered on an occasion. Ask it for nobody but that person."""
    return db.session.get(AnswerSheet, (cohort_id, person_id, occasion))


def sheets(cohort_id: int, person_id: int) -> dict[Occasion, AnswerSheet]:
    """All that somebody answered in a class. Ask it for nobody but that person."""
    asked = select(AnswerSheet).where(AnswerSheet.cohort_id == cohort_id, AnswerSheet.person_id == person_id)
    return {Occasion(each.occasion): each for each in db.session.scalars(asked)}


def answered(cohort_id: int) -> dict[Occasion, int]:
    """occasion → how many have begun to answer."""
    asked = select(AnswerSheet.occasion, func.count()).where(AnswerSheet.cohort_id == cohort_id).group_by(AnswerSheet.occasion)
    return {Occasion(row[0]): row[1] for row in db.session.execute(asked)}


def place_on_list(cohort_id: int, person_id: int, discipline: Discipline | None) -> int:
    """How many learners of a profession come before somebody on the class's list."""
    asked = select(func.count()).select_from(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER)
    asked = asked.where(Enrolment.discipline == discipline if discipline else Enrolment.discipline.is_(None))
    return db.session.scalar(asked.where(Enrolment.person_id < person_id)) or 0


def numbers(cohort_id: int) -> set[int]:
    """The numbers of vignettes that are taken."""
    asked = select(AnswerSheet.number).where(AnswerSheet.cohort_id == cohort_id, AnswerSheet.number.is_not(None))
    return {number for number in db.session.scalars(asked) if number is not None}


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far somebody is with the cases of a class, as far as a questionnaire asks."""

    chosen: int = 0
    """cases that the class works on"""
    at_the_end: int = 0
    """of these, cases in which they have come to Reflect"""
    begun: bool = False
    """whether they have gone past their first look at the papers in any case"""


FIRST_LOOK = (StepKind.MEET.value, StepKind.SPOT.value)


def progress(cohort_id: int, person_id: int) -> Progress:
    """How far somebody is with the cases of a class. Of whoever sits nowhere it is not asked how many cases there are."""
    chosen = select(func.count()).select_from(CohortCase).where(CohortCase.cohort_id == cohort_id).scalar_subquery()
    sat = (
        select(CaseVersion.slug, Sitting.digest, chosen.label("chosen"))
        .join(Seat, and_(Seat.cohort_id == Sitting.cohort_id, Seat.sitting_id == Sitting.id))
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .where(Seat.cohort_id == cohort_id, Seat.person_id == person_id, Seat.left_at.is_(None), Sitting.closed_at.is_(None))
    )
    rows = db.session.execute(sat).all()
    return progress_of(rows[0].chosen if rows else 0, [(row.slug, row.digest) for row in rows])


def progress_of(chosen: int, sat: Iterable[tuple[str, dict[str, Any]]]) -> Progress:
    """How far somebody is, by the cases chosen for a class and the figures of the sittings at which they sit there."""
    found = [(slug, Digest.model_validate(digest)) for slug, digest in sat]
    ended = {slug for slug, digest in found if digest.finished or digest.kind == StepKind.REFLECT}
    return Progress(
        chosen=chosen, at_the_end=len(ended), begun=any(digest.finished or digest.kind not in FIRST_LOOK for _, digest in found)
    )


def allows_research(cohort_id: int, person_id: int) -> ResearchConsent | None:
    """What somebody last said about research. Ask it for nobody but that person."""
    return db.session.get(ResearchConsent, (cohort_id, person_id))


def allowing(cohort_id: int) -> set[int]:
    """Those who allow research. Ask domain/evidence_sight.py first who may know."""
    asked = select(ResearchConsent.person_id).where(ResearchConsent.cohort_id == cohort_id, ResearchConsent.allows)
    return set(db.session.scalars(asked))


def marks_are_final(cohort_id: int) -> bool:
    """Whether everybody put up for marking in a class has been given their marks, or the class is archived."""
    cohort = db.session.get(Cohort, cohort_id)
    if cohort is None or cohort.archived_at is not None:
        return cohort is not None
    given = and_(
        MarkRelease.cohort_id == Seat.cohort_id, MarkRelease.sitting_id == Seat.sitting_id, MarkRelease.member_id == Seat.member_id
    )
    up = (
        select(func.count(), func.count(MarkRelease.member_id))
        .select_from(Script)
        .join(Seat, and_(Seat.cohort_id == Script.cohort_id, Seat.sitting_id == Script.sitting_id))
        .outerjoin(MarkRelease, given)
        .where(Script.cohort_id == cohort_id, Script.exemplar.is_(False), Seat.left_at.is_(None), Seat.person_id.is_not(None))
    )
    put_up, released = db.session.execute(up).one()
    return bool(put_up) and put_up == released


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One person's answers on one occasion, for the figures of a class: never shown by itself."""

    person_id: int
    discipline: Discipline | None
    occasion: Occasion
    answers: dict[str, Any]
    number: int | None
    allows: bool
    """research with it; ask domain/evidence_sight.py first who may know"""


def of_class(cohort_id: int) -> list[Answered]:
    """All that the learners of a class answered. For figures over ten or more, and nothing else."""
    asked = (
        select(
            AnswerSheet.person_id, Enrolment.discipline, AnswerSheet.occasion, AnswerSheet.answers, AnswerSheet.number,
            func.coalesce(ResearchConsent.allows, False),
        )
        .select_from(AnswerSheet)
        .join(Enrolment, and_(Enrolment.cohort_id == AnswerSheet.cohort_id, Enrolment.person_id == AnswerSheet.person_id))
        .outerjoin(
            ResearchConsent,
            and_(ResearchConsent.cohort_id == AnswerSheet.cohort_id, ResearchConsent.person_id == AnswerSheet.person_id),
        )
        .where(AnswerSheet.cohort_id == cohort_id, Enrolment.role == Role.LEARNER)
        .order_by(AnswerSheet.person_id)
    )  # fmt: skip
    return [
        Answered(
            person_id=person, discipline=Discipline(discipline) if discipline else None, occasion=Occasion(occasion), answers=answers,
            number=number, allows=bool(allows),
        )
        for person, discipline, occasion, answers, number, allows in db.session.execute(asked)
    ]  # fmt: skip


def teams(cohort_id: int) -> dict[int, int]:
    """person → the pair in which they sit, the newest: members of a pair are not independent of one another."""
    asked = select(Seat.person_id, func.max(Seat.sitting_id)).where(Seat.cohort_id == cohort_id, Seat.person_id.is_not(None))
    return {person: pair for person, pair in db.session.execute(asked.group_by(Seat.person_id)) if person is not None}


def to_mark(cohort_id: int) -> dict[int, frozenset[int]]:
    """number → who has marked it, of the vignettes that were handed in."""
    handed_in = select(AnswerSheet.number).where(AnswerSheet.number.is_not(None), AnswerSheet.handed_in_at.is_not(None))
    found = dict.fromkeys(db.session.scalars(handed_in.where(AnswerSheet.cohort_id == cohort_id)), frozenset[int]())
    marks = select(VignetteMark.number, VignetteMark.marker_id).where(VignetteMark.cohort_id == cohort_id)
    for number, marker in db.session.execute(marks):
        if number in found:
            found[number] |= {marker}
    return {number: markers for number, markers in found.items() if number is not None}


def vignette(cohort_id: int, number: int) -> AnswerSheet | None:
    """A vignette that was handed in. Whoever marks it is shown its words and its letter only."""
    asked = select(AnswerSheet).where(AnswerSheet.cohort_id == cohort_id, AnswerSheet.number == number)
    return db.session.scalar(asked.where(AnswerSheet.handed_in_at.is_not(None)))


def mark_of(cohort_id: int, number: int, marker_id: int) -> VignetteMark | None:
    """The points that a marker gave a vignette."""
    return db.session.get(VignetteMark, (cohort_id, number, marker_id))


def vignette_marks(cohort_id: int) -> dict[int, list[dict[str, int]]]:
    """number of a vignette → the points that each of its markers gave."""
    found: dict[int, list[dict[str, int]]] = {}
    for each in db.session.scalars(select(VignetteMark).where(VignetteMark.cohort_id == cohort_id).order_by(VignetteMark.marked_at)):
        found.setdefault(each.number, []).append(each.points)
    return found


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that is kept of one person here: for their own copy, and for nobody else."""

    sheets: Sequence[AnswerSheet]
    consents: Sequence[ResearchConsent]
    marks: Sequence[VignetteMark]
    """of their vignettes"""


def of_person(person_id: int) -> Kept:
    """All that is kept of somebody: for their own copy, and for nobody else."""
    own = select(AnswerSheet).where(AnswerSheet.person_id == person_id).order_by(AnswerSheet.cohort_id, AnswerSheet.began_at)
    at_mark = and_(VignetteMark.cohort_id == AnswerSheet.cohort_id, VignetteMark.number == AnswerSheet.number)
    marks = select(VignetteMark).join(AnswerSheet, at_mark).where(AnswerSheet.person_id == person_id)
    said = select(ResearchConsent).where(ResearchConsent.person_id == person_id)
    return Kept(sheets=list(db.session.scalars(own)), consents=list(db.session.scalars(said)), marks=list(db.session.scalars(marks)))


def forget(person_id: int) -> None:
    """Erase all that somebody answered, what markers gave it, and what they said of research; as a marker, they stay behind their marks of
    others. Call it inside `saving()`.
    """
    own: Collection[Any] = db.session.execute(
        select(AnswerSheet.cohort_id, AnswerSheet.number).where(AnswerSheet.person_id == person_id, AnswerSheet.number.is_not(None))
    ).all()
    if own:
        theirs = or_(*(and_(VignetteMark.cohort_id == cohort_id, VignetteMark.number == number) for cohort_id, number in own))
        db.session.execute(delete(VignetteMark).where(theirs))
    for table in (AnswerSheet, ResearchConsent):
        db.session.execute(delete(table).where(table.person_id == person_id))
