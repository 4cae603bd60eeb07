"""The timekeeper: one thread in each server process that does, at every sitting, what is due. Pages ask it too, so that nobody reads a page
that time has passed by.
"""

import logging
import threading
from datetime import UTC, datetime

from flask import Flask, current_app

from elearn.actions import timing
from elearn.store.db import db
from elearn.store.sittings import Sitting

log = logging.getLogger(__name__)
ROUND_SECONDS = 4.0
"""so that everybody sees within five seconds that a step is over"""


class Timekeeper:
    """Looks every few seconds for sittings at which something is due. Several processes may do so at once (actions/timing.py)."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Begin the rounds."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._rounds, name="timekeeper", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the rounds; a table in hand is finished first."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def round(self) -> int:
        """Do all that is due. Returns at how many sittings something was done."""
        with self._app.app_context():
            try:
                return timing.sweep(datetime.now(UTC), self._app.extensions["waker"].wake)
            finally:
                db.session.remove()

    def _rounds(self) -> None:
        while not self._over.wait(ROUND_SECONDS):
            try:
                self.round()
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
