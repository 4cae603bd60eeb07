"""A copy of a living database in one file, and a database made from such a copy: SQLite's backup interface, and pg_dump."""

import os
import shutil
import sqlite3
import subprocess  # nosec B404  # starts PostgreSQL's own programs
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, inspect, make_url
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

SECONDS = 24 * 3600
"""the longest that pg_dump and pg_restore may take"""
SHORT = 5
"""seconds that clearing space waits for others"""


class CopyError(Exception):
    """The copy could not be made, or not be used; the text says why."""


def kind_of(engine: Engine) -> str:
    """Which database it is, "sqlite" or "postgresql": a copy of one is of no use to the other."""
    return engine.dialect.name


def copy_out(engine: Engine, to: Path) -> None:
    """Write the database, as it is at one moment, to a file that is not there yet. Writers go on meanwhile."""
    with to.open("xb"):
        to.chmod(0o600)
    _OUT[kind_of(engine)](engine.url, to)


def copy_in(engine: Engine, copy: Path) -> None:
    """Make the database from a copy. There must be nothing in its place."""
    if not is_empty(engine):
        raise CopyError(
            "There is a database in that place already. Restore into an empty place, look at it, and only then let it take over."
        )
    engine.dispose()
    _IN[kind_of(engine)](engine.url, copy)


def is_empty(engine: Engine) -> bool:
    """Whether nothing is there: no file, or no table."""
    if kind_of(engine) == "sqlite":
        return not any(_sqlite_file(engine.url).with_name(_sqlite_file(engine.url).name + end).exists() for end in ("", "-wal", "-shm"))
    return not inspect(engine).get_table_names()


def objections(engine: Engine) -> list[str]:
    """What the database itself finds wrong with its pages and references; SQLite only, since PostgreSQL has no such question to ask."""
    if kind_of(engine) != "sqlite":
        return []
    with engine.connect() as connection:
        found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        return found + [f"a row of {row[0]} points nowhere" for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]


def clear_space(engine: Engine, most: int | None = None) -> bool:
    """Write the database's file anew without what was deleted: until then its bytes lie about in it. Returns whether it came about; a
    database of more than `most` bytes is left for a quieter hour.
    """
    try:
        if most is not None and _size(engine) > most:
            return False
        if kind_of(engine) == "sqlite":
            with closing(sqlite3.connect(_sqlite_file(engine.url), timeout=SHORT)) as opened:
                opened.execute("VACUUM")
                busy, _, _ = opened.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM")
    except (sqlite3.OperationalError, DatabaseError):
        return False
    return True


def _size(engine: Engine) -> int:
    """Of the database, in bytes."""
    if kind_of(engine) == "sqlite":
        return _sqlite_file(engine.url).stat().st_size
    with engine.connect() as connection:
        return int(connection.exec_driver_sql("SELECT pg_database_size(current_database())").scalar_one())


def _sqlite_file(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise CopyError("A database in memory has no place to copy from or to.")
    return Path(url.database)


def _sqlite_out(url: URL, to: Path) -> None:
    with (
        closing(sqlite3.connect(f"{_sqlite_file(url).resolve().as_uri()}?mode=rw", uri=True)) as here,
        closing(sqlite3.connect(to)) as copy,
    ):
        here.backup(copy)  # all pages in one step: one moment of the database, however busy it is
        copy.execute("PRAGMA journal_mode=DELETE")
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise CopyError("SQLite finds the copy damaged, so the database may be. Run `elearn verify`.")


def _sqlite_in(url: URL, copy: Path) -> None:
    place = _sqlite_file(url)
    beside = place.with_name(place.name + ".restoring")
    shutil.copyfile(copy, beside)
    beside.chmod(0o600)
    try:
        with closing(sqlite3.connect(beside)) as opened:
            if opened.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise CopyError("SQLite finds the copy damaged. Nothing was restored.")
    except sqlite3.DatabaseError as error:
        raise CopyError(f"The copy is no database: {error}. Nothing was restored.") from error
    else:
        os.link(beside, place)  # unlike a rename, refuses to take the place of a file that has come there meanwhile
    finally:
        beside.unlink()


def _postgresql_out(url: URL, to: Path) -> None:
    _run("pg_dump", url, "--format=custom", "--no-owner", "--no-privileges", "--file", str(to))


def _postgresql_in(url: URL, copy: Path) -> None:
    _run("pg_restore", url, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(copy))


def _run(program: str, url: URL, *words: str) -> None:
    """Run one of PostgreSQL's programs. The password goes by the environment, where no list of processes shows it."""
    found = shutil.which(program)
    if found is None:
        raise CopyError(f"{program} is not here. It comes with PostgreSQL's client programs (`apt install postgresql-client`).")
    address = make_url(url).set(drivername="postgresql", password=None).render_as_string()
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    try:
        done = subprocess.run(  # noqa: S603  # nosec B603  # arguments of our own making, and no shell
            [found, "--dbname", address, *words], env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CopyError(f"{program} had not ended after a day.") from error
    if done.returncode:
        raise CopyError(f"{program} failed: {done.stderr.strip() or done.returncode}")


_OUT: dict[str, Callable[[URL, Path], None]] = {"sqlite": _sqlite_out, "postgresql": _postgresql_out}
_IN: dict[str, Callable[[URL, Path], None]] = {"sqlite": _sqlite_in, "postgresql": _postgresql_in}
