"""What the server runs: streams in asyncio, and Flask for all the rest in a fixed number of threads.

Streams hold no thread, so that no number of open pages can keep an ordinary one waiting.
"""

import asyncio
import gc
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from a2wsgi import WSGIMiddleware
from flask import Flask

from elearn.app import create_app
from elearn.config import Config, load
from elearn.store import migrate
from elearn.web import logbook
from elearn.web.live.stream import Receive, Scope, Send, Streams, try_out

Application = Callable[[Scope, Receive, Send], Any]


def build(app: Flask, config: Config) -> Application:
    """The whole application as one ASGI callable."""
    pages = WSGIMiddleware(app, workers=config.threads)  # type: ignore[arg-type]  # Flask is a WSGI application
    streams = Streams(app, app.extensions["waker"], app.extensions["presence"], config.heartbeat_seconds)
    works: list[Works] = [app.extensions[each] for each in ("waker", "postman", "timekeeper", "figures") if each in app.extensions]
    if "figures" in app.extensions:
        streams.counted = app.extensions["figures"].count_stream

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, works)
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/live/try":
            await try_out(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/live/"):
            await streams(scope, receive, send)
        else:
            await pages(scope, receive, send)  # type: ignore[arg-type]  # a2wsgi types its scopes more narrowly

    return application


class Works(Protocol):
    """What works beside the pages, from the start of a process to its end."""

    def open(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End, what is in hand finished."""


def keep_the_collector_away() -> None:
    """Have no page wait while the collector looks for circles: what is there from the start stays to the end, and is set aside; and a page
    that reads ten thousand rows makes as many things, which go without it.
    """
    gc.freeze()
    gc.set_threshold(50_000)


async def _lifespan(receive: Receive, send: Send, works: Sequence[Works]) -> None:
    """Hear the other processes, send letters, keep the time and the figures, from the start of this one to its end. Any fork is over by
    then.
    """
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            for each in works:
                each.open()
            keep_the_collector_away()
        else:
            for each in reversed(works):
                await asyncio.to_thread(each.close)
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def from_environment() -> Application:
    """The factory that `uvicorn --factory elearn.asgi:from_environment` calls, and each of several server processes when it has started.

    Raises UnfitError when this code cannot serve the database.
    """
    config = load()
    logbook.set_up(requests=config.log_requests)
    app = create_app(config)
    with app.app_context():
        migrate.check()
    return build(app, config)
