"""The published versions of a case, without their bodies, and which cohorts work on which."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.cohorts import Cohort
from elearn.store.db import Base, db
from elearn.store.library import CaseVersion
from elearn.store.sittings import Sitting


class LibraryRead(Base):
    """What a library on disk looked like when all of it was published without an error: `root` and `stamp` are hashes."""

    __tablename__ = "library_read"

    root: Mapped[str] = mapped_column(String(64), primary_key=True)
    stamp: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version, as lists show it."""

    slug: str
    number: int
    sha: str
    title: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """How many pairs of a cohort are on one version; what a pair has put aside for another case does not count."""

    slug: str
    number: int
    cohort: str
    pairs: int


_ROW = (CaseVersion.slug, CaseVersion.number, CaseVersion.sha, CaseVersion.title, CaseVersion.published_at)


def is_published(root: str, stamp: str) -> bool:
    """Whether all of a library was published when it looked like this."""
    found = db.session.get(LibraryRead, root)
    return found is not None and found.stamp == stamp


def keep_published(root: str, stamp: str) -> None:
    """Remember what a library looks like whose cases have all been published."""
    db.session.merge(LibraryRead(root=root, stamp=stamp))


def all_versions() -> dict[str, list[Version]]:
    """slug → its versions, the newest first."""
    found: dict[str, list[Version]] = {}
    for row in db.session.execute(select(*_ROW).order_by(CaseVersion.slug, CaseVersion.number.desc())):
        found.setdefault(row.slug, []).append(Version(**row._mapping))
    return found


def of_case(slug: str) -> list[Version]:
    """The versions of one case, the newest first."""
    asked = select(*_ROW).where(CaseVersion.slug == slug).order_by(CaseVersion.number.desc())
    return [Version(**row._mapping) for row in db.session.execute(asked)]


def at_work(slugs: Sequence[str] | None = None) -> list[AtWork]:
    """Which cohorts are on which version of these cases, or of all: by case, the newest version first."""
    asked = (
        select(CaseVersion.slug, CaseVersion.number, Cohort.name.label("cohort"), func.count().label("pairs"))
        .join(Sitting, Sitting.case_sha == CaseVersion.sha)
        .join(Cohort, Cohort.id == Sitting.cohort_id)
        .where(Sitting.closed_at.is_(None))
        .group_by(CaseVersion.slug, CaseVersion.number, Cohort.id, Cohort.name)
        .order_by(CaseVersion.slug, CaseVersion.number.desc(), Cohort.name)
    )
    if slugs is not None:
        asked = asked.where(CaseVersion.slug.in_(slugs))
    return [AtWork(**row._mapping) for row in db.session.execute(asked)]
