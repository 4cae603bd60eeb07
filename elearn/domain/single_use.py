"""Links that work once: what they are for, and for how long."""

from datetime import timedelta
from enum import StrEnum


class Purpose(StrEnum):
    INVITATION = "invitation"
    """to set the first password of an account that somebody made for one"""
    RESET = "reset"
    """to set a new password, sent to the address of the account"""
    RESET_BY_HAND = "reset_by_hand"
    """the same, handed over on paper or across a desk"""
    FIRST_ADMIN = "first_admin"
    """to set the password of an admin's account, printed in a shell"""


LIVES = {
    Purpose.INVITATION: timedelta(days=14),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.RESET_BY_HAND: timedelta(days=1),
    Purpose.FIRST_ADMIN: timedelta(days=1),
}
