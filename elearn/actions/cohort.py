"""Running a class: starting it, its settings and cases, its staff, joining and leaving it."""

import secrets
from datetime import datetime

from elearn.actions import enter, timing
from elearn.actions.sit import Wake, nobody
from elearn.domain import wallclock
from elearn.domain.cohort import LENGTH, LETTERS, OFFERED, Pace, typed_code
from elearn.domain.errors import NotThere, Refusal, TooOften
from elearn.domain.person import STAFF, Discipline, Role
from elearn.domain.roster import LONGEST_NAME, clean
from elearn.store import cohorts, library, outbox, people, rosters, tries
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import saving
from elearn.store.outbox import Kind
from elearn.store.people import Person

JOINING = "join"
WRONG_CODES = 60
"""from one network address within `enter.WINDOW`: a lecture hall mistypes that often, a guesser needs a million million more"""


def start(name: str, zone: str, pace: Pace, person_id: int, now: datetime) -> int:
    """A new class, led by whoever starts it. Returns its id."""
    named = _name(name)
    wallclock.zone(zone)
    with saving() as session:
        cohort = Cohort(name=named, time_zone=zone, pace=pace, created_at=now)
        session.add(cohort)
        session.flush()
        session.add(Enrolment(cohort_id=cohort.id, person_id=person_id, role=Role.LEAD))
        return cohort.id


def settle(cohort_id: int, *, name: str, zone: str, pace: Pace, now: datetime, wake: Wake = nobody) -> None:
    """Change a class's name, time zone and pace. Dates keep their moments; only the clock that shows them changes. Where each pair now goes
    at its own pace, whatever the tutor held is open.
    """
    named = _name(name)
    wallclock.zone(zone)
    with saving():
        cohort = _in_use(cohort_id)
        released = cohort.pace == Pace.TAUGHT and pace is Pace.OWN
        cohort.name, cohort.time_zone, cohort.pace = named, zone, pace
    if released:
        timing.release(cohort_id, now, wake)


def archive(cohort_id: int, now: datetime) -> None:
    """Put a class away: nobody joins it or is invited any more; what was done in it stays readable."""
    with saving():
        cohort = _in_use(cohort_id)
        cohort.archived_at, cohort.join_code = now, None


def bring_back(cohort_id: int) -> None:
    """Take a class out of the archive."""
    with saving():
        cohort = cohorts.hold(cohort_id)
        if cohort is not None:
            cohort.archived_at = None


def choose_case(cohort_id: int, slug: str, opens: datetime | None, due: datetime | None) -> None:
    """Choose a case for a class, or change its dates, which come as the clock on the class's wall shows them."""
    with saving() as session:
        cohort = _in_use(cohort_id)
        version = library.latest(slug)
        if version is None:
            raise Refusal("case.unknown", "There is no published case of that name.")
        opens_at = wallclock.moment(opens, cohort.time_zone) if opens else None
        due_at = wallclock.moment(due, cohort.time_zone, late=True) if due else None
        if opens_at and due_at and due_at <= opens_at:
            raise Refusal("case.due_before", "The case would be due before it opens. Check both dates.")
        is_new = session.get(CohortCase, (cohort_id, slug)) is None
        session.merge(CohortCase(cohort_id=cohort_id, case_slug=slug, opens_at=opens_at, due_at=due_at))
        if is_new:
            timing.begin(cohort, library.case(version.sha))


def withdraw_case(cohort_id: int, slug: str) -> None:
    """Take a case out of a class's choice. Pairs that sit at it keep it."""
    with saving():
        _in_use(cohort_id)
        cohorts.withdraw(cohort_id, slug)


def renew_code(cohort_id: int) -> str:
    """A new join code; the old one stops working."""
    code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    with saving():
        _in_use(cohort_id).join_code = code
    return code


def close_joining(cohort_id: int) -> None:
    """Nobody joins by code any more."""
    with saving():
        _in_use(cohort_id).join_code = None


def add_staff(cohort_id: int, email: str, name: str, role: Role, now: datetime, *, by_post: bool) -> tuple[Person, bool]:
    """Give somebody a role in a class by their e-mail address; `by_post`, they are written to. Returns the person, and whether their
    account is new.
    """
    if role not in OFFERED:
        raise Refusal("staff.role", "Choose one of the roles on the list.")
    folded, named = _email(email), clean(name)
    with saving() as session:
        cohort = _in_use(cohort_id)
        person = people.by_email(folded)
        is_new = person is None
        if person is None:
            if not named:
                raise Refusal("staff.name", "Nobody has an account with that address yet. Write their name too, and one is made.")
            person = Person(name=named[:LONGEST_NAME], email=folded, created_at=now)
            session.add(person)
            session.flush()
        place = cohorts.enrolment(cohort_id, person.id)
        if place is not None and (place.role == Role.LEARNER or person.id in rosters.seated(cohort_id)):
            raise Refusal("staff.learns_here", "{name} learns in this class. One person cannot do both.", name=person.name)
        _never_without_lead(cohort_id, person.id, role)
        session.merge(Enrolment(cohort_id=cohort_id, person_id=person.id, role=role))
        if by_post:
            kind = Kind.ADDED if person.password_hash else Kind.INVITATION
            outbox.write(kind, person.email, now, cohort_id=cohort_id, cohort=cohort.name, role=role.value)
        return person, is_new


def change_role(cohort_id: int, person_id: int, role: Role) -> None:
    """Give somebody on the staff another role. A class always keeps a lead."""
    if role not in OFFERED:
        raise Refusal("staff.role", "Choose one of the roles on the list.")
    with saving():
        _in_use(cohort_id)
        _of_staff(cohort_id, person_id).role = role
        _never_without_lead(cohort_id, person_id, role)


def remove_staff(cohort_id: int, person_id: int) -> None:
    """End somebody's part in the staff. A class always keeps a lead."""
    with saving():
        _in_use(cohort_id)
        _of_staff(cohort_id, person_id)
        _never_without_lead(cohort_id, person_id, None)
        cohorts.leave(cohort_id, person_id)


def remove_learner(cohort_id: int, person_id: int) -> str:
    """Take a learner who sits at no pair off the list. Returns their name."""
    with saving():
        _in_use(cohort_id)
        place, person = cohorts.enrolment(cohort_id, person_id), people.by_id(person_id)
        if place is None or person is None or place.role != Role.LEARNER:
            raise Refusal("learner.unknown", "There is no such learner in this class.")
        if person_id in rosters.seated(cohort_id):
            raise Refusal("learner.seated", "{name} sits in a pair. Change the pair first, so that no work is lost.", name=person.name)
        cohorts.leave(cohort_id, person_id)
        return person.name


def find(code: str, address: str, now: datetime) -> Cohort:
    """The class that a code joins. Raises TooOften after many wrong ones from one network address."""
    _, wrong = tries.since(now - enter.WINDOW, JOINING, about="", address=address)
    if wrong >= WRONG_CODES:
        raise TooOften("join.too_often", "Too many codes that do not work came from here. Wait ten minutes, then try again.")
    cohort = cohorts.by_code(typed_code(code))
    if cohort is None:
        with saving():
            tries.forget_before(now - 2 * enter.WINDOW)
            tries.note(JOINING, about="", address=address, now=now)
        raise Refusal("join.unknown", "No class has that code now. Check it letter by letter, or ask your tutor for the newest.")
    return cohort


def join(code: str, person_id: int, discipline: Discipline, address: str, now: datetime) -> int:
    """Join a class as a learner, with an account that one has. Returns the class's id."""
    cohort_id = find(code, address, now).id
    with saving() as session:
        _in_use(cohort_id)
        place = cohorts.enrolment(cohort_id, person_id)
        if place is not None and place.role != Role.LEARNER:
            raise Refusal("join.staff", "You are on the staff of this class, so you cannot learn in it too.")
        if place is None:
            session.add(Enrolment(cohort_id=cohort_id, person_id=person_id, role=Role.LEARNER, discipline=discipline))
            person = session.get(Person, person_id)
            if person is not None and person.discipline is None:
                person.discipline = discipline
        elif place.discipline is None:
            place.discipline = discipline
    return cohort_id


def join_newly(code: str, *, name: str, email: str, password: str, discipline: Discipline, address: str, now: datetime) -> Person:
    """Join a class with a new account; or with one's own, when address and password are those of an account that there is.

    Whoever holds the code learns no more than at the sign-in: a wrong password for a known address is answered as there.
    """
    find(code, address, now)
    if people.by_email(email):
        try:
            person = enter.sign_in(email, password, address, now)
        except enter.WrongPassword as refusal:
            raise enter.WrongPassword(
                "join.known",
                "That address and password do not go together. If your university has put you on a list, use the link that you were given, "
                "or “forgot my password”.",
            ) from refusal
    else:
        named = clean(name)[:LONGEST_NAME]
        if not named:
            raise Refusal("join.name", "Write your name, as your partner should read it.")
        person = enter.add_person(named, _email(email), now, discipline=discipline, password=password)
    join(code, person.id, discipline, address, now)
    return person


def _name(name: str) -> str:
    named = clean(name)
    if not named:
        raise Refusal("cohort.name", "Give the class a name that its students know it by.")
    return named[:LONGEST_NAME]


def _email(email: str) -> str:
    folded = people.fold_email(clean(email))
    if folded.count("@") != 1 or folded.startswith("@") or "." not in folded.partition("@")[2] or " " in folded or not folded.isascii():
        raise Refusal("email.wrong", "“{email}” is not an e-mail address.", email=clean(email)[:80])
    return folded[:254]


def _in_use(cohort_id: int) -> Cohort:
    """The class, held; refused when it is archived."""
    cohort = cohorts.hold(cohort_id)
    if cohort is None:
        raise NotThere("cohort.unknown", "There is no such class.")
    if cohort.archived_at:
        raise Refusal("cohort.archived", "This class is archived. Bring it back before you change it.")
    return cohort


def _of_staff(cohort_id: int, person_id: int) -> Enrolment:
    place = cohorts.enrolment(cohort_id, person_id)
    if place is None or place.role not in STAFF:
        raise Refusal("staff.unknown", "There is nobody of that name on the staff of this class.")
    return place


def _never_without_lead(cohort_id: int, person_id: int, role: Role | None) -> None:
    leads = {each.person_id for each in cohorts.staff(cohort_id) if each.role == Role.LEAD} - {person_id}
    if role is not Role.LEAD and not leads:
        raise Refusal("staff.last_lead", "A class needs somebody who leads it. Make somebody else the lead first.")
