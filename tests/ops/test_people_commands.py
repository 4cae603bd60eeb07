"""`elearn people` and `elearn cohort`: a whole site set up from a shell, without a browser and without mail."""

import json

import pytest
from click.testing import CliRunner

from elearn import cli
from elearn.app import create_app
from elearn.config import load
from elearn.store import account_deeds, cohorts, migrate, people, sessions
from elearn.store.db import db
from tests import services
from tests.site import NOW


@pytest.fixture
def shell(tmp_path, database, monkeypatch):
    """Runs `elearn …` on an empty database, and says how it ended and what it printed."""
    for name, value in {"DATABASE_URL": database, "SECRET_KEY": "k" * 40, "SITE_URL": "https://learn.example", "WAKER": "process"}.items():
        monkeypatch.setenv(name, value)

    def run(*words: str) -> str:
        done = CliRunner().invoke(cli.main, list(words))
        assert done.exit_code in (0, 1), done.output
        return done.stdout if done.exit_code == 0 else f"refused: {done.stderr}"

    with app().app_context():
        migrate.upgrade()
    return run


def app():
    made = create_app(load())
    made.config["WTF_CSRF_ENABLED"] = False
    with made.app_context():
        services.remember(db.engine)
    return made


def test_the_first_admin_comes_in_by_a_link_that_works_once(shell):
    link = shell("people", "add", "--admin", "Ada Byron", "Ada@X.test").strip()
    assert link.startswith("https://learn.example/welcome/")
    path, site = link.removeprefix("https://learn.example"), app()
    came = site.test_client().post(path, data={"password": "three random words"})
    again = site.test_client().post(path, data={"password": "three other random words"})
    assert (came.status_code, again.status_code) == (303, 410)


def test_rights_are_given_and_taken_and_written_down(shell):
    shell("people", "add", "Tam Reed", "tam@x.test")
    assert shell("people", "role", "tam@x.test", "--teacher", "--author") == "Tam Reed: teacher, author.\n"
    assert shell("people", "role", "tam@x.test", "--no-author") == "Tam Reed: teacher.\n"
    with app().app_context():
        assert (people.by_email("tam@x.test").is_teacher, people.by_email("tam@x.test").is_author) == (True, False)
        assert [each.what for _, each in account_deeds.newest(9)][:2] == ["author_off", "author_on"]
    assert "from a shell\tteacher_on\tTam Reed" in shell("people", "record")


def test_people_are_listed_and_found(shell):
    for name in ("Tam Reed", "Mira Vos"):
        shell("people", "add", name, f"{name.split()[0].lower()}@x.test")
    assert shell("people", "list", "VOS").split("\t")[1:] == ["Mira Vos", "mira@x.test", "", "not come in yet\n"]
    assert [json.loads(line)["email"] for line in shell("people", "list", "--json").splitlines()] == ["tam@x.test", "mira@x.test"]


def test_a_suspended_person_gets_no_link_until_let_back(shell):
    shell("people", "add", "Tam Reed", "tam@x.test")
    shell("people", "suspend", "tam@x.test")
    assert "is suspended" in shell("people", "reset", "tam@x.test")
    shell("people", "let-back", "tam@x.test")
    assert shell("people", "reset", "tam@x.test").startswith("https://learn.example/welcome/")


def test_the_last_admin_stays(shell):
    shell("people", "add", "--admin", "Ada Byron", "ada@x.test")
    assert "needs an admin" in shell("people", "role", "ada@x.test", "--no-admin")
    assert "needs an admin" in shell("people", "suspend", "ada@x.test")


def test_what_cannot_be_is_said(shell):
    shell("people", "add", "Tam Reed", "tam@x.test")
    assert "has an account with tam@x.test already" in shell("people", "add", "Tam Again", " TAM@x.test")
    assert "is not an e-mail address" in shell("people", "add", "Tam", "tam")
    assert "Nobody has an account" in shell("people", "sign-out", "nobody@x.test")


def test_a_class_is_started_staffed_and_archived(shell):
    shell("people", "add", "--teacher", "Lea Lang", "lea@x.test")
    number = shell("cohort", "add", "Autumn", "--lead", "lea@x.test").strip()
    assert "second marker" in shell("cohort", "staff", number, "sam@x.test", "second_marker", "--name", "Sam Hill")
    assert len(shell("cohort", "code", number).strip()) == 9
    assert shell("cohort", "list") == f"{number}\tAutumn\t0 learners\t0 pairs\n"
    shell("cohort", "archive", number)
    assert (shell("cohort", "list"), "archived" in shell("cohort", "list", "--all")) == ("", True)
    shell("cohort", "bring-back", number)
    with app().app_context():
        assert [each.role for each in cohorts.staff(int(number))] == ["lead", "second_marker"]


def test_signing_out_from_a_shell_ends_every_sign_in(shell):
    link = shell("people", "add", "Tam Reed", "tam@x.test").strip()
    site = app()
    client = site.test_client()
    client.post(link.removeprefix("https://learn.example"), data={"password": "three random words"})
    shell("people", "sign-out", "tam@x.test")
    assert client.get("/account").status_code == 303
    with site.app_context():
        assert sessions.of_person(people.by_email("tam@x.test").id, NOW) == []
