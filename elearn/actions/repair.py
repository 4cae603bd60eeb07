"""Repairing a pair: somebody leaves, comes, comes back, takes a place; two pairs become one; the others go on alone.

Each is one transaction over every table that it concerns, and a move in its log that the pair and the replay read in words.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from elearn.actions import house
from elearn.actions.house import new_op
from elearn.actions.sit import Wake, nobody
from elearn.domain import desk as desks
from elearn.domain import move as m
from elearn.domain import repair
from elearn.domain.desk import Desk
from elearn.domain.entry import Entry
from elearn.domain.errors import NotThere, Refusal
from elearn.domain.move import Joining, Leaving, Move
from elearn.domain.person import Discipline, Role
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, library, log, pairing, sittings
from elearn.store.db import db, saving
from elearn.store.sittings import Seat, Sitting


def leave(cohort_id: int, sitting_id: int, member: str, why: Leaving, now: datetime, wake: Wake = nobody) -> None:
    """Somebody leaves a pair in which both professions are still there."""
    with saving():
        sitting = _open_sitting(cohort_id, sitting_id)
        _log(sitting, lambda table: repair.goes(table, member, why), now)
        _seat(sitting, member).left_at = now
    wake(cohort_id, sitting_id)


def go_on_alone(cohort_id: int, sitting_id: int, member: str | None, why: Leaving, now: datetime, wake: Wake = nobody) -> None:
    """The others go on with the missing profession's papers opened by the house."""
    with saving():
        sitting = _open_sitting(cohort_id, sitting_id)
        case = library.case(sitting.case_sha)
        _log(sitting, lambda table: repair.go_on_alone(table, case, member, why), now)
        if member is not None:
            _seat(sitting, member).left_at = now
    wake(cohort_id, sitting_id)


def join(cohort_id: int, sitting_id: int, person_id: int, now: datetime, wake: Wake = nobody) -> None:
    """Somebody who is late, or left over, joins a pair; whoever sat there before takes their own seat again."""
    with saving():
        sitting = _open_sitting(cohort_id, sitting_id)
        before = next((seat for seat in sitting.seats if seat.person_id == person_id), None)
        discipline = _free(sitting, person_id)
        if before is not None:
            _log(sitting, lambda table: [repair.comes_back(table, before.member_id)], now)
            before.left_at = None
        else:
            member = _new_seat(sitting, person_id, discipline)
            _log(sitting, lambda table: [repair.comes(table, member, discipline)], now)
    wake(cohort_id, sitting_id)


def replace(cohort_id: int, sitting_id: int, member: str, person_id: int, why: Leaving, now: datetime, wake: Wake = nobody) -> None:
    """Somebody takes another's place. What the other wrote stays on the table."""
    with saving():
        sitting = _open_sitting(cohort_id, sitting_id)
        if any(seat.person_id == person_id for seat in sitting.seats):
            raise Refusal("repair.sat_here", "They sat in this pair before. Let them come back, then let the other go.")
        discipline = _free(sitting, person_id)
        newcomer = _new_seat(sitting, person_id, discipline)
        _log(sitting, lambda table: repair.is_replaced(table, member, newcomer, discipline, why), now)
        _seat(sitting, member).left_at = now
    wake(cohort_id, sitting_id)


def merge(
    cohort_id: int, sitting_id: int, target_id: int, away: Sequence[str], now: datetime, wake: Wake = nobody
) -> None:  # fmt: skip
    """Those who sit at one table join another at the same case, with the findings on their desks. `away`: who of them does not come.

    The table that they leave is closed; it stays readable to them.
    """
    with saving():
        lower, upper = sorted((sitting_id, target_id))
        found = {each: _open_sitting(cohort_id, each) for each in (lower, upper)}  # held in one order by everybody
        source, target = found[sitting_id], found[target_id]
        if source.id == target.id or library.case(source.case_sha).case != library.case(target.case_sha).case:
            raise Refusal("repair.other_case", "Only pairs at the same case can be merged.")
        for member in away:
            _seat(source, member).left_at = now
        left: list[Move] = [m.MemberLeft(member=each, why=Leaving.ABSENT) for each in away]
        coming = [seat for seat in source.seats if seat.left_at is None]
        leaves: list[Move] = [m.MemberLeft(member=seat.member_id, why=Leaving.MOVED, pair=target.number) for seat in coming]
        _log(source, lambda table: [*_only_present(table, away, left), *leaves], now, before=lambda table: _merging(table, target, away))
        joins = [_brought(source, target, seat, now) for seat in coming]
        _log(target, lambda table: _all_come(table, joins), now)
        source.closed_at = now
    wake(cohort_id, sitting_id)
    wake(cohort_id, target_id)


def _merging(table: Workspace, target: Sitting, away: Sequence[str]) -> None:
    staying = table.model_copy(update={"members": {id: each for id, each in table.members.items() if id not in away}})
    repair.can_merge(staying, target.table)


def _only_present(table: Workspace, away: Sequence[str], left: list[Move]) -> list[Move]:
    if any(each not in table.members or not table.members[each].active for each in away):
        raise Refusal("repair.not_here", "They do not sit in this pair any more.")
    return left


def _all_come(table: Workspace, joins: Sequence[m.MemberJoined]) -> list[Move]:
    return [repair.comes(table, each.member, each.discipline, Joining.MERGED, each.pair) for each in joins]


def _brought(source: Sitting, target: Sitting, seat: Seat, now: datetime) -> m.MemberJoined:
    """A seat at the other table for somebody who moves, with the findings that lie on their desk, where it is the same papers."""
    if seat.person_id is None:
        raise Refusal("repair.former", "A former member cannot be moved.")
    discipline = Discipline(seat.discipline)
    member = _new_seat(target, seat.person_id, discipline)
    fresh = next(each for each in target.seats if each.member_id == member)
    desk = Desk()
    if source.case_sha == target.case_sha:
        for number, finding in enumerate(seat.read_desk.findings.values(), start=1):
            noted = m.FindingNoted(passage=finding.passage, finding=finding.finding)
            entry = Entry(lane=member, seq=number, op=finding.id, by=member, at=now, move=noted)
            log.append(target.cohort_id, target.id, entry, log.body_sha(entry.name, noted))
            desk = desks.after(desk, entry)
    fresh.desk, fresh.findings, fresh.last_seq = desk.model_dump_json(), len(desk.findings), desk.last
    seat.left_at = now
    return m.MemberJoined(member=member, discipline=discipline, how=Joining.MERGED, pair=source.number)


def _open_sitting(cohort_id: int, sitting_id: int) -> Sitting:
    sittings.hold_table(cohort_id, sitting_id)
    sitting = sittings.with_seats(cohort_id, sitting_id)
    if sitting is None:
        raise NotThere("sitting.unknown", "There is no such pair.")
    if sitting.closed_at:
        raise Refusal("repair.closed", "This pair is closed: its people have another one.")
    return sitting


def _log(
    sitting: Sitting, decide: Callable[[Workspace], Sequence[Move]], now: datetime, before: Callable[[Workspace], None] | None = None
) -> None:
    def asked(table: Workspace) -> Sequence[Move]:
        if before is not None:
            before(table)
        return decide(table)

    db.session.flush()
    house.moves(sitting.cohort_id, sitting.id, asked, now)


def _seat(sitting: Sitting, member: str) -> Seat:
    found = next((seat for seat in sitting.seats if seat.member_id == member), None)
    if found is None:
        raise Refusal("repair.not_here", "They do not sit in this pair any more.")
    return found


def _new_seat(sitting: Sitting, person_id: int, discipline: Discipline) -> str:
    member = new_op()
    sitting.seats.append(
        Seat(
            cohort_id=sitting.cohort_id, sitting_id=sitting.id, member_id=member, person_id=person_id, discipline=discipline,
            last_seq=0, findings=0, desk=Desk().model_dump_json(),
        )
    )  # fmt: skip
    return member


def _free(sitting: Sitting, person_id: int) -> Discipline:
    """What somebody studies who may be seated here: a learner of the class who sits at this case nowhere."""
    cohorts.hold(sitting.cohort_id)
    place = cohorts.enrolment(sitting.cohort_id, person_id)
    if place is None or place.role != Role.LEARNER or place.discipline is None:
        raise Refusal("repair.unknown", "Choose somebody from the list of this class.")
    slug = library.case(sitting.case_sha).case
    if pairing.sits_at(sitting.cohort_id, slug, person_id):
        raise Refusal("repair.seated", "They sit at this case already. Nobody is seated twice for one case.")
    return Discipline(place.discipline)
