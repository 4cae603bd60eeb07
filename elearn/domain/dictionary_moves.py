"""A move as a row: the mover's own words apart from all else that it says."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from elearn.domain.entry import MOVES
from elearn.domain.move import Spoken

Plan = Mapping[str, "Plan | None"]
"""field → None where it holds somebody's words, or the plan of what stands inside it"""


def apart(name: str, body: Mapping[str, Any]) -> tuple[str, str]:
    """A move's words, each part on a line, and the rest as JSON. `body` is the move as it lies in the log."""
    words: list[str] = []
    rest = dict(_without(body, _plan(MOVES[name]), words))
    return "\n".join(words), json.dumps(rest, ensure_ascii=False, separators=(",", ":")) if rest else ""


def _without(body: Mapping[str, Any], plan: Plan, words: list[str]) -> Iterator[tuple[str, Any]]:
    for field, value in body.items():
        if field not in plan:
            if value not in ("", None, [], ()):
                yield field, value
        elif (inner := plan[field]) is None:
            if value:
                words.append(value)
        elif isinstance(value, dict):
            yield field, dict(_without(value, inner, words))
        elif value:
            yield field, [dict(_without(each, inner, words)) for each in value]


@cache
def _plan(kind: type[BaseModel]) -> Plan:
    found: dict[str, Plan | None] = {}
    for name, field in kind.model_fields.items():
        if any(isinstance(mark, Spoken) for mark in field.metadata):
            found[name] = None
        elif inner := next((_plan(each) for each in _models(field.annotation)), None):
            found[name] = inner
    return found


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that an annotation names, at whatever depth."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for each in get_args(annotation):
        yield from _models(each)
