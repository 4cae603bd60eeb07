"""The stream: server-sent events in asyncio, so that a thousand open browsers hold no thread.

It subscribes first and reads the log after, so that nothing falls between the two; then it sleeps until woken, or for a heartbeat, at
which it looks at the log as well: a lost wake-up costs seconds and no data. The door is Flask's own: the request that opens a stream is
first put through the ordinary application, and only its 200 opens anything.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from elearn.domain.sight import WATCHER
from elearn.store.db import db
from elearn.web.gate import MOST
from elearn.web.live.feed import feed
from elearn.web.live.presence import Presence
from elearn.web.live.waker import Waker
from elearn.web.logbook import AGAIN

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LOOK_AGAIN_SECONDS = 10.0
"""how long a busy stream goes on after its sign-in has ended; a silent one is looked at with each heartbeat"""
TRY_SECONDS = 0.5
COHORT_PAUSE = 1.0
"""a class is looked at once a second at most, however busy it is"""
log = logging.getLogger(__name__)
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store, no-transform"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


class Streams:
    """The native routes under /live/."""

    def __init__(self, app: Flask, waker: Waker, presence: Presence, heartbeat: float) -> None:
        self.app, self.waker, self.presence, self.heartbeat = app, waker, presence, heartbeat
        self.counted: Callable[[int], None] = lambda change: None
        """told of each stream that comes (1) or goes (-1)"""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status, headers, body = await asyncio.to_thread(self._admit, scope)
        if status != 200:
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
            return
        ticket = json.loads(body)
        self.counted(1)
        try:
            await self._open(scope, ticket, receive, send)
        finally:
            self.counted(-1)

    async def _open(self, scope: Scope, ticket: dict[str, Any], receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        work = asyncio.ensure_future(self._serve(scope, ticket, send))
        gone = asyncio.ensure_future(_gone(receive))
        with suppress(asyncio.CancelledError):  # the server is asked to end; the browser comes back to another, or to the next
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
        for task in (work, gone):
            task.cancel()
        ended, _ = await asyncio.gather(work, gone, return_exceptions=True)
        if isinstance(ended, Exception):
            log.warning("a stream ended, and its browser will open another: %s", ended)
        await send({"type": "http.response.body", "body": b""})

    async def _serve(self, scope: Scope, ticket: dict[str, Any], send: Send) -> None:
        if ticket["member"] is None:
            await self._cohort(scope, ticket, send)
            return
        cohort, sitting, member = ticket["cohort"], ticket["sitting"], ticket["member"]
        if member != WATCHER:
            self.presence.came(cohort, sitting, member)
        self.waker.wake(cohort, sitting)
        try:
            await self._sitting(scope, cohort, sitting, member, send)
        finally:
            if member != WATCHER:
                self.presence.went(cohort, sitting, member)
            self.waker.wake(cohort, sitting)

    async def _sitting(self, scope: Scope, cohort: int, sitting: int, member: str, send: Send) -> None:
        since, mine = _start(scope)
        notices = _number(parse_qs(scope["query_string"].decode("latin-1")).get("notices", ["0"])[0])
        shown: dict[str, str] | None = None
        admitted = time.monotonic()
        with self.waker.watch((cohort, sitting)) as watch:
            while True:
                news = await asyncio.to_thread(self._read, cohort, sitting, member, since, mine)
                if news["entries"] or (news["last"], news["mine"], news["notices"]) != (since, mine, notices):
                    since, mine, notices = news["last"], news["mine"], news["notices"]
                    await _event(send, "entries", news, id=f"{since}.{mine}")
                here = self.presence.here(cohort, sitting)
                if here != shown:
                    shown = here
                    await _event(send, "presence", here)
                woken = await watch.sleep(self.heartbeat)
                if not woken or time.monotonic() - admitted > LOOK_AGAIN_SECONDS:
                    if not await self._still_admitted(scope):
                        return
                    admitted = time.monotonic()
                if not woken:
                    await _event(send, "beat", {"last": since})

    async def _cohort(self, scope: Scope, ticket: dict[str, Any], send: Send) -> None:
        with self.waker.watch((ticket["cohort"], 0)) as watch:
            await _event(send, "look", {})
            admitted = time.monotonic()
            while True:
                woken = await watch.sleep(self.heartbeat)
                if not woken or time.monotonic() - admitted > LOOK_AGAIN_SECONDS:
                    if not await self._still_admitted(scope):
                        return
                    admitted = time.monotonic()
                await _event(send, "look" if woken else "beat", {})
                if woken:
                    await asyncio.sleep(COHORT_PAUSE)

    async def _still_admitted(self, scope: Scope) -> bool:
        return (await asyncio.to_thread(self._admit, {**scope, AGAIN: True}))[0] == 200

    def _read(self, cohort: int, sitting: int, member: str, since: int, mine: int) -> dict[str, Any]:
        with self.app.app_context():
            try:
                return feed(cohort, sitting, member, since, mine)
            finally:
                db.session.remove()

    def _admit(self, scope: Scope) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
        """What the ordinary application says to this request: its 200 is the ticket."""
        environ = _environ(scope)
        _believe(self.app, environ)
        with self.app.request_context(environ):
            try:
                response = self.app.full_dispatch_request()
            finally:
                db.session.remove()
        headers = [(key.lower().encode("latin-1"), value.encode("latin-1")) for key, value in response.headers]
        return response.status_code, headers, response.get_data()


async def try_out(scope: Scope, receive: Receive, send: Send) -> None:
    """Two words, half a second apart, for whoever asks: whether streams come through whatever stands in front, at once."""
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    for word in ("one", "two"):
        await _event(send, "try", word)
        await asyncio.sleep(TRY_SECONDS)
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _event(send: Send, name: str, data: Any, *, id: str = "") -> None:
    lines = [f"id: {id}"] if id else []
    lines += [f"event: {name}", f"data: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}", "", ""]
    await send({"type": "http.response.body", "body": "\n".join(lines).encode(), "more_body": True})


def _start(scope: Scope) -> tuple[int, int]:
    """Where the browser stands: its last event's id, or the numbers its page was made with."""
    asked = parse_qs(scope["query_string"].decode("latin-1"))
    last = next((value.decode("latin-1") for key, value in scope["headers"] if key == b"last-event-id"), "")
    if not last:
        last = f"{asked.get('since', ['0'])[0]}.{asked.get('mine', ['0'])[0]}"
    since, _, mine = last.partition(".")
    return _number(since), _number(mine)


def _number(said: str) -> int:
    return int(said) if said.isdecimal() and len(said) <= len(str(MOST)) and int(said) <= MOST else 0


def _believe(app: Flask, environ: dict[str, Any]) -> None:
    """Put the browser's address, scheme and host in place of the proxy's, where one is believed: as for every other request."""
    front = app.wsgi_app
    if isinstance(front, ProxyFix):
        believing: Any = ProxyFix(lambda _environ, _start: (), x_for=front.x_for, x_proto=front.x_proto, x_host=front.x_host)
        believing(environ, None)  # it changes what it is given, and there is nothing behind it to answer


def _environ(scope: Scope) -> dict[str, Any]:
    """Enough of a WSGI environment for routing, hosts, cookies and addresses."""
    host, port = scope.get("server") or ("127.0.0.1", 80)
    environ: dict[str, Any] = {
        **({AGAIN: True} if AGAIN in scope else {}),
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": scope["path"], "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host, "SERVER_PORT": str(port), "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": scope.get("scheme", "http"),
        "REMOTE_ADDR": (scope.get("client") or ("", 0))[0], "HTTP_ACCEPT": "application/json", "wsgi.input": None,
    }  # fmt: skip
    for key, value in scope["headers"]:
        if key in (b"cookie", b"host", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host"):
            environ[f"HTTP_{key.decode().upper().replace('-', '_')}"] = value.decode("latin-1")
    return environ
