"""The nemesis: a plan of faults made from a seed, and a site in its own processes on which it is carried out.

The same seed makes the same plan; at which instant of a move a fault falls is the machine's. What a plan may hold:

    killed    SIGKILL of the server, at a random moment or at a named point of a move (servers.py); every round ends so
    locked    another process holds what a move must write, sometimes for longer than a move waits
    full      no room on the disk: a tmpfs of a few MB is filled to the last byte (as root), or SQLite may add no page
    redis     Redis is gone, and comes back
    cut off   PostgreSQL ends every connection of the site, also in the middle of a commit
    dropped   half of the streams are dropped
"""

import asyncio
import os
import random
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from tests import services
from tests.proofs.servers import POINTS, Nursery, Server
from tests.proofs.witness import Witness
from tests.services import Redis, plain

ON_SQLITE, ON_POSTGRESQL = ("locked", "full", "dropped"), ("locked", "redis", "cut off", "dropped")
SMALL_MB = 48
HEARTBEAT = "60"
"""seconds: so long that whatever arrives at the end of a proof was woken, and not found by a look in passing"""
AT_MOST_SECONDS = 20.0
LONG, LONGER_THAN_A_MOVE_WAITS = (0.05, 0.5), 6.5


@dataclass(frozen=True, kw_only=True)
class Round:
    """One round: some work, a fault perhaps, and the end of one server."""

    moves: int
    """how many are acknowledged before it begins: counted rather than timed, so that a slow machine proves as much"""
    fault: str
    lasts: float
    dies: str
    """"" for SIGKILL from outside, else a point of servers.py with the number of the move"""
    amid: bool
    """whether the server is killed while the fault lasts"""
    node: int


def plan(seed: int, rounds: int, faults: Sequence[str], nodes: int = 1) -> list[Round]:
    """What happens, made from the seed alone. A lock that outlasts every patience comes once in twenty-five rounds, since it takes long."""
    rng = random.Random(seed)
    made = []
    for number in range(rounds):
        fault = rng.choice(("", *faults))
        lasts = rng.uniform(*LONG)
        if number % 25 == 7:
            fault, lasts = "locked", LONGER_THAN_A_MOVE_WAITS
        dies = f"{rng.choice(POINTS)}:{rng.randint(1, 12)}" if rng.random() < 0.5 else ""
        made.append(
            Round(moves=rng.randint(3, 40), fault=fault, lasts=lasts, dies=dies, amid=rng.random() < 0.5, node=rng.randrange(nodes))
        )
    return made


class Disk:
    """Where a SQLite database lies, and how it runs full."""

    def __init__(self, folder: Path, *, mounted: bool) -> None:
        self.folder, self.mounted = folder, mounted
        self.database, self.ballast = folder / "site.sqlite", folder / "ballast"

    @property
    def says(self) -> str:
        """What is to be said aloud of it."""
        held = "a tmpfs was filled to the last byte"
        return held if self.mounted else "NOT TESTED: a disk that is full. No tmpfs can be mounted; SQLite's max_page_count stands for it"

    @property
    def settings(self) -> dict[str, str]:
        return {} if self.mounted else {"SMALL_DISK": str(self.ballast)}

    def fill(self) -> None:
        """Not a byte is left. What lies in the write-ahead log is put away first, or a move would find room in it that was used before."""
        with closing(sqlite3.connect(self.database, timeout=5)) as connection, suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with suppress(OSError), self.ballast.open("ab") as out:
            while self.mounted:
                out.write(b"\0" * 65536)
                out.flush()

    def free(self) -> None:
        self.ballast.unlink(missing_ok=True)


@contextmanager
def small_disk() -> Iterator[Disk]:
    """A small file system of its own where this may mount one; elsewhere (NO_TMPFS=1 tries that) a folder in which SQLite is told to stop
    growing.
    """
    folder = Path(tempfile.mkdtemp(prefix="elearn-nemesis-"))
    mounted = os.geteuid() == 0 and not os.environ.get("NO_TMPFS") and _mounts(folder)
    try:
        yield Disk(folder, mounted=mounted)
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", folder], check=False)
        subprocess.run(["rm", "-rf", folder], check=False)


def _mounts(folder: Path) -> bool:
    told = ["mount", "-t", "tmpfs", "-o", f"size={SMALL_MB}m", "tmpfs", str(folder)]
    return subprocess.run(told, check=False, capture_output=True).returncode == 0


class Stand:
    """A site under attack: its servers, its database, what wakes them."""

    def __init__(self, folder: Path, database: str, nodes: int, *, disk: Disk | None = None, redis: Redis | None = None) -> None:
        self.database, self.disk, self.redis = database, disk, redis
        (folder / "none").mkdir()
        self.settings = {
            "DATABASE_URL": database, "REDIS_URL": redis.url if redis else "", "LOG_REQUESTS": "false",
            "CONTENT_DIR": str(folder / "none"), "HEARTBEAT_SECONDS": HEARTBEAT, **(disk.settings if disk else {}),
        }  # fmt: skip
        self.nursery = Nursery(folder / "said")
        self.nodes = [Server(self.nursery, self.settings) for _ in range(nodes)]
        self.kills = 0

    @property
    def urls(self) -> list[str]:
        return [node.url for node in self.nodes]

    async def ready(self) -> None:
        await asyncio.gather(*(asyncio.to_thread(node.ready) for node in self.nodes))

    async def goes_through(self, rounds: Sequence[Round], class_: Sequence[Witness]) -> None:
        """Carry the plan out, round by round, and leave everything whole."""
        for each in rounds:
            await self._restarts(each)
            await self._works(class_[0].ledger.acknowledged, each.moves)
            async with self._suffers(each, class_) as over:
                await asyncio.wait({over}, timeout=each.lasts / 2 if each.amid else None)
                if each.amid:
                    await self._dies(each)
            if not each.amid:
                await self._dies(each)
            self.kills += 1
        await self._restarts()

    async def _works(self, acknowledged: Mapping[str, int], moves: int) -> None:
        """Until so many more moves are acknowledged, or the server has died by itself."""
        enough, until = len(acknowledged) + moves, time.monotonic() + AT_MOST_SECONDS
        while len(acknowledged) < enough and time.monotonic() < until and not any(node.ended for node in self.nodes):
            await asyncio.sleep(0.01)

    async def _dies(self, round_: Round) -> None:
        """SIGKILL; a server that is to do it by itself is given a little time to."""
        node = self.nodes[round_.node]
        if round_.dies:
            await asyncio.to_thread(node.ends, 2.0)
        await asyncio.to_thread(node.kill)

    async def _restarts(self, round_: Round | None = None) -> None:
        """Start every server that is down; and the one of the round anew, when it is to die by itself."""
        for number, node in enumerate(self.nodes):
            dies = round_.dies if round_ and round_.node == number else ""
            if dies or node.ended:
                await asyncio.to_thread(node.kill)
                self.nodes[number] = await asyncio.to_thread(self._started, node.port, {"DIES": dies})

    def _started(self, port: int, dies: dict[str, str]) -> Server:
        return Server(self.nursery, {**self.settings, **dies}, port).ready()

    @asynccontextmanager
    async def _suffers(self, round_: Round, class_: Sequence[Witness]) -> AsyncIterator[asyncio.Future[None]]:
        """The fault of a round, ended with the block at the latest: no server starts while it lasts."""
        match round_.fault:
            case "locked":
                begin, end = self._lock, self._unlock
            case "full" if self.disk:
                begin, end = self.disk.fill, self.disk.free
            case "redis" if self.redis:
                begin, end = self.redis.stop, self.redis.start
            case "cut off":
                begin, end = self._cut_off, _nothing
            case _:
                begin, end = _nothing, _nothing
        if round_.fault == "dropped":
            await asyncio.gather(*(each.hears_no_more() for each in class_[::2]))
        await asyncio.to_thread(begin)
        try:
            yield asyncio.ensure_future(asyncio.sleep(round_.lasts if round_.fault else 0))
        finally:
            await asyncio.to_thread(end)
            if round_.fault == "dropped":
                for each in class_[::2]:
                    each.listens()

    def _lock(self) -> None:
        if self.database.startswith("sqlite"):
            self._holder = sqlite3.connect(
                make_url(self.database).database or "", isolation_level=None, timeout=20, check_same_thread=False
            )
            self._holder.execute("BEGIN IMMEDIATE")
        else:
            self._holder = psycopg.connect(plain(self.database))
            self._holder.execute("LOCK TABLE log_entry IN EXCLUSIVE MODE")

    def _unlock(self) -> None:
        self._holder.rollback()
        self._holder.close()

    def _cut_off(self) -> None:
        named = make_url(self.database).database
        services.postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{named}'")

    def close(self) -> None:
        for node in self.nodes:
            node.kill()
        self.nursery.close()


def _nothing() -> None:
    """No fault."""


async def until(holds, seconds: float, otherwise: str) -> None:
    """Wait until something holds; an AssertionError with a sentence when it does not for so many seconds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, otherwise
        await asyncio.sleep(0.1)
