"""Live, over plain HTTP: the one place moves are posted, the feed, presence, drafts, and the tickets by which streams are let in."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, jsonify, make_response, redirect, request, url_for
from werkzeug.datastructures import MultiDict

from elearn.actions import sit
from elearn.domain.access import Deed
from elearn.domain.entry import read_move
from elearn.domain.errors import Malformed, NotAllowed, Refusal, WrongPerson
from elearn.domain.sight import WATCHER
from elearn.domain.steps import place as place_of
from elearn.web.doors import Place, door, place, reload_place
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.gate import asked_number, posted_object
from elearn.web.learn.pages import is_page, render_page
from elearn.web.live.feed import feed
from elearn.web.typed import ENVELOPE, one_line_end, show_again

live = Blueprint("live", __name__)
MOST_FIELDS = 40
"""of one form that are kept as a draft: none of ours has as many"""
OP_SHAPE = "abcdefghijklmnopqrstuvwxyz0123456789"


@live.post("/sittings/<int:cohort>/<int:sitting>/moves")
@door(Deed.WORK)
def post_move(cohort: int, sitting: int) -> Response:
    """Take one move, from the page's script or from a plain form."""
    here = place()
    posted = _posted()
    _for_me(here, str(posted.get("as", "")))
    prefix = str(posted.get("draft") or "")
    try:
        if here.sitting.closed_at:
            raise sit.has_another()
        op = _op(posted)
        move = read_move(str(posted.get("move", "")), posted["body"])
        receipt = sit.make_move(cohort, sitting, here.me, op, move, datetime.now(UTC), current_app.extensions["waker"].wake)
    except Refusal as refusal:
        if wants_json():
            raise
        _keep_typed(here, prefix)
        return _page_again(reload_place(), refusal)
    if prefix:
        sit.keep_draft(cohort, sitting, here.me, dict.fromkeys(_fields_of(prefix), ""), datetime.now(UTC))
    if wants_json():
        return jsonify({"lane": "mine" if receipt.lane else "", "seq": receipt.seq, "again": receipt.again})
    return _back(here)


def _unreadable(id: str) -> Malformed:
    return Malformed(id, "That could not be read. Reload the page and try again; what you typed is still in it.")


def _posted() -> dict[str, Any]:
    if request.is_json:
        sent = posted_object()
        if not isinstance(sent.get("body"), dict):
            raise _unreadable("body.malformed")
        return sent
    form = request.form
    return {**{name: form.get(name, "") for name in ENVELOPE}, "body": body_of(form)}


def body_of(form: MultiDict[str, str]) -> dict[str, Any]:
    """The body of a move from a flat form: dots nest, `[]` lists, passages are written paper:start:end, empty optional fields
    are left out. Raises Malformed where a field holds both words and further fields.
    """
    body: dict[str, Any] = {}
    for name in form:
        if name in ENVELOPE:
            continue
        *path, last = name.removesuffix("[]").split(".")
        at = body
        for part in path:
            at = at.setdefault(part, {})
            if not isinstance(at, dict):
                raise _unreadable("body.malformed")
        values: list[Any] = [
            _passage(each) if last.startswith("passage") else each for value in form.getlist(name) if (each := one_line_end(value))
        ]
        if name.endswith("[]"):
            at[last] = values
        elif values:
            at[last] = values[0]
        elif last not in ("passage", "base", "sure", "scribe", "wording"):
            at[last] = ""
    return body


def _passage(value: str) -> Any:
    paper, _, span = value.partition(":")
    start, _, end = span.partition(":")
    return {"paper": paper, "start": start, "end": end} if start.isdecimal() and end.isdecimal() else value


def _op(posted: dict[str, Any]) -> str:
    op = str(posted.get("op", ""))
    if not 8 <= len(op) <= 32 or any(letter not in OP_SHAPE for letter in op):
        raise _unreadable("op.malformed")
    return op


def _for_me(here: Place, member: str) -> None:
    if member != here.me:
        raise WrongPerson(
            "move.other_person",
            "This was written for somebody else than the person now signed in here. Nothing was stored. Copy your words, then "
            "sign in as yourself.",
        )


def _fields_of(prefix: str) -> list[str]:
    return [f"{prefix}.{name}" for name in request.form if name not in ENVELOPE] if request.form else [prefix]


def _keep_typed(here: Place, prefix: str) -> None:
    """What was typed and chosen in a refused form becomes the writer's draft: the page that comes back has it."""
    names = [name for name in request.form if name not in ENVELOPE][:MOST_FIELDS]
    typed = {f"{prefix}.{name}": " ".join(request.form.getlist(name)) for name in names}
    if prefix and typed:
        sit.keep_draft(here.sitting.cohort_id, here.sitting.id, here.me, typed, datetime.now(UTC))


def _page_again(here: Place, refusal: Refusal) -> Response:
    g.refused = said(refusal)
    if not isinstance(refusal, Malformed) or refusal.id == "op.malformed":  # where words are too long, they stand in their field
        show_again()
    page = request.form.get("page", "")
    try:
        body = render_page(here, page if is_page(here, page) else here.table.step.id)
    except NotAllowed:
        show_again()
        body = render_page(here, place_of(here.table, here.me))
    return make_response(body, STATUS.get(type(refusal), 422))


def _back(here: Place) -> Response:
    page = request.form.get("page", "")
    anchor = request.form.get("anchor") or None
    if anchor and not anchor.replace("-", "").isalnum():
        anchor = None
    target = url_for("learn.page", **here.key, page=page, _anchor=anchor) if is_page(here, page) else url_for("learn.sitting", **here.key)
    return make_response(redirect(target, 303))


@live.get("/sittings/<int:cohort>/<int:sitting>/feed")
@door(Deed.READ_SITTING)
def read_feed(cohort: int, sitting: int) -> Response:
    """What came after the numbers the asker has: the same for start, catch-up, polling and tests."""
    here = place()
    if here.me != WATCHER:
        current_app.extensions["presence"].polled(cohort, sitting, here.me)
    news = feed(cohort, sitting, here.me, asked_number("since"), asked_number("mine"))
    return jsonify({**news, "here": current_app.extensions["presence"].here(cohort, sitting)})


@live.post("/sittings/<int:cohort>/<int:sitting>/here")
@door(Deed.WORK)
def post_here(cohort: int, sitting: int) -> Response:
    """What the member is editing now. In memory only."""
    here, posted = place(), posted_object()
    _for_me(here, str(posted.get("as", "")))
    current_app.extensions["presence"].edits(cohort, sitting, here.me, str(posted.get("editing", "")))
    current_app.extensions["waker"].wake(cohort, sitting)
    return make_response("", 204)


@live.post("/sittings/<int:cohort>/<int:sitting>/drafts")
@door(Deed.WORK)
def post_drafts(cohort: int, sitting: int) -> Response:
    """Keep half-typed words: the writer's own, outside the log."""
    here, posted = place(), posted_object()
    _for_me(here, str(posted.get("as", "")))
    fields = posted.get("fields")
    if not isinstance(fields, dict) or len(fields) > MOST_FIELDS or not all(isinstance(words, str) for words in fields.values()):
        raise Malformed("draft.malformed", "Those words could not be kept. They are still on your page.")
    sit.keep_draft(cohort, sitting, here.me, {str(field): words for field, words in fields.items()}, datetime.now(UTC))
    return make_response("", 204)


@live.get("/live/sittings/<int:cohort>/<int:sitting>")
@door(Deed.READ_SITTING)
def ticket(cohort: int, sitting: int) -> Response:
    """The ticket that lets a stream in (see stream.py)."""
    return jsonify({"cohort": cohort, "sitting": sitting, "member": place().me})


@live.get("/live/cohorts/<int:cohort>")
@door(Deed.WATCH_COHORT)
def cohort_ticket(cohort: int) -> Response:
    """The ticket for a tutor's stream over a whole class."""
    return jsonify({"cohort": cohort, "sitting": 0, "member": None})
