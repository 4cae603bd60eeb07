"""The demo's students who sit nowhere yet: more of medicine than of law, most of whom have said when they have time."""

from datetime import datetime

from elearn.domain.availability import packed, slot
from elearn.domain.person import Discipline, Role
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.pairing import Availability, KeptApart
from elearn.store.people import Person

MORNING, MIDDAY, AFTERNOON, EVENING = range(4)
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
WAITING: tuple[tuple[str, Discipline, tuple[tuple[int, int], ...]], ...] = (
    ("Freya Dahl", Discipline.MEDICINE, ((MONDAY, EVENING), (WEDNESDAY, AFTERNOON))),
    ("Samir Haddad", Discipline.MEDICINE, ((TUESDAY, MORNING), (THURSDAY, EVENING))),
    ("Chloe Bennett", Discipline.MEDICINE, ((WEDNESDAY, AFTERNOON), (FRIDAY, MORNING))),
    ("Ravi Menon", Discipline.MEDICINE, ((MONDAY, EVENING), (THURSDAY, EVENING))),
    ("Nkechi Obi", Discipline.MEDICINE, ()),
    ("Petra Novak", Discipline.MEDICINE, ((TUESDAY, MORNING), (FRIDAY, MIDDAY))),
    ("Liam Doyle", Discipline.MEDICINE, ((WEDNESDAY, AFTERNOON),)),
    ("Mei Tanaka", Discipline.MEDICINE, ((THURSDAY, EVENING), (FRIDAY, MORNING))),
    ("Isla Fraser", Discipline.LAW, ((MONDAY, EVENING), (TUESDAY, MORNING))),
    ("Tariq Aziz", Discipline.LAW, ((WEDNESDAY, AFTERNOON), (THURSDAY, EVENING))),
    ("Bronwen Rees", Discipline.LAW, ((THURSDAY, EVENING),)),
    ("Mateo Silva", Discipline.LAW, ()),
    ("Anna Keller", Discipline.LAW, ((FRIDAY, MORNING), (WEDNESDAY, AFTERNOON))),
)
APART = ("Ravi Menon", "Isla Fraser")


def seed(cohort_id: int, now: datetime) -> None:
    """Put them on the class's list, with what they said; two are to be kept apart."""
    with saving() as session:
        people = {
            name: Person(name=name, email=f"{name.replace(' ', '.').casefold()}@demo.invalid", discipline=side, created_at=now)
            for name, side, _ in WAITING
        }
        session.add_all(people.values())
        session.flush()
        for name, side, times in WAITING:
            id = people[name].id
            session.add(Enrolment(cohort_id=cohort_id, person_id=id, role=Role.LEARNER, discipline=side))
            if times:
                week = packed(slot(day, part) for day, part in times)
                session.add(Availability(cohort_id=cohort_id, person_id=id, week=week, said_at=now))
        one, other = sorted(people[name].id for name in APART)
        session.add(KeptApart(cohort_id=cohort_id, one_id=one, other_id=other, said_at=now))
