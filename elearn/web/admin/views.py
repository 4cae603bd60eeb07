"""People and their rights. Every deed here is written down; every door asks for an admin who gave their second factor."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions import account as accounts
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.domain.errors import Malformed, Refusal
from elearn.domain.person import Right
from elearn.store import account_deeds, cohorts, erasures, looks, people, second_factors, sessions
from elearn.store.people import Person
from elearn.web.admin.forms import AddForm
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said
from elearn.web.gate import asked_number
from elearn.web.speaking import gettext

admin = Blueprint("admin", __name__, url_prefix="/admin")
A_PAGE = 50
LINES = 100


def _now() -> datetime:
    return datetime.now(UTC)


@admin.get("")
@door(Deed.ADMINISTER)
def everybody() -> str:
    """People, found by name or address."""
    return _list(AddForm(formdata=None))


def _list(form: AddForm, problem: str = "") -> str:
    named = request.args.get("named", "").strip()[:100]
    found = people.found(named, A_PAGE + 1, after=asked_number("after"))
    return render_template(
        "admin/people.html",
        form=form,
        problem=problem,
        named=named,
        people=[_row(each) for each in found[:A_PAGE]],
        more=found[A_PAGE - 1].id if len(found) > A_PAGE else 0,
        is_first=not asked_number("after"),
    )


def _row(person: Person) -> dict[str, Any]:
    """A person as the pages show them."""
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "rights": [right.value for right in Right if getattr(person, f"is_{right.value}")],
        "suspended": person.suspended_at is not None,
        "came_in": person.password_hash is not None,
        "created_at": person.created_at,
    }


@admin.post("/people")
@door(Deed.ADMINISTER)
def add() -> Response:
    """Make an account, and show the link for its first password, once."""
    form = AddForm()
    if not form.validate_on_submit():
        return make_response(_list(form), 422)
    rights = frozenset(right for right in Right if form[right.value].data)
    try:
        person, secret = accounts.add(form.name.data or "", form.email.data or "", _now(), rights=rights, by=signed_in().id)
    except Refusal as refusal:
        return make_response(_list(form, said(refusal)), STATUS.get(type(refusal), 422))
    return make_response(_link(person, secret))


def _link(person: Person, secret: str) -> str:
    config: Config = current_app.extensions["elearn"]
    path = url_for("account.welcome", secret=secret)
    return render_template("admin/link.html", person=person, link=f"{config.site_url or request.host_url.rstrip('/')}{path}")


@admin.get("/people/<int:person>")
@door(Deed.ADMINISTER)
def one(person: int) -> str:
    """One person: rights, sign-ins, classes, and what was done to the account."""
    found = _found(person)
    return render_template(
        "admin/person.html",
        person=_row(found),
        is_me=found.id == signed_in().id,
        rights=list(Right),
        sign_ins=sessions.of_person(person, _now()),
        has_factor=second_factors.is_on(person),
        classes=cohorts.places_of(person),
        deeds=[each for _, each in account_deeds.newest(A_PAGE, person_id=person)],
        erased=erasures.is_erased(found),
    )


def _found(person: int) -> Person:
    found = people.by_id(person)
    if found is None:
        raise NotFound
    return found


def _back(person: int, words: str) -> Response:
    flash(words)
    return make_response(redirect(url_for("admin.one", person=person), 303))


@admin.post("/people/<int:person>/rights")
@door(Deed.ADMINISTER)
def set_right(person: int) -> Response:
    """Give or take a right."""
    asked = request.form.get("right", "")
    if asked not in set(Right):
        _found(person)
        raise Malformed("right.unknown", "There is no such right.")
    accounts.set_right(person, Right(asked), request.form.get("on") == "yes", _now(), by=signed_in().id)
    return _back(person, gettext("The rights have been changed."))


@admin.post("/people/<int:person>/suspend")
@door(Deed.ADMINISTER)
def suspend(person: int) -> Response:
    """Shut somebody out."""
    accounts.suspend(person, _now(), by=signed_in().id)
    return _back(person, gettext("Suspended, and signed out everywhere."))


@admin.post("/people/<int:person>/let-back")
@door(Deed.ADMINISTER)
def let_back(person: int) -> Response:
    """End a suspension."""
    accounts.let_back(person, _now(), by=signed_in().id)
    return _back(person, gettext("They may sign in again."))


@admin.post("/people/<int:person>/sign-out")
@door(Deed.ADMINISTER)
def sign_out(person: int) -> Response:
    """End somebody's sign-ins."""
    accounts.sign_out(person, _now(), by=signed_in().id)
    return _back(person, gettext("Signed out everywhere."))


@admin.post("/people/<int:person>/reset")
@door(Deed.ADMINISTER)
def reset(person: int) -> str:
    """Show a link to a new password, once."""
    secret = accounts.reset(person, _now(), by=signed_in().id, on_paper=True)
    return _link(_found(person), secret)


@admin.post("/people/<int:person>/factor-off")
@door(Deed.ADMINISTER)
def factor_off(person: int) -> Response:
    """Take a lost second factor away."""
    accounts.take_factor_away(person, _now(), by=signed_in().id)
    return _back(person, gettext("The second factor is gone, and they are signed out everywhere."))


@admin.get("/record")
@door(Deed.ADMINISTER)
def record() -> str:
    """What was done to whose account, and by whom."""
    found = account_deeds.newest(LINES, before=asked_number("before"))
    return render_template("admin/record.html", deeds=[each for _, each in found], more=found[-1][0] if len(found) == LINES else 0)


@admin.get("/looks")
@door(Deed.ADMINISTER)
def looked() -> str:
    """Who looked at whose work: everybody's looks, or one person's."""
    by = asked_number("by")
    return render_template("admin/looks.html", looks=looks.newest(LINES, by=by or None), by=people.by_id(by) if by else None, most=LINES)
