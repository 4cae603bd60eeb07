"""A day as people write it, and how it is to be written."""

import re
from datetime import date
from typing import Any

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

YEAR_FIRST = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?:[ T]\d{1,2}:\d{2}.*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4}|\d{2})")
IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? +([a-z]{3})[a-z]*\.?,? +(\d{4})", re.IGNORECASE)

ANYHOW = "Write the year, month and day, without quotes: 2026-11-24."


def day_like(written: Any) -> str:
    """How to mend what is not a day: `24 November 2026`, `24/11/2026` (the day first, as in the United Kingdom), `"2026-11-24"`."""
    text = " ".join(str(written).split())
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
        year += 2000 * (year < 100)
        if day <= 12 < month:
            day, month = month, day  # as in the United States, where it can be nothing else
    elif (found := IN_WORDS.fullmatch(text)) and found[2].lower() in MONTHS:
        day, month, year = int(found[1]), MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        return ANYHOW
    try:
        meant = date(year, month, day)
    except ValueError:
        return f"There is no such day. {ANYHOW}"
    if text == meant.isoformat():
        return f"Take the quotation marks away: {meant}"
    return f"Write the year, month and day, without quotes: {meant}"
