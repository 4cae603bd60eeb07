"""A whole site for a test: its own database, the small case published, and the cast enrolled and seated."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url

from elearn.actions import enter, sit
from elearn.actions.publish import publish
from elearn.app import create_app
from elearn.config import Config
from elearn.domain import move as m
from elearn.domain.person import Discipline, Role
from elearn.store import library, sessions, sittings
from elearn.store.cohorts import Cohort, CohortCase, Enrolment
from elearn.store.db import UNREACHABLE, db, saving
from elearn.store.people import Person
from elearn.web import login
from tests import services
from tests.brought_up import Stood, as_it_stands, bring_up
from tests.content_builders import a_case
from tests.once import TEMPLATES, share_statements

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
CAST = {"mira": Discipline.MEDICINE, "lew": Discipline.LAW, "otto": Discipline.LAW}
STAFF = {"tam": Role.TUTOR, "lea": Role.LEAD, "sam": Role.SECOND_MARKER, "ola": Role.OBSERVER}
OTHERS = ("olga", "priya", "ada")
"""the lead of the other cohort, an author, an admin"""


@dataclass(kw_only=True)
class Site:
    """The application, and where the pair of Mira and Lew sits."""

    app: Flask
    cohort: int
    sitting: int
    people: dict[str, int]
    members: dict[str, str]
    signed_in: dict[str, str] = field(default_factory=dict)
    """by name: the sign-in that this person's browsers share, for as long as it holds"""

    def client(self, name: str | None = None) -> FlaskClient:
        """A browser in which this person is signed in; nobody without a name."""
        client = self.app.test_client()
        if name:
            self.signed_in[name] = sign_in(self.app, client, self.people[name], self.signed_in.get(name, ""))
        return client

    @property
    def path(self) -> str:
        return f"/sittings/{self.cohort}/{self.sitting}"

    def does(self, name: str, move: m.Move, op: str | None = None) -> str:
        """Make a move as this person, past the web."""
        op = op or sit.new_op()
        with self.app.app_context():
            sit.make_move(self.cohort, self.sitting, self.members[name], op, move, datetime.now(UTC))
        return op

    def post(self, name: str, move: str, body: dict[str, object], **more: object):
        """Post a move as the page's script does."""
        said = {"as": self.members.get(name, ""), "op": sit.new_op(), "move": move, "body": body, **more}
        return self.client(name).post(f"{self.path}/moves", json=said, headers={"Accept": "application/json"})

    def table(self):
        with self.app.app_context():
            return sit.Workspace.model_validate_json(sittings.snapshot(self.cohort, self.sitting)[0])


def sign_in(app: Flask, client: FlaskClient, person_id: int, secret: str = "", *, proven: bool = True) -> str:
    """Sign somebody in on this browser, past the page, with their second factor. Returns the secret of the sign-in: the one given, if it
    still holds.
    """
    with app.app_context():
        now = datetime.now(UTC)
        if not secret or not _holds(secret, now):
            secret = enter.begin(person_id, "Firefox on Linux", now, proven=proven)
    with client.session_transaction() as session:
        session[login.KEPT_AS] = secret
    return secret


def _holds(secret: str, now: datetime) -> bool:
    """Whether a sign-in holds, as far as can be known: some tests take the database away."""
    try:
        return sessions.of(secret, now) is not None
    except UNREACHABLE:
        return True


def a_site(tmp_path: Path, *, case=None, csrf: bool = False, database: str = "", **config: object) -> Site:
    """A migrated site with a published case; Mira and Lew seated at it, Tam their tutor, Lea their lead, Sam a
    second marker, Ola an observer; Otto and Olga learn and lead in another cohort; Priya is an author, Ada an admin.

    `database` is its address; without one it is SQLite in the test's folder, or whatever TEST_ON asks for (tests/services.py).
    """
    app = _an_application(tmp_path, database, csrf=csrf, **config)
    with app.app_context():
        bring_up(app)
        case = case or a_case()
        publish([case], datetime.now(UTC))
        return _peopled(app, case.case)


Ids = TypeVar("Ids")
_made: dict[tuple[str, str], tuple[Stood, dict[str, Any], Any]] = {}


def a_site_with(name: str, make: Callable[[Site], Ids], tmp_path: Path, database: str = "", **config: object) -> tuple[Site, Ids]:
    """A site in which `make` has done something that takes long; under one name it is done once in a process, and its database copied for
    every other test. What it returns are ids, never what hangs on the database that they came from.
    """
    database = database or services.usual_database(tmp_path)
    key = (name, make_url(database).get_backend_name())
    if key not in _made:
        site = a_site(tmp_path, database=database, **config)
        ids = make(site)
        _made[key] = (as_it_stands(site.app), {each: getattr(site, each) for each in ("cohort", "sitting", "people", "members")}, ids)
        return site, deepcopy(ids)
    stood, known, ids = _made[key]
    app = _an_application(tmp_path, database, **config)
    bring_up(app, stood)
    return Site(app=app, **deepcopy(known)), deepcopy(ids)


def _an_application(tmp_path: Path, database: str, *, csrf: bool = False, **config: object) -> Flask:
    settings = {
        "secret_key": "k" * 40, "database_url": database or services.usual_database(tmp_path), "waker": "process",
        "exports_dir": tmp_path / "exports", "erasures_file": tmp_path / "erasures.jsonl", "backup_dir": tmp_path / "backups", **config,
    }  # fmt: skip
    app = create_app(Config.model_validate(settings))
    app.testing = True
    app.jinja_env.bytecode_cache = TEMPLATES
    app.config["WTF_CSRF_ENABLED"] = csrf
    with app.app_context():
        services.remember(db.engine)
        share_statements(db.engine)
    return app


def _peopled(app: Flask, slug: str) -> Site:
    now = datetime.now(UTC)
    with saving() as session:
        cohorts = [Cohort(name="Autumn", created_at=now), Cohort(name="Elsewhere", created_at=now)]
        people = {
            name: Person(name=name.capitalize(), email=f"{name}@x.test", discipline=CAST.get(name), created_at=now)
            for name in (*CAST, *STAFF, *OTHERS)
        }
        session.add_all([*cohorts, *people.values()])
        session.flush()
        people["priya"].is_author = people["ada"].is_admin = True
        people["lea"].is_teacher = people["olga"].is_teacher = True
        for name, role in {"mira": Role.LEARNER, "lew": Role.LEARNER, **STAFF}.items():
            session.add(Enrolment(cohort_id=cohorts[0].id, person_id=people[name].id, role=role, discipline=CAST.get(name)))
        session.add(Enrolment(cohort_id=cohorts[1].id, person_id=people["olga"].id, role=Role.LEAD))
        session.add(Enrolment(cohort_id=cohorts[1].id, person_id=people["otto"].id, role=Role.LEARNER, discipline=Discipline.LAW))
        session.add(CohortCase(cohort_id=cohorts[0].id, case_slug=slug))
        ids, cohort_id = {name: person.id for name, person in people.items()}, cohorts[0].id
    version = library.latest(slug)
    assert version is not None
    opened = sit.open_sitting(cohort_id, version.sha, [(ids["mira"], Discipline.MEDICINE), (ids["lew"], Discipline.LAW)], now)
    found = sittings.with_seats(*opened)
    assert found is not None
    members = {name: seat.member_id for seat in found.seats for name in ids if ids[name] == seat.person_id}
    return Site(app=app, cohort=opened[0], sitting=opened[1], people=ids, members=members)
