"""Taking things out of a class: what was asked for, at once or in the background, as CSV, a zip or a workbook.

A small export is made while its asker waits. A large one gets a row that says how far it is, a thread that makes it, and a file that is
kept for a day. Only whoever leads the class asks, and only whoever asked fetches.
"""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import mean, median

from elearn.actions import export_research as research
from elearn.actions import export_rows as rows
from elearn.actions.export_files import WRITERS, Filled, csv_lines
from elearn.actions.export_rows import Asker, Row
from elearn.domain import dictionary as d
from elearn.domain.errors import Conflict, Malformed, NotAllowed, NotThere
from elearn.domain.evidence import ALL, shown
from elearn.domain.evidence_sight import EvidenceSight
from elearn.domain.instrument import Occasion
from elearn.domain.person import Role
from elearn.domain.things import Value
from elearn.store import answers, cohorts, exports, marks_asked
from elearn.store.db import reading, saving
from elearn.store.exports import ExportJob, State

AT_ONCE = 25
"""pairs that are read together"""
SMALL_ROWS = 20_000
"""up to so many rows an export is made while its asker waits"""
SHEET_ROWS = 200_000
"""above, a workbook would take minutes and gigabytes to open: the answer is a zip of CSVs"""
KEPT_FOR = timedelta(hours=24)
SILENT_FOR = timedelta(minutes=2)
"""a job that has said nothing for so long has nobody any more who makes it"""
SAY_EVERY = timedelta(seconds=1)

Told = Callable[[int, int], None]
"""is told how many parts are done, and how many rows there are so far"""


class Wish(Value):
    """What somebody asks for."""

    tables: tuple[str, ...]
    form: str = "csv"
    """csv or xlsx, as asked; `ending` says what comes of it"""
    research: bool = False
    words: bool = False
    """for research: words too, where everybody of a pair allows it"""


def wished(tables: list[str], form: str, *, for_research: bool = False, words: bool = False) -> Wish:
    """A wish from what a form sent. Raises Malformed."""
    known = d.RESEARCH if for_research else d.TABLES
    chosen = tuple(each.name for each in known if each.name in tables)
    if not chosen:
        raise Malformed("export.nothing", "Choose at least one table.")
    if form not in ("csv", "xlsx"):
        raise Malformed("export.form", "Choose CSV or Excel.")
    return Wish(tables=chosen, form=form, research=for_research, words=words and for_research)


def asker(cohort_id: int, person_id: int) -> Asker:
    """Whoever asks, as an export knows them. Raises NotAllowed for anybody who does not lead the class (any more)."""
    role = cohorts.role_in(cohort_id, person_id)
    if role is not Role.LEAD:
        raise NotAllowed("export.not_yours", "Only whoever leads this class takes things out of it.")
    return Asker(person_id=person_id, role=role, anonymous=marks_asked.settings(cohort_id).anonymous)


def may_research(cohort_id: int, role: Role | None) -> bool:
    """Whether the research export lies open: once the marks are final."""
    return EvidenceSight(role=role, marks_final=answers.marks_are_final(cohort_id)).research()


def _checked(cohort_id: int, wish: Wish, who: Asker) -> None:
    if wish.research and not may_research(cohort_id, who.role):
        raise NotAllowed(
            "export.research_shut",
            "Who allows research stays hidden until everybody's marks are released, so that no mark can depend on it. Come back then.",
        )


def size(cohort_id: int, wish: Wish) -> int:
    """About how many rows a wish comes to."""
    found = exports.counts(cohort_id)
    by_table = {
        d.MOVES.name: found.moves, d.RESEARCH_MOVES.name: found.moves, d.LEVELS.name: found.levels, d.CAUSES.name: found.causes,
        d.LINKS.name: found.links, d.PLAN.name: found.actions, d.COMPARISON_CAUSES.name: found.compared,
    }  # fmt: skip
    return sum(by_table.get(table, 2 * found.pairs) for table in wish.tables)


def ending(wish: Wish, about: int) -> str:
    """What kind of file a wish comes to."""
    if wish.form == "xlsx" and about <= SHEET_ROWS:
        return "xlsx"
    return "csv" if wish.form == "csv" and len(wish.tables) == 1 else "zip"


# --- the rows of a wish


def filled(cohort_id: int, wish: Wish, who: Asker, said: Told = lambda done, count: None) -> list[Filled]:
    """Every table asked for with its rows, which are read as somebody takes them."""
    _checked(cohort_id, wish, who)
    ids, begun = exports.sitting_ids(cohort_id), research.begun(cohort_id, words=wish.words)
    counted = _Counted(said)
    if any(each in rows.READERS for each in wish.tables):
        with saving():
            exports.note_looks(cohort_id, ids, who.person_id, datetime.now(UTC).replace(minute=0, second=0, microsecond=0))

    def parts(table: str) -> Iterator[Row]:
        if table == d.QUESTIONNAIRE.name:
            yield from counted.rows(_questionnaire(cohort_id))
        elif table == d.RESEARCH_ANSWERS.name:
            yield from counted.rows(research.answered(begun))
        else:
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                with reading():  # each part by itself: a long export keeps no old view of the database open
                    if wish.research:
                        yield from counted.rows(research.READERS[table](begun, some))
                    else:
                        yield from counted.rows(rows.READERS[table](cohort_id, rows.shown(cohort_id, some, who)))
                counted.part()

    return [(d.BY_NAME[name], parts(name)) for name in wish.tables]


class _Counted:
    """How far an export is."""

    def __init__(self, said: Told) -> None:
        self._said, self._parts, self._rows = said, 0, 0

    def rows(self, found: Iterable[Row]) -> Iterator[Row]:
        for row in found:
            self._rows += 1
            yield row

    def part(self) -> None:
        self._parts += 1
        self._said(self._parts, self._rows)


def parts(cohort_id: int, wish: Wish) -> int:
    """In how many parts an export is made."""
    by_pairs = sum(each in rows.READERS or each in research.READERS for each in wish.tables)
    return by_pairs * -(-len(exports.sitting_ids(cohort_id)) // AT_ONCE)


def _questionnaire(cohort_id: int) -> Iterator[Row]:
    """Figures of ten people and more, and none from which those of fewer could be worked out."""
    found = answers.of_class(cohort_id)
    for occasion in Occasion:
        given: dict[str, dict[str, list[int]]] = {}
        for each in found:
            if each.occasion is occasion:
                for question, answer in each.answers.items():
                    if isinstance(answer, int):
                        given.setdefault(question, {}).setdefault(each.discipline or "", []).append(answer)
        for question, by_group in sorted(given.items()):
            told = shown({group: len(values) for group, values in by_group.items()})
            everybody = [value for values in by_group.values() for value in values]
            if not told and len(everybody) < 10:
                continue
            groups = [*((group, by_group[group]) for group in sorted(told) if group), (ALL, everybody)]
            for group, values in groups:
                yield occasion.value, group, question, len(values), float(median(values)), round(mean(values), 3)


# --- at once


def streamed(cohort_id: int, wish: Wish, who: Asker) -> Iterator[bytes]:
    """One table as CSV, while it is read."""
    [(table, found)] = filled(cohort_id, wish, who)
    return csv_lines(table.header, found)


def written(cohort_id: int, wish: Wish, who: Asker, path: Path, said: Told = lambda done, count: None) -> None:
    """A wish as a file, of the kind that its name ends with."""
    WRITERS[path.suffix[1:]](path, filled(cohort_id, wish, who, said))


def file_name(cohort_id: int, wish: Wish, kind: str, now: datetime) -> str:
    """What the file is called where it is saved: the class, what it holds, the day; nobody's name."""
    cohort = cohorts.by_id(cohort_id)
    what = "research" if wish.research else wish.tables[0] if len(wish.tables) == 1 else "export"
    name = re.sub(r"[^a-z0-9]+", "-", (cohort.name if cohort else "class").lower()).strip("-") or "class"
    return f"{name}-{what}-{now:%Y-%m-%d}.{kind}"


# --- in the background


def ask(cohort_id: int, wish: Wish, by: int, now: datetime) -> str:
    """Put a wish down to be made in the background. Returns its id."""
    _checked(cohort_id, wish, asker(cohort_id, by))
    if any(each.state in (State.WAITING, State.WORKING) and not stopped(each, now) for each in exports.jobs_of(cohort_id, by)):
        raise Conflict("export.one_at_a_time", "An export of yours is being made. Wait for it, or drop it, before you ask for another.")
    id, total = secrets.token_hex(16), parts(cohort_id, wish)
    with saving() as session:
        session.add(
            ExportJob(
                cohort_id=cohort_id, id=id, asked_by=by, wish=wish.model_dump(mode="json"), state=State.WAITING, done=0, total=total,
                rows=0, file="", asked_at=now, beat_at=now, expires_at=now + KEPT_FOR,
            )
        )  # fmt: skip
    return id


def make(cohort_id: int, id: str, folder: Path) -> None:
    """Make what was asked for, and say how far it is meanwhile. A job that fails says so, and leaves no file."""
    job = exports.job(cohort_id, id)
    if job is None or job.state != State.WAITING:
        return
    wish, by = Wish.model_validate(job.wish), job.asked_by
    kind = ending(wish, size(cohort_id, wish))
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{id}.{kind}"
    clock = _Clock(cohort_id, id)
    try:
        clock.say(0, 0, state=State.WORKING)
        written(cohort_id, wish, asker(cohort_id, by), path, clock.told)
        clock.say(clock.done, clock.rows, state=State.DONE, file=path.name)
    except _Unwanted:
        path.unlink(missing_ok=True)
    except BaseException:
        path.unlink(missing_ok=True)
        clock.say(clock.done, clock.rows, state=State.FAILED)
        raise


class _Unwanted(Exception):
    """Whoever asked for an export has dropped it meanwhile."""


class _Clock:
    """Writes down how far a job is, at most once a second."""

    def __init__(self, cohort_id: int, id: str) -> None:
        self._key, self.done, self.rows = (cohort_id, id), 0, 0
        self._next = datetime.now(UTC)

    def told(self, done: int, rows: int) -> None:
        self.done, self.rows = done, rows
        now = datetime.now(UTC)
        if now >= self._next:
            self._next = now + SAY_EVERY
            self.say(done, rows)

    def say(self, done: int, rows: int, **more: object) -> None:
        with saving():
            job = exports.job(*self._key)
            if job is None:
                raise _Unwanted
            job.done, job.rows, job.beat_at = done, rows, datetime.now(UTC)
            for name, value in more.items():
                setattr(job, name, value)


def mine(cohort_id: int, id: str, person_id: int) -> ExportJob:
    """An export that this person asked for. Raises NotThere for anybody else's, and for none."""
    found = exports.job(cohort_id, id)
    if found is None or found.asked_by != person_id or found.expires_at <= datetime.now(UTC):
        raise NotThere("export.not_there", "There is no such export here. Exports are kept for a day; ask for a new one.")
    return found


def stopped(job: ExportJob, now: datetime) -> bool:
    """Whether nobody makes this any more: the server was stopped meanwhile."""
    return job.state in (State.WAITING, State.WORKING) and now - job.beat_at > SILENT_FOR


def drop(cohort_id: int, id: str, person_id: int, folder: Path) -> None:
    """Forget an export and its file: its asker needs it no more."""
    with saving() as session:
        job = mine(cohort_id, id, person_id)
        file = job.file
        session.delete(job)
    _unlink(folder, file)


def sweep(folder: Path, now: datetime) -> int:
    """Take away what is past its day. Returns how many files went."""
    with saving():
        files = exports.forget_expired(now)
    for file in files:
        _unlink(folder, file)
    return len(files)


def _unlink(folder: Path, file: str) -> None:
    if file:
        (folder / file).unlink(missing_ok=True)
