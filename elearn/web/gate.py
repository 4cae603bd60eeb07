"""What no database can keep is turned away before any view: numbers past the end of an integer column, and the character NUL.

SQLite would take both, PostgreSQL neither; here they are no address, or a post that could not be read, on either.
"""

from typing import Any

from flask import Flask, request
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


def register(app: Flask) -> None:
    """Stand before every view. Called before any address is made known."""
    app.url_map.converters["int"] = Number

    @app.before_request
    def turn_away() -> None:
        if "\0" in request.path or any("\0" in said for said in request.args.values()):
            raise NotFound
        if any("\0" in said for _, said in request.form.items(multi=True)):
            raise BadRequest
