"""The pages of one class, as the tabs at their head: each person sees those that they may open."""

from gettext import NullTranslations
from typing import Any

from flask import current_app, g, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.domain.access import may
from elearn.domain.person import WATCHERS
from elearn.store.kept import Kept
from elearn.web.doors import places_among
from elearn.web.speaking import catalogue

TABS = (
    ("class_live.live", _l("Live")),
    ("tutor.one_class", _l("Pairs")),
    ("pairing.pairs", _l("Pair up")),
    ("cohorts.people", _l("People")),
    ("cohorts.cases", _l("Cases and dates")),
    ("class_live.times", _l("Steps and times")),
    ("class_modules.choose", _l("Modules")),
    ("marking.queue", _l("Marking")),
    ("insights.page", _l("Insights")),
    ("evidence.figures", _l("Evidence")),
    ("exports.choose", _l("Exports")),
    ("cohorts.settings", _l("Settings")),
)
"""in the order of a class's life; the first view of each"""
OF_SEVERAL_PAGES = ("marking", "insights", "exports")
"""blueprints all of whose pages lie under one tab"""

_words: Kept[NullTranslations, list[str]] = Kept(50)
"""language → what the tabs are called in it: Flask-Babel takes as long for twelve words as the database for a row"""


def tabs(cohort_id: int) -> list[dict[str, Any]]:
    """What this person may open of this class."""
    views = current_app.view_functions
    words = _words.get(catalogue(), lambda: [str(words) for _, words in TABS])
    return [
        {"url": url_for(endpoint, cohort=cohort_id), "words": said, "here": request.endpoint == endpoint or _under(endpoint)}
        for (endpoint, _), said in zip(TABS, words, strict=True)
        if (door := getattr(views.get(endpoint), "door", None)) and may(g.who, door)
    ]


def live_class() -> int | None:
    """The newest class that this person teaches or watches of which somebody is at work this minute. Asks nothing while nobody is."""
    at_work = current_app.extensions["presence"].cohorts()
    places = places_among(at_work) if at_work else {}
    return next((id for id, each in places.items() if id in at_work and each.role in WATCHERS and not each.cohort.archived_at), None)


def _under(endpoint: str) -> bool:
    blueprint = endpoint.partition(".")[0]
    return blueprint in OF_SEVERAL_PAGES and request.blueprint == blueprint
