"""The routes of learners: home, a sitting, its pages, another case."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, flash, jsonify, make_response, redirect, url_for

from elearn.actions import sit
from elearn.domain.access import Deed
from elearn.domain.steps import place as place_of
from elearn.web.doors import door, place, signed_in
from elearn.web.learn import home, pictures
from elearn.web.learn.cards import kept_card
from elearn.web.learn.pages import render_page
from elearn.web.learn.suggest import offered
from elearn.web.speaking import gettext

learn = Blueprint("learn", __name__)
learn.record_once(lambda state: state.app.jinja_env.globals.update(kept_card=kept_card))


@learn.get("/home")
@door(Deed.BE_SIGNED_IN)
def my_cases() -> str:
    """What waits for me, and all my cases."""
    return home.render(signed_in())


@learn.get("/sittings/<int:cohort>/<int:sitting>/")
@door(Deed.WORK)
def sitting(cohort: int, sitting: int) -> Response:
    """To the step where I am."""
    here = place()
    if here.sitting.closed_at:
        return make_response(redirect(url_for("learn.my_cases"), 303))
    return make_response(redirect(url_for("learn.page", cohort=cohort, sitting=sitting, page=place_of(here.table, here.me)), 303))


@learn.get("/sittings/<int:cohort>/<int:sitting>/words")
@door(Deed.WORK)
def words(cohort: int, sitting: int) -> Response:
    """Words offered for what is being typed on the map."""
    return jsonify(offered(place()))


@learn.get("/sittings/<int:cohort>/<int:sitting>/<page>")
@door(Deed.WORK)
def page(cohort: int, sitting: int, page: str) -> Response | str:
    """One page of the case; home, when the pair has been given another."""
    here = place()
    if here.sitting.closed_at:
        flash(gettext("Your pair has another case now."))
        return make_response(redirect(url_for("learn.my_cases"), 303))
    return render_page(here, page)


@learn.get("/sittings/<int:cohort>/<int:sitting>/images/<name>")
@door(Deed.READ_SITTING)
def picture(cohort: int, sitting: int, name: str) -> Response:
    """A picture of a paper that the viewer may read. Papers name theirs beside their own page's address."""
    return pictures.render(place(), name)


@learn.post("/sittings/<int:cohort>/<int:sitting>/another-case")
@door(Deed.WORK)
def another_case(cohort: int, sitting: int) -> Response:
    """Another case instead, at Meet, for no stated reason."""
    wake = current_app.extensions["waker"].wake
    opened = sit.another_case(cohort, sitting, datetime.now(UTC), wake)
    flash(gettext("Your pair has another case now."))
    return make_response(redirect(url_for("learn.sitting", cohort=opened[0], sitting=opened[1]), 303))
