"""Signing in and out, and making accounts. Passwords by NCSC's advice: long enough, not common, no rules of composition, no expiry."""

from datetime import datetime, timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from elearn.domain import password as passwords
from elearn.domain.errors import Refusal, TooOften
from elearn.domain.person import Discipline
from elearn.store import people
from elearn.store.db import saving
from elearn.store.people import Person, SignInAttempt, fold_email

# OWASP's smaller Argon2id setting: 19 MiB, so that a whole class signing in at once does not exhaust the memory.
HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")
WINDOW = timedelta(minutes=10)
TRIES_AN_ACCOUNT = 8
TRIES_AN_ADDRESS = 400
"""a whole class may sit behind one address: wide enough for its slips, too narrow for guessing"""


class WrongPassword(Refusal):
    """The address and the password do not go together; which of them is wrong is not said."""


def sign_in(email: str, password: str, address: str, now: datetime) -> Person:
    """The person with this address and password. Raises WrongPassword, or TooOften after too many tries on this account or from
    this address.
    """
    for_email, from_address = people.failures_since(now - WINDOW, email=email, address=address)
    if for_email >= TRIES_AN_ACCOUNT or from_address >= TRIES_AN_ADDRESS:
        raise TooOften("sign_in.too_often", "Too many tries. Wait ten minutes, then try again, or ask your tutor for a new link.")
    person = people.by_email(email)
    if not _verify(person, password) or person is None or not person.is_active:
        with saving() as session:
            session.add(SignInAttempt(email=fold_email(email)[:254], address=address[:64], at=now))
        raise WrongPassword("sign_in.wrong", "That address and password do not go together. Check both and try again.")
    return person


def _verify(person: Person | None, password: str) -> bool:
    """Takes as long for an unknown address as for a known one."""
    try:
        return HASHER.verify(person.password_hash if person and person.password_hash else NOBODY, passwords.composed(password))
    except (VerificationError, InvalidHashError):
        return False


def add_person(
    name: str,
    email: str,
    now: datetime,
    *,
    discipline: Discipline | None = None,
    password: str | None = None,
    author: bool = False,
    admin: bool = False,
) -> Person:
    """A new account. Raises Refusal when the address is taken or the password is not a good one."""
    if password is not None:
        password = passwords.approve(password, name, email)
    if people.by_email(email):
        raise Refusal("email.taken", "Somebody has an account with {email} already.", email=email)
    person = Person(
        name=name.strip(), email=fold_email(email), discipline=discipline, is_author=author, is_admin=admin, created_at=now,
        password_hash=HASHER.hash(password) if password else None,
    )  # fmt: skip
    with saving() as session:
        session.add(person)
    return person


def sign_out_everywhere(person_id: int) -> None:
    """End every sign-in of this person: older cookies stop working at once."""
    with saving() as session:
        person = session.get(Person, person_id)
        if person is not None:
            person.session_epoch += 1
