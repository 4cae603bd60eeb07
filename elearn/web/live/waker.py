"""Wakers: after a commit somebody says "sitting 7 of cohort 3 has moved"; whoever watches looks at the log. The message holds
nothing else.

One process needs no more than `InProcess`. Where there are several, `Across` (across.py) wakes those of this process in the same way and
tells the others over a bus.
"""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Iterable
from typing import Protocol

Topic = tuple[int, int]
"""(cohort id, sitting id); sitting id 0 stands for the whole cohort"""


class Waker(Protocol):
    """How processes tell one another to look."""

    def wake(self, cohort_id: int, sitting_id: int) -> None:
        """Say that a sitting has moved. Called from any thread, after the commit; never waits, never fails."""

    def watch(self, topic: Topic) -> "Watch":
        """A watch on one topic; closed by leaving its context. Called in the event loop."""

    def open(self) -> None:
        """Begin to hear the other processes. Called when the server starts, after any fork."""

    def close(self) -> None:
        """Stop hearing them."""


class Watch:
    """One watcher's place to sleep."""

    def __init__(self, hub: "InProcess", topic: Topic) -> None:
        self._hub, self._topic = hub, topic
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def __enter__(self) -> "Watch":
        self._hub.add(self._topic, self)
        return self

    def __exit__(self, *exc: object) -> None:
        self._hub.drop(self._topic, self)

    def rouse(self) -> None:
        self._loop.call_soon_threadsafe(self._event.set)

    async def sleep(self, seconds: float) -> bool:
        """Sleep until woken (True) or for some seconds (False).

        Not by `wait_for`: before Python 3.12 it forgets a cancellation that comes in the moment of the waking, and somebody who leaves
        wakes the others: streams would go on for browsers long gone.
        """
        try:
            async with asyncio.timeout(seconds):
                await self._event.wait()
        except TimeoutError:
            return False
        self._event.clear()
        return True


class InProcess:
    """The waker of a single process: the default."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watches: dict[Topic, set[Watch]] = defaultdict(set)

    def wake(self, cohort_id: int, sitting_id: int) -> None:
        with self._lock:
            awake = [*self._watches.get((cohort_id, sitting_id), ()), *self._watches.get((cohort_id, 0), ())]
        _rouse(awake)

    def wake_all(self) -> None:
        """Have every watcher look: something may have been said that nobody here heard."""
        with self._lock:
            awake = [watch for watches in self._watches.values() for watch in watches]
        _rouse(awake)

    def watch(self, topic: Topic) -> Watch:
        return Watch(self, topic)

    def open(self) -> None:
        """There are no others to hear."""

    def close(self) -> None:
        """There were none."""

    def add(self, topic: Topic, watch: Watch) -> None:
        with self._lock:
            self._watches[topic].add(watch)

    def drop(self, topic: Topic, watch: Watch) -> None:
        with self._lock:
            self._watches[topic].discard(watch)
            if not self._watches[topic]:
                del self._watches[topic]


def _rouse(watches: Iterable[Watch]) -> None:
    for watch in watches:
        try:
            watch.rouse()
        except RuntimeError:
            continue  # its loop has closed; it drops itself
