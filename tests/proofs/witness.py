"""Learners who remember: they play moves in every awkward manner that a browser and a network can, and keep for the oracle what they sent,
what they were answered, and what their streams told.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import httpx

from bench.learners import LAYERS, Learner
from tests.proofs.oracle import Asked, Told

MOST_CAUSES, MOST_FINDINGS = 6, 12
BETWEEN = (0.05, 0.45)
"""seconds between two moves of a learner"""
BEFORE_AGAIN, BEFORE_ELSEWHERE = (0.05, 0.3), (0.05, 0.4)
"""seconds before a move is sent again: to a server that is busy, and after one that did not answer"""
MOVES_ON = 0.1
"""how often a learner goes to another node by itself, as behind a load balancer: one that has just come up is to have moves, too"""
PATIENCE = 120.0
"""seconds within which a move must be answered once no fault is left"""


@dataclass(kw_only=True)
class Witness(Learner):
    """One learner under the nemesis: at the map (moves on the pair's table), or with the own papers (moves on the own desk)."""

    rng: random.Random = field(default_factory=random.Random)
    nodes: Sequence[str] = ()
    """where the site may be reached; whoever is not answered tries the next"""
    passage: tuple[str, int, int] = ("", 0, 1)
    """words of a paper that this learner holds"""
    busy_is_no: bool = True
    """whether a 503 means for certain that nothing was kept: so it is while the database itself is not cut off in a commit"""
    history: list[Asked] = field(default_factory=list)
    told: Told = field(init=False)
    listening: asyncio.Task[None] | None = None
    whole_since: float = inf
    """when the last fault was over"""

    def __post_init__(self) -> None:
        self.told = Told(path=self.path, member=self.member)

    # --- hearing

    def listens(self) -> None:
        """Open the stream, from where it broke if it was open."""
        self.listening = asyncio.create_task(self.follow())

    async def hears_no_more(self) -> None:
        """Drop the stream, as a browser does that goes away."""
        if self.listening:
            self.listening.cancel()
            await asyncio.gather(self.listening, return_exceptions=True)

    async def _stream(self) -> None:
        try:
            await super()._stream()
        except httpx.HTTPError:
            self._turns_to_another_node()
            raise

    def _takes(self, news: dict[str, Any]) -> None:
        super()._takes(news)
        for entry in news["entries"]:
            self.told.tell(entry["op"], self.member if entry["lane"] else "", entry["seq"])

    def _turns_to_another_node(self) -> None:
        self.http.base_url = self.rng.choice(self.nodes)

    # --- saying

    async def plays(self, over: asyncio.Event) -> None:
        """Move after move, until told that it is over."""
        manners: tuple[Callable[[], Awaitable[None]], ...] = (
            self.says_it, self.says_it, self.says_it_twice_at_once, self.goes_away_and_says_it_again, self.says_two_in_the_wrong_order,
            self.says_an_old_one_again, self.says_what_is_refused,
        )  # fmt: skip
        while not over.is_set():
            await self.rng.choice(manners)()
            if self.rng.random() < MOVES_ON:
                self._turns_to_another_node()
            await asyncio.sleep(self.rng.uniform(*BETWEEN))

    async def says_it(self) -> None:
        await self._until_answered(self._next())

    async def says_it_twice_at_once(self) -> None:
        asked = self._next()
        await asyncio.gather(self._until_answered(asked), self._until_answered(asked))

    async def goes_away_and_says_it_again(self) -> None:
        """The request is broken off at some moment of its life, and sent once more."""
        asked = self._next()
        sending = asyncio.create_task(self._send(asked))
        await asyncio.wait({sending}, timeout=self.rng.uniform(0, 0.03))
        if sending.cancel():
            asked.unheard += 1
        await asyncio.gather(sending, return_exceptions=True)
        await self._until_answered(asked)

    async def says_two_in_the_wrong_order(self) -> None:
        first, second = self._next(), self._next()
        late = asyncio.create_task(self._until_answered(first, after=self.rng.uniform(0, 0.05)))
        await self._until_answered(second)
        await late

    async def says_an_old_one_again(self) -> None:
        """What a browser does that was shut before the answer came: the same op, hours later."""
        known = [asked for asked in self.history[-200:] if asked.numbers]
        if known:
            await self._until_answered(self.rng.choice(known))

    async def says_what_is_refused(self) -> None:
        body = {"of": secrets.token_hex(8)}
        await self._until_answered(self._ask("CauseMoved", body | {"layer": LAYERS[0]}, lane=""))

    def _next(self) -> Asked:
        words, layer = f"As {secrets.token_hex(4)} sees it", self.rng.choice(LAYERS)
        if self.page == "map":
            if len(self.mine) < MOST_CAUSES:
                return self._ask("CauseAdded", {"words": words, "layer": layer, "sure": self.rng.randrange(101)}, lane="")
            of = self.rng.choice(self.mine)
            if self.rng.random() < 0.5:
                return self._ask("CauseMoved", {"of": of, "layer": layer}, lane="")
            return self._ask("CauseWeighed", {"of": of, "sure": self.rng.randrange(101), "words": words}, lane="")
        finding = {"says": words, "because": "", "layer": layer, "sure": self.rng.randrange(101), "needs": "", "would_change": ""}
        if len(self.mine) < MOST_FINDINGS:
            paper, start, end = self.passage
            return self._ask(
                "FindingNoted", {"passage": {"paper": paper, "start": start, "end": end}, "finding": finding}, lane=self.member
            )
        return self._ask("FindingReworded", {"of": self.rng.choice(self.mine), "finding": finding}, lane=self.member)

    def _ask(self, move: str, body: dict[str, Any], *, lane: str) -> Asked:
        op = secrets.token_hex(8)
        asked = Asked(op=op, path=self.path, member=self.member, lane=lane, move=move, body=body, began=time.perf_counter())
        self.history.append(asked)
        return asked

    async def _until_answered(self, asked: Asked, *, after: float = 0) -> None:
        """Send it until it is taken or refused for good; a 503 is sometimes left at that."""
        await asyncio.sleep(after)
        while True:
            status = await self._send(asked)
            if status == 200 or 400 <= status < 500:
                return
            if status == 503 and self.rng.random() < 0.3 and not asked.numbers:
                return
            if time.perf_counter() - self.whole_since > PATIENCE:
                raise AssertionError(f"{asked.op} had no answer {PATIENCE} s after the last fault; the last was {status}")
            await asyncio.sleep(self.rng.uniform(*(BEFORE_AGAIN if status else BEFORE_ELSEWHERE)))

    async def _send(self, asked: Asked) -> int:
        said = {"as": self.member, "op": asked.op, "move": asked.move, "body": asked.body}
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        try:
            answer = await self.http.post(f"{self.path}/moves", json=said, headers=headers)
        except httpx.HTTPError:
            asked.unheard += 1
            self._turns_to_another_node()
            return 0
        self.ledger.counts(answer.status_code)
        if answer.status_code == 200:
            self._was_taken(asked, answer.json()["seq"])
        elif answer.status_code < 500 or self.busy_is_no:
            asked.refused = answer.status_code
        else:
            asked.unheard += 1
        return answer.status_code

    def _was_taken(self, asked: Asked, number: int) -> None:
        if not asked.numbers:
            asked.answered = time.perf_counter()
            self.ledger.acknowledged[asked.op] = number
            if asked.move in ("CauseAdded", "FindingNoted"):
                self.mine.append(asked.op)
        asked.numbers.add(number)
