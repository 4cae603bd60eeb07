"""A class of ten thousand: students, pairs, a million moves, results, marks and answers, made in the database itself from a few pairs that
were played through by the rules; and what each page of a tutor costs in it.

`python -m bench scale` measures on SQLite and on PostgreSQL; with `SCALE_PAGES=people,live` only pages of these names. A page's own SQL is
what it sends to the database, sent again by itself.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from math import log
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event, insert, select, text

from bench.figures import Figure, figure, median, on_both
from elearn.actions import evidence, mark
from elearn.actions.play import Player
from elearn.actions.publish import publish
from elearn.actions.questionnaire import instrument_of
from elearn.actions.sit import open_sitting
from elearn.asgi import keep_the_collector_away
from elearn.domain import move as m
from elearn.domain.assessment import asked
from elearn.domain.content import StepKind
from elearn.domain.instrument import Occasion
from elearn.domain.moderation import Part
from elearn.domain.person import Discipline, Role
from elearn.store import library, marks_asked, pairing, rubrics, sittings
from elearn.store.answers import AnswerSheet
from elearn.store.cohorts import CohortCase, Enrolment
from elearn.store.db import Base, db, saving
from elearn.store.marks import Script
from elearn.store.pairing import PairingDraft
from elearn.store.people import Person
from tests.content_builders import a_case
from tests.site import NOW, Site

PAIRS, MOVES = 5_000, 200
FEW, MANY, MOST = 10, PAIRS, 10_000
TEMPLATES = 4
TO_FIRST_BYTE, TO_ITS_SQL = 300.0, 1.5
FLAT = 0.1
"""exponent up to which a page costs the same whatever the class's size: 10,000 pairs then take twice the time of 10"""
BARE = 25.0
"""ms: what is sent sooner is a bare page with hardly any SQL, and held to no ratio"""
HEAD = "/classes/<int:cohort>"


def grow(site: Site, pairs: int, *, moves: int = MOVES) -> None:
    """Give the class so many finished pairs, each with about so many moves, put up and marked; and their people, with answers."""
    with site.app.app_context():
        played = [_played(site, number, moves) for number in range(TEMPLATES)]
        _marked(site, played)
        people = _people(site, 2 * pairs)
        _cloned(site, min(played), people, pairs)
        _answers(site, people, pairs)
        with saving() as session:
            session.execute(text("ANALYZE"))


def _played(site: Site, number: int, moves: int) -> int:
    version = library.latest(_slug(site))
    if version is None:
        raise LookupError("the case is not published")
    people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
    key = open_sitting(site.cohort, version.sha, people, NOW)
    player = Player(*key, NOW)
    player.to(StepKind.NEWS, begin=False)
    first = next(iter(player.table.links.values()))
    loose = [each for each in player.table.causes.values() if each.id not in (first.source, first.target)]
    for each in loose[: len(loose) * number // (2 * TEMPLATES)]:  # so that not all templates have found the same
        player.does(each.by, m.Removed(of=each.id, words="We cannot show it."))
    kept = list(player.table.causes.values())
    for turn in range(max(0, moves - player.table.last - 20)):
        cause = kept[turn % len(kept)]
        player.does(cause.by, m.CauseWeighed(of=cause.id, sure=(turn * 7) % 101, words="After the news it looks otherwise."))
    player.to(None)
    return key[1]


def _slug(site: Site) -> str:
    sitting = sittings.with_seats(site.cohort, site.sitting)
    if sitting is None:
        raise LookupError("the class has no pair")
    return library.case(sitting.case_sha).case


def _marked(site: Site, played: list[int]) -> None:
    tam = site.people["tam"]
    for script in mark.put_up(site.cohort, played, site.people["lea"], NOW):
        mark.give(site.cohort, script, tam, Part.FIRST, None, NOW)
        found = marks_asked.script(site.cohort, script)
        if found is None:
            raise LookupError("the script was not put up")
        members = [seat.member_id for seat in mark.members(found.sitting)]
        keys = asked(rubrics.version(site.cohort, found.rubric), members)
        given = [
            mark.GivenLevel(about=about, criterion=criterion, level=2 + number % 2, comment="See the map.", version=0)
            for number, (about, criterion) in enumerate(keys)
        ]
        mark.save(site.cohort, script, tam, given, [], NOW)
        mark.finish(site.cohort, script, tam, NOW)


def _people(site: Site, count: int) -> int:
    """New learners, of either profession by turns. Returns the first one's id; theirs follow without gaps."""
    with saving() as session:
        first = (session.scalar(text("SELECT max(id) FROM person")) or 0) + 1
        sides = [Discipline.MEDICINE, Discipline.LAW]
        session.execute(
            insert(Person),
            [
                {"id": first + at, "name": f"Zoë {at} Núñez", "email": f"s{first + at}@scale.test", "discipline": sides[at % 2],
                 "created_at": NOW,
                 "is_author": False, "is_teacher": False, "is_admin": False, "session_epoch": 1}
                for at in range(count)
            ],
        )  # fmt: skip
        session.execute(
            insert(Enrolment),
            [
                {"cohort_id": site.cohort, "person_id": first + at, "role": Role.LEARNER, "discipline": sides[at % 2],
                 "student_number": f"{first + at:08}"}
                for at in range(count)
            ],
        )  # fmt: skip
        if db.engine.dialect.name == "postgresql":
            session.execute(text("SELECT setval('person_id_seq', (SELECT max(id) FROM person))"))
    return first


def _cloned(site: Site, first: int, people: int, pairs: int) -> None:
    """Every row of the template pairs again and again, under new numbers."""
    at = f"{first + TEMPLATES - 1} + n.i"
    side = "CASE WHEN t.discipline = 'law' THEN 1 ELSE 0 END"
    script = f"100000 + {at}"
    of_sitting: Mapping[str, Mapping[str, str]] = {
        "sitting": {"id": at, "number": at},
        "seat": {"sitting_id": at, "person_id": f"{people} + 2 * (n.i - 1) + {side}"},
        "log_entry": {"sitting_id": at},
        "result": {"sitting_id": at},
        "result_cause": {"sitting_id": at},
        "result_link": {"sitting_id": at},
        "script": {"sitting_id": at, "number": script},
        "candidate": {"sitting_id": at, "number": f"t.number + 100000 * ({at})"},
    }
    of_script: Mapping[str, Mapping[str, str]] = {
        "marking": {"script": script},
        "level_given": {"script": script, "level": "(t.level + n.i + length(t.criterion)) % 5"},
    }
    with saving():
        for name, put in of_sitting.items():
            own = "id" if name == "sitting" else "sitting_id"
            _copy(Base.metadata.tables[name], put, f"t.{own} = {first} + n.i % {TEMPLATES}", site.cohort, pairs)
        scripts = f"JOIN script s ON s.cohort_id = t.cohort_id AND s.number = t.script AND s.sitting_id = {first} + n.i % {TEMPLATES}"
        for name, put in of_script.items():
            _copy(Base.metadata.tables[name], put, "1 = 1", site.cohort, pairs, scripts)


def _copy(table: Table, put: Mapping[str, str], when: str, cohort: int, pairs: int, join: str = "") -> None:
    columns = [column.name for column in table.columns]
    said = ", ".join(f'"{each}"' for each in columns)
    taken = ", ".join(put.get(each, f't."{each}"') for each in columns)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {pairs})"  # noqa: S608  # our own names and numbers
    query = f"{numbers} SELECT {taken} FROM n CROSS JOIN {table.name} t {join} WHERE t.cohort_id = {cohort} AND {when}"  # noqa: S608  # as above
    db.session.execute(text(f"INSERT INTO {table.name} ({said}) {query}"))  # as above


def _answers(site: Site, people: int, pairs: int) -> None:
    instrument = instrument_of(site.cohort)
    rows: list[dict[str, Any]] = [
        {"cohort_id": site.cohort, "person_id": people + at, "occasion": occasion,
         "number": None if shift else people + at, "vignette": None if shift else "A",
         "answers": {key: min(points) + (at + shift + len(key)) % len(points)
                     for key, points in instrument.fields(occasion).items() if points},
         "began_at": NOW, "changed_at": NOW, "handed_in_at": NOW}
        for at in range(2 * pairs)
        for shift, occasion in enumerate((Occasion.BEFORE, Occasion.AFTER))
    ]  # fmt: skip
    with saving() as session:
        session.execute(insert(AnswerSheet), rows)


# --- what a page costs


def pages(site: Site) -> dict[str, str]:
    """name → address of every page of the class that its lead can open, found in the application's own list, so that none is left out;
    those of one pair and of one script for a pair that has finished.
    """
    with site.app.app_context():
        asked = select(Script.sitting_id, Script.number).where(Script.cohort_id == site.cohort).order_by(Script.number)
        pair, script = db.session.execute(asked.limit(1)).one()
        values = {"cohort": site.cohort, "case": _slug(site), "sitting": pair, "script": script}
    lea = site.client("lea")
    found = {}
    for rule in sorted(site.app.url_map.iter_rules(), key=str):
        if rule.rule.startswith(HEAD) and "GET" in (rule.methods or ()) and rule.arguments <= values.keys():
            path = site.app.url_map.bind("localhost").build(rule.endpoint, {each: values[each] for each in rule.arguments})
            if lea.get(path).status_code == 200:
                found[re.sub("<[^>]*>", "…", rule.rule.removeprefix(HEAD)).strip("/") or "pairs"] = path
    return found


def _costliest(site: Site, proposed: str) -> dict[str, str]:
    """Pages as they are asked for more than they show at first: far down a list, found by name, with everybody in groups that are proposed,
    and repairing a pair that is at work.
    """
    own = f"/classes/{site.cohort}"
    return {
        "pairs, the last": f"{own}?page=1000",
        "people, found by name": f"{own}/people?named=77",
        "people, the last": f"{own}/people?page=1000",
        "marking, all": f"{own}/marking?show=all",
        "pairing, all proposed": f"{own}/pairing?case={proposed}",
        "pairing/apart, found by name": f"{own}/pairing/apart?one=77&other=99",
        "pairs/…/repair, at work": f"{own}/pairs/{site.sitting}/repair",
    }


def _proposed(site: Site) -> str:
    """Everybody in groups of two, proposed for a case at which nobody sits yet. Returns which that is."""
    later = a_case()
    with site.app.app_context():
        publish([later], NOW)
        people = [each.person_id for each in pairing.enrolled(site.cohort, later.case) if not each.seated]
        groups = json.dumps(list(zip(people[::2], people[1::2], strict=False)))
        with saving() as session:
            session.merge(CohortCase(cohort_id=site.cohort, case_slug=later.case))
            session.merge(PairingDraft(cohort_id=site.cohort, case_slug=later.case, version=1, most=2, seed=0, groups=groups, made_at=NOW))
    return later.case


class Cost:
    """A page by a tutor, its queries, and what the same queries take alone."""

    def __init__(self, site: Site, name: str, path: str) -> None:
        self._site, self._client, self._path = site, site.client(name), path
        self._seen: list[tuple[str, Any]] = []
        self._get()  # what a process does once
        self._listen()
        self.queries = len(self._seen)

    def _get(self) -> float:
        start = time.perf_counter()
        with self._client.get(self._path, buffered=False) as answer:
            next(iter(answer.response), b"")
            taken = time.perf_counter() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{self._path}: {answer.status_code}")
        return taken * 1000

    def _listen(self) -> None:
        def see(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
            if not statement.startswith("BEGIN"):
                self._seen.append((statement, parameters))

        with self._site.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", see)
        try:
            self._get()
        finally:
            event.remove(engine, "before_cursor_execute", see)

    def _alone(self) -> float:
        """The page's own reading queries, and fetching what they find, past everything else."""
        with self._site.app.app_context(), db.engine.connect() as connection:
            start = time.perf_counter()
            for statement, parameters in self._seen:
                if statement.lstrip().upper().startswith(("SELECT", "WITH")):
                    connection.exec_driver_sql(statement, parameters).fetchall()
            return (time.perf_counter() - start) * 1000

    def measured(self, rounds: int = 5) -> tuple[float, float]:
        """(to the first byte, its own SQL alone), in ms: medians of rounds in which they take turns."""
        both = [(self._get(), self._alone()) for _ in range(rounds)]
        return median([page for page, _ in both]), median([alone for _, alone in both])


def scale(site: Site) -> list[Figure]:
    """On both kinds of database; `site` gives the case only."""
    with tempfile.TemporaryDirectory() as folder:
        return [each for kind, other in on_both(site, Path(folder)) for each in _on(kind, other)]


def _on(kind: str, site: Site) -> list[Figure]:
    grow(site, FEW)
    few = _costs(site)
    start = time.perf_counter()
    grow(site, MANY - FEW)
    found = [figure(f"{kind}: making {2 * MANY} students with {MANY * MOVES} moves", time.perf_counter() - start, "s", goal="", met=None)]
    for name, (page, alone, _) in _costs(site).items():
        met = page <= TO_FIRST_BYTE and (page <= TO_ITS_SQL * alone or page <= BARE)
        said = f"{kind}: {name}, {MANY} pairs, to the first byte"
        found.append(figure(said, page, "ms", floor=alone, goal="<= 300 ms; above 25 ms <= 1.5 of its own SQL", met=met))
    found += [each for form in EXPORTS for each in _export(kind, site, form)]
    grow(site, MOST - MANY, moves=0)
    for name, (page, _, queries) in _costs(site).items():
        exponent, before = log(page / few[name][0]) / log(MOST / FEW), few[name][2]
        flat, same = f"flat: <= {FLAT}, or under 25 ms", f"no more than with {FEW}"
        found += [
            figure(f"{kind}: {name}, growth of its time from {FEW} to {MOST} pairs", exponent, "exponent", goal=flat,
                   met=exponent <= FLAT or page <= BARE),
            figure(f"{kind}: {name}, queries at {MOST} pairs", queries, "queries", floor=before, goal=same, met=queries <= before),
        ]  # fmt: skip
    return found


def _costs(site: Site) -> dict[str, tuple[float, float, int]]:
    """page → ms to the first byte, ms of its own SQL alone, queries."""
    with site.app.app_context():
        evidence.keep_all(NOW)
    keep_the_collector_away()  # as a server does
    paths = pages(site) | _costliest(site, _proposed(site))
    wanted = os.environ.get("SCALE_PAGES", "").split(",")
    costs = {name: Cost(site, "lea", path) for name, path in paths.items() if any(each in name for each in wanted)}
    return {name: (*cost.measured(), cost.queries) for name, cost in costs.items()}


EXPORTS = {"csv": "all moves as CSV", "xlsx": "the comparison of all causes as a workbook", "zip": "all moves as zipped CSV"}


def _export(kind: str, site: Site, form: str) -> list[Figure]:
    """What is taken out of the class, by a process of its own, whose memory is then known."""
    url = site.app.config["SQLALCHEMY_DATABASE_URI"]
    told = [sys.executable, "-m", "bench.exporting", str(site.cohort), str(site.people["lea"]), form]
    out = subprocess.run(told, env={**os.environ, "EXPORT_FROM": url}, capture_output=True, text=True, check=True).stdout
    rows, taken, size, before, peak = map(float, out.split())
    said = f"{kind}: {EXPORTS[form]}"
    return [
        figure(said, taken, "s", goal="< 60 s", met=taken < 60),
        figure(f"{said}, rows", rows, "rows", goal="", met=None),
        figure(f"{said}, written", size, "MB", goal="", met=None),
        figure(f"{said}, memory at most, against before its first row", peak, "MB", floor=before, goal="< 200 MB", met=peak < 200),
    ]
