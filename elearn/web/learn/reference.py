"""Words, helpers and sources: what the library knows beside its cases, for anybody signed in."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request

from elearn.domain.access import Deed
from elearn.domain.reference import REACH, Reference
from elearn.domain.vocabulary import Layer, Resource
from elearn.store.reference import reference as newest
from elearn.web.doors import door

reference = Blueprint("reference", __name__)


@reference.get("/glossary")
@door(Deed.BE_SIGNED_IN)
def glossary() -> str:
    """The words of this place, of the map, of determinants, legal needs and I-HELP."""
    return render_template("reference/glossary.html", known=newest(), layers=[each.value for each in Layer])


@reference.get("/where-to-turn")
@door(Deed.BE_SIGNED_IN)
def where_to_turn() -> str:
    """Who helps: with which need, in which country, and what keeps people from them."""
    known = newest()
    needs = {each.id: each.label for each in known.legal_needs}
    need = request.args.get("need", "")
    place = request.args.get("place", "")
    need, place = need if need in needs else "", place if place in REACH else ""
    return render_template(
        "reference/where_to_turn.html",
        helpers=[_helper(each, needs) for each in known.helpers(place=place, need=need)],
        needs=needs,
        places=list(REACH),
        need=need,
        place=place,
        all=len(known.resources),
    )


@reference.get("/sources")
@door(Deed.BE_SIGNED_IN)
def sources() -> str:
    """Where statements can be looked up, and how long ago somebody did."""
    return render_template("reference/sources.html", sources=_by_title(newest()), today=datetime.now(UTC).date())


def _helper(helper: Resource, needs: dict[str, str]) -> dict[str, Any]:
    return {
        "id": helper.id,
        "name": helper.name,
        "what": helper.what,
        "who": helper.who,
        "barriers": [each.value for each in helper.barriers],
        "needs": [needs[each] for each in helper.helps_with if each in needs],
        "url": helper.url,
        "jurisdiction": helper.jurisdiction,
        "level": helper.level.value if helper.level else "",
        "checked": helper.checked.value,
        "checked_on": helper.checked_on,
        "review_by": helper.review_by,
    }


def _by_title(known: Reference) -> list[Any]:
    return sorted(known.sources, key=lambda each: each.title.casefold())
