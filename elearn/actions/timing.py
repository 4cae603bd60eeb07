"""Time: opening and holding steps, deadlines, more time for one or for all, and what the house does when the time is over.

Whoever changes a time marks the sittings that it concerns as due, in the same transaction; `sweep` then brings each table up to the
timetable. It may be called by anybody, at any moment, from several processes: a table's row is held while it is looked at, and what has
been done is not done again.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from elearn.actions import house
from elearn.actions.sit import Wake, nobody
from elearn.domain import move as m
from elearn.domain import wallclock
from elearn.domain.cohort import Pace
from elearn.domain.content import Case
from elearn.domain.errors import NotThere, Refusal
from elearn.domain.move import Move
from elearn.domain.person import Role
from elearn.domain.timetable import days_later, when_time_is_up
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, library, sittings, timetable
from elearn.store.cohorts import Cohort
from elearn.store.db import saving
from elearn.store.timetable import Allowance

AT_ONCE = 25
"""Tables in one transaction: so few that a learner's move never waits noticeably behind them."""
MOST_MINUTES, MOST_DAYS, MOST_PERCENT = 600, 60, 200


def sweep(now: datetime, wake: Wake = nobody, *, cohort_id: int | None = None) -> int:
    """Do at every sitting what is due by now. Returns at how many something was done."""
    done, seen = 0, set[tuple[int, int]]()
    while fresh := [key for key in timetable.due_keys(now, most=AT_ONCE, cohort_id=cohort_id) if key not in seen]:
        seen.update(fresh)
        with saving():
            done += sum(_settle(*key, now) for key in fresh)
        for key in fresh:
            wake(*key)
    return done


def settle(cohort_id: int, sitting_id: int, now: datetime, wake: Wake = nobody) -> bool:
    """Bring one table up to its timetable: asked when somebody opens a page of a sitting that is due."""
    with saving():
        done = _settle(cohort_id, sitting_id, now)
    wake(cohort_id, sitting_id)
    return done


def _settle(cohort_id: int, sitting_id: int, now: datetime) -> bool:
    table, count = house.moves(cohort_id, sitting_id, lambda table: _gates(cohort_id, table), now)
    while made := _time(cohort_id, sitting_id, now):
        table, more = made
        count += more
    timetable.note_due(cohort_id, sitting_id, table)
    return count > 0


def _gates(cohort_id: int, table: Workspace) -> list[Move]:
    """What has been opened or held since the table last heard of it. A step that the pair has reached stays open to it."""
    wanted = {step for step in timetable.held(cohort_id, table.case) if table.step_index(step) > table.at_step}
    opened: list[Move] = [m.StepOpened(step=step) for step in table.held if step not in wanted]
    return [*opened, *(m.StepHeld(step=step) for step in sorted(wanted - set(table.held)))]


def _time(cohort_id: int, sitting_id: int, now: datetime) -> tuple[Workspace, int] | None:
    """Go on from one step whose time is over, if that is so."""

    def decide(table: Workspace) -> Sequence[Move]:
        if table.finished:
            return []
        clock = timetable.clock(cohort_id, sitting_id, table)
        if clock.time.ends_at is None:
            return []
        return when_time_is_up(table, house.held_desks(cohort_id, sitting_id, table), clock, now)

    table, count = house.moves(cohort_id, sitting_id, decide, now)
    return (table, count) if count else None


# --- what a tutor does


def begin(cohort: Cohort, case: Case) -> None:
    """A case is chosen for a class. Where the tutor opens the steps, all but the first are held. Inside the caller's transaction."""
    if cohort.pace == Pace.TAUGHT and not timetable.rows(cohort.id, case.case):
        for step in case.steps[1:]:
            timetable.row(cohort.id, case.case, step.id).held = True


def release(cohort_id: int, now: datetime, wake: Wake = nobody) -> None:
    """The class goes at its own pace from now on: whatever was held is open."""
    with saving():
        for row in timetable.all_held(cohort_id):
            row.held = False
        timetable.look_at(cohort_id, now)
    sweep(now, wake, cohort_id=cohort_id)


def open_step(cohort_id: int, slug: str, step: str, now: datetime, wake: Wake = nobody, *, minutes: int = 0, firm: bool = False) -> None:
    """Open a step, and those before it, for everybody. It is planned for as long as the case says, or for `minutes`.

    `firm`: when they are over, pairs go on with what there is.
    """
    case, at = _step(slug, step)
    _sensible(minutes=minutes)
    with saving():
        _class(cohort_id)
        for each in case.steps[: at + 1]:
            timetable.row(cohort_id, slug, each.id).held = False
        row = timetable.row(cohort_id, slug, step)
        row.opened_at, row.firm = now, firm
        row.ends_at = now + timedelta(minutes=minutes or case.steps[at].minutes)
        timetable.look_at(cohort_id, now, slug=slug)
    sweep(now, wake, cohort_id=cohort_id)


def hold_step(cohort_id: int, slug: str, step: str, now: datetime, wake: Wake = nobody) -> None:
    """Hold a step, and those after it. Pairs that are in one already stay there."""
    case, at = _step(slug, step)
    if at == 0:
        raise Refusal("step.first", "The first step cannot be held: give the case a date on which it opens instead.")
    with saving():
        _class(cohort_id)
        for each in case.steps[at:]:
            row = timetable.row(cohort_id, slug, each.id)
            row.held, row.opened_at, row.ends_at = True, None, None
        timetable.look_at(cohort_id, now, slug=slug)
    sweep(now, wake, cohort_id=cohort_id)


def set_deadline(cohort_id: int, slug: str, step: str, wall: datetime | None, now: datetime, wake: Wake = nobody) -> None:
    """Give a step a firm end by the clock on the class's wall, or none."""
    _step(slug, step)
    with saving():
        cohort = _class(cohort_id)
        row = timetable.row(cohort_id, slug, step)
        row.ends_at = wallclock.moment(wall, cohort.time_zone, late=True) if wall else None
        row.firm = wall is not None
        timetable.look_at(cohort_id, now, slug=slug)
    sweep(now, wake, cohort_id=cohort_id)


def more_time(cohort_id: int, slug: str, step: str, now: datetime, wake: Wake = nobody, *, minutes: int = 0, days: int = 0) -> None:
    """More time at a step for everybody. One that is over already is prolonged from now."""
    case, at = _step(slug, step)
    _sensible(minutes=minutes, days=days, at_least_one=True)
    with saving():
        cohort = _class(cohort_id)
        row = timetable.row(cohort_id, slug, step)
        began = row.opened_at or now
        ends = row.ends_at or began + timedelta(minutes=case.steps[at].minutes)
        row.opened_at = began
        row.ends_at = days_later(max(ends, now), days, cohort.time_zone) + timedelta(minutes=minutes)
        timetable.look_at(cohort_id, now, slug=slug)
    sweep(now, wake, cohort_id=cohort_id)


def more_time_for_pair(cohort_id: int, sitting_id: int, now: datetime, wake: Wake = nobody, *, minutes: int = 0, days: int = 0) -> None:
    """More time for one pair at the step where it stands."""
    _sensible(minutes=minutes, days=days, at_least_one=True)
    with saving():
        sitting = sittings.with_seats(cohort_id, sitting_id)
        if sitting is None or sitting.table.finished:
            raise Refusal("sitting.unknown", "That pair has finished its case.")
        table = sitting.table
        clock = timetable.clock(cohort_id, sitting_id, table)
        ends = clock.ends(table)
        if ends is None:
            raise Refusal("time.no_end", "Nothing ends at this step: that pair has all the time it wants.")
        late = max(timedelta(), now - ends.at)
        row = timetable.more_for_pair(cohort_id, sitting_id, table.step.id)
        row.minutes += minutes + round(late.total_seconds() / 60)
        row.days += days
        timetable.look_at(cohort_id, now, sitting_id=sitting_id)
    settle(cohort_id, sitting_id, now, wake)


def allow(cohort_id: int, person_id: int, now: datetime, wake: Wake = nobody, *, percent: int = 0, minutes: int = 0, days: int = 0) -> None:
    """Give one student more time at every step; nothing more of anything takes it back. The partner has it too where they work together."""
    _sensible(minutes=minutes, days=days, percent=percent)
    with saving() as session:
        _class(cohort_id)
        place = cohorts.enrolment(cohort_id, person_id)
        if place is None or place.role != Role.LEARNER:
            raise Refusal("learner.unknown", "There is no such learner in this class.")
        if percent or minutes or days:
            session.merge(Allowance(cohort_id=cohort_id, person_id=person_id, percent=percent, minutes=minutes, days=days))
        elif (had := timetable.allowance(cohort_id, person_id)) is not None:
            session.delete(had)
        session.flush()
        timetable.look_at(cohort_id, now, people=[person_id])
    sweep(now, wake, cohort_id=cohort_id)


def _step(slug: str, step: str) -> tuple[Case, int]:
    version = library.latest(slug)
    case = library.case(version.sha) if version else None
    at = next((number for number, each in enumerate(case.steps) if each.id == step), -1) if case else -1
    if case is None or at < 0:
        raise Refusal("step.unknown", "That case has no such step.")
    return case, at


def _class(cohort_id: int) -> Cohort:
    cohort = cohorts.hold(cohort_id)
    if cohort is None:
        raise NotThere("cohort.unknown", "There is no such class.")
    if cohort.archived_at:
        raise Refusal("cohort.archived", "This class is archived. Bring it back before you change it.")
    return cohort


def _sensible(*, minutes: int = 0, days: int = 0, percent: int = 0, at_least_one: bool = False) -> None:
    bounds: Iterable[tuple[int, int]] = ((minutes, MOST_MINUTES), (days, MOST_DAYS), (percent, MOST_PERCENT))
    if any(not 0 <= value <= most for value, most in bounds) or (at_least_one and not minutes and not days):
        raise Refusal(
            "time.bounds",
            "Give from 1 to {minutes} minutes, up to {days} days, and up to {percent} % more.",
            minutes=MOST_MINUTES, days=MOST_DAYS, percent=MOST_PERCENT,
        )  # fmt: skip
