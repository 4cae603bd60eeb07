"""What the course itself does at a pair's table: moves that nobody at it makes, and what follows whenever a step is over.

Everything here happens inside the caller's transaction.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from elearn.actions import results, vocabulary
from elearn.domain import folding
from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.digest import digest
from elearn.domain.entry import Entry
from elearn.domain.move import Move
from elearn.domain.workspace import Workspace
from elearn.store import library, log, sittings, timetable

Decide = Callable[[Workspace], Sequence[Move]]
"""from the table as it stands, with its row held, to the moves of the house; none when there is nothing to do"""


def new_op() -> str:
    """A fresh id for a move, as a browser would choose one."""
    return secrets.token_hex(8)


def moves(cohort_id: int, sitting_id: int, decide: Decide, now: datetime) -> tuple[Workspace, int]:
    """Log what the house decides about a table. Returns the table after it, and how many moves there were."""
    snapshot, case_sha = sittings.hold_table(cohort_id, sitting_id)
    before = table = sittings.read_table(snapshot)
    decided = decide(table)
    for move in decided:
        entry = Entry(seq=table.last + 1, op=new_op(), at=now, move=move)
        table = folding.after(table, entry)
        log.append(cohort_id, sitting_id, entry, log.body_sha(entry.name, move))
    if decided:
        case = library.case(case_sha)
        sittings.keep_table(cohort_id, sitting_id, table, digest(table, case).model_dump(mode="json"), now, last=table.last)
        went_on(cohort_id, sitting_id, before, table, case)
    return table, len(decided)


def went_on(cohort_id: int, sitting_id: int, before: Workspace, table: Workspace, case: Case) -> None:
    """What follows when a pair has come to another step, or somebody has joined or left."""
    if table.at_step != before.at_step:
        results.keep(cohort_id, sitting_id, case, table.moved_at or table.reached[table.step.id])
    if table.at_step != before.at_step or table.active != before.active:
        timetable.note_due(cohort_id, sitting_id, table)
    if table.step.kind is StepKind.COMPARE and before.step.kind is not StepKind.COMPARE:
        vocabulary.note_unmatched(cohort_id, sitting_id, table, case)


def held_desks(cohort_id: int, sitting_id: int, table: Workspace) -> Mapping[str, Desk]:
    """Every active member's desk, its row held: a finding written in the same instant is in, or is refused."""
    return {each.id: sittings.read_desk(sittings.hold_desk(cohort_id, sitting_id, each.id)) for each in table.active}
