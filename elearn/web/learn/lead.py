"""The first card of Home: the case that waits for me, with the question I was asked, the time left, and its map drawn small."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import url_for

from elearn.domain.content import Case, Layer
from elearn.domain.sight import Sight
from elearn.domain.things import Remark
from elearn.domain.workspace import Workspace
from elearn.store import library
from elearn.store.sittings import Seat
from elearn.web.doors import first_name
from elearn.web.filters import initials

SHEETS = 4
"""causes drawn in a column at most; how many there are stands in words"""


def of(seat: Seat) -> dict[str, Any]:
    """What the first card says beyond the others, as far as this member may see it."""
    table, case = seat.sitting.table, library.case(seat.sitting.case_sha)
    shared = Sight(table=table, case=case, viewer=seat.member_id).joint_work()
    asked = _asked(table, seat.member_id) if shared else None
    return {
        "summary": case.summary,
        "question": _question(seat, asked) if asked else None,
        "minutes_left": _minutes_left(table, case, datetime.now(UTC)),
        "drawing": _drawing(table) if shared and table.causes else None,
    }


def _asked(table: Workspace, me: str) -> Remark | None:
    """The oldest question or challenge of a partner's that nobody has answered."""
    return next((each for each in table.open_questions() if each.by != me), None)


def _question(seat: Seat, asked: Remark) -> dict[str, Any]:
    by = next((each for each in seat.sitting.seats if each.member_id == asked.by), None)
    person = by.person if by else None
    name = first_name(person)
    on_map = asked.on in seat.sitting.table.causes or asked.on in seat.sitting.table.links
    return {
        "words": asked.words,
        "name": name,
        "at": asked.at,
        "by": {"name": name, "initials": initials(person.name) if person else "?", "discipline": by.discipline if by else None},
        "url": url_for("learn.page", cohort=seat.cohort_id, sitting=seat.sitting_id, page="map") if on_map else None,
    }


def _minutes_left(table: Workspace, case: Case, now: datetime) -> int:
    """Of the minutes that the author planned for this step; 0 when they are over or unknown, for then the figure only hurries."""
    step, since = case.step(table.step.id), table.reached.get(table.step.id)
    if step is None or since is None:
        return 0
    return max(0, (since + timedelta(minutes=step.minutes) - now) // timedelta(minutes=1))


def _drawing(table: Workspace) -> dict[str, Any]:
    """The map as five columns of blank sheets, each in the colour of whoever put it there."""
    asked = {each.on for each in table.open_questions()}
    voices = Counter((cause.layer, table.discipline(cause.by), cause.id in asked) for cause in table.causes.values())
    columns = []
    for layer in Layer:
        sheets = [
            {"voice": voice.value if voice else "both", "asked": open_question}
            for (at, voice, open_question), count in voices.items()
            for _ in range(count)
            if at is layer
        ]
        columns.append({"layer": layer.value, "sheets": sheets[:SHEETS]})
    return {"columns": columns, "causes": len(table.causes), "links": len(table.links)}
