"""The timekeeper: a thread in each server process that does, at every sitting, what is due, one that works out again the figures of large
classes, and one that forgets who was erased. Pages ask it too, so that nobody reads a page that time has passed by.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, current_app

from elearn.actions import evidence, timing
from elearn.store import erasures
from elearn.store.db import db
from elearn.store.kept import forget
from elearn.store.sittings import Sitting

log = logging.getLogger(__name__)
ROUND_SECONDS = 4.0
"""so that everybody sees within five seconds that a step is over"""
FIGURES_SECONDS = 60.0
"""how often figures are looked at that take seconds to work out"""
FORGETTING_SECONDS = 60.0
"""how often it is looked for whether somebody was erased, or words were taken out, by another process"""


class Timekeeper:
    """Looks every few seconds for sittings at which something is due. Several processes may do so at once (actions/timing.py)."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []
        self._lists: tuple[object, object] = None, None
        """how long the lists of erasures were at the last two rounds, the older first"""

    def open(self) -> None:
        """Begin the rounds."""
        if not self._threads:
            every = ((ROUND_SECONDS, self.round), (FIGURES_SECONDS, self.figures), (FORGETTING_SECONDS, self.forget))
            self._threads = [threading.Thread(target=self._rounds, args=each, name="timekeeper", daemon=True) for each in every]
            for thread in self._threads:
                thread.start()

    def close(self) -> None:
        """End the rounds; a table in hand is finished first."""
        self._over.set()
        for thread in self._threads:
            thread.join()

    def round(self) -> int:
        """Do all that is due. Returns at how many sittings something was done."""
        with self._app.app_context():
            try:
                return timing.sweep(datetime.now(UTC), self._app.extensions["waker"].wake)
            finally:
                db.session.remove()

    def figures(self) -> int:
        """Work out again the figures of large classes that have changed. Returns of how many."""
        with self._app.app_context():
            try:
                return evidence.keep_again(datetime.now(UTC))
            finally:
                db.session.remove()

    def forget(self) -> bool:
        """Forget what this process keeps of people's words, if any were erased since the last round but one: a page that was being made in
        that moment may have kept some again. Returns whether it was so.
        """
        with self._app.app_context():
            try:
                counted = erasures.counted()
                erased, self._lists = counted != self._lists[0], (self._lists[1], counted)
                if erased:
                    forget()
                return erased
            finally:
                db.session.remove()

    def _rounds(self, every: float, round: Callable[[], int]) -> None:
        while not self._over.wait(every):
            try:
                round()
            except Exception:  # whatever happened at one table, the next round must come
                log.exception("a round of the timekeeper ended early")


def is_settled(sitting: Sitting) -> bool:
    """Whether nothing was due at this sitting; otherwise it has been done now, and what was loaded of it is old."""
    now = datetime.now(UTC)
    if sitting.due_at is None or sitting.due_at > now or sitting.closed_at:
        return True
    timing.settle(sitting.cohort_id, sitting.id, now, current_app.extensions["waker"].wake)
    return False


def register(app: Flask) -> None:
    """Give the site its timekeeper."""
    app.extensions["timekeeper"] = Timekeeper(app)
