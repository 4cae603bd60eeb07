"""Who people are: their discipline, and what they are in a cohort."""

from enum import StrEnum


class Discipline(StrEnum):
    """The two professions whose students work together."""

    MEDICINE = "medicine"
    LAW = "law"


class Role(StrEnum):
    """What somebody is in a cohort, or to the library."""

    LEARNER = "learner"
    TUTOR = "tutor"
    AUTHOR = "author"
    ADMIN = "admin"
