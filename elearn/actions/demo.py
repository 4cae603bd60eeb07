"""The demo's made-up class: a pair at every step, a tutor and an author, so that every page has something to show."""

from datetime import datetime, timedelta

from elearn.actions import demo_live, demo_modules, demo_pairing, demo_questions, demo_spring, mark_demo
from elearn.actions.play import Player
from elearn.actions.sit import open_sitting
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts, library, people, sittings
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import saving
from elearn.store.library import CaseVersion
from elearn.store.people import Person

CLASS = "Autumn class, medicine and law"
FIRST_CASE = "mould-toddler"
FOUR = {
    "amara": ("Amara Kassim", Discipline.MEDICINE),
    "jo": ("Jo Okafor", Discipline.LAW),
    "mensah": ("Dr Kwame Mensah", None),
    "priya": ("Priya Nair", None),
}
PAIRS: tuple[tuple[StepKind | None, tuple[tuple[str, Discipline], ...]], ...] = (
    (StepKind.MEET, (("Tom Brennan", Discipline.MEDICINE), ("Lena Schulz", Discipline.LAW))),
    (StepKind.SPOT, (("Nadia Rahman", Discipline.MEDICINE), ("Ella Crane", Discipline.LAW))),
    (StepKind.SHARE, (("Łukasz Nowak", Discipline.MEDICINE), ("Theo Marsh", Discipline.LAW))),
    (StepKind.MAP, (("Ștefan Ionescu", Discipline.MEDICINE), ("Maya Lindqvist", Discipline.MEDICINE), ("Ruth Adler", Discipline.LAW))),
    (StepKind.NEWS, (("Yusuf Demir", Discipline.MEDICINE), ("Grace Owusu", Discipline.LAW))),
    (StepKind.ACT, (("Hana Sato", Discipline.MEDICINE), ("Callum Reid", Discipline.LAW))),
    (StepKind.COMPARE, (("Ines Costa", Discipline.MEDICINE), ("Dev Patel", Discipline.LAW))),
    (StepKind.REFLECT, (("Ben Whitlock", Discipline.MEDICINE), ("Sofia Marino", Discipline.LAW))),
    (None, (("Aoife Byrne", Discipline.MEDICINE), ("Marcus Hale", Discipline.LAW))),
    (None, (("Zainab Ali", Discipline.MEDICINE), ("Owen Price", Discipline.LAW))),
)


def seed(now: datetime) -> None:
    """Make the class, once: a second start finds it there. Without the first case published there is nobody to seat."""
    version = library.latest(FIRST_CASE)
    if version is None or cohorts.by_name(CLASS):
        return
    cohort_id = _class(now)
    _play(cohort_id, version, [FOUR["amara"], FOUR["jo"]], StepKind.MAP, now)
    for turn, (kind, names) in enumerate(PAIRS, start=1):
        _play(cohort_id, version, list(names), kind, now, turn)
    tutor = people.by_email(email_of(FOUR["mensah"][0]))
    if tutor:
        demo_live.seed(cohort_id, library.case(version.sha), tutor.id, now)
        demo_spring.seed(*demo_questions.seed(tutor.id, now), version, tutor.id, now)
    demo_modules.seed(cohort_id, now)
    demo_pairing.seed(cohort_id, now)
    _mark(cohort_id, now)


def _mark(cohort_id: int, now: datetime) -> None:
    """Amara and Jo have an earlier case behind them, and feedback on it; the other finished pairs wait for Dr Mensah."""
    tutor, amara, jo = (people.by_email(email_of(FOUR[name][0])) for name in ("mensah", "amara", "jo"))
    other = next((found for slug in library.slugs() if slug != FIRST_CASE and (found := library.latest(slug))), None)
    if tutor and amara and jo and other:
        pair = [(amara.id, Discipline.MEDICINE), (jo.id, Discipline.LAW)]
        _, earlier = place_at(cohort_id, other.sha, pair, None, now - timedelta(days=14))
        mark_demo.seed(cohort_id, tutor.id, FIRST_CASE, earlier, now)


def _class(now: datetime) -> int:
    with saving() as session:
        cohort = Cohort(name=CLASS, created_at=now)
        session.add(cohort)
        session.flush()
        tutor = _person("Dr Kwame Mensah", None, now)
        author = _person("Priya Nair", None, now)
        author.is_author = True
        tutor.is_teacher = True
        session.add_all([tutor, author])
        session.flush()
        session.add(Enrolment(cohort_id=cohort.id, person_id=tutor.id, role=Role.LEAD))
        session.add_all([CohortCase(cohort_id=cohort.id, case_slug=slug) for slug in library.slugs()])
        return cohort.id


def _person(name: str, discipline: Discipline | None, now: datetime) -> Person:
    return Person(name=name, email=email_of(name), discipline=discipline, created_at=now)


def email_of(name: str) -> str:
    """The address under which a made-up person is found again."""
    return f"{name.split()[-2 if name.startswith('Dr') else 0].casefold()}.{name.rsplit(maxsplit=1)[-1].casefold()}@demo.invalid"


def _play(
    cohort_id: int, version: CaseVersion, names: list[tuple[str, Discipline | None]], kind: StepKind | None, now: datetime, turn: int = 0
) -> None:
    seated: list[tuple[int, Discipline]] = []
    with saving() as session:
        for name, discipline in names:
            person = _person(name, discipline, now)
            session.add(person)
            session.flush()
            session.add(Enrolment(cohort_id=cohort_id, person_id=person.id, role=Role.LEARNER, discipline=discipline))
            if discipline:
                seated.append((person.id, discipline))
    start = demo_live.start(library.case(version.sha), kind, turn, [side for _, side in seated], now)
    opened = open_sitting(cohort_id, version.sha, seated, start)
    if kind is not StepKind.MEET:
        played = demo_live.Lively(*opened, start)
        played.turn = turn
        played.to(kind)


def place_at(cohort_id: int, sha: str, seated: list[tuple[int, Discipline]], kind: StepKind | None, now: datetime) -> tuple[int, int]:
    """A fresh sitting of these people, worked through to a step. Returns (cohort id, sitting id)."""
    start = now - timedelta(minutes=85)
    opened = open_sitting(cohort_id, sha, seated, start)
    if kind is not StepKind.MEET:
        Player(*opened, start).to(kind)
    return opened


def afresh(cohort_id: int, sitting_id: int, kind: StepKind | None, now: datetime) -> tuple[int, int]:
    """Close a pair's sitting and seat the same people at a new one, at a step with work done."""
    with saving():
        old = sittings.with_seats(cohort_id, sitting_id)
        if old is None:
            raise LookupError("no such sitting")
        old.closed_at = old.closed_at or now
        seated = [(seat.person_id, Discipline(seat.discipline)) for seat in old.seats if seat.person_id]
        number, sha = old.number, old.case_sha
    opened = place_at(cohort_id, sha, seated, kind, now)
    with saving():
        new = sittings.with_seats(*opened)
        if new is not None:
            new.number = number
    return opened
