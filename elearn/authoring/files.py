"""The files of a case, read with suspicion: small, ordinary, inside their folder, plain text."""

import os
import re
import stat
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where

KB = 1024
MOST_YAML = 256 * KB
MOST_PAPER = 64 * KB
MOST_IMAGE = 2048 * KB

MOST_LOOKED_AT = 200
"""Folders, and files of each, that are looked at for one that is missing."""

OTHER_ENDINGS = {"yaml": r"\.ya?ml(?:\.txt)?|\.txt", "md": r"\.(?:md|markdown)(?:\.txt)?|\.txt"}
"""How a file that should end so may end instead."""


NO_TEXT = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
"""How files of word processors, archives and pictures begin."""

UTF_16 = (b"\xff\xfe", b"\xfe\xff")
RICH_TEXT = b"{\\rtf"
SAVE_AGAIN = "Save it again: most editors offer the encoding UTF-8 under “Save as”."
COPY_OUT = "Copy the words into a new file of plain text, and save that as UTF-8 under this name."


@cache
def unseen() -> re.Pattern[str]:
    """Characters that no author types: controls, and those that turn the direction of text round so that it reads as something else.

    Compiled where a text holds what cannot be printed: most have nothing of it.
    """
    return re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")


class Unread(Exception):
    """The file cannot be used; `problem` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def read_bytes(folder: Path, name: str, most: int, *, how: str = "Create it, or correct the name.", asked_at: Where | None = None) -> bytes:
    """The bytes of `folder/name`. `asked_at`: where the file is named, if not in the file itself. Raises Unread."""
    where = asked_at or Where(file=name)
    path = os.fspath(folder)
    try:
        found = os.lstat(path)
        # Every part below the folder is looked at and never followed: a linked sub-folder leads out just as well as a linked file.
        for part in name.split("/"):
            path = f"{path}/{part}"
            found = os.lstat(path)
            if stat.S_ISLNK(found.st_mode) or part in ("", ".", ".."):
                raise Unread(problem("E012", where, file=name))
        if not stat.S_ISREG(found.st_mode):
            raise Unread(problem("E012", where, file=name))
        if found.st_size > most:
            raise Unread(problem("E002", where, file=name, size=-(-found.st_size // KB), most=most // KB))
        with Path(path).open("rb") as file:
            return file.read(most)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unread(problem("E001", where, file=name, how=_instead(folder, name, named=asked_at is not None) or how)) from error
    except (OSError, ValueError) as error:
        raise Unread(problem("E001", where, file=name, how=f"It cannot be opened ({error}).")) from error


def read_text(folder: Path, name: str, most: int, *, how: str = "Create it, or correct the name.", asked_at: Where | None = None) -> str:
    """The text of `folder/name`, with single line feeds and without a byte order mark. Raises Unread."""
    data = read_bytes(folder, name, most, how=how, asked_at=asked_at)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unread(_no_utf8(data, error.start, name)) from error
    if data.startswith(RICH_TEXT):
        raise Unread(
            problem("E003", Where(file=name, line=1, column=1), what="This is rich text, with a program's marks in it.", how=COPY_OUT)
        )
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.replace("\n", "").isprintable() and (found := unseen().search(text)):
        line, column = position(text, found.start())
        raise Unread(problem("E003", Where(file=name, line=line, column=column), **hidden(found[0])))
    return text


def _no_utf8(data: bytes, at: int, name: str) -> Problem:
    """What is wrong with a file that cannot be read as UTF-8 from a byte on."""
    where, how = Where(file=name, line=1, column=1), COPY_OUT
    if data.startswith(NO_TEXT):
        what = "This is no plain text but a file of another program, or a picture."
    elif data.startswith(UTF_16):
        what, how = "This file is saved as UTF-16, which some editors call Unicode, and not as UTF-8.", SAVE_AGAIN
    else:
        as_windows_has_it = data.decode("cp1252", "replace")
        line, column = position(as_windows_has_it, at)
        where, how = Where(file=name, line=line, column=column), SAVE_AGAIN
        what = f"This file is not saved as UTF-8: {as_windows_has_it[at]} stands here as older programs write it."
    return problem("E003", where, what=what, how=how)


def hidden(character: str) -> dict[str, str]:
    """What is wrong with a character that cannot be seen, and how to be rid of it."""
    what = f"The character U+{ord(character):04X} stands here, which cannot be seen."
    return {"what": what, "how": "Delete the word around it and type it again; save the file as plain text in UTF-8."}


def _instead(folder: Path, name: str, *, named: bool) -> str:
    """What to do where the file stands under another name or in another folder; `named` if another file names it."""
    found = next(misnamed(folder, name), None)
    if not found:
        return ""
    return f"{found} is there: {f'write that here, or call the file {name}' if named else f'if that is the file, call it {name}'}."


def misnamed(folder: Path, name: str, *, beside: bool = False) -> Iterator[str]:
    """Files below a folder that may be meant by a name: `case.yml` and `Case.yaml.txt` by `case.yaml`, and one of that name elsewhere.

    `beside` looks only where the file should be.
    """
    stem, _, ending = name.rpartition("/")[2].rpartition(".")
    like = re.compile(f"{re.escape(stem)}(?:{OTHER_ENDINGS[ending]})", re.IGNORECASE) if ending in OTHER_ENDINGS else None
    for seen, (path, below, files) in enumerate(os.walk((folder / name).parent if beside else folder)):
        below[:] = [] if beside else sorted(below)
        if like is None or seen >= MOST_LOOKED_AT:
            return
        for file in sorted(files)[:MOST_LOOKED_AT]:
            there = (Path(path) / file).relative_to(folder).as_posix()
            if like.fullmatch(file) and there != name:
                yield there


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column of a character, both counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
