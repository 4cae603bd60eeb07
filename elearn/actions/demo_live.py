"""What makes the demo's class a living one: pairs that differ, when each last did something, a map with its time, a word to all."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from elearn.actions import message
from elearn.actions.play import PACE, Player
from elearn.actions.rehearse import STAGE, Rehearsal
from elearn.domain import move as m
from elearn.domain.content import Case, StepKind
from elearn.domain.person import Discipline
from elearn.store import timetable
from elearn.store.db import saving

LAST_MOVE = {StepKind.SHARE: 9, StepKind.MAP: 2, StepKind.NEWS: 5, StepKind.ACT: 4, None: 30}
"""at a step → minutes since the pair's last move; a pair at another step moved two minutes ago"""
MAP_OPEN_FOR = 12
MOST_TAKEN_BACK = 5


class Lively(Player):
    """A pair with a mind of its own: it takes back some causes, argues about a link, and lets the news change its map."""

    turn = 0
    """which pair it is: no two do the same"""

    def _map(self) -> None:
        super()._map()
        causes = [each for number, each in enumerate(self.table.causes.values()) if (number + self.turn) % 4 == 0]
        for cause in causes[: (self.turn * 2) % (MOST_TAKEN_BACK + 1)]:
            self.does(cause.by, m.Removed(of=cause.id, words="We cannot show it in our papers."))
        links = list(self.table.links.values())
        if self.turn % 2 and links:
            link = links[0]
            asker = self.table.other_side(link.by)[0].id
            self.does(asker, m.Challenged(on=link.id, words="It was so before as well. What tells you that this is the reason?"))
            if self.turn % 4 == 1:
                self.does(link.by, m.Removed(of=link.id, words="True: both may follow from something else."))

    def _news(self) -> None:
        super()._news()
        links = list(self.table.links.values())
        if self.turn % 3 != 2:
            link = links[self.turn % len(links)]
            self.does(self.members()[0], m.LinkWeighed(of=link.id, sure=90, words="The new papers show it happening again."))


class LivelyRehearsal(Lively, Rehearsal):
    """The same in memory, to know how long it takes."""


def start(case: Case, kind: StepKind | None, turn: int, sides: Sequence[Discipline], now: datetime) -> datetime:
    """When a group of these sides must have begun to have got to a step with its last move a believable while ago."""
    played = LivelyRehearsal(case, {f"member{number:010d}": side for number, side in enumerate(sides)})
    played.turn = turn
    if kind is not StepKind.MEET:
        played.to(kind)
    took = played.at - STAGE - (1 + len(sides)) * PACE  # the house's own moves come without a pause when people sit down
    return now - took - timedelta(minutes=LAST_MOVE.get(kind, 2))


def seed(cohort_id: int, case: Case, tutor_id: int, now: datetime) -> None:
    """The map is planned for some minutes more, and the tutor has said something to all."""
    step = next(each for each in case.steps if each.kind is StepKind.MAP)
    with saving():
        row = timetable.row(cohort_id, case.case, step.id)
        row.opened_at = now - timedelta(minutes=MAP_OPEN_FOR)
        row.ends_at = row.opened_at + timedelta(minutes=step.minutes)
    message.say(cohort_id, None, tutor_id, "We talk about your maps at the end. If you disagree about a link, keep both reasons.", now)
