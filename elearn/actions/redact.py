"""Taking words out of a pair's log on request: what was done stays, with its number; what was said is blanked, its copies too."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from elearn.actions import erasure_list
from elearn.actions.erasure_list import Redacted
from elearn.actions.rewrite import rewrite
from elearn.actions.sit import Wake, nobody
from elearn.domain.entry import Entry, redacted, with_words
from elearn.domain.errors import Malformed, NotThere
from elearn.domain.move import Move
from elearn.store import erasures, log, sittings, words
from elearn.store.db import saving
from elearn.store.erasures import Redaction
from elearn.store.kept import forget


def spoken(entries: Iterable[Entry]) -> list[Entry]:
    """What a pair said at its table and can be taken out, in order."""
    return [each for each in entries if redacted(each.move) != each.move]


def redact(
    cohort_id: int, sitting_id: int, seqs: Sequence[int], now: datetime, *, lists: Sequence[Path], by: int | None, wake: Wake = nobody
) -> int:  # fmt: skip
    """Take the words out of these entries of a pair's table, and of what lies on desks with the same words. Returns of how many.

    It cannot be taken back, and is written on the list of erasures, so that a restored backup does not bring them again.
    """
    if not seqs:
        raise Malformed("redact.none", "Choose the lines whose words are to go.")
    with saving():
        sitting = sittings.with_seats(cohort_id, sitting_id)
        if sitting is None:
            raise NotThere("sitting.unknown", "There is no such pair.")
        chosen = {each.op for each in spoken(log.entries(cohort_id, sitting_id)) if each.seq in seqs}
        whole = _with_desks(cohort_id, sitting_id, chosen)
        changed = _blank(cohort_id, sitting_id, whole, now)
        erasures.keep(
            Redaction(cohort_id=cohort_id, sitting_id=sitting_id, made_at=sitting.opened_at, op=op, at=now, by_id=by)
            for op in sorted(whole)
        )
    forget()
    erasure_list.spread(lists)
    wake(cohort_id, sitting_id)
    return changed


def _with_desks(cohort_id: int, sitting_id: int, chosen: set[str]) -> set[str]:
    """These entries, and those on desks that say the same: a sealed finding was noted there first."""
    lanes = log.lanes(cohort_id, sitting_id)
    told = {text for entry in lanes.get("", []) if entry.op in chosen for text in _texts(entry.move)}
    return chosen | {entry.op for lane, entries in lanes.items() if lane for entry in entries if told & _texts(entry.move)}


def _texts(move: Move) -> set[str]:
    found: set[str] = set()

    def note(text: str) -> str:
        if text:
            found.add(text)
        return text

    with_words(move, note)
    return found


def _blank(cohort_id: int, sitting_id: int, ops: set[str], now: datetime) -> int:
    def say(entry: Entry) -> Move:
        return redacted(entry.move) if entry.op in ops else entry.move

    changed = rewrite(cohort_id, sitting_id, say, now)
    forget_copies(cohort_id, sitting_id)
    return changed


def forget_copies(cohort_id: int, sitting_id: int) -> None:
    """Words that authors would learn from: those of this pair are left alone from now on."""
    words.keep(cohort_id, sitting_id, "", [])


def again(lines: Iterable[Redacted], now: datetime) -> int:
    """Take the same words out of a restored database. Returns of how many entries. Inside the caller's transaction."""
    by_sitting: dict[tuple[int, int], set[str]] = {}
    for line in lines:
        if erasures.is_sitting(line.cohort, line.sitting, line.made_at):
            by_sitting.setdefault((line.cohort, line.sitting), set()).add(line.op)
    return sum(_blank(cohort_id, sitting_id, ops, now) for (cohort_id, sitting_id), ops in by_sitting.items())
