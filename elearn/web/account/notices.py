"""*What I am told*: which kinds of notice somebody wants, and the way out of letters that a letter carries.

The way out needs no sign-in and no page of ours before it, since a mail program asks for it by itself (RFC 8058). Its address is signed,
and all it can do is to end letters. Looking at it changes nothing, for scanners of mail look at every address.
"""

from flask import Blueprint, Flask, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer

from elearn.actions import notices
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.domain.notices import FOR_LEARNERS, FOR_STAFF, LETTER
from elearn.store import cohorts, people
from elearn.store.people import Person
from elearn.web.doors import door, signed_in
from elearn.web.speaking import gettext

told = Blueprint("told", __name__)
SALT = "no more letters"


@told.get("/account/notices")
@door(Deed.BE_SIGNED_IN)
def page() -> str:
    """What I am told."""
    person = signed_in()
    quiet = notices.quiet(person)
    groups = [
        {"title": title, "kinds": [{"id": str(id), "says": gettext(says), "on": id not in quiet} for id, says in kinds.items()]}
        for title, kinds in _offered(person)
    ]
    return render_template("account/notices.html", groups=groups, letter=LETTER, letters=LETTER not in quiet)


def _offered(person: Person) -> list[tuple[str, dict[str, str]]]:
    """The kinds that can be somebody's, by what they are in their classes."""
    offered = []
    if cohorts.of_learner(person.id):
        offered.append((gettext("As a student"), {str(each): says for each, says in FOR_LEARNERS.items()}))
    if cohorts.of_staff(person.id):
        offered.append((gettext("As a tutor"), {str(each): says for each, says in FOR_STAFF.items()}))
    return offered


@told.post("/account/notices")
@door(Deed.BE_SIGNED_IN)
def choose() -> Response:
    """Be told of what is ticked."""
    person = signed_in()
    offered = [id for _, kinds in _offered(person) for id in kinds] + ([LETTER] if current_app.extensions["postman"].works else [])
    notices.choose(person.id, request.form.getlist("wanted"), offered)
    flash(gettext("Saved."))
    return make_response(redirect(url_for("told.page"), 303))


@told.route("/letters/off/<token>", methods=["GET", "POST"])
@door(Deed.LOOK_AROUND)
def letters_off(token: str) -> Response:
    """No more letters for whoever was sent this address."""
    person = _meant(token)
    if person is None:
        return make_response(render_template("account/letters_off.html", done=False, known=False), 410)
    if request.method == "POST":
        notices.no_more_letters(person.id)
    return make_response(render_template("account/letters_off.html", done=request.method == "POST", known=True))


def way_out(person: Person) -> str:
    """The address by which somebody has no more letters."""
    config: Config = current_app.extensions["elearn"]
    return f"{config.site_url}/letters/off/{_signed().dumps(person.id)}"


def _meant(token: str) -> Person | None:
    try:
        id = _signed().loads(token)
    except BadSignature:
        return None
    return people.by_id(id) if isinstance(id, int) else None


def _signed() -> URLSafeSerializer:
    config: Config = current_app.extensions["elearn"]
    return URLSafeSerializer([*reversed(config.old_secret_keys), config.secret_key], salt=SALT)


def register(app: Flask) -> None:
    """Let mail programs post to the way out, which no page of ours has put a token on."""
    app.register_blueprint(told)
    app.extensions["csrf"].exempt(letters_off)
