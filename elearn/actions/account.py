"""What people do with their own account, and what admins and those at a shell do with others'. The second kind is written down."""

from datetime import datetime

from elearn.actions import enter, invite
from elearn.domain import password as passwords
from elearn.domain.errors import NotAllowed, NotThere, Refusal, TooOften
from elearn.domain.person import Right
from elearn.domain.roster import LONGEST_NAME, clean
from elearn.domain.single_use import Purpose
from elearn.store import account_deeds, erasures, people, second_factors, sessions, tokens, tries
from elearn.store.account_deeds import Done
from elearn.store.db import hold, saving
from elearn.store.people import Person

CHANGING = "password"
WRONG_PASSWORDS = 6

DONE = {
    (Right.TEACHER, True): Done.TEACHER_ON,
    (Right.TEACHER, False): Done.TEACHER_OFF,
    (Right.AUTHOR, True): Done.AUTHOR_ON,
    (Right.AUTHOR, False): Done.AUTHOR_OFF,
    (Right.ADMIN, True): Done.ADMIN_ON,
    (Right.ADMIN, False): Done.ADMIN_OFF,
}


def change_password(person_id: int, old: str, new: str, now: datetime, *, here: int) -> None:
    """Change one's own password, for the price of the old one. Every sign-in but the one named ends, and links that were not used."""
    person = people.by_id(person_id)
    if person is None or person.password_hash is None:
        raise NotAllowed("password.none", "This account has no password. It is set by the link that you were given.")
    with saving() as session:
        hold(session.connection(), f"{CHANGING} {person_id}")
        wrong, _ = tries.since(now - enter.WINDOW, CHANGING, about=str(person_id), address="")
        if wrong >= WRONG_PASSWORDS:
            raise TooOften("password.too_often", "The old password was wrong several times. Wait ten minutes, then try again.")
        tries.note(CHANGING, about=str(person_id), address="", now=now)
    if not enter.verify(person, old):
        raise Refusal("password.old_wrong", "The old password is not right. Nothing was changed.")
    hashed = enter.HASHER.hash(passwords.approve(new, person.name, person.email))
    with saving() as session:
        tries.forget(CHANGING, about=str(person_id))
        held = session.get(Person, person_id, populate_existing=True)
        if held is None:
            raise _unknown()
        held.password_hash = hashed
        sessions.end_all(person_id, but=here)
        tokens.forget([person_id])


def add(name: str, email: str, now: datetime, *, rights: frozenset[Right] = frozenset(), by: int | None = None) -> tuple[Person, str]:
    """A new account and the secret of the single-use link with which its owner chooses a password. `by` nobody: from a shell."""
    named, folded = clean(name)[:LONGEST_NAME], people.fold_email(clean(email))
    if not named:
        raise Refusal("person.name", "Give them a name.")
    if folded.count("@") != 1 or folded.startswith("@") or folded.endswith("@") or " " in folded or not folded.isascii():
        raise Refusal("email.wrong", "“{email}” is not an e-mail address.", email=clean(email)[:80])
    if people.by_email(folded):
        raise Refusal("email.taken", "Somebody has an account with {email} already.", email=folded)
    with saving() as session:
        person = Person(name=named, email=folded[:254], created_at=now, **{f"is_{right.value}": True for right in rights})
        session.add(person)
        session.flush()
        account_deeds.note(Done.ADDED, person.id, by, now)
        for right in sorted(rights):
            account_deeds.note(DONE[right, True], person.id, by, now)
        purpose = Purpose.FIRST_ADMIN if Right.ADMIN in rights else Purpose.INVITATION
        secret = invite.mint(purpose, person.id, now)
    return person, secret


def set_right(person_id: int, right: Right, on: bool, now: datetime, *, by: int | None = None) -> Person:
    """Give or take a right. There is always an admin. Who gains rights signs in again, so that no browser that was left open gains them."""
    with saving() as session:
        person = _held(person_id)
        if getattr(person, f"is_{right.value}") is on:
            return person
        if right is Right.ADMIN and not on:
            _never_without_admin(person_id)
        setattr(person, f"is_{right.value}", on)
        account_deeds.note(DONE[right, on], person_id, by, now)
        if right is Right.ADMIN:
            sessions.end_all(person_id)
        session.flush()
        return person


def suspend(person_id: int, now: datetime, *, by: int | None = None) -> None:
    """Shut somebody out at once: their sign-ins and links end. What they did stays."""
    with saving():
        person = _held(person_id)
        if by == person_id:
            raise NotAllowed("person.self", "That is your own account. Another admin can suspend it.")
        if person.suspended_at is None:
            _never_without_admin(person_id)
            person.suspended_at = now
            sessions.end_all(person_id)
            tokens.forget([person_id])
            account_deeds.note(Done.SUSPENDED, person_id, by, now)


def let_back(person_id: int, now: datetime, *, by: int | None = None) -> None:
    """End a suspension. They sign in anew."""
    with saving():
        person = _held(person_id)
        if person.suspended_at is not None:
            person.suspended_at = None
            account_deeds.note(Done.LET_BACK, person_id, by, now)


def sign_out(person_id: int, now: datetime, *, by: int | None = None) -> None:
    """End somebody's sign-ins in every browser."""
    with saving():
        _held(person_id)
        sessions.end_all(person_id)
        account_deeds.note(Done.SIGNED_OUT, person_id, by, now)


def reset(person_id: int, now: datetime, *, by: int | None = None, on_paper: bool = False) -> str:
    """The secret of a new single-use link, to hand over; with it somebody chooses a new password. The old one works until then."""
    with saving():
        person = _held(person_id)
        if person.suspended_at is not None:
            raise NotAllowed("person.suspended", "{name} is suspended. Let them back first.", name=person.name)
        account_deeds.note(Done.RESET, person_id, by, now)
        purpose = Purpose.RESET_BY_HAND if person.password_hash else Purpose.INVITATION
        return invite.mint(Purpose.FIRST_ADMIN if person.is_admin else purpose, person_id, now, on_paper=on_paper)


def take_factor_away(person_id: int, now: datetime, *, by: int | None = None) -> None:
    """Take somebody's second factor away, when telephone and recovery codes are lost. Their sign-ins end."""
    with saving():
        _held(person_id)
        if by == person_id:
            raise NotAllowed("person.self_factor", "That is your own second factor. Take it away on your own account's page.")
        second_factors.forget(person_id)
        sessions.end_all(person_id)
        account_deeds.note(Done.FACTOR_OFF, person_id, by, now)


def _held(person_id: int) -> Person:
    """The person, freshly read inside the transaction."""
    person = people.held(person_id)
    if person is None:
        raise _unknown()
    if erasures.is_erased(person):
        raise NotAllowed("person.erased", "This account has been erased. A number is left of it, and nobody's name.")
    return person


def _never_without_admin(person_id: int) -> None:
    admins = {each.id for each in people.admins()}
    if admins == {person_id}:
        raise NotAllowed("person.last_admin", "The site needs an admin. Make somebody else one first.")


def _unknown() -> NotThere:
    return NotThere("person.unknown_account", "There is no such account.")
