"""Figures for Prometheus, on a port of their own. Loaded only where `metrics_port` is set.

Of several processes on one machine whichever gets the port answers for all: they share their figures through files in the folder that
PROMETHEUS_MULTIPROC_DIR names, which `elearn serve` makes.
"""

import errno
import logging
import os
import time
from collections.abc import Iterable
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIServer

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from elearn.config import Config
from elearn.store import health
from elearn.store.db import UNREACHABLE, db
from elearn.web.logbook import AGAIN

log = logging.getLogger(__name__)
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
SEVERAL = "PROMETHEUS_MULTIPROC_DIR"
TAKEN = (303, 200)
REFUSED = (422, 429)
SIGN_INS = {"account.sign_in", "account.give_code"}


class Outbox:
    """How many letters wait, asked when somebody wants to know."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def collect(self) -> Iterable[Metric]:
        """The one figure; none while the database is away."""
        with self._app.app_context():
            try:
                found = health.letters()
            except UNREACHABLE:
                return
            finally:
                db.session.remove()
        waiting = GaugeMetricFamily("elearn_outbox", "Letters that have not gone, by how they stand", labels=["state"])
        waiting.add_metric(["waiting"], found.waiting)
        waiting.add_metric(["failed"], found.failed)
        yield waiting


class Figures:
    """What is counted in one process."""

    def __init__(self, app: Flask, config: Config) -> None:
        self.registry = CollectorRegistry()
        self._app, self._config = app, config
        self._serving: tuple[WSGIServer, Thread] | None = None
        own: dict[str, Any] = {"registry": self.registry}
        self.requests = Counter("elearn_requests", "Requests answered", ["endpoint", "method", "status"], **own)
        self.seconds = Histogram("elearn_request_seconds", "How long answers took", ["endpoint"], buckets=SECONDS, **own)
        self.moves = Counter("elearn_moves", "Moves taken", **own)
        self.wakes = Counter("elearn_wakes", "Times that streams were told to look", **own)
        self.sign_in_failures = Counter("elearn_sign_in_failures", "Sign-ins refused", ["why"], **own)
        self.streams = Gauge("elearn_streams_open", "Streams open now", multiprocess_mode="livesum", **own)
        if SEVERAL not in os.environ:
            self.registry.register(Outbox(app))

    def count_stream(self, change: int) -> None:
        """A stream came (1) or went (-1)."""
        self.streams.inc(change)

    def open(self) -> None:
        """Serve the figures; of several processes the first to come does, and when it ends the one that takes its place."""
        told = self.registry
        if SEVERAL in os.environ:
            told = CollectorRegistry()
            MultiProcessCollector(told)  # type: ignore[no-untyped-call]
            told.register(Outbox(self._app))
        try:
            self._serving = start_http_server(self._config.metrics_port, self._config.metrics_host, told)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
            if SEVERAL not in os.environ:
                log.warning("the port for figures is taken, so none are served")

    def close(self) -> None:
        """Serve them no more."""
        if self._serving is not None:
            server, thread = self._serving
            server.shutdown()
            server.server_close()
            thread.join()
            self._serving = None

    def count(self, response: Response) -> None:
        """Count one answer."""
        endpoint = request.endpoint or "none"
        method = request.method if request.endpoint else "none"
        self.requests.labels(endpoint, method, str(response.status_code)).inc()
        self.seconds.labels(endpoint).observe(time.perf_counter() - g.get("began", time.perf_counter()))
        if endpoint == "live.post_move" and response.status_code in TAKEN:
            self.moves.inc()
        if endpoint in SIGN_INS and request.method == "POST" and response.status_code in REFUSED:
            self.sign_in_failures.labels("too_often" if response.status_code == 429 else "wrong").inc()


def register(app: Flask, config: Config) -> None:
    """Count what this application does."""
    figures = app.extensions["figures"] = Figures(app, config)
    waker = app.extensions["waker"]
    wake = waker.wake

    def counted(cohort_id: int, sitting_id: int) -> None:
        figures.wakes.inc()
        wake(cohort_id, sitting_id)

    waker.wake = counted

    @app.after_request
    def count(response: Response) -> Response:
        if AGAIN not in request.environ and request.endpoint != "static":
            figures.count(response)
        return response
