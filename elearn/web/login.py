"""Who is signed in: Flask-Login over our people."""

from flask import Flask
from flask_login import LoginManager

from elearn.store import people
from elearn.store.people import Person


def register(app: Flask) -> None:
    """Let Flask-Login know our people."""
    manager = LoginManager(app)
    manager.session_protection = (
        None  # compares addresses and browsers, which change on a phone; the cookie is signed and ends with the epoch
    )
    manager.user_loader(load)


def load(id: str) -> Person | None:
    """The person whose cookie this is; nobody once they signed out everywhere or were suspended."""
    number, _, epoch = id.partition(".")
    if not number.isdecimal():
        return None
    person = people.by_id(int(number))
    if person is None or not person.is_active or str(person.session_epoch) != epoch:
        return None
    return person
