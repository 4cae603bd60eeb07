"""The pages of the authors' manual that come from the code: what the check says, and what every key is for.

`python -m elearn.authoring.manual docs/authors` writes them; a test compares what stands there with what this would write.
"""

import re
import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from elearn.authoring.keys import bare, keys_of
from elearn.authoring.shelf import ResourcesFile, SourcesFile, TermsFile
from elearn.domain.codes import CODES
from elearn.domain.content import PanelFile, WrittenCase
from elearn.domain.module import WrittenModule

PLAIN: dict[Any, str] = {str: "text", int: "whole number", float: "number", bool: "true or false", date: "day"}

GROUPS = {
    "0": "Reading the files",
    "1": "The shape of what is written",
    "2": "Names and quotations",
    "3": "Steps and time",
    "4": "Packs and facts",
    "5": "The panel",
    "6": "Law, licence and dignity",
    "7": "Modules",
}

FILES: dict[str, type[BaseModel]] = {
    "case.yaml": WrittenCase,
    "panel.yaml": PanelFile,
    "modules/*.yaml": WrittenModule,
    "sources.yaml": SourcesFile,
    "resources.yaml": ResourcesFile,
    "vocabulary/*.yaml (the list itself, without a key above it)": TermsFile,
}

HEAD = "<!-- Made from the code by `python -m elearn.authoring.manual docs/authors`. Change the code, not this page. -->"


def codes_page() -> str:
    """Every problem that the check knows, with its remedy, as Markdown."""
    lines = [
        HEAD,
        "",
        "# What the check says",
        "",
        "`elearn check` names a file, a line and a column, says what is wrong, and how to mend it.",
    ]
    lines += ["A code with **E** is an error: the case is not published until it is mended. **W** is a warning: look, and decide."]
    for digit, group in GROUPS.items():
        lines += ["", f"## {group}"]
        for code in CODES.values():
            if code.id[1] == digit:
                lines += ["", f"### {code.id} {code.title}", ""]
                if re.search(r"\w", _open(code.message)):
                    lines += [f"*{_open(code.message)}*", ""]
                lines += [_open(code.remedy) if code.remedy != "{how}" else "The message says how to mend it."]
    return "\n".join(lines) + "\n"


def _open(sentence: str) -> str:
    """A sentence with gaps where the author's own words will stand."""
    sentence = re.sub(r"\{(near|place|of|help|how)\}", "", sentence)
    return " ".join(re.sub(r"\{\w+\}", "…", sentence).split())


def keys_page() -> str:
    """Every key of every file with its help, as Markdown."""
    lines = [HEAD, "", "# Every key", "", "The same help appears in an editor that knows the JSON Schema (`elearn schema`)."]
    for file, model in FILES.items():
        lines += ["", f"## {file}", ""]
        seen: list[type[BaseModel]] = []
        _collect(model, seen)
        for each in seen:
            if each is not model:
                lines += ["", f"### {each.__name__.removeprefix('Written')}", "", (each.__doc__ or "").strip().partition("\n")[0], ""]
            lines += ["| key | is | for |", "|---|---|---|"]
            lines += [_row(key, each) for key in keys_of(each)]
    return "\n".join(lines) + "\n"


def _collect(model: type[BaseModel], seen: list[type[BaseModel]]) -> None:
    seen.append(model)
    for info in keys_of(model).values():
        for inner in _models(info.annotation):
            if inner not in seen:
                _collect(inner, seen)


def _models(annotation: Any) -> list[type[BaseModel]]:
    annotation = bare(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [each for part in get_args(annotation) for each in _models(part)]


def _row(key: str, model: type[BaseModel]) -> str:
    info = keys_of(model)[key]
    needed = "" if info.is_required() else ", may be left out"
    return f"| `{key}` | {_kind(info.annotation)}{needed} | {info.description} |"


def _kind(annotation: Any) -> str:
    annotation = bare(annotation)
    if get_origin(annotation) is tuple:
        return f"list of {_kind(get_args(annotation)[0])}"
    if get_origin(annotation) is dict:
        return "voice: text"
    if issubclass(annotation, StrEnum):
        return "one word"
    if issubclass(annotation, BaseModel):
        return str(annotation.__name__).removeprefix("Written")
    return PLAIN[annotation]


PAGES = {"check-codes.md": codes_page, "keys.md": keys_page}


def write(folder: Path) -> None:
    """Write the pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
