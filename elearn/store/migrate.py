"""Bringing a database to the newest shape, and back: Alembic, from code, with the same files for SQLite and PostgreSQL.

A migration is one transaction on either: when it fails half-way, nothing has happened.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, delete, insert, inspect
from sqlalchemy.orm import Session

from elearn.store import (  # noqa: F401  # importing them registers their tables
    account_deeds,
    answers,
    attention,
    cohorts,
    exports,
    library,
    log,
    looks,
    marks,
    messages,
    modules,
    outbox,
    pairing,
    people,
    pictures,
    polls,
    progress,
    reference,
    results,
    rosters,
    rubrics,
    second_factors,
    sessions,
    sittings,
    timetable,
    tokens,
    tries,
    versions,
    word_decisions,
    words,
)
from elearn.store.db import WRITES, Base, db, hold
from elearn.store.releases import RELEASE, SchemaRelease, UnfitError, newest, objection

FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to a connection where there is one."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    made.attributes["metadata"] = Base.metadata
    return made


def upgrade(to: str = "head") -> bool:
    """Bring the database up to a revision; whether there was anything to do. Of several that try at once one does it, and the others
    find it done. A database of a newer release is left as it is.
    """
    with _connected() as connection:
        before = _revision(connection)
        if before not in (None, *_revisions()):
            return False
        command.upgrade(config(connection), to)
        _note_release(connection)
        return _revision(connection) != before


def downgrade(to: str) -> None:
    """Take the database down to a revision."""
    with _connected() as connection:
        command.downgrade(config(connection), to)
        _note_release(connection)


def stands_at() -> tuple[int, str | None]:
    """The newest release that brought this database up (0 for none that said so), and its revision."""
    with db.engine.connect() as connection:
        release = newest(Session(connection)) if _has_releases(connection) else 0
        return release, _revision(connection)


def check() -> None:
    """Raises UnfitError, with a sentence for the operator, when this code cannot serve the database as it is."""
    release, revision = stands_at()
    if said := objection(release=release, revision=revision, known=_revisions()):
        raise UnfitError(said)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _revisions() -> list[str]:
    """Every revision that this code knows, oldest first."""
    return [each.revision for each in ScriptDirectory.from_config(config()).walk_revisions()][::-1]


def _has_releases(connection: Connection) -> bool:
    return inspect(connection).has_table(SchemaRelease.__tablename__)


def _note_release(connection: Connection) -> None:
    if _has_releases(connection):
        connection.execute(delete(SchemaRelease).where(SchemaRelease.number == RELEASE))
        noted = {"number": RELEASE, "revision": _revision(connection) or "", "reached_at": datetime.now(UTC)}
        connection.execute(insert(SchemaRelease).values(noted))


@contextmanager
def _connected() -> Iterator[Connection]:
    """One connection for a migration. SQLite changes a table by making it anew, which its foreign keys would refuse: they are looked at
    when all is done instead.
    """
    db.session.remove()  # what this thread has read may hold the very tables that are to change
    with db.engine.connect().execution_options(**WRITES[db.engine.dialect.name]) as connection:
        if connection.dialect.name != "sqlite":
            hold(connection, "migrations")
            connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")  # rather fail than keep a class waiting behind this
            yield connection
            connection.commit()
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")  # has no effect inside a transaction, and SQLAlchemy has not begun one yet
        try:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"The migration would leave rows that point nowhere: {broken[:5]}")
            connection.commit()
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")
