"""What a class's pages read of its pairs: a glimpse of each, who sits there, and at which case the class is. Plain rows, and as few
questions for three hundred pairs as for ten.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, and_, bindparam, cast, func, or_, select
from sqlalchemy.orm import aliased

from elearn.domain.digest import Digest
from elearn.domain.person import Discipline
from elearn.store.cohorts import Cohort, CohortCase
from elearn.store.db import built_once, db
from elearn.store.library import CaseVersion
from elearn.store.people import Person, named_like
from elearn.store.sittings import Seat, Sitting

PAIRS_A_PAGE = 20
MOST_LIVE = 400
"""A session has fewer pairs; where a class has more, the live page shows those that moved last, and its cost stays what it is."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Glimpse:
    """A pair as it stands. Until it moves there is one object of it, so that what follows from many pairs can be kept by them."""

    id: int
    number: int
    case_sha: str
    digest: Digest
    moved_at: datetime


@lru_cache(maxsize=1000)  # of some kB: a live page asks again every few seconds, and few pairs have moved
def _glimpse(id: int, number: int, case_sha: str, digest: str, moved_at: datetime) -> Glimpse:
    return Glimpse(id=id, number=number, case_sha=case_sha, digest=Digest.model_validate_json(digest), moved_at=moved_at)


GLIMPSED = (Sitting.id, Sitting.number, Sitting.case_sha, cast(Sitting.digest, Text), Sitting.moved_at)
HERE = (Sitting.cohort_id == bindparam("cohort"), Sitting.closed_at.is_(None))


# --- a class as it works


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """A class, the newest version of each case chosen for it that is published, and the case on which somebody worked last."""

    cohort: Cohort
    chosen: tuple[str, ...]
    """the slugs of its cases"""
    versions: dict[str, str]
    """slug → hash"""
    titles: dict[str, str]
    in_hand: str | None


def at_work(cohort_id: int) -> AtWork | None:
    """A class with its cases, in one question."""
    found = db.session.execute(_at_work(), {"cohort": cohort_id}).all()
    if not found:
        return None
    published = [row for row in found if row.sha]
    return AtWork(
        cohort=found[0][0],
        chosen=tuple(row.case_slug for row in found if row.case_slug),
        versions={row.case_slug: row.sha for row in published},
        titles={row.case_slug: row.title for row in published},
        in_hand=found[0].in_hand,
    )


@built_once
def _at_work() -> Select[*tuple[Any, ...]]:
    other = aliased(CaseVersion)
    newest = select(func.max(other.number)).where(other.slug == CohortCase.case_slug).scalar_subquery()
    moved = (
        select(CaseVersion.slug).join(Sitting, Sitting.case_sha == CaseVersion.sha).where(*HERE).order_by(Sitting.moved_at.desc()).limit(1)
    )
    return (
        select(Cohort, CohortCase.case_slug, CaseVersion.sha, CaseVersion.title, moved.scalar_subquery().label("in_hand"))
        .outerjoin(CohortCase, CohortCase.cohort_id == Cohort.id)
        .outerjoin(CaseVersion, and_(CaseVersion.slug == CohortCase.case_slug, CaseVersion.number == newest))
        .where(Cohort.id == bindparam("cohort"))
        .order_by(CohortCase.case_slug)
    )


def at_case(cohort_id: int, slug: str) -> list[Glimpse]:
    """A class's pairs at a case, those that moved last first."""
    return [_glimpse(*row) for row in db.session.execute(_at_case(), {"cohort": cohort_id, "slug": slug})]


@built_once
def _at_case() -> Select[*tuple[Any, ...]]:
    asked = select(*GLIMPSED).join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
    return asked.where(*HERE, CaseVersion.slug == bindparam("slug")).order_by(Sitting.moved_at.desc()).limit(MOST_LIVE)


def in_hand(cohort_ids: Collection[int]) -> dict[int, list[Glimpse]]:
    """class → its pairs at the case on which it worked last, those that moved last first: one question for several classes."""
    asked = select(Sitting.cohort_id, CaseVersion.slug, *GLIMPSED).join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
    asked = asked.where(Sitting.cohort_id.in_(cohort_ids), Sitting.closed_at.is_(None)).order_by(Sitting.moved_at.desc()).limit(MOST_LIVE)
    found: dict[int, list[Glimpse]] = {}
    cases: dict[int, str] = {}
    for cohort_id, slug, *glimpsed in db.session.execute(asked):
        if cases.setdefault(cohort_id, slug) == slug:
            found.setdefault(cohort_id, []).append(_glimpse(*glimpsed))
    return found


# --- a class as a list


@dataclass(frozen=True, kw_only=True)
class Page:
    """A part of a class's list of pairs."""

    pairs: list[Glimpse]
    total: int
    number: int
    pages: int


def page(cohort_id: int, *, number: int = 1, by: str = "number", found: str = "") -> Page:
    """Some of a class's pairs, by their number, by step, or the longest without a move first; `found`: those of this number, or with
    somebody of this name. Two questions, whatever the size of the class.
    """
    which = [Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None), *([_with(found)] if found else [])]
    total = db.session.scalar(select(func.count()).select_from(Sitting).where(*which)) or 0
    pages = max(1, -(-total // PAIRS_A_PAGE))
    number = min(max(1, number), pages)
    order: Any = {"waiting": Sitting.moved_at, "step": Sitting.digest["at_step"].as_integer()}.get(by, Sitting.number)
    asked = select(*GLIMPSED).where(*which).order_by(order, Sitting.number, Sitting.id)
    rows = db.session.execute(asked.limit(PAIRS_A_PAGE).offset((number - 1) * PAIRS_A_PAGE))
    return Page(pairs=[_glimpse(*row) for row in rows], total=total, number=number, pages=pages)


def _with(found: str) -> Any:
    named = select(Seat.sitting_id).join(Person, Person.id == Seat.person_id)
    named = named.where(Seat.cohort_id == Sitting.cohort_id, Seat.sitting_id == Sitting.id, Seat.left_at.is_(None))
    someone = named.where(named_like(found)).exists()
    return or_(someone, Sitting.number == int(found)) if found.isdecimal() and len(found) < 10 else someone


# --- who sits there


@dataclass(frozen=True, kw_only=True)
class Sitter:
    """Somebody at a pair's table; without a name if the account is gone."""

    member: str
    name: str | None
    discipline: Discipline
    findings: int


def sitters(cohort_id: int, sitting_ids: Sequence[int]) -> dict[int, list[Sitter]]:
    """sitting → who sits there now, medicine first, for a few of a class's sittings."""
    found: dict[int, list[Sitter]] = {id: [] for id in sitting_ids}
    for row in db.session.execute(_sitters(), {"cohort": cohort_id, "sittings": list(sitting_ids)}):
        found[row.sitting_id].append(Sitter(member=row.member_id, name=row.name, discipline=row.discipline, findings=row.findings))
    return found


@built_once
def _sitters() -> Select[*tuple[Any, ...]]:
    asked = select(Seat.sitting_id, Seat.member_id, Person.name, Seat.discipline, Seat.findings)
    asked = asked.outerjoin(Person, Person.id == Seat.person_id)
    asked = asked.where(Seat.cohort_id == bindparam("cohort"), Seat.sitting_id.in_(bindparam("sittings", expanding=True)))
    return asked.where(Seat.left_at.is_(None)).order_by(Seat.discipline.desc(), Seat.member_id)
