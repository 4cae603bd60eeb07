"""Bringing lists in on both kinds of database: large ones, the same one twice, and two at once."""

import threading

import pytest
from sqlalchemy import func, select

from elearn.actions import roster
from elearn.domain.errors import Conflict
from elearn.domain.person import Role
from elearn.domain.roster import Outcome
from elearn.store import cohorts
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import db, saving
from elearn.store.people import Person
from tests.intake.files import xlsx
from tests.site import NOW, a_site


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database)
    with made.app.app_context():
        yield made


def a_list(count: int) -> str:
    rows = (f"S{n},Ann,s{n}@uni.test,{'Law' if n % 2 else 'Medicine'},{n:06}" for n in range(count))
    return "\n".join(["Surname,First name,Email,School,Student number", *rows])


def bring_in(cohort: int, person: int, data: bytes):
    roster.receive(cohort, person, "list", data, NOW)
    return roster.bring_in(cohort, person, roster.preview(cohort, person).fingerprint, NOW)


def people() -> int:
    return db.session.scalar(select(func.count()).select_from(Person).where(Person.email.like("s%@uni.test")))


@pytest.mark.proof
def test_ten_thousand_students_come_in_and_a_second_time_change_nothing(site):
    lea, data = site.people["lea"], a_list(10_000).encode()
    assert bring_in(site.cohort, lea, data)[Outcome.NEW] == 10_000
    again = bring_in(site.cohort, lea, data)
    assert (again[Outcome.UNCHANGED], again[Outcome.NEW], people(), cohorts.counts(site.cohort).learners) == (10_000, 0, 10_000, 10_002)


def test_ten_thousand_rows_of_a_spreadsheet_are_within_the_limits(site):
    rows = [line.split(",") for line in a_list(10_000).split("\n")]
    roster.receive(site.cohort, site.people["lea"], "list.xlsx", xlsx(rows), NOW)
    assert roster.preview(site.cohort, site.people["lea"]).counts[Outcome.NEW] == 10_000


def test_two_classes_that_bring_in_the_same_students_at_once_make_each_once(site):
    data, said, ready = a_list(400).encode(), [], threading.Barrier(2)
    with saving() as session:
        other = session.scalar(select(Cohort.id).where(Cohort.name == "Elsewhere"))
    places = [(site.cohort, site.people["lea"]), (other, site.people["olga"])]
    for place in places:
        roster.receive(*place, "list", data, NOW)

    def work(cohort, person):
        with site.app.app_context():
            seen = roster.preview(cohort, person).fingerprint
            ready.wait()
            try:
                said.append(roster.bring_in(cohort, person, seen, NOW)[Outcome.NEW])
            except Conflict:
                said.append("changed")

    both = [threading.Thread(target=work, args=place) for place in places]
    [each.start() for each in both]
    [each.join() for each in both]
    assert sorted(said, key=str) == [400, "changed"]
    assert people() == 400


def test_a_student_of_another_class_joins_with_the_account_they_have(site):
    bring_in(site.cohort, site.people["lea"], b"Name,Email,School\nOtto Other,otto@x.test,Law\n")
    roles = dict(db.session.execute(select(Enrolment.cohort_id, Enrolment.role).where(Enrolment.person_id == site.people["otto"])).all())
    assert roles[site.cohort] == Role.LEARNER and len(roles) == 2
    assert db.session.get(Person, site.people["otto"]).name == "Otto"
