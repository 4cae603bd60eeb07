"""Learning from use: keep what a case could not match, and give a case the words that somebody decided on."""

from collections.abc import Sequence
from pathlib import Path

from elearn.authoring import snippet
from elearn.domain.beside import beside_panel
from elearn.domain.comparison import Standing
from elearn.domain.content import Case
from elearn.domain.masking import Mask
from elearn.domain.things import Cause
from elearn.domain.workspace import Workspace
from elearn.store import words


def note_unmatched(cohort_id: int, sitting_id: int, table: Workspace, case: Case) -> None:
    """Keep the words of a pair's causes that the panel's vocabulary does not know. Called inside the transaction of the move that brings
    a pair to Compare, or that says what a cause is.
    """
    mask = Mask(names=dict.fromkeys(words.names_at(cohort_id, sitting_id), "…"))
    open_ones = [id for line in beside_panel(_unanswered(table), case).standing(Standing.NOT_YET_COMPARED) for id in line.own]
    found = [_wrote(table.causes[id], table, mask) for id in open_ones if id in table.causes]
    words.keep(cohort_id, sitting_id, case.case, found)


def _unanswered(table: Workspace) -> Workspace:
    """The table as the machine alone would compare it: what the pair says of itself is kept beside its words, and teaches nobody else."""
    return table.model_copy(update={"same": {}})


def _wrote(cause: Cause, table: Workspace, mask: Mask) -> words.Wrote:
    same = [panel for key, yes in table.same.items() if yes for own, _, panel in [key.partition("|")] if own == cause.id]
    return words.Wrote(cause=cause.id, words=mask.said(cause.words), layer=cause.layer, same_as=same[0] if len(same) == 1 else None)


def teach(folder: Path, cause: str, said: Sequence[str]) -> Sequence[str]:
    """Write words into a cause's `also`, in the author's own file, its comments and layout kept. Returns those that were new.

    Raises snippet.CannotAdd, with the file as it was, when it cannot be written or the case would have an error that it has not now.
    """
    return snippet.add(folder, cause, said)
