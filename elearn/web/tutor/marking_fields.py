"""The fields of a script's page: each has a name that says whom it is about and what it holds, as levels and words come from it."""

from typing import Any

from flask import request

from elearn.actions import mark as marks
from elearn.domain.assessment import PAIR
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.errors import Malformed
from elearn.web.gate import posted_object
from elearn.web.typed import one_line_end


def typed(field: str) -> str:
    """What was typed into a field that could not be kept, so that it is not lost."""
    name = field_of(field)
    return request.form.get(f"comment.{name}") or request.form.get(f"words.{name}") or name


def field_of(field: str) -> str:
    """How the page calls a field that is kept."""
    whom, _, rest = field.partition(".")
    return f"{whom or 'pair'}.{rest}"


def sent() -> tuple[list[marks.GivenLevel], list[marks.GivenWords]]:
    """The fields that a page sends, as levels and words: each is known by its version. Raises Malformed for what is neither."""
    all_of_it: dict[str, Any] = posted_object() if request.is_json else request.form.to_dict()
    fields = [name.removeprefix("version.") for name in all_of_it if name.startswith("version.")]
    try:
        words = [_words(all_of_it, each) for each in fields if each.partition(".")[2] in set(WordsFor)]
        levels = [_level(all_of_it, each) for each in fields if each.partition(".")[2] not in set(WordsFor)]
    except ValueError as error:
        raise Malformed("mark.level", "A level is a number from 0 to 4.") from error
    return levels, words


def about(field: str) -> tuple[str, str]:
    """Whom a field is about, and what it holds."""
    whom, _, what = field.partition(".")
    return PAIR if whom == "pair" else whom, what


def _words(sent: dict[str, Any], field: str) -> marks.GivenWords:
    whom, kind = about(field)
    return marks.GivenWords(
        about=whom, kind=WordsFor(kind), words=_said(sent, f"words.{field}"), version=int(str(sent[f"version.{field}"]))
    )


def _level(sent: dict[str, Any], field: str) -> marks.GivenLevel:
    whom, criterion = about(field)
    level = sent.get(f"level.{field}")
    return marks.GivenLevel(
        about=whom,
        criterion=criterion,
        level=None if level in (None, "") else int(str(level)),
        comment=_said(sent, f"comment.{field}"),
        version=int(str(sent[f"version.{field}"])),
    )


def _said(sent: dict[str, Any], name: str) -> str:
    """The words of a field. Raises Malformed for characters that no database keeps, which a form cannot send."""
    words = one_line_end(str(sent.get(name, "")))
    if "\0" in words or any("\ud800" <= letter <= "\udfff" for letter in words):
        raise Malformed("body.malformed", "That could not be read. Reload the page and try again; what you typed is still in it.")
    return words
