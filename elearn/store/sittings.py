"""Sittings: one pair at one case. The snapshot beside the log, the desks, and the few figures a list of pairs needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Select, String, Text, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, column_property, defer, joinedload, mapped_column, relationship, selectinload, undefer

from elearn.domain.desk import Desk
from elearn.domain.person import Discipline
from elearn.domain.workspace import Workspace
from elearn.store.cohorts import Cohort, CohortCase
from elearn.store.db import Base, built_once, db
from elearn.store.kept import Kept
from elearn.store.library import CaseVersion
from elearn.store.people import Person

_tables: Kept[str, Workspace] = Kept(100)
"""snapshot → the table; a live pair's is asked for by both partners and their next move, and is some hundred kB"""
_desks: Kept[str, Desk] = Kept(200)


def read_table(snapshot: str) -> Workspace:
    """The table of a snapshot. It is a frozen value, and so shared by all who ask for it."""
    return _tables.get(snapshot, lambda: Workspace.model_validate_json(snapshot))


def read_desk(desk: str) -> Desk:
    """The desk as a seat's row holds it."""
    return _desks.get(desk, lambda: Desk.model_validate_json(desk))


def written(table: Workspace) -> str:
    """The snapshot of a table. Whoever reads it next finds the table at hand."""
    snapshot = table.model_dump_json()
    _tables.put(snapshot, table)
    return snapshot


class Sitting(Base):
    """One pair at one case. `cohort_id` leads the key here and in every table of a sitting, so that a cohort can be moved or
    split off whole.
    """

    __tablename__ = "sitting"
    __table_args__ = (
        Index("ix_sitting_open", "cohort_id", "id", "closed_at", "case_sha", "number"),
        Index("ix_sitting_moved", "cohort_id", "moved_at"),
    )

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), primary_key=True)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    """what people call it: Pair 7"""
    case_sha: Mapped[str] = mapped_column(ForeignKey("case_version.sha"))
    last_seq: Mapped[int] = mapped_column(default=0)
    snapshot: Mapped[str] = mapped_column(Text)
    digest: Mapped[dict[str, Any]]
    """a handful of figures for lists of pairs, written with the snapshot (domain/digest.py)"""
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    """set when the pair was given another case instead, or all of it went to another pair"""
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    """when the house next has something to do here: a step's time is over, or a tutor has changed it (actions/timing.py)"""
    notices: Mapped[int] = mapped_column(default=0)
    """how often something beside the log has changed that its pages show: times, a tutor's words, a poll"""
    no_example: Mapped[bool] = mapped_column(default=False)
    """the pair does not want its map shown to the class, without names either"""
    opens_at: Mapped[datetime | None] = column_property(
        select(CohortCase.opens_at)
        .join(CaseVersion, CaseVersion.slug == CohortCase.case_slug)
        .where(CohortCase.cohort_id == cohort_id, CaseVersion.sha == case_sha)
        .correlate_except(CohortCase, CaseVersion)
        .scalar_subquery(),
        deferred=True,
    )
    """from when its members may work, as its cohort says now; none: at once"""
    time_zone: Mapped[str] = column_property(select(Cohort.time_zone).where(Cohort.id == cohort_id).scalar_subquery(), deferred=True)
    """whose clock its members go by: the cohort's"""

    seats: Mapped[list["Seat"]] = relationship(lazy="raise", order_by="Seat.discipline.desc(), Seat.member_id", back_populates="sitting")

    @property
    def table(self) -> Workspace:
        """The pair's table as it stands."""
        return read_table(self.snapshot)


class Seat(Base):
    """Who a member id is. The log knows only the member id: erasing a person leaves the pair's map whole."""

    __tablename__ = "seat"
    __table_args__ = (
        ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),
        Index("ix_seat_person", "person_id", "cohort_id", "sitting_id"),
    )

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    discipline: Mapped[Discipline] = mapped_column(String(16))
    last_seq: Mapped[int] = mapped_column(default=0)
    desk: Mapped[str] = mapped_column(Text)
    findings: Mapped[int] = mapped_column(default=0)
    """how many findings lie on the desk: what a tutor may know before the seal"""
    left_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise")
    sitting: Mapped[Sitting] = relationship(lazy="raise", back_populates="seats")

    @property
    def read_desk(self) -> Desk:
        """What this member has written alone."""
        return read_desk(self.desk)


class Draft(Base):
    """Half-typed words, the writer's own, outside the log. Kept so that another device, or a lost page, finds them."""

    __tablename__ = "draft"
    __table_args__ = (ForeignKeyConstraint(["cohort_id", "sitting_id"], ["sitting.cohort_id", "sitting.id"]),)

    cohort_id: Mapped[int] = mapped_column(primary_key=True)
    sitting_id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    field: Mapped[str] = mapped_column(String(80), primary_key=True)
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


def of_person(person_id: int) -> list[Seat]:
    """Every seat a person has, newest first, with its sitting and everybody at it."""
    return list(db.session.scalars(_of_person(), {"person": person_id}))


@built_once
def _of_person() -> Select[Seat]:
    sitting = joinedload(Seat.sitting, innerjoin=True)
    others = sitting.options(undefer(Sitting.opens_at)).selectinload(Sitting.seats)
    seated = (defer(Seat.desk), others.options(defer(Seat.desk), joinedload(Seat.person)))
    asked = select(Seat).where(Seat.person_id == bindparam("person")).options(*seated)
    return asked.order_by(Seat.cohort_id.desc(), Seat.sitting_id.desc())


def with_seats(cohort_id: int, sitting_id: int) -> Sitting | None:
    """A sitting with everybody at it; its digest is for lists, and comes only when asked for."""
    return db.session.scalars(_with_seats(), {"cohort": cohort_id, "sitting": sitting_id}).unique().one_or_none()


@built_once
def _with_seats() -> Select[Sitting]:
    seated = joinedload(Sitting.seats).joinedload(Seat.person)
    asked = select(Sitting).where(Sitting.cohort_id == bindparam("cohort"), Sitting.id == bindparam("sitting"))
    return asked.options(seated, defer(Sitting.digest), undefer(Sitting.opens_at), undefer(Sitting.time_zone)).execution_options(
        populate_existing=True
    )


def of_cohort(cohort_id: int) -> list[Sitting]:
    """A cohort's sittings with everybody at them, in the order of their numbers; without their snapshots, which a list has no use for."""
    seated = selectinload(Sitting.seats).options(defer(Seat.desk), selectinload(Seat.person))
    asked = (
        select(Sitting)
        .where(Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None))
        .options(defer(Sitting.snapshot), seated)
        .order_by(Sitting.number, Sitting.id)
    )
    return list(db.session.scalars(asked))


def keys() -> list[tuple[int, int]]:
    """(cohort id, sitting id) of every sitting there is."""
    found = db.session.execute(select(Sitting.cohort_id, Sitting.id).order_by(Sitting.cohort_id, Sitting.id))
    return [(row.cohort_id, row.id) for row in found]


def take_number(cohort_id: int, sitting_id: int) -> tuple[int, str, str]:
    """The next number on the pair's table, its snapshot, and the case's hash. The row is held until the transaction ends."""
    taken = (
        update(Sitting)
        .where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
        .values(last_seq=Sitting.last_seq + 1)
        .returning(Sitting.last_seq, Sitting.snapshot, Sitting.case_sha)
    )
    row = db.session.execute(taken).one()
    return row[0], row[1], row[2]


def hold_table(cohort_id: int, sitting_id: int) -> tuple[str, str]:
    """A table as it stands and the case's hash, its row held until the transaction ends."""
    held = update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id).values(last_seq=Sitting.last_seq)
    row = db.session.execute(held.returning(Sitting.snapshot, Sitting.case_sha)).one()
    return row[0], row[1]


def take_desk_number(cohort_id: int, sitting_id: int, member_id: str) -> tuple[int, str]:
    """The next number of a desk, and the desk as it stands."""
    taken = (
        update(Seat).where(*_seat(cohort_id, sitting_id, member_id)).values(last_seq=Seat.last_seq + 1).returning(Seat.last_seq, Seat.desk)
    )
    row = db.session.execute(taken).one()
    return row[0], row[1]


def snapshot(cohort_id: int, sitting_id: int) -> tuple[str, str]:
    """The table as kept, and the case's hash, freshly read."""
    row = db.session.execute(
        select(Sitting.snapshot, Sitting.case_sha).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
    ).one()
    return row[0], row[1]


def as_told(cohort_id: int, sitting_id: int) -> tuple[str, str, int]:
    """What a feed reads: the table as kept, the case's hash, and how often something beside the log has changed."""
    row = db.session.execute(_as_told(), {"cohort": cohort_id, "sitting": sitting_id}).one()
    return row[0], row[1], row[2]


@built_once
def _as_told() -> Select[*tuple[Any, ...]]:
    asked = select(Sitting.snapshot, Sitting.case_sha, Sitting.notices)
    return asked.where(Sitting.cohort_id == bindparam("cohort"), Sitting.id == bindparam("sitting"))


def names(cohort_id: int, sitting_id: int) -> dict[str, str | None]:
    """member id → what everybody who ever sat there is called; none when the account is gone."""
    asked = db.session.execute(_names(), {"cohort": cohort_id, "sitting": sitting_id})
    return {row.member_id: row.name for row in asked}


@built_once
def _names() -> Select[*tuple[Any, ...]]:
    asked = select(Seat.member_id, Person.name).outerjoin(Person, Person.id == Seat.person_id)
    return asked.where(Seat.cohort_id == bindparam("cohort"), Seat.sitting_id == bindparam("sitting"))


def desk(cohort_id: int, sitting_id: int, member_id: str) -> str:
    """A desk as kept, freshly read."""
    return db.session.execute(select(Seat.desk).where(*_seat(cohort_id, sitting_id, member_id))).scalar_one()


def hold_desk(cohort_id: int, sitting_id: int, member_id: str) -> str:
    """A desk as it stands, its row held until the transaction ends."""
    held = update(Seat).where(*_seat(cohort_id, sitting_id, member_id)).values(last_seq=Seat.last_seq).returning(Seat.desk)
    return db.session.execute(held).scalar_one()


def slugs_of_people(cohort_id: int, people: list[int]) -> set[str]:
    """The cases that any of these people has had in a cohort."""
    asked = select(CaseVersion.slug).join(Sitting, Sitting.case_sha == CaseVersion.sha).join(Seat, Seat.sitting_id == Sitting.id)
    asked = asked.where(Sitting.cohort_id == cohort_id, Seat.cohort_id == cohort_id, Seat.person_id.in_(people))
    return set(db.session.scalars(asked))


def keep_table(
    cohort_id: int, sitting_id: int, table: Workspace, digest: dict[str, Any], now: datetime, *, last: int | None = None
) -> None:
    """Write the snapshot that the entry just logged has made; `last`: its number, where none was taken beforehand."""
    kept = update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
    number = {} if last is None else {"last_seq": last}
    db.session.execute(kept.values(snapshot=written(table), digest=digest, moved_at=now, **number))


def keep_again(cohort_id: int, sitting_id: int, table: Workspace, digest: dict[str, Any]) -> None:
    """Write the snapshot and its figures anew from the log, where a release folds it otherwise than the one before."""
    kept = update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
    db.session.execute(kept.values(snapshot=written(table), digest=digest))


def keep_desk(cohort_id: int, sitting_id: int, member_id: str, desk: Desk) -> None:
    """Write the desk that the entry just logged has made."""
    kept = update(Seat).where(*_seat(cohort_id, sitting_id, member_id))
    db.session.execute(kept.values(desk=desk.model_dump_json(), findings=len(desk.findings)))


def next_id(cohort_id: int) -> tuple[int, int]:
    """A free sitting id and pair number in a cohort, whose row is held until the transaction ends: two pairs seated at once get two ids."""
    db.session.execute(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update(key_share=True))
    from_ids = select(Sitting.id).where(Sitting.cohort_id == cohort_id).order_by(Sitting.id.desc()).limit(1)
    from_numbers = select(Sitting.number).where(Sitting.cohort_id == cohort_id).order_by(Sitting.number.desc()).limit(1)
    return (db.session.scalar(from_ids) or 0) + 1, (db.session.scalar(from_numbers) or 0) + 1


def hold_seat(cohort_id: int, sitting_id: int, member_id: str) -> None:
    """Hold a member's row until the transaction ends, without writing it: two pages of one person take turns."""
    db.session.execute(select(Seat.member_id).where(*_seat(cohort_id, sitting_id, member_id)).with_for_update(key_share=True))


def keep_draft(cohort_id: int, sitting_id: int, member_id: str, field: str, words: str, now: datetime) -> None:
    """Keep half-typed words under a field's name; empty words forget them."""
    key = {"cohort_id": cohort_id, "sitting_id": sitting_id, "member_id": member_id, "field": field}
    if words.strip():
        db.session.merge(Draft(**key, words=words, written_at=now))
    else:
        db.session.execute(delete(Draft).filter_by(**key))


def drafts(cohort_id: int, sitting_id: int, member_id: str) -> dict[str, str]:
    """field → half-typed words of this member at this sitting."""
    key = {"cohort": cohort_id, "sitting": sitting_id, "member": member_id}
    return {row.field: row.words for row in db.session.execute(_drafts(), key)}


@built_once
def _drafts() -> Select[str, str]:
    mine = (Draft.cohort_id == bindparam("cohort"), Draft.sitting_id == bindparam("sitting"), Draft.member_id == bindparam("member"))
    return select(Draft.field, Draft.words).where(*mine)


def _seat(cohort_id: int, sitting_id: int, member_id: str) -> tuple[Any, ...]:
    return Seat.cohort_id == cohort_id, Seat.sitting_id == sitting_id, Seat.member_id == member_id


# --- for a class's pages


def tell(cohort_id: int, *, sitting_id: int | None = None, slug: str | None = None) -> list[int]:
    """Have the pages of these sittings see that something beside the log has changed: one, those of a case, or all. Returns their ids."""
    which = [Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None)]
    if sitting_id is not None:
        which.append(Sitting.id == sitting_id)
    if slug is not None:
        which.append(Sitting.case_sha.in_(select(CaseVersion.sha).where(CaseVersion.slug == slug)))
    told = update(Sitting).where(*which).values(notices=Sitting.notices + 1).returning(Sitting.id)
    return list(db.session.scalars(told.execution_options(synchronize_session=False)))


def is_there(cohort_id: int, sitting_id: int) -> bool:
    """Whether a class has this sitting."""
    return db.session.scalar(select(Sitting.id).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)) is not None


def set_no_example(cohort_id: int, sitting_id: int, *, out: bool) -> None:
    """Whether a pair's map stays out of the examples that its class is shown."""
    kept = update(Sitting).where(Sitting.cohort_id == cohort_id, Sitting.id == sitting_id)
    db.session.execute(kept.values(no_example=out, notices=Sitting.notices + 1))
