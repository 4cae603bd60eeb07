"""Where each of the panel's causes has shown in a pair's work so far: alone, in talk, on the map; and from which profession it came.

For the class's page, from the table as it stands. `results` follows the whole log, and so knows also what was said and taken back.
"""

from dataclasses import dataclass

from elearn.domain.alignment import Alignment
from elearn.domain.matching import finding_shows
from elearn.domain.results import both, whose_idea
from elearn.domain.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class Traces:
    """Ids of the panel's causes. `first`: cause → "medicine", "law" or "both"."""

    spotted: tuple[str, ...]
    talked: tuple[str, ...]
    found: tuple[str, ...]
    first: dict[str, str]


def traces(table: Workspace, beside: Alignment) -> Traces:
    """What of the panel's causes shows on a table, with its map already laid beside the panel's."""
    spotted: dict[str, str] = {}
    talked: set[str] = set()
    for finding in table.findings.values():
        shown = finding_shows(beside.case, finding.passage)
        side = table.discipline(finding.by)
        for id in shown:
            spotted[id] = both(spotted.get(id, ""), side.value if side else "")
        if any(each.kind == "restate" for each in table.remarks_on(finding.id)):
            talked |= shown
    for id in (id for id, how in table.opened.items() if how.by):
        paper = beside.case.paper(id)
        talked |= {each for fact in (paper.facts if paper else ()) for each in fact.shows}
    first = dict(spotted)
    for id, own in beside.found.items():
        cause = min((table.causes[each] for each in own), key=lambda each: each.seq)
        first.setdefault(id, whose_idea(table, cause.by, cause.idea))
    return Traces(spotted=tuple(sorted(spotted)), talked=tuple(sorted(talked)), found=tuple(sorted(beside.found)), first=first)
