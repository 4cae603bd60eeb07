"""What keys there are at a place of a file, and what their help says: read from the models themselves."""

import re
from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from elearn.authoring.reading import Path

Details = Mapping[str, Any]
"""One of pydantic's errors: its `type`, `loc`, `input`, `msg` and `ctx`."""


@cache
def keys_of(model: type[BaseModel] | None) -> dict[str, FieldInfo]:
    """Key as an author writes it → the field. Nothing where there is no model."""
    return {info.alias or name: info for name, info in model.model_fields.items()} if model is not None else {}


def home(model: type[BaseModel], path: Path) -> type[BaseModel] | None:
    """The model of the map at a path, or None where the path leads to something else."""
    found: Any = model
    for part in path:
        found = bare(found)
        if isinstance(part, int):
            found = next(iter(get_args(found)), None)
        elif isinstance(found, type) and issubclass(found, BaseModel):
            info = keys_of(found).get(part)
            found = info.annotation if info else None
        else:
            found = get_args(found)[-1] if get_origin(found) is dict else None
    found = bare(found)
    return found if isinstance(found, type) and issubclass(found, BaseModel) else None


def bare(annotation: Any) -> Any:
    """A type without its Annotated and its `| None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, UnionType):
            annotation = next(each for each in get_args(annotation) if each is not type(None))
        else:
            return annotation


def choices(details: Details) -> list[str]:
    """The words that an enumeration would have taken."""
    return re.findall(r"'([^']*)'", str(details.get("ctx", {}).get("expected", "")))
