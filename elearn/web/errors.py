"""Refusals and mishaps, as a page for people and as JSON for the page's own script. The domain knows no status code; this does."""

import logging

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from elearn.domain.errors import Conflict, Malformed, MoveRefused, NotAllowed, NotThere, Refusal, TooOften, WrongPerson
from elearn.store.db import UNREACHABLE
from elearn.store.twice import CLASHES, is_twice
from elearn.web.speaking import gettext
from elearn.web.typed import show_again

STATUS: dict[type[Refusal], int] = {
    Malformed: 400,
    WrongPerson: 409,
    NotAllowed: 403,
    NotThere: 404,
    Conflict: 409,
    MoveRefused: 422,
    TooOften: 429,
}
SENTENCES = {
    400: "That could not be read. Reload the page and try again; what you typed is still in it.",
    403: "That is not yours to open.",
    404: "There is nothing here, or nothing that is yours to see.",
    405: "That cannot be done here. Go back and use the buttons of the page.",
    409: "This was sent twice, or somebody did the same in the same instant. What came first stands: look at the page again.",
    413: "That is too much at once. Shorten it and send it again; nothing was stored.",
    429: "Too many tries. Wait a few minutes, then try again.",
    503: "The site cannot save or find anything just now. Nothing that was saved is lost; try again in a moment.",
    500: "Something went wrong on our side. What was saved before is safe; try again in a moment.",
}
OTHER_NAME = "This site is not reached by the name in your browser's address bar. Use the address that you were given."
RETRY_SECONDS = 2
log = logging.getLogger(__name__)


def said(refusal: Refusal) -> str:
    """A refusal in the reader's language."""
    template: str = gettext(refusal.template)
    return template.format(**refusal.values) if refusal.values else template


def wants_json() -> bool:
    """Whether the page's script asks, and not a person."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"


def answer(status: int, id: str, sentence: str) -> Response:
    """One sentence, as the asker reads it."""
    if wants_json():
        return make_response(jsonify({"id": id, "sentence": sentence}), status)
    show_again()
    return make_response(render_template("errors/error.html", id=id, status=status, sentence=sentence), status)


def _without_asking(app: Flask, sentence: str) -> Response:
    """503 in a page that asks the database nothing, not even who is there."""
    if wants_json():
        return make_response(jsonify({"id": "http.503", "sentence": sentence}), 503)
    page = app.jinja_env.get_template("errors/unreachable.html")
    name = app.extensions["elearn"].site_name
    return make_response(page.render(sentence=sentence, site_name=name), 503)


def register(app: Flask) -> None:
    """Answer every refusal and mishap in one place."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> Response:
        return answer(STATUS.get(type(refusal), 422), refusal.id, said(refusal))

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> Response:
        return answer(
            400,
            "page.stale",
            gettext("This page is too old to send, or came from elsewhere. Reload it and send again; nothing was stored."),
        )

    @app.errorhandler(HTTPException)
    def mishap(error: HTTPException) -> Response:
        status = error.code or 500
        if error.response is not None or status < 400:
            return error.get_response()  # type: ignore[return-value]  # a redirect made by routing
        return answer(status, f"http.{status}", gettext(SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])))

    @app.errorhandler(SecurityError)
    def other_name(error: SecurityError) -> Response:
        # no address within the site can be made for such a request, so none of its pages can be shown
        return Response(gettext(OTHER_NAME), 400, mimetype="text/plain")

    def unreachable(error: Exception) -> Response:
        log.error("the database could not be asked on %s: %s", request.endpoint, error)
        response = _without_asking(app, gettext(SENTENCES[503]))
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response

    for kind in UNREACHABLE:
        app.register_error_handler(kind, unreachable)

    def twice(error: Exception) -> Response:
        if not is_twice(error):
            return broken(error)
        log.warning("%s was asked for twice in the same instant", request.endpoint)
        return answer(409, "http.409", gettext(SENTENCES[409]))

    for clash in CLASHES:
        app.register_error_handler(clash, twice)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("unhandled error on %s", request.endpoint)
        return answer(500, "http.500", gettext(SENTENCES[500]))
