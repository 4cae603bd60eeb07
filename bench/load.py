"""A hundred and fifty pairs on one machine: how long a move takes to the partner, what is left for ordinary pages, what open streams
hold, and what a second process costs.

`python -m bench load`; DEEP=1 has the class work for twenty minutes. That nothing is lost is proven by tests/proofs/test_load.py.
"""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from bench.class_of import PASSWORD, Served, seat_pairs, served
from bench.figures import Figure, figure, quantile
from bench.learners import Learner, Ledger, a_class, arrived, joins, moves
from bench.streams import held
from elearn.store import library, sittings
from tests import services
from tests.site import Site, a_site

PAIRS, MOVES_A_SECOND, SECONDS = 150, 60.0, 1200.0 if os.environ.get("DEEP") == "1" else 120.0
PAGE, ALONE_SECONDS = "/home", 10.0
IDLE_STREAMS, MOST_MB = 1_000, 150.0
FEW_PAIRS, FEW_MOVES_A_SECOND, FEW_SECONDS = 30, 30.0, 30.0
QUIET: dict[str, str] = {"LOG_REQUESTS": "false"}


def load(site: Site) -> list[Figure]:
    """On SQLite in one process; the cost of two processes on PostgreSQL."""
    return [*_at_work(site), *_idle(site), *_two_processes(site)]


def _on(folder: str, site: Site, **settings: str) -> AbstractContextManager[Served]:
    return served(Path(folder), site.app.config["SQLALCHEMY_DATABASE_URI"], **QUIET, **settings)


# --- a class at work


def _at_work(site: Site) -> list[Figure]:
    seats = seat_pairs(site, PAIRS)
    with tempfile.TemporaryDirectory() as folder, _on(folder, site) as server:
        ledger, joined, alone, meanwhile = asyncio.run(_worked(server, seats))
    p50, p95 = (1000 * quantile(ledger.arrived_in, share) for share in (0.5, 0.95))
    whole = len(ledger.arrived_in) == len(ledger.sent) == len(ledger.acknowledged) and ledger.statuses.keys() == {200}
    said = f"{2 * PAIRS} learners, {MOVES_A_SECOND:.0f} moves a second"
    return [
        figure(f"{said}: until all have joined", joined, "s", goal="", met=None),
        figure(
            f"{said}: acknowledged", len(ledger.acknowledged) / SECONDS, "moves/s", floor=MOVES_A_SECOND, goal=">= 0.99",
            met=len(ledger.acknowledged) >= 0.99 * MOVES_A_SECOND * SECONDS,
        ),
        figure(f"{said}: move to the partner, p50", p50, "ms", goal="", met=None),
        figure(f"{said}: move to the partner, p95", p95, "ms", goal="< 500 ms, none lost, no 5xx", met=whole and p95 < 500),
        figure(
            f"{said}: {PAGE} meanwhile, against nobody there", meanwhile, "requests/s", floor=alone, goal=">= 0.7",
            met=meanwhile >= 0.7 * alone,
        ),
    ]  # fmt: skip


async def _worked(server: Served, seats: list[tuple[str, str, str]]) -> tuple[Ledger, float, float, float]:
    """What the class saw, how long joining took, and how many pages a second somebody else was given before and meanwhile."""
    async with a_class(server.url, seats, PASSWORD) as (learners, ledger):
        other = learners[0]
        alone = await _pages_a_second(other, ALONE_SECONDS)
        began = time.perf_counter()
        streams = await joins(learners)
        joined = time.perf_counter() - began
        meanwhile, _ = await asyncio.gather(
            _pages_a_second(other, SECONDS), moves(learners, moves_a_second=MOVES_A_SECOND, seconds=SECONDS)
        )
        await arrived(ledger)
        await _over(streams)
        return ledger, joined, alone, meanwhile


async def _pages_a_second(learner: Learner, seconds: float) -> float:
    """One page after the other, as fast as they come."""
    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        answer = await learner.http.get(PAGE)
        learner.ledger.counts(answer.status_code)
        count += 1
    return count / (time.perf_counter() - began)


async def _over(streams: Sequence[asyncio.Task[None]]) -> None:
    for each in streams:
        each.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


# --- a thousand who only look


def _idle(site: Site) -> list[Figure]:
    seats = seat_pairs(site, 20)
    with tempfile.TemporaryDirectory() as folder, _on(folder, site) as server:
        before, after = asyncio.run(_held(server, seats))
    more = after - before
    per_100_mb = 100 * IDLE_STREAMS / max(more, 0.1)
    return [
        figure(f"{IDLE_STREAMS} idle streams, memory more", more, "MB", goal=f"< {MOST_MB:.0f} MB", met=more < MOST_MB),
        figure("idle streams in 100 MB", per_100_mb, "streams", goal="", met=None),
    ]


async def _held(server: Served, seats: list[tuple[str, str, str]]) -> tuple[float, float]:
    async with a_class(server.url, seats, PASSWORD) as (learners, _):
        for each in learners:
            await each.open_page()
        before = server.memory
        streams = await held(learners, IDLE_STREAMS)
        await asyncio.sleep(5)
        after = server.memory
        for _, writer in streams:
            writer.close()
        return before, after


# --- one process, and two


def _two_processes(site: Site) -> list[Figure]:
    """On PostgreSQL and Redis; what the databases themselves use is not counted, since it may be another machine's."""
    one, two = (_cpu_of_a_move(site, processes) for processes in ("1", "2"))
    if (cores := os.cpu_count() or 1) < 4:
        print(f"NOT MEASURED: how much more two processes carry than one. That takes four cores, and here are {cores}.")
    said = "PostgreSQL and Redis: processor for a move and its way to the partner, two processes against one"
    return [figure(said, two, "ms", floor=one, goal="<= 1.15", met=two <= 1.15 * one)]


def _cpu_of_a_move(site: Site, processes: str) -> float:
    url, settings = services.postgres().fresh(), {"REDIS_URL": services.redis_url(), "WEB_CONCURRENCY": processes}
    with site.app.app_context():
        case = library.case(sittings.snapshot(site.cohort, site.sitting)[1])
    with tempfile.TemporaryDirectory() as folder:
        there = a_site(Path(folder), case=case, database=url)
        seats = seat_pairs(there, FEW_PAIRS)
        with _on(folder, there, **settings) as server:
            return asyncio.run(_cpu(server, seats))


async def _cpu(server: Served, seats: list[tuple[str, str, str]]) -> float:
    """Milliseconds of processor, once everybody is there."""
    async with a_class(server.url, seats, PASSWORD) as (learners, ledger):
        streams = await joins(learners)
        await asyncio.sleep(1)
        before = server.cpu
        await moves(learners, moves_a_second=FEW_MOVES_A_SECOND, seconds=FEW_SECONDS)
        await arrived(ledger)
        used = server.cpu - before
        await _over(streams)
        return 1000 * used / len(ledger.acknowledged)
