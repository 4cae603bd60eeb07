"""What a database says where two have done the same in one instant: its keys let the first of them through."""

from sqlalchemy.exc import IntegrityError

BROKEN_KEY = IntegrityError
"""what is raised where a row may not be kept beside those that are there; it may be a fault of ours too"""


def is_twice(error: IntegrityError) -> bool:
    """Whether the row is there already, which whoever came second could not know."""
    told = error.orig
    return getattr(told, "sqlstate", "") == "23505" or getattr(told, "sqlite_errorname", "") in (
        "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE",
    )  # fmt: skip
