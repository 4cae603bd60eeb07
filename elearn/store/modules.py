"""Published modules, held compiled, and the cohorts for which they are open.

Unlike a pair's case, which stays as it began, a module that is open for a class is always its newest version: nobody's work hangs on its
words, and a corrected statement of law should reach everybody.
"""

import threading
from datetime import datetime

from sqlalchemy import ForeignKey, String, Subquery, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.module import Module
from elearn.store.db import Base, db


class ModuleVersion(Base):
    """One published version of a module. `body` is the compiled module as JSON; `sha` is its content hash."""

    __tablename__ = "module_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


class CohortModule(Base):
    """A module that is open for a cohort."""

    __tablename__ = "cohort_module"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    module_slug: Mapped[str] = mapped_column(String(64), primary_key=True)
    opened_at: Mapped[datetime]


_held: dict[str, Module] = {}
_held_lock = threading.Lock()


def module(sha: str) -> Module:
    """The compiled module with this hash. A version never changes, so it is read once a process and then held."""
    found = _held.get(sha)
    if found is None:
        body = db.session.scalar(select(ModuleVersion.body).where(ModuleVersion.sha == sha))
        if body is None:
            raise LookupError(f"no published module has the hash {sha}")
        found = Module.model_validate_json(body)
        with _held_lock:
            _held[sha] = found
    return found


def latest(slug: str) -> ModuleVersion | None:
    """The newest published version of a module."""
    return db.session.scalar(select(ModuleVersion).where(ModuleVersion.slug == slug).order_by(ModuleVersion.number.desc()).limit(1))


def titles() -> dict[str, str]:
    """slug → title of the newest version, of all published modules: what a class may be given."""
    newest = newest_numbers()
    asked = select(ModuleVersion.slug, ModuleVersion.title).join(
        newest, (newest.c.slug == ModuleVersion.slug) & (newest.c.number == ModuleVersion.number)
    )
    return {row.slug: row.title for row in db.session.execute(asked.order_by(ModuleVersion.title))}


def of_cohort(cohort_id: int) -> list[Module]:
    """The modules that are open for a cohort, in the order in which they were opened."""
    newest = newest_numbers()
    asked = (
        select(ModuleVersion.sha)
        .join(newest, (newest.c.slug == ModuleVersion.slug) & (newest.c.number == ModuleVersion.number))
        .join(CohortModule, CohortModule.module_slug == ModuleVersion.slug)
        .where(CohortModule.cohort_id == cohort_id)
        .order_by(CohortModule.opened_at, CohortModule.module_slug)
    )
    return [module(sha) for sha in db.session.scalars(asked)]


def opened(cohort_id: int, slug: str) -> Module | None:
    """The newest version of a module, if it is open for the cohort."""
    asked = (
        select(ModuleVersion.sha)
        .join(CohortModule, CohortModule.module_slug == ModuleVersion.slug)
        .where(CohortModule.cohort_id == cohort_id, CohortModule.module_slug == slug)
        .order_by(ModuleVersion.number.desc())
        .limit(1)
    )
    sha = db.session.scalar(asked)
    return module(sha) if sha else None


def newest_numbers() -> Subquery:
    """slug and number of the newest version of each module."""
    return select(ModuleVersion.slug, func.max(ModuleVersion.number).label("number")).group_by(ModuleVersion.slug).subquery()
