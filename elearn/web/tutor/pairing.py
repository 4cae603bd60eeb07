"""Pairing a class up: choose a case, propose groups, see why each is as it is, change them, seat them; and whom to keep apart."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import pair_up
from elearn.actions.pair_up import Change, Seen
from elearn.domain.access import Deed, may
from elearn.domain.errors import Refusal
from elearn.domain.pairing import MOST, Group, Roll, reasons, why_over
from elearn.domain.person import Discipline
from elearn.store import cohorts, library, people
from elearn.store import pairing as asked
from elearn.web.doors import door
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.filters import initials
from elearn.web.gate import asked_number, asked_words
from elearn.web.speaking import gettext, ngettext
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import number, tried
from elearn.web.tutor.tabs import tabs

pairing = Blueprint("pairing", __name__)
GROUPS_A_PAGE = 150
"""a class of the usual size stands on one page, where anybody can be dragged to anybody"""
DONE = {
    Change.SWAP: _l("Swapped."),
    Change.MOVE: _l("Moved."),
    Change.MERGE: _l("They are one group now."),
    Change.SPLIT: _l("They are a group of their own now."),
    Change.TAKE_OUT: _l("Taken out."),
}


@pairing.get("/classes/<int:cohort>/pairing")
@door(Deed.TEACH_COHORT)
def pairs(cohort: int) -> str:
    """A case of the class, and the groups proposed for it."""
    return _page(cohort, request.args.get("case", "")[:64])


def _page(cohort: int, slug: str, ticked: Sequence[int] = ()) -> str:
    titles = library.chosen_titles(cohort)
    chosen = slug if slug in titles else next(iter(titles), "")
    seen = pair_up.glance(cohort, chosen)
    return render_template(
        "tutor/pairing.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        cases=[{"slug": each, "title": title} for each, title in titles.items()],
        slug=chosen,
        title=titles.get(chosen, ""),
        ticked=set(ticked),
        sizes=range(2, MOST + 1),
        apart=sum(map(len, seen.roll.apart.values())) // 2,
        **_model(cohort, chosen, seen),
    )


def _model(cohort: int, slug: str, seen: Seen) -> dict[str, Any]:
    pages = max(1, -(-len(seen.groups) // GROUPS_A_PAGE))
    page = min(max(1, asked_number("page")), pages)
    first = (page - 1) * GROUPS_A_PAGE
    shown = seen.groups[first : first + GROUPS_A_PAGE]
    seen = pair_up.acquainted(seen, asked.sat_beside(cohort, slug, [each for group in shown for each in group]))
    over, most = seen.over if seen.proposed else [], asked.MOST_OFFERED
    names = people.names([*(each for group in shown for each in group), *over[:most], *list(seen.elsewhere)[:most]])
    why = why_over(seen.roll, seen.groups, over[:most], seen.most)
    sides = Counter(each.discipline for each in seen.roll.learners.values())
    unequal = len({len(group) for group in seen.groups}) > 1
    groups = [_group(seen.roll, at, group, names, unequal=unequal) for at, group in enumerate(shown, start=first + 1)]
    here = {group["number"]: group["look"] for group in groups}
    look = [at for at, group in enumerate(seen.groups, start=1) if here.get(at, not seen.to_look_at.isdisjoint(group))]
    return {
        "seen": seen,
        "groups": groups,
        "page": page,
        "pages": pages,
        "over": [{**_person(seen.roll, id, names), "why": why[id]} for id in sorted(why, key=names.__getitem__)],
        "left_over": len(over),
        "others": [{"name": names[id], "why": seen.elsewhere[id]} for id in sorted(seen.elsewhere.keys() & names, key=names.__getitem__)],
        "medicine": sides[Discipline.MEDICINE],
        "law": sides[Discipline.LAW],
        "silent": sum(each.week is None for each in seen.roll.learners.values()),
        "look": [(at, 1 + (at - 1) // GROUPS_A_PAGE) for at in look],
    }


def _group(roll: Roll, at: int, group: Group, names: Mapping[int, str], *, unequal: bool) -> dict[str, Any]:
    missing = sorted(roll.missing(group))
    return {
        "number": at,
        "people": [_person(roll, each, names) for each in sorted(group, key=lambda each: roll.learners[each].discipline, reverse=True)],
        "missing": missing[0] if missing else "",
        "reasons": () if missing else reasons(roll, group, names, unequal=unequal),
        "look": roll.needs_a_look(group),
    }


def _person(roll: Roll, id: int, names: Mapping[int, str]) -> dict[str, Any]:
    return {"person_id": id, "name": names[id], "initials": initials(names[id]), "discipline": roll.learners[id].discipline}


@pairing.post("/classes/<int:cohort>/pairing/propose")
@door(Deed.TEACH_COHORT)
def propose(cohort: int) -> Response:
    """Propose groups, or others."""
    slug = _slug()
    return tried(
        lambda: pair_up.propose(cohort, slug, number("most"), datetime.now(UTC)),
        lambda: _page(cohort, slug),
        then=url_for("pairing.pairs", cohort=cohort, case=slug),
    )


@pairing.post("/classes/<int:cohort>/pairing/change")
@door(Deed.TEACH_COHORT)
def change(cohort: int) -> Response:
    """Change the groups by hand; refused, the page comes back with the same people ticked."""
    slug, ticked = _slug(), [int(each) for each in request.form.getlist("person") if each.isdecimal() and len(each) < 10]
    deed = request.form.get("do", "")

    def do() -> None:
        if deed not in set(Change):
            raise Refusal("pairing.deed", "Choose what to do with the people that you ticked.")
        pair_up.change(cohort, slug, number("version"), Change(deed), ticked, number("to"))

    anchor = f"#person-{ticked[0]}" if ticked else ""
    return tried(
        do,
        lambda: _page(cohort, slug, ticked),
        then=url_for("pairing.pairs", cohort=cohort, case=slug, page=asked_number("page") or None) + anchor,
        done=str(DONE[Change(deed)]) if deed in set(Change) else "",
    )


@pairing.post("/classes/<int:cohort>/pairing/seat")
@door(Deed.TEACH_COHORT)
def seat(cohort: int) -> Response:
    """Seat everybody as proposed, or throw the groups away."""
    slug = _slug()
    if request.form.get("do") == "discard":
        pair_up.discard(cohort, slug)
        return make_response(redirect(url_for("pairing.pairs", cohort=cohort, case=slug), 303))
    try:
        opened = pair_up.seat(cohort, slug, number("version"), datetime.now(UTC))
    except Refusal as refusal:
        if wants_json():
            raise
        g.refused = said(refusal)
        return make_response(_page(cohort, slug), STATUS.get(type(refusal), 422))
    flash(ngettext("%(num)s pair is seated. It can begin.", "%(num)s pairs are seated. They can begin.", opened))
    waits = may(g.who, Deed.LEAD_COHORT) and cohorts.counts(cohort).unaccepted
    return make_response(redirect(url_for("cohorts.setup" if waits else "tutor.one_class", cohort=cohort), 303))


def _slug() -> str:
    return request.form.get("case", "")[:64]


# Whom to keep apart


@pairing.get("/classes/<int:cohort>/pairing/apart")
@door(Deed.TEACH_COHORT)
def apart(cohort: int) -> str:
    """Whom no proposal puts together. For tutors only."""
    return _apart(cohort)


def _apart(cohort: int) -> str:
    fields = {"one": gettext("One"), "other": gettext("The other")}
    typed = {field: asked_words(field) for field in fields}
    found = {words: asked.offered(cohort, words) for words in {"", *typed.values()}}
    return render_template(
        "tutor/pairing_apart.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        choices=[
            {"id": field, "words": fields[field], "typed": words, "people": found[words][0], "chosen": number(field)}
            for field, words in typed.items()
        ],
        sought={field: words for field, words in typed.items() if words},
        too_many=found[""][1],
        couples=asked.couples(cohort, asked_number("page")),
    )


@pairing.post("/classes/<int:cohort>/pairing/apart")
@door(Deed.TEACH_COHORT)
def keep_apart(cohort: int) -> Response:
    """Keep two people apart, or no longer."""
    ending = request.form.get("do") == "end"
    one, other = number("one"), number("other")
    return tried(
        lambda: pair_up.let_together(cohort, one, other) if ending else pair_up.keep_apart(cohort, one, other, datetime.now(UTC)),
        lambda: _apart(cohort),
        then=url_for("pairing.apart", cohort=cohort),
        done=gettext("They may sit together again.") if ending else gettext("No proposal puts them together from now on."),
    )
