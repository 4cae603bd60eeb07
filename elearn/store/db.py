"""The database: one typed base, names for every constraint, and `saving()`, the only place that commits.

SQLite is opened with a write-ahead log, full sync, foreign keys on, and write transactions that begin immediately: a deferred
transaction that reads and then writes fails at once with "locked", whatever the timeout. In one process a lock stands before the
writers, since SQLite's own waiting starves some of them.

On PostgreSQL a page reads without a transaction: a view of one moment is as long as one question anyway (READ COMMITTED), to begin and to
end cost a round trip each, and the driver forgets at each ROLLBACK what it has prepared. The server itself refuses to write, but in
`saving()`.
"""

import select as sockets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar
from zlib import crc32

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, Connection, DateTime, Dialect, Engine, MetaData, TypeDecorator, event, func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as TooLongError
from sqlalchemy.orm import DeclarativeBase, Session, registry

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database, whichever database it is."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table."""

    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UTCDateTime, dict[str, Any]: JSON})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
UNREACHABLE = (OperationalError, InterfaceError, TooLongError)
"""what is raised when the database is gone, locked for too long, or has no connection free: nothing was kept, and it may be tried again"""
LOCKS = 0x656C
"""the first half of our advisory locks' numbers, so that they are nobody else's"""
WAIT_SECONDS = 10.0
"""how long a writer waits for another of this process; longer than SQLite has the first of them wait for another (`busy_timeout`)"""
WRITES: dict[str, dict[str, Any]] = {
    "sqlite": {"writing": True},
    "postgresql": {"isolation_level": "READ COMMITTED", "postgresql_readonly": False},
}
"""how a connection of each database is opened for a transaction that writes"""
_ONE_VIEW: dict[str, dict[str, Any]] = {"sqlite": {}, "postgresql": {"isolation_level": "REPEATABLE READ"}}
_one_writer = threading.Lock()
Question = TypeVar("Question")


def built_once(build: Callable[[], Question]) -> Callable[[], Question]:
    """A question put together once a process, its values left open as `bindparam`: SQLAlchemy takes longer to put one of a few joins
    together, and to know it again, than SQLite takes to answer it. For what every page asks.
    """
    return cache(build)


def prepare(engine: Engine) -> None:
    """Set an engine up before its first connection."""
    if engine.dialect.name != "sqlite":
        _take_back_what_is_gone(engine.dialect)
        _ask_only_when_something_came(engine.dialect)
        return

    @event.listens_for(engine, "do_connect")
    def make_private(dialect: Dialect, record: Any, words: list[Any], named: dict[str, Any]) -> None:
        # SQLite makes a missing file for all to read, and its log like it: nobody else on this machine is to read what students wrote.
        place = Path(engine.url.database or ":memory:")
        if place.name != ":memory:" and not place.exists() and place.parent.is_dir():
            place.touch(0o600)

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        # SQLAlchemy emits BEGIN itself (below); the driver's own would be a deferred one.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
            cursor.execute(f"PRAGMA {pragma}")
        found = tuple(cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("synchronous", "foreign_keys"))
        cursor.close()
        if found != (2, 1):
            raise RuntimeError(f"SQLite would not take its settings: synchronous, foreign_keys = {found}, wanted (2, 1)")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        writing = connection.get_execution_options().get("writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _take_back_what_is_gone(dialect: Dialect) -> None:
    """What a lost connection held, the server has rolled back already. Asked to do so it would raise, last of all where a request tidies up
    behind an answer that is made: a move that was kept would be answered with 500. The pool looks at each connection before it is used.
    """
    roll_back = dialect.do_rollback

    def quietly(dbapi_connection: Any) -> None:
        try:
            roll_back(dbapi_connection)
        except dialect.loaded_dbapi.OperationalError:
            if not dbapi_connection.closed:
                raise

    dialect.do_rollback = quietly  # type: ignore[method-assign]  # this engine's own
    for name in ("set_isolation_level", "set_readonly"):  # as a transaction begins, and again when its connection goes back to the pool
        setattr(dialect, name, _unless_gone(getattr(dialect, name)))


def _unless_gone(change: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """To set how a connection reads: nothing where it is lost. What is asked of it next says so."""

    def changed(dbapi_connection: Any, value: Any) -> None:
        if not dbapi_connection.closed:
            change(dbapi_connection, value)

    return changed


def _ask_only_when_something_came(dialect: Dialect) -> None:
    """The pool looks at each connection before it is used. A server that goes says so, or its socket ends: as long as nothing has come on a
    connection that lies idle there is nothing to ask, and every request is spared a round trip.
    """
    ask = dialect.do_ping

    def look(dbapi_connection: Any) -> bool:
        waiting = sockets.poll()
        waiting.register(dbapi_connection.fileno(), sockets.POLLIN)
        return not waiting.poll(0) or ask(dbapi_connection)

    dialect.do_ping = look  # type: ignore[method-assign]  # this engine's own


def hold(connection: Connection, what: str) -> None:
    """Wait for whoever holds this name, then hold it until the transaction ends: for what must be done by one process at a time, on
    whichever machine. On SQLite the one writer is enough.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        connection.execute(select(func.pg_advisory_xact_lock(LOCKS, crc32(what.encode()) & 0x7FFFFFFF)))
        connection.exec_driver_sql("SET LOCAL lock_timeout TO DEFAULT")


@contextmanager
def reading() -> Iterator[Session]:
    """One view of everything, as it was at one moment, whatever is written meanwhile."""
    session: Session = db.session()
    session.rollback()
    session.connection(execution_options=_ONE_VIEW[db.engine.dialect.name])
    try:
        yield session
    finally:
        session.rollback()


@contextmanager
def saving() -> Iterator[Session]:
    """One write transaction: what is done inside is kept whole or not at all.

    Any reading transaction of this request is ended first, so that nothing decided inside rests on an older view.
    """
    session: Session = db.session()
    session.commit()  # nothing is pending in a reading transaction; a rollback would empty what the page has already loaded
    with _alone() if db.engine.dialect.name == "sqlite" else nullcontext():
        session.connection(execution_options=WRITES[db.engine.dialect.name])
        try:
            yield session
            session.commit()
        except BaseException:
            session.rollback()
            raise


@contextmanager
def _alone() -> Iterator[None]:
    """The one writer of this process. Raises TooLongError after some seconds: while another process holds the database each writer waits in
    vain as long as SQLite has it wait, and those behind would hold every thread of the server, one after the other.
    """
    if not _one_writer.acquire(timeout=WAIT_SECONDS):
        raise TooLongError("another writer has not come to its end")
    try:
        yield
    finally:
        _one_writer.release()
