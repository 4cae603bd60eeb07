"""What a figure is, and how a rate is measured: interleaved with its floor, so that whatever else the machine does falls on both."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from elearn.store import library, sittings
from tests import services
from tests.site import Site, a_site

ROUNDS, SECONDS = 5, 1.0

Figure = dict[str, Any]
"""name, value, unit, floor, ratio, goal, met"""


def figure(name: str, value: float, unit: str, *, goal: str, met: bool | None, floor: float | None = None) -> Figure:
    """One line of the results. `met` is None where there is no goal."""
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "floor": round(floor, 2) if floor else None,
        "ratio": round(value / floor, 3) if floor else None,
        "goal": goal,
        "met": met,
    }


def merged(before: Sequence[Figure], now: Sequence[Figure]) -> list[Figure]:
    """Figures of earlier runs with those of a run that measured some anew: a figure takes the place of the one of its name."""
    new = {each["name"]: each for each in now}
    return [new.pop(each["name"], each) for each in before] + list(new.values())


def on_both(site: Site, folder: Path) -> Iterator[tuple[str, Site]]:
    """(SQLite or PostgreSQL, a new site on it) with the case of another; on SQLite alone, said aloud, where there is no PostgreSQL."""
    with site.app.app_context():
        sitting = sittings.with_seats(site.cohort, site.sitting)
        case = library.case(sitting.case_sha) if sitting else None
    yield "SQLite", a_site(folder, case=case)
    try:
        url = services.postgres().fresh()
    except services.AbsentError as absent:
        print(f"not measured on PostgreSQL: {absent}", flush=True)
        return
    yield "PostgreSQL", a_site(folder, case=case, database=url)


def against(ours: Callable[[], object], floor: Callable[[], object]) -> tuple[float, float]:
    """How often each is done in a second: medians over rounds in which they take turns."""
    ours(), floor()
    rounds = [(_rate(ours), _rate(floor)) for _ in range(ROUNDS)]
    return median([each for each, _ in rounds]), median([each for _, each in rounds])


def _rate(work: Callable[[], object]) -> float:
    count, start = 0, time.perf_counter()
    while (taken := time.perf_counter() - start) < SECONDS:
        work()
        count += 1
    return count / taken


def median(values: list[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def quantile(values: list[float], share: float) -> float:
    """The value below which this share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
