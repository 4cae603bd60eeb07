"""YAML read event by event: values, and for each of them the line and column where it stands.

Only the plain part of YAML is read: maps, lists, texts, numbers, dates, true and false. Anchors, aliases, merges and tags are refused as
they come by, and so is a file that is nested too deeply or holds too much, before anything is built from it (alias bombs of 2 kB have
hung loaders for minutes). What two readers of YAML would take for two different things is refused as well.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import yaml

from elearn.authoring.files import hidden, position, unseen
from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Step, Where

MOST_DEPTH = 20
MOST_THINGS = 40_000
MOST_CHARACTERS = 20_000
"""A case of forty pages has about 6,000 things, 8 levels and texts of at most 4,000 characters."""

MOST_PROBLEMS = 200
"""With so many slips in the writing of one file its author is not helped by more."""

KEEP_ONE = "Keep one of the two."

Path = tuple[Step, ...]
Scalar = str | int | float | bool | date | None

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_TRUTH = re.compile(r"(?:yes|no|on|off)\Z", re.IGNORECASE)
_NUMERAL = r"(?i)[-+]?(?:0[0-9_]+|0[xXbo][0-9a-fA-F_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9]*)?|\.(?:inf|nan))\Z"
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\Z")
_FLOAT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_WORDS: Mapping[str, bool | None] = {"": None, "~": None, "null": None, "Null": None, "NULL": None} | {
    word: word.lower() == "true" for word in ("true", "True", "TRUE", "false", "False", "FALSE")
}


@dataclass(kw_only=True)
class Tree:
    """What stands in a YAML file, where each thing stands, and what is wrong with the writing itself.

    `value` holds maps, lists and scalars; `places` and `keys` lead from a path to PyYAML's mark of a value or of its key.
    `whole` is false where reading had to stop before the end. `lost` are the ids of items that have run into the one before them, for want
    of a hyphen.
    """

    file: str
    value: Any = None
    places: dict[Path, Any] = field(default_factory=dict)
    keys: dict[Path, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    whole: bool = True
    lost: set[str] = field(default_factory=set)

    def where(self, path: Path, *, key: bool = False) -> Where:
        """The place of a path, or of the nearest thing around it that stands in the file."""
        mark = (self.keys if key else self.places).get(path)
        while mark is None and path:
            path = path[:-1]
            mark = self.places.get(path) or self.keys.get(path)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        return Where(file=self.file, line=line, column=column)


class _Stop(Exception):
    """There is no sense in reading on."""


def read_yaml(text: str, file: str) -> Tree:
    """The tree of a YAML text. Never raises: all that is wrong is among its problems."""
    tree = Tree(file=file)
    if _tabs(text, tree):
        tree.whole = False
        return tree
    try:
        _Builder(tree).build(LOADER(text))
    except _Stop:
        tree.whole = False
    except (yaml.YAMLError, RecursionError) as error:
        from elearn.authoring.garbled import unreadable  # noqa: PLC0415  # most files can be read

        tree.whole = False
        tree.problems.append(unreadable(error, text, file))
    if re.search(r" #[0-9]", text):
        tree.problems += islice(_cut_short(text, tree), MOST_PROBLEMS)
    return tree


def _tabs(text: str, tree: Tree) -> bool:
    if "\t" not in text:
        return False
    for tab in re.finditer(r"(?m)^ *\t(?=[^\S\n]*\S)", text):
        line, column = position(text, tab.end() - 1)
        tree.problems.append(problem("E005", Where(file=tree.file, line=line, column=column)))
        if len(tree.problems) >= MOST_PROBLEMS:
            break
    return bool(tree.problems)


def _cut_short(text: str, tree: Tree) -> Iterator[Problem]:
    """Texts that end before a `#3`: what was a number to their author is a note to YAML."""
    starts: dict[int, list[tuple[Path, int]]] = {}
    for path, mark in tree.places.items():
        starts.setdefault(mark.line, []).append((path, mark.column))
    for number, line in enumerate(text.split("\n")):
        note = re.search(r" #[0-9].*", line)
        if note is None:
            continue
        for path, column in starts.get(number, ()):
            said = line[column : note.start()].strip()
            if said and held(tree.value, path) == said:
                where = Where(file=tree.file, line=number + 1, column=note.start() + 2)
                yield problem("W014", where, text=said, note=note[0].strip())


def held(value: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for part in path:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            return None
    return value


class _Open:
    """A map or list that is still being read.

    `wants_key`: a map, and no key waits for its value. `run_into`: a map that another item has run into, for want of a hyphen.
    """

    __slots__ = ("holds", "key", "path", "run_into", "skip", "wants_key")

    def __init__(self, holds: Any, path: Path) -> None:
        self.holds, self.path = holds, path
        self.key = ""
        self.skip = self.run_into = False
        self.wants_key = isinstance(holds, dict)


class _Builder:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.open: list[_Open] = []
        self.documents = 0

    def build(self, loader: Any) -> None:
        """Take the events of a loader one by one. Raises _Stop at a limit."""
        following = loader.get_event
        for things, event in enumerate(iter(following, None), 1):
            if things > MOST_THINGS:
                self._too_many()
            kind = type(event)  # asked ten thousand times a file: three comparisons are quicker than five questions of ancestry
            if kind is yaml.ScalarEvent:
                if event.anchor or event.tag:
                    self._refuse_marks(event)
                self._scalar(event)
            elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
                self._refuse_marks(event)
                self._start(event, {} if kind is yaml.MappingStartEvent else [])
            elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
                self.open.pop()
            elif kind is yaml.AliasEvent:
                self._alias(event)
            elif kind is yaml.DocumentStartEvent:
                self.documents += 1
                if self.documents > 1:
                    self._say("E011", event)
                    raise _Stop

    def _say(self, code: str, event: yaml.Event, **values: object) -> None:
        line, column = _at(event)
        self.tree.problems.append(problem(code, Where(file=self.tree.file, line=line, column=column), **values))
        if len(self.tree.problems) >= MOST_PROBLEMS:
            raise _Stop

    def _too_many(self) -> None:
        what = f"The file holds more than {MOST_THINGS:,} things."
        self.tree.problems.append(problem("E009", Where(file=self.tree.file, line=1, column=1), what=what, depth=8))
        raise _Stop

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._say("E007", event, what=f"&{event.anchor}")
        if event.tag:
            self._say("E008", event, what=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _alias(self, event: yaml.AliasEvent) -> None:
        self._say("E007", event, what=f"*{event.anchor}")
        top = self.open[-1] if self.open else None
        if top is not None and top.wants_key:
            top.key, top.skip, top.wants_key = f"*{event.anchor}", True, False
        else:
            self._put(None, event)

    def _start(self, event: yaml.CollectionStartEvent, holds: Any) -> None:
        if len(self.open) >= MOST_DEPTH:
            self._say("E009", event, what=f"Things are nested more than {MOST_DEPTH} levels deep here.", depth=8)
            raise _Stop
        if self.open and self.open[-1].wants_key:
            self._say("E004", event, what="a map or list stands where a key is wanted", how="Put text that begins with [ or { in quotes.")
            raise _Stop
        path = self._put(holds, event)
        self.open.append(_Open(holds, path))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        text = event.value
        if len(text) > MOST_CHARACTERS:
            self._say("E009", event, what=f"A text of {len(text):,} characters stands here; {MOST_CHARACTERS:,} is the most.", depth=8)
            raise _Stop
        if not text.isprintable() and (found := unseen().search(text)):  # "\u202e" in double quotes only becomes one here
            self._say("E003", event, **hidden(found[0]))
            text = unseen().sub("", text)
        top = self.open[-1] if self.open else None
        if top is not None and top.wants_key:
            self._key(top, text, event)
        else:
            self._put(self._resolve(text, event) if event.implicit[0] else text, event)

    def _key(self, top: _Open, text: str, event: yaml.ScalarEvent) -> None:
        path = (*top.path, text)
        if text == "<<" and event.implicit[0]:
            self._say("E007", event, what="<<")
            top.skip = True
        elif text in top.holds:
            how = "If another one begins here, it needs a hyphen: - id: … Otherwise keep one of the two." if text == "id" else KEEP_ONE
            if not top.run_into:
                self._say("E006", event, key=text, first=self.tree.keys[path].line + 1, how=how)
            top.skip, top.run_into = True, top.run_into or text == "id"
        else:
            self.tree.keys[path] = event.start_mark
        top.key, top.wants_key = text, False

    def _put(self, value: Any, event: yaml.Event) -> Path:
        if not self.open:
            self.tree.value = value
            self.tree.places[()] = event.start_mark
            return ()
        top = self.open[-1]
        if type(top.holds) is list:
            path: Path = (*top.path, len(top.holds))
            top.holds.append(value)
        else:
            path = (*top.path, top.key)
            top.wants_key = True
            if top.skip:
                top.skip = False
                if top.key == "id" and isinstance(value, str):
                    self.tree.lost.add(value)
                return (*path, "")
            top.holds[top.key] = value
        self.tree.places[path] = event.start_mark
        return path

    def _resolve(self, text: str, event: yaml.ScalarEvent) -> Scalar:
        """What a word without quotes is."""
        if text in _WORDS:
            return _WORDS[text]
        if text[0] in "yYnNoO" and _TRUTH.match(text):
            truth = text.lower() in ("yes", "on")
            self._say("E010", event, word=text, read=str(truth).lower())
            return truth
        if not (text[0].isdigit() or text[0] in "-+."):
            return text
        if _INT.match(text):
            return int(text)
        if _FLOAT.match(text):
            return float(text)
        if _DATE.match(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        if re.match(_NUMERAL, text):
            self._say("E010", event, word=text, read="a number")
        return text


def _at(event: yaml.Event) -> tuple[int, int]:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
