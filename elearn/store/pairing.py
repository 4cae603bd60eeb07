"""What pairing asks: when students have time, who must not sit with whom, who has sat with whom, and groups not yet seated."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import permutations
from typing import Any, NamedTuple

from sqlalchemy import ForeignKey, Select, String, Text, and_, case, delete, func, or_, select
from sqlalchemy.orm import Mapped, aliased, mapped_column

from elearn.domain.pairing import FEWEST, MOST, Group
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, db
from elearn.store.library import CaseVersion
from elearn.store.people import Person, named_like
from elearn.store.sittings import Seat, Sitting


class Availability(Base):
    """When a student of a cohort has time, as they said themselves, by the clock on the cohort's wall."""

    __tablename__ = "availability"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    week: Mapped[int]
    """a bit for each field of the grid (domain/availability.py)"""
    said_at: Mapped[datetime]


class KeptApart(Base):
    """Two people whom no proposal puts together. Only tutors know; why is written nowhere."""

    __tablename__ = "kept_apart"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    one_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    """the smaller of the two ids"""
    other_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    said_at: Mapped[datetime]


class PairingDraft(Base):
    """Groups for one case of a cohort, proposed and perhaps changed, until they are seated. The cohort's tutors share it."""

    __tablename__ = "pairing_draft"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    case_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int]
    """grows with every change: two tutors who change it at once do not undo one another"""
    most: Mapped[int]
    seed: Mapped[int]
    groups: Mapped[str] = mapped_column(Text)
    to_look_at: Mapped[str] = mapped_column(Text, default="[]", server_default="[]")
    """who sits in a group that a tutor should look at, as it was when the groups were last written"""
    made_at: Mapped[datetime]

    @property
    def read_groups(self) -> tuple[Group, ...]:
        return tuple(map(tuple, json.loads(self.groups)))

    @property
    def read_to_look_at(self) -> frozenset[int]:
        return frozenset(json.loads(self.to_look_at))


def week_of(cohort_id: int, person_id: int) -> int | None:
    """When somebody has time; None when they have not said."""
    return db.session.scalar(select(Availability.week).filter_by(cohort_id=cohort_id, person_id=person_id))


def kept_apart(cohort_id: int) -> list[KeptApart]:
    """Whom to keep apart in a cohort, the latest first."""
    asked = select(KeptApart).where(KeptApart.cohort_id == cohort_id)
    return list(db.session.scalars(asked.order_by(KeptApart.said_at.desc(), KeptApart.one_id, KeptApart.other_id)))


COUPLES_A_PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Couples:
    """A part of the list of those who are kept apart: (one's id and name, the other's, since when)."""

    found: list[tuple[int, str, int, str, datetime]]
    number: int
    pages: int


def couples(cohort_id: int, page: int = 1) -> Couples:
    """Whom a cohort keeps apart, of those who learn there, by name and the latest first."""
    one, other = aliased(Person), aliased(Person)
    learn = select(Enrolment.person_id).where(*_learns(cohort_id))
    where = (KeptApart.cohort_id == cohort_id, KeptApart.one_id.in_(learn), KeptApart.other_id.in_(learn))
    total = db.session.scalar(select(func.count()).select_from(KeptApart).where(*where)) or 0
    pages = max(1, -(-total // COUPLES_A_PAGE))
    number = min(max(page, 1), pages)
    asked = select(one.id, one.name, other.id, other.name, KeptApart.said_at).where(*where)
    asked = asked.join(one, one.id == KeptApart.one_id).join(other, other.id == KeptApart.other_id)
    asked = asked.order_by(KeptApart.said_at.desc(), KeptApart.one_id, KeptApart.other_id)
    rows = db.session.execute(asked.limit(COUPLES_A_PAGE).offset((number - 1) * COUPLES_A_PAGE))
    return Couples(found=[(id, name, beside, called, at) for id, name, beside, called, at in rows], number=number, pages=pages)


def let_together(cohort_id: int, one_id: int, other_id: int) -> None:
    """Two people need not be kept apart any more."""
    one, other = sorted((one_id, other_id))
    db.session.execute(delete(KeptApart).filter_by(cohort_id=cohort_id, one_id=one, other_id=other))


_SIDES: dict[str, Discipline] = {each.value: each for each in Discipline}
"""looked up for each of ten thousand people"""
MOST_OFFERED = 250
"""as many are offered in one list, which is a whole class of the usual size; of more, those asked for by name"""


@dataclass(frozen=True, kw_only=True)
class Offered:
    """Somebody to choose in a form."""

    person_id: int
    name: str
    discipline: Discipline | None
    student_number: str


def offered(cohort_id: int, named: str = "", *, free_at: str = "", first: Collection[int] = ()) -> tuple[list[Offered], bool]:
    """Learners of a cohort in the order of their names, `first` before the others, and whether there are more. `free_at`: of those of known
    profession who sit at this case nowhere, nor have had it.
    """
    asked = select(Person.id, Person.name, Enrolment.discipline, Enrolment.student_number).join(Enrolment).where(*_learns(cohort_id))
    if named:
        asked = asked.where(cohorts.called(named))
    if free_at:
        asked = asked.where(Enrolment.discipline.is_not(None), Person.id.not_in(_at(cohort_id, free_at).where(Seat.left_at.is_(None))))
    rows = db.session.execute(asked.order_by(Person.id.in_(first).desc(), Person.name, Person.id).limit(MOST_OFFERED + 1)).all()
    people = [
        Offered(person_id=id, name=name, discipline=Discipline(side) if side else None, student_number=number or "")
        for id, name, side, number in rows[:MOST_OFFERED]
    ]
    return people, len(rows) > MOST_OFFERED


class Sat(NamedTuple):
    """A seat that somebody has, or has had."""

    slug: str
    sitting_id: int
    number: int
    person_id: int
    left: bool
    closed: bool


class Enrolled(NamedTuple):
    """A learner of a cohort, before one of its cases."""

    person_id: int
    discipline: Discipline | None
    week: int | None
    """when they have time; none: they have not said"""
    seated: bool | None
    """whether they have a seat at the case just now; none: they never had one"""


def enrolled(cohort_id: int, slug: str) -> list[Enrolled]:
    """The learners of a cohort, by number."""
    in_use = func.max(case((and_(*_in_use()), 1), else_=0)).label("in_use")
    here = _at(cohort_id, slug).add_columns(in_use).group_by(Seat.person_id).subquery()
    asked = (
        select(Enrolment.person_id, Enrolment.discipline, Availability.week, here.c.in_use)
        .outerjoin(Availability, and_(Availability.cohort_id == Enrolment.cohort_id, Availability.person_id == Enrolment.person_id))
        .outerjoin(here, here.c.person_id == Enrolment.person_id)
        .where(*_learns(cohort_id))
        .order_by(Enrolment.person_id)
    )
    rows = db.session.execute(asked)
    return [Enrolled(person, _SIDES.get(side or ""), week, None if at is None else bool(at)) for person, side, week, at in rows]


def sits_at(cohort_id: int, slug: str, person_id: int) -> bool:
    """Whether somebody has a seat at a case just now."""
    return db.session.scalar(_seated_at(cohort_id, slug).where(Seat.person_id == person_id).limit(1)) is not None


def _learns(cohort_id: int) -> tuple[Any, ...]:
    return Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER


def _seated_at(cohort_id: int, slug: str) -> Any:
    """Who has a seat at a case just now."""
    return _at(cohort_id, slug).where(*_in_use())


def _at(cohort_id: int, slug: str) -> Any:
    """Who has, or had, a seat at a case."""
    asked = select(Seat.person_id).join(Sitting, (Sitting.cohort_id == Seat.cohort_id) & (Sitting.id == Seat.sitting_id))
    asked = asked.join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
    return asked.where(Seat.cohort_id == cohort_id, Seat.person_id.is_not(None), CaseVersion.slug == slug)


def _in_use() -> tuple[Any, ...]:
    return Seat.left_at.is_(None), Sitting.closed_at.is_(None)


def sat(cohort_id: int) -> list[Sat]:
    """Every seat that there ever was in a cohort, of people who are still known."""
    return _sat(_seats(cohort_id))


def sat_beside(cohort_id: int, slug: str, people: Collection[int]) -> list[Sat]:
    """Of these seats those at a case that are in use no more, and at other cases those where one of these people sat."""
    here, theirs = CaseVersion.slug == slug, select(Seat.sitting_id).where(Seat.cohort_id == cohort_id, Seat.person_id.in_(people))
    return _sat(_seats(cohort_id).where(or_(and_(here, ~and_(*_in_use())), and_(~here, Sitting.id.in_(theirs)))))


def _seats(cohort_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(CaseVersion.slug, Sitting.id, Sitting.number, Seat.person_id, Seat.left_at.is_not(None), Sitting.closed_at.is_not(None))
        .join(Sitting, (Sitting.cohort_id == Seat.cohort_id) & (Sitting.id == Seat.sitting_id))
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .where(Seat.cohort_id == cohort_id, Seat.person_id.is_not(None))
        .order_by(Sitting.id, Seat.member_id)
    )


def _sat(asked: Select[*tuple[Any, ...]]) -> list[Sat]:
    return [Sat(*each) for each in db.session.execute(asked)]


def together(seats: list[Sat]) -> tuple[dict[int, dict[int, int]], dict[int, int]]:
    """Person → those they have sat with, at how many cases; and person → at how many cases they were in a larger group."""
    sittings: dict[int, list[Sat]] = {}
    for each in seats:
        sittings.setdefault(each.sitting_id, []).append(each)
    couples = {(one.slug, one.person_id, other.person_id) for at in sittings.values() for one, other in permutations(at, 2)}
    larger = {(each.slug, each.person_id) for at in sittings.values() if len(at) > FEWEST for each in at}
    met: dict[int, dict[int, int]] = {}
    for _, one, other in couples:
        with_one = met.setdefault(one, {})
        with_one[other] = with_one.get(other, 0) + 1
    crowded: dict[int, int] = {}
    for _, person in larger:
        crowded[person] = crowded.get(person, 0) + 1
    return met, crowded


def draft(cohort_id: int, slug: str) -> PairingDraft | None:
    """The groups proposed for a case and not seated yet."""
    return db.session.get(PairingDraft, (cohort_id, slug), populate_existing=True)


def drop_draft(cohort_id: int, slug: str) -> None:
    """Groups are seated, or thrown away."""
    db.session.execute(delete(PairingDraft).filter_by(cohort_id=cohort_id, case_slug=slug))


@dataclass(frozen=True, kw_only=True)
class Other:
    """Another pair at a case, that some may join: where it stands, and the names of those who sit there."""

    id: int
    number: int
    kind: str
    names: tuple[str | None, ...]
    """none for a former member"""


def others_at(cohort_id: int, slug: str, sitting_id: int, kinds: Collection[str], named: str = "") -> tuple[list[Other], bool]:
    """Other pairs of a cohort that have a place free at a case and stand at one of these kinds of step, in the order of their numbers, and
    whether there are more. `named`: the number of one, or letters of somebody's name.
    """
    kind = Sitting.digest["kind"].as_string()
    asked = (
        select(Sitting.id, Sitting.number, kind)
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .join(Seat, (Seat.cohort_id == Sitting.cohort_id) & (Seat.sitting_id == Sitting.id))
        .where(Sitting.cohort_id == cohort_id, CaseVersion.slug == slug, Sitting.id != sitting_id, *_in_use())
        .where(kind.in_(kinds), Sitting.digest["finished"].as_boolean().is_(False))
        .group_by(Sitting.cohort_id, Sitting.id)
        .having(func.count() < MOST)
    )
    if named.isdecimal() and len(named) < 10:
        asked = asked.where(Sitting.number == int(named))
    elif named:
        people = select(Seat.sitting_id).join(Person).where(Seat.cohort_id == cohort_id, Seat.left_at.is_(None), named_like(named))
        asked = asked.where(Sitting.id.in_(people))
    rows = db.session.execute(asked.order_by(Sitting.number, Sitting.id).limit(MOST_OFFERED + 1)).all()
    names = _names_at(cohort_id, [id for id, _, _ in rows])
    found = [Other(id=id, number=number, kind=kind, names=tuple(names.get(id, ()))) for id, number, kind in rows[:MOST_OFFERED]]
    return found, len(rows) > MOST_OFFERED


def _names_at(cohort_id: int, sitting_ids: list[int]) -> dict[int, list[str | None]]:
    """sitting id → the names of those who sit there now."""
    asked = select(Seat.sitting_id, Person.name).outerjoin(Person).where(Seat.cohort_id == cohort_id, Seat.sitting_id.in_(sitting_ids))
    names: dict[int, list[str | None]] = {}
    for sitting, name in db.session.execute(asked.where(Seat.left_at.is_(None)).order_by(Seat.discipline.desc(), Seat.member_id)):
        names.setdefault(sitting, []).append(name)
    return names
