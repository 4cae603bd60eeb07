"""What an operator asks of the database itself: is it there, is it set as it must be, is anything stuck in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from elearn.store.cohorts import Cohort
from elearn.store.db import db
from elearn.store.library import CaseVersion
from elearn.store.outbox import Letter, State
from elearn.store.people import Person
from elearn.store.sessions import SignedIn


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The letters that have not gone."""

    waiting: int
    oldest: datetime | None
    failed: int


def answers() -> bool:
    """Whether the database answers."""
    return db.session.scalar(select(1)) == 1


def sqlite_settings() -> dict[str, str]:
    """How SQLite is set on our connections."""
    return {
        name: str(db.session.scalar(text(f"PRAGMA {name}"))) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
    }


def sqlite_is_whole() -> str:
    """What SQLite's quick look at the whole file says: "ok", or the first that is amiss."""
    return str(db.session.scalar(text("PRAGMA quick_check(1)")))


def postgres_settings() -> dict[str, str]:
    """Version, encoding, durability and room for connections of the PostgreSQL server."""
    names = ("server_version_num", "server_encoding", "fsync", "synchronous_commit", "max_connections")
    return {name: str(db.session.scalar(text(f"SHOW {name}"))) for name in names}


def clock() -> datetime | None:
    """What time it is on the database's machine; nothing where that is this one."""
    return db.session.scalar(select(func.now())) if db.engine.dialect.name == "postgresql" else None


def newest_moment() -> datetime | None:
    """The newest moment that anything was written at, by the clock of that time."""
    newest = (select(func.max(column)).scalar_subquery() for column in (SignedIn.begun_at, Person.created_at, Cohort.created_at))
    return max((at for at in (db.session.scalar(select(each)) for each in newest) if at), default=None)


def letters() -> Waiting:
    """How the outbox stands."""
    waiting = select(func.count(), func.min(Letter.written_at)).where(Letter.state.in_((State.WAITING, State.TAKEN)))
    count, oldest = db.session.execute(waiting).one()
    failed = db.session.scalar(select(func.count()).select_from(Letter).where(Letter.state == State.FAILED)) or 0
    return Waiting(waiting=count, oldest=oldest, failed=failed)


def published_cases() -> int:
    """How many cases there are to choose from."""
    return db.session.scalar(select(func.count(func.distinct(CaseVersion.slug)))) or 0


def people_at(domain: str) -> int:
    """How many accounts have an address at this domain."""
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.email.endswith(f"@{domain}"))) or 0
