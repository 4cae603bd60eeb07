"""A class's time is over: who goes is said first, and only whom nothing else keeps goes."""

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from elearn import cli
from elearn.actions import erase
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts, people
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import saving
from elearn.store.erasures import is_erased
from tests.site import a_site


@pytest.fixture
def site(tmp_path, database, monkeypatch):
    """Mira and Lew's class, archived for four hundred days; Mira sits in another one too."""
    made = a_site(tmp_path, database=database)
    config = made.app.extensions["elearn"]
    for name in ("exports_dir", "erasures_file", "backup_dir", "secret_key", "database_url", "waker"):
        monkeypatch.setenv(name.upper(), str(getattr(config, name)))
    monkeypatch.setenv("RETAIN_DAYS", "365")
    with made.app.app_context(), saving() as session:
        cohorts.by_id(made.cohort).archived_at = datetime.now(UTC) - timedelta(days=400)
        elsewhere = session.scalar(select(Cohort.id).where(Cohort.name == "Elsewhere"))
        session.add(Enrolment(cohort_id=elsewhere, person_id=made.people["mira"], role=Role.LEARNER, discipline=Discipline.MEDICINE))
    return made


def retain(*words: str) -> str:
    done = CliRunner().invoke(cli.main, ["retain", *words])
    assert done.exit_code in (0, 1), done.output
    return done.output


def erased(site) -> set[str]:
    with site.app.app_context():
        return {name for name, id in site.people.items() if is_erased(people.by_id(id))}


def test_who_would_go_is_said_and_nobody_goes(site):
    said = retain()
    assert "Autumn" in said and "1 to go, 1 to stay" in said and "Nothing was changed" in said
    assert erased(site) == set()


def test_whom_nothing_else_keeps_goes_and_staff_stay(site):
    assert "1 erased." in retain("--do")
    assert erased(site) == {"lew"}
    assert "Nobody's time is over" in retain("--do")


def test_a_class_goes_neither_before_its_time_nor_while_no_time_is_set(site, monkeypatch):
    monkeypatch.setenv("RETAIN_DAYS", "500")
    assert "Nobody's time is over" in retain("--do")
    monkeypatch.setenv("RETAIN_DAYS", "0")
    assert "`retain_days` is not set" in retain("--do")
    assert erased(site) == set()


def test_whoever_comes_into_another_class_while_others_are_erased_stays(site, monkeypatch):
    elsewhere, erase_one = set(), erase.erase
    with site.app.app_context(), saving() as session:
        mira = session.scalar(select(Enrolment).where(Enrolment.person_id == site.people["mira"], Enrolment.cohort_id != site.cohort))
        elsewhere.add(mira.cohort_id)
        session.delete(mira)

    def meanwhile(person, *args, **kwargs):
        with saving() as session:
            session.add(Enrolment(cohort_id=elsewhere.pop(), person_id=site.people["lew"], role=Role.LEARNER, discipline=Discipline.LAW))
        return erase_one(person, *args, **kwargs)

    monkeypatch.setattr(erase, "erase", meanwhile)
    assert "1 erased. 1 stay" in retain("--do")
    assert erased(site) == {"mira"}
