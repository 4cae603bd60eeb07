"""Every right, as data, in one list: what may be done, in a sentence, and who may do it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from elearn.domain.person import MARKERS, STAFF, TEACHERS, WATCHERS, Role


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Somebody before a door: who they are, and what they are to the cohort and the sitting behind it."""

    person_id: int | None = None
    author: bool = False
    admin: bool = False
    proven: bool = False
    """whether they gave their second factor as they signed in: without it nobody is an admin"""
    teacher: bool = False
    """may start cohorts, and leads those"""
    role: Role | None = None
    """their role in the cohort concerned, also where that is the cohort of a sitting; none where they do not belong to it"""
    member: str | None = None
    """their member id at the sitting concerned"""


class Deed(StrEnum):
    LOOK_AROUND = "look_around"
    BE_SIGNED_IN = "be_signed_in"
    WORK = "work"
    LEARN = "learn"
    STUDY = "study"
    READ_SITTING = "read_sitting"
    WATCH_COHORT = "watch_cohort"
    WATCH_SITTING = "watch_sitting"
    TEACH_COHORT = "teach_cohort"
    TEACH_SITTING = "teach_sitting"
    LEAD_COHORT = "lead_cohort"
    REDACT = "redact"
    MARK = "mark"
    BE_STAFF = "be_staff"
    START_COHORT = "start_cohort"
    WRITE_CONTENT = "write_content"
    ADMINISTER = "administer"


@dataclass(frozen=True, kw_only=True)
class Right:
    says: str
    holds: Callable[[Standing], bool]


RIGHTS: dict[Deed, Right] = {
    Deed.LOOK_AROUND: Right(says="anybody, signed in or not", holds=lambda who: True),
    Deed.BE_SIGNED_IN: Right(says="whoever is signed in", holds=lambda who: who.person_id is not None),
    Deed.WORK: Right(says="the members of the pair", holds=lambda who: who.member is not None),
    Deed.LEARN: Right(says="the learners of the cohort", holds=lambda who: who.role is Role.LEARNER),
    Deed.STUDY: Right(says="whoever belongs to the cohort: its learners and its staff", holds=lambda who: who.role is not None),
    Deed.READ_SITTING: Right(
        says="the members of the pair, and those who teach or watch its cohort",
        holds=lambda who: who.member is not None or who.role in WATCHERS,
    ),
    Deed.WATCH_COHORT: Right(says="those who teach or watch the cohort", holds=lambda who: who.role in WATCHERS),
    Deed.WATCH_SITTING: Right(says="those who teach or watch the pair's cohort", holds=lambda who: who.role in WATCHERS),
    Deed.TEACH_COHORT: Right(says="the tutors of the cohort", holds=lambda who: who.role in TEACHERS),
    Deed.TEACH_SITTING: Right(says="the tutors of the pair's cohort", holds=lambda who: who.role in TEACHERS),
    Deed.LEAD_COHORT: Right(says="whoever leads the cohort", holds=lambda who: who.role is Role.LEAD),
    Deed.REDACT: Right(
        says="whoever leads the cohort, and admins with their second factor: to take words out that tell who somebody is",
        holds=lambda who: who.role is Role.LEAD or (who.admin and who.proven),
    ),
    Deed.MARK: Right(says="the markers of the cohort, each the pieces given to them", holds=lambda who: who.role in MARKERS),
    Deed.BE_STAFF: Right(says="the cohort's staff, of whatever kind", holds=lambda who: who.role in STAFF),
    Deed.START_COHORT: Right(says="those who may start a cohort", holds=lambda who: who.teacher or (who.admin and who.proven)),
    Deed.WRITE_CONTENT: Right(says="authors", holds=lambda who: who.author),
    Deed.ADMINISTER: Right(says="admins, with their second factor", holds=lambda who: who.admin and who.proven),
}


def may(who: Standing, deed: Deed) -> bool:
    """Whether somebody may do this, given what they are to the thing concerned."""
    return RIGHTS[deed].holds(who)
