"""Several application processes on one PostgreSQL: what is posted to one arrives at the streams of another, whatever happens to the bus."""

import pytest

from elearn.store import log
from tests.ops.nodes import Browser, nodes
from tests.services import Redis, wanted
from tests.site import a_site

SOON = 5.0
"""well under a heartbeat: whatever comes so soon was woken"""


@pytest.fixture(params=["redis", "postgresql"])
def waking(request) -> dict[str, str]:
    """The settings of either way in which processes wake one another."""
    return {"WAKER": "postgresql", "REDIS_URL": ""} | (
        {"WAKER": "", "REDIS_URL": request.getfixturevalue("redis_url")} if request.param == "redis" else {}
    )


def test_a_move_posted_to_one_node_arrives_on_a_stream_of_another(tmp_path, postgres_url, waking):
    site = a_site(tmp_path, csrf=True, database=postgres_url)
    with nodes(2, DATABASE_URL=postgres_url, **waking) as (one, other):
        mira, lew = Browser(site, "mira", one.url), Browser(site, "lew", other.url).stream()
        lew.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        took = []
        for number in range(4, 9):
            assert mira.moves(f"Take {number}") == number
            took.append(lew.waits_for(lambda stream, number=number: number in stream.numbers(), SOON))
        assert lew.numbers() == list(range(1, 9))
        assert sorted(took)[2] < 1.0
        lew.close()


def test_partners_at_different_nodes_see_that_both_are_here(tmp_path, postgres_url, waking):
    site = a_site(tmp_path, csrf=True, database=postgres_url)
    both = set(site.members.values())
    with nodes(2, DATABASE_URL=postgres_url, **waking) as (one, other):
        mira = Browser(site, "mira", one.url).stream()
        mira.waits_for(lambda stream: stream.here() == {site.members["mira"]}, 5)
        lew = Browser(site, "lew", other.url).stream()
        lew.waits_for(lambda stream: stream.here() == both, 3)
        mira.waits_for(lambda stream: stream.here() == both, 3)
        mira.close()
        lew.close()


def test_redis_stopped_and_started_again_loses_nothing(tmp_path, postgres_url):
    site, redis = a_site(tmp_path, csrf=True, database=postgres_url), wanted(Redis)
    with nodes(2, DATABASE_URL=postgres_url, REDIS_URL=redis.url) as (one, other):
        mira, lew = Browser(site, "mira", one.url), Browser(site, "lew", other.url).stream()
        lew.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        redis.stop()
        for number in range(4, 8):
            assert mira.moves(f"Without Redis {number}") == number
        lew.waits_for(lambda stream: stream.numbers() == list(range(1, 8)), 9)
        redis.start()
        assert mira.moves("With Redis again") == 8
        lew.waits_for(lambda stream: stream.numbers() == list(range(1, 9)), 9)
        lew.close()
    redis.close()


def test_a_node_killed_in_a_class_loses_nothing_and_the_other_goes_on(tmp_path, postgres_url, waking):
    site = a_site(tmp_path, csrf=True, database=postgres_url)
    with nodes(2, DATABASE_URL=postgres_url, **waking) as (one, other):
        mira, lew = Browser(site, "mira", one.url), Browser(site, "lew", other.url)
        stream = lew.stream()
        acknowledged = [mira.moves(f"Before {number}") for number in range(10)]
        one.kill()
        assert mira.moves("Nobody there", op="b" * 16) is None
        acknowledged.append(mira.at(other.url).moves("Nobody there", op="b" * 16))
        stream.waits_for(lambda stream: stream.numbers() == list(range(1, 15)), SOON)
        stream.close()
    with site.app.app_context():
        assert {entry.seq for entry in log.entries(site.cohort, site.sitting)} >= set(acknowledged)
