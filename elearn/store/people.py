"""People and how they sign in. Names and addresses stand here and nowhere in a log."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from elearn.domain.person import Discipline
from elearn.store.db import Base, db


class Person(Base):
    """Somebody with an account. `email` is kept folded (see `fold_email`), so that no two accounts differ only in case."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    discipline: Mapped[Discipline | None] = mapped_column(String(16))
    is_author: Mapped[bool] = mapped_column(default=False)
    is_teacher: Mapped[bool] = mapped_column(default=False)
    """may start cohorts"""
    is_admin: Mapped[bool] = mapped_column(default=False)
    suspended_at: Mapped[datetime | None]
    session_epoch: Mapped[int] = mapped_column(default=1)
    """raised at sign-out everywhere and change of password: older cookies stop working"""
    created_at: Mapped[datetime]

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.suspended_at is None

    def get_id(self) -> str:
        return f"{self.id}.{self.session_epoch}"


class SignInAttempt(Base):
    """A failed sign-in, counted against the account it named and the address it came from."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    at: Mapped[datetime] = mapped_column(index=True)


def fold_email(email: str) -> str:
    """An e-mail address as it is compared: trimmed, case folded."""
    return email.strip().casefold()


def by_id(id: int) -> Person | None:
    """The person with this id."""
    return db.session.get(Person, id)


def by_email(email: str) -> Person | None:
    """The person with this address, however it was typed."""
    return db.session.scalar(select(Person).where(Person.email == fold_email(email)))


def failures_since(since: datetime, *, email: str, address: str) -> tuple[int, int]:
    """Failed sign-ins since a moment: for this account, and from this network address."""
    count = select(func.count()).select_from(SignInAttempt).where(SignInAttempt.at >= since)
    for_email = db.session.scalar(count.where(SignInAttempt.email == fold_email(email))) or 0
    from_address = db.session.scalar(count.where(SignInAttempt.address == address)) or 0
    return for_email, from_address


class HelpCall(Base):
    """Somebody pressed *Pause, or talk to someone*. Private, never marked; a tutor learns only that help is wanted in this cohort."""

    __tablename__ = "help_call"

    id: Mapped[int] = mapped_column(primary_key=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    sitting_id: Mapped[int | None]
    at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


def open_calls(cohort_id: int) -> list[HelpCall]:
    """Calls for help in a cohort that nobody has answered, oldest first."""
    asked = select(HelpCall).where(HelpCall.cohort_id == cohort_id, HelpCall.answered_at.is_(None)).order_by(HelpCall.at)
    return list(db.session.scalars(asked.options(joinedload(HelpCall.person))))
