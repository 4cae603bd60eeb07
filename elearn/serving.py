"""Commands that need the application: serve, demo, publish, migrate. Loaded by `cli` only when one of them is called."""

import ctypes
import fcntl
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import uvicorn
from flask import Flask

from elearn.actions.demo import seed
from elearn.actions.enter import add_person
from elearn.actions.publish_library import publish_folder
from elearn.app import create_app
from elearn.asgi import build
from elearn.authoring.watch import Watcher
from elearn.config import Config, ConfigError, load
from elearn.domain.problem import Problem
from elearn.store import migrate, people
from elearn.store.db import db
from elearn.store.releases import UnfitError
from elearn.web import logbook
from elearn.web.author import alone

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
MMAP_THRESHOLD = -3
"""glibc's M_MMAP_THRESHOLD: from this size on a block is the system's own, and goes back to it when freed"""
BIG_BLOCK = 1024 * 1024
FIRST_PORT, LAST_PORT = 5000, 65535
GRACE_SECONDS = 3
"""uvicorn waits for open streams for ever unless told"""


def configured(*, demo: bool = False) -> Config:
    """The configuration, or one plain sentence and the end."""
    try:
        return load(demo=demo)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


def give_memory_back() -> None:
    """Hashing a password takes 19 MB for a moment. glibc would keep such blocks for good once it has seen one, in every thread's arena,
    and a class that signs in together would leave the server three times its size; a fixed threshold hands them back at once.
    """
    libc = ctypes.CDLL(None)
    if hasattr(libc, "mallopt"):  # glibc; elsewhere the allocator has its own ways
        libc.mallopt(MMAP_THRESHOLD, BIG_BLOCK)


def run(app: Flask, config: Config, *, log_level: str = "warning") -> None:
    """Serve until stopped. The embedded default is one process with one writer; several need PostgreSQL.

    Several are started anew and open the database for themselves: a connection that lives on through a fork loses data in silence.
    """
    give_memory_back()
    logbook.set_up(requests=config.log_requests and not config.demo)
    several = config.processes > 1
    if several:
        with app.app_context():
            db.engine.dispose()
        if config.metrics_port:
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="elearn-figures-")
        os.environ["MALLOC_MMAP_THRESHOLD_"] = str(BIG_BLOCK)  # glibc's other way to be told the same, for processes yet to start
    uvicorn.run(
        "elearn.asgi:from_environment" if several else build(app, config), factory=several, workers=config.processes,
        host=config.host, port=config.port, log_config=None, log_level=log_level, access_log=False, server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS, lifespan="on", ws="none", proxy_headers=False,
    )  # fmt: skip


def must_be_free(config: Config, how: str) -> None:
    """Say at once that the port is taken: whoever opens the address would see what another program shows there. `how` names another."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        socket.create_server((config.host, config.port), family=family).close()
    except OSError as error:
        another = how.format(config.port + 1 if config.port < LAST_PORT else FIRST_PORT)
        raise click.ClickException(f"Port {config.port} cannot be used ({error.strerror}). Choose another, say {another}") from error


@contextmanager
def only_server(config: Config) -> Iterator[None]:
    """SQLite is served by one process: a second one on the same file is refused. What the first holds is let go however it ends."""
    if config.on_postgresql:
        yield
        return
    place = Path(config.database_url.partition("///")[2] + "-serving")
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("a") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise click.ClickException(
                "Another server has this SQLite database open, and pages of one would not hear of moves in the other. "
                "Stop that one first; several servers need PostgreSQL."
            ) from error
        yield


def make_ready(app: Flask, config: Config) -> None:
    """SQLite has one server, which brings its database up and publishes when it starts. On PostgreSQL others may be serving: there, that is
    done once, by `elearn upgrade` and `elearn publish`, and a server only looks whether the database is one that it can serve.
    """
    with app.app_context():
        if not config.on_postgresql:
            migrate.upgrade()
        try:
            migrate.check()
        except UnfitError as error:
            raise click.ClickException(str(error)) from error
    if not config.on_postgresql:
        publish_library(app, config)


def publish_library(app: Flask, config: Config, *, anew: bool = False) -> int:
    """Publish what of the library passes the check: cases, modules, shared lists. Say what does not; return how many versions are new."""

    def said(problem: Problem) -> None:
        click.secho(f"not published: {problem}", fg="yellow", err=True)

    with app.app_context():
        return publish_folder(config.content_dir, datetime.now(UTC), said, anew=anew)


def watch_library(app: Flask, config: Config) -> None:
    """Have the author's pages follow the files of the library: a save is seen within half a second."""
    app.extensions["watching"] = True
    Watcher(config.content_dir, lambda: app.extensions["waker"].wake(0, 0)).start()


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="server processes on this machine; more than one needs PostgreSQL [1]")
def serve(processes: int | None) -> None:
    """Serve the site: your own database, no demo."""
    if processes:
        os.environ["WEB_CONCURRENCY"] = str(processes)  # where the started processes read it too
    config = configured()
    app = create_app(config)
    with only_server(config):
        make_ready(app, config)
        click.echo(f"{config.site_name} on http://{config.host}:{config.port}")
        with app.app_context():
            if not people.admins():
                click.echo('There is no admin yet. In another shell: elearn people add --admin "Ada Byron" ada@example.ac.uk', err=True)
        run(app, config)


@click.command()
def demo() -> None:
    """Serve the demo: made-up people in a database of its own, on this machine only."""
    config = configured(demo=True)
    if config.host not in LOOPBACK:
        raise click.ClickException(
            f"The demo lets anybody in as anybody, so it listens on this machine only. HOST={config.host} is not loopback."
        )
    must_be_free(config, "PORT={}")
    app = create_app(config)
    with app.app_context():
        migrate.upgrade()
    publish_library(app, config)
    with app.app_context():
        seed(datetime.now(UTC))
    watch_library(app, config)
    click.echo(f"{config.site_name}, the demo: http://{config.host}:{config.port}")
    run(app, config)


@click.command()
def upgrade() -> None:
    """Bring the database to the newest shape."""
    app = create_app(configured())
    with app.app_context():
        done = migrate.upgrade()
    click.echo("The database has been brought up to date." if done else "The database is up to date.")


@click.command()
def publish() -> None:
    """Publish every case that passes the check."""
    config = configured()
    app = create_app(config)
    with app.app_context():
        migrate.upgrade()
    click.echo(f"{publish_library(app, config, anew=True)} new versions published.")


@click.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.option("--port", type=click.IntRange(1, 65535), help="the port to listen on [5000]")
def preview(folder: Path | None, port: int | None) -> None:
    """Show a library's cases as both students will see them; every save reloads the page.

    FOLDER is the library [content]. Only the author's pages are served, on this machine only; nothing is published, and what the server has
    to remember is forgotten when it ends.
    """
    with tempfile.TemporaryDirectory() as somewhere:
        config = _of_a_preview(Path(somewhere), folder, port)
        must_be_free(config, "--port {}")
        app = create_app(config)
        with app.app_context():
            migrate.upgrade()
            author = add_person("Author", "author@preview.invalid", datetime.now(UTC), author=True).id
        alone.register(app, author)
        watch_library(app, config)
        click.echo(f"{config.content_dir}, as its students will see it: http://127.0.0.1:{config.port}")
        run(app, config)


def _of_a_preview(somewhere: Path, folder: Path | None, port: int | None) -> Config:
    """Nothing of the site's own configuration but its port: its database and its secret are none of a preview's business."""
    settings: dict[str, Any] = {"secret_key": secrets.token_urlsafe(48), "database_url": f"sqlite:///{somewhere / 'preview.sqlite'}"}
    if port or os.environ.get("PORT"):
        settings["port"] = port or os.environ["PORT"]
    if folder:
        settings["content_dir"] = folder.resolve()
    return Config.model_validate(settings)
