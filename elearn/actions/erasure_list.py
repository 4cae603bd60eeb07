"""The list of erasures as a file, so that it outlives the database: beside it, and beside the backups, which know nothing of what was
erased after they were made. It holds numbers and moments, and nobody's name.
"""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from elearn.store import erasures
from elearn.store.erasures import Erasure, Redaction


class ListError(Exception):
    """A list of erasures cannot be read; the text is for the operator."""


class Erased(BaseModel):
    """A person was erased."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: Literal["person"] = "person"
    person: int
    made_at: datetime
    names: bool
    words: bool
    at: datetime


class Redacted(BaseModel):
    """The words of an entry of a log were taken out."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    what: Literal["words"] = "words"
    cohort: int
    sitting: int
    made_at: datetime
    op: str
    at: datetime


Line = Erased | Redacted
_LINE: TypeAdapter[Line] = TypeAdapter(Line)


def of_database() -> list[Line]:
    """The list as the database has it."""
    people = [Erased(person=each.person_id, made_at=each.made_at, names=each.names, words=each.words, at=each.at)
              for each in erasures.people()]  # fmt: skip
    return [*people, *(_redacted(each) for each in erasures.redactions())]


def _redacted(each: Redaction) -> Redacted:
    return Redacted(cohort=each.cohort_id, sitting=each.sitting_id, made_at=each.made_at, op=each.op, at=each.at)


def read(path: Path) -> list[Line]:
    """A list from a file; none where there is no file. Raises ListError for one that is no such list."""
    if not path.exists():
        return []
    try:
        return [_LINE.validate_json(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise ListError(f"{path} is no list of erasures.") from error


def write(path: Path, lines: Iterable[Line]) -> int:
    """Add lines to the list in a file, whole or not at all. Returns how many it then has."""
    there = read(path)
    whole = sorted({_key(each): each for each in (*there, *lines)}.values(), key=lambda each: (each.at, each.model_dump_json()))
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=".erasures-")
    with os.fdopen(number, "w", encoding="utf-8") as out:
        out.writelines(json.dumps(each.model_dump(mode="json")) + "\n" for each in whole)
        out.flush()
        os.fsync(out.fileno())
    Path(name).replace(path)
    return len(whole)


def spread(paths: Iterable[Path]) -> list[Path]:
    """Write the database's list into these files. Returns those that could not be written."""
    lines, failed = of_database(), []
    for path in paths:
        try:
            write(path, lines)
        except (OSError, ListError):
            failed.append(path)
    return failed


def _key(line: Line) -> tuple[object, ...]:
    if isinstance(line, Erased):
        return line.person, line.made_at
    return line.cohort, line.sitting, line.made_at, line.op


def rows(lines: Iterable[Line]) -> Iterator[Erasure | Redaction]:
    """Lines as the database keeps them. Who did it is not in a file."""
    for each in lines:
        if isinstance(each, Erased):
            yield Erasure(person_id=each.person, made_at=each.made_at, names=each.names, words=each.words, at=each.at)
        else:
            yield Redaction(
                cohort_id=each.cohort, sitting_id=each.sitting, made_at=each.made_at, op=each.op, at=each.at
            )  # fmt: skip
