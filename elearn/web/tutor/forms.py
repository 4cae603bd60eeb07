"""The forms of this audience."""

from functools import cache
from zoneinfo import available_timezones

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from elearn.domain.cohort import Pace


@cache
def zones() -> list[SelectChoice]:
    """The time zones that people live in, named by a city."""
    regions = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")
    names = [name for name in sorted(available_timezones()) if name.startswith(regions)]
    return [SelectChoice(name, name.replace("_", " ")) for name in (*names, "UTC")]


class CohortForm(FlaskForm):  # type: ignore[misc]  # flask-wtf is untyped
    """A class's name, its time zone, and who opens the steps."""

    name = StringField(
        _l("Name"),
        validators=[DataRequired(_l("Give the class a name that its students know it by.")), Length(max=120)],
        description=_l("As its students know it, such as “Health and housing, autumn 2026”."),
    )
    zone = SelectField(
        _l("Time zone"), choices=zones, default="Europe/London", description=_l("Dates are entered and shown by this clock.")
    )
    pace = RadioField(
        _l("Who opens the steps"),
        choices=[
            SelectChoice(Pace.TAUGHT, _l("Taught: the tutor opens each step, for everybody at once")),
            SelectChoice(Pace.OWN, _l("Own pace: each pair goes on when it is done")),
        ],
        default=Pace.TAUGHT,
    )
