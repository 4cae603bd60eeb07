"""Signing in and out, and making accounts. Passwords by NCSC's advice: long enough, not common, no rules of composition, no expiry."""

import secrets
from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearn.domain import password as passwords
from elearn.domain import throttle
from elearn.domain.errors import Refusal, TooOften
from elearn.domain.person import Discipline
from elearn.store import people, sessions
from elearn.store.db import hold, saving
from elearn.store.people import Person, fold_email
from elearn.store.sessions import SignedIn

# OWASP's smaller Argon2id setting: 19 MiB, so that a whole class signing in at once does not exhaust the memory.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")
WINDOW = timedelta(minutes=10)
IN_MINUTES = timedelta(minutes=2)
"""a longer wait is said in minutes"""
AN_EVENING = timedelta(hours=12)


class WrongPassword(Refusal):
    """The address and the password do not go together; which of them is wrong is not said."""


def sign_in(email: str, password: str, address: str, now: datetime) -> Person:
    """The person with this address and password. Raises WrongPassword, or TooOften after too many tries on this account or from
    this network.

    A try is counted before the password is looked at, so that many at once are no way round the count; the right one ends it.
    """
    network = throttle.network_of(address)
    with saving() as session:
        hold(session.connection(), f"sign-in {fold_email(email)}")
        _not_too_often(email, network, now)
        people.note_attempt(email, network, now)
    person = people.by_email(email)
    if not verify(person, password) or person is None or not person.is_active:
        raise WrongPassword("sign_in.wrong", "That address and password do not go together. Check both and try again.")
    better = HASHER.hash(passwords.composed(password)) if HASHER.check_needs_rehash(person.password_hash or NOBODY) else None
    with saving():
        people.forget_attempts(email, now - 2 * throttle.HERE)
        if better:
            person.password_hash = better
    return person


def _not_too_often(email: str, network: str, now: datetime) -> None:
    failed = people.failures(email, network, here=now - throttle.HERE, account=now - throttle.ACCOUNT, anybody=now - throttle.ANYBODY)
    if failed.network >= throttle.TRIES_A_NETWORK or failed.account >= throttle.TRIES_AN_ACCOUNT:
        raise TooOften("sign_in.too_often", "Too many tries. Wait ten minutes, then try again, or ask your tutor for a new link.")
    left = (failed.last or now) + throttle.wait_after(failed.from_here) - now
    if left >= IN_MINUTES:
        raise TooOften(
            "sign_in.wait_minutes",
            "That was wrong several times. Wait {minutes} minutes, then try again, or use “I forgot my password”.",
            minutes=left // timedelta(minutes=1) + 1,
        )
    if left > timedelta(0):
        seconds = left // timedelta(seconds=1) + 1
        raise TooOften("sign_in.wait_seconds", "That was wrong several times. Wait {seconds} seconds, then try again.", seconds=seconds)


def verify(person: Person | None, password: str) -> bool:
    """Whether this is the person's password. Takes as long for an unknown address as for a known one."""
    try:
        return HASHER.verify(person.password_hash if person and person.password_hash else NOBODY, passwords.composed(password))
    except (VerificationError, InvalidHashError):
        return False


def begin(person_id: int, device: str, now: datetime, *, proven: bool = False, lasts: timedelta = AN_EVENING) -> str:
    """Sign somebody in, in one browser. Returns the secret that the browser keeps; nobody can have it again."""
    secret = secrets.token_urlsafe(32)
    with saving():
        row = SignedIn(
            person_id=person_id, device=device[:60], begun_at=now, used_at=now, ends_at=now + lasts, proven_at=now if proven else None
        )
        sessions.keep(secret, row)
    return secret


def used(sign_in_id: int, now: datetime) -> None:
    """Note that somebody is still there."""
    with saving():
        sessions.used(sign_in_id, now)


def sign_out(person_id: int, sign_in_id: int) -> None:
    """End one sign-in of this person."""
    with saving():
        sessions.end(person_id, [sign_in_id])


def sign_out_everywhere(person_id: int, *, but: int | None = None) -> None:
    """End every sign-in of this person at once, streams among them; `but` the one named."""
    with saving():
        sessions.end_all(person_id, but=but)


def add_person(
    name: str,
    email: str,
    now: datetime,
    *,
    discipline: Discipline | None = None,
    password: str | None = None,
    author: bool = False,
    teacher: bool = False,
    admin: bool = False,
) -> Person:
    """A new account. Raises Refusal when the address is taken or the password is not a good one."""
    if password is not None:
        password = passwords.approve(password, name, email)
    if people.by_email(email):
        raise Refusal("email.taken", "Somebody has an account with {email} already.", email=email)
    person = Person(
        name=name.strip(), email=fold_email(email), discipline=discipline, is_author=author, is_teacher=teacher, is_admin=admin,
        created_at=now, password_hash=HASHER.hash(password) if password else None,
    )  # fmt: skip
    with saving() as session:
        session.add(person)
    return person
