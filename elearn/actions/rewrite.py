"""Other words in a log that is there: everything that was made of them is made anew, so that replay still equals what is kept."""

from collections.abc import Callable
from datetime import datetime

from elearn.actions import results
from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain.digest import digest
from elearn.domain.entry import Entry
from elearn.domain.move import Move
from elearn.store import library, log, sittings

Say = Callable[[Entry], Move]


def rewrite(cohort_id: int, sitting_id: int, say: Say, now: datetime) -> int:
    """Say the moves of a sitting otherwise, and keep its table, desks, figures and results as the log then makes them. Returns how many
    entries have other words. Inside the caller's transaction.
    """
    _, case_sha = sittings.hold_table(cohort_id, sitting_id)
    lanes, case = log.lanes(cohort_id, sitting_id), library.case(case_sha)
    for lane in sorted(lane for lane in lanes if lane):
        sittings.hold_desk(cohort_id, sitting_id, lane)
    lanes = log.lanes(cohort_id, sitting_id)
    changed = 0
    for lane, entries in lanes.items():
        said = [(entry, say(entry)) for entry in entries]
        other = [(entry, move) for entry, move in said if move != entry.move]
        for entry, move in other:
            log.reword(cohort_id, sitting_id, entry, move)
        changed += len(other)
        told = [entry.model_copy(update={"move": move}) for entry, move in said]
        if lane and other:
            sittings.keep_desk(cohort_id, sitting_id, lane, desks.replay(told))
        elif other:
            table = folding.replay(told)
            sittings.keep_again(cohort_id, sitting_id, table, digest(table, case).model_dump(mode="json"))
            if table.at_step:
                results.keep(cohort_id, sitting_id, case, now)
    if changed:
        sittings.tell(cohort_id, sitting_id=sitting_id)
    return changed
