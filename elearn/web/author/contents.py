"""Every case and module of the library: its problems, its dates, who reviewed it, which version is out and who works on which."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from elearn.authoring.library import Compiled, CompiledModule
from elearn.domain.due import due
from elearn.domain.problem import Problem
from elearn.store import versions
from elearn.store.versions import AtWork, Version
from elearn.web.author import desk

AROUND = 1
"""lines of the file shown before and after the one that a problem names"""
MOST_LINE = 160


def view() -> dict[str, Any]:
    """What the list shows; what stops a case stands first."""
    held, today = desk.held(), desk.today()
    published, at_work = versions.all_versions(), versions.at_work()
    on_disk = [_case(slug, each, published.get(slug, []), at_work, today) for slug, each in held.cases.items()]
    gone = [_gone(slug, found, at_work) for slug, found in published.items() if slug not in held.cases]
    rows = sorted([*on_disk, *gone], key=lambda row: (not row["errors"], row["title"].casefold()))
    return {
        "rows": rows,
        "modules": [_module(name, each, today) for name, each in held.modules.items()],
        "to_mend": sum(bool(row["errors"]) for row in rows),
        "of_lists": [problem(each) for each in held.of_lists],
    }


def _case(slug: str, found: Compiled, published: Sequence[Version], at_work: Sequence[AtWork], today: date) -> dict[str, Any]:
    case = found.sketch
    newest = published[0] if published else None
    return {
        "slug": slug,
        "title": case.title if case else newest.title if newest else slug,
        "on_disk": True,
        **counts(found.problems),
        "law_stated_at": case.law_stated_at if case else None,
        "review_by": case.review_by if case else None,
        "due": due(case.review_by, today).value if case else "",
        "reviewed_by": case.reviewed_by if case else (),
        "published": newest,
        "current": newest is not None and found.case is not None and found.case.sha == newest.sha,
        "at_work": [each for each in at_work if each.slug == slug],
    }


def _gone(slug: str, published: Sequence[Version], at_work: Sequence[AtWork]) -> dict[str, Any]:
    """A case that is published and no longer in the folder: its pairs keep it."""
    return {
        "slug": slug,
        "title": published[0].title,
        "on_disk": False,
        **counts(()),
        "law_stated_at": None,
        "review_by": None,
        "due": "",
        "reviewed_by": (),
        "published": published[0],
        "current": True,
        "at_work": [each for each in at_work if each.slug == slug],
    }


def _module(name: str, found: CompiledModule, today: date) -> dict[str, Any]:
    module = found.module
    return {
        "name": name,
        "title": module.title if module else name,
        **counts(found.problems),
        "law_stated_at": module.law_stated_at if module else None,
        "review_by": module.review_by if module else None,
        "due": due(module.review_by, today).value if module else "",
        "reviewed_by": module.reviewed_by if module else (),
        "stops": len(module.path) if module else 0,
        "problems": [problem(each) for each in found.problems],
    }


def counts(problems: Sequence[Problem]) -> dict[str, int]:
    """How many problems stop it, and how many are to look at."""
    errors = sum(each.is_error for each in problems)
    return {"errors": errors, "warnings": len(problems) - errors}


def problem(found: Problem) -> dict[str, Any]:
    """A problem with the lines of the file around it."""
    where = found.where
    root = desk.config().content_dir
    file = Path(where.file)
    return {
        "code": found.code,
        "stops": found.is_error,
        "message": found.message,
        "remedy": found.remedy,
        "file": file.relative_to(root).as_posix() if file.is_relative_to(root) else file.name,
        "line": where.line or 1,
        "lines": excerpt(file, where.line) if file.is_relative_to(root) else [],
    }


def excerpt(file: Path, line: int) -> list[dict[str, Any]]:
    """The line of a file that a problem names, and its neighbours; nothing of what is no plain file."""
    if not line or not file.is_file() or file.is_symlink():
        return []
    lines = file.read_bytes().decode("utf-8", errors="replace").splitlines()
    first = max(0, line - 1 - AROUND)
    return [_line(number, text, here=number == line) for number, text in enumerate(lines[first : line + AROUND], start=first + 1)]


def _line(number: int, text: str, *, here: bool) -> dict[str, Any]:
    """A line as it is shown. Only its words are underlined, not what they are indented by."""
    text = text if len(text) <= MOST_LINE else f"{text[:MOST_LINE]}…"
    words = text.lstrip() if here else text
    return {"number": number, "indent": text[: len(text) - len(words)], "text": words, "here": here}
