"""A class in figures, counted by the database from the rows kept as steps closed (store/results.py), and from finished markings."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, Integer, Select, and_, case, cast, func, literal, select, tuple_, union_all

from elearn.domain.comparison import Standing
from elearn.domain.insight import BINS, MOST_CLASSES, ON_THE_MAP, Cause, Class
from elearn.domain.moderation import Part
from elearn.domain.person import WATCHERS
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import db
from elearn.store.library import CaseVersion
from elearn.store.marks import LevelGiven, Marking, Script
from elearn.store.results import Result, ResultCause
from elearn.store.sittings import Seat, Sitting


@dataclass(frozen=True, kw_only=True)
class Published:
    """The newest version of a case."""

    slug: str
    sha: str
    title: str


def cases(cohort_id: int) -> list[Published]:
    """The cases of which a class has results, in the order of their titles, each in its newest version."""
    return newest(select(Result.case_slug).where(Result.cohort_id == cohort_id).distinct())


def newest(slugs: Sequence[str] | Select[str]) -> list[Published]:
    """The newest versions of some cases, in the order of their titles."""
    last = select(CaseVersion.slug, func.max(CaseVersion.number).label("number")).group_by(CaseVersion.slug).subquery()
    asked = (
        select(CaseVersion.slug, CaseVersion.sha, CaseVersion.title)
        .join(last, and_(last.c.slug == CaseVersion.slug, last.c.number == CaseVersion.number))
        .where(CaseVersion.slug.in_(slugs))
        .order_by(CaseVersion.title)
    )
    return [Published(slug=row[0], sha=row[1], title=row[2]) for row in db.session.execute(asked)]


def _open() -> Any:
    """Joins a result to its pair, where that is not closed."""
    return and_(Sitting.cohort_id == Result.cohort_id, Sitting.id == Result.sitting_id, Sitting.closed_at.is_(None))


def _counting(cohort_ids: Sequence[int], slug: str) -> CTE:
    """The pairs whose map of a case says what they missed."""
    asked = select(Result.cohort_id, Result.sitting_id, Result.pack_opened).join(Sitting, _open())
    where = (Result.cohort_id.in_(cohort_ids), Result.case_slug == slug, Result.closed.in_(ON_THE_MAP))
    return asked.where(*where).cte("counting")


def classes(cohort_id: int, person_id: int, slug: str) -> list[Class]:
    """This class, and others that the person teaches or watches with pairs at the case: this first, then the newest."""
    mine = select(Enrolment.cohort_id).where(Enrolment.person_id == person_id, Enrolment.role.in_(WATCHERS))
    opened = func.sum(case((Result.pack_opened, 1), else_=0))
    asked = (
        select(Cohort.id, Cohort.name, func.count(), opened)
        .join(Result, Result.cohort_id == Cohort.id)
        .join(Sitting, _open())
        .where(Cohort.id.in_(mine), Result.case_slug == slug, Result.closed.in_(ON_THE_MAP))
        .group_by(Cohort.id, Cohort.name)
        .order_by(case((Cohort.id == cohort_id, 0), else_=1), Cohort.id.desc())
        .limit(MOST_CLASSES)
    )
    return [Class(id=row[0], name=row[1], pairs=row[2], opened=row[3]) for row in db.session.execute(asked)]


def causes(cohort_ids: Sequence[int], slug: str) -> dict[int, dict[str, Cause]]:
    """class → cause → how it fared. Read pair by pair, as in store/debrief.py."""
    counting = _counting(cohort_ids, slug)

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    found = ResultCause.standing == Standing.FOUND.value
    together = ~Result.pack_opened
    held = and_(together, ResultCause.spotted_by != "", ~ResultCause.talked, ResultCause.standing == Standing.MISSED.value)
    first = [count(and_(together, ResultCause.said_first == side)) for side in ("medicine", "law", "both")]
    asked = (
        select(ResultCause.cohort_id, ResultCause.cause, count(found), *first, count(held))
        .join(Result, and_(Result.cohort_id == ResultCause.cohort_id, Result.sitting_id == ResultCause.sitting_id))
        .where(tuple_(ResultCause.cohort_id, ResultCause.sitting_id).in_(select(counting.c.cohort_id, counting.c.sitting_id)))
        .where(ResultCause.standing != Standing.WEAK.value)
        .group_by(ResultCause.cohort_id, ResultCause.cause)
    )
    told: dict[int, dict[str, Cause]] = defaultdict(dict)
    for row in db.session.execute(asked):
        told[row[0]][row[1]] = Cause(found=row[2], medicine_first=row[3], law_first=row[4], both_first=row[5], held=row[6])
    return told


def pooling(cohort_id: int, slug: str) -> dict[str, dict[int, int]]:
    """medicine, law, joint → bin → pairs: how much of what only that pack shows is on the map. Pairs for whom the house opened a pack are
    left out: they are no measure of how two packs meet.
    """
    counting = _counting([cohort_id], slug)
    at = and_(counting.c.cohort_id == Result.cohort_id, counting.c.sitting_id == Result.sitting_id)
    shares = {"medicine": Result.medicine, "law": Result.law, "joint": Result.joint}
    parts = [
        select(literal(name).label("pack"), cast(share * BINS + 0.001, Integer).label("bin"))
        .join(counting, at)
        .where(share.is_not(None), ~counting.c.pack_opened)
        for name, share in shares.items()
    ]
    every = union_all(*parts).subquery()
    told: dict[str, dict[int, int]] = {name: {} for name in shares}
    for pack, found, pairs in db.session.execute(select(every.c.pack, every.c.bin, func.count()).group_by(every.c.pack, every.c.bin)):
        told[pack][found] = pairs
    return told


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far the pairs of a class are with a case."""

    pairs: int
    finished: int
    closed: dict[str, int]
    """kind of the step that closed last → pairs that have not finished"""


def progress(cohort_id: int, slug: str) -> Progress:
    """How far the pairs of a class are with a case."""
    asked = (
        select(Result.closed, Result.finished, func.count())
        .select_from(Sitting)
        .outerjoin(Result, and_(Result.cohort_id == Sitting.cohort_id, Result.sitting_id == Sitting.id))
        .where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None))
        .where(Sitting.case_sha.in_(select(CaseVersion.sha).where(CaseVersion.slug == slug)))
        .group_by(Result.closed, Result.finished)
    )
    found = [(row[0], bool(row[1]), row[2]) for row in db.session.execute(asked)]
    return Progress(
        pairs=sum(count for _, _, count in found),
        finished=sum(count for _, finished, count in found if finished),
        closed={closed: count for closed, finished, count in found if not finished and closed is not None},
    )


def levels(cohort_id: int) -> dict[tuple[str, str], dict[int, int]]:
    """(criterion, profession, or "" for the pair) → level → how often: first markings that are finished."""
    done = (
        select(Marking.script, Marking.marker_id, Script.sitting_id)
        .join(Script, and_(Script.cohort_id == Marking.cohort_id, Script.number == Marking.script))
        .where(Marking.cohort_id == cohort_id, Marking.part == Part.FIRST, Marking.done_at.is_not(None), Script.exemplar.is_(False))
        .cte("done")
    )
    seat = and_(Seat.cohort_id == cohort_id, Seat.sitting_id == done.c.sitting_id, Seat.member_id == LevelGiven.about)
    asked = (
        select(LevelGiven.criterion, Seat.discipline, LevelGiven.level, func.count())
        .join(done, and_(LevelGiven.script == done.c.script, LevelGiven.marker_id == done.c.marker_id))
        .outerjoin(Seat, seat)
        .where(LevelGiven.cohort_id == cohort_id, LevelGiven.level.is_not(None))
        .group_by(LevelGiven.criterion, Seat.discipline, LevelGiven.level)
    )
    told: dict[tuple[str, str], dict[int, int]] = defaultdict(dict)
    for criterion, side, level, count in db.session.execute(asked):
        if level is not None:
            told[criterion, str(side or "")][level] = count
    return told
