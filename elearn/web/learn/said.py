"""What was said last between partners: the newest entries of the log, in words."""

from collections.abc import Mapping
from typing import Any

from elearn.domain import move as m
from elearn.domain.entry import NAMES, Entry
from elearn.domain.telling import tell
from elearn.web.doors import Place

SHOWS = 10
QUIET = tuple(
    NAMES[each]
    for each in (m.Nudged, m.SpokeAloud, m.FindingsSealed, m.NewsSealed, m.SittingOpened, m.ProfessionIntroduced, m.AgreementWorded)
)
"""moves that say nothing about the case itself"""


def latest(here: Place) -> list[dict[str, Any]]:
    """The newest ten things said, newest first: one query, filtered by what the viewer may see."""
    return here.once("latest", lambda: _latest(here)) if here.sight.joint_work() else []


def _latest(here: Place) -> list[dict[str, Any]]:
    entries = here.newest(without=QUIET, most=SHOWS)
    names = here.names
    return [_line(here, shown, names) for each in entries if (shown := here.sight.entry(each))]


def _line(here: Place, entry: Entry, names: Mapping[str, str]) -> dict[str, Any]:
    discipline = here.table.discipline(entry.by)
    return {
        "seq": entry.seq,
        "says": tell(entry, here.table, names),
        "by": entry.by,
        "mine": entry.by == here.me,
        "discipline": discipline.value if discipline else "both",
        "at": entry.at,
    }
