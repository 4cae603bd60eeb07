"""Published cases: numbered, hashed versions of what authors wrote, held compiled. A sitting keeps the version it began with."""

import threading
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.content import Case
from elearn.store.cohorts import CohortCase
from elearn.store.db import Base, db


class CaseVersion(Base):
    """One published version of a case. `body` is the compiled case as JSON; `sha` is its content hash."""

    __tablename__ = "case_version"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), index=True)
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


_held: dict[str, Case] = {}
_titles: dict[str, str] = {}
_held_lock = threading.Lock()


def case(sha: str) -> Case:
    """The compiled case with this hash. A version never changes, so it is read once a process and then held."""
    found = _held.get(sha)
    if found is None:
        body = db.session.scalar(select(CaseVersion.body).where(CaseVersion.sha == sha))
        if body is None:
            raise LookupError(f"no published case has the hash {sha}")
        found = Case.model_validate_json(body)
        with _held_lock:
            _held[sha] = found
    return found


def latest(slug: str) -> CaseVersion | None:
    """The newest published version of a case."""
    return db.session.scalar(select(CaseVersion).where(CaseVersion.slug == slug).order_by(CaseVersion.number.desc()).limit(1))


def slugs() -> list[str]:
    """The slugs of all published cases."""
    return sorted(db.session.scalars(select(CaseVersion.slug).distinct()))


def titles(shas: set[str]) -> dict[str, str]:
    """hash → title, for lists that need no more of a case. A version never changes, so its title is read once a process."""
    unknown = shas - _titles.keys()
    if unknown:
        found = db.session.execute(select(CaseVersion.sha, CaseVersion.title).where(CaseVersion.sha.in_(unknown)))
        _titles.update({row.sha: row.title for row in found})
    return {sha: _titles[sha] for sha in shas if sha in _titles}


def newest() -> dict[str, Case]:
    """slug → the newest version of every published case, compiled. Two questions at most, however many cases there are."""
    asked = select(CaseVersion.slug, CaseVersion.sha).order_by(CaseVersion.number)
    shas = {row.slug: row.sha for row in db.session.execute(asked)}
    unknown = set(shas.values()) - _held.keys()
    if unknown:
        read = db.session.execute(select(CaseVersion.sha, CaseVersion.body).where(CaseVersion.sha.in_(unknown)))
        found = {row.sha: Case.model_validate_json(row.body) for row in read}
        with _held_lock:
            _held.update(found)
    return {slug: _held[sha] for slug, sha in shas.items()}


def chosen_titles(cohort_id: int) -> dict[str, str]:
    """slug → title of its newest version, for the cases chosen for a cohort that are published."""
    asked = select(CaseVersion.slug, CaseVersion.title).join(CohortCase, CohortCase.case_slug == CaseVersion.slug)
    asked = asked.where(CohortCase.cohort_id == cohort_id).order_by(CaseVersion.slug, CaseVersion.number)
    return {row.slug: row.title for row in db.session.execute(asked)}


def newest_titles(slugs: Sequence[str]) -> dict[str, str]:
    """slug → title of its newest version, for those of these cases that are published."""
    asked = select(CaseVersion.slug, CaseVersion.title).where(CaseVersion.slug.in_(slugs)).order_by(CaseVersion.number)
    return {row.slug: row.title for row in db.session.execute(asked)} if slugs else {}
