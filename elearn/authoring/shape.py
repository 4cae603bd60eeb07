"""From a YAML tree to a typed thing, and what is wrong with its shape in the words of somebody who has never seen the code.

What is wrong is mended as well as it can be (a key misspelt is taken for the key meant, a bad item is left out), so that the rest can be
checked in the same run. What had to be mended is never published: its problem is an error.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from elearn.authoring.keys import Details, bare, choices, home, keys_of
from elearn.authoring.reading import Path, Tree, held
from elearn.domain.near import closest
from elearn.domain.problem import Problem

PASSES = 6
"""Mending one thing may bring another to light: so often, and then the file is given up."""

MOST_TOLD = 200
"""With more mistakes than this in one file, something else is wrong than what they say."""

FILLERS: dict[Any, object] = {str: "…", int: 1, date: date(2000, 1, 1)}

M = TypeVar("M", bound=BaseModel)


@dataclass(kw_only=True, eq=False, repr=False)
class Shaped(Generic[M]):
    """A file as a typed thing.

    `value` is None where too much is wrong. `whole` is false where items had to be left out; `ghosts` are their ids, which the rest may
    rightly speak of. `mended` are the paths at which something else stands than the author wrote; `missing` says which items of which
    list are not there any more.
    """

    value: M | None = None
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    ghosts: set[str] = field(default_factory=set)
    mended: set[Path] = field(default_factory=set)
    missing: dict[Path, list[int]] = field(default_factory=dict)

    def written(self, path: Path) -> Path:
        """Where in the author's file that stands which is at `path` in `value`: places move when items are left out."""
        found: Path = ()
        for part in path:
            if isinstance(part, int):
                for gone in self.missing.get(found, ()):
                    part += gone <= part  # noqa: PLW2901  # counted on past each item that is gone
            found = (*found, part)
        return found


def shape(model: type[M], tree: Tree) -> Shaped[M]:
    """The tree as `model`, with all that is wrong about it. Never raises."""
    shaped: Shaped[M] = Shaped(problems=list(tree.problems), whole=tree.whole)
    if not tree.whole:
        return shaped
    shaped.whole, shaped.ghosts = not tree.lost, set(tree.lost)
    try:
        shaped.value = model.model_validate(tree.value, by_alias=True, by_name=False)
    except ValidationError as error:
        from elearn.authoring.wording import without_head, wording  # noqa: PLC0415  # takes longer to load than a case without mistakes to shape

        every = error.errors(include_url=False)
        first = every[:MOST_TOLD]
        spoken = {(each.where.line, each.where.column) for each in tree.problems}
        told_otherwise = (
            _misspelt(first) | without_head(model, first) | {each["loc"][:-1] for each in first if each["loc"][-1:] == ("[key]",)}
        )
        for details in first:
            if details["loc"] in told_otherwise:
                continue
            said = wording(model, tree, details)
            if (said.where.line, said.where.column) not in spoken or details["type"] in ("missing", "extra_forbidden"):
                shaped.problems.append(said)
        if len(every) <= MOST_TOLD:
            _mend(model, tree, first, shaped)
    return shaped


def _misspelt(errors: Sequence[Details]) -> set[Path]:
    """The missing keys that stand there under another spelling."""
    missing: dict[Path, list[str]] = {}
    for each in errors:
        if each["type"] == "missing":
            missing.setdefault(each["loc"][:-1], []).append(each["loc"][-1])
    found: set[Path] = set()
    for each in errors:
        if each["type"] == "extra_forbidden" and each["loc"][:-1] in missing:
            meant = closest(str(each["loc"][-1]), missing[each["loc"][:-1]])
            if meant:
                found.add((*each["loc"][:-1], meant))
    return found


def _mend(model: type[M], tree: Tree, errors: Sequence[Details], shaped: Shaped[M]) -> None:
    value = copy.deepcopy(tree.value)
    for _ in range(PASSES):
        gone: set[Path] = set()
        # From the end, so that leaving out an item does not move those that are still to be looked at.
        for details in sorted(errors, key=_depth_first, reverse=True):
            path = tuple(part for part in details["loc"] if part != "[key]")
            if not any(path[: len(each)] == each for each in gone) and not _mend_one(model, value, path, details, shaped, gone):
                return
        try:
            shaped.value = model.model_validate(value, by_alias=True, by_name=False)
        except ValidationError as error:
            errors = error.errors(include_url=False)
        else:
            return


def _depth_first(details: Details) -> tuple[tuple[bool, int, str], ...]:
    return tuple((isinstance(part, int), part if isinstance(part, int) else 0, str(part)) for part in details["loc"])


def _mend_one(model: type[M], value: Any, path: Path, details: Details, shaped: Shaped[M], gone: set[Path]) -> bool:
    """Mend one error in place; false where nothing can be done."""
    holder = held(value, path[:-1])
    if details["type"] == "extra_forbidden" and isinstance(holder, dict):
        written = holder.pop(path[-1], None)
        meant = closest(str(path[-1]), [key for key in keys_of(home(model, path[:-1])) if key not in holder])
        if meant:
            holder[meant] = written
        return True
    if details["type"] == "enum" and isinstance(holder, dict | list):
        meant = closest(str(details["input"]), choices(details))
        if meant:
            holder[path[-1]] = meant  # type: ignore[index]  # a key of a map or a place in a list, as the path says
            return True
    if isinstance(holder, dict) and isinstance(path[-1], str) and _fill(model, holder, path, shaped):
        return True
    return _leave_out(value, path, shaped, gone)


def _fill(model: type[M], holder: dict[str, Any], path: Path, shaped: Shaped[M]) -> bool:
    """Put something of the right kind in the place of a text, number or day; leave out a key that may be missing."""
    info = keys_of(home(model, path[:-1])).get(str(path[-1]))
    if info is None:
        return False
    wanted = bare(info.annotation)
    if wanted is str and any(getattr(each, "pattern", None) for each in info.metadata):
        return False  # a made-up id would be another's
    if not info.is_required():
        holder.pop(str(path[-1]), None)
        shaped.whole = shaped.whole and wanted is str
    elif wanted in FILLERS:
        holder[str(path[-1])] = FILLERS[wanted]
    else:
        return False
    shaped.mended.add(shaped.written(path))
    return True


def _leave_out(value: Any, path: Path, shaped: Shaped[M], gone: set[Path]) -> bool:
    """Leave out the innermost item of a list that the path leads through."""
    for length in range(len(path), 0, -1):
        holder, place = held(value, path[: length - 1]), path[length - 1]
        if isinstance(holder, list) and isinstance(place, int) and place < len(holder):
            item = holder.pop(place)
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                shaped.ghosts.add(item["id"])
            shaped.whole = False
            *above, last = shaped.written(path[:length])
            shaped.missing[tuple(above)] = sorted([*shaped.missing.get(tuple(above), []), int(last)])
            gone.add(path[:length])
            return True
    return False
