"""What is kept of somebody, for themselves: all of it as rows, and as one zip that is sent while it is made."""

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from elearn.actions.export_files import csv_lines
from elearn.actions.export_rows import Row
from elearn.domain import dictionary_own as d
from elearn.domain import repair
from elearn.domain.assessment_feedback import Released
from elearn.domain.availability import spoken, unpacked
from elearn.domain.dictionary import ALTERED, DICTIONARY_HEADER, Table, entries
from elearn.domain.dictionary_moves import apart
from elearn.domain.person import Right
from elearn.domain.sight import Sight
from elearn.domain.things import Action, Cause, Change, Link, Thing
from elearn.store import library, log, second_factors, sittings
from elearn.store import own_data as kept
from elearn.store.db import reading
from elearn.store.people import Person


def _account(person: Person) -> Iterator[Row]:
    rights = " ".join(right.value for right in Right if getattr(person, f"is_{right.value}"))
    yield (
        person.name, person.email, person.discipline or "", rights, person.password_hash is not None, second_factors.is_on(person.id),
        kept.codes_left(person.id), person.created_at, person.suspended_at, person.quiet,
    )  # fmt: skip


def _letters(person: Person) -> Iterator[Row]:
    for kind, values, state, at in kept.letters(person.email):
        yield str(kind), _json(values), str(state), at


def _notices(person: Person) -> Iterator[Row]:
    for told, on in kept.notices(person.id):
        for what, count in told.items():
            yield what, count, on.isoformat() if on else ""


def _deeds(person: Person) -> Iterator[Row]:
    for what, by, at in kept.deeds(person.id):
        yield str(what), "from a shell" if by is None else "you" if by == person.id else "an admin", at


def _classes(person: Person) -> Iterator[Row]:
    for name, role, discipline, number, percent, minutes, days, week, apart_from, research in kept.classes(person.id):
        free = ", ".join(spoken(each) for each in sorted(unpacked(week))) if week is not None else ""
        yield name, role, discipline, number, percent, minutes, days, free, apart_from, research


def _moves(person: Person) -> Iterator[Row]:
    for name, pair, lane, number, at, move, body in kept.moves(person.id):
        words, details = apart(move, body)
        yield name, pair, "desk" if lane else "table", number, at, move, words, details


def _map(person: Person) -> Iterator[Row]:
    """What they share: of a pair that they left, as it stood then; of one in which they have not sealed yet, what is theirs."""
    for name, pair, me, snapshot, sha, cohort, sitting, left_at in kept.tables(person.id):
        now = sittings.read_table(snapshot)
        table = repair.until_left(log.entries(cohort, sitting), me) if left_at else now
        shared = Sight(table=table, case=library.case(sha), viewer=me).joint_work()
        for thing in (*table.causes.values(), *table.links.values(), *table.actions.values(), *table.changes.values()):
            if shared or thing.by == me:
                kind, words, details = _thing(thing)
                yield name, pair, kind, thing.id, words, _json(details), thing.by == me


def _thing(thing: Thing) -> tuple[str, str, dict[str, Any]]:
    """What a thing on the table is, its words, and all else about it."""
    match thing:
        case Cause():
            return "cause", thing.words, {"layer": thing.layer, "sure": thing.sure}
        case Link():
            return "link", thing.says.words, {"source": thing.source, "target": thing.target, "how": thing.says.how, "sure": thing.sure}
        case Action(words=said):
            parts = (said.does, said.resource, said.barrier, said.way_round, said.wish)
            return "action", _lines(parts), {"owner": said.owner, "when": said.when, "works_on": said.works_on}
        case Change(words=change):
            return "change", _lines((change.what, change.who, change.first_step, change.why)), {}
    raise TypeError(type(thing))


def _lines(parts: Iterable[str]) -> str:
    return "\n".join(each for each in parts if each)


def _feedback(person: Person) -> Iterator[Row]:
    for name, pair, body, at in kept.feedback(person.id):
        given = Released.model_validate_json(body)
        for line in given.lines:
            yield name, pair, "level", line.criterion, line.pair, line.level, line.comment, at
        for letter in given.letters:
            yield name, pair, "letter", letter.by, letter.to_pair, None, letter.words, at
        if given.next_step:
            yield name, pair, "next step", "", False, None, given.next_step, at
        yield name, pair, "mark", "", False, given.mark, "", at


def _answers(person: Person) -> Iterator[Row]:
    for name, occasion, answers, changed, handed_in in kept.sheets(person.id):
        for question, answer in answers.items():
            yield name, occasion, question, "" if answer is None else str(answer), changed, handed_in


def _vignettes(person: Person) -> Iterator[Row]:
    for name, number, points, at in kept.vignettes(person.id):
        yield name, number, _json(points), at


def _polls(person: Person) -> Iterator[Row]:
    for name, question, body, choice, at in kept.polls(person.id):
        choices = body["choices"]
        yield name, question, str(choices[choice]) if 0 <= choice < len(choices) else str(choice), at


def _json(said: Any) -> str:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str) if said else ""


def _plain(reader: Callable[[int], kept.Found]) -> Callable[[Person], Iterator[Row]]:
    """Rows that are told as the store found them."""
    return lambda person: (tuple(row) for row in reader(person.id))


READERS: dict[str, Callable[[Person], Iterator[Row]]] = {
    d.ACCOUNT.name: _account,
    d.SIGN_INS.name: _plain(kept.sign_ins),
    d.ATTEMPTS.name: lambda person: (tuple(row) for row in kept.attempts(person)),
    d.LINKS.name: _plain(kept.links),
    d.LETTERS.name: _letters,
    d.NOTICES.name: _notices,
    d.DEEDS.name: _deeds,
    d.CLASSES.name: _classes,
    d.SEATS.name: _plain(kept.seats),
    d.MOVES.name: _moves,
    d.MAP.name: _map,
    d.DRAFTS.name: _plain(kept.drafts),
    d.MESSAGES.name: _plain(kept.messages),
    d.FEEDBACK.name: _feedback,
    d.QUERIES.name: _plain(kept.queries),
    d.CARDS.name: _plain(kept.cards),
    d.MODULES.name: _plain(kept.modules),
    d.ANSWERS.name: _answers,
    d.VIGNETTES.name: _vignettes,
    d.POLLS.name: _polls,
    d.HELP.name: _plain(kept.help_calls),
    d.LOOKS.name: _plain(kept.looks),
    d.LOOKED.name: _plain(kept.looked),
    d.MARKED.name: _plain(kept.marked),
    d.WORK.name: _plain(kept.staff_record),
}


def tables(person: Person) -> Iterator[tuple[Table, Iterator[Row]]]:
    """Every table of somebody's own data, in the order of the page and the file, as all was at one moment."""
    with reading():
        for table in d.OWN:
            yield table, READERS[table.name](person)


def zipped(person: Person) -> Iterator[bytes]:
    """All of it as a zip: a CSV for each table that holds anything, and what the columns mean. Nothing is held whole."""
    out = _Outlet()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as whole:
        yield from _entry(whole, out, "READ-ME-FIRST.csv", csv_lines((*DICTIONARY_HEADER, ALTERED.name), entries(d.OWN)))
        for table, rows in tables(person):
            yield from _entry(whole, out, f"{table.name}.csv", csv_lines(table.header, rows))
    yield out.taken()


def _entry(whole: zipfile.ZipFile, out: "_Outlet", name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
    with whole.open(name, "w", force_zip64=True) as entry:
        for chunk in chunks:
            entry.write(chunk)
            if done := out.taken():
                yield done


class _Outlet:
    """What a zip is written to and handed on from, without a file."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: bytes, /) -> int:
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def close(self) -> None:
        """What was written can still be taken."""

    def taken(self) -> bytes:
        """What was written since this was last asked."""
        found = bytes(self._held)
        self._held.clear()
        return found


def file_name(now: datetime) -> str:
    """What the file is called: nobody's name, so that a shared screen tells nothing."""
    return f"my-data-{now:%Y-%m-%d}.zip"
