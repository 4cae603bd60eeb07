"""When I have time: a week as a student fills it in, so that they are paired with somebody who has time then too."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import pair_up
from elearn.domain import wallclock
from elearn.domain.access import Deed
from elearn.domain.availability import PARTS, slot, unpacked
from elearn.store import cohorts, pairing
from elearn.store.notices import LearnsIn
from elearn.web.doors import door, signed_in
from elearn.web.speaking import gettext
from elearn.web.tutor.posting import tried

availability = Blueprint("availability", __name__)
DAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))
PART_WORDS = (_l("Morning"), _l("Midday"), _l("Afternoon"), _l("Evening"))


@availability.get("/classes/<int:cohort>/when")
@door(Deed.LEARN)
def week(cohort: int) -> str:
    """The week as I have said it."""
    return _page(cohort)


def _page(cohort: int) -> str:
    found = cohorts.by_id(cohort)
    said = pairing.week_of(cohort, signed_in().id)
    zone = found.time_zone if found else "UTC"
    return render_template(
        "learn/availability.html",
        cohort=found,
        zone=zone.replace("_", " "),
        now=wallclock.said(datetime.now(UTC), zone),
        parts=[{"name": name, "hours": hours} for name, (_, hours) in zip(PART_WORDS, PARTS, strict=True)],
        days=[{"name": name, "slots": [slot(day, part) for part in range(len(PARTS))]} for day, name in enumerate(DAYS)],
        free=unpacked(said or 0),
        said=said is not None,
    )


@availability.post("/classes/<int:cohort>/when")
@door(Deed.LEARN)
def say(cohort: int) -> Response:
    """Keep what I ticked; nothing ticked is: I have not said."""
    ticked = [int(each) for each in request.form.getlist("slot") if each.isdecimal() and len(each) < 4]
    return tried(
        lambda: pair_up.say_when(cohort, signed_in().id, ticked, datetime.now(UTC)),
        lambda: _page(cohort),
        then=url_for("availability.week", cohort=cohort),
        done=gettext("Saved. You can change it until you are paired.")
        if ticked
        else gettext("Saved: you have not said when you have time."),
    )


def cards(classes: list[LearnsIn]) -> list[dict[str, Any]]:
    """For the home page: each class that somebody learns in, and whether they have said when they have time."""
    mine = [(each.cohort, each.said_when) for each in classes]
    return [{"cohort": each.name, "url": url_for("availability.week", cohort=each.id), "said": said} for each, said in mine]
