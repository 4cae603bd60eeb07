"""What was worked out a moment ago and is likely asked for again, kept in this process by all that it depends on.

Nothing here grows old: a key holds everything that the answer follows from, so what has changed is asked for under another key. But
words that were erased would lie in memory until others push them out: so `forget` empties all of it.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from elearn.domain import remembering
from elearn.store.db import db

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The `most` answers that were asked for last. Threads share it, and what they take from it nobody changes."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: OrderedDict[K, V] = OrderedDict()
        self._one_at_a_time = Lock()
        remembering.forgetful(self)

    def get(self, key: K, make: Callable[[], V]) -> V:
        """The answer that is kept under this key, or else the one that `make` works out."""
        with self._one_at_a_time:
            if key in self._answers:
                self._answers.move_to_end(key)
                return self._answers[key]
        made = make()
        self.put(key, made)
        return made

    def put(self, key: K, answer: V) -> None:
        """Keep an answer that is at hand already."""
        with self._one_at_a_time:
            self._answers[key] = answer
            self._answers.move_to_end(key)
            if len(self._answers) > self._most:
                self._answers.popitem(last=False)

    def cache_clear(self) -> None:
        """Forget every answer."""
        with self._one_at_a_time:
            self._answers.clear()


def forget() -> None:
    """Have this process forget what it keeps of people's words, and statements, which hold the values with which they were first asked."""
    remembering.forget()
    db.engine.clear_compiled_cache()
