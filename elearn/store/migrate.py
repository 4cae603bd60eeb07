"""Bringing a database to the newest shape, and back: Alembic, from code, with the same files for SQLite and PostgreSQL."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from elearn.store import cohorts, library, log, people, sittings  # noqa: F401  # importing them registers their tables
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
    with db.engine.connect() as connection:
        command.upgrade(config(connection), to)
        connection.commit()


def downgrade(to: str) -> None:
    """Take the database down to a revision."""
    with db.engine.connect() as connection:
        command.downgrade(config(connection), to)
        connection.commit()
