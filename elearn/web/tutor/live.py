"""A class, live: who needs the tutor now, how the pairs stand, what they have found; opening steps, giving time, saying a word.

Everything is a plain form; with a script the page follows the class by itself (static/js/watch.js).
"""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, g, render_template, request, url_for

from elearn.actions import attention as card_deeds
from elearn.actions import message, timing
from elearn.domain.access import Deed, may
from elearn.domain.attention import COOL_DOWN, Tuning, figures
from elearn.domain.attention_rules import BY_ID, GAP, RULES
from elearn.domain.cohort import Pace
from elearn.domain.errors import Refusal
from elearn.domain.wallclock import on_the_wall
from elearn.store import attention, cohorts, glimpses, library, messages, people, timetable
from elearn.store.glimpses import AtWork
from elearn.web.doors import door, signed_in
from elearn.web.speaking import gettext
from elearn.web.tutor import live_shown
from elearn.web.tutor.posting import number, tried, wall_time
from elearn.web.tutor.tabs import tabs

class_live = Blueprint("class_live", __name__)

Wake = Callable[[int, int], None]
SAID_LAST = 3
"""messages that the page shows"""


@class_live.get("/classes/<int:cohort>/live")
@door(Deed.WATCH_COHORT)
def live(cohort: int) -> str:
    """The class as it works."""
    return live_page(cohort)


def live_page(cohort_id: int) -> str:
    """The live page; also for its own forms when they are refused."""
    now = datetime.now(UTC)
    work = _at_work(cohort_id)
    slug = _chosen(work) or work.in_hand or next(iter(work.chosen), "")
    pairs = glimpses.at_case(cohort_id, slug) if slug else []
    sha = pairs[0].case_sha if pairs else work.versions.get(slug)
    case = library.case(sha) if sha else None
    calls, said = messages.lately(cohort_id, SAID_LAST)
    return render_template(
        "tutor/live.html",
        cohort=work.cohort,
        tabs=tabs(cohort_id),
        now=now,
        slug=slug,
        case=case,
        cases=[*work.titles.items()],
        teaches=may(g.who, Deed.TEACH_COHORT),
        taught=work.cohort.pace == Pace.TAUGHT,
        latest=said,
        **(live_shown.shown(work.cohort, case, pairs, calls, now) if case else live_shown.NOTHING),
    )


def _at_work(cohort_id: int) -> AtWork:
    found = glimpses.at_work(cohort_id)
    if found is None:
        raise LookupError(f"no class has the number {cohort_id}")  # a class that is not there lets nobody through its door
    return found


def _chosen(work: AtWork) -> str:
    """The case that the address or a form names, if it is one of the class's."""
    slug = request.values.get("case", "")
    return slug if slug in work.chosen else ""


# --- what a tutor does here


def _wake() -> Wake:
    wake: Wake = current_app.extensions["waker"].wake
    return wake


def _back(cohort: int, anchor: str = "") -> str:
    slug = request.form.get("case", "")
    return url_for("class_live.live", cohort=cohort, case=slug or None, _anchor=anchor or None)


def _then(cohort: int) -> str:
    """Back to where the form stood: the pair's page, the page of times, or the live page."""
    if request.form.get("from") == "pair" and number("sitting"):
        return url_for("tutor.one_pair", cohort=cohort, sitting=number("sitting"))
    if request.form.get("from") == "times":
        return url_for("class_live.times", cohort=cohort, case=request.form.get("case") or None)
    return _back(cohort)


def _page(cohort: int) -> Callable[[], str]:
    return (lambda: times_page(cohort)) if request.form.get("from") == "times" else (lambda: live_page(cohort))


@class_live.post("/classes/<int:cohort>/live/cards")
@door(Deed.TEACH_COHORT)
def say_of_card(cohort: int) -> Response:
    """Done, later, or not useful."""
    form, now = request.form, datetime.now(UTC)
    return tried(
        lambda: card_deeds.say_of_card(
            cohort, number("sitting"), form.get("rule", ""), form.get("occasion", ""), form.get("said", ""), signed_in().id, now
        ),
        lambda: live_page(cohort),
        then=_back(cohort, "cards"),
    )


@class_live.post("/classes/<int:cohort>/live/messages")
@door(Deed.TEACH_COHORT)
def say(cohort: int) -> Response:
    """A word to one pair, or to all."""
    return tried(
        lambda: message.say(cohort, number("sitting") or None, signed_in().id, request.form.get("words", ""), datetime.now(UTC), _wake()),
        _page(cohort),
        then=_then(cohort),
        done=gettext("Said. It stands on their page until they put it away."),
    )


@class_live.post("/classes/<int:cohort>/live/steps")
@door(Deed.TEACH_COHORT)
def move_step(cohort: int) -> Response:
    """Open a step for everybody, or hold it."""
    form, now = request.form, datetime.now(UTC)
    slug, step = form.get("case", ""), form.get("step", "")

    def move() -> None:
        if form.get("do") == "hold":
            timing.hold_step(cohort, slug, step, now, _wake())
        else:
            timing.open_step(cohort, slug, step, now, _wake(), minutes=number("minutes"), firm=form.get("firm") == "yes")

    done = gettext("Held: no pair goes into it until you open it.") if form.get("do") == "hold" else gettext("Opened for everybody.")
    return tried(move, _page(cohort), then=_then(cohort), done=done)


@class_live.post("/classes/<int:cohort>/live/time")
@door(Deed.TEACH_COHORT)
def give_time(cohort: int) -> Response:
    """More time for one pair, or for all."""
    form, now = request.form, datetime.now(UTC)
    more = {"minutes": number("minutes"), "days": number("days")}

    def give() -> None:
        if number("sitting"):
            timing.more_time_for_pair(cohort, number("sitting"), now, _wake(), **more)
        else:
            timing.more_time(cohort, form.get("case", ""), form.get("step", ""), now, _wake(), **more)

    return tried(give, _page(cohort), then=_then(cohort), done=gettext("Given. They see the new time."))


# --- times and allowances


@class_live.get("/classes/<int:cohort>/times")
@door(Deed.WATCH_COHORT)
def times(cohort: int) -> str:
    """When the steps of a case are open, and until when; who has more time."""
    return times_page(cohort)


def times_page(cohort_id: int) -> str:
    """The page of times; also for its own forms when they are refused."""
    work = _at_work(cohort_id)
    cohort, slug = work.cohort, _chosen(work) or next(iter(work.chosen), "")
    case = library.case(work.versions[slug]) if slug in work.versions else None
    return render_template(
        "tutor/live_times.html",
        cohort=cohort,
        tabs=tabs(cohort_id),
        slug=slug,
        case=case,
        cases=[*work.titles.items()],
        steps=live_shown.steps(case, timetable.rows(cohort_id, slug), cohort.time_zone) if case else [],
        taught=cohort.pace == Pace.TAUGHT,
        teaches=may(g.who, Deed.TEACH_COHORT),
        allowances=timetable.allowances(cohort_id),
        here=f"{on_the_wall(datetime.now(UTC), cohort.time_zone):%H:%M}",
    )


@class_live.post("/classes/<int:cohort>/times")
@door(Deed.TEACH_COHORT)
def set_deadline(cohort: int) -> Response:
    """A firm end for a step, or none."""
    form = request.form
    return tried(
        lambda: timing.set_deadline(cohort, form.get("case", ""), form.get("step", ""), wall_time("ends"), datetime.now(UTC), _wake()),
        lambda: times_page(cohort),
        then=url_for("class_live.times", cohort=cohort, case=form.get("case") or None),
        done=gettext("Saved. Times are by the clock of the class."),
    )


@class_live.post("/classes/<int:cohort>/allowances")
@door(Deed.TEACH_COHORT)
def allow(cohort: int) -> Response:
    """More time for one student at every step, or no more."""

    def give() -> None:
        person = people.by_email(request.form.get("email", "").strip())
        if person is None:
            raise Refusal("learner.unknown", "There is no such learner in this class.")
        more = {"percent": number("percent"), "minutes": number("minutes"), "days": number("days")}
        timing.allow(cohort, person.id, datetime.now(UTC), _wake(), **more)

    return tried(
        give,
        lambda: times_page(cohort),
        then=url_for("class_live.times", cohort=cohort, _anchor="allowances"),
        done=gettext("Saved. Their partner has the time too where they work together."),
    )


# --- the rules behind the cards


@class_live.get("/classes/<int:cohort>/live/rules")
@door(Deed.WATCH_COHORT)
def rules(cohort: int) -> str:
    """When a card appears, and how often it was not useful."""
    return rules_page(cohort)


def rules_page(cohort_id: int) -> str:
    """The rules; also for their own forms when they are refused."""
    tuning, useless = card_deeds.told([cohort_id], datetime.now(UTC))[cohort_id].tuned, attention.not_useful(cohort_id)
    return render_template(
        "tutor/live_rules.html",
        cohort=cohorts.by_id(cohort_id),
        tabs=tabs(cohort_id),
        teaches=may(g.who, Deed.TEACH_COHORT),
        minutes=int(COOL_DOWN.total_seconds() // 60),
        rules=[
            {
                "id": each.id,
                "title": gettext(each.title),
                "when": str(gettext(each.when)).format(**{name: f"{value:g}" for name, value in figures(each, tuning).items()}),
                "off": tuning.get(each.id, Tuning()).off,
                "useless": useless.get(each.id, 0),
                "thresholds": [
                    {
                        "name": name,
                        "says": gettext(one.says),
                        "value": f"{figures(each, tuning)[name]:g}",
                        "low": one.low,
                        "high": one.high,
                        "usual": f"{one.value:g}",
                    }
                    for name, one in each.thresholds.items()
                ],
            }
            for each in (*RULES, GAP)
        ],
    )


@class_live.post("/classes/<int:cohort>/live/rules")
@door(Deed.TEACH_COHORT)
def tune(cohort: int) -> Response:
    """Switch a rule off or on, and set its figures."""
    rule = request.form.get("rule", "")

    def change() -> None:
        known = BY_ID[rule].thresholds if rule in BY_ID else {}
        values = {name: _figure(request.form[name]) for name in known if request.form.get(name, "").strip()}
        card_deeds.tune(cohort, rule, off=request.form.get("on") != "yes", values=values)

    return tried(
        change, lambda: rules_page(cohort), then=url_for("class_live.rules", cohort=cohort, _anchor=f"rule-{rule}"), done=gettext("Saved.")
    )


def _figure(typed: str) -> float:
    try:
        return float(typed[:20].replace(",", "."))
    except ValueError as error:
        raise Refusal("figure.unreadable", "“{typed}” is not a number.", typed=typed[:20]) from error
