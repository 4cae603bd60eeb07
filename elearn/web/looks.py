"""Which pages show the work of a pair to somebody who is not of it: each such look is noted, once an hour."""

import logging
from datetime import UTC, datetime

from flask import Flask, Response, g, request

from elearn.actions.look import looked
from elearn.store.db import UNREACHABLE
from elearn.store.kept import Kept
from elearn.store.looks import At
from elearn.web.doors import viewer

log = logging.getLogger(__name__)
PAGES = {
    "tutor.one_pair": At.PAIR,
    "tutor.one_replay": At.REPLAY,
    "marking.script_page": At.MARKING,
    "marking.replay": At.REPLAY,
    "redacting.page": At.PAIR,
}


def register(app: Flask) -> None:
    """Note every look as its page is answered. What this process has noted within the hour it need not ask for again."""
    noted: Kept[tuple[object, ...], None] = Kept(5000)

    @app.after_request
    def note(response: Response) -> Response:
        at_what = PAGES.get(request.endpoint or "")
        if at_what is not None and response.status_code == 200:
            person, values = viewer(), request.view_args or {}
            sitting = values.get("sitting") or g.get("looked_at")
            if person is not None and sitting is not None:
                _note(noted, values["cohort"], sitting, person.id, at_what)
        return response


def _note(noted: Kept[tuple[object, ...], None], cohort: int, sitting: int, person: int, at_what: At) -> None:
    now = datetime.now(UTC)
    look = (cohort, sitting, person, at_what, now.date(), now.hour)
    try:
        noted.get(look, lambda: looked(cohort, sitting, person, at_what, now))
    except UNREACHABLE as error:
        log.error("a look could not be noted: %s", error)
