"""Single-use links: inviting people to their account, and to a new password. By e-mail, or on paper where the site sends none."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from elearn.actions.enter import HASHER
from elearn.domain import password as passwords
from elearn.domain.cohort import LETTERS
from elearn.domain.errors import NotAllowed, Refusal, TooOften
from elearn.domain.person import TEACHERS, Role
from elearn.domain.single_use import Purpose
from elearn.store import cohorts, outbox, people, sessions, tokens, tries
from elearn.store.db import saving
from elearn.store.outbox import Kind, State
from elearn.store.people import Person, fold_email

FORGOTTEN = "forgotten"
ON_PAPER = 16
WINDOW = timedelta(hours=1)
ASKED_AN_ACCOUNT = 5
ASKED_AN_ADDRESS = 300
"""a whole class behind one network address may have forgotten its passwords over the summer"""


@dataclass(frozen=True, kw_only=True)
class Handout:
    """A link for one person, to be handed over. It is nowhere else: what is kept is its hash."""

    person_id: int
    name: str
    email: str
    secret: str


class Spent(Refusal):
    """The link was used, has expired, or never was one."""


def mint(purpose: Purpose, person_id: int, now: datetime, *, on_paper: bool = False) -> str:
    """A new link's secret, inside a transaction. It ends the earlier ones of this person."""
    secret = for_paper() if on_paper else secrets.token_urlsafe(32)
    tokens.keep({person_id: typed_secret(secret)}, purpose, now)
    return secret


def for_paper() -> str:
    """A secret that somebody can type from a sheet: sixteen letters that cannot be mistaken, which nobody guesses in its two weeks."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(ON_PAPER))
    return "-".join(letters[at : at + 4] for at in range(0, ON_PAPER, 4))


def typed_secret(typed: str) -> str:
    """A secret as it is kept: one from paper without its dashes, in capitals, however it was typed."""
    letters = typed.replace("-", "").upper()
    return letters if len(letters) == ON_PAPER and set(letters) <= set(LETTERS) else typed


def invite_by_post(cohort_id: int, now: datetime, only: Iterable[int] | None = None) -> int:
    """Write to the learners who have no password yet: to those named, or to all who have not been written to. Returns how many."""
    with saving():
        cohort = cohorts.hold(cohort_id)
        if cohort is None or cohort.archived_at:
            return 0
        chosen = set(only) if only is not None else None
        invited = [person for person in cohorts.unaccepted(cohort_id) if chosen is None or person.id in chosen]
        written = outbox.last_of(cohort_id, [person.email for person in invited]) if chosen is None else {}
        fresh = [person for person in invited if person.email not in written or written[person.email].state == State.FAILED]
        for person in fresh:
            outbox.write(Kind.INVITATION, person.email, now, cohort_id=cohort_id, cohort=cohort.name, role=Role.LEARNER.value)
    return len(fresh)


def handouts(cohort_id: int, now: datetime, only: Iterable[int] | None = None) -> tuple[list[Handout], int]:
    """Links on paper for the learners who have no password yet; and how many got none, since they hold rights that a tutor must not be able
    to take by using their link.
    """
    chosen = set(only) if only is not None else None
    with saving():
        invited = [person for person in cohorts.unaccepted(cohort_id) if chosen is None or person.id in chosen]
        barred = cohorts.on_any_staff([person.id for person in invited])
        made = [
            Handout(person_id=person.id, name=person.name, email=person.email, secret=for_paper())
            for person in invited
            if person.id not in barred
        ]
        tokens.keep({each.person_id: typed_secret(each.secret) for each in made}, Purpose.INVITATION, now)
    return made, len(invited) - len(made)


def hand_staff_link(cohort_id: int, person_id: int, now: datetime) -> Handout:
    """An invitation on paper for somebody on the staff who has never signed in: only where this class is all that they have."""
    with saving():
        person, places = people.by_id(person_id), cohorts.of_person(person_id)
        if person is None or cohort_id not in places:
            raise Refusal("person.unknown", "There is nobody of that name in this class.")
        if person.password_hash or set(places) != {cohort_id} or person.is_admin or person.is_author or person.is_teacher:
            raise NotAllowed("link.not_by_hand", "{name} has an account already, and signs in with it.", name=person.name)
        secret = mint(Purpose.INVITATION, person_id, now, on_paper=True)
    return Handout(person_id=person_id, name=person.name, email=person.email, secret=secret)


def hand_reset(cohort_id: int, person_id: int, asker_id: int, now: datetime) -> Handout:
    """A link to a new password, to hand over: for a learner who belongs to classes of the asker only. With it one could sign in as them, so
    that nobody may make one who could not look at all their work anyway.
    """
    with saving():
        person, theirs, mine = people.by_id(person_id), cohorts.of_person(person_id), cohorts.of_person(asker_id)
        if person is None or theirs.get(cohort_id) is not Role.LEARNER:
            raise Refusal("person.unknown", "There is nobody of that name in this class.")
        rights = person.is_admin or person.is_author or person.is_teacher or any(role is not Role.LEARNER for role in theirs.values())
        if rights or any(mine.get(each) not in TEACHERS for each in theirs):
            raise NotAllowed(
                "link.belongs_elsewhere",
                "{name} belongs to another class too, or holds rights there. They can use “forgot my password”, or ask an admin.",
                name=person.name,
            )
        purpose = Purpose.RESET_BY_HAND if person.password_hash else Purpose.INVITATION
        secret = mint(purpose, person_id, now, on_paper=True)
    return Handout(person_id=person_id, name=person.name, email=person.email, secret=secret)


def forgotten(email: str, address: str, now: datetime) -> None:
    """Somebody has forgotten the password of this account. The same is done whether or not there is one: a letter is put into the outbox,
    and when its time comes it is seen whether anybody is to have it. Raises TooOften.
    """
    about = fold_email(email)[:254]
    with saving():
        for_account, from_address = tries.since(now - WINDOW, FORGOTTEN, about=about, address=address)
        if for_account >= ASKED_AN_ACCOUNT or from_address >= ASKED_AN_ADDRESS:
            raise TooOften("reset.too_often", "That has been asked for several times. Look into your mail, or wait an hour.")
        tries.note(FORGOTTEN, about=about, address=address, now=now)
        outbox.write(Kind.RESET, about, now)


def read_link(secret: str, now: datetime) -> tuple[Person, Purpose]:
    """Whose link this is and what for, without using it up. Raises Spent."""
    found = tokens.good(typed_secret(secret), now)
    if found is None or not found.person.is_active:
        raise _spent()
    return found.person, Purpose(found.purpose)


def accept(secret: str, password: str, now: datetime) -> Person:
    """Set the password of whoever has this link, and use it up. All their other sign-ins and links end. Raises Spent, or Refusal when the
    password is not a good one; the link then still works.
    """
    person, _ = read_link(secret, now)
    hashed = HASHER.hash(passwords.approve(password, person.name, person.email))  # before the transaction: hashing takes its time
    with saving() as session:
        used = tokens.use(typed_secret(secret), now)
        found = session.get(Person, used[0], populate_existing=True) if used else None
        if found is None or not found.is_active:
            raise _spent()
        found.password_hash = hashed
        sessions.end_all(found.id)
        tokens.forget([found.id])
        return found


def _spent() -> Spent:
    return Spent("link.spent", "This link has been used, or is too old. Ask for a new one; whoever gave you this one can make it.")
