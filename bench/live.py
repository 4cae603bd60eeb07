"""A hundred pairs over the network: how long a move takes to the partner's screen, and what the serving process holds."""

import asyncio
import tempfile
import time
from pathlib import Path

from bench.class_of import PASSWORD, Served, seat_pairs, served
from bench.figures import Figure, figure, quantile
from bench.learners import Ledger, a_class, works
from tests.site import Site

PAIRS, MOVES_A_SECOND, SECONDS = 100, 20.0, 20.0
MORE = 0.150
"""seconds that the partner's screen may take more than the POST"""


def live(site: Site) -> list[Figure]:
    """Every learner signed in through the form and following a stream of their own."""
    seats = seat_pairs(site, PAIRS)
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), site.app.config["SQLALCHEMY_DATABASE_URI"]) as server:
        before, cpu, start = server.memory, server.cpu, time.perf_counter()
        ledger, after = asyncio.run(_played(server, seats))
        cpu, hours = (server.cpu - cpu) / 3600, 2 * PAIRS * (time.perf_counter() - start) / 3600
    posted, arrived = quantile(ledger.answered_in, 0.95), quantile(ledger.arrived_in, 0.95)
    whole = len(ledger.arrived_in) == len(ledger.acknowledged) and not ledger.twice
    return [
        figure(f"move to the partner, {PAIRS} pairs, p50", quantile(ledger.arrived_in, 0.5) * 1000, "ms", goal="", met=None),
        figure(
            f"move to the partner, {PAIRS} pairs, p95", arrived * 1000, "ms", floor=posted * 1000, goal="< 150 ms more than its POST",
            met=whole and arrived - posted < MORE,
        ),
        figure(f"processor for 1,000 learner-hours, signing in, at {60 * MOVES_A_SECOND / (2 * PAIRS):.0f} moves a minute each",
               1000 * cpu / hours, "h", goal="", met=None),
        figure("memory of the serving process, idle", before, "MB", goal="", met=None),
        figure(f"memory with {2 * PAIRS} learners at work", after, "MB", floor=before, goal="", met=None),
    ]  # fmt: skip


async def _played(server: Served, seats: list[tuple[str, str, str]]) -> tuple[Ledger, float]:
    async with a_class(server.url, seats, PASSWORD) as (learners, ledger):
        await works(learners, moves_a_second=MOVES_A_SECOND, seconds=SECONDS)
        return ledger, server.memory
