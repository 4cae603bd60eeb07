"""When what was written must be read again: in order, due soon, or overdue."""

from datetime import date, timedelta
from enum import StrEnum

SOON = timedelta(days=60)
"""Two months: long enough to find a reviewer in term."""


class Due(StrEnum):
    """How a day of review stands to today."""

    IN_ORDER = "in_order"
    SOON = "soon"
    OVERDUE = "overdue"


def due(review_by: date, today: date) -> Due:
    """Overdue from the day after; due soon within sixty days."""
    if review_by < today:
        return Due.OVERDUE
    return Due.SOON if review_by - today <= SOON else Due.IN_ORDER
