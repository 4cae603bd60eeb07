"""The panel's plan, as a pair sees it at Compare: what is sound, what is right but too slow, what is fast but harmful."""

from typing import Any

from elearn.domain.content import ActionKind, Case, Deadline


def actions(case: Case) -> list[dict[str, Any]]:
    """The panel's actions, sound ones first, in the author's order."""
    kinds = list(ActionKind)
    causes = {each.id: each.says for each in case.panel.causes}
    found = []
    for each in sorted(case.panel.actions, key=lambda action: kinds.index(action.kind)):
        resource = case.resource(each.resource) if each.resource else None
        found.append(
            {
                "does": each.does,
                "owner": each.owner.value,
                "when": each.when.value,
                "kind": each.kind.value,
                "works_on": [causes[id] for id in each.works_on if id in causes],
                "needs": each.needs,
                "resource": resource.name if resource else "",
                "way_round": each.way_round,
                "why": each.why,
                "deadline": _limit(each.deadline, case.jurisdiction) if each.deadline else None,
                "reviewed": not case.not_yet_reviewed(each.checked),
            }
        )
    return found


def _limit(limit: Deadline, jurisdiction: str) -> dict[str, Any]:
    """A time limit as it is counted, and the day it comes to."""
    return {
        "working_days": limit.working_days,
        "days": limit.days,
        "months": limit.months,
        "start": limit.start,
        "due": limit.due(jurisdiction),
        "what": limit.what,
    }


def changes(case: Case) -> list[dict[str, Any]]:
    """What the panel would ask of whoever makes the rules."""
    return [
        {
            "who": each.who,
            "ask": each.ask,
            "first_step": each.first_step,
            "why": each.why,
            "reviewed": not case.not_yet_reviewed(each.checked),
        }
        for each in case.panel.system_change
    ]
