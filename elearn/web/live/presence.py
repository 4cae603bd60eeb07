"""Who is here, and what they are editing. In memory, with a time to live: it may be wrong for seconds and is never in the log."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LINGER_SECONDS = 25.0
"""a browser that polls is here for so long after it last asked"""
EDIT_SECONDS = 40.0


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
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _seen: dict[tuple[int, int], dict[str, _Seen]] = field(default_factory=dict)

    def came(self, cohort: int, sitting: int, member: str) -> None:
        """A stream was opened."""
        with self._lock:
            self._of(cohort, sitting, member).streams += 1

    def went(self, cohort: int, sitting: int, member: str) -> None:
        """A stream has closed. They linger a moment, so that a reload does not flicker."""
        with self._lock:
            seen = self._of(cohort, sitting, member)
            seen.streams = max(0, seen.streams - 1)
            seen.polled = self.clock() - LINGER_SECONDS + 4
            if not seen.streams:
                seen.editing = ""

    def polled(self, cohort: int, sitting: int, member: str) -> None:
        with self._lock:
            self._of(cohort, sitting, member).polled = self.clock()

    def edits(self, cohort: int, sitting: int, member: str, thing: str) -> None:
        """They work on a thing now; "" when they have stopped."""
        with self._lock:
            seen = self._of(cohort, sitting, member)
            seen.editing, seen.edited = thing[:40], self.clock()

    def here(self, cohort: int, sitting: int) -> dict[str, str]:
        """member id → what they are editing ("" for nothing), for everybody here now."""
        now = self.clock()
        with self._lock:
            at_sitting = self._seen.get((cohort, sitting), {})
            gone = [id for id, seen in at_sitting.items() if not seen.streams and now - seen.polled > LINGER_SECONDS]
            for id in gone:
                del at_sitting[id]
            if not at_sitting:
                self._seen.pop((cohort, sitting), None)
            return {id: seen.editing if now - seen.edited < EDIT_SECONDS else "" for id, seen in at_sitting.items()}

    def _of(self, cohort: int, sitting: int, member: str) -> _Seen:
        return self._seen.setdefault((cohort, sitting), {}).setdefault(member, _Seen())
