"""Working at a sitting: open one, make a move, keep a draft, ask for another case, ask for help.

A move is one transaction: take the number (which holds the row), ask the rules, append, write the snapshot, commit; and only then is it
acknowledged. Partners may move in the same instant; the row lock puts one after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from elearn.actions import house, vocabulary
from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.beside import differences_to_judge
from elearn.domain.content import Case, StepKind
from elearn.domain.desk import Desk
from elearn.domain.digest import digest
from elearn.domain.entry import NAMES, Entry
from elearn.domain.errors import Conflict, MoveRefused, NotThere, Refusal
from elearn.domain.move import Move
from elearn.domain.person import Discipline
from elearn.domain.rules import may
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, library, log, sittings, timetable
from elearn.store.db import db, saving
from elearn.store.people import HelpCall, held, open_calls_of
from elearn.store.sittings import Seat, Sitting

Wake = Callable[[int, int], None]
"""told (cohort id, sitting id) after a commit, so that whoever watches looks again"""

new_op = house.new_op

MOST_DRAFT = 4000
FROM_THE_DESK = (m.FindingsSealed, m.NewsSealed, m.ReflectionHandedIn)


def nobody(cohort_id: int, sitting_id: int) -> None:
    """Wakes nobody: for scripts and tests where nobody watches."""


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What an acknowledged move got: its lane and number. `again`: it had landed before, and has the same number."""

    lane: str
    seq: int
    again: bool = False


def open_sitting(cohort_id: int, case_sha: str, people: Sequence[tuple[int | None, Discipline]], now: datetime) -> tuple[int, int]:
    """Seat people at a case. Returns (cohort id, sitting id). Raises MoveRefused when they do not make a pair."""
    with saving():
        return _open(cohort_id, case_sha, people, now)


def open_among_others(cohort_id: int, case_sha: str, people: Sequence[tuple[int | None, Discipline]], now: datetime) -> tuple[int, int]:
    """The same inside the caller's transaction: a whole class is seated at once, or nobody."""
    return _open(cohort_id, case_sha, people, now)


def _open(
    cohort_id: int, case_sha: str, people: Sequence[tuple[int | None, Discipline]], now: datetime, number: int | None = None
) -> tuple[int, int]:
    if not 2 <= len(people) <= 5 or {discipline for _, discipline in people} != set(Discipline):
        raise MoveRefused("pair.shape", "A pair is two to five people, with at least one of each profession.")
    case = library.case(case_sha)
    sitting_id, next_number = sittings.next_id(cohort_id)
    sitting = Sitting(
        cohort_id=cohort_id,
        id=sitting_id,
        number=number or next_number,
        case_sha=case_sha,
        snapshot="",
        digest={},
        opened_at=now,
        moved_at=now,
    )
    db.session.add(sitting)
    db.session.flush()
    steps = tuple(m.StepAt(id=each.id, kind=each.kind) for each in case.steps)
    moves: list[Move] = [m.SittingOpened(case=case.case, steps=steps, held=timetable.held(cohort_id, case.case))]
    for person_id, discipline in people:
        member = new_op()
        seat = Seat(
            cohort_id=cohort_id,
            sitting_id=sitting_id,
            member_id=member,
            person_id=person_id,
            discipline=discipline,
            desk=Desk().model_dump_json(),
        )
        db.session.add(seat)
        moves.append(m.MemberJoined(member=member, discipline=discipline))
    table = Workspace()
    for seq, move in enumerate(moves, start=1):
        entry = Entry(seq=seq, op=new_op(), at=now, move=move)
        table = folding.after(table, entry)
        log.append(cohort_id, sitting_id, entry, log.body_sha(entry.name, move))
    sitting.last_seq = len(moves)
    sitting.snapshot = sittings.written(table)
    sitting.digest = digest(table, case).model_dump(mode="json")
    db.session.flush()
    timetable.note_due(cohort_id, sitting_id, table)
    return cohort_id, sitting_id


def make_move(cohort_id: int, sitting_id: int, member: str, op: str, move: Move, now: datetime, wake: Wake = nobody) -> Receipt:
    """Log one move of a member. Acknowledged means committed.

    The same op with the same move lands once and gets the same number back. Raises Conflict when the op is already another move, and
    MoveRefused when the rules do not allow it.
    """
    sha = log.body_sha(NAMES[type(move)], move)
    land = _on_desk if move.private else _on_table
    try:
        with saving():
            receipt = land(cohort_id, sitting_id, member, op, move, now, sha)
    except (log.OpTaken, Refusal):
        # A move that is sent again is taken, or by now against the rules. Looking only then spares every other move a query.
        before = log.earlier(cohort_id, sitting_id, op)
        if before is None:
            raise
        return _known(before, member, sha)
    wake(cohort_id, sitting_id)
    return receipt


def _known(before: log.LogEntry, member: str, sha: str) -> Receipt:
    if before.by != member or before.body_sha not in ("", sha):  # "": its words were taken out since
        raise Conflict(
            "op.reused", "This page sent two different things under one name. Nothing was changed; reload the page and try again."
        )
    return Receipt(lane=before.lane, seq=before.seq, again=True)


def _on_table(cohort_id: int, sitting_id: int, member: str, op: str, move: Move, now: datetime, sha: str) -> Receipt:
    seq, snapshot, case_sha = sittings.take_number(cohort_id, sitting_id)
    table, case = sittings.read_table(snapshot), library.case(case_sha)
    desk = _desk_for(cohort_id, sitting_id, member, move)
    checked = may(table, desk, case, member, move, differences=_differences(table, case, move))
    entry = Entry(seq=seq, op=op, by=member, at=now, move=checked)
    before, table = table, folding.after(table, entry)
    log.append(cohort_id, sitting_id, entry, sha)
    sittings.keep_table(cohort_id, sitting_id, table, digest(table, case).model_dump(mode="json"), now)
    house.went_on(cohort_id, sitting_id, before, table, case)
    if isinstance(move, m.SameAnswered) and table.step.kind is StepKind.COMPARE:
        vocabulary.note_unmatched(cohort_id, sitting_id, table, case)
    return Receipt(lane="", seq=seq)


def _desk_for(cohort_id: int, sitting_id: int, member: str, move: Move) -> Desk:
    """The mover's desk, for the moves that take from it what they say, with its row held: a finding written in the same instant is in, or
    is refused. Nothing else on the table asks what lies on a desk.
    """
    if isinstance(move, FROM_THE_DESK):
        return sittings.read_desk(sittings.hold_desk(cohort_id, sitting_id, member))
    return Desk()


def _differences(table: Workspace, case: Case, move: Move) -> int:
    if isinstance(move, m.AgreedToGoOn) and table.step.kind is StepKind.COMPARE:
        return len(differences_to_judge(table, case))
    return 0


def _on_desk(cohort_id: int, sitting_id: int, member: str, op: str, move: Move, now: datetime, sha: str) -> Receipt:
    seq, written = sittings.take_desk_number(cohort_id, sitting_id, member)
    snapshot, case_sha = sittings.snapshot(cohort_id, sitting_id)
    table, desk = sittings.read_table(snapshot), sittings.read_desk(written)
    checked = may(table, desk, library.case(case_sha), member, move)
    entry = Entry(lane=member, seq=seq, op=op, by=member, at=now, move=checked)
    log.append(cohort_id, sitting_id, entry, sha)
    sittings.keep_desk(cohort_id, sitting_id, member, desks.after(desk, entry))
    return Receipt(lane=member, seq=seq)


def house_move(cohort_id: int, sitting_id: int, move: Move, now: datetime, wake: Wake = nobody) -> Receipt:
    """Log a move that the course makes: somebody joins or leaves."""
    with saving():
        table, _ = house.moves(cohort_id, sitting_id, lambda table: [move], now)
    wake(cohort_id, sitting_id)
    return Receipt(lane="", seq=table.last)


def keep_draft(cohort_id: int, sitting_id: int, member: str, fields: Mapping[str, str], now: datetime) -> None:
    """Keep half-typed words, the writer's own. Empty words forget the draft."""
    with saving():
        sittings.hold_seat(cohort_id, sitting_id, member)
        for field, words in fields.items():
            sittings.keep_draft(cohort_id, sitting_id, member, _storable(field)[:80], _storable(words)[:MOST_DRAFT], now)


def _storable(words: str) -> str:
    """Words without what no database keeps: NUL, and halves of characters that a script may cut."""
    return words.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def has_another() -> MoveRefused:
    """What whoever still writes at a case that their pair has given back is told."""
    return MoveRefused("case.closed", "Your pair has another case now: it stands under “My cases”. Nothing of this was stored.")


def another_case(cohort_id: int, sitting_id: int, now: datetime, wake: Wake = nobody) -> tuple[int, int]:
    """Give a pair another case of its cohort, before it has begun. Who asked is kept nowhere; the pair learns only that it changed.

    Returns the new (cohort id, sitting id). Raises MoveRefused when the pair has begun, or the cohort has no other case.
    """
    with saving():
        sitting = sittings.with_seats(cohort_id, sitting_id)
        if sitting is None:
            raise NotThere("sitting.unknown", "There is no such case.")
        sittings.hold_table(cohort_id, sitting_id)
        db.session.refresh(sitting, ["closed_at", "snapshot"])  # partners may ask in the same instant
        if sitting.closed_at:
            raise has_another()
        if sitting.table.step.kind is not StepKind.MEET:
            raise MoveRefused("case.begun", "Your pair has begun this case. You can pause at any time, or talk to somebody.")
        tried = sittings.slugs_of_people(cohort_id, [seat.person_id for seat in sitting.seats if seat.person_id])
        fresh = [found for slug in cohorts.cases(cohort_id, now) if slug not in tried and (found := library.latest(slug))]
        if not fresh:
            raise MoveRefused(
                "case.no_other", "This class has no other case open yet. Use “Pause, or talk to someone”: your tutor can open one."
            )
        people = [(seat.person_id, Discipline(seat.discipline)) for seat in sitting.seats if seat.person_id and not seat.left_at]
        opened = _open(cohort_id, fresh[0].sha, people, now, number=sitting.number)
        sitting.closed_at = now
    wake(cohort_id, sitting_id)
    return opened


def want_help(cohort_id: int, person_id: int, sitting_id: int | None, now: datetime) -> None:
    """Tell the tutors of a cohort who would like a word, and since when: nothing else is said, and it is never marked. Asked again before
    a tutor has seen to it, it stays the one call from when it was first asked.
    """
    with saving() as session:
        held(person_id)  # two presses at one moment are one call
        if any(each.cohort_id == cohort_id for each in open_calls_of(person_id)):
            return
        session.add(HelpCall(cohort_id=cohort_id, person_id=person_id, sitting_id=sitting_id, at=now))


def answer_help(cohort_id: int, call_id: int, now: datetime) -> None:
    """A tutor has seen to a call. Raises NotThere when it is not one of this cohort."""
    with saving() as session:
        call = session.get(HelpCall, call_id)
        if call is None or call.cohort_id != cohort_id:
            raise NotThere("help.unknown", "That call is not one of this class.")
        call.answered_at = call.answered_at or now
