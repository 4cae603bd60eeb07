"""The second factor: setting it up, giving it, and what to do when the telephone is lost."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from elearn.actions import invite
from elearn.domain import second_factor as codes
from elearn.domain.errors import NotAllowed, Refusal, TooOften
from elearn.store import second_factors, tries
from elearn.store.db import hold, saving
from elearn.store.second_factors import SecondFactor
from elearn.store.tokens import hashed

GIVING = "second_factor"
WINDOW = timedelta(minutes=10)


class WrongCode(Refusal):
    """It is none of the codes that are right now."""


def begin(person_id: int, now: datetime) -> None:
    """Have a new key ready for somebody's telephone. It counts for nothing until they have shown a code of it."""
    with saving() as session:
        found = second_factors.of(person_id)
        if found is not None and found.confirmed_at:
            raise NotAllowed("factor.there", "Your second factor is set up. Take it away first if you want to set up another telephone.")
        session.merge(SecondFactor(person_id=person_id, salt=secrets.token_hex(16), made_at=now, confirmed_at=None, last_step=0))


def key_of(person_id: int, site_secrets: Sequence[str]) -> str | None:
    """The key that somebody's telephone is to be told, while they set it up; never again afterwards."""
    found = second_factors.of(person_id)
    return codes.shared_key(site_secrets[0], person_id, found.salt) if found and not found.confirmed_at else None


def confirm(person_id: int, typed: str, site_secrets: Sequence[str], now: datetime) -> list[str]:
    """The telephone has the key: from now on signing in asks for a code. Returns the recovery codes, which nobody can have again."""
    _count_try(person_id, now)
    found = second_factors.of(person_id)
    if found is None or found.confirmed_at:
        raise NotAllowed("factor.not_begun", "Begin again: there is no second factor to be finished.")
    step = _step(found, typed, site_secrets[:1], now)
    if step is None:
        raise _wrong()
    made = _new_codes()
    with saving() as session:
        held = session.get(SecondFactor, person_id, populate_existing=True)
        if held is None or held.salt != found.salt or not second_factors.use_step(person_id, step):
            raise _wrong()
        held.confirmed_at = now
        second_factors.renew_codes(person_id, map(_kept, made))
        tries.forget(GIVING, about=str(person_id))
    return made


def give(person_id: int, typed: str, site_secrets: Sequence[str], now: datetime) -> None:
    """Somebody gives a code of their telephone, or one of their recovery codes. Each works once. Raises WrongCode or TooOften."""
    _count_try(person_id, now)
    found = second_factors.of(person_id)
    step = _step(found, typed, site_secrets, now) if found and found.confirmed_at else None
    with saving():
        if not (second_factors.use_step(person_id, step) if step else second_factors.use_code(person_id, _kept(typed), now)):
            raise _wrong()
        tries.forget(GIVING, about=str(person_id))


def renew_codes(person_id: int, typed: str, site_secrets: Sequence[str], now: datetime) -> list[str]:
    """New recovery codes for the price of a code; the earlier ones end."""
    give(person_id, typed, site_secrets, now)
    made = _new_codes()
    with saving():
        second_factors.renew_codes(person_id, map(_kept, made))
    return made


def take_away(person_id: int, typed: str, site_secrets: Sequence[str], now: datetime) -> None:
    """Sign in without a second factor again, for the price of a code."""
    give(person_id, typed, site_secrets, now)
    with saving():
        second_factors.forget(person_id)


def _count_try(person_id: int, now: datetime) -> None:
    """A try is counted before the code is looked at; the right one ends the count. From wherever: who gets here has the password."""
    with saving() as session:
        hold(session.connection(), f"{GIVING} {person_id}")
        tried, _ = tries.since(now - WINDOW, GIVING, about=str(person_id), address="")
        if tried >= codes.TRIES:
            raise TooOften("factor.too_often", "Too many codes that were not right. Wait ten minutes, then try again.")
        tries.note(GIVING, about=str(person_id), address="", now=now)


def _step(found: SecondFactor, typed: str, site_secrets: Sequence[str], now: datetime) -> int | None:
    for site_secret in site_secrets:
        key = codes.shared_key(site_secret, found.person_id, found.salt)
        step = codes.step_of(key, codes.typed_code(typed), now, after=found.last_step)
        if step is not None:
            return step
    return None


def _new_codes() -> list[str]:
    return [invite.for_paper() for _ in range(codes.RECOVERY_CODES)]


def _kept(code: str) -> str:
    return hashed(invite.typed_secret(codes.typed_code(code)))


def _wrong() -> WrongCode:
    return WrongCode(
        "factor.wrong",
        "That is not the code of this half minute. Wait for the next one on your telephone; each works once. If it is never right, look "
        "whether the telephone sets its clock by itself.",
    )
