"""The feed: what a viewer may see of a sitting's log after the numbers they have. Start, catch-up, polling and the stream all read this."""

from typing import Any

from elearn.domain.entry import Entry
from elearn.domain.sight import Sight
from elearn.domain.telling import tell
from elearn.store import library, log, sittings
from elearn.web.doors import short_name
from elearn.web.filters import said


def feed(cohort_id: int, sitting_id: int, viewer: str, since: int, mine: int) -> dict[str, Any]:
    """Entries of the table after `since` and of the viewer's own desk after `mine`, filtered by who asks and which step is open.

    `last` and `mine` are the numbers to ask with next time; `notices` changes when something beside the log has: times, a tutor's words.
    """
    snapshot, case_sha, notices = sittings.as_told(cohort_id, sitting_id)
    table = sittings.read_table(snapshot)
    sight = Sight(table=table, case=library.case(case_sha), viewer=viewer)
    entries = [each for each in log.news(cohort_id, sitting_id, since=since, lane=viewer, mine=mine) if each.lane or each.seq <= table.last]
    shown = [seen for entry in entries if (seen := sight.entry(entry))]
    names = {member: short_name(name) for member, name in sittings.names(cohort_id, sitting_id).items()} if shown else {}
    return {
        "last": max(since, table.last),
        "mine": max((each.seq for each in entries if each.lane), default=mine),
        "notices": notices,
        "step": table.step.id,
        "entries": [{**_as_json(entry), "says": said(tell(entry, table, names))} for entry in shown],
    }


def _as_json(entry: Entry) -> dict[str, Any]:
    return {
        "lane": "mine" if entry.lane else "",
        "seq": entry.seq,
        "op": entry.op,
        "by": entry.by,
        "at": entry.at.isoformat(),
        "move": entry.name,
        "body": entry.move.model_dump(mode="json"),
    }
