"""The demo's class of last spring worked a case and has its marks, so that figures can be read, which never tell of fewer than ten."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from elearn.actions import mark, mark_demo, release
from elearn.actions.demo_live import Lively
from elearn.actions.sit import open_sitting
from elearn.domain.moderation import Part
from elearn.domain.person import Discipline
from elearn.store import marks_asked
from elearn.store.cohorts import CohortCase
from elearn.store.db import saving
from elearn.store.library import CaseVersion
from elearn.store.people import Person

PAIRS = 12


def seed(cohort_id: int, learners: Sequence[Person], version: CaseVersion, tutor_id: int, now: datetime) -> None:
    """Twelve pairs to the end of a case, each in a way of its own, then marked and given back."""
    began = now - timedelta(days=180)
    with saving() as session:
        session.add(CohortCase(cohort_id=cohort_id, case_slug=version.slug))
    medicine, law = ([each for each in learners if each.discipline == side] for side in (Discipline.MEDICINE, Discipline.LAW))
    for turn, pair in enumerate(zip(medicine[:PAIRS], law[:PAIRS], strict=True)):
        seated = [(each.id, Discipline(each.discipline or "")) for each in pair]
        opened = open_sitting(cohort_id, version.sha, seated, began)
        played = Lively(*opened, began)
        played.turn = turn
        played.to(None)
    scripts = mark.put_up(cohort_id, marks_asked.to_put_up(cohort_id), tutor_id, began)
    for turn, script in enumerate(scripts):
        mark.give(cohort_id, script, tutor_id, Part.FIRST, tutor_id, began)
        mark_demo.mark(cohort_id, script, tutor_id, began, turn=turn)
    release.release(cohort_id, scripts, tutor_id, began)
