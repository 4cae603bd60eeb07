"""What the forms of a class's pages have in common: a refusal comes back on the page it was sent from."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Response, flash, g, make_response, redirect, request

from elearn.domain.errors import Refusal
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.speaking import gettext
from elearn.web.typed import show_again


def tried(deed: Callable[[], object], page: Callable[[], str], *, then: str, done: str = "") -> Response:
    """Do a deed and go on to `then`, with `done` said there; when it is refused, the page again with the reason at its head."""
    try:
        deed()
    except Refusal as refusal:
        if wants_json():
            raise
        g.refused = said(refusal)
        show_again()
        return make_response(page(), STATUS.get(type(refusal), 422))
    if done:
        flash(done)
    return make_response(redirect(then, 303))


def number(name: str) -> int:
    """A number that a form sent; 0 where it is none."""
    value = request.form.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 10 else 0  # longer ones are no row of ours


def wall_time(name: str) -> datetime | None:
    """A day and time as a form sends it, by the clock on some wall. Raises Refusal when it is neither empty nor one."""
    typed = request.form.get(name, "").strip()
    if not typed:
        return None
    try:
        return datetime.strptime(typed[:16].replace(" ", "T"), "%Y-%m-%dT%H:%M")  # noqa: DTZ007  # the class's zone is given to it later
    except ValueError as error:
        raise Refusal("time.unreadable", "“{typed}” is not a day and time. Write it as 2026-12-01 09:00.", typed=typed[:40]) from error


def words_of(choices: dict[Any, str], value: object) -> str:
    """How a value is called, in the reader's language."""
    return str(gettext(choices.get(value, str(value))))
