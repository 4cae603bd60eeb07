"""Single-use links. Only the hash of a link's secret is kept, so that whoever reads the database cannot use one."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, String, delete, func, select, update
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from elearn.domain.person import Role
from elearn.domain.single_use import LIVES, Purpose
from elearn.store.cohorts import Enrolment
from elearn.store.db import Base, db
from elearn.store.people import Person

AT_ONCE = 500
"""how many people one statement names"""


class SingleUse(Base):
    """A link that sets one person's password, once."""

    __tablename__ = "single_use"

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    purpose: Mapped[Purpose] = mapped_column(String(16))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")


def hashed(secret: str) -> str:
    """What is kept of a secret. It has 77 random bits or more, so that one round of a fast hash is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def keep(secrets: Mapping[int, str], purpose: Purpose, now: datetime) -> None:
    """Keep a new link for each of these people, given as person id → secret. Earlier ones of theirs that were never used end with it."""
    forget(list(secrets))
    ends = now + LIVES[purpose]
    db.session.add_all(
        SingleUse(hash=hashed(secret), purpose=purpose, person_id=person_id, made_at=now, expires_at=ends, used_at=None)
        for person_id, secret in secrets.items()
    )


def forget(people: Sequence[int]) -> None:
    """End every unused link of these people."""
    for at in range(0, len(people), AT_ONCE):
        some = people[at : at + AT_ONCE]
        db.session.execute(delete(SingleUse).where(SingleUse.person_id.in_(some), SingleUse.used_at.is_(None)))


def good(secret: str, now: datetime) -> SingleUse | None:
    """The link with this secret and its person, if it may still be used."""
    asked = select(SingleUse).where(SingleUse.hash == hashed(secret), SingleUse.used_at.is_(None), SingleUse.expires_at > now)
    return db.session.scalar(asked.options(joinedload(SingleUse.person)))


def use(secret: str, now: datetime) -> tuple[int, Purpose] | None:
    """Use a link up: whose it was and what for. None when it is unknown, used or too old; of two at once, one gets it."""
    used = (
        update(SingleUse)
        .where(SingleUse.hash == hashed(secret), SingleUse.used_at.is_(None), SingleUse.expires_at > now)
        .values(used_at=now)
        .returning(SingleUse.person_id, SingleUse.purpose)
    )
    row = db.session.execute(used).one_or_none()
    return (row[0], Purpose(row[1])) if row else None


def outstanding(people: list[int], now: datetime) -> dict[int, datetime]:
    """person id → when their link was made, for those who have one that still works."""
    asked = (
        select(SingleUse.person_id, func.max(SingleUse.made_at))
        .where(SingleUse.person_id.in_(people), SingleUse.used_at.is_(None), SingleUse.expires_at > now)
        .group_by(SingleUse.person_id)
    )
    return {row[0]: row[1] for row in db.session.execute(asked)}


def held_in(cohort_id: int, now: datetime) -> int:
    """How many of a class's students who have not come in yet hold a link that still works."""
    holders = select(SingleUse.person_id).where(SingleUse.used_at.is_(None), SingleUse.expires_at > now)
    learners = (Enrolment.cohort_id == cohort_id, Enrolment.role == Role.LEARNER, Enrolment.person_id.in_(holders))
    return db.session.scalar(select(func.count()).select_from(Enrolment).join(Person).where(*learners, Person.password_hash.is_(None))) or 0
