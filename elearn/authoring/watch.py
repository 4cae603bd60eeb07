"""A library on disk as its authors' pages hold it: read again only where a file has changed, and a thread that says so at once.

Files are looked at by time and size, some hundreds in a millisecond, so that it works alike on every disk and over a network.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from elearn.authoring.library import (
    CASES,
    MODULES,
    Compiled,
    CompiledModule,
    case_folders,
    check_lists,
    compile_case,
    compile_module,
    module_files,
)
from elearn.domain.problem import Problem
from elearn.domain.soundness import Shelf

SECONDS = 0.4
"""How often the watch looks: a page has a second from the save to show it."""

SEEN = (".yaml", ".md", ".png", ".jpg", ".jpeg", ".webp")
MOST_FILES = 20_000
CODE = Path(__file__).resolve().parent.parent

Stamp = frozenset[tuple[str, int, int]]
"""Every file with its time of change and size."""


def stamp(folder: Path, *, without: tuple[str, ...] = (), suffixes: tuple[str, ...] = SEEN) -> Stamp:
    """What a folder's files look like from outside. Two different stamps: something was saved, came or went."""
    found: set[tuple[str, int, int]] = set()
    waiting = [folder]
    while waiting and len(found) < MOST_FILES:
        here = waiting.pop()
        with suppress(OSError):  # a folder may go while it is looked at
            for path in here.iterdir():
                with suppress(OSError):
                    if path.is_dir() and not path.is_symlink():
                        waiting += [] if path.name.startswith(".") or (here == folder and path.name in without) else [path]
                    elif path.suffix in suffixes and not path.name.startswith("."):
                        seen = path.lstat()
                        found.add((path.as_posix(), seen.st_mtime_ns, seen.st_size))
    return frozenset(found)


def fingerprint(root: Path) -> str:
    """A library as it looks from outside, and the code that would compile it, as one hash: while it is the same, compiling all of it again
    would make what was made before.
    """
    parts = [*sorted(stamp(root)), *sorted(stamp(CODE / "authoring", suffixes=(".py",)) | stamp(CODE / "domain", suffixes=(".py",)))]
    return sha256(repr(parts).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Held:
    """A library as it stands: every case and module with its problems, by name, and what is wrong with the shared lists."""

    cases: dict[str, Compiled] = field(default_factory=dict)
    modules: dict[str, CompiledModule] = field(default_factory=dict)
    of_lists: tuple[Problem, ...] = ()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All of them."""
        cases = (found for each in self.cases.values() for found in each.problems)
        return (*self.of_lists, *cases, *(found for each in self.modules.values() for found in each.problems))


class Reader:
    """Reads a library and keeps what it has read. One a process; its pages ask it, and it asks the disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._one_at_a_time = threading.Lock()
        self._lists: tuple[tuple[Stamp, date], tuple[Shelf, tuple[Problem, ...]]] | None = None
        self._cases: dict[str, tuple[tuple[Stamp, Stamp, date], Compiled]] = {}
        self._modules: dict[str, tuple[tuple[Stamp, Stamp, date], CompiledModule]] = {}

    def read(self, today: date) -> Held:
        """The library as it stands on disk now."""
        with self._one_at_a_time:
            lists = stamp(self.root, without=(CASES, MODULES))
            if self._lists is None or self._lists[0] != (lists, today):
                self._lists = ((lists, today), check_lists(self.root, today=today))
            shelf, of_lists = self._lists[1]
            names = tuple(each.name for each in case_folders(self.root))
            cases = {name: self._case(name, shelf, lists, today) for name in names}
            around = lists | {(name, 0, 0) for name in names}
            modules = {file.stem: self._module(file, shelf, around, today) for file in module_files(self.root)}
            return Held(cases=cases, modules=modules, of_lists=of_lists)

    def _case(self, name: str, shelf: Shelf, lists: Stamp, today: date) -> Compiled:
        folder = self.root / CASES / name
        key = (stamp(folder), lists, today)
        kept = self._cases.get(name)
        if kept is None or kept[0] != key:
            kept = self._cases[name] = (key, compile_case(folder, shelf=shelf, today=today))
        return kept[1]

    def _module(self, file: Path, shelf: Shelf, around: Stamp, today: date) -> CompiledModule:
        seen = file.lstat()
        key = (stamp(file.with_suffix("")) | {(file.name, seen.st_mtime_ns, seen.st_size)}, around, today)
        kept = self._modules.get(file.stem)
        if kept is None or kept[0] != key:
            kept = self._modules[file.stem] = (key, compile_module(file, shelf=shelf, today=today))
        return kept[1]


class Watcher:
    """A thread that calls when a file of the library was saved, came or went."""

    def __init__(self, root: Path, saved: Callable[[], None], *, seconds: float = SECONDS) -> None:
        self.root, self.saved, self.seconds = root, saved, seconds
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="library", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """Watch no longer."""
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        before = stamp(self.root)
        while not self._end.wait(self.seconds):
            now = stamp(self.root)
            if now != before:
                before = now
                self.saved()
