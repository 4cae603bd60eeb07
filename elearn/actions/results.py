"""Keeping results: written in the transaction that closes a step, and all of them again when a rule has changed."""

from collections.abc import Iterator
from datetime import datetime

from elearn.actions import evidence
from elearn.domain import folding
from elearn.domain.content import Case
from elearn.domain.digest import digest
from elearn.domain.results import outcome
from elearn.store import library, log, results, sittings
from elearn.store.db import db, saving

AT_ONCE = 50


def keep(cohort_id: int, sitting_id: int, case: Case, now: datetime) -> None:
    """Work out a sitting's results from its log and keep them. Inside the caller's transaction."""
    results.keep(cohort_id, sitting_id, case.sha, outcome(case, log.entries(cohort_id, sitting_id)), now)


def recompute(now: datetime) -> Iterator[int]:
    """Work out each sitting's table, figures and results anew from its log, a few in each transaction, and then what is kept of large
    classes' evidence. Yields how many sittings are done.
    """
    keys = sittings.keys()
    for start in range(0, len(keys), AT_ONCE):
        part = keys[start : start + AT_ONCE]
        with saving():
            for cohort_id, sitting_id in part:
                _, case_sha = sittings.hold_table(cohort_id, sitting_id)
                table, case = folding.replay(log.entries(cohort_id, sitting_id)), library.case(case_sha)
                sittings.keep_again(cohort_id, sitting_id, table, digest(table, case).model_dump(mode="json"))
                if table.at_step:
                    keep(cohort_id, sitting_id, case, now)
        db.session.remove()
        yield start + len(part)
    evidence.keep_all(now)
