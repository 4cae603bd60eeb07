"""What I did in a pair in which I do not sit any more: my own findings, and the pair's work as it stood when I left."""

from typing import Any

from flask import Blueprint, render_template, url_for

from elearn.domain import move as m
from elearn.domain import repair
from elearn.domain.access import Deed
from elearn.domain.content import Case, Layer
from elearn.domain.errors import NotThere
from elearn.domain.sight import Sight
from elearn.domain.telling import words_of
from elearn.domain.workspace import Workspace
from elearn.store import library, log, sittings
from elearn.store.sittings import Seat
from elearn.web.doors import door, first_name, signed_in

earlier = Blueprint("earlier", __name__)


@earlier.get("/classes/<int:cohort>/earlier/<int:pair>")
@door(Deed.LEARN)
def work(cohort: int, pair: int) -> str:
    """Read only, and only up to the moment of leaving."""
    me = signed_in()
    sitting = sittings.with_seats(cohort, pair)
    seat = next((each for each in sitting.seats if each.person_id == me.id and each.left_at is not None), None) if sitting else None
    if sitting is None or seat is None:
        raise NotThere("earlier.unknown", "You have sat in no such pair.")
    table = repair.until_left(log.entries(cohort, pair), seat.member_id)
    case = library.case(sitting.case_sha)
    shared = Sight(table=table, case=case, viewer=seat.member_id).joint_work()
    return render_template(
        "learn/earlier.html",
        number=sitting.number,
        title=case.title,
        names=[first_name(each.person) for each in sitting.seats if each.member_id in table.members and each is not seat],
        left_at=seat.left_at,
        findings=[_finding(case, each) for each in seat.read_desk.findings.values()],
        shared=shared,
        columns=_columns(table) if shared else [],
        actions=[each.words for each in sorted(table.actions.values(), key=lambda each: each.seq)] if shared else [],
        changes=[each.words for each in sorted(table.changes.values(), key=lambda each: each.seq)] if shared else [],
    )


def _finding(case: Case, finding: m.Sealed) -> dict[str, Any]:
    paper, at = case.paper(finding.passage.paper), finding.passage
    return {
        "says": finding.finding.says,
        "because": finding.finding.because,
        "sure": finding.finding.sure,
        "quote": case.passage_text(at.paper, at.start, at.end),
        "paper": paper.title if paper else "",
    }


def _columns(table: Workspace) -> list[dict[str, Any]]:
    return [
        {
            "layer": layer.value,
            "causes": [
                {
                    "words": cause.words,
                    "leads": [
                        {"how": link.says.how.value, "to": words_of(table, link.target), "because": link.says.words}
                        for link in table.links.values()
                        if link.source == cause.id
                    ],
                }
                for cause in table.causes.values()
                if cause.layer is layer
            ],
        }
        for layer in Layer
    ]


def cards(seats: list[Seat]) -> list[dict[str, Any]]:
    """For the home page: the pairs in which this person sat and does not sit any more."""
    return [
        {
            "number": seat.sitting.number,
            "url": url_for("earlier.work", cohort=seat.cohort_id, pair=seat.sitting_id),
            "left_at": seat.left_at,
        }
        for seat in seats
        if seat.left_at is not None
    ]
