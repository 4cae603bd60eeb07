"""A value of another kind than its key wants: what is wanted, and how what the author wrote there is to be written."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

WANTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a block of keys",
    "model_type": "a block of keys",
}
"""pydantic's name of the error → what is wanted."""

MOST_SHOWN = 80
"""Characters of a text that are shown as they should stand."""

SIGN = re.compile(r"[-–—−•·]\s*(.+)")
"""What people put before an item of a list."""

NAMES = re.compile(r"[\w-]+(?: [\w-]+){0,2}(?:, *[\w-]+(?: [\w-]+){0,2})*")
"""A few words each, with commas between them."""


def mended(kind: str, value: Any, needed: Sequence[str], free: Sequence[str]) -> str:
    """How to write a value. `needed` and `free` are the keys of the block that is wanted, if one is."""
    match kind:
        case "string_type":
            return _text(value)
        case "int_type" | "float_type" | "float_parsing":
            return _number(kind, value)
        case "bool_type":
            return "Write true or false, without quotes."
        case "tuple_type":
            return _list(value)
        case "dict_type":
            return "Write `word: text` pairs below it, indented."
        case _:
            more = f" There may also be: {', '.join(free)}." if free else ""
            return f"Write these keys, each in a line of its own: {', '.join(needed)}.{more} `elearn new` shows how they stand."


def _text(value: Any) -> str:
    match value:
        case None:
            return "Write a text after it; one that begins with # stands in quotes."
        case list() if value and all(isinstance(each, str) for each in value):
            return f"Write one text, without brackets and hyphens: {_shown(', '.join(value))}"
        case list():
            return "Write one text, without brackets and hyphens."
        case dict() if len(value) == 1 and not isinstance(held := next(iter(value.values())), dict | list):
            said = f"{next(iter(value))}: {'' if held is None else held}".strip()
            quoted = f"'{said}'" if '"' in said else f'"{said}"'
            return f"A colon and a space make a key of the words before them. Put the whole text in quotes: {_shown(quoted)}"
        case dict():
            return "Write one text after it, and no keys below it."
        case bool() | float():
            return "Put it in quotes."
        case _:
            return f'Put it in quotes: "{value}"'


def _number(kind: str, value: Any) -> str:
    found = re.findall(r"\d+(?:\.\d+)?", value) if isinstance(value, str) else []
    if isinstance(value, float):
        return f"Write a whole number: {round(value)}"
    if len(found) == 1 and (kind != "int_type" or found[0].isdigit()):
        return f"Write the number alone, without quotes: {found[0]}"
    return f"Write a number without quotes: {12 if kind == 'int_type' else 1.5}"


def _list(value: Any) -> str:
    if not isinstance(value, str | int | date):
        return "Begin each item with a hyphen in a line of its own, or write [one, two]. Leave the key out if there is none."
    text = " ".join(str(value).split())
    if signed := SIGN.fullmatch(text):
        return f"An item of a list begins with a hyphen and a space: - {_shown(signed[1])}"
    text = re.sub(r"\s*(?:->|→|=>|;)\s*", ", ", text)
    if NAMES.fullmatch(text) and len(text) <= MOST_SHOWN:
        return f"Put it in brackets: [{text}]. A comma parts one item from the next."
    return f"Put each item in a line of its own, with a hyphen before it: - {_shown(text)}"


def _shown(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else text[: MOST_SHOWN - 1] + "…"
