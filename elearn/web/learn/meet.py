"""Meet: the content note, the person, who sees what, one line about each profession, a short agreement, and the yes."""

from typing import Any

from flask import url_for

from elearn.domain.content import Pack, StepKind
from elearn.web.doors import Place
from elearn.web.learn.going_on import going_on


def view(here: Place) -> dict[str, Any]:
    """What Meet shows: nothing of any pack but the titles of its papers, which give no fact away."""
    case, table = here.case, here.table
    me = table.members[here.me]
    return {
        "content_note": case.content_note,
        "summary": case.summary,
        "person": case.person,
        "outcomes": [each.text for each in case.outcomes],
        "minutes": case.minutes,
        "packs": _packs(here),
        "introductions": [
            {
                "id": each.id,
                "name": here.names.get(each.id, ""),
                "discipline": each.discipline.value,
                "words": each.introduction,
                "is_me": each.id == here.me,
            }
            for each in table.members.values()
            if each.active or each.introduction
        ],
        "my_introduction": me.introduction,
        "my_discipline": me.discipline.value,
        "agreement": _agreement(here),
        "scribe": table.scribe,
        "scribe_name": here.names.get(table.scribe or "", ""),
        "choices": [{"id": each.id, "name": here.names.get(each.id, ""), "is_me": each.id == here.me} for each in table.active],
        "another_url": url_for("learn.another_case", **here.key),
        "go": going_on(here, StepKind.MEET),
    }


def _packs(here: Place) -> list[dict[str, Any]]:
    """Each profession's papers that Spot opens: the titles only, mine first, what is shared last."""
    spot = max((here.table.step_index(each.id) for each in here.case.steps if each.kind is StepKind.SPOT), default=0)
    mine = here.table.members[here.me].discipline.value
    order = sorted(Pack, key=lambda pack: (pack is Pack.SHARED, pack.value != mine))
    return [
        {
            "pack": pack.value,
            "mine": pack.value == mine,
            "holders": [here.names.get(each.id, "") for each in here.table.active if each.discipline.value == pack.value],
            "titles": [each.title for each in here.case.papers_of(pack) if 0 <= here.table.step_index(each.opens) <= spot],
        }
        for pack in order
    ]


def _agreement(here: Place) -> dict[str, Any]:
    agreement = here.table.agreement
    return {
        "words": agreement.words,
        "version": agreement.version,
        "by": here.names.get(agreement.by, ""),
        "rivals": [{"id": each.id, "by": here.names.get(each.by, ""), "words": each.words} for each in agreement.rivals],
    }
