"""*My account*: where one is signed in, one's password and second factor."""

import io
from collections.abc import Callable
from datetime import UTC, datetime

import segno
from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions import account as accounts
from elearn.actions import enter
from elearn.actions import second_factor as factors
from elearn.config import Config
from elearn.domain import second_factor as codes
from elearn.domain.access import Deed
from elearn.domain.errors import Refusal
from elearn.store import second_factors, sessions
from elearn.web import login
from elearn.web.account.forms import ChangePasswordForm, FactorForm
from elearn.web.account.views import home_of, site_secrets
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said
from elearn.web.gate import MOST
from elearn.web.speaking import gettext

own = Blueprint("own", __name__, url_prefix="/account")
BORDER = 2
"""of the picture, in its little squares: the page around it is white as well"""


@own.get("")
@door(Deed.BE_SIGNED_IN)
def page() -> str:
    """My account."""
    return _page(ChangePasswordForm(formdata=None))


def _page(form: ChangePasswordForm, problem: str = "") -> str:
    person, here = signed_in(), login.this_sign_in()
    factor = second_factors.of(person.id)
    return render_template(
        "account/own.html",
        form=form,
        problem=problem,
        person=person,
        sign_ins=sessions.of_person(person.id, datetime.now(UTC)),
        here=here.id if here else 0,
        factor_since=factor.confirmed_at if factor else None,
        codes_left=second_factors.codes_left(person.id) if factor else 0,
        must=person.is_admin,
    )


@own.post("/password")
@door(Deed.BE_SIGNED_IN)
def change_password() -> Response:
    """A new password; all other browsers are signed out."""
    form, person = ChangePasswordForm(), signed_in()
    if not form.validate_on_submit():
        return make_response(_page(form), 422)
    here = login.this_sign_in()
    try:
        accounts.change_password(person.id, form.old.data or "", form.password.data or "", datetime.now(UTC), here=here.id if here else 0)
    except Refusal as refusal:
        return make_response(_page(form, said(refusal)), STATUS.get(type(refusal), 422))
    _begin_anew(proven=login.is_proven())
    flash(gettext("Your password has been changed. Every other browser is signed out."))
    return make_response(redirect(url_for("own.page"), 303))


def _begin_anew(*, proven: bool) -> None:
    """The same person in the same browser, with a new secret: what they may do here has changed."""
    person = signed_in()
    login.end()
    login.begin(person, proven=proven)


@own.post("/sign-ins/end")
@door(Deed.BE_SIGNED_IN)
def end_sign_ins() -> Response:
    """Sign out of one other browser, or of all others."""
    person, here = signed_in(), login.this_sign_in()
    number = request.form.get("sign_in", 0, type=int)
    if 0 < number <= MOST:
        enter.sign_out(person.id, number)
    else:
        enter.sign_out_everywhere(person.id, but=here.id if here else None)
    return make_response(redirect(url_for("own.page", _anchor="sign-ins"), 303))


@own.get("/second-factor")
@door(Deed.BE_SIGNED_IN)
def second_factor() -> str:
    """Set the second factor up, give it late, or change it."""
    return _factor_page(FactorForm(formdata=None))


def _factor_page(form: FactorForm, problem: str = "") -> str:
    person = signed_in()
    factor = second_factors.of(person.id)
    key = factors.key_of(person.id, site_secrets())
    return render_template(
        "account/second_factor.html",
        form=form,
        problem=problem,
        key=" ".join(key[at : at + 4] for at in range(0, len(key), 4)) if key else "",
        address=_address(key) if key else "",
        is_on=bool(factor and factor.confirmed_at),
        is_proven=login.is_proven(),
        must=person.is_admin,
    )


def _address(key: str) -> str:
    config: Config = current_app.extensions["elearn"]
    return codes.address(key, account=signed_in().email, site=config.site_name)


@own.get("/second-factor/picture.svg")
@door(Deed.BE_SIGNED_IN)
def picture() -> Response:
    """What a telephone reads the key from, while it is being set up."""
    key = factors.key_of(signed_in().id, site_secrets())
    if key is None:
        raise NotFound
    out = io.BytesIO()
    segno.make(_address(key), error="m").save(out, kind="svg", border=BORDER, xmldecl=False, svgclass=None, lineclass=None, light="#fff")
    response = make_response(out.getvalue())
    response.mimetype = "image/svg+xml"
    return response


@own.post("/second-factor/begin")
@door(Deed.BE_SIGNED_IN)
def begin_factor() -> Response:
    """Have a key ready for the telephone."""
    factors.begin(signed_in().id, datetime.now(UTC))
    return make_response(redirect(url_for("own.second_factor"), 303))


@own.post("/second-factor/confirm")
@door(Deed.BE_SIGNED_IN)
def confirm_factor() -> Response:
    """The telephone shows codes. Shows the recovery codes, once."""
    return _with_code(lambda person, code: factors.confirm(person, code, site_secrets(), datetime.now(UTC)))


@own.post("/second-factor/give")
@door(Deed.BE_SIGNED_IN)
def give_factor() -> Response:
    """Give a code in a browser where none was given yet."""
    return _with_code(lambda person, code: factors.give(person, code, site_secrets(), datetime.now(UTC)))


@own.post("/second-factor/codes")
@door(Deed.BE_SIGNED_IN)
def renew_codes() -> Response:
    """New recovery codes."""
    return _with_code(lambda person, code: factors.renew_codes(person, code, site_secrets(), datetime.now(UTC)))


@own.post("/second-factor/off")
@door(Deed.BE_SIGNED_IN)
def take_away() -> Response:
    """Sign in without a second factor again."""
    return _with_code(lambda person, code: factors.take_away(person, code, site_secrets(), datetime.now(UTC)), proven=False)


def _with_code(deed: Callable[[int, str], list[str] | None], *, proven: bool = True) -> Response:
    """Do what a code is the price of. The browser gets a new secret with it; new recovery codes are shown this once."""
    form, person = FactorForm(), signed_in()
    if not form.validate_on_submit():
        return make_response(_factor_page(form), 422)
    try:
        shown = deed(person.id, form.code.data or "")
    except Refusal as refusal:
        return make_response(_factor_page(form, said(refusal)), STATUS.get(type(refusal), 422))
    _begin_anew(proven=proven)
    if shown:
        return make_response(render_template("account/recovery_codes.html", codes=shown, on=home_of(person)))
    return make_response(redirect(home_of(person) if proven else url_for("own.page"), 303))
