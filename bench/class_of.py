"""A class that stands ready: a database with as many pairs as asked for at the map, and a server over it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from elearn.actions import sit
from elearn.actions.enter import HASHER
from elearn.actions.play import Player
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline, Role
from elearn.store import library, log, sittings
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.people import Person
from tests.site import ROOT, Site

PASSWORD = "correct horse battery staple"


def seat_pairs(site: Site, count: int, *, to: StepKind = StepKind.MAP, case: str = "mould-toddler") -> list[tuple[str, str, str]]:
    """Seat `count` new pairs, each at a step with nothing done on it. Returns (email, path, member) of each of their people."""
    now, hashed, seats = datetime.now(UTC), HASHER.hash(PASSWORD), []
    with site.app.app_context():
        version = library.latest(case)
        if version is None:
            raise LookupError("the case is not published")
        for number in range(count):
            people = _two(site.cohort, number, hashed, now)
            opened = sit.open_sitting(site.cohort, version.sha, [(id, side) for id, side, _ in people], now)
            Player(*opened, now).to(to, begin=False)
            found = sittings.with_seats(*opened)
            emails = {id: email for id, _, email in people}
            seats += (
                [(emails[each.person_id or 0], f"/sittings/{opened[0]}/{opened[1]}", each.member_id) for each in found.seats]
                if found
                else []
            )
    return seats


def _two(cohort_id: int, number: int, hashed: str, now: datetime) -> list[tuple[int, Discipline, str]]:
    with saving() as session:
        two = [
            (
                Person(
                    name=f"{side.value.capitalize()} {number}",
                    email=f"{sit.new_op()}@bench.test",
                    discipline=side,
                    password_hash=hashed,
                    created_at=now,
                ),
                side,
            )
            for side in Discipline
        ]
        session.add_all(person for person, _ in two)
        session.flush()
        session.add_all(Enrolment(cohort_id=cohort_id, person_id=person.id, role=Role.LEARNER, discipline=side) for person, side in two)
        return [(person.id, side, person.email) for person, side in two]


@dataclass(kw_only=True)
class Served:
    """A server process."""

    url: str
    process: subprocess.Popen[bytes]

    @property
    def memory(self) -> float:
        """What it holds for itself and its share of the rest, in MB (PSS)."""
        rollup = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text(encoding="ascii")
        return int(next(line for line in rollup.splitlines() if line.startswith("Pss:")).split()[1]) / 1000

    @property
    def files(self) -> int:
        """How many files and sockets it has open."""
        return len([*Path(f"/proc/{self.process.pid}/fd").iterdir()])

    @property
    def threads(self) -> int:
        """How many threads it runs."""
        return len([*Path(f"/proc/{self.process.pid}/task").iterdir()])

    @property
    def cpu(self) -> float:
        """Seconds of processor that it has used, with the processes that it has started."""
        return sum(_cpu(each) for each in (self.process.pid, *_started_by(self.process.pid)))


def _started_by(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(each) for each in children.read_text(encoding="ascii").split()]


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(folder: Path, database_url: str, **environment: str) -> Iterator[Served]:
    """`elearn serve` over a database, as operators start it, until the block ends."""
    port = free_port()
    settings = {"DATABASE_URL": database_url, "SECRET_KEY": "k" * 40, "PORT": str(port), "PYTHONPATH": str(ROOT), **environment}
    process = subprocess.Popen(
        [sys.executable, "-m", "elearn.cli", "serve"], env={**os.environ, **settings}, cwd=ROOT, stdout=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/sign-in", process)
        yield Served(url=f"http://127.0.0.1:{port}", process=process)
    finally:
        process.terminate()
        process.wait(timeout=20)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            urllib.request.urlopen(url, timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def stored(site: Site, path: str) -> dict[str, int]:
    """op → number of everything on a pair's table."""
    _, _, cohort, sitting = path.split("/")
    with site.app.app_context():
        return {entry.op: entry.seq for entry in log.entries(int(cohort), int(sitting))}
