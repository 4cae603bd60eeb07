"""What the server says of its work: one line of JSON for each request, with a number that the answer carries too.

Nobody's words are in it. An address is told by its rule and never by what stands in it, since some addresses are keys; of an error its kind
and the places in our code are told, and not its message, in which there may be anything.
"""

import json
import logging
import re
import secrets
import sys
import time
import traceback
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from elearn.config import Config
from elearn.web.login import this_sign_in

log = logging.getLogger("elearn.requests")
HEADER = "X-Request-ID"
A_NUMBER = re.compile(r"[A-Za-z0-9-]{8,64}")
FROM_PROXY = "elearn.believed"
AGAIN = "elearn.again"
"""in the environment of what a stream asks the application over and over: it is no request of anybody's"""


class AsJson(logging.Formatter):
    """A record of any logger as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        told = getattr(record, "told", None)
        said |= told if told is not None else {"says": str(record.msg)}
        if told is None and has_request_context():
            said["request"] = request_id()
        error = _error_of(record)
        if error is not None:
            said |= {"error": type(error).__name__, "where": _places(error)}
        return json.dumps(said, ensure_ascii=False)


def _error_of(record: logging.LogRecord) -> BaseException | None:
    """The error that a record is about: raised, or named in its sentence."""
    if record.exc_info and record.exc_info[1] is not None:
        return record.exc_info[1]
    named = record.args if isinstance(record.args, tuple) else ()
    return next((each for each in named if isinstance(each, BaseException)), None)


def _places(error: BaseException) -> list[str]:
    """Where it came from, innermost last: file, line and function, without a word of what was in hand."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{'/'.join(frame.filename.rsplit('/', 3)[-3:])}:{frame.lineno} {frame.name}" for frame in frames[-8:]]


def set_up(*, requests: bool) -> None:
    """Have everything that is logged in this process written to the standard error, a line of JSON each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(AsJson())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    log.setLevel(logging.INFO if requests else logging.WARNING)


def request_id() -> str:
    """The number of this request: the proxy's, where one is believed, else one of ours."""
    if "request_id" not in g:
        given = request.headers.get(HEADER, "") if request.environ.get(FROM_PROXY) else ""
        g.request_id = given if A_NUMBER.fullmatch(given) else secrets.token_hex(8)
    number: str = g.request_id
    return number


def register(app: Flask, config: Config) -> None:
    """Number every request, and tell of each when it is answered."""
    app.jinja_env.globals["request_id"] = request_id

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        request.environ[FROM_PROXY] = config.proxies > 0

    @app.after_request
    def tell(response: Response) -> Response:
        response.headers[HEADER] = request_id()
        if AGAIN not in request.environ and request.endpoint != "static" and log.isEnabledFor(logging.INFO):
            log.info("request", extra={"told": _told(response)})
        return response


def _told(response: Response) -> dict[str, Any]:
    """What is told of a request: numbers, and words that are ours."""
    row = this_sign_in()
    numbers = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
    return {
        "request": request_id(),
        "method": request.method if request.endpoint else "",
        "endpoint": request.endpoint or "",
        "rule": request.url_rule.rule if request.url_rule else "",
        "numbers": numbers,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.get("began", time.perf_counter())) * 1000, 1),
        "person": row.person_id if row else None,
    }
