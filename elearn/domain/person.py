"""Who people are: their discipline, and what they are in a cohort."""

from enum import StrEnum


class Discipline(StrEnum):
    """The two professions whose students work together."""

    MEDICINE = "medicine"
    LAW = "law"


class Role(StrEnum):
    """What somebody is in a cohort."""

    LEARNER = "learner"
    LEAD = "lead"
    """answers for the cohort: roster, roles, dates, release of marks, export, erasure"""
    TUTOR = "tutor"
    """teaches it: pairs, steers and marks"""
    SECOND_MARKER = "second_marker"
    """marks the sample given to them, and sees nothing else"""
    OBSERVER = "observer"
    """looks on, and changes nothing"""


class Right(StrEnum):
    """What somebody may be on the whole site, besides what they are in a cohort."""

    TEACHER = "teacher"
    """may start cohorts"""
    AUTHOR = "author"
    ADMIN = "admin"


STAFF = frozenset({Role.LEAD, Role.TUTOR, Role.SECOND_MARKER, Role.OBSERVER})
TEACHERS = frozenset({Role.LEAD, Role.TUTOR})
WATCHERS = frozenset({Role.LEAD, Role.TUTOR, Role.OBSERVER})
MARKERS = frozenset({Role.LEAD, Role.TUTOR, Role.SECOND_MARKER})
