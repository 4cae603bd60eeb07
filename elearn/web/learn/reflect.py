"""Reflect: each alone. What changed in my thinking, one thing my partner did that helped; then what happened next."""

from datetime import UTC, datetime
from typing import Any

from flask import url_for

from elearn.actions import questionnaire
from elearn.domain.content import StepKind
from elearn.domain.desk import Desk
from elearn.domain.instrument import Occasion
from elearn.web.doors import Place
from elearn.web.learn import papers
from elearn.web.learn.act import page_url


def view(here: Place) -> dict[str, Any]:
    """What Reflect shows. A reflection lies on its writer's desk: no partner ever reads it."""
    desk = here.seat.read_desk if here.seat else Desk()
    done = here.me in here.table.handed_in
    return {
        "done": done,
        "questions": [
            {"number": number, "asks": asks, "words": desk.reflections.get(str(number), "")}
            for number, asks in enumerate(here.case.reflection)
        ],
        "thanks": desk.thanks,
        "written": bool(desk.reflections),
        "partners": [here.names.get(each.id, "") for each in here.table.partners(here.me)],
        "handed_in": [
            {"name": here.names.get(each.id, ""), "me": each.id == here.me, "done": each.id in here.table.handed_in}
            for each in here.table.active
        ],
        "afterwards": papers.as_written(here.case.afterwards_html) if here.sight.afterwards() and here.case.afterwards_html else None,
        "asked": _asked(here),
        "replay_url": url_for("learn.page", **here.key, page="replay"),
        "map_url": page_url(here, StepKind.MAP),
        "plan_url": page_url(here, StepKind.ACT),
        "beside_url": page_url(here, StepKind.COMPARE),
    }


def _asked(here: Place) -> dict[str, Any] | None:
    """The questions after the case, where they are open for me."""
    if here.rehearsed or here.seat is None or here.seat.person_id is None:
        return None
    cohort, now = here.sitting.cohort_id, datetime.now(UTC)
    opened = questionnaire.open_for(cohort, here.seat.person_id, now)
    if Occasion.AFTER not in opened.occasions:
        return None
    url = url_for("questionnaire.questions", cohort=cohort, occasion=Occasion.AFTER.value)
    return {"url": url, "done": opened.handed_in(Occasion.AFTER)}
