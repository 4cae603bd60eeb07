"""The database locked, restarted or gone: a 503 with a word, nothing falsely acknowledged, and work goes on when it is back."""

import threading

import pytest
from sqlalchemy import create_engine, event, make_url, text

from elearn.domain.errors import NotThere
from elearn.store import log
from elearn.store.db import db, reading, saving
from tests import services
from tests.site import a_site

INTRODUCED = {"words": "I look"}


@pytest.fixture
def locked(database):
    """Somebody else holds what a move must write."""
    engine = create_engine(database)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
        event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))

    def hold():
        connection = engine.connect()
        connection.execute(text("UPDATE sitting SET number = number"))
        return connection

    yield hold
    engine.dispose()


def test_a_move_that_waits_too_long_for_a_lock_is_refused_with_503_and_lands_when_sent_again(tmp_path, database, locked):
    site = a_site(tmp_path, database=database)
    site.app.testing = False
    site.client("mira")  # signs in while that can be kept
    holder = locked()
    refused = site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16)
    assert (refused.status_code, refused.headers["Retry-After"], refused.json["id"]) == (503, "2", "http.503")
    assert site.client("mira").get(f"{site.path}/meet").status_code == 200  # readers go on
    holder.close()
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16).json == {"lane": "", "seq": 4, "again": False}


def test_a_server_that_was_restarted_is_noticed_before_anybody_is(tmp_path, postgres_url):
    site = a_site(tmp_path, database=postgres_url)
    assert site.client("mira").get(f"{site.path}/meet").status_code == 200
    services.postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{make_url(postgres_url).database}'")
    assert site.client("mira").get(f"{site.path}/meet").status_code == 200
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED).json["seq"] == 4


def test_a_connection_that_is_lost_behind_a_finished_answer_takes_nothing_from_it(tmp_path, postgres_url):
    site = a_site(tmp_path, database=postgres_url)

    @site.app.after_request
    def lose(answer):
        named = make_url(postgres_url).database
        services.postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{named}'")
        return answer

    assert site.client("mira").get(f"{site.path}/meet").status_code == 200
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED).json["seq"] == 4


@pytest.mark.parametrize("begun", [saving, reading])
def test_what_is_refused_while_its_connection_is_lost_is_still_told_as_refused(tmp_path, postgres_url, begun):
    named = make_url(postgres_url).database

    def refused():
        with begun() as session:
            session.execute(text("SELECT 1"))
            services.postgres().run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{named}'")
            raise NotThere("sitting.unknown", "There is no such case.")

    with a_site(tmp_path, database=postgres_url).app.app_context():
        with pytest.raises(NotThere):
            refused()
        assert db.session.scalar(text("SELECT 1")) == 1


def test_writers_behind_one_that_waits_for_the_database_do_not_wait_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr("elearn.store.db.WAIT_SECONDS", 0.2)
    site = a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    site.app.testing = False
    mira, entered, over = site.client("mira"), threading.Event(), threading.Event()
    holder = threading.Thread(target=hold_the_pen, args=(site, entered, over))
    holder.start()
    entered.wait()
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16).status_code == 503
    assert mira.get(f"{site.path}/meet").status_code == 200
    over.set()
    holder.join()
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16).json["seq"] == 4


def hold_the_pen(site, entered: threading.Event, over: threading.Event) -> None:
    """Be the writer of this process, until told that it is over."""
    with site.app.app_context(), saving():
        entered.set()
        over.wait()


def test_without_a_database_there_is_a_page_that_says_so_and_asks_it_nothing(tmp_path, postgres_url):
    site = a_site(tmp_path, database=postgres_url)
    site.app.testing = False
    mira = site.client("mira")
    services.close_connections()
    services.postgres().drop(postgres_url)
    page = mira.get(f"{site.path}/meet")
    assert (page.status_code, "Nothing that was saved is lost" in page.text) == (503, True)
    assert "Content-Security-Policy" in page.headers and page.headers["Cache-Control"] == "no-store"
    with mira.get("/static/css/site.css") as sheet:
        assert sheet.status_code == 200  # the page is dressed
    assert site.post("mira", "ProfessionIntroduced", INTRODUCED).status_code == 503


def test_every_connection_to_sqlite_has_the_settings_that_keep_what_was_acknowledged(tmp_path):
    site = a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    with site.app.app_context():
        connections = [db.engine.connect() for _ in range(4)]
        for connection in connections:
            asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
            assert [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked] == ["wal", 2, 1, 5000]
            connection.close()


def test_a_reader_sees_one_moment_while_others_write(tmp_path, database):
    from elearn.domain import move as m

    site = a_site(tmp_path, database=database)
    with site.app.app_context(), reading():
        before = log.entries(site.cohort, site.sitting)
        site.does("mira", m.ProfessionIntroduced(words="Meanwhile"))
        assert log.entries(site.cohort, site.sitting) == before
    with site.app.app_context():
        assert len(log.entries(site.cohort, site.sitting)) == len(before) + 1
