"""What somebody typed into a form that was refused, for a page that has no such form (any more): it is shown there to be copied."""

from collections.abc import Mapping

from flask import g, request
from werkzeug.exceptions import RequestEntityTooLarge

from elearn.web.gate import from_elsewhere

OF_FORMS = frozenset({"live", "class_live", "class_debrief", "feedback", "marking", "modules", "questionnaire", "tutor"})
"""blueprints whose forms hold a person's own words"""
ENVELOPE = ("csrf_token", "as", "for", "op", "move", "draft", "page", "anchor")
"""what a form of a move holds besides its body"""


def typed_words() -> list[str]:
    """The sentences of the form that this request has posted; never what another site's page has sent."""
    if request.method != "POST" or request.blueprint not in OF_FORMS or request.is_json or from_elsewhere():
        return []
    try:
        fields = list(request.form.items(multi=True))
    except RequestEntityTooLarge:
        return []
    return [value.strip() for name, value in fields if name not in ENVELOPE and " " in value.strip()]


def one_line_end(words: str) -> str:
    """Words as a script sends them: a plain form ends a line with two characters, which no page counts."""
    return words.replace("\r\n", "\n")


def show_again() -> None:
    """Have the page that is about to be made show what was typed."""
    g.typed_again = typed_words()


def refused_form(endpoint: str) -> Mapping[str, str]:
    """The fields of a form of this address that has just been refused, for the page that shows it again; none of any other form."""
    return request.form if g.get("refused") and request.endpoint == endpoint else {}
