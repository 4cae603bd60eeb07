"""Learners over the network: a client of our own that plays real pairs against a running server.

Each signs in by the form, opens the map, follows the stream, and adds causes; each remembers what was acknowledged, so that afterwards a
test can compare it with the log. Streams that break are opened again from the last number seen, as a browser does.
"""

import asyncio
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import httpx

TOKEN = re.compile(r'name="csrf[-_]token"[^>]* (?:content|value)="([^"]+)"')
NUMBERS = re.compile(r'data-last="(\d+)" data-mine="(\d+)"')
LAYERS = ("system", "social", "legal", "exposure", "health")
FEW_CAUSES = 8
LINGER_SECONDS = 60.0
PATIENCE = httpx.Timeout(30, pool=None)
"""seconds for a request; as long as it takes for one of one's own connections to be free, as a browser waits"""
RECONNECT = (0.2, 1.0)
"""seconds, at random between the two: a class that lost its server does not come back in one instant"""


@dataclass(kw_only=True)
class Ledger:
    """What a whole class saw: what was acknowledged, when each move was sent, and how long it took to the partner's screen."""

    acknowledged: dict[str, int] = field(default_factory=dict)
    """op → number"""
    sent: dict[str, float] = field(default_factory=dict)
    answered_in: list[float] = field(default_factory=list)
    arrived_in: list[float] = field(default_factory=list)
    """seconds from sending a move to its arrival at a partner"""
    twice: list[str] = field(default_factory=list)
    """ops that one stream told of more than once"""
    statuses: dict[int, int] = field(default_factory=dict)
    broken: int = 0
    """requests that got no answer"""

    def counts(self, status: int) -> None:
        self.statuses[status] = self.statuses.get(status, 0) + 1


@dataclass(kw_only=True)
class Learner:
    """One person at one sitting."""

    email: str
    password: str
    path: str
    """/sittings/1/7"""
    member: str
    ledger: Ledger
    http: httpx.AsyncClient
    seen: set[str] = field(default_factory=set)
    token: str = ""
    since: tuple[int, int] = (0, 0)
    page: str = "map"
    """of the sitting: where the pair is"""
    mine: list[str] = field(default_factory=list)
    """ops of what this learner put there"""

    async def sign_in(self) -> None:
        page = await self.http.get("/sign-in")
        answer = await self.http.post(
            "/sign-in", data={"csrf_token": _token(page.text), "email": self.email, "password": self.password}, follow_redirects=False
        )
        if answer.status_code != 303 and answer.status_code != 302:
            raise RuntimeError(f"{self.email} could not sign in: {answer.status_code}")

    async def open_page(self) -> None:
        """The page a browser begins with: its token, and the numbers it was made at."""
        page = await self._got(f"{self.path}/{self.page}")
        self.ledger.counts(page.status_code)
        page.raise_for_status()
        self.token, found = _token(page.text), NUMBERS.search(page.text)
        if found is None:
            raise RuntimeError("the page does not say at which numbers it was made")
        self.since = (int(found[1]), int(found[2]))

    async def _got(self, path: str) -> httpx.Response:
        """A page, asked for once more when the connection kept from before had just been closed, as a browser does unasked."""
        try:
            return await self.http.get(path)
        except httpx.TransportError:
            return await self.http.get(path)

    async def follow(self) -> None:
        """The stream, for ever: opened again from where it broke."""
        while True:
            try:
                await self._stream()
            except httpx.HTTPError:
                self.ledger.broken += 1
            await asyncio.sleep(RECONNECT[0] + (RECONNECT[1] - RECONNECT[0]) * secrets.randbelow(1000) / 1000)

    async def _stream(self) -> None:
        asked = {"since": self.since[0], "mine": self.since[1]}
        quiet = httpx.Timeout(5, read=40, pool=None)
        async with self.http.stream("GET", f"/live{self.path}", params=asked, timeout=quiet) as answer:
            self.ledger.counts(answer.status_code)
            if answer.status_code != 200:
                return
            name = ""
            async for line in answer.aiter_lines():
                if line.startswith("event: "):
                    name = line[7:]
                elif line.startswith("data: ") and name == "entries":
                    self._takes(json.loads(line[6:]))

    def _takes(self, news: dict[str, object]) -> None:
        now = time.perf_counter()
        self.since = (int(str(news["last"])), int(str(news["mine"])))
        entries: Sequence[dict[str, str]] = news["entries"]  # type: ignore[assignment]  # as the feed says
        for entry in entries:
            op = entry["op"]
            if op in self.seen:
                self.ledger.twice.append(op)
            self.seen.add(op)
            if entry["by"] != self.member and op in self.ledger.sent:
                self.ledger.arrived_in.append(now - self.ledger.sent[op])

    async def makes_a_move(self) -> bool:
        """One move, sent again under the same op until the server answers: True when it was acknowledged. A learner puts a few causes on
        the map, and then weighs them again.
        """
        op = secrets.token_hex(8)
        words = f"What stands behind it, as {op[:6]} sees it"
        move, body = "CauseAdded", {"words": words, "layer": LAYERS[secrets.randbelow(5)], "sure": 50}
        if len(self.mine) >= FEW_CAUSES:
            move, body = "CauseWeighed", {"of": secrets.choice(self.mine), "sure": secrets.randbelow(101), "words": words}
        said = {"as": self.member, "op": op, "move": move, "body": body}
        self.ledger.sent[op] = began = time.perf_counter()
        for _ in range(60):
            try:
                answer = await self.http.post(
                    f"{self.path}/moves", json=said, headers={"X-CSRFToken": self.token, "Accept": "application/json"}
                )
            except httpx.HTTPError:
                self.ledger.broken += 1
                await asyncio.sleep(0.5)
                continue
            self.ledger.counts(answer.status_code)
            if answer.status_code == 200:
                self.ledger.answered_in.append(time.perf_counter() - began)
                self.ledger.acknowledged[op] = answer.json()["seq"]
                if move == "CauseAdded":
                    self.mine.append(op)
                return True
            if answer.status_code < 500:
                return False
            await asyncio.sleep(0.5)
        return False


Kind = TypeVar("Kind", bound=Learner)


@asynccontextmanager
async def a_class(
    url: str, seats: Sequence[tuple[str, str, str]], password: str, kind: type[Kind] = Learner, *, connections: int = 2
) -> AsyncIterator[tuple[list[Kind], Ledger]]:
    """Learners signed in, eight at a time, for (email, path, member) of each seat; a learner's browser keeps so many connections."""
    ledger, at_once = Ledger(), asyncio.Semaphore(8)
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    learners = [
        kind(
            email=email, password=password, path=path, member=member, ledger=ledger,
            http=httpx.AsyncClient(base_url=url, limits=limits, timeout=PATIENCE, trust_env=False),
        )
        for email, path, member in seats
    ]  # fmt: skip

    async def enter(learner: Kind) -> None:
        async with at_once:
            await learner.sign_in()

    try:
        await asyncio.gather(*(enter(each) for each in learners))
        yield learners, ledger
    finally:
        await asyncio.gather(*(each.http.aclose() for each in learners))


async def works(learners: Sequence[Learner], *, moves_a_second: float, seconds: float) -> None:
    """All open their map and their stream within ten seconds, then move at this pace together, and linger until the last move arrives."""
    streams = await joins(learners)
    await moves(learners, moves_a_second=moves_a_second, seconds=seconds)
    await arrived(learners[0].ledger)
    for each in streams:
        each.cancel()
    await asyncio.gather(*streams, return_exceptions=True)


async def arrived(ledger: Ledger) -> None:
    """Wait until every acknowledged move has come to the partner; not for ever, since one that never comes is to be seen too."""
    until = time.perf_counter() + LINGER_SECONDS
    while len(ledger.arrived_in) < len(ledger.acknowledged) and time.perf_counter() < until:
        await asyncio.sleep(0.1)


async def joins(learners: Sequence[Learner]) -> list[asyncio.Task[None]]:
    """Open everybody's map and stream, evenly over eight seconds. Returns the streams."""

    async def join(learner: Learner, after: float) -> asyncio.Task[None]:
        await asyncio.sleep(after)
        await learner.open_page()
        return asyncio.create_task(learner.follow())

    return await asyncio.gather(*(join(each, 8.0 * number / len(learners)) for number, each in enumerate(learners)))


async def moves(learners: Sequence[Learner], *, moves_a_second: float, seconds: float) -> None:
    """Everybody moves in turn, at this pace together; over when the last move has its answer. As people do, nobody makes a second move
    before the first has been answered: their turn passes, and a server that cannot keep the pace is asked for less.
    """
    running: dict[int, asyncio.Task[bool]] = {}
    began = time.perf_counter()
    for number in range(int(moves_a_second * seconds)):
        await asyncio.sleep(max(0.0, began + number / moves_a_second - time.perf_counter()))
        turn = number % len(learners)
        if turn not in running or running[turn].done():
            running[turn] = asyncio.create_task(learners[turn].makes_a_move())
    await asyncio.gather(*running.values())


def _token(html: str) -> str:
    found = TOKEN.search(html)
    if found is None:
        raise RuntimeError("the page holds no token")
    return found[1]
