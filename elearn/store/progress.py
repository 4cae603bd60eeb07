"""How far each learner has come in a module: what is done, what was answered, what was reflected.

Answers are kept in the words of the choice, so that a new order of choices changes nobody's answer. Reflections and their drafts are their
writer's own: no function here gives them to anybody else, nor counts their words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ForeignKey, Integer, Select, String, Text, bindparam, case, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.content import Case
from elearn.domain.module import Module
from elearn.domain.person import Role
from elearn.store import library, modules
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, built_once, db
from elearn.store.library import CaseVersion
from elearn.store.modules import CohortModule, ModuleVersion
from elearn.store.sittings import Seat, Sitting


class ModuleDone(Base):
    """A stop that a learner has gone on from."""

    __tablename__ = "module_done"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    module_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    done_at: Mapped[datetime]


class ModuleAnswer(Base):
    """What a learner chose at a question: at first, and last. The first stays, whatever is tried afterwards."""

    __tablename__ = "module_answer"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    module_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    first: Mapped[str] = mapped_column(String(300))
    first_right: Mapped[bool]
    first_at: Mapped[datetime]
    last: Mapped[str] = mapped_column(String(300))
    tries: Mapped[int] = mapped_column(default=1)


class ModuleReflection(Base):
    """What a learner wrote for themselves: as saved, and as it is being typed."""

    __tablename__ = "module_reflection"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    module_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    part: Mapped[str] = mapped_column(String(64), primary_key=True)
    words: Mapped[str] = mapped_column(Text, default="")
    draft: Mapped[str] = mapped_column(Text, default="")
    saved_at: Mapped[datetime | None]


@dataclass(frozen=True, kw_only=True)
class OpenPath:
    """A module that is open for a learner, and the stops that they have gone on from, in the order in which they did."""

    cohort_id: int
    module: Module
    done: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a class stands at one question: how many answered it, and how many rightly at their first try."""

    answered: int = 0
    right_at_first: int = 0


@dataclass(frozen=True, kw_only=True)
class CaseThere:
    """A case of a module's path as one learner has it: the case, and the sitting of their pair where there is one."""

    case: Case
    sitting_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Kept:
    """All that is kept of one person in modules: what they may take with them."""

    done: list[ModuleDone] = field(default_factory=list)
    answers: list[ModuleAnswer] = field(default_factory=list)
    reflections: list[ModuleReflection] = field(default_factory=list)


def done(cohort_id: int, person_id: int, slug: str) -> list[str]:
    """The stops that a learner has gone on from, in the order in which they did."""
    asked = select(ModuleDone.part).filter_by(cohort_id=cohort_id, person_id=person_id, module_slug=slug)
    return list(db.session.scalars(asked.order_by(ModuleDone.done_at, ModuleDone.part)))


def paths_of(person_id: int) -> list[OpenPath]:
    """The modules that are open for the classes in which somebody learns, as they were opened, each with what they have done."""
    found: dict[tuple[int, str], list[str]] = {}
    for row in db.session.execute(_paths_of(), {"person": person_id}):
        done = found.setdefault((row.cohort_id, row.sha), [])
        if row.part is not None:
            done.append(row.part)
    return [OpenPath(cohort_id=cohort_id, module=modules.module(sha), done=tuple(done)) for (cohort_id, sha), done in found.items()]


@built_once
def _paths_of() -> Select[int, str, str]:
    newest, person = modules.newest_numbers(), bindparam("person", type_=Integer)
    here = (ModuleDone.cohort_id == CohortModule.cohort_id) & (ModuleDone.module_slug == CohortModule.module_slug)
    return (
        select(CohortModule.cohort_id, ModuleVersion.sha, ModuleDone.part)
        .join(newest, newest.c.slug == CohortModule.module_slug)
        .join(ModuleVersion, (ModuleVersion.slug == newest.c.slug) & (ModuleVersion.number == newest.c.number))
        .join(Enrolment, Enrolment.cohort_id == CohortModule.cohort_id)
        .outerjoin(ModuleDone, here & (ModuleDone.person_id == person))
        .where(Enrolment.person_id == person, Enrolment.role == Role.LEARNER)
        .order_by(CohortModule.cohort_id.desc(), CohortModule.opened_at, CohortModule.module_slug, ModuleDone.done_at, ModuleDone.part)
    )


def answer(cohort_id: int, person_id: int, slug: str, part: str) -> ModuleAnswer | None:
    """What a learner chose at a question."""
    return db.session.get(ModuleAnswer, (cohort_id, person_id, slug, part))


def reflection(cohort_id: int, person_id: int, slug: str, part: str) -> ModuleReflection | None:
    """What a learner wrote for themselves. Ask it for nobody but that learner."""
    return db.session.get(ModuleReflection, (cohort_id, person_id, slug, part))


def classes_through(cohort_id: int, lengths: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """module → how many of a class have begun it, and how many have gone on from as many stops as it has (`lengths`)."""
    asked = select(ModuleDone.module_slug, func.count()).where(ModuleDone.cohort_id == cohort_id)
    found: dict[str, tuple[int, int]] = {}
    for slug, count in db.session.execute(asked.group_by(ModuleDone.module_slug, ModuleDone.person_id)):
        began, through = found.get(slug, (0, 0))
        found[slug] = began + 1, through + (slug in lengths and count >= lengths[slug])
    return found


def standings(cohort_id: int, slug: str) -> dict[str, Standing]:
    """question → where the class stands at it, as counts."""
    right = func.sum(case((ModuleAnswer.first_right, 1), else_=0), type_=Integer)
    asked = select(ModuleAnswer.part, func.count(), right)
    asked = asked.where(ModuleAnswer.cohort_id == cohort_id, ModuleAnswer.module_slug == slug).group_by(ModuleAnswer.part)
    return {row[0]: Standing(answered=row[1], right_at_first=row[2] or 0) for row in db.session.execute(asked)}


def case_there(cohort_id: int, person_id: int, slug: str) -> CaseThere | None:
    """A case with the newest sitting of this person's pair at it; without a sitting, its newest version; None if it was never published."""
    sat = (
        select(Sitting.id, Sitting.case_sha)
        .join(CaseVersion, CaseVersion.sha == Sitting.case_sha)
        .join(Seat, (Seat.cohort_id == Sitting.cohort_id) & (Seat.sitting_id == Sitting.id))
        .where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None), Seat.person_id == person_id, Seat.left_at.is_(None))
        .where(CaseVersion.slug == slug)
        .order_by(Sitting.id.desc())
        .limit(1)
    )
    row = db.session.execute(sat).first()
    if row:
        return CaseThere(case=library.case(row.case_sha), sitting_id=row.id)
    newest = library.latest(slug)
    return CaseThere(case=library.case(newest.sha)) if newest else None


def of_person(person_id: int) -> Kept:
    """All that is kept of somebody: for their own copy, and for nobody else."""
    return Kept(
        done=list(db.session.scalars(select(ModuleDone).where(ModuleDone.person_id == person_id))),
        answers=list(db.session.scalars(select(ModuleAnswer).where(ModuleAnswer.person_id == person_id))),
        reflections=list(db.session.scalars(select(ModuleReflection).where(ModuleReflection.person_id == person_id))),
    )


def forget(person_id: int) -> None:
    """Erase all that is kept of somebody in modules. Call it inside `saving()`."""
    for table in (ModuleDone, ModuleAnswer, ModuleReflection):
        db.session.execute(delete(table).where(table.person_id == person_id))
