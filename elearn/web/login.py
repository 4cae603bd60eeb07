"""Who is signed in: Flask-Login over our people. The cookie holds a secret; the sign-in lies in the database, where it can be ended."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

from flask import Flask, current_app, g, request, session
from flask_login import LoginManager

from elearn.actions import enter
from elearn.config import Config
from elearn.store import sessions
from elearn.store.db import UNREACHABLE
from elearn.store.people import Person
from elearn.store.sessions import SignedIn
from elearn.web.device import device_words

KEPT_AS = "_user_id"
"""where Flask-Login looks in the cookie's session"""
NOTED_EVERY = timedelta(minutes=5)
"""how exactly it is known when a sign-in was last used: often enough to end it when idle, seldom enough to cost nothing"""
ADMIN_IDLE = timedelta(minutes=30)
BY_THEMSELVES = {"live.ticket", "live.cohort_ticket", "live.read_feed"}
"""what an open page asks for with nobody before it: it keeps no sign-in alive"""


def register(app: Flask) -> None:
    """Let Flask-Login know our people."""
    manager = LoginManager(app)
    manager.session_protection = None  # compares addresses and browsers, which change on a phone; a sign-in ends in the database
    manager.user_loader(load)


def load(secret: str) -> Person | None:
    """The person whose cookie this is; nobody once the sign-in is over, by whatever way."""
    now = datetime.now(UTC)
    found = sessions.of(secret, now)
    if found is None:
        return None
    row, person = found
    if now - row.used_at > _idle(person):
        return None
    if now - row.used_at > NOTED_EVERY and request.endpoint not in BY_THEMSELVES:
        with suppress(*UNREACHABLE):  # that nothing can be saved just now is no reason to show nothing
            enter.used(row.id, now)
    g.signed_in = row
    return person


def _idle(person: Person) -> timedelta:
    config: Config = current_app.extensions["elearn"]
    idle = timedelta(minutes=config.idle_minutes)
    return min(idle, ADMIN_IDLE) if person.is_admin else idle


def this_sign_in() -> SignedIn | None:
    """The sign-in that this request came with. Known once somebody has asked who is there."""
    found: SignedIn | None = g.get("signed_in")
    return found


def is_proven() -> bool:
    """Whether the second factor was given in this browser."""
    row = this_sign_in()
    return row is not None and row.proven_at is not None


def begin(person: Person, *, proven: bool = False) -> None:
    """Sign somebody in on this browser. Whatever was in its cookie before is gone, so that nobody can have put it there."""
    config: Config = current_app.extensions["elearn"]
    device = device_words(request.user_agent.string)
    session.clear()
    session[KEPT_AS] = enter.begin(person.id, device, datetime.now(UTC), proven=proven, lasts=timedelta(hours=config.session_hours))


def end() -> None:
    """Sign out of this browser."""
    row = this_sign_in()
    if row is not None:
        enter.sign_out(row.person_id, row.id)
    session.clear()
