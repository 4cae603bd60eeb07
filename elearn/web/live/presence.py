"""Who is here, and what they are editing. In memory, with a time to live: it may be wrong for seconds and is never in the log.

Each process knows its own streams. Where there are several, each tells the others what it sees (across.py), and what was told fades
by itself: a process that dies takes its people along.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from elearn.web.live.waker import Topic

LINGER_SECONDS = 25.0
"""a browser that polls is here for so long after it last asked"""
EDIT_SECONDS = 40.0
GOING_SECONDS = 4.0
"""a reload does not flicker"""
MOST_EDITING = 40
Told = dict[str, tuple[str, float]]
"""member id → what they are editing, and for how many seconds that may be believed"""


def untold(cohort: int, sitting: int) -> None:
    """Tells nobody: there is one process."""


@dataclass
class _Seen:
    streams: int = 0
    polled: float = float("-inf")
    editing: str = ""
    edited: float = float("-inf")


@dataclass
class Presence:
    """Members of sittings who have a stream open, or polled a moment ago."""

    clock: Callable[[], float] = time.monotonic
    tell: Callable[[int, int], None] = untold
    """called when somebody of this process came, went, or edits something else"""
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: dict[Topic, dict[str, _Seen]] = field(default_factory=dict)
    _told: dict[Topic, dict[str, dict[str, tuple[str, float]]]] = field(default_factory=dict)
    """what other processes said: topic → process → member → editing, and until when"""

    def came(self, cohort: int, sitting: int, member: str) -> None:
        """A stream was opened."""
        with self._lock:
            self._of(cohort, sitting, member).streams += 1
        self.tell(cohort, sitting)

    def went(self, cohort: int, sitting: int, member: str) -> None:
        """A stream has closed. They linger a moment, so that a reload does not flicker."""
        with self._lock:
            seen = self._of(cohort, sitting, member)
            seen.streams = max(0, seen.streams - 1)
            seen.polled = self.clock() - LINGER_SECONDS + GOING_SECONDS
            if not seen.streams:
                seen.editing = ""
        self.tell(cohort, sitting)

    def polled(self, cohort: int, sitting: int, member: str) -> None:
        """A browser without a stream has asked."""
        with self._lock:
            seen = self._of(cohort, sitting, member)
            fading = not seen.streams and self.clock() - seen.polled > LINGER_SECONDS / 2
            seen.polled = self.clock()
        if fading:
            self.tell(cohort, sitting)

    def edits(self, cohort: int, sitting: int, member: str, thing: str) -> None:
        """They work on a thing now; "" when they have stopped."""
        with self._lock:
            seen = self._of(cohort, sitting, member)
            seen.editing, seen.edited = thing[:MOST_EDITING], self.clock()
        self.tell(cohort, sitting)

    def here(self, cohort: int, sitting: int) -> dict[str, str]:
        """member id → what they are editing ("" for nothing), for everybody here now, in whichever process."""
        with self._lock:
            here = {member: editing for member, (editing, _) in self._own((cohort, sitting)).items()}
            for member, editing in self._others((cohort, sitting)):
                here[member] = editing or here.get(member, "")
            return here

    def in_class(self, cohort: int) -> dict[int, frozenset[str]]:
        """sitting → the member ids of everybody here now, for all of a class at once."""
        with self._lock:
            topics = [topic for topic in {**self._seen, **self._told} if topic[0] == cohort]
            here = {sitting: {*self._own((cohort, sitting)), *dict(self._others((cohort, sitting)))} for _, sitting in topics}
        return {sitting: frozenset(members) for sitting, members in here.items() if members}

    def cohorts(self) -> set[int]:
        """The classes of which somebody sits at a case now."""
        with self._lock:
            topics = {topic for topic in [*self._seen] if self._own(topic)} | {topic for topic in [*self._told] if self._others(topic)}
            return {cohort for cohort, sitting in topics if sitting}

    def own(self, cohort: int, sitting: int) -> Told:
        """What this process sees, to be told to the others."""
        with self._lock:
            return self._own((cohort, sitting))

    def own_topics(self) -> list[Topic]:
        """The sittings at which this process sees somebody."""
        with self._lock:
            return [topic for topic in [*self._seen] if self._own(topic)]

    def heard(self, topic: Topic, process: str, told: Mapping[str, tuple[str, float]]) -> bool:
        """Another process has said whom it sees there. Whether that is news."""
        now = self.clock()
        with self._lock:
            before = sorted(self._others(topic))
            if told:
                self._told.setdefault(topic, {})[process] = {member: (editing, now + lasts) for member, (editing, lasts) in told.items()}
            else:
                self._told.get(topic, {}).pop(process, None)
            return sorted(self._others(topic)) != before

    def _of(self, cohort: int, sitting: int, member: str) -> _Seen:
        return self._seen.setdefault((cohort, sitting), {}).setdefault(member, _Seen())

    def _own(self, topic: Topic) -> Told:
        now, at_sitting = self.clock(), self._seen.get(topic, {})
        lasts = {id: LINGER_SECONDS - (0 if seen.streams else now - seen.polled) for id, seen in at_sitting.items()}
        for id in [id for id, seconds in lasts.items() if seconds < 0]:
            del at_sitting[id]
        if not at_sitting:
            self._seen.pop(topic, None)
        return {id: (seen.editing if now - seen.edited < EDIT_SECONDS else "", lasts[id]) for id, seen in at_sitting.items()}

    def _others(self, topic: Topic) -> list[tuple[str, str]]:
        now, at_sitting = self.clock(), self._told.get(topic, {})
        for process, told in [*at_sitting.items()]:
            for id in [id for id, (_, until) in told.items() if until < now]:
                del told[id]
            if not told:
                del at_sitting[process]
        if not at_sitting:
            self._told.pop(topic, None)
        return [(id, editing) for told in at_sitting.values() for id, (editing, _) in told.items()]
