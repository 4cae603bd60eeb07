"""Exports: those that are being made or wait to be fetched, and what they read, some pairs at a time.

Whatever an export reads, it reads for a handful of sittings at once, so that no table is ever held whole and no query stays open while a
slow browser takes what came before. A class that goes on working meanwhile is told of as it was when each pair was read.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, String, and_, delete, func, insert, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.assessment_sight import Stage
from elearn.domain.moderation import Part
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, db
from elearn.store.library import CaseVersion
from elearn.store.log import LogEntry
from elearn.store.looks import At, Look
from elearn.store.marks import Candidate, LevelGiven, Marking, MarkRelease, Script
from elearn.store.people import Person
from elearn.store.results import Result, ResultCause
from elearn.store.sittings import Seat, Sitting


class State(StrEnum):
    """How far an export is."""

    WAITING = "waiting"
    WORKING = "working"
    DONE = "done"
    FAILED = "failed"


class ExportJob(Base):
    """An export that is made in the background. `beat_at` says that whoever makes it still lives."""

    __tablename__ = "export_job"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    asked_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    wish: Mapped[dict[str, Any]]
    """what was asked for, and in what form (actions/export.py, Wish)"""
    state: Mapped[State] = mapped_column(String(12), default=State.WAITING)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    file: Mapped[str] = mapped_column(String(80), default="")
    """its name in the folder of exports; "" while there is none"""
    asked_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    expires_at: Mapped[datetime]


def job(cohort_id: int, id: str) -> ExportJob | None:
    """An export of a class, freshly read."""
    return db.session.get(ExportJob, (cohort_id, id), populate_existing=True)


def jobs_of(cohort_id: int, person_id: int) -> list[ExportJob]:
    """The exports of a class that somebody asked for, newest first."""
    asked = select(ExportJob).where(ExportJob.cohort_id == cohort_id, ExportJob.asked_by == person_id)
    return list(db.session.scalars(asked.order_by(ExportJob.asked_at.desc(), ExportJob.id)))


def forget_expired(now: datetime) -> list[str]:
    """Forget the exports whose time is over. Returns the files that they leave behind. Call it inside `saving()`."""
    gone = delete(ExportJob).where(ExportJob.expires_at <= now).returning(ExportJob.file)
    return [file for file in db.session.scalars(gone) if file]


# --- what an export reads


def sitting_ids(cohort_id: int) -> list[int]:
    """The pairs of a class of which exports tell: neither closed ones nor the exemplars that markers practise on."""
    exemplars = select(Script.sitting_id).where(Script.cohort_id == cohort_id, Script.exemplar)
    asked = select(Sitting.id).where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None), Sitting.id.not_in(exemplars))
    return list(db.session.scalars(asked.order_by(Sitting.id)))


@dataclass(frozen=True, kw_only=True)
class Counts:
    """About how many rows the tables of an export will have."""

    pairs: int
    moves: int
    causes: int
    links: int
    actions: int
    compared: int
    levels: int


def counts(cohort_id: int) -> Counts:
    """How much there is to export, without reading it: moves are numbered without gaps, and a pair's last number says how many."""
    digest = Sitting.digest
    figures = [func.coalesce(func.sum(digest[name].as_integer()), 0) for name in ("causes", "links", "actions")]
    asked = select(func.count(), func.coalesce(func.sum(Sitting.last_seq), 0), *figures)
    row = db.session.execute(asked.where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None))).one()
    compared = select(func.count()).select_from(ResultCause).where(ResultCause.cohort_id == cohort_id)
    levels = select(func.count()).select_from(LevelGiven).where(LevelGiven.cohort_id == cohort_id)
    return Counts(
        pairs=row[0], moves=row[1], causes=row[2], links=row[3], actions=row[4], compared=db.session.scalar(compared) or 0,
        levels=db.session.scalar(levels) or 0,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """Somebody at a pair's table, or who has been."""

    member: str
    person_id: int | None
    discipline: str
    name: str
    student_number: str
    here: bool
    candidate: int | None
    released_at: datetime | None


@dataclass(kw_only=True)
class Pair:
    """A pair, its people, and how far its marking is."""

    id: int
    number: int
    case_slug: str
    case_sha: str
    opened_at: datetime
    script: int | None = None
    rubric: int | None = None
    people: list[Sitter] = field(default_factory=list)
    stages: dict[int, Stage] = field(default_factory=dict)
    """marker → how far they are"""


def pairs(cohort_id: int, ids: Sequence[int]) -> dict[int, Pair]:
    """sitting → the pair, for some sittings of a class. Three queries."""
    up = and_(Script.cohort_id == Sitting.cohort_id, Script.sitting_id == Sitting.id)
    asked = (
        select(Sitting.id, Sitting.number, CaseVersion.slug, Sitting.case_sha, Sitting.opened_at, Script.number, Script.rubric)
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .outerjoin(Script, up)
        .where(Sitting.cohort_id == cohort_id, Sitting.id.in_(ids))
        .order_by(Sitting.id)
    )
    found = {
        row[0]: Pair(id=row[0], number=row[1], case_slug=row[2], case_sha=row[3], opened_at=row[4], script=row[5], rubric=row[6])
        for row in db.session.execute(asked)
    }
    for sitting_id, sitter in _sitters(cohort_id, ids):
        found[sitting_id].people.append(sitter)
    stages = (
        select(Script.sitting_id, Marking.marker_id, Marking.part, Marking.whole_at, Marking.done_at)
        .join(Marking, and_(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number))
        .where(Script.cohort_id == cohort_id, Script.sitting_id.in_(ids))
    )
    for sitting_id, marker, part, whole, done in db.session.execute(stages):
        found[sitting_id].stages[marker] = Stage(part=Part(part), whole=whole is not None, done=done is not None)
    return found


def _sitters(cohort_id: int, ids: Sequence[int]) -> Iterator[tuple[int, Sitter]]:
    at_candidate = and_(
        Candidate.cohort_id == Seat.cohort_id, Candidate.sitting_id == Seat.sitting_id, Candidate.member_id == Seat.member_id
    )
    at_release = and_(
        MarkRelease.cohort_id == Seat.cohort_id, MarkRelease.sitting_id == Seat.sitting_id, MarkRelease.member_id == Seat.member_id
    )
    asked = (
        select(
            Seat.sitting_id, Seat.member_id, Seat.person_id, Seat.discipline, Person.name, Enrolment.student_number, Seat.left_at,
            Candidate.number, MarkRelease.released_at,
        )
        .outerjoin(Person, Person.id == Seat.person_id)
        .outerjoin(Enrolment, and_(Enrolment.cohort_id == Seat.cohort_id, Enrolment.person_id == Seat.person_id))
        .outerjoin(Candidate, at_candidate)
        .outerjoin(MarkRelease, at_release)
        .where(Seat.cohort_id == cohort_id, Seat.sitting_id.in_(ids))
        .order_by(Seat.sitting_id, Seat.member_id)
    )  # fmt: skip
    for row in db.session.execute(asked):
        yield row[0], Sitter(
            member=row[1], person_id=row[2], discipline=str(row[3]), name=row[4] or "", student_number=row[5] or "", here=row[6] is None,
            candidate=row[7], released_at=row[8],
        )  # fmt: skip


MoveRow = tuple[int, int, str, datetime, str, dict[str, Any]]
"""sitting, number, member, moment, name of the move, what it says"""


def moves(cohort_id: int, ids: Sequence[int]) -> Iterator[MoveRow]:
    """The moves on the tables of some pairs, in the order of their logs; of nobody's desk."""
    asked = select(LogEntry.sitting_id, LogEntry.seq, LogEntry.by, LogEntry.at, LogEntry.move, LogEntry.body).where(
        LogEntry.cohort_id == cohort_id, LogEntry.sitting_id.in_(ids), LogEntry.lane == ""
    )
    for row in db.session.execute(asked.order_by(LogEntry.sitting_id, LogEntry.seq).execution_options(yield_per=1000)):
        yield row[0], row[1], row[2], row[3], row[4], row[5]


def tables(cohort_id: int, ids: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(sitting, snapshot of its table)"""
    asked = select(Sitting.id, Sitting.snapshot).where(Sitting.cohort_id == cohort_id, Sitting.id.in_(ids)).order_by(Sitting.id)
    for row in db.session.execute(asked.execution_options(yield_per=10)):
        yield row[0], row[1]


def results(cohort_id: int, ids: Sequence[int]) -> list[Result]:
    """The kept results of some pairs."""
    asked = select(Result).where(Result.cohort_id == cohort_id, Result.sitting_id.in_(ids)).order_by(Result.sitting_id)
    return list(db.session.scalars(asked))


def result_causes(cohort_id: int, ids: Sequence[int]) -> list[ResultCause]:
    """What became of each cause of the panel's with some pairs."""
    asked = select(ResultCause).where(ResultCause.cohort_id == cohort_id, ResultCause.sitting_id.in_(ids))
    return list(db.session.scalars(asked.order_by(ResultCause.sitting_id, ResultCause.cause)))


@dataclass(frozen=True, kw_only=True)
class Level:
    """A level in a finished marking."""

    marker_id: int
    marker: str
    part: Part
    about: str
    criterion: str
    level: int
    comment: str


def levels(cohort_id: int, ids: Sequence[int]) -> dict[int, list[Level]]:
    """sitting → the levels of its finished markings, in the order of markers."""
    asked = (
        select(
            Script.sitting_id, Marking.marker_id, Person.name, Marking.part, LevelGiven.about, LevelGiven.criterion, LevelGiven.level,
            LevelGiven.comment,
        )
        .join(Marking, and_(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number))
        .join(
            LevelGiven,
            and_(
                LevelGiven.cohort_id == Marking.cohort_id, LevelGiven.script == Marking.script, LevelGiven.marker_id == Marking.marker_id
            ),
        )
        .join(Person, Person.id == Marking.marker_id)
        .where(Script.cohort_id == cohort_id, Script.sitting_id.in_(ids), Marking.part != Part.PRACTICE)
        .where(Marking.done_at.is_not(None), LevelGiven.level.is_not(None))
        .order_by(Script.sitting_id, Marking.part, LevelGiven.about, LevelGiven.criterion)
    )  # fmt: skip
    found: dict[int, list[Level]] = defaultdict(list)
    for row in db.session.execute(asked):
        found[row[0]].append(
            Level(
                marker_id=row[1], marker=row[2], part=Part(row[3]), about=row[4], criterion=row[5], level=row[6] or 0, comment=row[7]
            )
        )  # fmt: skip
    return found


def seated(cohort_id: int) -> list[tuple[int, int, str, str]]:
    """(sitting, person, case, discipline) of everybody who sits or sat at the pairs of which exports tell."""
    asked = (
        select(Seat.sitting_id, Seat.person_id, CaseVersion.slug, Seat.discipline)
        .join(Sitting, and_(Sitting.cohort_id == Seat.cohort_id, Sitting.id == Seat.sitting_id))
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .where(Seat.cohort_id == cohort_id, Seat.person_id.is_not(None), Sitting.closed_at.is_(None))
    )
    return [(row[0], row[1] or 0, row[2], str(row[3])) for row in db.session.execute(asked)]


def note_looks(cohort_id: int, ids: Sequence[int], person_id: int, hour: datetime) -> None:
    """Note that somebody took the work of these pairs out, once an hour. Call it inside `saving()`."""
    row = {"cohort_id": cohort_id, "person_id": person_id, "at_what": At.EXPORT, "hour": hour}
    noted = set(db.session.scalars(select(Look.sitting_id).filter_by(**row)))
    if new := [{**row, "sitting_id": id} for id in ids if id not in noted]:
        db.session.execute(insert(Look), new)
