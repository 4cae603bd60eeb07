"""Words of a pair taken out on request: what was said line by line, and those chosen blanked for good."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions import redact
from elearn.config import Config
from elearn.domain import move as m
from elearn.domain.access import Deed
from elearn.domain.dictionary_moves import apart
from elearn.domain.entry import Entry
from elearn.domain.errors import Malformed
from elearn.domain.masking import Mask
from elearn.domain.sight import WATCHER, Sight
from elearn.web.doors import Place, door, place, signed_in
from elearn.web.speaking import gettext
from elearn.web.tutor.posting import tried

redacting = Blueprint("redacting", __name__, url_prefix="/classes/<int:cohort>/pairs/<int:sitting>/words")
MOST = 1000
"""lines that one post may name"""


@redacting.get("")
@door(Deed.REDACT)
def page(cohort: int, sitting: int) -> str:
    """All that a pair said, line by line."""
    return _page()


def _there() -> Place:
    """The pair. An admin comes past the door whatever the address names."""
    if "place" not in g:
        raise NotFound
    return place()


def _page() -> str:
    here = _there()
    return render_template(
        "tutor/redact.html",
        here=here,
        key=here.key,
        lines=_lines(here),
        chosen=request.form.getlist("line", type=int),
        leads=g.who.role is not None,
    )


def _lines(here: Place) -> list[dict[str, Any]]:
    """What holds words, as far as the staff may read it yet; lines in which a member's name stands are marked."""
    people = [seat.person.name for seat in here.sitting.seats if seat.person]
    return here.once("lines", lambda: _read(here, people), here.written, *people)


def _read(here: Place, people: list[str]) -> list[dict[str, Any]]:
    sight = Sight(table=here.table, case=here.case, viewer=WATCHER)
    names = Mask(names=dict.fromkeys(people, "…"))
    open_ones = [
        each for each in redact.spoken(here.entries()) if sight.news_open() or not isinstance(each.move, m.NewsSealed | m.NewsSealedByTime)
    ]
    return [_line(here, each, names) for one in open_ones if (each := sight.entry(one)) is not None]


def _line(here: Place, entry: Entry, names: Mask) -> dict[str, Any]:
    words, _ = apart(entry.name, entry.move.model_dump(mode="json"))
    discipline = here.table.discipline(entry.by)
    return {
        "seq": entry.seq,
        "at": entry.at,
        "by": here.names.get(entry.by, ""),
        "discipline": discipline.value if discipline else "both",
        "words": words,
        "names": names.said(words) != words,
    }


@redacting.post("")
@door(Deed.REDACT)
def take_out(cohort: int, sitting: int) -> Response:
    """Blank the words of the lines chosen."""
    _there()
    config: Config = current_app.extensions["elearn"]
    wake = current_app.extensions["waker"].wake

    def deed() -> None:
        chosen = request.form.getlist("line", type=int)[:MOST]
        if chosen and "sure" not in request.form:
            raise Malformed("redact.sure", "Say that you are sure: words that are taken out cannot be brought back.")
        lines = {each["seq"] for each in _lines(_there())}
        only = [each for each in chosen if each in lines]
        redact.redact(cohort, sitting, only, datetime.now(UTC), lists=config.erasure_lists, by=signed_in().id, wake=wake)

    back = url_for("redacting.page", cohort=cohort, sitting=sitting)
    return tried(deed, _page, then=back, done=gettext("The words are gone. What was done stays, with its number."))
