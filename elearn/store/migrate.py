"""Bringing a database to the newest shape, and back: Alembic, from code, with the same files for SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from elearn.store import cohorts, library, log, marks, people, pictures, rubrics, sittings, word_decisions, words  # noqa: F401  # importing them registers their tables
from elearn.store.db import Base, db

FOLDER = Path(__file__).parent / "migrations"


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration, bound to a connection where there is one."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    made.attributes["connection"] = connection
    made.attributes["metadata"] = Base.metadata
    return made


def upgrade(to: str = "head") -> None:
    """Bring the database up to a revision."""
    with _connected() as connection:
        command.upgrade(config(connection), to)


def downgrade(to: str) -> None:
    """Take the database down to a revision."""
    with _connected() as connection:
        command.downgrade(config(connection), to)


@contextmanager
def _connected() -> Iterator[Connection]:
    """One connection for a migration. SQLite changes a table by making it anew, which its foreign keys would refuse: they are looked at
    when all is done instead.
    """
    with db.engine.connect() as connection:
        if connection.dialect.name != "sqlite":
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
