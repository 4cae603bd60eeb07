"""Verify: what the log says is what is shown. Every lane's numbers without a gap, every table and desk as its log makes it.

For a restored database before it takes over, and for a living one at any time: each sitting is looked at as it was at one moment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from pydantic import ValidationError

from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain.desk import Desk
from elearn.domain.digest import digest
from elearn.domain.entry import Entry
from elearn.domain.workspace import Workspace
from elearn.store import copies, library, log, sittings
from elearn.store.db import db, reading
from elearn.store.sittings import Seat, Sitting


@dataclass(frozen=True, kw_only=True)
class Amiss:
    """One thing that is not as it should be; without a sitting it is the database as a whole."""

    says: str
    cohort: int | None = None
    sitting: int | None = None

    def __str__(self) -> str:
        return self.says if self.sitting is None else f"class {self.cohort}, sitting {self.sitting}: {self.says}"


@dataclass(frozen=True, kw_only=True)
class Verified:
    """What was looked at, and what was found."""

    sittings: int
    entries: int
    amiss: tuple[Amiss, ...]


def verify() -> Verified:
    """Look at the whole database."""
    found = [Amiss(says=f"the database says: {said}") for said in copies.objections(db.engine)]
    keys, entries = sittings.keys(), 0
    for cohort, sitting in keys:
        with reading():
            lanes = log.lanes(cohort, sitting)
            entries += sum(len(lane) for lane in lanes.values())
            found += [Amiss(says=said, cohort=cohort, sitting=sitting) for said in _of_sitting(cohort, sitting, lanes)]
        db.session.remove()
    return Verified(sittings=len(keys), entries=entries, amiss=tuple(found))


def _of_sitting(cohort: int, id: int, lanes: dict[str, list[Entry]]) -> Iterator[str]:
    sitting = sittings.with_seats(cohort, id)
    if sitting is None:
        return  # it was taken away since the list was made
    yield from _gaps(lanes)
    try:
        yield from _of_table(sitting, lanes.get("", []))
        for seat in sitting.seats:
            yield from _of_desk(seat, lanes.get(seat.member_id, []))
    except (ValidationError, LookupError) as error:
        yield f"cannot be read: {str(error).splitlines()[0]}"
    strangers = lanes.keys() - {"", *(seat.member_id for seat in sitting.seats)}
    yield from (f"lane {lane} belongs to no seat" for lane in sorted(strangers))


def _gaps(lanes: dict[str, list[Entry]]) -> Iterator[str]:
    for lane, entries in lanes.items():
        missing = set(range(1, entries[-1].seq + 1)) - {entry.seq for entry in entries}
        if missing:
            yield f"the log of {_called(lane)} has no number {', '.join(map(str, _ranges(missing)))}"


def _of_table(sitting: Sitting, entries: list[Entry]) -> Iterator[str]:
    last = entries[-1].seq if entries else 0
    if sitting.last_seq != last:
        yield f"the table counts {sitting.last_seq} entries, and the log's last is {last}"
    table = folding.replay(entries)
    if Workspace.model_validate_json(sitting.snapshot) != table:
        yield "the table as kept is not what its log makes"
    if sitting.digest != digest(table, library.case(sitting.case_sha)).model_dump(mode="json"):
        yield "the figures for lists are not those of its table"


def _of_desk(seat: Seat, entries: list[Entry]) -> Iterator[str]:
    last = entries[-1].seq if entries else 0
    if seat.last_seq != last:
        yield f"the desk of {seat.member_id} counts {seat.last_seq} entries, and its log's last is {last}"
    desk = desks.replay(entries)
    if Desk.model_validate_json(seat.desk) != desk:
        yield f"the desk of {seat.member_id} as kept is not what its log makes"
    if seat.findings != len(desk.findings):
        yield f"{seat.findings} findings are counted at the desk of {seat.member_id}, and there are {len(desk.findings)}"


def _called(lane: str) -> str:
    return f"desk {lane}" if lane else "the table"


def _ranges(numbers: set[int]) -> Iterator[str]:
    """5, 7 to 9: rather than every number of a hole."""
    for _, run in groupby(enumerate(sorted(numbers)), key=lambda each: each[1] - each[0]):
        held = [number for _, number in run]
        yield str(held[0]) if len(held) == 1 else f"{held[0]} to {held[-1]}"
