"""What a database says where two have done the same in one instant: the first of them has it, and whoever came second could not know."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

CLASHES = (IntegrityError, StaleDataError)
"""what is raised where a row may not be kept beside those that are there, or is there no more; it may be a fault of ours too"""
KEYS = frozenset({"23505", "SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE"})


def is_twice(error: Exception) -> bool:
    """Whether the row was there already, or gone already."""
    told = error.orig if isinstance(error, IntegrityError) else None
    return isinstance(error, StaleDataError) or bool({getattr(told, "sqlstate", ""), getattr(told, "sqlite_errorname", "")} & KEYS)
