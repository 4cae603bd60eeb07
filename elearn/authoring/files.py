"""The files of a case, read with suspicion: small, ordinary, inside their folder, plain text."""

import re
import stat
from pathlib import Path

from elearn.domain.codes import problem
from elearn.domain.problem import Problem, Where

KB = 1024
MOST_YAML = 256 * KB
MOST_PAPER = 64 * KB
MOST_IMAGE = 2048 * KB

UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]")
"""Characters that no author types: controls, and those that turn the direction of text round so that it reads as something else."""


class Unread(Exception):
    """The file cannot be used; `problem` says why."""

    def __init__(self, found: Problem) -> None:
        super().__init__(found.message)
        self.problem = found


def read_bytes(folder: Path, name: str, most: int, *, how: str = "Create it, or correct the name.", asked_at: Where | None = None) -> bytes:
    """The bytes of `folder/name`. `asked_at`: where the file is named, if not in the file itself. Raises Unread."""
    where = asked_at or Where(file=name)
    path = folder
    try:
        found = path.lstat()
        # Every part below the folder is looked at and never followed: a linked sub-folder leads out just as well as a linked file.
        for part in name.split("/"):
            path = path / part
            found = path.lstat()
            if stat.S_ISLNK(found.st_mode) or part in ("", ".", ".."):
                raise Unread(problem("E012", where, file=name))
        if not stat.S_ISREG(found.st_mode):
            raise Unread(problem("E012", where, file=name))
        if found.st_size > most:
            raise Unread(problem("E002", where, file=name, size=-(-found.st_size // KB), most=most // KB))
        with path.open("rb") as file:
            return file.read(most)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unread(problem("E001", where, file=name, how=how)) from error
    except (OSError, ValueError) as error:
        raise Unread(problem("E001", where, file=name, how=f"It cannot be opened ({error}).")) from error


def read_text(folder: Path, name: str, most: int, *, how: str = "Create it, or correct the name.", asked_at: Where | None = None) -> str:
    """The text of `folder/name`, with single line feeds and without a byte order mark. Raises Unread."""
    data = read_bytes(folder, name, most, how=how, asked_at=asked_at)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = "This file is not saved as UTF-8."
        raise Unread(problem("E003", Where(file=name, line=line, column=1), what=what)) from error
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    unseen = UNSEEN.search(text)
    if unseen:
        line, column = position(text, unseen.start())
        what = f"The character U+{ord(unseen[0]):04X} stands here, which cannot be seen."
        raise Unread(problem("E003", Where(file=name, line=line, column=column), what=what))
    return text


def position(text: str, at: int) -> tuple[int, int]:
    """Line and column of a character, both counted from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
