"""The SQLite library's own faults. There is one that matters here, and no setting avoids it."""

import sqlite3

FIXED = (3, 51, 3)
BROKEN_SINCE = (3, 7, 0)
Version = tuple[int, int, int]


def wal_reset_fault(version: Version = sqlite3.sqlite_version_info) -> bool:
    """Whether this SQLite may damage a database when one connection starts the write-ahead log anew while another is checkpointing.

    Fixed in 3.51.3 (March 2026). A distribution may have mended an older number, which cannot be seen from here.
    """
    return BROKEN_SINCE <= version < FIXED


def wal_reset_light(processes: int, version: Version = sqlite3.sqlite_version_info) -> tuple[str, str]:
    """("green", "amber" or "red", the sentence for the operator) for so many processes that write."""
    number = ".".join(map(str, version))
    if not wal_reset_fault(version):
        return "green", f"SQLite {number} is free of the known fault of the write-ahead log."
    known = f"SQLite {number} has a known fault: writers in different processes can damage the database (mended in 3.51.3)."
    if processes > 1:
        return "red", f"{known} Serve with one process, or move to PostgreSQL."
    return "amber", f"{known} One process whose writers queue, as here, does not meet it. Run no second server and no Litestream beside it."
