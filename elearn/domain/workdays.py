"""Working days of the United Kingdom's jurisdictions: what a time limit "in working days" comes to.

The day on which a clock starts does not count; the day after it is the first (so the 2025 hazard regulations are read in the domain notes:
a report on Monday 2 November 2026 is to be investigated within ten working days, by Monday 16 November).
"""

from datetime import date, timedelta
from functools import cache

from elearn.domain.bank_holidays import BANK_HOLIDAYS, YEARS

COUNTRIES = {"england": "ENG", "wales": "ENG", "england and wales": "ENG", "scotland": "SCT", "northern ireland": "NIR"}
"""Wales has England's bank holidays."""


def is_working_day(day: date, jurisdiction: str) -> bool:
    """Whether it is neither a weekend nor a bank holiday there. A jurisdiction that is no country of the UK counts as England."""
    return day.weekday() < 5 and day not in _bank_holidays(COUNTRIES.get(jurisdiction.strip().lower(), "ENG"), day.year)


def working_days_after(start: date, count: int, jurisdiction: str) -> date:
    """The last of `count` working days after `start`; `start` itself for none."""
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day, jurisdiction)
    return day


def months_after(start: date, count: int) -> date:
    """The same day so many months later, or that month's last day where it has no such day (the corresponding date rule)."""
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    after, then = divmod(year * 12 + month + 1, 12)
    last = date(after, then + 1, 1) - timedelta(days=1)
    return last.replace(day=min(start.day, last.day))


def said(day: date) -> str:
    """The day as one says it: Saturday 14 February 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


@cache
def _bank_holidays(country: str, year: int) -> frozenset[date]:
    if year in YEARS:
        return frozenset(date.fromisoformat(f"{year}-{day}") for day in BANK_HOLIDAYS[country][year].split())
    from holidays import country_holidays  # noqa: PLC0415  # takes longer to load than a case to check, and is hardly ever needed

    return frozenset(country_holidays("GB", subdiv=country, years=year))
