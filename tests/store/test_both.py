"""What must hold on SQLite and on PostgreSQL alike: people at one moment, whole cases, and whatever a browser may send."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from psycopg.pq import TransactionStatus
from sqlalchemy import select
from sqlalchemy.exc import InternalError

from elearn.actions import sit
from elearn.actions.demo import CLASS, seed
from elearn.actions.play import Player
from elearn.actions.publish import publish
from elearn.authoring.library import read_library
from elearn.domain import desk as desks
from elearn.domain import folding
from elearn.domain import move as m
from elearn.domain.person import Discipline
from elearn.store import cohorts, library, log, sittings
from elearn.store.db import db
from elearn.store.people import Person
from tests.content_builders import a_case
from tests.site import NOW, ROOT, a_site

TWINS = 12


def at_once(deed, count: int = TWINS) -> list:
    """Do something in several threads at one moment; what they gave, or raised."""
    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(deed, number) for number in range(count)]]


def test_one_op_sent_many_times_at_once_lands_once(tmp_path, database):
    site = a_site(tmp_path, database=database)

    def send(_):
        return site.post("mira", "ProfessionIntroduced", {"words": "I look"}, op="a" * 16).json

    answers = at_once(send)
    assert {answer["seq"] for answer in answers} == {4}
    assert [answer["again"] for answer in answers].count(False) == 1


def test_moves_of_two_people_at_once_are_numbered_without_a_gap(tmp_path, database):
    site = a_site(tmp_path, database=database)
    at_once(lambda number: site.does(("mira", "lew")[number % 2], m.ProfessionIntroduced(words=f"Take {number}")))
    with site.app.app_context():
        kept = log.entries(site.cohort, site.sitting)
        assert [entry.seq for entry in kept] == list(range(1, 4 + TWINS))
        assert folding.replay(kept) == site.table()


def test_pairs_seated_at_once_get_numbers_of_their_own(tmp_path, database):
    site, slug = a_site(tmp_path, database=database), a_case().case

    def seat(_):
        with site.app.app_context():
            pair = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
            return sit.open_sitting(site.cohort, library.latest(slug).sha, pair, NOW)

    assert len(set(at_once(seat))) == TWINS


def test_one_draft_kept_by_many_pages_at_once_is_kept_once(tmp_path, database):
    site = a_site(tmp_path, database=database)

    def keep(number):
        with site.app.app_context():
            sit.keep_draft(site.cohort, site.sitting, site.members["mira"], {"words": f"Half {number}"}, NOW)

    at_once(keep)
    with site.app.app_context():
        assert sittings.drafts(site.cohort, site.sitting, site.members["mira"])["words"].startswith("Half")


@pytest.mark.parametrize("number", [2**31, 2**70])
def test_a_number_that_no_row_can_have_is_no_address(tmp_path, database, number):
    site = a_site(tmp_path, database=database)
    assert site.client("mira").get(f"/sittings/{number}/1/meet").status_code == 404
    assert site.client("mira").get(f"{site.path}/feed?since={number}&mine=-{number}").json["last"] == 3


def test_characters_that_no_database_keeps_do_no_harm(tmp_path, database):
    site = a_site(tmp_path, database=database)
    drafts = json.dumps({"as": site.members["mira"], "fields": {"words": "a\0b\ud800c"}})
    assert site.client("mira").post(f"{site.path}/drafts", data=drafts, content_type="application/json").status_code == 204
    assert site.client().post("/sign-in", data={"email": "a\0@x.test", "password": "x" * 20}).status_code == 400
    assert site.client("mira").get(f"{site.path}/me%00et").status_code == 404
    assert site.post("mira", "ProfessionIntroduced", {"words": "a\0b"}).status_code in (200, 400)
    with site.app.app_context():
        assert sittings.drafts(site.cohort, site.sitting, site.members["mira"]) == {"words": "abc"}


def test_a_moment_comes_back_as_it_went_in_whatever_zone_it_was_said_in(tmp_path, database):
    site = a_site(tmp_path, database=database)
    summer = datetime.fromisoformat("2026-07-01T00:30:00.123456+01:00")
    with site.app.app_context():
        sit.want_help(site.cohort, site.people["mira"], None, summer)
        found = db.session.scalar(select(sit.HelpCall.at))
    assert (found, found.tzinfo) == (summer, UTC)


def test_a_whole_case_is_played_and_every_lane_replays_to_what_was_kept(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
        assert site.table().finished
        assert folding.replay(log.entries(site.cohort, site.sitting)) == site.table()
        for member in site.members.values():
            kept = desks.Desk.model_validate_json(sittings.desk(site.cohort, site.sitting, member))
            assert desks.replay(log.entries(site.cohort, site.sitting, lane=member)) == kept


@pytest.mark.proof
def test_the_demo_is_seeded_once_and_its_pages_answer(tmp_path, database):
    site = a_site(tmp_path, database=database)
    with site.app.app_context():
        publish(read_library(ROOT / "content").cases, NOW)
        seed(NOW)
        seed(NOW)
        made = cohorts.by_name(CLASS)
        tutor = db.session.scalar(select(Person.id).where(Person.name == "Dr Kwame Mensah"))
        numbers = [sitting.number for sitting in sittings.of_cohort(made.id)]
    assert numbers == list(range(1, len(numbers) + 1))
    site.people["mensah"] = tutor
    assert site.client("mensah").get(f"/classes/{made.id}").status_code == 200


def test_postgresql_reads_without_a_transaction_and_refuses_to_write_outside_one_that_was_opened_for_it(tmp_path, postgres_url):
    site = a_site(tmp_path, database=postgres_url)
    with site.app.app_context():
        mira = db.session.get_one(Person, site.people["mira"])
        assert db.session.connection().connection.driver_connection.info.transaction_status == TransactionStatus.IDLE
        mira.name = "Written by a page that only reads"
        with pytest.raises(InternalError, match="read-only"):
            db.session.commit()
