"""Pairing 240 students up: the proposal alone, even and uneven faculties, and seating 120 pairs in one transaction."""

import time
from datetime import UTC, datetime

from bench.figures import Figure, figure
from elearn.actions import pair_up
from elearn.domain.pairing import Learner, Roll, propose
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.pairing import Availability
from elearn.store.people import Person
from tests.site import Site

FACULTIES = ((120, 120), (180, 60), (90, 30))
GOAL_SECONDS, SEATED_SECONDS = 2.0, 10.0


def pairing(site: Site) -> list[Figure]:
    """Every student has said when they have time, has sat with somebody before, and every sixth is to be kept apart from somebody."""
    found = []
    for medicine, law in FACULTIES:
        roll = _roll(medicine, law)
        took = _timed(lambda roll=roll: propose(roll))
        found.append(figure(f"a proposal for {medicine} + {law} students", took, "s", goal="< 2", met=took < GOAL_SECONDS))
    with site.app.app_context():
        slug = next(iter(cohorts.chosen_cases(site.cohort)))
        _enrol(site.cohort, 120, 120)
        took = _timed(lambda: pair_up.propose(site.cohort, slug, 2, datetime.now(UTC)))
        found.append(figure("a proposal for 120 + 120 students, read and written", took, "s", goal="< 2", met=took < GOAL_SECONDS))
        took = _timed(lambda: pair_up.seat(site.cohort, slug, 1, datetime.now(UTC)))
        found.append(figure("120 pairs seated in one transaction", took, "s", goal="< 10", met=took < SEATED_SECONDS))
    return found


def _timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _week(number: int) -> int:
    """About a quarter of the week's 28 fields, another quarter for each student."""
    return sum(1 << each for each in range(28) if (number * 2654435761 >> each) & 3 == 0)


def _roll(medicine: int, law: int) -> Roll:
    people = range(1, medicine + law + 1)
    side = {each: Discipline.MEDICINE if each <= medicine else Discipline.LAW for each in people}
    learners = {each: Learner(id=each, discipline=side[each], week=_week(each), crowded=each % 2) for each in people}
    apart: dict[int, set[int]] = {}
    met: dict[int, dict[int, int]] = {}
    for each in range(1, medicine + 1):
        partner, other = medicine + 1 + each % law, medicine + 1 + each * 7 % law
        met.setdefault(each, {})[partner] = met.setdefault(partner, {})[each] = 1
        if each % 6 == 0:
            apart.setdefault(each, set()).add(other)
            apart.setdefault(other, set()).add(each)
    return Roll(learners=learners, apart={one: frozenset(others) for one, others in apart.items()}, met=met)


def _enrol(cohort: int, medicine: int, law: int) -> None:
    now = datetime.now(UTC)
    sides = [Discipline.MEDICINE] * medicine + [Discipline.LAW] * law
    with saving() as session:
        people = [Person(name=f"Learner {n}", email=f"pairing{n}@bench.invalid", created_at=now) for n in range(len(sides))]
        session.add_all(people)
        session.flush()
        for number, (person, side) in enumerate(zip(people, sides, strict=True)):
            session.add(Enrolment(cohort_id=cohort, person_id=person.id, role=Role.LEARNER, discipline=side))
            session.add(Availability(cohort_id=cohort, person_id=person.id, week=_week(number) or 1, said_at=now))
