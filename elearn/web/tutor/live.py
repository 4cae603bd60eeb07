"""A class, live: who needs the tutor now, how the pairs stand, what they have found; opening steps, giving time, saying a word.

Everything is a plain form; with a script the page follows the class by itself (static/js/watch.js).
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import attention as card_deeds
from elearn.actions import message, timing
from elearn.domain.access import Deed, may
from elearn.domain.attention import COOL_DOWN, Card, Tuning, figures
from elearn.domain.attention_rules import BY_ID, GAP, RULES
from elearn.domain.cohort import Pace
from elearn.domain.content import Case
from elearn.domain.digest import Digest
from elearn.domain.errors import Refusal
from elearn.domain.vocabulary import StepKind, Weight
from elearn.domain.wallclock import on_the_wall
from elearn.store import attention, cohorts, library, messages, people, sittings, timetable
from elearn.store.cohorts import Cohort
from elearn.store.sittings import Glimpse, Seat
from elearn.store.timetable import ClassTime
from elearn.web.doors import door, first_name, signed_in
from elearn.web.filters import initials, until_words
from elearn.web.gate import asked_number
from elearn.web.speaking import gettext
from elearn.web.tutor.posting import number, tried, wall_time
from elearn.web.tutor.tabs import tabs

class_live = Blueprint("class_live", __name__)

TILES_A_PAGE = 24
MOST_CAUSES = 30
STEPS = {
    StepKind.MEET: _l("Meet"), StepKind.SPOT: _l("Spot"), StepKind.SHARE: _l("Share"), StepKind.MAP: _l("Map"), StepKind.NEWS: _l("News"),
    StepKind.ACT: _l("Act"), StepKind.COMPARE: _l("Compare"), StepKind.REFLECT: _l("Reflect"),
}  # fmt: skip
Wake = Callable[[int, int], None]


@class_live.get("/classes/<int:cohort>/live")
@door(Deed.WATCH_COHORT)
def live(cohort: int) -> str:
    """The class as it works."""
    return live_page(cohort)


def live_page(cohort_id: int) -> str:
    """The live page; also for its own forms when they are refused."""
    now = datetime.now(UTC)
    cohort = _cohort(cohort_id)
    chosen = cohorts.cases(cohort_id)
    slug = request.values.get("case", "")
    slug = slug if slug in chosen else sittings.case_in_hand(cohort_id) or (chosen[0] if chosen else "")
    version = library.latest(slug) if slug else None
    seen = sittings.glimpses(cohort_id, slug) if slug else []
    case = library.case(seen[0].case_sha) if seen else library.case(version.sha) if version else None
    return render_template(
        "tutor/live.html",
        cohort=cohort,
        tabs=tabs(cohort_id),
        now=now,
        slug=slug,
        case=case,
        cases=[(each, title) for each, title in library.newest_titles(chosen).items()],
        teaches=may(g.who, Deed.TEACH_COHORT),
        taught=cohort.pace == Pace.TAUGHT,
        latest=messages.latest(cohort_id, 3),
        **(_shown(cohort, case, seen, now) if case else NOTHING),
    )


NOTHING: dict[str, Any] = {
    "count": 0,
    "cards": [],
    "tiles": [],
    "page": 1,
    "pages": 1,
    "heat": [],
    "at": None,
    "elsewhere": 0,
    "steps": [],
    "next": None,
}


def _shown(cohort: Cohort, case: Case, seen: Sequence[Glimpse], now: datetime) -> dict[str, Any]:
    times = timetable.rows(cohort.id, case.case)
    digests = {each.id: each.digest for each in seen}
    calls = people.open_calls(cohort.id)
    here = current_app.extensions["presence"].here
    heard, tuning = card_deeds.heard([cohort.id], now)[cohort.id], card_deeds.tuning([cohort.id])[cohort.id]
    found = card_deeds.cards_of(cohort.id, case, seen, digests, times, calls, heard, tuning, here, now)
    ordered = sorted(seen, key=lambda each: each.number)
    pages = max(1, -(-len(ordered) // TILES_A_PAGE))
    page = min(max(1, asked_number("page") or 1), pages)
    part = ordered[(page - 1) * TILES_A_PAGE : page * TILES_A_PAGE]
    seats = sittings.seats_at(cohort.id, sorted({each.id for each in part} | {card.sitting for card in found if card.sitting}))
    by_id = {each.id: each for each in seen}
    tiles = {each.id: _tile(each, digests[each.id], seats.get(each.id, []), now) for each in by_id.values() if each.id in seats}
    return {
        "count": len(seen),
        "elsewhere": sum((each.sitting_id or 0) not in by_id for each in calls),
        "cards": [_card(each, tiles) for each in found],
        "tiles": [tiles[each.id] for each in part if each.id in tiles],
        "page": page,
        "pages": pages,
        "heat": _heat(case, list(digests.values())),
        "at": _where(case, times, digests.values(), cohort.time_zone, now),
        "steps": _steps(case, times, cohort.time_zone),
        "next": next(
            ({"id": each.id, "name": STEPS[each.kind], "minutes": each.minutes} for each in case.steps if _held(times, each.id)), None
        ),
    }


def _held(times: Mapping[str, ClassTime], step: str) -> bool:
    return step in times and times[step].held


def _card(card: Card, tiles: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    tile = tiles.get(card.sitting)
    names = {who["member"]: who["name"] for who in tile["people"]} if tile else {}
    about = ", ".join(names.get(each, gettext("somebody who has left")) for each in card.reason.about)
    sentence = str(gettext(card.reason.says)).format(**{**card.reason.values, "name": about})
    return {
        "tile": tile,
        "sitting": card.sitting,
        "rule": card.rule.id,
        "occasion": card.reason.occasion,
        "title": gettext(card.rule.title),
        "when": gettext(card.rule.when).format(**figures(card.rule, {})),
        "tone": card.rule.tone.value,
        "evidence": sentence,
        "suggests": str(gettext(card.rule.suggests)).format(name=about or gettext("the quieter one")),
        "call": card.reason.occasion.removeprefix("call-") if card.rule.id == "help" else "",
    }


def _tile(seen: Glimpse, digest: Digest, seats: Sequence[Seat], now: datetime) -> dict[str, Any]:
    here = current_app.extensions["presence"].here(seats[0].cohort_id, seen.id) if seats else {}
    return {
        "id": seen.id,
        "number": seen.number,
        "url": url_for("tutor.one_pair", cohort=seats[0].cohort_id, sitting=seen.id) if seats else "",
        "digest": digest,
        "step": STEPS[StepKind(digest.kind)] if digest.kind else "",
        "minutes": int((now - digest.since).total_seconds() // 60) if digest.since else 0,
        "moved_at": seen.moved_at,
        "people": [
            {
                "member": seat.member_id,
                "name": first_name(seat.person),
                "initials": initials(seat.person.name) if seat.person else "?",
                "discipline": seat.discipline,
                "here": seat.member_id in here,
                "sealed": seat.member_id in digest.sealed,
                "awaited": seat.member_id in digest.awaited,
                "findings": seat.findings,
            }
            for seat in seats
        ],
    }


def _where(case: Case, times: Mapping[str, ClassTime], digests: Any, zone: str, now: datetime) -> dict[str, Any]:
    """The step at which the class is: the last one that its tutor opened, or else the one where most pairs are."""
    opened = [each for each in case.steps if each.id in times and times[each.id].opened_at and not times[each.id].held]
    counted = Counter(each.step for each in digests if not each.finished)
    step = opened[-1] if opened else next((each for each in case.steps if counted and each.id == counted.most_common(1)[0][0]), None)
    if step is None:
        return {}
    time = times.get(step.id)
    spent = int((now - time.opened_at).total_seconds() // 60) if time and time.opened_at else None
    return {
        "step": step.id,
        "name": STEPS[step.kind],
        "spent": spent,
        "planned": round(card_deeds.planned(time, step.minutes)),
        "until": until_words(time.ends_at, zone) if time and time.ends_at else "",
        "firm": bool(time and time.firm),
        "behind": sum(1 for each in digests if case.step(each.step) and not each.finished and each.at_step < case.steps.index(step)),
    }


def _steps(case: Case, times: Mapping[str, ClassTime], zone: str) -> list[dict[str, Any]]:
    return [
        {
            "id": each.id,
            "name": STEPS[each.kind],
            "minutes": each.minutes,
            "held": _held(times, each.id),
            "until": until_words(ends, zone) if (ends := times[each.id].ends_at if each.id in times else None) else "",
            "ends": f"{on_the_wall(ends, zone):%Y-%m-%dT%H:%M}" if ends else "",
            "firm": each.id in times and times[each.id].firm,
        }
        for each in case.steps
    ]


def _heat(case: Case, digests: Sequence[Digest]) -> list[dict[str, Any]]:
    """Which causes the pairs have found: alone, in talk, on the map; from whom each came first. Shares of pairs that are so far."""
    alone, talked, mapped = (
        [each for each in digests if each.at_step > at or each.finished]
        for at in (_index(case, StepKind.SPOT), _index(case, StepKind.SPOT), _index(case, StepKind.SHARE))
    )
    spotted = Counter(id for each in alone for id in set(each.spotted))
    said = Counter(id for each in talked for id in set(each.talked))
    found = Counter(id for each in mapped for id in set(each.found))
    first_of = Counter((id, side) for each in digests for id, side in each.first.items())
    rows = []
    for cause in sorted(case.panel.causes, key=lambda each: list(Weight).index(each.weight)):
        if cause.weight is Weight.OPTIONAL:
            continue
        medicine, law, both = (first_of[cause.id, side] for side in ("medicine", "law", "both"))
        known = medicine + law + both
        cells = [
            _share(spotted[cause.id], len(alone)),
            _share(said[cause.id], len(talked)),
            _share(found[cause.id], len(mapped)),
            _share(medicine + both, known),
            _share(law + both, known),
        ]
        rows.append({"says": cause.says, "core": cause.weight is Weight.CORE, "cells": cells})
    return rows[:MOST_CAUSES]


def _index(case: Case, kind: StepKind) -> int:
    return next((at for at, each in enumerate(case.steps) if each.kind is kind), 0)


def _share(count: int, of: int) -> dict[str, Any]:
    share = round(100 * count / of) if of else 0
    return {"share": share, "count": count, "of": of, "shade": "hx" if not of else f"h{min(4, (share + 12) // 25)}"}


# --- what a tutor does here


def _cohort(cohort_id: int) -> Cohort:
    found = cohorts.by_id(cohort_id)
    if found is None:
        raise LookupError(f"no class has the number {cohort_id}")  # a class that is not there lets nobody through its door
    return found


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
    cohort, chosen = _cohort(cohort_id), cohorts.cases(cohort_id)
    slug = request.values.get("case", "")
    slug = slug if slug in chosen else (chosen[0] if chosen else "")
    version = library.latest(slug) if slug else None
    case = library.case(version.sha) if version else None
    return render_template(
        "tutor/live_times.html",
        cohort=cohort,
        tabs=tabs(cohort_id),
        slug=slug,
        case=case,
        cases=[(each, title) for each, title in library.newest_titles(chosen).items()],
        steps=_steps(case, timetable.rows(cohort_id, slug), cohort.time_zone) if case else [],
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
    tuning, useless = card_deeds.tuning([cohort_id])[cohort_id], attention.not_useful(cohort_id)
    return render_template(
        "tutor/live_rules.html",
        cohort=_cohort(cohort_id),
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
