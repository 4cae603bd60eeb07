"""Bringing a class list in: read it, look at what would happen, say what it cannot tell by itself, and then all of it or nothing."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from elearn.domain import roster
from elearn.domain.errors import Conflict, NotThere, Refusal
from elearn.domain.person import Discipline, Role
from elearn.domain.roster import Choices, Intention, Known, Outcome, Understanding
from elearn.intake import bench
from elearn.store import cohorts, rosters
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.people import Person


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A list as it was sent, what was understood of it, and, once nothing is left to ask, what would become of each row."""

    name: str
    understood: Understanding
    intentions: list[Intention]
    absent: int
    """learners of the class whom the list does not name: nothing happens to them"""

    @property
    def fingerprint(self) -> str:
        """Of everything that would happen. If the class changes between looking and deciding, this changes too."""
        told = repr([replace(each, says=()) for each in self.intentions])
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def counts(self) -> dict[Outcome, int]:
        return roster.counted(self.intentions)


def receive(cohort_id: int, person_id: int, name: str, data: bytes, now: datetime) -> None:
    """Read a file that somebody sent and keep it for their preview. Raises Malformed with a sentence when it cannot be read."""
    sheet = bench.sheet(data)  # outside the transaction: it may take its two seconds
    with saving():
        _in_use(cohort_id)
        rosters.keep_draft(cohort_id, person_id, roster.clean(name), sheet, Choices(), now)


def choose(cohort_id: int, person_id: int, choices: Choices, now: datetime) -> None:
    """Keep what the tutor says about their list."""
    with saving():
        draft = rosters.draft(cohort_id, person_id)
        if draft is None:
            raise _gone()
        rosters.keep_draft(cohort_id, person_id, draft.name, draft.read_sheet, choices, now)


def discard(cohort_id: int, person_id: int) -> None:
    """Throw the list away."""
    with saving():
        rosters.drop_draft(cohort_id, person_id)


def preview(cohort_id: int, person_id: int) -> Preview | None:
    """What this person's list would do to the class as it is now; None when they have sent none."""
    draft = rosters.draft(cohort_id, person_id)
    if draft is None:
        return None
    understood = roster.understand(draft.read_sheet, draft.read_choices)
    if understood.asks:
        return Preview(name=draft.name, understood=understood, intentions=[], absent=0)
    known = list(_known(cohort_id, understood))
    here = sum(1 for each in known if each.role is Role.LEARNER)
    return Preview(
        name=draft.name, understood=understood, intentions=roster.plan(understood, known), absent=cohorts.counts(cohort_id).learners - here
    )


def bring_in(cohort_id: int, person_id: int, fingerprint: str, now: datetime) -> dict[Outcome, int]:
    """Do what the preview with this fingerprint said, all of it or nothing, and throw the list away. Returns the rows by outcome.

    Raises Conflict when the class has changed since the preview, so that something else would happen now.
    """
    try:
        return _brought_in(cohort_id, person_id, fingerprint, now)
    except rosters.AddressTaken:
        raise _changed() from None


def _brought_in(cohort_id: int, person_id: int, fingerprint: str, now: datetime) -> dict[Outcome, int]:
    with saving() as session:
        _in_use(cohort_id)
        seen = preview(cohort_id, person_id)
        if seen is None:
            raise _gone()
        if seen.understood.asks or seen.fingerprint != fingerprint:
            raise _changed()
        wanted = [each for each in seen.intentions if each.outcome in (Outcome.NEW, Outcome.JOINS, Outcome.UPDATED)]
        made = {
            each.email: Person(name=each.name, email=each.email, discipline=each.discipline, created_at=now)
            for each in wanted
            if each.outcome is Outcome.NEW
        }
        rosters.add_people(list(made.values()))
        session.add_all(
            Enrolment(
                cohort_id=cohort_id, person_id=each.person_id or made[each.email].id, role=Role.LEARNER,
                discipline=each.discipline, student_number=each.number or None,
            )
            for each in wanted
            if each.outcome is not Outcome.UPDATED
        )  # fmt: skip
        for each, person, place in _there(cohort_id, wanted):
            _update(each, person, place)
        rosters.drop_draft(cohort_id, person_id)
        return seen.counts


def _there(cohort_id: int, wanted: list[Intention]) -> Iterator[tuple[Intention, Person, Enrolment | None]]:
    """The intentions that concern somebody with an account, with that somebody."""
    meant = {each.person_id: each for each in wanted if each.person_id}
    if not meant:
        return
    emails, numbers = [each.email for each in meant.values()], [each.number for each in meant.values() if each.number]
    for person, place in list(rosters.concerned(cohort_id, emails, numbers)):
        if person.id in meant:
            yield meant[person.id], person, place


def _update(intention: Intention, person: Person, place: Enrolment | None) -> None:
    person.name, person.email = intention.name, intention.email  # both as planned: those of a settled account are as they were
    if person.discipline is None:
        person.discipline = intention.discipline
    if place is not None and intention.outcome is Outcome.UPDATED:
        place.discipline = intention.discipline
        place.student_number = intention.number or place.student_number


def _known(cohort_id: int, understood: Understanding) -> Iterator[Known]:
    """Everybody whom the list may concern, as the plan needs to know them."""
    emails, numbers = roster.addresses(understood)
    found = list(rosters.concerned(cohort_id, emails, numbers))
    elsewhere, seated = rosters.elsewhere([person.id for person, _ in found], cohort_id), rosters.seated(cohort_id)
    for person, place in found:
        yield Known(
            person_id=person.id,
            name=person.name,
            email=person.email,
            settled=bool(person.password_hash or person.is_author or person.is_teacher or person.is_admin or person.id in elsewhere),
            works_here=person.is_admin,
            role=Role(place.role) if place else None,
            discipline=Discipline(place.discipline) if place and place.discipline else None,
            number=(place.student_number or "") if place else "",
            seated=person.id in seated,
        )


def _in_use(cohort_id: int) -> None:
    cohort = cohorts.hold(cohort_id)
    if cohort is None:
        raise NotThere("cohort.unknown", "There is no such class.")
    if cohort.archived_at:
        raise Refusal("cohort.archived", "This class is archived. Bring it back before you change it.")


def _gone() -> Conflict:
    return Conflict("roster.gone", "That list is no longer here: it was imported, thrown away, or a day old. Send it again.")


def _changed() -> Conflict:
    return Conflict("roster.changed", "The class has changed since you looked, so nothing was imported. Look at what would happen now.")
