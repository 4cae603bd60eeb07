"""`elearn doctor`: a well installation is green all over, and each check sees the fault that it is for."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from sqlalchemy import text

from elearn import cli
from elearn.actions import second_factor as factors
from elearn.commands.checks import CHECKS, Finding, Light, Patient, content, database, look_at, machine, patient
from elearn.commands.checks import settings as settings_checks
from elearn.commands.doctor import examine
from elearn.config import Contact
from elearn.domain import second_factor as codes
from elearn.store import health
from elearn.store.db import db, saving
from elearn.store.outbox import Kind, Letter, State
from elearn.store.people import Person
from elearn.store.releases import UnfitError
from tests.site import a_site

KEY = "Zq8-mT3vXw1_Lr5yBn7cKd9fGh2jPs4u"
WELL = {
    "secret_key": KEY, "https": True, "proxies": 1, "site_url": "https://learn.example.ac.uk", "trusted_hosts": ("learn.example.ac.uk",),
    "smtp_host": "mail.example.ac.uk", "mail_from": "learn@example.ac.uk", "support": (Contact(name="Student wellbeing"),),
    "retain_days": 2190,
}  # fmt: skip


@dataclass
class Ward:
    """A well installation, and what a test may break of it."""

    patient: Patient
    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def set(self, **settings: object) -> None:
        self.patient = replace(self.patient, config=self.patient.config.model_copy(update=settings))

    def be(self, **facts: object) -> None:
        self.patient = replace(self.patient, **facts)

    def light(self, check: str) -> Finding:
        with self.patient.app.app_context():
            return look_at(self.patient, check)

    def sql(self, statement: object) -> None:
        with self.patient.app.app_context(), saving() as session:
            session.execute(statement)

    def add(self, *rows: object) -> None:
        with self.patient.app.app_context(), saving() as session:
            session.add_all(rows)


@pytest.fixture
def ward(tmp_path, monkeypatch):
    folder = tmp_path / "instance"
    folder.mkdir(mode=0o700)
    (folder / "elearn.toml").write_text('site_name = "Ours"\n')
    (folder / "secret_key").write_text(KEY)
    (folder / "secret_key").chmod(0o600)
    library = tmp_path / "library"
    library.mkdir()
    backups = tmp_path / "elsewhere"
    backups.mkdir()
    fresh = backups / "elearn-20261124T110000Z.backup"
    fresh.touch(0o600)
    settings = {**WELL, "content_dir": library, "backup_dir": backups}
    site = a_site(folder, database=f"sqlite:///{folder / 'site.sqlite'}", csrf=True, **settings)
    with site.app.app_context():
        now = datetime.now(UTC)
        factors.begin(site.people["ada"], now)
        factors.confirm(site.people["ada"], codes.code_now(factors.key_of(site.people["ada"], [KEY]), now), [KEY], now)
    monkeypatch.setattr(content.report, "check_paths", lambda paths: ())
    monkeypatch.setattr(machine, "_same_disk", lambda one, other: False)
    made = Patient(
        config=site.app.extensions["elearn"], app=site.app, instance=folder, environ={}, user=1000, sqlite=(3, 51, 3),
        connects=lambda host, port: True, stream_gap=lambda url: 0.5,
    )  # fmt: skip
    site.app.testing = False
    return Ward(patient=made, folder=folder, monkeypatch=monkeypatch)


def on_postgres(ward: Ward, **found: str) -> None:
    """As if the database were a PostgreSQL that says this of itself."""
    usual = {"server_version_num": "160004", "server_encoding": "UTF8", "fsync": "on", "synchronous_commit": "on", "max_connections": "100"}
    ward.set(database_url="postgresql+psycopg://db/elearn")
    ward.monkeypatch.setattr(health, "postgres_settings", lambda: usual | found)


def header_gone(name: str) -> Callable[[Ward], None]:
    def strip(response):
        response.headers[name] = ""
        return response

    return lambda ward: ward.patient.app.after_request_funcs[None].insert(0, strip)  # the first is called last


def older(path: Path, age: timedelta) -> None:
    at = (datetime.now(UTC) - age).timestamp()
    os.utime(path, (at, at))


def backups_of(ward: Ward) -> list[Path]:
    return sorted(ward.patient.config.backup_dir.glob("*.backup"))


def unfit() -> None:
    raise UnfitError("The database is older than this code.")


def small_disk(free: int) -> Callable[[Ward], None]:
    return lambda ward: ward.monkeypatch.setattr(machine.shutil, "disk_usage", lambda place: type("Usage", (), {"free": free}))


def cookie(**settings: object) -> Callable[[Ward], None]:
    return lambda ward: ward.patient.app.config.update(settings)


def person(number: int, **more: object) -> Person:
    return Person(name=f"P {number}", email=f"p{number}@x.test", created_at=datetime.now(UTC), **more)


def letter(state: State, age: timedelta = timedelta(0)) -> Letter:
    at = datetime.now(UTC) - age
    return Letter(kind=Kind.RESET, to="mira@x.test", values={}, state=state, written_at=at, due_at=at, done_at=None)


def settings(text: str) -> Callable[[Ward], None]:
    def write(ward: Ward) -> None:
        (ward.folder / "elearn.toml").write_text(text)
        (ward.folder / "elearn.toml").chmod(0o644)

    return write


def quick_hashes(ward: Ward) -> None:
    ward.monkeypatch.setattr(settings_checks, "HASHER", PasswordHasher(memory_cost=1024))


def no_log_ahead(ward: Ward) -> None:
    ward.monkeypatch.setattr(health, "sqlite_settings", lambda: {"journal_mode": "delete", "synchronous": "2", "foreign_keys": "1"})


def no_zones(ward: Ward) -> None:
    def unknown(name):
        raise machine.ZoneInfoNotFoundError(name)

    ward.monkeypatch.setattr(machine, "ZoneInfo", unknown)


def amiss(paths):
    raise content.report.NothingToCheck("There is nothing to check.")


BREAKS: list[tuple[str, str, Callable[[Ward], object]]] = [
    ("debug_is_off", "red", lambda ward: ward.be(environ={"FLASK_DEBUG": "1"})),
    ("is_not_the_demo", "red", lambda ward: ward.set(demo=True)),
    ("secret_key_is_long", "red", lambda ward: ward.set(secret_key="ab" * 20)),
    ("secret_key_is_no_example", "red", lambda ward: ward.set(secret_key="please-CHANGE-me-" + KEY)),
    ("earlier_keys_are_few", "amber", lambda ward: ward.set(old_secret_keys=("a", "b"))),
    ("hosts_are_named", "red", lambda ward: ward.set(trusted_hosts=("other.example.ac.uk",))),
    ("hosts_are_narrow", "red", lambda ward: ward.set(trusted_hosts=("learn.example.ac.uk", ".uk"))),
    ("https_is_on", "red", lambda ward: ward.set(https=False)),
    ("links_lead_over_https", "red", lambda ward: ward.set(site_url="http://learn.example.ac.uk")),
    ("links_lead_over_https", "amber", lambda ward: ward.set(site_url="")),
    ("cookies_are_bound", "red", cookie(SESSION_COOKIE_SECURE=False)),
    ("cookies_are_bound", "red", cookie(SESSION_COOKIE_DOMAIN=".ac.uk")),
    ("forms_are_guarded", "red", cookie(WTF_CSRF_ENABLED=False)),
    ("posts_are_limited", "red", cookie(MAX_CONTENT_LENGTH=None)),
    ("pages_forbid_scripts_of_others", "red", header_gone("Content-Security-Policy")),
    ("pages_forbid_scripts_of_others", "red", header_gone("Strict-Transport-Security")),
    ("proxies_are_counted", "red", lambda ward: ward.set(proxies=0)),
    ("proxies_are_counted", "amber", lambda ward: ward.set(https=False)),
    ("only_the_proxy_reaches_the_server", "amber", lambda ward: ward.set(host="0.0.0.0")),
    ("sign_ins_end", "amber", lambda ward: ward.set(session_hours=200)),
    ("passwords_are_hashed_slowly", "red", quick_hashes),
    ("help_is_named", "amber", lambda ward: ward.set(support=())),
    ("records_have_an_end", "amber", lambda ward: ward.set(retain_days=0)),
    ("metrics_are_not_public", "amber", lambda ward: ward.set(metrics_port=9100, metrics_host="10.0.0.1")),
    ("database_answers", "red", lambda ward: ward.monkeypatch.setattr(health, "answers", lambda: False)),
    ("database_is_of_this_release", "red", lambda ward: ward.monkeypatch.setattr(database.migrate, "check", unfit)),
    ("sqlite_is_set", "red", no_log_ahead),
    ("sqlite_is_sound", "amber", lambda ward: ward.be(sqlite=(3, 40, 1))),
    ("sqlite_is_sound", "red", lambda ward: (ward.be(sqlite=(3, 40, 1)), ward.set(processes=2))),
    ("sqlite_is_whole", "red", lambda ward: ward.monkeypatch.setattr(health, "sqlite_is_whole", lambda: "*** in database main ***")),
    ("postgresql_is_new_enough", "red", lambda ward: on_postgres(ward, server_version_num="140011")),
    ("postgresql_keeps_what_it_acknowledges", "red", lambda ward: on_postgres(ward, fsync="off")),
    ("postgresql_writes_every_script", "red", lambda ward: on_postgres(ward, server_encoding="SQL_ASCII")),
    ("connections_are_enough", "amber", lambda ward: (on_postgres(ward), ward.set(processes=8))),
    ("clocks_agree", "red", lambda ward: ward.monkeypatch.setattr(health, "clock", lambda: datetime.now(UTC) + timedelta(minutes=3))),
    ("clock_is_not_behind", "red", lambda ward: ward.be(now=datetime.now(UTC) - timedelta(days=400))),
    ("runs_as_nobody_special", "amber", lambda ward: ward.be(user=0)),
    ("secret_key_is_private", "red", lambda ward: (ward.folder / "secret_key").chmod(0o640)),
    ("secret_key_is_young", "amber", lambda ward: older(ward.folder / "secret_key", timedelta(days=1200))),
    ("settings_are_private", "red", settings('smtp_password = "three words"\n')),
    ("settings_are_private", "red", settings('database_url = "postgresql://elearn:three-words@db/elearn"\n')),
    ("database_is_private", "red", lambda ward: (ward.folder.chmod(0o755), (ward.folder / "site.sqlite").chmod(0o644))),
    ("backups_are_private", "red", lambda ward: backups_of(ward)[0].chmod(0o644)),
    ("backup_is_fresh", "red", lambda ward: backups_of(ward)[0].unlink()),
    ("backup_is_fresh", "red", lambda ward: older(backups_of(ward)[0], timedelta(days=8))),
    ("backup_is_fresh", "amber", lambda ward: older(backups_of(ward)[0], timedelta(days=2))),
    ("backup_lies_elsewhere", "amber", lambda ward: ward.monkeypatch.setattr(machine, "_same_disk", lambda one, other: True)),
    ("disk_has_room", "red", small_disk(2**29)),
    ("disk_has_room", "amber", small_disk(2**31)),
    ("files_may_be_opened", "amber", lambda ward: ward.monkeypatch.setattr(machine.resource, "getrlimit", lambda what: (1024, 4096))),
    ("time_zones_are_known", "red", no_zones),
    ("spreadsheets_are_harmless", "red", lambda ward: ward.monkeypatch.setattr(machine.openpyxl, "DEFUSEDXML", False)),
    ("libraries_are_the_tested_ones", "amber", lambda ward: ward.monkeypatch.setattr(machine, "version", lambda name: "0.0.1")),
    ("there_is_an_admin", "red", lambda ward: ward.sql(text("update person set is_admin = false"))),
    ("admins_are_few", "amber", lambda ward: ward.add(*(person(number, is_admin=True) for number in range(9)))),
    ("admins_have_second_factors", "red", lambda ward: ward.add(person(1, is_admin=True))),
    ("nobody_is_made_up", "red", lambda ward: ward.add(Person(name="Jo", email="jo@demo.invalid", created_at=datetime.now(UTC)))),
    ("content_is_there", "red", lambda ward: ward.patient.config.content_dir.rmdir()),
    ("content_publishes", "red", lambda ward: ward.monkeypatch.setattr(content.report, "check_paths", amiss)),
    ("cases_are_published", "red", lambda ward: ward.monkeypatch.setattr(health, "published_cases", lambda: 0)),
    ("mail_is_set_up", "amber", lambda ward: ward.set(smtp_host="")),
    ("mail_is_reached", "red", lambda ward: ward.be(connects=lambda host, port: False)),
    ("letters_go", "amber", lambda ward: ward.add(letter(State.WAITING, timedelta(hours=3)))),
    ("letters_arrive", "amber", lambda ward: ward.add(letter(State.FAILED))),
    ("processes_hear_one_another", "red", lambda ward: ward.set(redis_url="redis://127.0.0.1:1/0", waker="redis")),
    ("processes_hear_one_another", "amber", lambda ward: ward.set(database_url="postgresql+psycopg://db/elearn", waker="process")),
    ("the_server_runs", "amber", lambda ward: ward.be(connects=lambda host, port: False)),
    ("streams_come_through", "red", lambda ward: ward.be(stream_gap=lambda url: 0.01)),
    ("streams_come_through", "amber", lambda ward: ward.be(stream_gap=lambda url: None)),
]  # fmt: skip


def test_a_well_installation_is_green_all_over(ward):
    ward.set(waker="process")
    found = examine(ward.patient)
    assert {name: each for name, each in found.items() if each.light is not Light.GREEN} == {}


@pytest.mark.parametrize(("check", "light", "damage"), BREAKS, ids=[f"{check}-{light}" for check, light, _ in BREAKS])
def test_each_check_sees_the_fault_that_it_is_for(ward, check, light, damage):
    assert ward.light(check).light == "green"
    damage(ward)
    found = ward.light(check)
    assert (found.light, bool(found.says), bool(found.remedy)) == (light, True, True)


def test_every_check_has_a_fault_and_there_are_enough_of_them():
    assert {check for check, _, _ in BREAKS} == set(CHECKS)
    assert len(CHECKS) >= 30


def test_a_check_that_breaks_is_red_and_keeps_none_of_the_others_from_being_made(ward):
    ward.monkeypatch.setattr(health, "letters", lambda: 1 / 0)
    found = examine(ward.patient)
    assert (found["letters_go"].light, "ZeroDivisionError" in found["letters_go"].says, len(found)) == ("red", True, len(CHECKS))


def test_an_error_in_the_library_is_amber(ward):
    ward.monkeypatch.setattr(content.report, "exit_code", lambda problems: 1)
    ward.monkeypatch.setattr(content.report, "check_paths", lambda paths: ("case.yaml:3 is wrong",))
    assert ward.light("content_publishes").light == "amber"


def test_a_trial_stream_that_nobody_serves_is_none():
    assert (patient.gap_of_stream("http://127.0.0.1:1/live/try"), patient.can_connect("127.0.0.1", 1)) == (None, False)


def test_the_command_ends_with_1_for_a_red_one_only_when_asked_to(tmp_path, monkeypatch):
    site = a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    with site.app.app_context():
        db.engine.dispose()
        for name, value in {"DATABASE_URL": site.app.extensions["elearn"].database_url, "SECRET_KEY": "k" * 40, "WAKER": "process"}.items():
            monkeypatch.setenv(name, value)
    run = CliRunner().invoke
    told = json.loads(run(cli.main, ["doctor", "--json"]).output)
    assert (len(told["checks"]), told["red"] > 0) == (len(CHECKS), True)
    assert (run(cli.main, ["doctor"]).exit_code, run(cli.main, ["doctor", "--deploy"]).exit_code) == (0, 1)


def test_where_there_is_no_database_yet_the_doctor_says_so_and_makes_none(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    monkeypatch.setenv("SECRET_KEY", KEY)
    done = CliRunner().invoke(cli.main, ["doctor"])
    assert (done.exit_code, "no database yet" in done.output, (tmp_path / "none.sqlite").exists()) == (1, True, False)
