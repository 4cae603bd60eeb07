"""What the server says of its work: a line for each request with a number, and nobody's words."""

import io
import json
import logging
import urllib.request

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from elearn.actions import enter, invite
from elearn.domain.single_use import Purpose
from elearn.store import health, looks
from elearn.store.db import db, saving
from elearn.store.people import Person
from elearn.web import logbook
from elearn.web.looks import PAGES
from tests.ops.nodes import Browser, nodes
from tests.services import free_port
from tests.site import NOW, a_site

CANARY = "ZEBRAFINCH"


@pytest.fixture
def lines(monkeypatch):
    """Everything that is logged, as the server writes it: a function that reads it."""
    out = io.StringIO()
    root, told = logging.getLogger(), logbook.log
    before = (root.handlers[:], root.level, told.level)
    monkeypatch.setattr(logbook.sys, "stderr", out)
    logbook.set_up(requests=True)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers[:], level, level_of_requests = before
    root.setLevel(level)
    told.setLevel(level_of_requests)


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def test_each_request_is_one_line_with_the_number_that_the_answer_carries(site, lines):
    answer = site.client("mira").get(f"{site.path}/meet")
    [line] = [each for each in lines() if each.get("endpoint") == "learn.page"]
    assert (line["request"], line["status"], line["method"]) == (answer.headers["X-Request-ID"], 200, "GET")
    assert line["numbers"] == {"cohort": site.cohort, "sitting": site.sitting}
    assert (line["person"], line["ms"] > 0) == (site.people["mira"], True)


def test_no_words_no_names_no_keys_and_no_passwords_are_logged(site, lines):
    with site.app.app_context(), saving():
        secret = invite.mint(Purpose.INVITATION, site.people["lew"], NOW)
    stranger, mira = site.client(), site.client("mira")
    stranger.get(f"/welcome/{secret}")
    stranger.post(
        "/sign-in", data={"email": f"{CANARY}@x.test", "password": CANARY}, headers={"User-Agent": CANARY, "Referer": f"/{CANARY}"}
    )
    stranger.get(f"/{CANARY}?{CANARY}={CANARY}")
    site.post("mira", "ProfessionIntroduced", {"words": CANARY})
    site.post("mira", CANARY, {"words": CANARY})
    mira.post(f"{site.path}/drafts", json={"as": site.members["mira"], "fields": {CANARY: CANARY}})
    mira.get(f"{site.path}/{CANARY}")
    said = json.dumps(lines())
    assert (CANARY.casefold() in said.casefold(), secret in said, "mira@" in said, "Mira" in said) == (False, False, False, False)
    assert len(lines()) >= 7


def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_message(site, lines, monkeypatch):
    def broken(*args):
        raise ValueError(CANARY)

    monkeypatch.setitem(site.app.view_functions, "account.forgotten", broken)
    broken.door = "look_around"
    site.app.testing = False
    answer = site.client().get("/forgotten")
    [line] = [each for each in lines() if "error" in each]
    assert (line["error"], line["where"][-1].endswith("broken"), CANARY in json.dumps(line)) == ("ValueError", True, False)
    assert line["request"] == answer.headers["X-Request-ID"]
    assert answer.headers["X-Request-ID"] in answer.get_data(as_text=True)


def test_an_error_of_the_database_hides_what_was_being_saved(site, lines):
    with site.app.app_context(), pytest.raises(SQLAlchemyError) as said:
        db.session.execute(text("select * from nothing where words = :words"), {"words": CANARY})
    assert ("nothing" in str(said.value), CANARY in str(said.value)) == (True, False)


def test_only_a_proxy_that_is_believed_numbers_requests(tmp_path):
    numbers = []
    for proxies in (0, 1):
        folder = tmp_path / str(proxies)
        folder.mkdir()
        client = a_site(folder, proxies=proxies).client()
        numbers += [client.get("/healthz", headers={"X-Request-ID": said}).headers["X-Request-ID"] for said in ("from-the-proxy", "<b>")]
    assert [each == "from-the-proxy" for each in numbers] == [False, False, True, False]


# --- alive, ready, figures


def test_alive_and_ready(site):
    assert (site.client().get("/healthz").json, site.client().get("/healthz").status_code) == ({"alive": True}, 200)
    assert site.client().get("/readyz").json == {"database": True, "streams": True, "content": True}


def test_without_its_database_a_server_is_alive_and_not_ready(site, monkeypatch):
    def gone():
        raise OperationalError("select", {}, Exception("gone"))

    monkeypatch.setattr(health, "answers", gone)
    answers = [site.client().get(path) for path in ("/healthz", "/readyz")]
    assert [each.status_code for each in answers] == [200, 503]
    assert answers[1].json["database"] is False


def test_without_a_case_a_server_is_not_ready(site, monkeypatch):
    monkeypatch.setattr(health, "published_cases", lambda: 0)
    assert site.client().get("/readyz").status_code == 503


def figures(port: int) -> str:
    return urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()


def test_figures_are_served_on_a_port_of_their_own(tmp_path):
    database, port = f"sqlite:///{tmp_path / 'site.sqlite'}", free_port()
    site = a_site(tmp_path, csrf=True, database=database)
    with nodes(1, DATABASE_URL=database, REDIS_URL="", METRICS_PORT=str(port)) as (server,):
        mira, stream = Browser(site, "mira", server.url), Browser(site, "lew", server.url).stream()
        stream.waits_for(lambda stream: stream.numbers() == [1, 2, 3], 5)
        mira.moves("a move")
        told = figures(port)
        stream.close()
    assert 'elearn_requests_total{endpoint="live.post_move",method="POST",status="200"} 1.0' in told
    assert ("elearn_moves_total 1.0" in told, "elearn_streams_open 1.0" in told, 'elearn_outbox{state="waiting"} 0.0' in told) == (
        True,
    ) * 3


def test_of_several_processes_one_port_tells_the_figures_of_all(tmp_path, postgres_url):
    a_site(tmp_path, database=postgres_url)
    port = free_port()
    settings = {"DATABASE_URL": postgres_url, "REDIS_URL": "", "WEB_CONCURRENCY": "2", "METRICS_PORT": str(port)}
    with nodes(1, **settings) as (server,):
        for _ in range(30):
            urllib.request.urlopen(f"{server.url}/healthz", timeout=5).read()
        told = figures(port)
    assert 'elearn_requests_total{endpoint="health.alive",method="GET",status="200"} 30.0' in told


def test_failed_sign_ins_are_counted(tmp_path):
    site = a_site(tmp_path, metrics_port=free_port())
    with site.app.app_context(), saving() as session:
        session.get(Person, site.people["mira"]).password_hash = enter.NOBODY
    for _ in range(7):
        site.client().post("/sign-in", data={"email": "mira@x.test", "password": "not the password"})
    counted = site.app.extensions["figures"].registry.get_sample_value
    assert [counted("elearn_sign_in_failures_total", {"why": why}) for why in ("wrong", "too_often")] == [5, 2]


# --- who looked


def test_a_tutor_who_looks_at_a_pair_is_noted_once_an_hour(site):
    tam = site.client("tam")
    for _ in range(3):
        assert tam.get(f"/classes/{site.cohort}/pairs/{site.sitting}").status_code == 200
    with site.app.app_context():
        [look] = looks.at_work_of(site.people["mira"], 10)
        assert (look.person, look.at_what, look.cohort) == ("Tam", "pair", "Autumn")
        assert (looks.newest(10), looks.at_work_of(site.people["otto"], 10)) == ([look], [])


def test_the_pair_itself_and_those_kept_out_are_not_noted(site):
    site.client("mira").get(f"{site.path}/meet")
    site.client("olga").get(f"/classes/{site.cohort}/pairs/{site.sitting}")
    with site.app.app_context():
        assert looks.newest(10) == []


def test_every_page_that_is_to_be_noted_is_there(site):
    assert PAGES.keys() <= site.app.view_functions.keys()
