"""Which pairs need their tutor now, and why."""

from enum import StrEnum


class Said(StrEnum):
    """What a tutor made of a card."""

    DONE = "done"
    LATER = "later"
    NOT_USEFUL = "not_useful"
