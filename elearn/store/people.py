"""People and how they sign in. Names and addresses stand here and nowhere in a log."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, delete, func, or_, select
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
    created_at: Mapped[datetime]
    quiet: Mapped[str] = mapped_column(String(300), default="")
    """the kinds of notice that they turned off (domain/notices.py), a space between them"""

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.suspended_at is None


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


def held(id: int) -> Person | None:
    """The person, freshly read, their row held until the transaction ends."""
    return db.session.scalar(select(Person).where(Person.id == id).with_for_update().execution_options(populate_existing=True))


def of(ids: Collection[int]) -> list[Person]:
    """The people with these ids, in the order of their ids."""
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids)).order_by(Person.id)))


def names(ids: Collection[int]) -> dict[int, str]:
    """What these people are called."""
    asked = select(Person.id, Person.name).where(Person.id.in_(ids))
    return {each.id: each.name for each in db.session.execute(asked)}


def by_email(email: str) -> Person | None:
    """The person with this address, however it was typed."""
    return db.session.scalar(select(Person).where(Person.email == fold_email(email)))


@dataclass(frozen=True, kw_only=True)
class Failures:
    """Failed sign-ins of late."""

    from_here: int
    """on this account, from this network"""
    last: datetime | None
    """the last of those"""
    account: int
    """on this account, from everywhere"""
    network: int
    """from this network, on whatever account"""


def failures(email: str, network: str, *, here: datetime, account: datetime, anybody: datetime) -> Failures:
    """Failed sign-ins, each kind since a moment of its own."""
    counted = select(func.count()).select_from(SignInAttempt)
    about, there = SignInAttempt.email == fold_email(email)[:254], SignInAttempt.address == network
    last = func.max(SignInAttempt.at).label("last")
    times, at = db.session.execute(select(func.count(), last).where(about, there, SignInAttempt.at >= here)).one()
    return Failures(
        from_here=times,
        last=at,
        account=db.session.scalar(counted.where(about, SignInAttempt.at >= account)) or 0,
        network=db.session.scalar(counted.where(there, SignInAttempt.at >= anybody)) or 0,
    )


def note_attempt(email: str, network: str, now: datetime) -> None:
    """Count a try at signing in, until it is found to be right."""
    db.session.add(SignInAttempt(email=fold_email(email)[:254], address=network, at=now))


def forget_attempts(email: str, before: datetime) -> None:
    """The right password ends what was counted on an account; tries from before a moment are nobody's business any more."""
    about = SignInAttempt.email == fold_email(email)[:254]
    db.session.execute(delete(SignInAttempt).where(or_(about, SignInAttempt.at < before)))


def named_like(words: str) -> ColumnElement[bool]:
    """Whoever has these letters in their name. SQLite takes only ASCII letters for the same in either case: others are looked for as they
    were typed, small, and as a name begins.
    """
    tried = {words} if words.isascii() else {words, words.lower(), words.title()}
    return or_(*(Person.name.icontains(each, autoescape=True) for each in sorted(tried)))


def found(words: str, most: int, *, after: int = 0) -> list[Person]:
    """People whose name or address has these words in it, by their number; `after` a number, to go on."""
    asked = select(Person).where(Person.id > after).order_by(Person.id).limit(most)
    if words:
        asked = asked.where(or_(named_like(words.strip()), Person.email.contains(fold_email(words), autoescape=True)))
    return list(db.session.scalars(asked))


def admins() -> list[Person]:
    """Everybody who is an admin and not suspended."""
    return list(db.session.scalars(select(Person).where(Person.is_admin, Person.suspended_at.is_(None)).order_by(Person.id)))


class HelpCall(Base):
    """Somebody pressed *Pause, or talk to someone*. Private, never marked; the tutors of this cohort learn who and when."""

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


def open_calls_of(person_id: int) -> list[HelpCall]:
    """Somebody's own calls for help that nobody has answered, oldest first."""
    asked = select(HelpCall).where(HelpCall.person_id == person_id, HelpCall.answered_at.is_(None)).order_by(HelpCall.at)
    return list(db.session.scalars(asked))
