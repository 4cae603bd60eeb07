"""When the steps of a case open for a class, and when their time is over: for one member, for a pair, and for everybody.

An end is *planned* or *firm*. A planned one is told and cuts nothing off: a tutor who teaches sees who is late. When a firm one has passed,
findings are sealed as they stand and joint steps go on with those who acted (product: *When somebody is silent*).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from elearn.domain import move as m
from elearn.domain.desk import Desk
from elearn.domain.move import Move
from elearn.domain.things import Member, Value
from elearn.domain.vocabulary import StepKind
from elearn.domain.wallclock import on_the_wall, zone
from elearn.domain.workspace import Workspace

ALONE = (StepKind.SPOT, StepKind.REFLECT)
"""Steps at which each member works alone, and so by a clock of their own."""


class StepTime(Value):
    """What a class has for one step of a case."""

    opened_at: datetime | None = None
    ends_at: datetime | None = None
    firm: bool = False
    held: bool = False


class More(Value):
    """More time than the class has: for a pair, or always for a student. `percent` is of the time between opening and end."""

    minutes: int = 0
    days: int = 0
    percent: int = 0


NO_MORE = More()


@dataclass(frozen=True, kw_only=True)
class Ends:
    """When a step is over for somebody."""

    at: datetime
    firm: bool


@dataclass(frozen=True, kw_only=True)
class Clock:
    """All that decides when a step is over for a pair: the class's time, what the pair and each of its members has more of it."""

    time: StepTime
    zone: str = "UTC"
    pair: More = NO_MORE
    members: Mapping[str, More] | None = None
    """member id → their allowance"""

    def ends(self, table: Workspace, member: str | None = None) -> Ends | None:
        """When the pair's step is over, for a member of it: where they work together, whoever has most time gives it to all."""
        ends_at = self.time.ends_at
        if ends_at is None or table.finished:
            return None
        alone = member is not None and table.step.kind in ALONE
        whose = [member] if member is not None and alone else [each.id for each in table.active]
        allowed = self.members or {}
        at = max((self._later(ends_at, allowed.get(each, NO_MORE)) for each in whose), default=self._later(ends_at, NO_MORE))
        return Ends(at=at, firm=self.time.firm)

    def _later(self, at: datetime, allowance: More) -> datetime:
        if self.time.opened_at and allowance.percent:
            at += (at - self.time.opened_at) * allowance.percent / 100
        at = days_later(at, allowance.days + self.pair.days, self.zone)
        return at + timedelta(minutes=allowance.minutes + self.pair.minutes)


def days_later(when: datetime, days: int, zone_name: str) -> datetime:
    """So many days later by the clock on the class's wall: 17:00 stays 17:00 when the clocks change in between.

    Where the clock shows that hour twice it is the second, where it leaves it out the one after: nobody has less time than was said.
    """
    if not days:
        return when
    wall = on_the_wall(when, zone_name).replace(tzinfo=None) + timedelta(days=days)
    return max(wall.replace(tzinfo=zone(zone_name), fold=fold).astimezone(UTC) for fold in (0, 1))


def due(table: Workspace, clock: Clock) -> datetime | None:
    """When the house has to do something at this pair's step, if ever."""
    if table.finished or table.step_done():
        return None
    asked: list[str | None] = [each.id for each in _missing(table)] if table.step.kind in ALONE else [None]
    moments = [ends.at for each in asked if (ends := clock.ends(table, each)) and ends.firm]
    return min(moments, default=None)


def _missing(table: Workspace) -> list[Member]:
    """Whose part is missing at a step where each works alone."""
    if table.step.kind is StepKind.SPOT:
        return [each for each in table.active if not each.sealed]
    return [each for each in table.active if each.id not in table.handed_in]


def when_time_is_up(table: Workspace, desks: Mapping[str, Desk], clock: Clock, now: datetime) -> list[Move]:
    """What the house does at this step now: nothing before its time, and nothing twice."""
    if table.finished or table.step_done():
        return []
    step = table.step
    if step.kind in ALONE:
        late = [each.id for each in _missing(table) if _is_over(clock.ends(table, each.id), now)]
        if step.kind is StepKind.SPOT:
            return [m.SealedByTime(member=each, findings=tuple(desks[each].findings.values())) for each in late]
        return [m.ReflectionTakenByTime(step=step.id, member=each) for each in late]
    if not _is_over(clock.ends(table), now):
        return []
    unread = [each.id for each in table.active if each.id not in table.news] if step.kind is StepKind.NEWS else []
    sealed: list[Move] = [
        m.NewsSealedByTime(step=step.id, member=each, judgements=tuple(desks[each].judgements.values())) for each in unread
    ]
    agreed = table.agreed.get(step.id, {})
    return [*sealed, m.TimeRanOut(step=step.id, without=tuple(each.id for each in table.active if each.id not in agreed))]


def _is_over(ends: Ends | None, now: datetime) -> bool:
    return ends is not None and ends.firm and ends.at <= now
