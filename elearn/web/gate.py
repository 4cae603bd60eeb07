"""What is turned away before any view: what no database can keep (numbers past the end of an integer column, and the character NUL), and
posts that another site's page has sent.

SQLite would take both, PostgreSQL neither; here they are no address, or a post that could not be read, on either.
"""

from typing import Any
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.routing import IntegerConverter, Map

MOST = 2**31 - 1
"""the largest number of an integer column"""


class Number(IntegerConverter):
    """`<int:cohort>` in an address, when there can be a row of that number."""

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(map, *args, **({"max": MOST} | kwargs))


def asked_number(name: str) -> int:
    """A number of the query string; 0 where there is none that makes sense."""
    asked = request.args.get(name, 0, type=int)
    return asked if 0 <= asked <= MOST else 0


def asked_words(name: str) -> str:
    """Words of the query string by which somebody looks for something in a list."""
    return request.args.get(name, "").strip()[:100]


def posted_object() -> dict[str, Any]:
    """What a script has sent as JSON; empty where that is no object, or lies deeper in itself than anything of ours."""
    try:
        sent = request.get_json(silent=True)
    except RecursionError:
        return {}
    return sent if isinstance(sent, dict) else {}


class OwnPosts(CSRFProtect):  # type: ignore[misc]  # flask-wtf has no types
    """A post needs the token of a page of ours, and must come from one: the browser's own word for that no page can forge. Views that are
    exempt from the one are exempt from the other.
    """

    def protect(self, *args: Any, **kwargs: Any) -> None:
        super().protect(*args, **kwargs)
        if g.get("csrf_valid") and from_elsewhere():
            raise CSRFError("The post came from another site.")


def from_elsewhere() -> bool:
    """Whether another site's page has sent this. Browsers before 2023 say no Sec-Fetch-Site, but name the Origin of a post. What says
    neither is no browser, and holds no cookie.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site is not None:
        return site not in ("same-origin", "none")
    return origin is not None and urlsplit(origin).netloc != request.host


def register(app: Flask) -> None:
    """Stand before every view. Called before any address is made known."""
    app.url_map.converters["int"] = Number

    @app.before_request
    def turn_away() -> None:
        if "\0" in request.path or any("\0" in said for said in request.args.values()):
            raise NotFound
        if any("\0" in said for _, said in request.form.items(multi=True)):
            raise BadRequest
