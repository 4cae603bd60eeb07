"""Three hundred learners at work on one machine: everything that was acknowledged is kept once, arrives once, and nothing is answered 5xx.

Two minutes; twenty with DEEP=1. How fast it went is said at the end and measured by `make bench` (bench/load.py): no proof rests on it.
"""

import asyncio
import os
import urllib.request
from pathlib import Path

import pytest

from bench.class_of import PASSWORD, seat_pairs, served, stored
from bench.figures import quantile
from bench.learners import a_class, works
from bench.streams import closed, cycles, held
from elearn.actions.verify import verify
from tests.services import free_port
from tests.site import a_site

DEEP = os.environ.get("DEEP") == "1"
PAIRS, MOVES_A_SECOND, SECONDS = 150, 60.0, 1200.0 if DEEP else 120.0
POOL = 20
"""files that the server's connections to the database may hold besides, once more of them were busy in one moment"""
CYCLES, WARM = (10_000 if DEEP else 1_500), 500
pytestmark = pytest.mark.proof


def settings(folder: Path) -> dict[str, str]:
    """Of a server that publishes nothing when it starts: the case is there."""
    (folder / "none").mkdir()
    return {"REDIS_URL": "", "LOG_REQUESTS": "false", "CONTENT_DIR": str(folder / "none")}


def test_of_three_hundred_learners_at_sixty_moves_a_second_nothing_is_lost_doubled_or_answered_5xx(tmp_path, record_property):
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    site = a_site(tmp_path, database=url)
    seats = seat_pairs(site, PAIRS, case="cold-room")
    with served(tmp_path, url, **settings(tmp_path)) as server:
        ledger = asyncio.run(_worked(server.url, seats))
    p50, p95 = (1000 * quantile(ledger.arrived_in, share) for share in (0.5, 0.95))
    pace = f"{len(ledger.acknowledged) / SECONDS:.0f} of {MOVES_A_SECOND:.0f} moves a second"
    record_property("seen", f"{len(ledger.acknowledged)} moves, {pace}, to the partner p50 {p50:.0f} ms, p95 {p95:.0f} ms")
    kept = {op: number for path in {path for _, path, _ in seats} for op, number in stored(site, path).items()}
    assert ledger.statuses.keys() == {200}
    assert len(ledger.acknowledged) == len(ledger.sent) > SECONDS
    assert ledger.acknowledged.items() <= kept.items()
    assert (len(ledger.arrived_in), ledger.twice) == (len(ledger.sent), [])
    with site.app.app_context():
        assert verify().amiss == ()


async def _worked(url, seats):
    async with a_class(url, seats, PASSWORD) as (learners, ledger):
        await works(learners, moves_a_second=MOVES_A_SECOND, seconds=SECONDS)
    return ledger


def test_streams_opened_and_closed_by_the_thousand_leave_nothing_behind(tmp_path, record_property):
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    site, counts = a_site(tmp_path, database=url), free_port()
    seats = seat_pairs(site, 10, case="cold-room")
    with served(tmp_path, url, **settings(tmp_path), METRICS_PORT=str(counts)) as server:
        before, after = asyncio.run(_opened_and_closed(server, seats))
        streams = _open_streams(counts)
    record_property("seen", f"files, threads, MB: {before}, after {CYCLES} cycles {after}")
    assert streams == 0
    assert after[0] <= before[0] + POOL and after[1] <= before[1]
    assert after[2] <= 1.05 * before[2]


async def _opened_and_closed(server, seats):
    async with a_class(server.url, seats, PASSWORD) as (learners, _):
        for each in await held(learners, WARM):  # as many at once as there are ever, so that what is kept for use again is there
            await closed(each)
        await cycles(learners, WARM)
        before = await _settled(server)
        await cycles(learners, CYCLES)
        return before, await _settled(server)


async def _settled(server) -> tuple[int, int, float]:
    """What the server holds when all who left have been noticed: files, threads, MB."""
    await asyncio.sleep(3)
    return server.files, server.threads, server.memory


def _open_streams(port: int) -> float:
    figures = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
    return float(next(line for line in figures.splitlines() if line.startswith("elearn_streams_open ")).split()[1])
