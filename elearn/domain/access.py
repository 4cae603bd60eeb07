"""Every right, as data, in one list: what may be done, in a sentence, and who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.person import Role


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody before a door: who they are, and what they are to the cohort and the sitting behind it."""

    person_id: int | None = None
    author: bool = False
    admin: bool = False
    role: Role | None = None
    """their role in the cohort concerned; none where they do not belong to it"""
    member: str | None = None
    """their member id at the sitting concerned"""


class Deed(StrEnum):
    LOOK_AROUND = "look_around"
    BE_SIGNED_IN = "be_signed_in"
    WORK = "work"
    READ_SITTING = "read_sitting"
    WATCH_COHORT = "watch_cohort"
    WATCH_SITTING = "watch_sitting"
    WRITE_CONTENT = "write_content"


@dataclass(frozen=True, kw_only=True)
class Right:
    says: str
    holds: Callable[[Standing], bool]


RIGHTS: dict[Deed, Right] = {
    Deed.LOOK_AROUND: Right(says="anybody, signed in or not", holds=lambda who: True),
    Deed.BE_SIGNED_IN: Right(says="whoever is signed in", holds=lambda who: who.person_id is not None),
    Deed.WORK: Right(says="the members of the pair", holds=lambda who: who.member is not None),
    Deed.READ_SITTING: Right(
        says="the members of the pair, and the tutors of its cohort", holds=lambda who: who.member is not None or who.role is Role.TUTOR
    ),
    Deed.WATCH_COHORT: Right(says="the tutors of the cohort", holds=lambda who: who.role is Role.TUTOR),
    Deed.WATCH_SITTING: Right(says="the tutors of the pair's cohort", holds=lambda who: who.role is Role.TUTOR),
    Deed.WRITE_CONTENT: Right(says="authors", holds=lambda who: who.author),
}


def may(who: Standing, deed: Deed) -> bool:
    """Whether somebody may do this, given what they are to the thing concerned."""
    return RIGHTS[deed].holds(who)
