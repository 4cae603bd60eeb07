"""When a student has time: a week as a grid of days and parts of the day, by the clock on the class's wall."""

from collections.abc import Iterable

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
PARTS = (("morning", "9–12"), ("midday", "12–14"), ("afternoon", "14–18"), ("evening", "18–21"))
"""wide enough that a joint step, of an hour or a little more, fits into any"""

SLOTS = range(len(DAYS) * len(PARTS))


def slot(day: int, part: int) -> int:
    """The number of a field of the grid."""
    return day * len(PARTS) + part


def spoken(number: int) -> str:
    """Tuesday evening."""
    day, part = divmod(number, len(PARTS))
    return f"{DAYS[day]} {PARTS[part][0]}"


def packed(slots: Iterable[int]) -> int:
    """A week as one number, a bit for each field; what is no field of the grid is left out."""
    return sum(1 << each for each in set(slots) if each in SLOTS)


def unpacked(week: int) -> frozenset[int]:
    """The fields that a number stands for."""
    return frozenset(each for each in SLOTS if week >> each & 1)
