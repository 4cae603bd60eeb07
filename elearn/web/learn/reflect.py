"""Reflect: each alone. What changed in my thinking, one thing my partner did that helped; then what happened next."""

from typing import Any

from flask import url_for

from elearn.domain.content import StepKind
from elearn.domain.desk import Desk
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
        "replay_url": url_for("learn.page", **here.key, page="replay"),
        "map_url": page_url(here, StepKind.MAP),
        "plan_url": page_url(here, StepKind.ACT),
        "beside_url": page_url(here, StepKind.COMPARE),
    }
