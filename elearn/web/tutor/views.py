"""A tutor's cohorts, one cohort's pairs as they stand, and one pair: its map, plan and sealed findings, and how the map grew."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for

from elearn.actions import notices as waiting
from elearn.actions import sit
from elearn.domain.access import Deed, may
from elearn.domain.person import MARKERS
from elearn.store import cohorts, glimpses, library, people
from elearn.store import notices as asked
from elearn.web.doors import door, place, signed_in
from elearn.web.gate import asked_number
from elearn.web.learn.pages import common
from elearn.web.notices import shown
from elearn.web.tutor import pair as pairs
from elearn.web.tutor.sitters import shown as sitter
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
        notices=shown(waiting.for_staff(person, mine, present.cohorts(), present.in_class, now), now),
    )


@tutor.get("/classes/<int:cohort>")
@door(Deed.WATCH_COHORT)
def one_class(cohort: int) -> str:
    """A cohort's pairs and where each stands, a page at a time: the same few queries, and the same work, whatever the size of the class."""
    order, found = request.args.get("by", "number"), request.args.get("found", "").strip()[:100]
    page = glimpses.page(cohort, number=asked_number("page") or 1, by=order, found=found)
    seated = glimpses.sitters(cohort, [each.id for each in page.pairs])
    titles = library.titles({each.case_sha for each in page.pairs})
    present = current_app.extensions["presence"].in_class(cohort)
    return render_template(
        "tutor/class.html",
        cohort=cohorts.by_id(cohort),
        tabs=tabs(cohort),
        rows=[
            {
                "number": each.number,
                "url": url_for("tutor.one_pair", cohort=cohort, sitting=each.id),
                "title": titles.get(each.case_sha, ""),
                "digest": each.digest,
                "kind": each.digest.kind.capitalize(),
                "moved_at": each.moved_at,
                "people": [sitter(who, each.digest, present.get(each.id, frozenset())) for who in seated[each.id]],
            }
            for each in page.pairs
        ],
        page=page,
        calls=people.open_calls(cohort),
        teaches=may(g.who, Deed.TEACH_COHORT),
        order=order,
        found=found,
        now=datetime.now(UTC),
    )


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
