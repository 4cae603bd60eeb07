"""The reader's language: `_` for templates and code, with the catalogue looked up once a request.

Flask-Babel looks for the catalogue at every string, which was a fifth of a map page's time.
"""

from contextvars import ContextVar
from gettext import NullTranslations

from flask import Flask
from flask_babel import get_translations

_catalogue: ContextVar[NullTranslations] = ContextVar("catalogue")


def register(app: Flask) -> None:
    """Look the catalogue up as a request begins."""

    @app.before_request
    def open_catalogue() -> None:
        _catalogue.set(get_translations())


def catalogue() -> NullTranslations:
    """The catalogue in the reader's language."""
    return _catalogue.get(_ENGLISH)


def gettext(words: str, /, **values: object) -> str:
    """The words in the reader's language, with `%(name)s` filled from `values`."""
    said = catalogue().gettext(words)
    return said % values if values else said


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The words that go with this number, with `%(num)s` for it."""
    return catalogue().ngettext(one, many, count) % {"num": count, **values}


_ENGLISH = NullTranslations()
