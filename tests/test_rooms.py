"""Who may import whom. Every file of elearn/ is read, not run, so imports inside functions and conditions count like those at the top."""

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
THE_TOP = frozenset({"domain", "authoring", "intake", "store", "actions", "web", "config"})


@dataclass(frozen=True, kw_only=True)
class Room:
    """A part of elearn/: which other parts it may use, which libraries, and what of the standard library it must leave alone."""

    rooms: frozenset[str] = frozenset()
    libraries: frozenset[str] | None = frozenset()  # None: any
    never: frozenset[str] = frozenset()
    why: str


ROOMS = {
    "domain": Room(
        libraries=frozenset({"pydantic", "rapidfuzz", "networkx", "holidays", "pyotp", "numpy", "scipy", "krippendorff"}),
        # pyotp: the arithmetic of RFC 6238, told the time; the last three: statistics
        never=frozenset({
            "asyncio", "io", "logging", "multiprocessing", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3",
            "subprocess", "tempfile", "threading", "time", "urllib",
        }),
        why="the domain is what doctors and lawyers would argue about; the clock, chance and files arrive as arguments",
    ),
    "authoring": Room(
        rooms=frozenset({"domain"}),
        libraries=frozenset({"yaml", "markdown", "bleach", "nh3", "pydantic"}),  # pydantic: its errors become Problems with a line
        why="`elearn check` runs with neither app nor database",
    ),
    "intake": Room(
        rooms=frozenset({"domain", "authoring"}),  # authoring: reads questionnaires, which are YAML
        libraries=frozenset({"openpyxl", "defusedxml"}),
        why="it opens what strangers send, in a process of its own: there must be no database and no secret for it to lose",
    ),
    "store": Room(
        rooms=frozenset({"domain"}),
        libraries=frozenset({"sqlalchemy", "flask_sqlalchemy", "alembic"}),  # alembic: migrations/
        why="a store function is a question put to tables, whoever asks: it knows no request",
    ),
    "actions": Room(
        rooms=frozenset({"domain", "authoring", "intake", "store"}),
        libraries=frozenset({"argon2", "pydantic", "xlsxwriter"}),
        # argon2: passwords; pydantic: what a form or file hands in becomes a typed thing here; xlsxwriter: exports as workbooks
        why="an action takes plain arguments, so that a command, a job or a test calls it like a view does",
    ),
    "web": Room(
        rooms=frozenset({"domain", "authoring", "intake", "store", "actions", "config"}),
        libraries=frozenset({"flask", "flask_login", "wtforms", "flask_wtf", "flask_babel", "babel", "werkzeug", "jinja2", "markupsafe",
                             "itsdangerous", "pydantic", "segno", "prometheus_client", "redis", "psycopg"}),
        # segno: the picture of a second factor; prometheus_client: figures; redis, psycopg: how processes wake one another's streams
        why="a page asks the store and tells an action; it writes no query and decides no rule",
    ),
    "config": Room(libraries=frozenset({"pydantic"}), why="the configuration is read before anything else is there"),
    "app": Room(rooms=THE_TOP, libraries=None, why="nothing below may know how it is put together"),
    "asgi": Room(rooms=THE_TOP | {"app"}, libraries=None, why="the server runs the app, and not the other way round"),
    "serving": Room(rooms=THE_TOP | {"app", "asgi"}, libraries=None, why="the commands that need the app are loaded by `cli` alone"),
    "keeping": Room(rooms=THE_TOP | {"app", "serving"}, libraries=None, why="so are the commands that keep what was written"),
    "commands": Room(rooms=THE_TOP | {"app", "serving", "keeping"}, libraries=None, why="and those about people, classes and health"),
    "cli": Room(rooms=THE_TOP | {"app", "asgi", "serving", "keeping", "commands"}, libraries=None, why="nobody imports the command line"),
    "__init__": Room(why="`import elearn` must cost nothing"),
    "__main__": Room(rooms=frozenset({"cli"}), why="it is the command by another name"),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Import:
    """One name that a file asks for, with the line it stands on."""

    by: str
    line: int
    name: str


def room_of(module: str) -> str:
    """`elearn.web.live.feed` is in "web", `elearn` itself in "__init__"."""
    return [*module.split("."), "__init__"][1]


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: str, text: str) -> Iterator[Import]:
    """Every import of a file, wherever it hides: in a function, under a condition, or as `import_module("...")`."""
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(text, path)):
        match node:
            case ast.Import(names=names):
                for name in names:
                    yield Import(by=path, line=node.lineno, name=name.name)
            case ast.ImportFrom(module=module, names=names, level=level):
                start = package[: len(package) - level + 1] if level else []
                for name in names:
                    yield Import(by=path, line=node.lineno, name=".".join([*start, *([module] if module else []), name.name]))
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(asked)), *_],
            ):
                yield Import(by=path, line=node.lineno, name=asked)


def objection(asked: Import) -> str | None:
    """Why this import may not be, or None where it may."""
    here, top = room_of(module_of(asked.by)), asked.name.split(".")[0]
    room = ROOMS.get(here)
    if room is None:
        return f"{asked.by} is in no room: say in tests/test_rooms.py what '{here}' may import, and why"
    if top == "elearn":
        there = room_of(asked.name)
        fits = there == here or there in room.rooms
    elif top in sys.stdlib_module_names:
        fits = top not in room.never
    else:
        fits = room.libraries is None or top in room.libraries
    return None if fits else f"{asked.by}:{asked.line} imports {asked.name}, and '{here}' may not: {room.why}"


def objections(sources: Mapping[str, str]) -> list[str]:
    """All that is wrong with who imports whom, one sentence each."""
    every = (found for path, text in sorted(sources.items()) for found in imports(path, text))
    return list(dict.fromkeys(said for said in map(objection, every) if said))


def circle(sources: Mapping[str, str]) -> list[str]:
    """The modules of one import cycle, or an empty list."""
    modules = {module_of(path): path for path in sources}
    graph = {module: {target(found.name, modules) for found in imports(path, sources[path])} - {None} for module, path in modules.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(module) for module in error.args[1]]
    return []


def target(name: str, modules: Mapping[str, str]) -> str | None:
    """The module that `from a.b import c` reads: a.b.c if that is a file of ours, else a.b, else none of ours."""
    return next((module for module in (name, name.rpartition(".")[0]) if module in modules), None)


def calls(sources: Mapping[str, str], *names: str) -> list[str]:
    """Where `something.name()` or `name()` is called, as file:line."""
    return [
        f"{path}:{node.lineno}"
        for path, text in sorted(sources.items())
        for node in ast.walk(ast.parse(text, path))
        if isinstance(node, ast.Call) and (getattr(node.func, "attr", None) in names or getattr(node.func, "id", None) in names)
    ]


@pytest.fixture(scope="module")
def ours() -> dict[str, str]:
    return {path.relative_to(ROOT).as_posix(): path.read_text() for path in (ROOT / "elearn").rglob("*.py")}


def test_every_file_imports_only_what_its_room_may(ours: dict[str, str]) -> None:
    assert not (found := objections(ours)), "\n" + "\n".join(found)


def test_no_module_imports_itself_by_a_detour(ours: dict[str, str]) -> None:
    assert not (found := circle(ours)), "a circle of imports: " + " → ".join(found)


def test_only_saving_commits(ours: dict[str, str]) -> None:
    may = {"elearn/store/db.py", "elearn/store/migrate.py"}  # a migration is a transaction of its own, before anybody is served
    found = calls({path: text for path, text in ours.items() if path not in may}, "commit")
    assert not found, f"`saving()` in elearn/store/db.py is the only commit; this commits too: {', '.join(found)}"


def test_the_domain_neither_looks_at_the_clock_nor_opens_files(ours: dict[str, str]) -> None:
    found = calls(
        {path: text for path, text in ours.items() if path.startswith("elearn/domain/")}, "now", "utcnow", "today", "open", "input"
    )
    assert not found, f"`now` and what stands in files arrive as arguments in the domain: {', '.join(found)}"


# From here on the checks themselves are checked, on violations planted for them.


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("elearn/domain/steps.py", "from flask import request"),
        ("elearn/domain/steps.py", "import random"),
        ("elearn/domain/steps.py", "def f():\n    import yaml"),
        ("elearn/domain/steps.py", "from elearn.store import log"),
        ("elearn/domain/steps.py", "from ..store import log"),
        ("elearn/authoring/reading.py", "import importlib\nimportlib.import_module('sqlalchemy.orm')"),
        ("elearn/store/log.py", "if TYPE_CHECKING:\n    from elearn.actions.sit import move"),
        ("elearn/store/log.py", "from flask import current_app"),
        ("elearn/actions/sit.py", "import flask_login"),
        ("elearn/actions/sit.py", "from elearn import web"),
        ("elearn/web/learn/views.py", "from sqlalchemy import select"),
        ("elearn/web/learn/views.py", "from elearn.app import create_app"),
        ("elearn/app.py", "from elearn import cli"),
        ("elearn/__init__.py", "from elearn.app import create_app"),
    ],
)
def test_a_planted_import_is_refused_with_its_place_and_the_reason(path: str, text: str) -> None:
    [found] = objections({path: text})
    assert found.startswith(f"{path}:{text.count(chr(10)) + 1} imports ")
    assert found.endswith(ROOMS[room_of(module_of(path))].why)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("elearn/domain/steps.py", "import re\nfrom datetime import datetime\nfrom pydantic import Field\nfrom elearn.domain import move"),
        ("elearn/store/log.py", "from sqlalchemy import select\nfrom elearn.domain.move import Entry\nfrom .db import db"),
        (
            "elearn/web/live/feed.py",
            "from flask import g\nfrom elearn.actions import sit\nfrom . import waker",
        ),
        ("elearn/cli.py", "def demo():\n    from elearn.asgi import serve"),
    ],
)
def test_what_the_table_allows_passes(path: str, text: str) -> None:
    assert objections({path: text}) == []


def test_a_folder_nobody_thought_of_is_asked_for_its_room() -> None:
    [found] = objections({"elearn/utils/misc.py": "import re"})
    assert found.startswith("elearn/utils/misc.py is in no room")


def test_a_planted_circle_is_found_even_through_a_function() -> None:
    planted = {
        "elearn/domain/a.py": "from elearn.domain import b",
        "elearn/domain/b.py": "def f():\n    from .c import x",
        "elearn/domain/c.py": "import elearn.domain.a",
    }
    assert set(circle(planted)) == {"elearn.domain.a", "elearn.domain.b", "elearn.domain.c"}
    assert circle(planted | {"elearn/domain/c.py": "x = 1"}) == []


def test_a_planted_commit_and_a_planted_clock_are_seen() -> None:
    assert calls({"elearn/web/v.py": "x = 1\ndb.session.commit()"}, "commit") == ["elearn/web/v.py:2"]
    assert calls({"elearn/domain/v.py": "at = datetime.now(UTC)"}, "now", "today") == ["elearn/domain/v.py:1"]
