"""Several processes, on one machine or on many: each tells the others which sittings have moved, and whom it sees at them.

What is said is small, may be lost, and is never waited for. A sender thread collects what there is to say and says it in one message;
it keeps what it could not say. A listener thread hears the others; when it was cut off it has every stream here look at the log, and goes
on doing so every few seconds until it hears again. So a bus that is gone costs seconds and no data.
"""

import json
import logging
import secrets
import threading
import time
from collections.abc import Iterable, Iterator
from typing import Protocol

from elearn.web.live.presence import Presence, Told
from elearn.web.live.waker import InProcess, Topic, Watch

MOST_BYTES = 7000
"""PostgreSQL takes notifications under 8,000 bytes"""
SWEEP_SECONDS = 3.0
"""how often streams look for themselves while nobody can be heard"""
TELL_SECONDS = 8.0
"""how often a process says again whom it sees; well under the time for which that is believed"""
BACK_OFF_SECONDS = 0.5
log = logging.getLogger(__name__)


class BusGoneError(Exception):
    """The bus cannot be reached just now."""


class Bus(Protocol):
    """What carries a message to every process, this one too. Both ends connect by themselves, and anew after BusGoneError."""

    def send(self, text: str) -> None:
        """Say it to all who listen now. Raises BusGoneError."""

    def listen(self) -> Iterator[str]:
        """What is said, as it comes; "" at once when connected, and now and then when nothing is said. Raises BusGoneError."""

    def close(self) -> None:
        """Let go of the connection that sends."""


class Across:
    """The waker of one process among several; `presence` is theirs together."""

    def __init__(self, bus: Bus) -> None:
        self.presence = Presence(tell=self._tell)
        self._hub, self._bus = InProcess(), bus
        self._me = secrets.token_hex(6)
        self._news = threading.Condition()
        self._to_wake: set[Topic] = set()
        self._to_tell: dict[Topic, bool] = {}
        """sittings whose presence is to be told, and whether the others are asked for theirs"""
        self._threads: list[threading.Thread] = []
        self._closing = threading.Event()

    def wake(self, cohort_id: int, sitting_id: int) -> None:
        self._hub.wake(cohort_id, sitting_id)
        with self._news:
            self._to_wake.add((cohort_id, sitting_id))
            self._news.notify()
        self.open()

    @property
    def is_awake(self) -> bool:
        """Whether this process hears the others, or tries to."""
        return all(thread.is_alive() for thread in self._threads) and not self._closing.is_set()

    def watch(self, topic: Topic) -> Watch:
        self.open()
        return self._hub.watch(topic)

    def open(self) -> None:
        with self._news:
            if self._threads or self._closing.is_set():
                return
            self._threads = [threading.Thread(target=each, name=f"waker {each.__name__}", daemon=True) for each in (self._say, self._hear)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._closing.set()
        with self._news:
            self._news.notify()
        for thread in self._threads:
            thread.join(timeout=5)
        self._bus.close()

    def _tell(self, cohort: int, sitting: int) -> None:
        with self._news:
            self._to_tell[cohort, sitting] = True
            self._news.notify()
        self.open()

    # --- saying

    def _say(self) -> None:
        told_all = time.monotonic()
        while True:
            with self._news:
                self._news.wait_for(lambda: self._to_wake or self._to_tell or self._closing.is_set(), timeout=TELL_SECONDS)
                wakes, self._to_wake = self._to_wake, set()
                tells, self._to_tell = self._to_tell, {}
            if time.monotonic() - told_all >= TELL_SECONDS:
                tells = dict.fromkeys(self.presence.own_topics(), False) | tells
                told_all = time.monotonic()
            try:
                for message in _messages(self._me, [*self._lines(wakes, tells)]):
                    self._bus.send(message)
            except BusGoneError as gone:
                log.warning("other processes cannot be told: %s", gone)
                with self._news:
                    self._to_wake |= wakes
                    self._to_tell = tells | self._to_tell
                if self._closing.wait(BACK_OFF_SECONDS):
                    return
                continue
            if self._closing.is_set() and not (self._to_wake or self._to_tell):
                return

    def _lines(self, wakes: Iterable[Topic], tells: dict[Topic, bool]) -> Iterator[str]:
        for cohort, sitting in wakes:
            yield f"wake {cohort} {sitting}"
        for (cohort, sitting), ask in tells.items():
            seen = json.dumps(self.presence.own(cohort, sitting), separators=(",", ":"))
            yield f"{'ask' if ask else 'here'} {cohort} {sitting} {seen}"

    # --- hearing

    def _hear(self) -> None:
        while not self._closing.is_set():
            connected = False
            try:
                for message in self._bus.listen():
                    if self._closing.is_set():
                        return
                    if not connected:
                        connected = True
                        self._catch_up()
                    if message:
                        self._take(message)
            except BusGoneError as gone:
                log.warning("other processes cannot be heard, so streams look every %.0f s: %s", SWEEP_SECONDS, gone)
            self._hub.wake_all()
            self._closing.wait(BACK_OFF_SECONDS if connected else SWEEP_SECONDS)

    def _catch_up(self) -> None:
        """What was said until now was not heard here: look at the log, and ask who is where."""
        self._hub.wake_all()
        with self._news:
            self._to_tell |= dict.fromkeys(self.presence.own_topics(), True)
            self._news.notify()

    def _take(self, message: str) -> None:
        process, *lines = message.split("\n")
        if process == self._me:
            return
        for line in lines:
            try:
                self._take_line(process, line)
            except (ValueError, TypeError, AttributeError):
                log.warning("another process said something that makes no sense; is an older one still running?")

    def _take_line(self, process: str, line: str) -> None:
        kind, cohort, sitting, *rest = line.split(" ", 3)
        topic = int(cohort), int(sitting)
        if kind == "wake":
            self._hub.wake(*topic)
            return
        told: Told = {str(member): (str(editing), float(lasts)) for member, (editing, lasts) in json.loads(rest[0]).items()}
        if self.presence.heard(topic, process, told):
            self._hub.wake(*topic)
        if kind == "ask" and self.presence.own(*topic):
            with self._news:
                self._to_tell.setdefault(topic, False)
                self._news.notify()


def _messages(process: str, lines: list[str]) -> Iterator[str]:
    """As few messages as their size allows, each with the name of the process that speaks."""
    said: list[str] = []
    for line in lines:
        if said and sum(len(each.encode()) + 1 for each in (*said, line)) > MOST_BYTES:
            yield "\n".join([process, *said])
            said = []
        said.append(line)
    if said:
        yield "\n".join([process, *said])
