"""One error of pydantic's as one sentence for an author, at the place where it is to be mended."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from elearn.authoring.daylike import ANYHOW, day_like
from elearn.authoring.garbled import CURLY_MARKS, STRAIGHT
from elearn.authoring.keys import Details, choices, home, keys_of
from elearn.authoring.kinds import WANTED, mended
from elearn.authoring.reading import Path, Tree
from elearn.domain.codes import problem
from elearn.domain.near import closest
from elearn.domain.problem import Problem, Where

PLAINLY = (("greater than or equal to", "at least"), ("less than or equal to", "at most"), ("greater than", "more than"))
TEXT_LIKE = ("string_too_short", "string_too_long", "too_short", "too_long")
PATTERNS = {
    "url": ("an https address", "Write it in full, beginning with https://"),
    "text": ("a Markdown file below the case's folder", "Write it from the case's folder, with / between folders: papers/law/tenancy.md"),
    "afterwards": (
        "a Markdown file below the case's folder",
        "Write it from the case's folder: papers/shared/afterwards.md",
    ),
}


COMMA = "Between { and } a comma ends a text. Put the text before it in quotes, up to its end."
MARKDOWN = re.compile(r"[a-zA-Z0-9_-]+(?:/[a-zA-Z0-9_-]+)*\.md")
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
        strangers = _held(tree, path[:-1]).keys() - keys_of(owner).keys()
        return _missing(owner, tree, path, key, below=bool(strangers & keys_of(home(model, path)).keys()))
    at = tree.where(path, key=details["loc"][-1:] == ("[key]",))
    if kind == "enum":
        offered = choices(details)
        if not isinstance(input_, str):
            return problem("E103", at, what=_what(path, key), got=_got(input_), want="one word", how=f"Write one of: {', '.join(offered)}.")
        meant = closest(str(input_), offered)
        near = f" Did you mean `{meant}`?" if meant else ""
        return problem("E104", at, word=_short(input_), key=key, near=near, choices=", ".join(offered))
    if kind == "date_type" and input_ is None:
        return problem("E103", at, what=_what(path, key), got="empty", want="a day", how=ANYHOW)
    if kind == "date_type":
        return problem("E105", at, word=_short(input_), key=key, how=day_like(input_))
    if kind in TEXT_LIKE:
        return problem("E106", at, key=key, **_length(details))
    if kind == "string_pattern_mismatch":
        return _mismatch(at, tree, path, str(input_), is_key=details["loc"][-1:] == ("[key]",))
    if kind in WANTED:
        fields = keys_of(home(model, path))
        how = mended(kind, input_, *([name for name, info in fields.items() if info.is_required() is must] for must in (True, False)))
        return problem("E103", at, what=_what(path, key), got=_got(input_), want=WANTED[kind], how=how)
    want = details["msg"].replace("Input should be", "it should be")
    for words, plain in PLAINLY:
        want = want.replace(words, plain)
    return problem("E108", at, key=key, word=_short(input_), want=want)


def _what(path: Path, key: str) -> str:
    """What is of another kind: a key's value, or one of its items."""
    return f"An item of `{key}`" if path and isinstance(path[-1], int) else f"`{key}`"


def _mismatch(at: Where, tree: Tree, path: Path, written: str, *, is_key: bool) -> Problem:
    """What cannot be a name, because a comma is missing or too much, or by itself."""
    several = written.split()
    if is_key and len(several) > 1 and _held(tree, path[:-1]).get(written) is None:
        return problem("E101", at, key=_short(written), near="", how=COMMA)
    key = next(str(part) for part in reversed(path[:-1] if is_key else path) if isinstance(part, str))
    if isinstance(path[-1], int) and len(several) > 1 and not any(map(NO_NAME.search, several)):
        return problem("E107", at, word=_short(written), key=key, how=f"Put a comma between two names: [{', '.join(several)}]")
    return _pattern(at, key, written)


def _pattern(at: Where, key: str, written: str) -> Problem:
    """What was written cannot be a name, a file or an address."""
    word = _short(written)
    if key in PATTERNS:
        want, how = PATTERNS[key]
        if written.lower().endswith(NO_TEXT):
            how = "Save what it says as plain text, in a file that ends in .md, and name that."
        elif key != "url" and re.search(r"[./\\]", written) and (file := _file(written)) != written and MARKDOWN.fullmatch(file):
            how = f"Write it from the case's folder, with / between folders, and call the file so: {file}"
        return problem("E109", at, word=word, want=want, how=how)
    visible = "".join(letter for letter in written if letter.isprintable())
    name = NO_NAME.sub("-", _bare(visible.lower())).strip("-_")
    if visible != written:
        how = f"A character that cannot be seen stands in it. Delete it and type it anew: {name}"
    elif key in ("id", "case", "module"):
        how = f"Use small letters, digits, - and _ only: {name}" if name else "Use small letters, digits, - and _ only."
    else:
        near = f": {name}" if name == visible.lower().strip("“”‘’ ") else "."
        how = f"Write the `id` of what is meant, in small letters, digits, - and _{near}"
    return problem("E107", at, word=word, key=key, how=how)


def _bare(text: str) -> str:
    """Letters without their accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def _file(written: str) -> str:
    """The name of a file as it could be: from the folder of papers on, and of letters, digits, - and _."""
    name = _bare(written).replace("\\", "/")
    name = name[max(name.find("papers/"), 0) :]
    stem = re.sub(r"(?i)\.(?:md|markdown|txt)\Z", "", name)
    return f"{re.sub(r'[^a-zA-Z0-9_/-]+', '-', stem)}.md"


def _unknown(owner: type[BaseModel] | None, tree: Tree, path: Path, key: str, value: Any) -> Problem:
    known = keys_of(owner)
    at, around = tree.where(path, key=True), tree.where(path[:-1])
    in_braces = at.line == around.line and at.column > around.column
    if value is None and (" " in key or (in_braces and closest(key, known) is None)):
        how = COMMA
        if any(isinstance(each, str) and each[:1] in CURLY_MARKS for each in _held(tree, path[:-1]).values()):
            how = f"Between {{ and }} a comma ends a text. {STRAIGHT}"
        return problem("E101", tree.where(path, key=True), key=key, near="", how=how)
    meant = closest(key, known)
    near = f" Did you mean `{meant}`?" if meant else ""
    how = f"Write `{meant}`." if meant else f"Leave it out. The keys here are: {', '.join(known)}."
    inside = next((name for name in known if owner and key in keys_of(home(owner, (name,)) or home(owner, (name, 0)))), None)
    if inside and not meant:
        how = f"It belongs to an entry below `{inside}`: indent it as far as the keys there."
    return problem("E101", tree.where(path, key=True), key=key, near=near, how=how)


def without_head(model: type[BaseModel], errors: Sequence[Details]) -> set[Path]:
    """The unknown keys that belong below a key which is missing where they stand: `voices:` without `panel:` above it."""
    heads = [each["loc"] for each in errors if each["type"] == "missing"]
    below = {(*head[:-1], key) for head in heads for key in keys_of(home(model, head))}
    return {each["loc"] for each in errors if each["type"] == "extra_forbidden" and each["loc"] in below}


def _missing(owner: type[BaseModel] | None, tree: Tree, path: Path, key: str, *, below: bool) -> Problem:
    info: FieldInfo | None = keys_of(owner).get(key)
    name = _held(tree, path[:-1]).get("id")
    of = f" in `{name}`" if isinstance(name, str) else (f" in `{path[-2]}`" if len(path) > 1 and isinstance(path[-2], str) else "")
    how = f"Add it: `{key}: …`"
    if below:
        how = f"What belongs below it stands here without it. Write `{key}:` in a line above, and indent the rest by two more spaces."
    return problem("E102", tree.where(path[:-1]), key=key, of=of, help=info.description if info else "", how=how)


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
            few = "min_length" in limits
            has, bound = limits.get("actual_length", 0), limits.get("min_length", limits.get("max_length", 0))
            return {
                "what": f"has {has} item{'' if has == 1 else 's'}; {bound} are the {'least' if few else 'most'}",
                "how": "Add what is missing." if few else "Take some away.",
            }


def _short(value: Any) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else text[:59] + "…"
