"""Repairing one pair: what can be done when somebody leaves, is away or comes late, and what each would do, said before it is done."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import repair as deeds
from elearn.domain import repair as rules
from elearn.domain.access import Deed
from elearn.domain.content import StepKind
from elearn.domain.digest import Digest
from elearn.domain.errors import Refusal
from elearn.domain.move import Leaving
from elearn.domain.pairing import FEWEST, MOST
from elearn.domain.person import Discipline
from elearn.store import pairing as asked
from elearn.store import sittings
from elearn.store.sittings import Sitting
from elearn.web.doors import Place, door, first_name, place, reload_place
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.filters import initials
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
    others = asked.others_at(cohort, here.case.case, here.sitting.id)
    chosen = next((each for each in others if each.id == request.args.get("into", type=int)), None)
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
        free=_free(here, {seat.person_id for seat in active}),
        others=[_other(each) for each in others if _can_join(each, len(active))],
        chosen=_chosen(here, chosen) if chosen else None,
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


def _free(here: Place, sitting_here: set[int | None]) -> list[dict[str, Any]]:
    """Learners of the class who sit at this case nowhere."""
    seats = [each for each in asked.sat(here.sitting.cohort_id) if each.slug == here.case.case]
    taken = {each.person_id for each in seats if not each.left and not each.closed} | {
        each.person_id for each in seats if each.closed and not each.left
    }
    back = {seat.person_id for seat in here.sitting.seats}
    return [
        {"id": each.person_id, "name": each.person.name, "discipline": each.discipline, "back": each.person_id in back}
        for each in asked.learners(here.sitting.cohort_id)
        if each.discipline and each.person_id not in taken and each.person_id not in sitting_here
    ]


def _can_join(other: Sitting, coming: int) -> bool:
    digest = Digest.model_validate(other.digest)
    seated = sum(seat.left_at is None for seat in other.seats)
    return not digest.finished and digest.kind in NEW_TO and 0 < seated <= MOST - 1 and coming > 0


def _other(other: Sitting) -> dict[str, Any]:
    digest = Digest.model_validate(other.digest)
    names = ", ".join(first_name(seat.person) for seat in other.seats if seat.left_at is None)
    return {"id": other.id, "number": other.number, "step": gettext(digest.kind.capitalize()), "names": names}


def _chosen(here: Place, other: Sitting) -> dict[str, Any]:
    """What would become of both, in words."""
    found = sittings.with_seats(other.cohort_id, other.id)
    what = rules.what_merging_does(here.table, found.table, other.number) if found else None
    return {**_other(other), "what": what, "same_papers": other.case_sha == here.sitting.case_sha}


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
