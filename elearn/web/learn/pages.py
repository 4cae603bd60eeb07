"""The pages of a sitting: which there are, which are open, and what they all have in common.

Each kind of step has a module with one function `view(here) -> context`, and a template of the same name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template, url_for

from elearn.domain.beside import differences_to_judge
from elearn.domain.content import Step, StepKind
from elearn.domain.desk import Desk
from elearn.domain.errors import NotAllowed, NotThere
from elearn.domain.rules import DIFFERENCES_TO_JUDGE
from elearn.domain.sight import WATCHER
from elearn.domain.steps import Turn, turn
from elearn.domain.steps import place as place_of
from elearn.domain.timetable import Clock, StepTime
from elearn.store import sittings, timetable
from elearn.web.doors import Place, first_name
from elearn.web.filters import initials, said, until_words
from elearn.web.learn import act, compare, file, from_tutor, map, meet, news, outline, reflect, replay, share, spot
from elearn.web.speaking import gettext

View = Callable[[Place], dict[str, Any]]

STEPS: dict[StepKind, View] = {
    StepKind.MEET: meet.view,
    StepKind.SPOT: spot.view,
    StepKind.SHARE: share.view,
    StepKind.MAP: map.view,
    StepKind.NEWS: news.view,
    StepKind.ACT: act.view,
    StepKind.COMPARE: compare.view,
    StepKind.REFLECT: reflect.view,
}


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A page beside the steps, and the kind of step from which on it is open."""

    view: View
    since: StepKind


ASIDES: dict[str, Aside] = {
    "file": Aside(view=file.view, since=StepKind.SPOT),
    "outline": Aside(view=outline.view, since=StepKind.MAP),
    "replay": Aside(view=replay.view, since=StepKind.MAP),
}


def is_page(here: Place, page: str) -> bool:
    """Whether the case has a page of this name."""
    return page in ASIDES or here.table.step_index(page) >= 0


def render_page(here: Place, page: str, **more: Any) -> str:
    """The page as HTML. Raises NotThere for one the case does not have, NotAllowed for one that opens later.

    `more`: what the template is told besides.
    """
    aside = ASIDES.get(page)
    if aside is not None:
        if not here.table.has_reached(aside.since) or (aside.since is not StepKind.SPOT and not here.sight.joint_work()):
            raise NotAllowed("page.later", "That page opens later in the case.")
        return render_template(f"learn/{page}.html", **common(here, page), **aside.view(here), **more)
    step = here.case.step(page) if here.table.step_index(page) >= 0 else None
    if step is None:
        raise NotThere("step.unknown", "This case has no such step. Use the steps at the top of the page.")
    if _state(here, step) == "later":
        raise NotAllowed("step.later", "That step opens when your pair gets there. You are at {step}.", step=_label(here.table.step.kind))
    return render_template(f"learn/{step.kind.value}.html", **common(here, page), **STEPS[step.kind](here), **more)


def common(here: Place, page: str) -> dict[str, Any]:
    """What every page of a sitting needs: the case, its steps, the people, whose turn it is, half-typed words, and the numbers
    it was made at.
    """
    desk = here.seat.read_desk if here.seat else Desk()
    now = _turn(here, desk) if here.me != WATCHER else None
    present = current_app.extensions["presence"].here(here.sitting.cohort_id, here.sitting.id)
    return {
        "here": here,
        "key": here.key,
        "case": {
            "title": here.case.title,
            "law_stated_at": here.case.law_stated_at,
            "jurisdiction": here.case.jurisdiction,
            "reviewed": bool(here.case.reviewed_by),
        },
        "page": page,
        "step": here.case.step(page),
        "steps": [_step(here, each) for each in here.case.steps],
        "people": _people(here, present),
        "table": here.table,
        "desk": desk,
        "me": here.me,
        "names": here.names,
        "present": present,
        "turn": {
            "mine": [said(each) for each in now.mine],
            "waiting": [said(each) for each in now.waiting],
            "until": said(now.until) if now.until else "",
        }
        if now
        else None,
        "drafts": sittings.drafts(here.sitting.cohort_id, here.sitting.id, here.me) if here.seat and not here.table.finished else {},
        "last": here.table.last,
        "mine": desk.last,
        "notices": here.sitting.notices or 0,
        "from_tutor": from_tutor.beside(here, page),
        "working": _is_here(here, page),
    }


def _turn(here: Place, desk: Desk) -> Turn:
    """Whose turn it is, and by when, by the clock of the class."""
    timeless = here.rehearsed or here.table.finished
    timed = Clock(time=StepTime()) if timeless else timetable.clock(here.sitting.cohort_id, here.sitting.id, here.table)
    return turn(
        here.table, desk, here.case, here.me, here.names, differences=to_judge(here), ends=timed.ends(here.table, here.me),
        say=lambda at: until_words(at, timed.zone),
    )  # fmt: skip


def to_judge(here: Place) -> int:
    """How many differences from the panel this pair judges before it goes on; none before Compare."""
    at_compare = not here.table.finished and here.table.step.kind is StepKind.COMPARE
    return min(DIFFERENCES_TO_JUDGE, len(differences_to_judge(here.table, here.case))) if at_compare else 0


def _is_here(here: Place, page: str) -> bool:
    """Whether this page is the one at which the member works now (an earlier step is read only)."""
    return here.me != WATCHER and not here.table.finished and page == place_of(here.table, here.me)


def _people(here: Place, present: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": seat.member_id,
            "name": seat.person.name if seat.person else gettext("Former member"),
            "first": first_name(seat.person),
            "initials": initials(seat.person.name) if seat.person else "?",
            "discipline": seat.discipline,
            "is_me": seat.member_id == here.me,
            "here": seat.member_id in present or seat.member_id == here.me,
            "editing": present.get(seat.member_id, ""),
            "active": here.table.members[seat.member_id].active,
        }
        for seat in here.sitting.seats
    ]


def _step(here: Place, step: Step) -> dict[str, Any]:
    state = _state(here, step)
    url = url_for("learn.page", **here.key, page=step.id) if state != "later" and here.me != WATCHER else None
    return {"id": step.id, "kind": step.kind.value, "title": _label(step.kind), "state": state, "url": url, "minutes": step.minutes}


def _label(kind: StepKind) -> str:
    return str(gettext(kind.value.capitalize()))


def _state(here: Place, step: Step) -> str:
    """done, here, or later, as this member has it: to a newcomer who never sealed nothing opens because the others have finished."""
    table, index = here.table, here.table.step_index(step.id)
    at = table.step_index(place_of(table, here.me)) if here.me != WATCHER else table.at_step
    through = table.finished and (here.me == WATCHER or place_of(table, here.me) == table.step.id)
    if through or index < at:
        return "done"
    return "here" if index == at else "later"
