"""What the server runs: streams in asyncio, and Flask for all the rest in a fixed number of threads.

Streams hold no thread, so that no number of open pages can keep an ordinary one waiting.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from a2wsgi import WSGIMiddleware
from flask import Flask

from elearn.app import create_app
from elearn.config import Config, load
from elearn.store import migrate
from elearn.web.live.stream import Receive, Scope, Send, Streams, try_out
from elearn.web.live.waker import Waker
from elearn.web.postman import Postman
from elearn.web.timekeeper import Timekeeper

Application = Callable[[Scope, Receive, Send], Any]


def build(app: Flask, config: Config) -> Application:
    """The whole application as one ASGI callable."""
    pages = WSGIMiddleware(app, workers=config.threads)  # type: ignore[arg-type]  # Flask is a WSGI application
    streams = Streams(app, app.extensions["waker"], app.extensions["presence"], config.heartbeat_seconds)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _lifespan(receive, send, app.extensions["waker"], app.extensions["postman"], app.extensions["timekeeper"])
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/live/try":
            await try_out(scope, receive, send)
        elif scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith("/live/"):
            await streams(scope, receive, send)
        else:
            await pages(scope, receive, send)  # type: ignore[arg-type]  # a2wsgi types its scopes more narrowly

    return application


async def _lifespan(receive: Receive, send: Send, waker: Waker, postman: Postman, timekeeper: Timekeeper) -> None:
    """Hear the other processes, send letters and keep the time, from the start of this one to its end. Any fork is over by then."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            waker.open()
            postman.open()
            timekeeper.open()
        else:
            await asyncio.to_thread(timekeeper.close)
            await asyncio.to_thread(postman.close)
            await asyncio.to_thread(waker.close)
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def from_environment() -> Application:
    """The factory that `uvicorn --factory elearn.asgi:from_environment` calls, and each of several server processes when it has started.

    Raises UnfitError when this code cannot serve the database.
    """
    config = load()
    app = create_app(config)
    with app.app_context():
        migrate.check()
    return build(app, config)
