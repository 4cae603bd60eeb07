"""One error of pydantic's as one sentence for an author, at the place where it is to be mended."""

import re
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from elearn.authoring.daylike import day_like
from elearn.authoring.garbled import CURLY_MARKS, STRAIGHT
from elearn.authoring.keys import Details, choices, home, keys_of
from elearn.authoring.reading import Path, Tree
from elearn.domain.codes import problem
from elearn.domain.near import closest
from elearn.domain.problem import Problem, Where

WANTED = {
    "string_type": (
        "a text",
        "Write a text after it; put numbers, dates, true or false, and what begins with # in quotes.",
    ),
    "int_type": ("a whole number", "Write a number without quotes: 12"),
    "float_type": ("a number", "Write a number without quotes: 1.5"),
    "float_parsing": ("a number", "Write a number without quotes: 1.5"),
    "bool_type": ("true or false", "Write true or false, without quotes."),
    "tuple_type": (
        "a list",
        "Begin each item with a hyphen in a line of its own, or write [one, two]. Leave the key out if there is none.",
    ),
    "dict_type": ("a block of keys", "Write `word: text` pairs below it, indented."),
    "model_type": ("a block of keys", "Its keys are: {keys}. `elearn new` shows how they stand."),
}
TEXT_LIKE = ("string_too_short", "string_too_long", "too_short", "too_long")
PATTERNS = {
    "url": ("an https address", "Write it in full, beginning with https://"),
    "text": ("a Markdown file below the case's folder", "Write it from the case's folder, with / between folders: papers/law/tenancy.md"),
    "afterwards": ("a Markdown file below the case's folder", "Write it from the case's folder: papers/shared/afterwards.md"),
}


NO_NAME = re.compile(r"[^a-z0-9_-]+")
NO_TEXT = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".pages")
"""Files of a word processor."""


def wording(model: type[BaseModel], tree: Tree, details: Details) -> Problem:
    """The problem that an error of the shape is to an author."""
    path: Path = tuple(part for part in details["loc"] if part != "[key]")
    kind, input_ = details["type"], details["input"]
    key = next((str(part) for part in reversed(path) if isinstance(part, str)), tree.file)
    owner = home(model, path[:-1])
    if kind == "extra_forbidden":
        return _unknown(owner, tree, path, key, input_)
    if kind == "missing":
        return _missing(owner, tree, path, key)
    at = tree.where(path, key=details["loc"][-1:] == ("[key]",))
    if kind == "enum":
        offered = choices(details)
        if not isinstance(input_, str):
            return problem("E103", at, key=key, got=_got(input_), want="one word", how=f"Write one of: {', '.join(offered)}.")
        meant = closest(str(input_), offered)
        near = f" Did you mean `{meant}`?" if meant else ""
        return problem("E104", at, word=_short(input_), key=key, near=near, choices=", ".join(offered))
    if kind == "date_type":
        return problem("E105", at, word=_short(input_), key=key, how=day_like(input_))
    if kind in TEXT_LIKE:
        return problem("E106", at, key=key, **_length(details))
    if kind == "string_pattern_mismatch":
        return _pattern(at, str(path[-2]) if details["loc"][-1:] == ("[key]",) else key, str(input_))
    if kind in WANTED:
        want, how = WANTED[kind]
        keys = ", ".join(keys_of(home(model, path)))
        return problem("E103", at, key=key, got=_got(input_), want=want, how=how.replace("{keys}", keys))
    return problem("E108", at, key=key, word=_short(input_), want=details["msg"].replace("Input should be", "it should be"))


def _pattern(at: Where, key: str, written: str) -> Problem:
    """What was written cannot be a name, a file or an address."""
    word = _short(written)
    if key in PATTERNS:
        want, how = PATTERNS[key]
        if written.lower().endswith(NO_TEXT):
            how = "Save what it says as plain text, in a file that ends in .md, and name that."
        return problem("E109", at, word=word, want=want, how=how)
    visible = "".join(letter for letter in written if letter.isprintable())
    name = NO_NAME.sub("-", visible.lower()).strip("-_")
    if visible != written:
        how = f"A character that cannot be seen stands in it. Delete it and type it anew: {name}"
    elif key in ("id", "case", "module"):
        how = f"Use small letters, digits, - and _ only: {name}" if name else "Use small letters, digits, - and _ only."
    else:
        near = f": {name}" if name == visible.lower().strip("“”‘’ ") else "."
        how = f"Write the `id` of what is meant, in small letters, digits, - and _{near}"
    return problem("E107", at, word=word, key=key, how=how)


def _unknown(owner: type[BaseModel] | None, tree: Tree, path: Path, key: str, value: Any) -> Problem:
    known = keys_of(owner)
    at, around = tree.where(path, key=True), tree.where(path[:-1])
    in_braces = at.line == around.line and at.column > around.column
    if value is None and (" " in key or (in_braces and closest(key, known) is None)):
        how = "Between { and } a comma ends a text. Put the text before it in quotes, up to its end."
        if any(isinstance(each, str) and each[:1] in CURLY_MARKS for each in _held(tree, path[:-1]).values()):
            how = f"Between {{ and }} a comma ends a text. {STRAIGHT}"
        return problem("E101", tree.where(path, key=True), key=key, near="", how=how)
    meant = closest(key, known)
    near = f" Did you mean `{meant}`?" if meant else ""
    how = f"Write `{meant}`." if meant else f"Leave it out. The keys here are: {', '.join(known)}."
    return problem("E101", tree.where(path, key=True), key=key, near=near, how=how)


def _missing(owner: type[BaseModel] | None, tree: Tree, path: Path, key: str) -> Problem:
    info: FieldInfo | None = keys_of(owner).get(key)
    name = _held(tree, path[:-1]).get("id")
    of = f" in `{name}`" if isinstance(name, str) else (f" in `{path[-2]}`" if len(path) > 1 and isinstance(path[-2], str) else "")
    return problem("E102", tree.where(path[:-1]), key=key, of=of, help=info.description if info else "")


def _held(tree: Tree, path: Path) -> dict[str, Any]:
    """The map at a path; empty where none stands there."""
    held: Any = tree.value
    for part in path:
        held = held[part]
    return held if isinstance(held, dict) else {}


def _got(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"the word {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case date():
            return f"the date {value}"
        case str():
            return f"the text “{_short(value)}”"
        case list():
            return "a list"
        case _:
            return "a block of keys"


def _length(details: Details) -> dict[str, str]:
    limits = details.get("ctx", {})
    match details["type"]:
        case "string_too_short":
            return {"what": "is empty", "how": "Write something, or leave the key out if it may be missing."}
        case "string_too_long":
            most = limits.get("max_length", 0)
            return {"what": f"has {len(str(details['input'])):,} characters; {most:,} is the most", "how": "Shorten it."}
        case _:
            least = limits.get("min_length", limits.get("max_length", 0))
            return {
                "what": f"has {limits.get('actual_length', 0)} items; {least} are wanted",
                "how": "Add what is missing, or take some away.",
            }


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
