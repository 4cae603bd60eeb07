"""The reasoning log: append-only, numbered without gaps within a lane, each op once within its sitting."""

import hashlib
import json
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ForeignKeyConstraint,
    Integer,
    Select,
    String,
    Text,
    UniqueConstraint,
    and_,
    bindparam,
    cast,
    delete,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from elearn.domain.entry import MOVES, Entry
from elearn.domain.move import Move
from elearn.store.db import Base, built_once, db


class LogEntry(Base):
    """One entry as it lies on disk. `body_sha` is of the move as it came, so that a retry is known again. Where words were taken out it is
    "": a hash of a short sentence confirms a guess at it, and the op alone tells a retry.
    """

    __tablename__ = "log_entry"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),
        UniqueConstraint("cohort_id", "sitting_id", "op"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    lane: Mapped[str] = mapped_column(String(32), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    op: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    move: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]]
    body_sha: Mapped[str] = mapped_column(String(64))

    def read(self) -> Entry:
        """The entry as the domain knows it."""
        kind = MOVES[self.move]
        return Entry.model_construct(lane=self.lane, seq=self.seq, op=self.op, by=self.by, at=self.at, move=kind.model_validate(self.body))


ROW = (LogEntry.lane, LogEntry.seq, LogEntry.op, LogEntry.by, LogEntry.at, LogEntry.move, cast(LogEntry.body, Text))
"""What an entry needs, as a plain row: a log is read often, and never to be changed."""

Written = tuple[tuple[Any, ...], ...]
"""Entries as they lie in the database, not read yet. What follows from a log is kept by just this, and not by its last number: words may be
taken out of an entry, which keeps the number that it had.
"""


def body_sha(name: str, move: Move) -> str:
    """What makes two posts with one op the same move."""
    said = json.dumps([name, move.model_dump(mode="json")], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def earlier(cohort_id: int, sitting_id: int, op: str) -> LogEntry | None:
    """The entry that already bears this op, in any lane of the sitting."""
    asked = select(LogEntry).where(LogEntry.cohort_id == cohort_id, LogEntry.sitting_id == sitting_id, LogEntry.op == op)
    return db.session.scalar(asked)


class OpTaken(Exception):
    """The op landed in another transaction while this one was under way, as PostgreSQL allows and SQLite does not."""


def append(cohort_id: int, sitting_id: int, entry: Entry, sha: str) -> None:
    """Write an entry. The database refuses a number or an op that is there already. Raises OpTaken."""
    db.session.add(
        LogEntry(
            cohort_id=cohort_id, sitting_id=sitting_id, lane=entry.lane, seq=entry.seq, op=entry.op, by=entry.by, at=entry.at,
            move=entry.name,
            body=entry.move.model_dump(mode="json"), body_sha=sha,
        )
    )  # fmt: skip
    try:
        db.session.flush()
    except IntegrityError as error:
        raise OpTaken(entry.op) from error


def reword(cohort_id: int, sitting_id: int, entry: Entry, move: Move) -> None:
    """Write other words into an entry; its number, its op and what it is stay."""
    which = (LogEntry.cohort_id == cohort_id, LogEntry.sitting_id == sitting_id, LogEntry.lane == entry.lane, LogEntry.seq == entry.seq)
    db.session.execute(update(LogEntry).where(*which).values(body=move.model_dump(mode="json"), body_sha=""))


def forget_lane(cohort_id: int, sitting_id: int, lane: str) -> None:
    """Take away all that somebody wrote alone."""
    which = (LogEntry.cohort_id == cohort_id, LogEntry.sitting_id == sitting_id, LogEntry.lane == lane)
    db.session.execute(delete(LogEntry).where(*which))


def entries(cohort_id: int, sitting_id: int, *, lane: str = "", since: int = 0, until: int | None = None) -> list[Entry]:
    """The entries of one lane after number `since`, up to `until`, in order."""
    return read(written(cohort_id, sitting_id, lane=lane, since=since, until=until))


def news(cohort_id: int, sitting_id: int, *, since: int, lane: str, mine: int) -> list[Entry]:
    """The entries of the pair's table after number `since`, then those of one desk after `mine`: for a stream, in one question."""
    asked = {"cohort": cohort_id, "sitting": sitting_id, "since": since, "lane": lane, "mine": mine}
    return [_entry(row) for row in db.session.execute(_news(), asked)]


@built_once
def _news() -> Select[*tuple[Any, ...]]:
    joint = and_(LogEntry.lane == "", LogEntry.seq > bindparam("since"))
    own = and_(LogEntry.lane == bindparam("lane"), LogEntry.seq > bindparam("mine"))
    at = (LogEntry.cohort_id == bindparam("cohort"), LogEntry.sitting_id == bindparam("sitting"))
    return select(*ROW).where(*at, or_(joint, own)).order_by(LogEntry.lane, LogEntry.seq)


def written(cohort_id: int, sitting_id: int, *, lane: str = "", since: int = 0, until: int | None = None) -> Written:
    """The same entries as they lie there."""
    asked = select(*ROW).where(
        LogEntry.cohort_id == cohort_id, LogEntry.sitting_id == sitting_id, LogEntry.lane == lane, LogEntry.seq > since
    )
    if until is not None:
        asked = asked.where(LogEntry.seq <= until)
    return tuple(tuple(row) for row in db.session.execute(asked.order_by(LogEntry.seq)))


def read(rows: Written) -> list[Entry]:
    """Entries as the domain knows them."""
    return [_entry(row) for row in rows]


def lanes(cohort_id: int, sitting_id: int) -> dict[str, list[Entry]]:
    """lane → its entries in order, for the whole log of a sitting."""
    return lanes_of([(cohort_id, sitting_id)])[cohort_id, sitting_id]


def lanes_of(keys: Collection[tuple[int, int]]) -> dict[tuple[int, int], dict[str, list[Entry]]]:
    """(cohort id, sitting id) → its lanes, for the whole logs of some sittings."""
    asked = select(LogEntry.cohort_id, LogEntry.sitting_id, *ROW).where(tuple_(LogEntry.cohort_id, LogEntry.sitting_id).in_(keys))
    found: dict[tuple[int, int], dict[str, list[Entry]]] = {key: {} for key in keys}
    for row in db.session.execute(asked.order_by(LogEntry.lane, LogEntry.seq)) if keys else ():
        found[row.cohort_id, row.sitting_id].setdefault(row.lane, []).append(_entry(row[2:]))
    return found


def newest(cohort_id: int, sitting_id: int, *, until: int, without: Sequence[str], most: int) -> list[Entry]:
    """The newest entries of the pair's table up to a number, newest first, leaving out moves of some names."""
    asked = {"cohort": cohort_id, "sitting": sitting_id, "until": until, "without": list(without), "most": most}
    return [_entry(row) for row in db.session.execute(_newest(), asked)]


@built_once
def _newest() -> Select[*tuple[Any, ...]]:
    of_table = (LogEntry.cohort_id == bindparam("cohort"), LogEntry.sitting_id == bindparam("sitting"), LogEntry.lane == "")
    asked = select(*ROW).where(*of_table, LogEntry.seq <= bindparam("until"))
    asked = asked.where(LogEntry.move.not_in(bindparam("without", expanding=True)))
    return asked.order_by(LogEntry.seq.desc()).limit(bindparam("most", type_=Integer))


def _entry(row: Sequence[Any]) -> Entry:
    lane, seq, op, by, at, move, body = row
    return Entry.model_construct(lane=lane, seq=seq, op=op, by=by, at=at, move=MOVES[move].model_validate_json(body))
