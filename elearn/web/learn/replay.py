"""The replay: how a map grew, move by move, and where it turned. The same for the pair and for its tutor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.moments import Moment, Stage, moments, stages
from elearn.domain.telling import tell
from elearn.store.kept import Kept
from elearn.web.doors import Place
from elearn.web.learn.map import map_model

BEFORE_THE_MAP = (StepKind.MEET, StepKind.SPOT, StepKind.SHARE)

_played: Kept[tuple[object, ...], "Played"] = Kept(8)
"""logs of two MB for two hundred moves; whoever replays one asks for it again at every move"""


@dataclass(frozen=True, kw_only=True)
class Played:
    """A log as one viewer may have it, since the map was opened: each entry with the map as it became, its line, and the key moments."""

    stages: Sequence[Stage]
    lines: Sequence[dict[str, Any]]
    moments: Sequence[dict[str, Any]]
    lanes: Sequence[dict[str, Any]]


def view(here: Place) -> dict[str, Any]:
    """What the replay's page shows."""
    return {"replay": replay_model(here)}


def replay_model(here: Place, upto: int | None = None) -> dict[str, Any]:
    """The map as it was after entry `upto` of the log (the address's `at`, or the last), and everything said since the map was opened.

    `moves` are the lines, in order; `moments` the key ones; `lanes` a row of dots for each person, at per cents of the whole.
    """
    played = here.once("played", lambda: _play(here), here.written, kept=_played)
    shown = played.stages
    if not shown:
        return {"map": map_model(here), "moves": [], "moments": [], "lanes": [], "at": 0, "number": 0, "count": 0}
    index = _chosen(shown, upto if upto is not None else request.args.get("at", type=int))
    at, key = shown[index].entry.seq, [each["seq"] for each in played.moments]
    return {
        "map": map_model(here, shown[index].after),
        "moves": played.lines,
        "moments": played.moments,
        "lanes": played.lanes,
        "at": at,
        "number": index + 1,
        "count": len(shown),
        "first": shown[0].entry.seq,
        "last": shown[-1].entry.seq,
        "began": shown[0].entry.at,
        "ended": shown[-1].entry.at,
        "position": _percent(index, len(shown)),
        "previous": shown[index - 1].entry.seq if index else None,
        "next": shown[index + 1].entry.seq if index + 1 < len(shown) else None,
        "previous_key": max((each for each in key if each < at), default=None),
        "next_key": min((each for each in key if each > at), default=None),
    }


def _play(here: Place) -> Played:
    whole = list(stages(seen for each in here.entries() if (seen := here.sight.entry(each))))
    shown = [each for each in whole if each.before.steps and each.before.step.kind not in BEFORE_THE_MAP]
    key = [each for each in moments(whole) if shown and each.seq >= shown[0].entry.seq]
    names, turned = here.names, _by_entry(key)
    lines = [_line(here, number, each, turned, names) for number, each in enumerate(shown, start=1)]
    return Played(stages=shown, lines=lines, moments=[_moment(each, shown, lines) for each in key], lanes=_lanes(here, shown, lines))


def _chosen(shown: Sequence[Stage], wanted: int | None) -> int:
    """The place of the last shown entry that is not after the one wanted; the first when all are."""
    if wanted is None:
        return len(shown) - 1
    return max((place for place, each in enumerate(shown) if each.entry.seq <= wanted), default=0)


def _line(here: Place, number: int, stage: Stage, turned: Mapping[int, list[str]], names: Mapping[str, str]) -> dict[str, Any]:
    entry = stage.entry
    known = stage.before if isinstance(entry.move, m.Removed | m.RemovalAccepted) else stage.after
    return {
        "seq": entry.seq,
        "number": number,
        "says": tell(entry, known, names),
        "by": entry.by,
        "discipline": _discipline(here, entry.by),
        "at": entry.at,
        "moments": turned.get(entry.seq, []),
    }


def _by_entry(key: Sequence[Moment]) -> dict[int, list[str]]:
    """What is special about an entry: a link can close a chain and a loop at once."""
    turned: dict[int, list[str]] = {}
    for each in key:
        turned.setdefault(each.seq, []).append(each.kind.value)
    return turned


def _moment(moment: Moment, shown: Sequence[Stage], lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    line = next(each for each in lines if each["seq"] == moment.seq)
    return {
        "seq": moment.seq,
        "kind": moment.kind.value,
        "at": line["at"],
        "number": line["number"],
        "position": _percent(line["number"] - 1, len(shown)),
    }


def _lanes(here: Place, shown: Sequence[Stage], lines: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each member who moved, in the order in which they joined."""
    wrote = {each["by"] for each in lines}
    return [
        {
            "name": here.names.get(member, ""),
            "discipline": _discipline(here, member),
            "dots": [{"seq": each["seq"], "position": _percent(each["number"] - 1, len(shown))} for each in lines if each["by"] == member],
        }
        for member in here.table.members
        if member in wrote
    ]


def _percent(place: int, count: int) -> float:
    return round(1 + 98 * place / max(1, count - 1), 2)


def _discipline(here: Place, member: str) -> str:
    found = here.table.discipline(member)
    return found.value if found else "both"
