"""The library's shared lists as published: numbered, hashed versions of one thing, of which the newest is shown."""

import threading
from datetime import datetime

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.reference import Reference
from elearn.store.db import Base, db


class ReferenceVersion(Base):
    """One published version of the shared lists. `body` is the compiled reference as JSON; `sha` is its content hash."""

    __tablename__ = "reference_version"

    sha: Mapped[str] = mapped_column(String(64), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    body: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime]


_held: dict[str, Reference] = {}
_held_lock = threading.Lock()


def latest() -> tuple[int, str]:
    """Number and hash of the newest version; (0, "") before there is one."""
    row = db.session.execute(
        select(ReferenceVersion.number, ReferenceVersion.sha).order_by(ReferenceVersion.number.desc()).limit(1)
    ).first()
    return (row.number, row.sha) if row else (0, "")


def reference() -> Reference:
    """The newest shared lists, compiled; empty before any were published. A version never changes, so it is read once and then held."""
    _, sha = latest()
    if not sha:
        return Reference()
    found = _held.get(sha)
    if found is None:
        body = db.session.scalar(select(ReferenceVersion.body).where(ReferenceVersion.sha == sha))
        found = Reference.model_validate_json(body or "{}")
        with _held_lock:
            _held.clear()  # only the newest is ever asked for
            _held[sha] = found
    return found
