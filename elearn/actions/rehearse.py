"""A case played through in memory, by nobody, and stored nowhere: what an author's preview shows.

The moves are those of the demo (play.py), each asked of the rules and folded as a student's would be.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from elearn.actions.play import PACE, Player
from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.beside import differences_to_judge
from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.entry import Entry
from elearn.domain.errors import Refusal
from elearn.domain.person import Discipline
from elearn.domain.rules import may
from elearn.domain.workspace import Workspace

STAGE = datetime(2026, 1, 12, 14, 0, tzinfo=UTC)
"""When rehearsals take place: always the same, so that a page looks the same until its case changes."""

CAST = {"amara00000000000": Discipline.MEDICINE, "jo00000000000000": Discipline.LAW}
"""Member id → whose papers they hold."""

MOST_KEPT = 24


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Both sides of a case at a step, with work done. `short_of`: why the case could not be played up to that step, if it could not."""

    case: Case
    table: Workspace
    desks: dict[str, Desk]
    log: tuple[Entry, ...] = field(repr=False)
    short_of: str = ""


class Rehearsal(Player):
    """Player, with a table of its own in memory."""

    def __init__(self, case: Case, cast: Mapping[str, Discipline] = CAST) -> None:
        self.case, self.at = case, STAGE
        self.log: list[Entry] = []
        self.desks: dict[str, Desk] = {}
        self._table = Workspace()
        self._keep("", "", m.SittingOpened(case=case.case, steps=tuple(m.StepAt(id=each.id, kind=each.kind) for each in case.steps)))
        for member, discipline in cast.items():
            self._keep("", "", m.MemberJoined(member=member, discipline=discipline))

    @property
    def table(self) -> Workspace:
        return self._table

    def does(self, member: str, move: m.Move) -> str:
        differences = 0
        if isinstance(move, m.AgreedToGoOn) and self.table.step.kind is StepKind.COMPARE:
            differences = len(differences_to_judge(self.table, self.case))
        checked = may(self.table, self.desks.get(member, Desk()), self.case, member, move, differences=differences)
        return self._keep(member if move.private else "", member, checked)

    def _keep(self, lane: str, by: str, move: m.Move) -> str:
        op = f"rehearsal{len(self.log):07d}"
        last = self.desks.get(lane, Desk()).last if lane else self._table.last
        entry = Entry(lane=lane, seq=last + 1, op=op, by=by, at=self._passes(), move=move)
        self.log.append(entry)
        if lane:
            self.desks[lane] = desks.after(self.desks.get(lane, Desk()), entry)
        else:
            self._table = folding.after(self._table, entry)
        return op

    def _passes(self) -> datetime:
        self.at += PACE
        return self.at


_kept: OrderedDict[tuple[str, StepKind], Scene] = OrderedDict()
_one_at_a_time = Lock()


def scene(case: Case, kind: StepKind) -> Scene:
    """A case at its step of this kind. The scenes of the cases looked at last are kept, so that turning pages costs no playing."""
    key = (case.sha, kind)
    with _one_at_a_time:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    played = _played(case, kind)
    with _one_at_a_time:
        _kept[key] = played
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return played


def _played(case: Case, kind: StepKind) -> Scene:
    """Played as far as the case allows: one that is still being written may have no link to judge, or no fact to find."""
    rehearsal, short_of = Rehearsal(case), ""
    try:
        rehearsal.to(kind)
    except Refusal as refusal:
        short_of = str(refusal)
    except (LookupError, StopIteration):
        short_of = "Something that the steps before it need is still missing from the case."
    return Scene(case=case, table=rehearsal.table, desks=rehearsal.desks, log=tuple(rehearsal.log), short_of=short_of)
