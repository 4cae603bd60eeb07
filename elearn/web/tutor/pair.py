"""What a tutor reads of one pair. Before the seal: begun or sealed and a count, never words."""

from typing import Any

from flask import g

from elearn.domain.access import Deed, may
from elearn.domain.content import StepKind
from elearn.web.doors import Place, first_name
from elearn.web.learn.map import map_model
from elearn.web.learn.replay import replay_model


def view(here: Place) -> dict[str, Any]:
    """Findings as far as they are sealed, the map, the plan, reflections handed in."""
    return {
        "desks": [_desk(here, seat.member_id) for seat in here.sitting.seats],
        "map": map_model(here),
        "plan": sorted(here.table.actions.values(), key=lambda action: action.seq),
        "changes": sorted(here.table.changes.values(), key=lambda change: change.seq),
        "dissent": _dissent(here),
        "may_repair": may(g.who, Deed.TEACH_SITTING),
        "may_redact": may(g.who, Deed.REDACT),
    }


def replay_view(here: Place) -> dict[str, Any]:
    """The same replay that the pair has."""
    return {"replay": replay_model(here)}


def _desk(here: Place, member: str) -> dict[str, Any]:
    seat = next(each for each in here.sitting.seats if each.member_id == member)
    who = here.table.members[member]
    findings = [each for each in here.sight.findings() if each.by == member] if who.sealed else []
    handed_in = member in here.table.handed_in
    desk = seat.read_desk if handed_in else None
    return {
        "name": first_name(seat.person),
        "discipline": seat.discipline,
        "sealed": who.sealed,
        "begun": seat.findings > 0,
        "count": seat.findings,
        "findings": [_finding(here, each) for each in findings],
        "reflections": [
            {"question": here.case.reflection[int(number)], "words": words}
            for number, words in sorted(desk.reflections.items())
            if int(number) < len(here.case.reflection)
        ]
        if desk
        else [],
        "thanks": desk.thanks if desk else "",
        "at_reflect": here.table.has_reached(StepKind.REFLECT),
    }


def _finding(here: Place, finding: Any) -> dict[str, Any]:
    paper = here.case.paper(finding.passage.paper)
    return {
        "says": finding.finding.says,
        "because": finding.finding.because,
        "sure": finding.finding.sure,
        "layer": finding.finding.layer.value,
        "quote": here.case.passage_text(finding.passage.paper, finding.passage.start, finding.passage.end),
        "paper": paper.title if paper else "",
    }


def _dissent(here: Place) -> list[dict[str, str]]:
    return [
        {"step": step.capitalize(), "name": here.names.get(member, ""), "words": words}
        for step, agreed in here.table.agreed.items()
        for member, words in agreed.items()
        if words
    ]
