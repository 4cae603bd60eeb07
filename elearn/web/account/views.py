"""The front door, signing in and out, first and new passwords, joining a class, and *Pause, or talk to someone*."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, session, url_for

from elearn.actions import cohort as classes
from elearn.actions import enter, invite, sit
from elearn.actions import second_factor as factors
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.domain.cohort import typed_code
from elearn.domain.errors import Refusal, TooOften
from elearn.domain.person import Discipline
from elearn.domain.single_use import Purpose
from elearn.store import cohorts, people, second_factors, sittings
from elearn.store.cohorts import Cohort
from elearn.store.people import Person
from elearn.web import login
from elearn.web.account.forms import CodeForm, FactorForm, ForgottenForm, JoinForm, JoinNewlyForm, PasswordForm, SignInForm
from elearn.web.doors import LONDON, door, signed_in, viewer
from elearn.web.errors import STATUS, said
from elearn.web.postman import rung

account = Blueprint("account", __name__)
HALF_WAY = "half_way"
"""where the cookie's session says whose password was right, while their second factor is still to come"""
HALF_WAY_SECONDS = 300
BACK = {"learn.my_cases", "tutor.classes", "author.contents"}
"""where a sign-in may return to: addresses without parts, by name only"""


def home_of(person: Person) -> str:
    """The address where this person's work begins."""
    if person.is_teacher or person.is_admin or cohorts.of_staff(person.id):
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
    return come_in(person, url_for(back) if back in BACK else home_of(person))


@account.post("/sign-out")
@door(Deed.BE_SIGNED_IN)
def sign_out() -> Response:
    """Sign out of this browser."""
    login.end()
    response = make_response(redirect(url_for("account.front"), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@account.get("/pause")
@door(Deed.BE_SIGNED_IN)
def pause() -> str:
    """Pause, or talk to someone: private, never marked."""
    config: Config = current_app.extensions["elearn"]
    zones = {each.id: each.time_zone for each in _running(signed_in().id)}
    calls = {each.cohort_id: each.at for each in people.open_calls_of(signed_in().id) if each.cohort_id in zones}
    first = next(iter(calls), None)
    return render_template(
        "account/pause.html", contacts=config.support, asked_at=calls[first] if first and calls.keys() == zones.keys() else None,
        zone=zones[first] if first else LONDON, learns=bool(zones),
    )  # fmt: skip


def _running(person_id: int) -> list[Cohort]:
    """The classes in which somebody learns and whose tutors are still there: nobody looks at an archived one."""
    return [each for each in cohorts.of_learner(person_id) if each.archived_at is None]


@account.post("/pause")
@door(Deed.BE_SIGNED_IN)
def ask_for_help() -> Response:
    """Tell the tutors of one's cohorts that one would like a word, and nothing else."""
    person = signed_in()
    seats = {seat.cohort_id: seat.sitting_id for seat in reversed(sittings.of_person(person.id)) if not seat.sitting.closed_at}
    wake = current_app.extensions["waker"].wake
    for cohort in _running(person.id):
        sit.want_help(cohort.id, person.id, seats.get(cohort.id), datetime.now(UTC))
        wake(cohort.id, 0)
    return make_response(redirect(url_for("account.pause"), 303))


@account.route("/welcome/<secret>", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def welcome(secret: str) -> Response | str:
    """The end of a single-use link: choose a password, and come in. Looking does not use it up."""
    now = datetime.now(UTC)
    try:
        person, purpose = invite.read_link(secret, now)
    except invite.Spent as refusal:
        return make_response(render_template("account/spent.html", sentence=said(refusal)), 410)
    form = PasswordForm()
    problem = ""
    if form.validate_on_submit():
        try:
            person = invite.accept(secret, form.password.data or "", now)
        except Refusal as refusal:
            problem = said(refusal)
        else:
            return come_in(person, home_of(person))
    page = render_template(
        "account/welcome.html", form=form, person=person, problem=problem, first=purpose in (Purpose.INVITATION, Purpose.FIRST_ADMIN)
    )
    return make_response(page, 422 if problem or form.errors else 200)


def come_in(person: Person, to: str) -> Response:
    """Sign somebody in on this browser and send them on; by way of their second factor, if they have one. Until that is given they are
    nobody here.
    """
    if not second_factors.is_on(person.id):
        login.begin(person)
        return make_response(redirect(to, 303))
    session.clear()
    session[HALF_WAY] = [person.id, datetime.now(UTC).timestamp(), to]
    return make_response(redirect(url_for("account.give_code"), 303))


@account.route("/sign-in/code", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def give_code() -> Response | str:
    """The second half of signing in, for those who have a second factor."""
    now, form, problem, status = datetime.now(UTC), FactorForm(), "", 200
    person_id, since, to = session.get(HALF_WAY, [0, 0, ""])
    person = people.by_id(person_id) if now.timestamp() - since < HALF_WAY_SECONDS else None
    if person is None or not person.is_active:
        return make_response(redirect(url_for("account.sign_in"), 303))
    if form.validate_on_submit():
        try:
            factors.give(person.id, form.code.data or "", site_secrets(), now)
        except Refusal as refusal:
            problem, status = said(refusal), STATUS.get(type(refusal), 422)
        else:
            login.begin(person, proven=True)
            return make_response(redirect(to, 303))
    return make_response(render_template("account/code.html", form=form, problem=problem), 422 if form.errors else status)


def site_secrets() -> list[str]:
    """The secrets with which second factors may have been made, the one in force first."""
    config: Config = current_app.extensions["elearn"]
    return [config.secret_key, *config.old_secret_keys]


@account.route("/forgotten", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def forgotten() -> Response | str:
    """A new password by e-mail. The page says the same whether or not there is such an account."""
    form = ForgottenForm()
    if not current_app.extensions["postman"].works or not form.validate_on_submit():
        return make_response(render_template("account/forgotten.html", form=form, asked="", problem=""), 422 if form.errors else 200)
    try:
        invite.forgotten(form.email.data or "", request.remote_addr or "", datetime.now(UTC))
    except TooOften as refusal:
        return make_response(render_template("account/forgotten.html", form=form, asked="", problem=said(refusal)), 429)
    rung()
    return render_template("account/forgotten.html", form=form, asked=form.email.data, problem="")


@account.route("/join", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def join_by_code() -> Response | str:
    """Type the code of a class."""
    form = CodeForm()
    if form.validate_on_submit() and typed_code(form.code.data or ""):
        return make_response(redirect(url_for("account.join", code=typed_code(form.code.data or "")), 303))
    return make_response(render_template("account/join_code.html", form=form, problem=""), 422 if form.errors else 200)


@account.route("/join/<code>", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def join(code: str) -> Response | str:
    """Join a class as a learner, with one's account or with a new one."""
    now, address, person = datetime.now(UTC), request.remote_addr or "", viewer()
    try:
        cohort = classes.find(code, address, now)
    except Refusal as refusal:
        page = render_template("account/join_code.html", form=CodeForm(formdata=None), problem=said(refusal))
        return make_response(page, STATUS.get(type(refusal), 422))
    form = JoinForm() if person else JoinNewlyForm()
    problem = ""
    if form.validate_on_submit():
        try:
            if person:
                classes.join(code, person.id, Discipline(form.studies.data), address, now)
                return make_response(redirect(url_for("learn.my_cases"), 303))
            return come_in(_newly(code, form, address, now), url_for("learn.my_cases"))
        except Refusal as refusal:
            problem = said(refusal)
    if person and request.method == "GET":
        form.studies.data = person.discipline
    page = render_template("account/join.html", form=form, cohort=cohort, code=code, problem=problem)
    return make_response(page, 422 if problem or form.errors else 200)


def _newly(code: str, form: JoinNewlyForm, address: str, now: datetime) -> Person:
    return classes.join_newly(
        code, name=form.name.data or "", email=form.email.data or "", password=form.password.data or "",
        discipline=Discipline(form.studies.data), address=address, now=now,
    )  # fmt: skip
