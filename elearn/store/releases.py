"""Which database this code can serve: its own, or that of the next release, so that releases change without a pause.

A release's migrations only add ("expand"); what no running release reads any more is taken away by the release after ("contract"). So
code serves a database that is one release ahead, and `elearn upgrade` can run while the old release still works.
"""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from elearn.store.db import Base

RELEASE = 1
"""raised by one with each release that brings a migration"""


class SchemaRelease(Base):
    """A release that has brought this database up to its shape."""

    __tablename__ = "schema_release"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    revision: Mapped[str] = mapped_column(String(32))
    reached_at: Mapped[datetime]


class UnfitError(Exception):
    """The database is of a release that this code cannot serve; the text says what to do."""


def newest(session: Session) -> int:
    """The newest release that has brought this database up."""
    return session.scalar(select(SchemaRelease.number).order_by(SchemaRelease.number.desc()).limit(1)) or 0


def objection(*, release: int, revision: str | None, known: list[str]) -> str | None:
    """Why code with these revisions, oldest first, cannot serve a database of that release and revision; None when it can."""
    ahead = release - RELEASE
    if ahead > 1:
        return (
            f"The database is {ahead} releases newer than this code, which can serve one that is one release newer. "
            "Install the newer release, or restore a backup of this one's time."
        )
    if revision == known[-1] or (revision is not None and revision not in known):
        return None
    return f"The database is older than this code ({revision or 'empty'}, wanted {known[-1]}). Run `elearn upgrade` once, then start again."
