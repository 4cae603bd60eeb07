"""What the queue of a class's markers shows: mine first, the whole for those who teach."""

from collections.abc import Sequence
from typing import Any

from flask import g, request

from elearn.domain.person import TEACHERS, Role
from elearn.store import library, marking_queue, marks_asked
from elearn.store.marking_queue import Candidature, Listed
from elearn.web.doors import signed_in
from elearn.web.gate import asked_number
from elearn.web.tutor.tabs import tabs

FILTERS = ("mine", "done", "all", "twice", "borderline", "exemplars")
FOR_TEACHERS = frozenset({"all", "twice", "borderline"})


def view(cohort: int) -> dict[str, Any]:
    """The queue as this person has asked for it: six questions, however many scripts there are."""
    teaches, person = g.who.role in TEACHERS, signed_in().id
    which = request.args.get("show", "mine")
    if which not in FILTERS or (which in FOR_TEACHERS and not teaches):
        which = "mine"
    stands = marking_queue.standing(cohort, which, person)
    page = min(max(1, asked_number("page")), stands.pages)  # a list of what waits grows shorter as one marks
    markers = marks_asked.markers(cohort) if teaches else []
    return {
        "cohort": stands.cohort,
        "tabs": tabs(cohort),
        "which": which,
        "filters": [each for each in FILTERS if teaches or each not in FOR_TEACHERS],
        "stands": stands,
        "page": page,
        "rows": _rows(cohort, marking_queue.page(cohort, which, person, page), person, named=not stands.anonymous),
        "markers": markers,
        "second_markers": [each for each in markers if each.person_id != stands.only_first],
        "queries": marking_queue.unanswered(cohort) if teaches else [],
        "teaches": teaches,
        "leads": g.who.role is Role.LEAD,
    }


def _rows(cohort: int, scripts: Sequence[Listed], person: int, *, named: bool) -> list[dict[str, Any]]:
    people = marking_queue.people(cohort, [each.sitting_id for each in scripts])
    markings = marking_queue.markings(cohort, [each.number for each in scripts])
    titles = library.titles({each.case_sha for each in scripts})
    return [
        {
            "number": each.number,
            "title": titles.get(each.case_sha, ""),
            "people": [_person(who, named=named or each.released) for who in people[each.sitting_id]],
            "markings": [
                {"name": one.name, "part": str(one.part), "done": one.done, "mine": one.person_id == person}
                for one in markings[each.number]
            ],
            "given": each.given,
            "sampled": each.sampled,
            "exemplar": each.exemplar,
            "released": each.released,
        }
        for each in scripts
    ]


def _person(who: Candidature, *, named: bool) -> dict[str, Any]:
    name = who.name if named and who.name else str(who.number or "")
    return {"name": name, "discipline": who.discipline}
