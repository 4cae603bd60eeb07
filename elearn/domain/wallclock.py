"""Times as a class has them: entered and shown by the clock on its wall, kept as moments.

Twice a year that clock is moved. An hour that is left out names no moment and is refused; an hour that comes twice is the first of the two
where something opens and the second where something is due, so that nobody has less time than the words say.
"""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from elearn.domain.errors import Refusal


@cache
def zone(name: str) -> ZoneInfo:
    """A time zone by its name, such as Europe/London. Raises Refusal when there is none of that name."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise Refusal("time.no_zone", "There is no time zone called {name}.", name=name) from error


def moment(wall: datetime, zone_name: str, *, late: bool = False) -> datetime:
    """The moment that a wall clock means; `late`: the second, where the clocks show it twice. Raises Refusal for an hour left out."""
    there = wall.replace(tzinfo=zone(zone_name), fold=1 if late else 0)
    found = there.astimezone(UTC)
    if found.astimezone(zone(zone_name)).replace(tzinfo=None) != wall:
        raise Refusal(
            "time.left_out",
            "There is no {time} on {day} in {zone}: the clocks go forward over it. Choose an earlier or a later time.",
            time=f"{wall:%H:%M}",
            day=f"{wall.day} {wall:%B %Y}",
            zone=zone_name,
        )
    return found


def on_the_wall(when: datetime, zone_name: str) -> datetime:
    """A moment as the clock on the wall shows it."""
    return when.astimezone(zone(zone_name))


def said(when: datetime, zone_name: str) -> str:
    """Tuesday 1 December 2026, 09:00 GMT: a moment in words, with the zone, which also tells the two hours apart that come twice."""
    there = on_the_wall(when, zone_name)
    name, offset = there.tzname() or "", f"{there:%z}"
    return f"{there:%A} {there.day} {there:%B %Y, %H:%M} {name if name.isalpha() else f'UTC{offset[:3]}:{offset[3:]}'}"
