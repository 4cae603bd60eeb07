"""The front door, signing in and out, and *Pause, or talk to someone*."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, session, url_for
from flask_login import login_user, logout_user

from elearn.actions import enter, sit
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.domain.errors import Refusal
from elearn.store import cohorts, sittings
from elearn.store.people import Person
from elearn.web.account.forms import SignInForm
from elearn.web.doors import door, signed_in, viewer
from elearn.web.errors import STATUS, said

account = Blueprint("account", __name__)
BACK = {"learn.my_cases", "tutor.classes", "author.contents"}
"""where a sign-in may return to: addresses without parts, by name only"""


def home_of(person: Person) -> str:
    """The address where this person's work begins."""
    if cohorts.of_staff(person.id):
        return url_for("tutor.classes")
    return url_for("author.contents") if person.is_author else url_for("learn.my_cases")


@account.get("/")
@door(Deed.LOOK_AROUND)
def front() -> Response | str:
    """The front page: to one's own work, or to the sign-in."""
    person = viewer()
    door_of_the_demo = current_app.extensions.get("front_door")
    if person is None and door_of_the_demo:
        shown: str = door_of_the_demo()
        return shown
    return make_response(redirect(home_of(person) if person else url_for("account.sign_in"), 303))


@account.route("/sign-in", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def sign_in() -> Response | str:
    """Sign in with one's own account."""
    form = SignInForm()
    back = request.args.get("back", "")
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form, problem="")
    try:
        person = enter.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or "", datetime.now(UTC))
    except Refusal as refusal:
        return make_response(render_template("account/sign_in.html", form=form, problem=said(refusal)), STATUS.get(type(refusal), 422))
    session.clear()
    login_user(person)
    return make_response(redirect(url_for(back) if back in BACK else home_of(person), 303))


@account.post("/sign-out")
@door(Deed.BE_SIGNED_IN)
def sign_out() -> Response:
    """Sign out of this browser."""
    logout_user()
    session.clear()
    response = make_response(redirect(url_for("account.front"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@account.get("/pause")
@door(Deed.BE_SIGNED_IN)
def pause() -> str:
    """Pause, or talk to someone: private, never marked."""
    config: Config = current_app.extensions["elearn"]
    return render_template("account/pause.html", contacts=config.support, asked=request.args.get("asked") == "yes")


@account.post("/pause")
@door(Deed.BE_SIGNED_IN)
def ask_for_help() -> Response:
    """Tell the tutors of one's cohorts that help is wanted, and nothing else."""
    person = signed_in()
    seats = {seat.cohort_id: seat.sitting_id for seat in reversed(sittings.of_person(person.id)) if not seat.sitting.closed_at}
    wake = current_app.extensions["waker"].wake
    for cohort in cohorts.of_learner(person.id):
        sit.want_help(cohort.id, person.id, seats.get(cohort.id), datetime.now(UTC))
        wake(cohort.id, 0)
    return make_response(redirect(url_for("account.pause", asked="yes"), 303))
