"""The demo's class in its modules: every published one is open, and people have come to different places in the first."""

from datetime import datetime, timedelta
from itertools import cycle

from elearn.actions import study
from elearn.domain.module import Module
from elearn.store import modules, sittings

FIRST = "what-and-why"
PATH = (FIRST, "noticing", "root-causes", "each-can-do", "duties", "landscape", "change")
"""In this order a class walks through them; others come after."""
HOW_FAR = (5, 3, 16, 8, 0, 1, 12, 16, 4, 9)
"""How many stops each of the class has behind them, over and over: some are through, some have not begun."""


def seed(cohort_id: int, now: datetime) -> None:
    """Open the modules in the order of their path, and let the class walk in it. Without modules there is nothing to open."""
    for minute, slug in enumerate(sorted(modules.titles(), key=lambda slug: (PATH.index(slug) if slug in PATH else len(PATH), slug))):
        study.open_module(cohort_id, slug, now - timedelta(days=7) + timedelta(minutes=minute))
    module = modules.opened(cohort_id, FIRST)
    if module is not None:
        people = sorted({seat.person_id for sitting in sittings.of_cohort(cohort_id) for seat in sitting.seats if seat.person_id})
        for person_id, stops in zip(people, cycle(HOW_FAR), strict=False):
            _walk(cohort_id, person_id, module, stops, now - timedelta(hours=2))


def _walk(cohort_id: int, person_id: int, module: Module, stops: int, now: datetime) -> None:
    """Through the first stops of a module, a few minutes at each; every third person chooses the first answer first, right or wrong."""
    for number, stop in enumerate(module.path[:stops]):
        at = now + timedelta(minutes=3 * number)
        if stop.question is not None:
            right = next(each for each in stop.question.choices if each.right)
            tries = [stop.question.choices[0], right] if person_id % 3 == 0 and not stop.question.choices[0].right else [right]
            for choice in tries:
                study.answer(cohort_id, person_id, module, stop.id, choice.says, at)
        else:
            study.go_on(cohort_id, person_id, module, stop.id, at)
