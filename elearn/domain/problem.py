"""A problem: what the check has to say to an author, where it stands, and how to mend it."""

from enum import StrEnum
from typing import NamedTuple

Step = str | int
"""One step into a YAML file: a key, or the place in a list."""


class Severity(StrEnum):
    """An error keeps a case from being published. A warning is for the author to judge."""

    ERROR = "error"
    WARNING = "warning"


class Where(NamedTuple):
    """A place in a file.

    `file` is named from the folder that is checked. `path` leads into a YAML file, to the key itself where `key` is true; `line` and
    `column` count from 1 and are 0 until somebody who has read the file fills them in.
    """

    file: str
    path: tuple[Step, ...] = ()
    key: bool = False
    line: int = 0
    column: int = 0


class Problem(NamedTuple):
    """Something that is wrong, or that an author should look at. `code` is one of `elearn.domain.codes.CODES`."""

    code: str
    severity: Severity
    message: str
    remedy: str
    where: Where

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        where = self.where
        return f"{where.file}:{where.line or 1}:{where.column or 1}: {self.code} {self.message} {self.remedy}"
