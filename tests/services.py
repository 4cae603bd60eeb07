"""A real PostgreSQL and a real Redis for tests: the ones that DATABASE_URL and REDIS_URL name, or throwaway ones started here.

PostgreSQL never runs as root: where the tests do, it runs as `postgres`, or as `nobody`. Its files lie in a folder of their own that is
gone with the tests, and it listens on a socket and one loopback port. Where a service is neither named nor installed, each test that wanted
it says so loudly; with REQUIRE_SERVICES=1 it fails.
"""

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import URL, Engine, make_url

WHERE_DEBIAN_KEEPS_IT = "/usr/lib/postgresql/*/bin"
UNSAFE_AND_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "32MB",
}
"""a throwaway server need not survive the machine; it does survive its clients, which is what the tests kill"""
PR_SET_PDEATHSIG = 1
MEMORY = Path("/dev/shm")
ROOM_MB = 3000
"""what all files of a run of the tests may take"""
_numbers = count(1)


class AbsentError(Exception):
    """A service is neither named nor installed; the text says what to do about it."""


def wanted(start):
    """What `start` brings up; where it cannot, the test that asked fails under REQUIRE_SERVICES=1 and is left out loudly otherwise."""
    try:
        return start()
    except AbsentError as absent:
        if os.environ.get("REQUIRE_SERVICES") == "1":
            pytest.fail(f"REQUIRE_SERVICES=1, and {absent}", pytrace=False)
        pytest.skip(f"NOT TESTED: {absent}")


def keep_files_in_memory() -> None:
    """Have temporary files, databases too, lie in memory where there is room. Thousands of small ones are made and dropped, and waiting for
    the disk was half of what a test on PostgreSQL took. Whoever names a place, or keeps every database (TEST_ON), has it as they say.
    """
    named = os.environ.keys() & {"TMPDIR", "TEST_ON"}
    if not named and os.access(MEMORY, os.W_OK) and _has_room_and_runs_programs(MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def _has_room_and_runs_programs(folder: Path) -> bool:
    there = os.statvfs(folder)
    return there.f_bavail * there.f_frsize > ROOM_MB * 2**20 and not there.f_flag & os.ST_NOEXEC


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def program(name: str, *beside: str) -> str | None:
    """Where a program is: on PATH, or in the folders of Debian that are not on it."""
    folders = [str(found) for pattern in beside for found in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join([*folders, "/usr/sbin", "/sbin"]))


class Postgres:
    """A server on which databases can be made and dropped."""

    def __init__(self, url: URL) -> None:
        self.url = url

    def fresh(self) -> str:
        """The address of a new, empty database."""
        name = f"elearn_test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'")
        return self.url.set(database=name).render_as_string(hide_password=False)

    def replace(self, url: URL, template: URL) -> None:
        """Make a database anew, as a copy of another to which nobody is connected."""
        self.drop(url)
        self.run(f'CREATE DATABASE "{url.database}" TEMPLATE "{template.database}"')

    def drop(self, url: URL | str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        with psycopg.connect(plain(self.url), autocommit=True) as connection:
            connection.execute(statement)


def plain(url: URL | str) -> str:
    """An address as PostgreSQL's own library reads it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


@cache
def postgres() -> Postgres:
    """The PostgreSQL of this run. Raises AbsentError where there is none."""
    named = os.environ.get("DATABASE_URL", "")
    if named.startswith("postgres"):
        return Postgres(make_url(named).set(drivername="postgresql+psycopg"))
    return Postgres(_start_postgres())


def _start_postgres() -> URL:
    initdb, server = (program(name, WHERE_DEBIAN_KEEPS_IT) for name in ("initdb", "postgres"))
    if not initdb or not server:
        raise AbsentError("there is no PostgreSQL here: set DATABASE_URL, or `apt install postgresql`")
    home = _home("postgres")
    who = _not_root()
    if who:
        shutil.chown(home, who)
    as_who = {"user": who, "group": pwd.getpwnam(who).pw_gid, "extra_groups": []} if who else {}
    made = subprocess.run(
        [initdb, "--pgdata", home / "data", "--username", "elearn", "--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
        capture_output=True, text=True, cwd=home, check=False, **as_who,
    )  # fmt: skip
    if made.returncode:
        shutil.rmtree(home, ignore_errors=True)
        raise AbsentError(f"PostgreSQL could not be set up:\n{made.stderr}")
    port = free_port()
    settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": str(home), **UNSAFE_AND_QUICK}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with (home / "log").open("w") as log:
        running = subprocess.Popen(
            [server, "-D", home / "data", *options],
            stdout=log,
            stderr=log,
            cwd=home,
            preexec_fn=_end_with_us,  # noqa: PLW1509  # calls one function of the C library
            **as_who,
        )
    atexit.register(_stop, running, home, signal.SIGINT)
    url = URL.create("postgresql+psycopg", "elearn", host="127.0.0.1", port=port, database="postgres")
    _until(lambda: psycopg.connect(plain(url)).close(), running, psycopg.OperationalError, home / "log")
    return url


def _not_root() -> str | None:
    """The user that PostgreSQL runs as: this one, unless this is root."""
    if os.geteuid():
        return None
    known = {each.pw_name for each in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


class Redis:
    """A Redis that can be stopped and started again at the same address."""

    def __init__(self) -> None:
        self.server = program("redis-server")
        if not self.server:
            raise AbsentError("there is no Redis here: `apt install redis-server`")
        self.home = _home("redis")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.running: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        self.start()

    def start(self) -> None:
        words = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(self.home)]
        self.running = subprocess.Popen(
            [self.server, *words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_end_with_us,  # noqa: PLW1509  # see above
        )
        _until(lambda: redis.Redis.from_url(self.url).ping(), self.running, redis.ConnectionError, None)

    def stop(self) -> None:
        if self.running:
            self.running.kill()
            self.running.wait()
            self.running = None

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)


@cache
def redis_url() -> str:
    """The Redis of this run. Raises AbsentError where there is none."""
    return os.environ.get("REDIS_URL") or Redis().url


def _home(what: str) -> Path:
    """A folder for a server of this process; those that a killed process has left are taken away."""
    for left in Path(tempfile.gettempdir()).glob(f"elearn-{what}-*-*"):
        owner = left.name.split("-")[2]
        if owner.isdecimal() and not Path("/proc", owner).exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"elearn-{what}-{os.getpid()}-"))


def _end_with_us() -> None:
    """Run in a server about to start: it is to end when the tests do, however they end. Linux can do that; elsewhere atexit must do."""
    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def _until(answers, running: subprocess.Popen[bytes], not_yet: type[Exception], log: Path | None) -> None:
    for _ in range(300):
        with suppress(not_yet):
            answers()
            return
        if running.poll() is not None:
            break
        time.sleep(0.05)
    raise AbsentError(f"it would not start: {log.read_text() if log else running.args}")


def _stop(running: subprocess.Popen[bytes], home: Path, how: signal.Signals) -> None:
    running.send_signal(how)
    try:
        running.wait(timeout=10)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait()
    shutil.rmtree(home, ignore_errors=True)


def usual_database(folder: Path) -> str:
    """The database of a test that does not say which: SQLite in its folder. TEST_ON=postgresql runs such tests on PostgreSQL too."""
    if os.environ.get("TEST_ON") != "postgresql":
        return f"sqlite:///{folder / 'site.sqlite'}"
    server = wanted(postgres)
    url = server.fresh()
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        atexit.register(server.drop, url)  # a throwaway server goes whole
    return url


_engines: list[Engine] = []


def remember(engine: Engine) -> None:
    """Have an engine's connections closed when the test is over (tests/conftest.py): psycopg complains, rightly, of those left open."""
    if engine.dialect.name == "postgresql":
        _engines.append(engine)


def close_connections() -> None:
    for engine in _engines:
        engine.dispose()  # an engine that is still in use makes itself new ones
