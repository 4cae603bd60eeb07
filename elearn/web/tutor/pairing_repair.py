"""Repairing one pair: what can be done when somebody leaves, is away or comes late, and what each would do, said before it is done."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import repair as deeds
from elearn.domain import repair as rules
from elearn.domain.access import Deed
from elearn.domain.content import StepKind
from elearn.domain.errors import Refusal
from elearn.domain.move import Leaving
from elearn.domain.pairing import FEWEST, MOST
from elearn.domain.person import Discipline
from elearn.store import library, sittings
from elearn.store import pairing as asked
from elearn.web.doors import Place, door, place, reload_place
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.filters import initials
from elearn.web.gate import asked_number, asked_words
from elearn.web.speaking import gettext
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import number
from elearn.web.tutor.tabs import tabs

repair = Blueprint("repair", __name__)
NEW_TO = tuple(each.value for each in (StepKind.MEET, StepKind.SPOT, StepKind.SHARE, StepKind.MAP, StepKind.NEWS, StepKind.ACT))
"""kinds of step at which a pair may still be joined, as a list can tell; the rules look at the table itself"""
DONE = {
    "leave": _l("Taken out. What they wrote stays."),
    "alone": _l("The others go on. The missing papers open to each once they have sealed."),
    "join": _l("Seated. A newcomer seals alone first; the others go on."),
    "replace": _l("Seated in their place. A newcomer seals alone first; the others go on."),
    "merge": _l("They sit here now. They seal alone first; what they made before stays readable to them."),
}


@repair.get("/classes/<int:cohort>/pairs/<int:sitting>/repair")
@door(Deed.TEACH_SITTING)
def pair(cohort: int, sitting: int) -> str:
    """Who sits here, and the ways to put the pair right."""
    return _page(place())


def _page(here: Place) -> str:
    cohort, table = here.sitting.cohort_id, here.table
    active = [seat for seat in here.sitting.seats if table.members[seat.member_id].active and seat.left_at is None]
    gone = [seat for seat in here.sitting.seats if seat not in active]
    named = asked_words("named")
    others, more_pairs = asked.others_at(cohort, here.case.case, here.sitting.id, NEW_TO, named)
    back = {seat.person_id for seat in here.sitting.seats if seat.person_id is not None}
    free, more_people = asked.offered(cohort, named, free_at=here.case.case, first=back)
    sides = {Discipline(seat.discipline) for seat in active}
    return render_template(
        "tutor/repair.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        key=here.key,
        number=here.sitting.number,
        title=here.case.title,
        step=gettext(table.step.kind.value.capitalize()),
        finished=table.finished,
        closed=here.sitting.closed_at is not None,
        people=[_person(here, seat) for seat in active],
        gone=[_person(here, seat) for seat in gone],
        named=named,
        too_many=more_pairs or more_people,
        free=free,
        back=back,
        others=[_other(each) for each in others],
        chosen=_chosen(here, asked_number("into") or number("into")),
        joinable=not table.finished and not table.has_reached(StepKind.COMPARE) and len(active) < MOST,
        replaceable=not table.finished and not table.has_reached(StepKind.COMPARE),
        several=len(active) > FEWEST,
        one_sided=len(sides) < len(Discipline),
        packs_opened=[each.value for each in table.packs_opened],
    )


def _person(here: Place, seat: Any) -> dict[str, Any]:
    who = here.table.members[seat.member_id]
    return {
        "member": seat.member_id,
        "person": seat.person_id,
        "name": seat.person.name if seat.person else gettext("Former member"),
        "initials": initials(seat.person.name) if seat.person else "?",
        "discipline": seat.discipline,
        "sealed": who.sealed,
        "begun": seat.findings > 0,
        "here": seat.member_id in current_app.extensions["presence"].here(here.sitting.cohort_id, here.sitting.id),
        "left_at": seat.left_at,
    }


def _other(other: asked.Other) -> dict[str, Any]:
    names = ", ".join(name.split()[0] if name else gettext("Former member") for name in other.names)
    return {"id": other.id, "number": other.number, "step": gettext(other.kind.capitalize()), "names": names}


def _chosen(here: Place, into: int) -> dict[str, Any] | None:
    """What would become of both pairs, in words; none where the other is no open pair at the same case."""
    other = sittings.with_seats(here.sitting.cohort_id, into) if into != here.sitting.id else None
    if other is None or other.closed_at is not None or library.case(other.case_sha).case != here.case.case:
        return None
    what = rules.what_merging_does(here.table, other.table, other.number)
    return {"id": other.id, "number": other.number, "what": what, "same_papers": other.case_sha == here.sitting.case_sha}


@repair.post("/classes/<int:cohort>/pairs/<int:sitting>/repair")
@door(Deed.TEACH_SITTING)
def do(cohort: int, sitting: int) -> Response:
    """Do one of them."""
    deed, then = request.form.get("do", ""), sitting
    try:
        if deed == "merge":
            then = number("into")
        _do(cohort, sitting, deed)
    except Refusal as refusal:
        if wants_json():
            raise
        g.refused = said(refusal)
        return make_response(_page(reload_place()), STATUS.get(type(refusal), 422))
    flash(str(DONE[deed]))
    return make_response(redirect(url_for("repair.pair", cohort=cohort, sitting=then), 303))


def _do(cohort: int, sitting: int, deed: str) -> None:
    now, wake = datetime.now(UTC), current_app.extensions["waker"].wake
    member = request.form.get("member", "")[:32]
    why = Leaving.ABSENT if request.form.get("why") == "absent" else Leaving.LEFT
    match deed:
        case "leave":
            deeds.leave(cohort, sitting, member, why, now, wake)
        case "alone":
            deeds.go_on_alone(cohort, sitting, member or None, why, now, wake)
        case "join":
            deeds.join(cohort, sitting, number("person"), now, wake)
        case "replace":
            deeds.replace(cohort, sitting, member, number("person"), why, now, wake)
        case "merge":
            deeds.merge(cohort, sitting, number("into"), request.form.getlist("away"), now, wake)
        case _:
            raise Refusal("repair.deed", "Choose what to do.")
