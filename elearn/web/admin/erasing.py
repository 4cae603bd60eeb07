"""Erasing a person: what would go and stay, the deed, and the list of erasures, which names nobody."""

from datetime import UTC, datetime

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions import erase
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.domain.errors import Refusal
from elearn.store import erasures, people
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said
from elearn.web.speaking import gettext

erasing = Blueprint("erasing", __name__, url_prefix="/admin")
AT_ONCE = 200_000_000
"""bytes of a database whose file is written anew while a page waits; a larger one is left to the command"""


@erasing.get("/people/<int:person>/erase")
@door(Deed.ADMINISTER)
def ask(person: int) -> str:
    """What erasing somebody would do."""
    return _page(person)


def _page(person: int, problem: str = "") -> str:
    found = people.by_id(person)
    if found is None:
        raise NotFound
    return render_template("admin/erase.html", person=found, will=erase.preview(person), problem=problem)


@erasing.post("/people/<int:person>/erase")
@door(Deed.ADMINISTER)
def do(person: int) -> Response:
    """Erase somebody."""
    found, config = people.by_id(person), _config()
    if found is None:
        raise NotFound
    if people.fold_email(request.form.get("email", "")) != found.email:
        return make_response(_page(person, gettext("Type their address as it stands above, so that nobody else is erased.")), 422)
    try:
        failed = erase.erase(
            person, datetime.now(UTC), lists=config.erasure_lists, exports_dir=config.exports_dir, by=signed_in().id,
            names="names" in request.form, words="words" in request.form, wake=current_app.extensions["waker"].wake,
        )  # fmt: skip
    except Refusal as refusal:
        return make_response(_page(person, said(refusal)), STATUS.get(type(refusal), 422))
    flash(gettext("Erased."))
    if failed:
        flash(gettext("The file with the list of erasures could not be written. Tell the operator: the next backup writes it anew."))
    if not erase.clear_space(AT_ONCE):
        flash(gettext("The database’s file still holds bytes of what was erased, until an operator runs “elearn people clear-space”."))
    return make_response(redirect(url_for("erasing.erased"), 303))


def _config() -> Config:
    config: Config = current_app.extensions["elearn"]
    return config


@erasing.get("/erasures")
@door(Deed.ADMINISTER)
def erased() -> str:
    """The list of erasures."""
    return render_template("admin/erasures.html", people=erasures.people(), redactions=erasures.redactions())
