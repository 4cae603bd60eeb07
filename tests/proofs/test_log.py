"""Of acknowledged moves none is lost, none doubled, and no number is missing, whatever befalls the servers.

Fifty kill rounds on each database; five hundred with DEEP=1, in chapters of fifty, each with a site and a plan of its own. A failure names
its seed: SEED=7 plays that plan again.
"""

import asyncio
import gc
import os

import pytest

from tests.proofs.nemesis import ON_POSTGRESQL, ON_SQLITE, Stand, plan, small_disk
from tests.proofs.sitting_down import figures, is_amiss, plays_through, witnesses
from tests.services import Redis, wanted
from tests.site import a_site

ROUNDS = 50
CHAPTERS = 10 if os.environ.get("DEEP") == "1" else 1
SEEDS = [int(os.environ["SEED"])] if "SEED" in os.environ else [*range(1, CHAPTERS + 1)]
PAIRS, MANY_PAIRS, KILLS_AMONG_MANY = 12, 100, 5
pytestmark = [
    pytest.mark.proof,
    pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning"),  # whoever breaks off in the middle leaves a socket lying
]


async def attacked(seen, site, stand, pairs: int, rounds, seed: int, *, busy_is_no: bool) -> list[str]:
    """Everything that is amiss after a class has played through these rounds; what was seen is noted."""
    try:
        await stand.ready()
        async with witnesses(site, stand, pairs, seed, busy_is_no=busy_is_no) as (class_, ledger):
            await plays_through(class_, stand.goes_through(rounds, class_))
        seen("seen", figures(class_, ledger, stand))
        strange = {status: many for status, many in ledger.statuses.items() if status not in (200, 422, 503)}
        return [*(f"{many} answers were {status}" for status, many in strange.items()), *is_amiss(site, class_)]
    finally:
        stand.close()
        gc.collect()


@pytest.mark.parametrize("seed", SEEDS)
def test_on_sqlite_nothing_acknowledged_is_lost_or_doubled_and_no_number_is_missing(tmp_path, record_property, seed):
    with small_disk() as disk:
        record_property("seen", disk.says)
        url = f"sqlite:///{disk.database}"
        site = a_site(tmp_path, csrf=True, database=url)
        stand = Stand(tmp_path, url, 1, disk=disk)
        assert asyncio.run(attacked(record_property, site, stand, PAIRS, plan(seed, ROUNDS, ON_SQLITE), seed, busy_is_no=True)) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_on_postgresql_and_redis_with_two_nodes_the_same(tmp_path, postgres_url, record_property, seed):
    site, redis = a_site(tmp_path, csrf=True, database=postgres_url), wanted(Redis)
    stand = Stand(tmp_path, postgres_url, 2, redis=redis)
    assert asyncio.run(attacked(record_property, site, stand, PAIRS, plan(seed, ROUNDS, ON_POSTGRESQL, 2), seed, busy_is_no=False)) == []
    redis.close()


def test_one_of_two_nodes_is_killed_again_and_again_in_a_class_of_a_hundred_pairs(tmp_path, postgres_url, record_property):
    site, redis = a_site(tmp_path, csrf=True, database=postgres_url), wanted(Redis)
    stand = Stand(tmp_path, postgres_url, 2, redis=redis)
    assert asyncio.run(attacked(record_property, site, stand, MANY_PAIRS, plan(100, KILLS_AMONG_MANY, (), 2), 100, busy_is_no=True)) == []
    redis.close()
