"""`elearn preview`: only the author's pages, for whoever sits at this machine, who need not sign in."""

from flask import Flask, Request, request
from werkzeug.exceptions import NotFound

from elearn.store import people
from elearn.store.people import Person

BLUEPRINTS = ("author", "account", "reference")


def register(app: Flask, author_id: int) -> None:
    """Have everybody who reaches this server be its one author, and nothing served but the author's pages."""
    app.extensions["alone"] = True

    @app.login_manager.request_loader  # type: ignore[attr-defined,untyped-decorator]  # Flask-Login hangs itself on the application
    def author(asked: Request) -> Person | None:
        return people.by_id(author_id)

    @app.before_request
    def only_these() -> None:
        if request.endpoint not in (None, "static") and request.blueprint not in BLUEPRINTS:
            raise NotFound
