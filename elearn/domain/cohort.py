"""How a class is run, and the code by which one joins it."""

from enum import StrEnum

from elearn.domain.person import Role


class Pace(StrEnum):
    """Who opens the steps."""

    TAUGHT = "taught"
    """the tutor, for everybody at once"""
    OWN = "own"
    """each pair, as it is done with the one before"""


OFFERED = (Role.TUTOR, Role.SECOND_MARKER, Role.OBSERVER, Role.LEAD)
"""the roles that a lead may give to somebody, the usual first"""

LETTERS = "BCDFGHJKMNPQRSTVWXYZ23456789"
"""of a join code: no vowels, so that no word comes of it, and nothing that looks like something else"""
LENGTH = 9
"""28⁹ is ten million million: with the tries throttled, nobody guesses one"""


def typed_code(typed: str) -> str:
    """A join code as it is kept, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter in LETTERS)[:16]


def shown_code(code: str) -> str:
    """A join code as it is read out: KXR-9TB-4WM."""
    return "-".join(code[at : at + 3] for at in range(0, len(code), 3))
