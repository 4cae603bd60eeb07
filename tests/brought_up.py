"""New databases of the newest shape: migrated once in a process and copied for each test. The migrations take longer than most tests."""

import atexit
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from flask import Flask
from sqlalchemy import URL, make_url

from elearn.app import create_app
from elearn.config import Config
from elearn.store import migrate
from elearn.store.db import db
from tests import services

Stood = bytes | URL
"""a database as it stood once, to make others of: a file of SQLite's, or one of PostgreSQL's to which nobody is connected"""


def bring_up(app: Flask, stood: Stood | None = None) -> None:
    """What `elearn upgrade` does to the database of this application; an empty one becomes a copy of one that was brought up before, or of
    one that holds more.
    """
    with app.app_context():
        url = db.engine.url
        if url.get_backend_name() == "sqlite":
            _copied(Path(url.database or ""), stood)
        elif migrate.stands_at() == (0, None):
            db.engine.dispose()
            services.postgres().replace(url, stood if isinstance(stood, URL) else _newest_on_postgres())
        if migrate.stands_at()[1] is None:
            migrate.upgrade()


def as_it_stands(app: Flask) -> Stood:
    """The database of this application, for others to be made of it."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        url = db.engine.url
        if url.get_backend_name() == "sqlite":
            with closing(sqlite3.connect(url.database or "")) as connection:
                return connection.serialize()
        server = services.postgres()
        kept = make_url(server.fresh())
        atexit.register(server.drop, kept)
        server.replace(kept, url)
        return kept


def _copied(file: Path, stood: Stood | None) -> None:
    if not file.exists():
        file.write_bytes(stood if isinstance(stood, bytes) else _newest_on_sqlite())


@cache
def _newest_on_sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "newest.sqlite")
        _migrated(f"sqlite:///{file}")
        return file.read_bytes()


@cache
def _newest_on_postgres() -> URL:
    server = services.postgres()
    url = server.fresh()
    atexit.register(server.drop, url)
    _migrated(url)
    return make_url(url)


def _migrated(url: str) -> None:
    app = create_app(Config.model_validate({"secret_key": "k" * 40, "database_url": url, "waker": "process"}))
    with app.app_context():
        migrate.upgrade()
        db.session.remove()
        db.engine.dispose()
