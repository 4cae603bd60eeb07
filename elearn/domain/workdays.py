"""Working days of the United Kingdom's jurisdictions: what a time limit "in working days" comes to.

Bank holidays come from the `holidays` library, which follows gov.uk. The day on which a clock starts does not count; the day after it is
the first (how the 2025 hazard regulations and the tenancy guidance count, see domain notes on Awaab's Law).
"""

from datetime import date, timedelta
from functools import cache

from holidays.countries.united_kingdom import UnitedKingdom

COUNTRIES = {"england": "ENG", "wales": "WLS", "scotland": "SCT", "northern ireland": "NIR"}


def is_working_day(day: date, jurisdiction: str) -> bool:
    """Whether it is neither a weekend nor a bank holiday there. A jurisdiction that is no country of the UK counts as England."""
    return day.weekday() < 5 and day not in _bank_holidays(COUNTRIES.get(jurisdiction.strip().lower(), "ENG"))


def working_days_after(start: date, count: int, jurisdiction: str) -> date:
    """The last of `count` working days after `start`; `start` itself for none."""
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, jurisdiction)
    return day


def said(day: date) -> str:
    """The day as one says it: Saturday 14 February 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


@cache
def _bank_holidays(country: str) -> UnitedKingdom:
    return UnitedKingdom(subdiv=country)  # type: ignore[no-untyped-call]  # the library ships no types
