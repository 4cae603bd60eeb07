"""The demo's class of last spring: it is over, and answered its questions before and after, so that its evidence can be read."""

from datetime import datetime, timedelta

from elearn.authoring.instrument import default_instrument
from elearn.domain.instrument import THEN, Answer, Occasion
from elearn.domain.person import Discipline, Role
from elearn.domain.vignette import first_vignette, other
from elearn.store import answers
from elearn.store.answers import AnswerSheet, ClassInstrument, ClassQuestionnaire, ResearchConsent, VignetteMark
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import saving
from elearn.store.people import Person

CLASS = "Spring class, medicine and law"
FIRST = ("Adaeze", "Bruno", "Carys", "Daoud", "Elif", "Femi", "Gwen", "Hugo", "Imani", "Joao", "Kirsty", "Leila", "Magnus", "Noor", "Oskar")
LAST = ("Abara", "Lloyd")
ALLOWED = 14
WORDS = {
    "needs": "Damp in the home and a landlord who does not repair; a decision that may be challenged in time.",
    "chains": "Damp bedroom → duty to repair not kept → attacks of asthma. Shifts → missed appointment → support cut → cold home.",
    "actions": "Ask what she wants first. A letter about the child's lungs, with her leave. An adviser looks at the deadline this week.",
}


def seed(tutor_id: int, now: datetime) -> tuple[int, list[Person]]:
    """Thirty learners, fifteen of each profession; four did not answer the second time. Returns the class and its learners."""
    began, ended = now - timedelta(days=200), now - timedelta(days=170)
    with saving() as session:
        cohort = Cohort(name=CLASS, created_at=began, archived_at=now - timedelta(days=120))
        people = [
            Person(name=f"{first} {last}", email=f"{first}.{last}@spring.demo.invalid".casefold(), discipline=side, created_at=began)
            for last, side in zip(LAST, Discipline, strict=True)
            for first in FIRST
        ]
        session.add_all([cohort, *people])
        session.flush()
        session.add(Enrolment(cohort_id=cohort.id, person_id=tutor_id, role=Role.LEAD))
        session.add(
            ClassInstrument(cohort_id=cohort.id, number=1, body=default_instrument().model_dump_json(), added_at=began, added_by=None)
        )
        session.flush()
        session.add(ClassQuestionnaire(cohort_id=cohort.id, number=1, off=False, after_from=ended, later_from=ended))
        for turn, person in enumerate(people):
            session.add(Enrolment(cohort_id=cohort.id, person_id=person.id, role=Role.LEARNER, discipline=person.discipline))
            _answered(cohort.id, person, turn, began, ended)
            session.add(ResearchConsent(cohort_id=cohort.id, person_id=person.id, allows=turn % 2 == 0 or turn > ALLOWED, said_at=began))
        session.flush()
        for number, points in _points(len(people)).items():
            session.add(VignetteMark(cohort_id=cohort.id, number=number, marker_id=tutor_id, points=points, marked_at=ended))
        return cohort.id, people


def _answered(cohort_id: int, person: Person, turn: int, began: datetime, ended: datetime) -> None:
    first = first_vignette(cohort_id, person.discipline or "", turn % len(FIRST))
    _sheet(cohort_id, person.id, Occasion.BEFORE, {**_before(turn), **WORDS}, began, first, 2000 + 37 * turn)
    if turn % 8 != 5:
        _sheet(cohort_id, person.id, Occasion.AFTER, _after(turn), ended, None, None)
        _sheet(cohort_id, person.id, Occasion.LATER, dict(WORDS), ended + timedelta(days=9), other(first), 2001 + 37 * turn)


def _sheet(
    cohort_id: int, person_id: int, occasion: Occasion, said: dict[str, Answer], at: datetime, vignette: str | None, number: int | None
) -> None:
    answers.keep(
        AnswerSheet(
            cohort_id=cohort_id, person_id=person_id, occasion=occasion, answers=said, vignette=vignette, number=number,
            began_at=at, changed_at=at, handed_in_at=at,
        )
    )  # fmt: skip


def _before(turn: int) -> dict[str, Answer]:
    return {item.id: 1 + turn % 3 + (turn + place) % 2 for place, item in enumerate(default_instrument().anchors)}


def _after(turn: int) -> dict[str, Answer]:
    """As it was, looking back a little lower than was said then; and as it is now, which for one in five is no higher."""
    instrument = default_instrument()
    then: dict[str, Answer] = {item.id + THEN: 1 + turn % 3 + (turn + place) % 4 // 3 for place, item in enumerate(instrument.items)}
    same = turn % 5 == 0
    now: dict[str, Answer] = {item.id: 2 + turn % 3 + (turn * 7 + place) % 2 - same for place, item in enumerate(instrument.items)}
    said = {item.id: 3 + (turn + place) % 3 for place, item in enumerate(instrument.statements.items if instrument.statements else ())}
    return {**then, **now, **said, "overall": (turn * 2) % 4, "moment": "When the letter turned out to be the cause.", "fix": ""}


def _points(people: int) -> dict[int, dict[str, int]]:
    """For the first story a few points, for the second mostly more."""
    found = {}
    for turn in range(people):
        found[2000 + 37 * turn] = {"needs-points": 1 + turn % 3, "chains-points": turn % 3, "actions-points": 1 + turn % 2}
        if turn % 8 != 5:
            found[2001 + 37 * turn] = {"needs-points": 2 + turn % 3, "chains-points": 1 + turn % 4, "actions-points": 2 + turn % 2}
    return found
