"""Erasing a person so that no trace of them is left and their pairs' maps stay whole, and doing it again on a restored backup.

What is theirs alone goes; what a pair wrote together stays under *former member*, with the person's name taken out of the words, and all
their own words too where that is asked. Of the account a number stays, behind which stands nobody.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from elearn.actions import erasure_list, house, redact
from elearn.actions.erasure_list import Erased, Line
from elearn.actions.rewrite import rewrite
from elearn.actions.sit import Wake, nobody
from elearn.domain import repair
from elearn.domain.content import Case
from elearn.domain.desk import Desk
from elearn.domain.entry import Entry, redacted, with_words
from elearn.domain.errors import NotAllowed, NotThere, Refusal
from elearn.domain.masking import Mask
from elearn.domain.move import Leaving, Move
from elearn.domain.person import Role
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, copies, erasures, library, log, people, personal, sittings
from elearn.store.cohorts import Enrolment
from elearn.store.db import db, saving
from elearn.store.erasures import FORMER, NOWHERE, Erasure
from elearn.store.kept import forget
from elearn.store.people import Person
from elearn.store.sittings import Seat

IN_PLACE = "former member"
"""what stands in words where a name stood"""


@dataclass(frozen=True, kw_only=True)
class Preview:
    """What an erasure would do, before it is done."""

    pairs: int
    own_moves: int
    """on tables that they share: they stay"""
    alone: int
    """on their own desks: they go"""
    named: int
    """entries of their pairs' logs in which their name stands"""
    leads_alone: tuple[str, ...]
    """classes that nobody else leads"""
    working: int
    """pairs that are at work with them: the others go on"""


def preview(person_id: int) -> Preview:
    """What erasing somebody would do. Raises NotThere, and NotAllowed for what is left of an account."""
    person = _somebody(person_id)
    seats, places = sittings.of_person(person_id), cohorts.places_of(person_id)
    said = _without_name(person, _numbers(places))
    logs = log.lanes_of([(seat.cohort_id, seat.sitting_id) for seat in seats])
    own = alone = named = 0
    for seat in seats:
        for lane, entries in logs[seat.cohort_id, seat.sitting_id].items():
            alone += len(entries) if lane == seat.member_id else 0
            own += sum(each.by == seat.member_id for each in entries) if not lane else 0
            named += sum(with_words(each.move, said) != each.move for each in entries) if lane != seat.member_id else 0
    working = sum(seat.left_at is None and seat.sitting.closed_at is None and not seat.sitting.table.finished for seat in seats)
    return Preview(pairs=len(seats), own_moves=own, alone=alone, named=named, leads_alone=_leads_alone(places), working=working)


def _leads_alone(places: Sequence[Enrolment]) -> tuple[str, ...]:
    led = [place for place in places if place.role == Role.LEAD]
    leads = cohorts.leads([place.cohort_id for place in led]) if led else {}
    return tuple(place.cohort.name for place in led if leads[place.cohort_id] == 1)


def erase(
    person_id: int, now: datetime, *, lists: Sequence[Path], exports_dir: Path, by: int | None = None, names: bool = True,
    words: bool = False, wake: Wake = nobody,
) -> list[Path]:  # fmt: skip
    """Erase a person, and write it on the list, in the database and in these files. Returns those of them that could not be written: the
    next backup writes them.

    `names`: take their name out of words that stay; `words`: take out all that they wrote with their pairs. Raises NotAllowed for oneself,
    for the last admin, and for what is left of an account.
    """
    with saving():
        person = people.held(person_id)
        person = _somebody(person_id) if person is None else person
        if by == person_id:
            raise NotAllowed("person.erase_self", "That is your own account. Another admin can erase it.")
        if erasures.is_erased(person):
            raise _gone()
        if {each.id for each in people.admins()} == {person_id}:
            raise NotAllowed("person.last_admin", "The site needs an admin. Make somebody else one first.")
        line = Erasure(person_id=person_id, made_at=person.created_at, names=names, words=words, at=now, by_id=by)
        woken, files = _erase(person, now, names=names, words=words)
        erasures.keep([line])
    for file in files:
        (exports_dir / file).unlink(missing_ok=True)
    forget()
    for cohort_id, sitting_id in woken:
        wake(cohort_id, sitting_id)
    return erasure_list.spread(lists)


def _somebody(person_id: int) -> Person:
    person = people.by_id(person_id)
    if person is None:
        raise NotThere("person.unknown_account", "There is no such account.")
    if erasures.is_erased(person):
        raise _gone()
    return person


def _gone() -> NotAllowed:
    return NotAllowed("person.erased", "This account has been erased. A number is left of it, and nobody's name.")


def _erase(person: Person, now: datetime, *, names: bool, words: bool) -> tuple[list[tuple[int, int]], list[str]]:
    """Inside the transaction. Returns the sittings whose pages have changed, and files of exports to take away."""
    places = cohorts.places_of(person.id)
    numbers, classes = _numbers(places), [place.cohort_id for place in places]
    seats = sittings.of_person(person.id)
    classes = sorted({*classes, *(seat.cohort_id for seat in seats)})
    said = _without_name(person, numbers) if names else _as_it_is
    personal.forget_lists(_mentions(person, numbers))
    for seat in seats:
        _leave(seat, now)
        _forget_desk(seat)
    for seat in seats:
        rewrite(seat.cohort_id, seat.sitting_id, _say(seat.member_id, said, words=words), now)
        if words:
            redact.forget_copies(seat.cohort_id, seat.sitting_id)
    files = personal.erase_rows(person, seats, classes)
    personal.forget_notes(person.id)
    personal.say_otherwise(classes, said)
    _leave_a_number(person, now)
    db.session.flush()
    return [(seat.cohort_id, seat.sitting_id) for seat in seats], files


def _as_it_is(words: str) -> str:
    return words


def _numbers(places: Sequence[Enrolment]) -> list[str]:
    """The institution's numbers for somebody, by their places in classes."""
    return [place.student_number for place in places if place.student_number]


def _without_name(person: Person, numbers: Sequence[str]) -> Callable[[str], str]:
    """Words without the name, the address and the numbers of a person."""
    mask = Mask(names={person.name: IN_PLACE})
    plain = [person.email, *(each for each in numbers if len(each) > 3)]
    parts = [each.casefold() for each in (*plain, *mask.looked_for)]

    def say(words: str) -> str:
        if words.isascii() and not any(part in words.lower() for part in parts):
            return words  # as most of a class's words are
        for each in plain:
            words = _replaced(words, each)
        return mask.said(words)

    return say


def _replaced(words: str, part: str) -> str:
    at = words.casefold().find(part.casefold())
    if at < 0 or len(words.casefold()) != len(words):
        return words
    return words[:at] + IN_PLACE + _replaced(words[at + len(part) :], part)


def _mentions(person: Person, numbers: Sequence[str]) -> Callable[[str], bool]:
    """Whether a list holds this person: by address, number or whole name."""
    parts = [each.casefold() for each in (person.email, person.name, *numbers)]
    return lambda text: any(part in text.casefold() or ascii(part)[1:-1] in text.casefold() for part in parts)


def _say(member: str, said: Callable[[str], str], *, words: bool) -> Callable[[Entry], Move]:
    def say(entry: Entry) -> Move:
        return redacted(entry.move) if words and entry.by == member else with_words(entry.move, said)

    return say


def _leave(seat: Seat, now: datetime) -> None:
    """Whoever is at work with them goes on: as after somebody has left."""
    sitting = seat.sitting
    if seat.left_at is not None:
        return
    if sitting.closed_at is None:
        case = library.case(sitting.case_sha)
        house.moves(seat.cohort_id, seat.sitting_id, lambda table: _leaves(table, case, seat.member_id), now)
    seat.left_at = now


def _leaves(table: Workspace, case: Case, member: str) -> list[Move]:
    if table.finished:
        return []
    try:
        return repair.goes(table, member, Leaving.LEFT)
    except Refusal:
        pass
    try:
        return repair.go_on_alone(table, case, member, Leaving.LEFT)
    except Refusal:
        return []  # nobody else is there


def _forget_desk(seat: Seat) -> None:
    log.forget_lane(seat.cohort_id, seat.sitting_id, seat.member_id)
    seat.person_id, seat.desk, seat.findings, seat.last_seq = None, Desk().model_dump_json(), 0, 0
    db.session.flush()


def _leave_a_number(person: Person, now: datetime) -> None:
    """What is left of an account: a number, so that records which must not change still tell two people apart."""
    person.name, person.email = FORMER, f"{secrets.token_hex(8)}{NOWHERE}"
    person.password_hash = person.discipline = None
    person.is_author = person.is_teacher = person.is_admin = False
    person.suspended_at = now
    person.quiet = ""


def reapply(lines: Iterable[Line], now: datetime, *, exports_dir: Path) -> tuple[int, int]:
    """Erase again whom these lines and the database's own list name, and take out the same words: for a restored backup. Returns how many
    people and how many entries of logs that were.
    """
    with saving():
        whole = [*erasure_list.of_database(), *lines]
        erasures.keep(erasure_list.rows(lines))
        gone = 0
        files: list[str] = []
        for line in whole:
            if isinstance(line, Erased) and (person := erasures.person_of(line.person, line.made_at)) is not None:
                _, found = _erase(person, now, names=line.names, words=line.words)
                files += found
                gone += 1
        entries = redact.again([line for line in whole if not isinstance(line, Erased)], now)
    forget()
    for file in files:
        (exports_dir / file).unlink(missing_ok=True)
    return gone, entries


def clear_space(most: int | None = None) -> bool:
    """Have the database write over what its file still holds of rows that are gone. Returns whether it could: on a busy site, or for more
    than `most` bytes, it has to be done again (`elearn people clear-space`).
    """
    db.session.remove()
    return copies.clear_space(db.engine, most)
