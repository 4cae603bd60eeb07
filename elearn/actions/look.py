"""Noting who looked at whose work."""

from datetime import datetime

from elearn.store import looks
from elearn.store.db import saving
from elearn.store.looks import At, Look


def looked(cohort_id: int, sitting_id: int, person_id: int, at_what: At, now: datetime) -> None:
    """Somebody who is not of the pair looks at its work. Once an hour is enough: a page that is left open asks again and again."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = Look(cohort_id=cohort_id, sitting_id=sitting_id, person_id=person_id, at_what=at_what, hour=hour)
    if looks.is_noted(row):
        return
    with saving() as session:
        session.merge(row)
