"""A tutor's cohorts, one cohort's pairs as they stand, and one pair: its map, plan and sealed findings, and how the map grew."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for

from elearn.actions import notices as waiting
from elearn.actions import sit
from elearn.domain.access import Deed, may
from elearn.domain.digest import Digest
from elearn.domain.person import MARKERS, Discipline
from elearn.store import cohorts, library, people, sittings
from elearn.store import notices as asked
from elearn.store.sittings import Seat, Sitting
from elearn.web.doors import door, first_name, place, signed_in
from elearn.web.filters import initials
from elearn.web.gate import asked_number
from elearn.web.learn.pages import common
from elearn.web.notices import shown
from elearn.web.tutor import pair as pairs
from elearn.web.tutor.tabs import live_class, tabs

tutor = Blueprint("tutor", __name__)
tutor.record_once(lambda state: state.app.jinja_env.globals.update(live_class=live_class))


@tutor.get("/classes")
@door(Deed.BE_SIGNED_IN)
def classes() -> str:
    """What needs this person, and the cohorts that they teach."""
    person, now, present = signed_in(), datetime.now(UTC), current_app.extensions["presence"]
    mine = asked.taught_by(person.id)
    return render_template(
        "tutor/classes.html",
        classes=[each.cohort for each in mine if not each.cohort.archived_at],
        archived=[each.cohort for each in mine if each.cohort.archived_at],
        may_start=may(g.who, Deed.START_COHORT),
        must_prove=g.who.admin and not g.who.proven,
        marks_in={each.cohort.id: each.role for each in mine if each.role in MARKERS},
        notices=shown(waiting.for_staff(person, mine, present.cohorts(), present.here, now), now),
    )


@tutor.get("/classes/<int:cohort>")
@door(Deed.WATCH_COHORT)
def one_class(cohort: int) -> str:
    """A cohort's pairs and where each stands, fifty to a page: the same few queries, and the same work, whatever the size of the class."""
    order = request.args.get("by", "number")
    page = sittings.page_of_pairs(cohort, page=asked_number("page") or 1, by=order)
    titles = library.titles({each.case_sha for each in page.sittings})
    return render_template(
        "tutor/class.html",
        cohort=cohorts.by_id(cohort),
        tabs=tabs(cohort),
        rows=[_row(each, titles) for each in page.sittings],
        page=page,
        calls=people.open_calls(cohort),
        teaches=may(g.who, Deed.TEACH_COHORT),
        order=order,
        now=datetime.now(UTC),
    )


def _row(sitting: Sitting, titles: dict[str, str]) -> dict[str, Any]:
    digest = Digest.model_validate(sitting.digest)
    here = current_app.extensions["presence"].here(sitting.cohort_id, sitting.id)
    return {
        "number": sitting.number,
        "url": url_for("tutor.one_pair", cohort=sitting.cohort_id, sitting=sitting.id),
        "title": titles.get(sitting.case_sha, ""),
        "digest": digest,
        "kind": digest.kind.capitalize(),
        "moved_at": sitting.moved_at,
        "people": [_seat(seat, digest, here) for seat in sitting.seats if seat.left_at is None],
    }


def _seat(seat: Seat, digest: Digest, here: dict[str, str]) -> dict[str, Any]:
    return {
        "name": first_name(seat.person),
        "initials": initials(seat.person.name) if seat.person else "?",
        "discipline": seat.discipline,
        "is_law": seat.discipline == Discipline.LAW,
        "here": seat.member_id in here,
        "sealed": seat.member_id in digest.sealed,
        "findings": seat.findings,
        "awaited": seat.member_id in digest.awaited,
    }


@tutor.get("/classes/<int:cohort>/pairs/<int:sitting>")
@door(Deed.WATCH_SITTING)
def one_pair(cohort: int, sitting: int) -> str:
    """One pair: its map, plan and sealed findings."""
    here = place()
    return render_template("tutor/pair.html", **common(here, "pair"), **pairs.view(here), teaches=may(g.who, Deed.TEACH_SITTING))


@tutor.get("/classes/<int:cohort>/pairs/<int:sitting>/replay")
@door(Deed.WATCH_SITTING)
def one_replay(cohort: int, sitting: int) -> str:
    """How a pair's map grew."""
    here = place()
    return render_template("learn/replay.html", **common(here, "replay"), **pairs.replay_view(here))


@tutor.post("/classes/<int:cohort>/calls/<int:call>")
@door(Deed.TEACH_COHORT)
def answer_call(cohort: int, call: int) -> Response:
    """A tutor has seen to a call for help."""
    sit.answer_help(cohort, call, datetime.now(UTC))
    return make_response(redirect(url_for("tutor.one_class", cohort=cohort), 303))
