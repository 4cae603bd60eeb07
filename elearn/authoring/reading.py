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


@dataclass(kw_only=True, eq=False, repr=False)
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


class _Builder:
    def __init__(self, tree: Tree) -> None:
        self.tree = tree

    def build(self, loader: Any) -> None:
        """Take the events of a loader one by one. Raises _Stop at a limit."""
        self.following = islice(iter(loader.get_event, None), MOST_THINGS).__next__
        try:
            self._documents()
        except StopIteration:
            what = f"The file holds more than {MOST_THINGS:,} things."
            self.tree.problems.append(problem("E009", Where(file=self.tree.file, line=1, column=1), what=what, depth=8))
            raise _Stop from None

    def _documents(self) -> None:
        documents = 0
        while type(event := self.following()) is not yaml.StreamEndEvent:
            if type(event) is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    self._say("E011", event)
                    raise _Stop
                self.tree.value = self._node(self.following(), ())

    def _node(self, event: Any, path: Path) -> Any:
        """What begins with an event, with all that is in it. As deep as the file is nested, which has its limit."""
        self.tree.places[path] = event.start_mark
        kind = type(event)  # asked ten thousand times a file: a comparison is quicker than a question of ancestry
        if kind is yaml.ScalarEvent:
            text = self._text(event)
            return self._resolve(text, event) if event.implicit[0] else text
        if kind is yaml.AliasEvent:
            self._say("E007", event, what=f"*{event.anchor}")
            return None
        self._start(event, path)
        return self._map(path) if kind is yaml.MappingStartEvent else self._list(path)

    def _list(self, path: Path) -> list[Any]:
        holds: list[Any] = []
        while type(event := self.following()) is not yaml.SequenceEndEvent:
            holds.append(self._node(event, (*path, len(holds))))
        return holds

    def _map(self, path: Path) -> dict[str, Any]:
        holds: dict[str, Any] = {}
        run_into = False  # by another item, for want of a hyphen
        while type(event := self.following()) is not yaml.MappingEndEvent:
            key = self._key(event, path)
            at = (*path, key)
            if type(event) is yaml.AliasEvent or (key == "<<" and event.implicit[0]):
                self._say("E007", event, what=key)
                self._node(self.following(), (*at, ""))
            elif key in holds:
                if not run_into:
                    self._twice(event, key, self.tree.keys[at])
                run_into = run_into or key == "id"
                value = self._node(self.following(), (*at, ""))
                if key == "id" and isinstance(value, str):
                    self.tree.lost.add(value)
            else:
                self.tree.keys[at] = event.start_mark
                holds[key] = self._node(self.following(), at)
        return holds

    def _key(self, event: Any, path: Path) -> str:
        if type(event) is yaml.ScalarEvent:
            return self._text(event)
        if type(event) is yaml.AliasEvent:
            return f"*{event.anchor}"
        self._start(event, (*path, ""))
        self._say("E004", event, what="a map or list stands where a key is wanted", how="Put text that begins with [ or { in quotes.")
        raise _Stop

    def _twice(self, event: yaml.Event, key: str, first: Any) -> None:
        how = "If another one begins here, it needs a hyphen: - id: … Otherwise keep one of the two." if key == "id" else KEEP_ONE
        self._say("E006", event, key=key, first=first.line + 1, how=how)

    def _say(self, code: str, event: yaml.Event, **values: object) -> None:
        line, column = _at(event)
        self.tree.problems.append(problem(code, Where(file=self.tree.file, line=line, column=column), **values))
        if len(self.tree.problems) >= MOST_PROBLEMS:
            raise _Stop

    def _refuse_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor:
            self._say("E007", event, what=f"&{event.anchor}")
        if event.tag:
            self._say("E008", event, what=event.tag.replace("tag:yaml.org,2002:", "!!"))

    def _start(self, event: yaml.CollectionStartEvent, path: Path) -> None:
        self._refuse_marks(event)
        if len(path) >= MOST_DEPTH:
            self._say("E009", event, what=f"Things are nested more than {MOST_DEPTH} levels deep here.", depth=8)
            raise _Stop

    def _text(self, event: yaml.ScalarEvent) -> str:
        if event.anchor or event.tag:
            self._refuse_marks(event)
        text: str = event.value
        if len(text) > MOST_CHARACTERS:
            self._say("E009", event, what=f"A text of {len(text):,} characters stands here; {MOST_CHARACTERS:,} is the most.", depth=8)
            raise _Stop
        if not text.isprintable() and (found := unseen().search(text)):  # "\u202e" in double quotes only becomes one here
            self._say("E003", event, **hidden(found[0]))
            text = unseen().sub("", text)
        return text

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
