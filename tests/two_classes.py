"""Two whole classes side by side, with one of everything that an address can name: what the matrix of doors is asked about.

In the class of the pair (`A`): Mira and Lew, with Sten, who is suspended, and Lev, who left; Cleo and Noor are another pair. Otto and Bea
are a pair of the class elsewhere (`B`), which Olga leads and Tom teaches. Amy is an admin who has not given her second factor.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn.actions import mark as marking
from elearn.actions import questionnaire, repair, sit, study
from elearn.actions.demo import place_at
from elearn.actions.publish import publish
from elearn.actions.publish_library import publish_library, publish_modules
from elearn.authoring.library import read_library
from elearn.domain.instrument import Occasion
from elearn.domain.moderation import Part
from elearn.domain.move import Leaving
from elearn.domain.person import Discipline, Role
from elearn.store import answers, library, marks_asked, modules
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import saving
from elearn.store.exports import ExportJob, State
from elearn.store.marks import MarkQuery
from elearn.store.people import HelpCall, Person
from elearn.web.account.views import HALF_WAY
from tests.content_builders import SLUG, a_case
from tests.module_builders import MODULE_SLUG, a_module_file
from tests.site import Site, a_site, sign_in

MED, LAW = Discipline.MEDICINE, Discipline.LAW
MORE = {"cleo": MED, "noor": LAW, "sten": MED, "lev": LAW, "bea": MED, "tom": None, "amy": None, "hal": None}
FAR_CASE, FAR_MODULE = "far-room", "far-look"
"""what only the class elsewhere has been given"""
ABSENT = {"sitting": 9999, "pair": 9999, "script": 9999, "query": 9999, "call": 9999, "phrase": 9999, "number": 9999, "person": 9999,
          "job": "n0tthere", "slug": "no-such", "name": "no-such", "case": "no-such"}  # fmt: skip
OF_THE_LIBRARY = {"slug": SLUG, "case": SLUG, "name": MODULE_SLUG, "at": "map", "side": "medicine", "old": "1", "new": "1",
                  "page": "meet", "occasion": "later", "part": "who", "secret": "n0tthere", "code": "NOSUCHCODE"}  # fmt: skip


@dataclass(kw_only=True)
class World:
    """The site, and what stands at each place: place → argument of an address → its value."""

    site: Site
    places: dict[str, dict[str, Any]]
    cookies: dict[str | None, str]
    aside: "KeptAside"
    tokens: dict[str | None, dict[str, str]] = field(default_factory=dict)

    def asks(self, who: str | None, path: str, method: str = "GET", **more: Any) -> TestResponse:
        """A request with this person's cookie, whatever answers before have said of it."""
        with self.site.app.test_client(use_cookies=False).open(
            path, method=method, headers={"Cookie": self.cookies[who], "Accept": "application/json", **more}
        ) as answer:
            return answer

    def token(self, who: str | None) -> dict[str, str]:
        """The token that this person's pages carry, with the cookie that knows it."""
        if who not in self.tokens:
            client = self.site.app.test_client()
            if self.cookies[who]:
                client.set_cookie(*self.cookies[who].split("=", 1))
            page = client.get("/account" if self.cookies[who] else "/sign-in").text
            found = re.search(r'name="csrf[-_]token" (?:value|content)="([^"]+)"', page)
            assert found is not None
            self.tokens[who] = {"X-CSRFToken": found[1], "Cookie": _cookie(self.site, client)}
        return self.tokens[who]

    @contextmanager
    def untouched(self) -> Iterator[list[str]]:
        """Whatever is done inside is undone after. What is yielded names, then, the tables that it had changed."""
        changed: list[str] = []
        yield changed
        changed += self.aside.changes()


def two_classes(folder: Path, **config: Any) -> World:
    """Build it, on SQLite: who may pass a door does not depend on the database."""
    root = a_module_file(folder / "library").parents[1]
    site = a_site(folder, content_dir=root, database=f"sqlite:///{folder / 'two.sqlite'}", **config)
    with site.app.app_context():
        publish_library(read_library(root), _now())
        publish([a_case(case=FAR_CASE)], _now())
        known = modules.latest(MODULE_SLUG)
        assert known is not None
        publish_modules([modules.module(known.sha).model_copy(update={"module": FAR_MODULE, "sha": "f" * 64})], _now())
        elsewhere = _people(site)
        here = _of_class(site, site.cohort, ("mira", "lew"), ("cleo", "noor"), "lea")
        there = _of_class(site, elsewhere, ("bea", "otto"), ("bea", "otto"), "olga")
        study.open_module(elsewhere, FAR_MODULE, _now())
        neighbour = {**here, "sitting": here["second"], "pair": here["second"], "script": here["unshared"], "job": here["others"]}
        _third_and_fourth(site)
        marking.give(site.cohort, here["script"], site.people["tam"], Part.FIRST, None, _now())
        marking.give(site.cohort, here["script"], site.people["sam"], Part.SECOND, None, _now())
    places = {
        "own": {**here, "sitting": site.sitting, "pair": site.sitting},
        "neighbour": neighbour,
        "elsewhere": there,
        "astray": {**there, "cohort": site.cohort, "sitting": there["only"], "pair": there["only"], "case": FAR_CASE, "name": FAR_MODULE},
        "absent": {**OF_THE_LIBRARY, **ABSENT, "cohort": site.cohort},
        "nowhere": {**here, "cohort": 9999},
    }
    cookies = _cookies(site)
    return World(site=site, places=places, cookies=cookies, aside=KeptAside(folder / "two.sqlite"))


def _now() -> datetime:
    return datetime.now(UTC) - timedelta(minutes=1)


def _people(site: Site) -> int:
    with saving() as session:
        made = {name: Person(name=name.capitalize(), email=f"{name}@x.test", discipline=side, created_at=_now())
                for name, side in MORE.items()}  # fmt: skip
        session.add_all(made.values())
        made["amy"].is_admin = True
        session.flush()
        site.people |= {name: each.id for name, each in made.items()}
        elsewhere = session.query(Cohort.id).filter_by(name="Elsewhere").scalar()
        for name in ("cleo", "noor", "sten", "lev"):
            session.add(Enrolment(cohort_id=site.cohort, person_id=site.people[name], role=Role.LEARNER, discipline=MORE[name]))
        session.add(Enrolment(cohort_id=elsewhere, person_id=site.people["bea"], role=Role.LEARNER, discipline=MED))
        session.add(Enrolment(cohort_id=elsewhere, person_id=site.people["tom"], role=Role.TUTOR))
        session.add_all(CohortCase(cohort_id=elsewhere, case_slug=slug) for slug in (SLUG, FAR_CASE))
    return int(elsewhere)


def _third_and_fourth(site: Site) -> None:
    """Sten sits with Mira and Lew, and is suspended; Lev sat there, and has left."""
    for name in ("sten", "lev"):
        repair.join(site.cohort, site.sitting, site.people[name], _now())
    found = sit.sittings.with_seats(site.cohort, site.sitting)
    assert found is not None
    gone = next(seat.member_id for seat in found.seats if seat.person_id == site.people["lev"])
    repair.leave(site.cohort, site.sitting, gone, Leaving.LEFT, _now())


def _of_class(site: Site, cohort: int, pair: tuple[str, str], others: tuple[str, str], lead: str) -> dict[str, Any]:
    """One of everything in a class. Sittings whose number the other class lacks come last (`only`)."""
    version = library.latest(a_case().case)
    assert version is not None

    def seat(names: tuple[str, str], *, begun: bool = True) -> int:
        people = [(site.people[names[0]], MED), (site.people[names[1]], LAW)]
        opened = place_at(cohort, version.sha, people, None, _now()) if begun else sit.open_sitting(cohort, version.sha, people, _now())
        return opened[1]

    person = site.people[pair[0]]
    questionnaire.answer(cohort, person, Occasion.BEFORE, [("needs", "damp")], _now(), hand_in=True)
    sitting, second = seat(pair, begun=False), seat(others, begun=False)
    finished = [seat(pair), seat(others)]
    scripts = marking.put_up(cohort, finished, site.people[lead], _now())
    study.open_module(cohort, MODULE_SLUG, _now())
    numbers = dict(zip(finished, (_script_of(cohort, each) for each in finished), strict=True))
    assert set(numbers.values()) == set(scripts)
    questionnaire.open_for_all(cohort, Occasion.LATER, _now())
    questionnaire.answer(cohort, person, Occasion.LATER, [("needs", "damp")], _now(), hand_in=True)
    sheet = answers.sheet(cohort, person, Occasion.BEFORE)
    assert sheet is not None
    marking.keep_phrase(cohort, "notice", "Well seen.", site.people[lead], _now())
    sit.want_help(cohort, person, sitting, _now())
    kept = _rows(site, cohort, finished[0], lead)
    only = [seat(others, begun=False) for _ in range(5 * cohort - 4)][-1]
    return {
        **OF_THE_LIBRARY, **kept, "cohort": cohort, "sitting": sitting, "pair": sitting, "second": second, "only": only, "person": person,
        "script": numbers[finished[0]], "unshared": numbers[finished[1]], "number": sheet.number,
        "phrase": marks_asked.phrases(cohort)[0].id,
    }  # fmt: skip


def _script_of(cohort: int, sitting: int) -> int:
    return marks_asked.numbers_of(cohort, {sitting})[sitting]


def _rows(site: Site, cohort: int, sitting: int, lead: str) -> dict[str, Any]:
    """A call for help, a question about feedback, an export of the lead's and one of somebody else's."""
    with saving() as session:
        found = sit.sittings.with_seats(cohort, sitting)
        assert found is not None
        member, now = found.seats[0].member_id, _now()
        query = MarkQuery(cohort_id=cohort, sitting_id=sitting, member_id=member, words="Why?", asked_at=now, answer="")
        session.add(query)
        jobs = {"job": (f"mine{cohort:04d}", lead), "others": (f"them{cohort:04d}", "tam")}
        for id, who in jobs.values():
            job = ExportJob(
                cohort_id=cohort, id=id, asked_by=site.people[who], wish={"tables": ["marks"], "form": "csv"}, state=State.WAITING
            )
            job.asked_at, job.beat_at, job.expires_at = now, now, now + timedelta(days=1)
            session.add(job)
        session.flush()
        call = session.query(HelpCall.id).filter_by(cohort_id=cohort).scalar()
        return {"query": query.id, "call": call, **{name: id for name, (id, _) in jobs.items()}}


def _cookie(site: Site, client: FlaskClient) -> str:
    kept = client.get_cookie(str(site.app.config["SESSION_COOKIE_NAME"]))
    assert kept is not None
    return f"{kept.key}={kept.value}"


def _cookies(site: Site) -> dict[str | None, str]:
    """Each person's cookie; Sten was signed in when he was suspended, and Hal's second factor is still to come."""
    cookies: dict[str | None, str] = {None: ""}
    for name in site.people:
        client = site.app.test_client()
        if name == "hal":
            with client.session_transaction() as session:
                session[HALF_WAY] = [site.people["hal"], datetime.now(UTC).timestamp(), "/home"]
        else:
            sign_in(site.app, client, site.people[name], proven=name != "amy")
        cookies[name] = _cookie(site, client)
    with site.app.app_context(), saving() as session:
        session.get_one(Person, site.people["sten"]).suspended_at = _now()
    return cookies


# --- the database as a whole

NOT_THERE = {"look", "signed_in.used_at"}
"""What reading does leave behind, on purpose: who looked at whose work, and when a sign-in was last used. Both say that somebody read;
neither is part of what anybody wrote or decided.
"""


def everything(database: Path) -> dict[str, list[Any]]:
    """Every row of every table: table → its rows, without what looking leaves behind."""
    with closing(sqlite3.connect(database)) as connection:
        connection.row_factory = sqlite3.Row
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: sorted(
                repr([value for column, value in dict(row).items() if f"{table}.{column}" not in NOT_THERE])
                for row in connection.execute(f'SELECT * FROM "{table}"')
            )
            for table in tables
            if table not in NOT_THERE
        }


class KeptAside:
    """A copy of a database in memory, and a watch on the file: what anybody has changed there is found, and put back."""

    def __init__(self, database: Path) -> None:
        self.database = database
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.watch = sqlite3.connect(database, check_same_thread=False)
        self.watch.backup(self.copy)
        self.rows, self.seen = everything(database), self._version()

    def _version(self) -> int:
        """A number that changes with every commit of anybody else."""
        return int(self.watch.execute("PRAGMA data_version").fetchone()[0])

    def changes(self) -> list[str]:
        """The tables in which a row has changed; the database is as it was again."""
        if self._version() == self.seen:
            return []
        now = everything(self.database)
        with closing(sqlite3.connect(self.database)) as file:
            file.execute("PRAGMA synchronous=OFF")
            self.copy.backup(file)
        self.seen = self._version()
        return [table for table, rows in now.items() if rows != self.rows[table]]
