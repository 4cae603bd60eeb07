"""Tries at something that could be guessed or flooded, counted in the database so that a restart forgets none."""

from datetime import datetime

from sqlalchemy import Index, String, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from elearn.store.db import Base, db


class Try(Base):
    """Somebody tried a join code, or asked for a new password."""

    __tablename__ = "try"
    __table_args__ = (
        Index("ix_try_at_what_about_at", "at_what", "about", "at"),
        Index("ix_try_at_what_address_at", "at_what", "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at_what: Mapped[str] = mapped_column(String(16))
    about: Mapped[str] = mapped_column(String(254))
    """the account it named, where it named one"""
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]


def note(at_what: str, *, about: str, address: str, now: datetime) -> None:
    """Count one try."""
    db.session.add(Try(at_what=at_what, about=about[:254], address=address[:64], at=now))


def since(start: datetime, at_what: str, *, about: str, address: str) -> tuple[int, int]:
    """Tries since a moment: about this account, and from this network address."""
    count = select(func.count()).select_from(Try).where(Try.at >= start, Try.at_what == at_what)
    for_account = db.session.scalar(count.where(Try.about == about[:254])) if about else 0
    return for_account or 0, db.session.scalar(count.where(Try.address == address[:64])) or 0


def forget_before(moment: datetime) -> None:
    """Tries older than any limit looks back are nobody's business."""
    db.session.execute(delete(Try).where(Try.at < moment))


def forget(at_what: str, *, about: str) -> None:
    """It was found right: what was counted about this account is over."""
    db.session.execute(delete(Try).where(Try.at_what == at_what, Try.about == about[:254]))
