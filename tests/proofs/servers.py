"""Servers of `elearn serve` that are killed and started again all day: forked from a process that has loaded the program, so that a start
takes a fifth of a second and not two. A database is opened after the fork, by the server itself.

A server may be told to die by itself, as SIGKILL kills, at a named point of a move: DIES="after the commit:7" means in the seventh. And its
disk may be as full as a file says: while SMALL_DISK names a file that is there, SQLite may add no page. That is for machines on which the
tests may not mount a small disk of their own; it stops SQLite where it takes a page, and not where the system writes one.
"""

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from itertools import count
from pathlib import Path
from typing import Any, NoReturn

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from elearn import cli
from elearn.actions import sit
from tests.services import PR_SET_PDEATHSIG, free_port
from tests.site import ROOT

POINTS = ("before the commit", "after the commit", "before the answer")
"""after the commit is before the waking: nobody has been told"""
BOUNDLESS = 2**30
SECRET = "k" * 40


class Nursery:
    """The process that servers are forked from. What they say goes to a file."""

    def __init__(self, said: Path) -> None:
        self.said = said
        with said.open("ab") as out:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "tests.proofs.servers"], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=out, text=True,
            )  # fmt: skip

    def start(self, settings: dict[str, str]) -> int:
        """The number of a new server process."""
        told, heard = self.running.stdin, self.running.stdout
        assert told and heard
        told.write(json.dumps(settings) + "\n")
        told.flush()
        return int(heard.readline())

    def close(self) -> None:
        self.running.communicate()  # it ends when nobody can tell it anything, and its servers end with it


class Server:
    """One of them."""

    def __init__(self, nursery: Nursery, settings: dict[str, str], port: int = 0) -> None:
        self.nursery, self.port = nursery, port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.dies = bool(settings.get("DIES"))
        self.pid = nursery.start({"SECRET_KEY": SECRET, "PORT": str(self.port), **settings})

    @property
    def ended(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def ready(self) -> "Server":
        """Wait until it answers; one that is to die by itself may have done so by then."""
        for _ in range(1500):
            try:
                urllib.request.urlopen(f"{self.url}/healthz", timeout=5).read()
                return self
            except (OSError, HTTPException):
                if self.ended:
                    assert self.dies, self.nursery.said.read_text()[-4000:]
                    return self
                time.sleep(0.02)
        raise AssertionError("the server did not start")

    def ends(self, seconds: float) -> None:
        """Wait for its end, for so many seconds at most."""
        until = time.monotonic() + seconds
        while not self.ended and time.monotonic() < until:
            time.sleep(0.005)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.ends(20)


# --- in the process that is forked


def fork_as_told() -> None:
    """For each line of settings, fork a server and say its number."""
    from elearn import serving

    assert serving
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how they ended
    for line in sys.stdin:
        forked = os.fork()
        if not forked:
            _serve(json.loads(line))
        sys.stdout.write(f"{forked}\n")
        sys.stdout.flush()


def _serve(settings: dict[str, str]) -> NoReturn:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.environ.update(settings)
    point, _, number = settings.get("DIES", "").partition(":")
    if point:
        die_at(point, int(number))
    if settings.get("SMALL_DISK"):
        be_small(Path(settings["SMALL_DISK"]))
    sys.argv = ["elearn", "serve"]
    try:
        cli.main()
    finally:
        os._exit(1)


def die_at(where: str, number: int) -> None:
    """Put the death in."""
    moves = count(1)

    def at(point: str) -> None:
        if point == where and next(moves) >= number:
            os.kill(os.getpid(), signal.SIGKILL)

    make_move = sit.make_move

    def acknowledged(*said: Any) -> sit.Receipt:
        receipt = make_move(*said)
        at("before the answer")
        return receipt

    sit.saving, sit.make_move = _dying(sit.saving, at), acknowledged


def _dying(saving: Callable[[], Any], at: Callable[[str], None]) -> Callable[[], Any]:
    @contextmanager
    def dying() -> Iterator[Session]:
        with saving() as session:
            yield session
            at("before the commit")
        at("after the commit")

    return dying


def be_small(full: Path) -> None:
    """Let SQLite add no page while this file is there."""

    @event.listens_for(Engine, "begin")
    def begin(connection: Any) -> None:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA max_page_count={1 if full.exists() else BOUNDLESS}")


if __name__ == "__main__":
    fork_as_told()
