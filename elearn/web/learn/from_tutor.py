"""What stands on a pair's page besides its work: a tutor's words, a quick poll, and whether its map may be an example.

None of it is part of the pair's reasoning, so none of it is in the log.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for

from elearn.actions import attention, message, poll
from elearn.domain.access import Deed
from elearn.domain.vocabulary import StepKind
from elearn.store import messages, polls
from elearn.web.doors import Place, door, place, signed_in
from elearn.web.filters import clock
from elearn.web.tutor.posting import number

from_tutor = Blueprint("from_tutor", __name__)
KEPT = timedelta(days=3)
"""for so long an unread message waits on the page"""


def beside(here: Place, page: str) -> dict[str, Any]:
    """The messages and the poll for this member, and the choice of whether to be an example; nothing is asked where nothing was said."""
    example = None
    step = here.case.step(page)
    if here.seat is not None and not here.rehearsed and step is not None and step.kind in (StepKind.COMPARE, StepKind.REFLECT):
        example = {"out": here.sitting.no_example}
    if here.seat is None or here.seat.person_id is None or not here.sitting.notices:
        return {"messages": [], "poll": None, "example": example}
    found = messages.unread(here.sitting.cohort_id, here.sitting.id, here.seat.person_id, datetime.now(UTC) - KEPT)
    said = [{"id": each.id, "words": each.words, "by": each.by.name, "at": clock(each.at)} for each in found]
    return {"messages": said, "poll": _poll(here, here.seat.person_id), "example": example}


def _poll(here: Place, person_id: int) -> dict[str, Any] | None:
    found = polls.latest(here.sitting.cohort_id, here.case.case)
    if found is None or (found.closed_at and not found.shown_at) or datetime.now(UTC) - found.opened_at > KEPT:
        return None
    counts = polls.counts(found) if found.shown_at else []
    return {
        "id": found.id,
        "question": found.question,
        "choices": found.choices,
        "mine": polls.answer(found.id, person_id),
        "counts": counts,
        "all": sum(counts),
        "open": found.closed_at is None,
    }


@from_tutor.post("/sittings/<int:cohort>/<int:sitting>/read")
@door(Deed.WORK)
def read(cohort: int, sitting: int) -> Response:
    """I have read a message."""
    message.put_away(cohort, number("message"), signed_in().id, datetime.now(UTC))
    return _back()


@from_tutor.post("/sittings/<int:cohort>/<int:sitting>/poll")
@door(Deed.WORK)
def answer(cohort: int, sitting: int) -> Response:
    """My answer to the poll."""
    chosen = number("choice") if request.form.get("choice", "").isdecimal() else -1
    poll.answer(cohort, number("poll"), signed_in().id, chosen, datetime.now(UTC))
    return _back()


@from_tutor.post("/sittings/<int:cohort>/<int:sitting>/example")
@door(Deed.WORK)
def example(cohort: int, sitting: int) -> Response:
    """Our map may, or may not, be shown to the class without names."""
    attention.keep_out_of_examples(cohort, sitting, out=request.form.get("do") == "keep")
    return _back()


def _back() -> Response:
    here, page = place(), request.form.get("page", "")
    known = here.table.step_index(page) >= 0
    target = url_for("learn.page", **here.key, page=page) if known else url_for("learn.sitting", **here.key)
    return make_response(redirect(target, 303))
