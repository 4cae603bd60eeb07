"""What waits for somebody, asked in a few questions whatever the number of their classes: for their home page and for a letter a day.

`DigestTold` is what the last letter told somebody, so that what waits unchanged is not written about every day.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ForeignKey, ScalarSelect, Select, and_, bindparam, case, exists, func, select, update
from sqlalchemy.orm import Mapped, aliased, mapped_column

from elearn.domain.instrument import Instrument, Occasion
from elearn.domain.moderation import Part
from elearn.domain.notices import LETTER
from elearn.domain.person import STAFF, Role
from elearn.domain.timetable import Clock, More, StepTime
from elearn.store.answers import AnswerSheet, ClassInstrument, ClassQuestionnaire, VignetteMark, unsettled
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import Base, built_once, db, hold
from elearn.store.library import CaseVersion
from elearn.store.marks import Marking, MarkQuery, MarkRelease, Script
from elearn.store.pairing import Availability
from elearn.store.people import HelpCall, Person
from elearn.store.sittings import Seat, Sitting
from elearn.store.timetable import Allowance, ClassTime, PairTime
from elearn.store.word_decisions import WordDecision
from elearn.store.words import UnmatchedWords


class DigestTold(Base):
    """When it was last looked whether somebody is to be written to, and what the last letter told them."""

    __tablename__ = "digest_told"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    looked_on: Mapped[date]
    """by the clock of their class"""
    told: Mapped[dict[str, Any]]
    """key of a notice → how many things it stood for"""
    told_on: Mapped[date | None]


# --- learners


@dataclass(frozen=True, kw_only=True)
class LearnsIn:
    """A class in which somebody learns: what it asks them, and what they have said."""

    cohort: Cohort
    settings: ClassQuestionnaire
    instrument: Instrument | None
    """the questionnaire pinned to it; none: the default of the software"""
    chosen: int
    """cases that the class works on"""
    said_when: bool
    sheets: Mapping[Occasion, AnswerSheet] = field(default_factory=dict)


def classes_of(person_id: int) -> list[LearnsIn]:
    """The classes in which somebody learns that are not archived, newest first."""
    rows: list[Any] = list(db.session.execute(_classes_of(), {"person": person_id}))
    sheets: dict[int, dict[Occasion, AnswerSheet]] = {}
    for row in rows:
        if row[5] is not None:
            sheets.setdefault(row[0].id, {})[Occasion(row[5].occasion)] = row[5]
    once = {row[0].id: row for row in rows}
    return [
        LearnsIn(
            cohort=row[0], settings=row[1] or unsettled(id), instrument=row[2].instrument if row[2] else None, chosen=row[3],
            said_when=row[4] is not None, sheets=sheets.get(id, {}),
        )
        for id, row in once.items()
    ]  # fmt: skip


@built_once
def _classes_of() -> Select[*tuple[Any, ...]]:
    chosen = select(func.count()).where(CohortCase.cohort_id == Cohort.id).correlate(Cohort).scalar_subquery()
    theirs = {model: and_(model.cohort_id == Cohort.id, model.person_id == bindparam("person")) for model in (Availability, AnswerSheet)}
    at_instrument = and_(ClassInstrument.cohort_id == Cohort.id, ClassInstrument.number == ClassQuestionnaire.number)
    return (
        select(Cohort, ClassQuestionnaire, ClassInstrument, chosen, Availability.week, AnswerSheet)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .outerjoin(ClassQuestionnaire, ClassQuestionnaire.cohort_id == Cohort.id)
        .outerjoin(ClassInstrument, at_instrument)
        .outerjoin(Availability, theirs[Availability])
        .outerjoin(AnswerSheet, theirs[AnswerSheet])
        .where(Enrolment.person_id == bindparam("person"), Enrolment.role == Role.LEARNER, Cohort.archived_at.is_(None))
        .order_by(Cohort.id.desc())
    )


@dataclass(frozen=True, kw_only=True)
class GivenTo:
    """Feedback that somebody was given, and the newest question of theirs whose answer they have not read."""

    released_at: datetime
    read: bool
    answered: int


def given_to(person_id: int) -> dict[tuple[int, int], GivenTo]:
    """(cohort, sitting) → what a person has been given there."""
    return {
        (row[0], row[1]): GivenTo(released_at=row[2], read=row[3] is not None, answered=row[4] or 0)
        for row in db.session.execute(_given_to(), {"person": person_id})
    }


@built_once
def _given_to() -> Select[*tuple[Any, ...]]:
    keys = ("cohort_id", "sitting_id", "member_id")
    at_seat = and_(*(getattr(Seat, key) == getattr(MarkRelease, key) for key in keys))
    unread = and_(*(getattr(MarkQuery, key) == getattr(MarkRelease, key) for key in keys), _unread_answer())
    return (
        select(MarkRelease.cohort_id, MarkRelease.sitting_id, MarkRelease.released_at, MarkRelease.read_at, func.max(MarkQuery.id))
        .join(Seat, at_seat)
        .outerjoin(MarkQuery, unread)
        .where(Seat.person_id == bindparam("person"))
        .group_by(MarkRelease.cohort_id, MarkRelease.sitting_id, MarkRelease.released_at, MarkRelease.read_at)
    )


def clocks_of(person_id: int) -> dict[tuple[int, int], Clock]:
    """(cohort, sitting) → what decides when the pair's step is over, of those sittings of a person's whose step has an end."""
    found: dict[tuple[int, int], Clock] = {}
    allowed: dict[tuple[int, int], dict[str, More]] = {}
    for row in db.session.execute(_clocks_of(), {"person": person_id}):
        key = row[0], row[1]
        members = allowed.setdefault(key, {})
        if row[9] is not None:
            members[row[8]] = More(percent=row[9], minutes=row[10], days=row[11])
        time = StepTime(opened_at=row[2], ends_at=row[3], firm=row[4])
        found[key] = Clock(time=time, zone=row[5], pair=More(minutes=row[6] or 0, days=row[7] or 0), members=members)
    return found


@built_once
def _clocks_of() -> Select[*tuple[Any, ...]]:
    mine, other = aliased(Seat), aliased(Seat)
    return (
        select(
            Sitting.cohort_id, Sitting.id, ClassTime.opened_at, ClassTime.ends_at, ClassTime.firm, Cohort.time_zone, PairTime.minutes,
            PairTime.days, other.member_id, Allowance.percent, Allowance.minutes, Allowance.days,
        )
        .join(mine, and_(mine.cohort_id == Sitting.cohort_id, mine.sitting_id == Sitting.id))
        .join(Cohort, Cohort.id == Sitting.cohort_id)
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .join(
            ClassTime,
            and_(
                ClassTime.cohort_id == Sitting.cohort_id, ClassTime.case_slug == CaseVersion.slug,
                ClassTime.step == Sitting.digest["step"].as_string(),
            ),
        )
        .outerjoin(
            PairTime, and_(PairTime.cohort_id == Sitting.cohort_id, PairTime.sitting_id == Sitting.id, PairTime.step == ClassTime.step)
        )
        .outerjoin(other, and_(other.cohort_id == Sitting.cohort_id, other.sitting_id == Sitting.id, other.left_at.is_(None)))
        .outerjoin(Allowance, and_(Allowance.cohort_id == other.cohort_id, Allowance.person_id == other.person_id))
        .where(mine.person_id == bindparam("person"), mine.left_at.is_(None), Sitting.closed_at.is_(None), ClassTime.ends_at.is_not(None))
    )  # fmt: skip


def note_read(cohort_id: int, sitting_id: int, member_id: str, now: datetime) -> None:
    """Somebody has opened their feedback, and the answers that stand there. Call it inside `saving()`."""
    theirs = {"cohort_id": cohort_id, "sitting_id": sitting_id, "member_id": member_id}
    db.session.execute(update(MarkRelease).filter_by(**theirs).where(MarkRelease.read_at.is_(None)).values(read_at=now))
    db.session.execute(update(MarkQuery).filter_by(**theirs).where(_unread_answer()).values(read_at=now))


def _unread_answer() -> ColumnElement[bool]:
    return and_(MarkQuery.answered_at.is_not(None), MarkQuery.read_at.is_(None))


# --- staff


@dataclass(frozen=True, kw_only=True)
class TeachesIn:
    """A class on whose staff somebody is, and how much there waits for them; nothing does where it is archived."""

    cohort: Cohort
    role: Role
    counts: Mapping[str, int]
    """field of domain/notices.py's `Taught` → how many"""


def taught_by(person_id: int) -> list[TeachesIn]:
    """The classes on whose staff somebody is, newest first, archived ones too, with what waits there: one question."""
    counts = _counts(person_id)
    living = [case((Cohort.archived_at.is_(None), count), else_=0) for count in counts.values()]
    asked = select(Cohort, Enrolment.role, *living).join(Enrolment, Enrolment.cohort_id == Cohort.id)
    asked = asked.where(Enrolment.person_id == person_id, Enrolment.role.in_(STAFF)).order_by(Cohort.id.desc())
    return [
        TeachesIn(cohort=row[0], role=Role(row[1]), counts=dict(zip(counts, row[2:], strict=True))) for row in db.session.execute(asked)
    ]


def _counts(person_id: int) -> dict[str, ScalarSelect[int]]:
    mine = and_(Marking.cohort_id == Cohort.id, Marking.marker_id == person_id, Marking.done_at.is_(None))
    told = exists().where(VignetteMark.cohort_id == AnswerSheet.cohort_id, VignetteMark.number == AnswerSheet.number)
    handed_in = and_(AnswerSheet.cohort_id == Cohort.id, AnswerSheet.number.is_not(None), AnswerSheet.handed_in_at.is_not(None))
    return {
        "calls": _count(HelpCall.cohort_id == Cohort.id, HelpCall.answered_at.is_(None)),
        "queries": _count(MarkQuery.cohort_id == Cohort.id, MarkQuery.answered_at.is_(None)),
        "first": _count(mine, Marking.part.in_((Part.FIRST, Part.PRACTICE))),
        "again": _count(mine, Marking.part.in_((Part.SECOND, Part.THIRD))),
        "stories": _count(handed_in, ~told),
        "words": _words_to_decide(person_id),
        "unpaired": _unpaired(),
    }


def _count(*where: ColumnElement[bool]) -> ScalarSelect[int]:
    return select(func.count()).where(*where).correlate(Cohort).scalar_subquery()


def _words_to_decide(person_id: int) -> ScalarSelect[int]:
    """On the maps that somebody is marking, with the panel open to them: words that the pair called nothing of the panel's."""
    decided = exists().where(WordDecision.case_slug == UnmatchedWords.case_slug, WordDecision.words == UnmatchedWords.words)
    asked = (
        select(func.count())
        .select_from(Marking)
        .join(Script, and_(Script.cohort_id == Marking.cohort_id, Script.number == Marking.script))
        .join(UnmatchedWords, and_(UnmatchedWords.cohort_id == Script.cohort_id, UnmatchedWords.sitting_id == Script.sitting_id))
        .where(Marking.cohort_id == Cohort.id, Marking.marker_id == person_id, Marking.whole_at.is_not(None), Marking.done_at.is_(None))
        .where(UnmatchedWords.same_as.is_(None), ~decided)
    )
    return asked.correlate(Cohort).scalar_subquery()


def _unpaired() -> ScalarSelect[int]:
    """Learners without a seat anywhere in the class, once it has a case."""
    at_sitting = and_(Sitting.cohort_id == Seat.cohort_id, Sitting.id == Seat.sitting_id)
    learner = aliased(Enrolment)
    seated = (
        select(Seat.person_id)
        .join(Sitting, at_sitting)
        .where(Seat.person_id == learner.person_id, Seat.cohort_id == learner.cohort_id)
        .where(Seat.left_at.is_(None), Sitting.closed_at.is_(None))
    )
    has_case = exists().where(CohortCase.cohort_id == learner.cohort_id)
    asked = select(func.count()).select_from(learner).where(learner.cohort_id == Cohort.id, learner.role == Role.LEARNER)
    return asked.where(has_case, ~seated.exists()).correlate(Cohort).scalar_subquery()


def times_of(cohort_ids: Collection[int]) -> list[ClassTime]:
    """The times of all steps that end, in several classes."""
    return list(db.session.scalars(select(ClassTime).where(ClassTime.cohort_id.in_(cohort_ids), ClassTime.ends_at.is_not(None))))


# --- the letter


def zones() -> list[str]:
    """The time zones of the classes that are not archived."""
    return list(db.session.scalars(select(Cohort.time_zone).where(Cohort.archived_at.is_(None)).distinct()))


def not_looked_at(zone: str, today: date, most: int) -> list[int]:
    """People of this time zone, that of their newest class, at whom nobody looked today. Who wants no letter, has no account yet or is
    suspended is none of them.
    """
    living = select(Enrolment.person_id, func.max(Enrolment.cohort_id).label("cohort_id")).join(Cohort)
    newest = living.where(Cohort.archived_at.is_(None)).group_by(Enrolment.person_id).subquery()
    asked = (
        select(Person.id)
        .join(newest, newest.c.person_id == Person.id)
        .join(Cohort, Cohort.id == newest.c.cohort_id)
        .outerjoin(DigestTold, and_(DigestTold.person_id == Person.id, DigestTold.looked_on >= today))
        .where(Cohort.time_zone == zone, DigestTold.person_id.is_(None))
        .where(Person.suspended_at.is_(None), Person.password_hash.is_not(None), Person.quiet.not_like(f"%{LETTER}%"))
        .order_by(Person.id)
        .limit(most)
    )
    return list(db.session.scalars(asked))


def hold_told(person_ids: Collection[int], today: date) -> dict[int, DigestTold]:
    """person id → what they were told last, looked at today from now on; without those at whom another process has looked already. One
    process at a time gets past here, until its transaction ends. Call it inside `saving()`.
    """
    hold(db.session.connection(), "digest")
    asked = select(DigestTold).where(DigestTold.person_id.in_(person_ids)).execution_options(populate_existing=True)
    kept = {each.person_id: each for each in db.session.scalars(asked)}
    found = {}
    for id in person_ids:
        row = kept.get(id)
        if row is None:
            row = DigestTold(person_id=id, looked_on=today, told={}, told_on=None)
            db.session.add(row)
        elif row.looked_on >= today:
            continue
        row.looked_on = today
        found[id] = row
    return found
