"""Streams of a running server: the one for trying out comes word by word, and a sign-in that ends takes its streams along."""

import asyncio
import time

import pytest
from flask import request

from elearn.actions import account
from elearn.commands.checks.patient import gap_of_stream
from elearn.web.live.presence import Presence
from elearn.web.live.stream import LOOK_AGAIN_SECONDS, Streams
from elearn.web.live.waker import InProcess
from tests.ops.aside import run
from tests.ops.nodes import Browser, nodes
from tests.site import NOW, a_site


def test_a_stream_can_be_tried_out_without_an_account(tmp_path):
    a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    with nodes(1, DATABASE_URL=f"sqlite:///{tmp_path / 'site.sqlite'}", REDIS_URL="") as (server,):
        assert 0.3 < gap_of_stream(f"{server.url}/live/try") < 2


def test_a_streams_door_sees_the_browser_and_not_the_proxy(tmp_path):
    site, seen = a_site(tmp_path, proxies=1), []
    first = site.app.before_request_funcs[None]
    first.insert(0, lambda: seen.append((request.remote_addr, request.scheme, request.host)))
    told = [(b"host", b"node:5000"), (b"x-forwarded-for", b"198.51.100.9, 203.0.113.7"), (b"x-forwarded-proto", b"https")]
    scope = {
        "path": f"/live{site.path}",
        "query_string": b"",
        "client": ("10.0.0.1", 1),
        "headers": [*told, (b"x-forwarded-host", b"localhost:8443")],
    }
    Streams(site.app, InProcess(), Presence(), 1.0)._admit(scope)
    assert seen == [("203.0.113.7", "https", "localhost:8443")]


def test_a_busy_stream_ends_soon_after_its_sign_in(tmp_path):
    site = a_site(tmp_path, csrf=True, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    with nodes(1, DATABASE_URL=f"sqlite:///{tmp_path / 'site.sqlite'}", REDIS_URL="") as (server,):
        mira, stream = Browser(site, "mira", server.url), Browser(site, "lew", server.url).stream()
        stream.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        assert mira.moves("heard while signed in") == 4
        stream.waits_for(lambda stream: 4 in stream.numbers(), 5)
        with site.app.app_context():
            account.suspend(site.people["lew"], NOW)
        time.sleep(LOOK_AGAIN_SECONDS)
        assert mira.moves("not heard any more") == 5
        stream.thread.join(timeout=5)
        assert (stream.thread.is_alive(), stream.numbers()) == (False, [1, 2, 3, 4])


@pytest.mark.parametrize("later", range(8))
def test_a_stream_that_is_woken_and_sent_away_in_one_moment_goes(later):
    async def both() -> bool:
        waker = InProcess()
        with waker.watch((1, 1)) as watch:
            stream = asyncio.create_task(_for_ever(watch))
            await asyncio.sleep(0.01)
            waker.wake(1, 1)
            for _ in range(later):
                await asyncio.sleep(0)
            stream.cancel()
            await asyncio.wait({stream}, timeout=1)
            went = stream.cancelled()
            stream.cancel()
            return went

    assert run(both())


async def _for_ever(watch) -> None:
    while True:
        await watch.sleep(60)
