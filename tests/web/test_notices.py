"""What waits stands on the first page and in a letter a day, for as long as it waits; each kind can be turned off, and so can letters."""

import re
import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from elearn.actions import notices, questionnaire, timing
from elearn.actions import release as releasing
from elearn.actions.mail import send_waiting
from elearn.domain import move as m
from elearn.domain.cohort import Pace
from elearn.domain.instrument import Occasion
from elearn.domain.person import Role
from elearn.domain.wallclock import on_the_wall
from elearn.store import cohorts, people, timetable
from elearn.store.cohorts import Enrolment
from elearn.store.db import db, saving
from elearn.store.outbox import Letter
from elearn.store.sittings import Sitting
from elearn.web.account.notices import way_out
from elearn.web.postman import write
from tests.content_builders import a_case
from tests.site import NOW, a_site
from tests.web.marked import a_marked_site
from tests.web.test_queries import MOST, more_pairs, queries

MORNING = NOW.replace(hour=8, minute=30)
"""in London, in November"""
MAIL = {"smtp_host": "mail.test", "mail_from": "noreply@x.test", "site_url": "https://x.test"}


class Tray:
    """Takes letters."""

    def __init__(self):
        self.taken = []

    def send(self, envelope):
        self.taken.append(envelope)


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database, **MAIL)
    with made.app.app_context(), saving():
        for name in ("mira", "lew", "tam"):
            people.held(made.people[name]).password_hash = "long ago"
    return made


def waits(site, name: str) -> str:
    """What waits for somebody, as their first page says it; "" where nothing does."""
    page = site.client(name).get("/classes" if name in ("tam", "lea", "sam") else "/home").text
    found = re.search(r'id="waiting-h".*?</(?:aside|section)>', page, re.DOTALL)
    return found[0] if found else ""


def letters(site, now=MORNING) -> list:
    """The letters that go at this time of this day, to whom."""
    tray = Tray()
    with site.app.app_context():
        while notices.write_letters(now):
            pass
        send_waiting(tray, write, lambda: now)
        db.session.remove()
    return tray.taken


def quiet_class(site) -> None:
    with site.app.app_context():
        questionnaire.switch(site.cohort, off=True)


# --- pages


def test_a_step_that_ends_this_week_waits_by_the_clock_of_the_class(site):
    with site.app.app_context():
        there = on_the_wall(datetime.now(UTC) + timedelta(days=3), "Europe/London")
        timing.set_deadline(site.cohort, a_case().case, "meet", datetime(there.year, there.month, there.day, 17, 5), NOW)
    told = waits(site, "mira")
    assert "Meet ends then, and your part is missing." in told
    assert "at 17:05" in told


def test_questions_wait_until_they_are_handed_in(site):
    address = f"/classes/{site.cohort}/questions/before"
    assert address in waits(site, "mira")
    with site.app.app_context():
        questionnaire.answer(site.cohort, site.people["mira"], Occasion.BEFORE, [], NOW, hand_in=True)
    assert address not in waits(site, "mira")


def test_feedback_waits_until_it_is_opened_and_so_does_an_answer(tmp_path, database):
    marked = a_marked_site(tmp_path)
    marked.marks("tam")
    with marked.site.app.app_context():
        releasing.release(marked.site.cohort, [marked.number], None, NOW)
    assert "Your feedback is there to read." in waits(marked.site, "mira")
    marked.site.client("mira").get(marked.feedback)
    marked.site.client("mira").post(marked.feedback, data={"words": "Why?"})
    assert "question about feedback is open" in waits(marked.site, "tam")
    assert marked.feedback not in waits(marked.site, "mira")
    with marked.site.app.app_context():
        releasing.answer(marked.site.cohort, 1, "So.", marked.site.people["tam"], NOW)
    assert "has been answered" in waits(marked.site, "mira")
    marked.site.client("mira").get(marked.feedback)
    assert marked.feedback not in waits(marked.site, "mira")


def test_a_tutor_is_told_of_help_of_marking_and_of_who_has_no_pair(tmp_path, database):
    marked = a_marked_site(tmp_path)
    site = marked.site
    site.client("mira").post("/pause")
    with site.app.app_context(), saving() as session:
        session.add(Enrolment(cohort_id=site.cohort, person_id=site.people["priya"], role=Role.LEARNER, discipline=None))
    told = waits(site, "tam")
    assert ("One call for help is open." in told, "is yours to mark." in told, "One student has no pair." in told) == (True,) * 3
    assert "Mira" not in told
    assert waits(site, "sam") == "", "what is Tam's is not Sam's"


def test_a_deadline_that_has_passed_is_told_to_those_who_teach_at_ones_own_pace(site):
    with site.app.app_context(), saving():
        cohorts.hold(site.cohort).pace = Pace.OWN
        row = timetable.row(site.cohort, a_case().case, "spot")
        row.ends_at, row.firm = datetime.now(UTC) - timedelta(hours=5), True
    assert "The time for Spot of" in waits(site, "tam")


def test_a_class_at_work_has_a_place_in_the_bar_for_those_who_teach_it_and_its_cards_are_counted(site):
    live = f'href="/classes/{site.cohort}/live"'
    assert live not in site.client("tam").get("/classes").text
    site.app.extensions["presence"].came(site.cohort, site.sitting, site.members["mira"])
    pages = {name: site.client(name).get("/classes").text for name in ("tam", "ola", "olga")}
    assert {name: live in page for name, page in pages.items()} == {"tam": True, "ola": True, "olga": False}
    assert live not in site.client("mira").get("/home").text


def test_an_address_that_there_is_not_is_said_to_be_none_also_while_a_class_is_at_work(site):
    site.app.extensions["presence"].came(site.cohort, site.sitting, site.members["mira"])
    assert site.client("tam").get("/no/such").status_code == 404


def test_cards_of_a_live_class_are_counted_as_its_page_shows_them(site):
    site.app.extensions["presence"].came(site.cohort, site.sitting, site.members["mira"])
    with site.app.app_context(), saving() as session:
        row = session.get(Sitting, (site.cohort, site.sitting))
        row.digest = {**row.digest, "ran_out": {"spot": [site.members["lew"]]}}
    assert "Live now: one card needs a look." in waits(site, "tam")
    assert site.client("tam").get(f"/classes/{site.cohort}/live").text.count("the part of Lew was missing") == 1


@pytest.mark.parametrize("name", ["mira", "tam"])
def test_what_waits_costs_the_same_however_many_pairs_there_are_also_while_they_work(site, name):
    site.app.extensions["presence"].came(site.cohort, site.sitting, site.members["mira"])
    path = "/classes" if name == "tam" else "/home"
    before = queries(site, name, path)
    more_pairs(site, 20)
    assert queries(site, name, path) == before <= MOST


# --- what somebody does not want


def test_what_is_turned_off_is_told_no_more_and_what_the_page_did_not_offer_stays(site):
    client, address = site.client("mira"), "/account/notices"
    assert client.get(address).text.count("checked") == 10, "nine kinds and the letter"
    client.post(address, data={"wanted": ["turn", "letter"]})
    assert waits(site, "mira") == ""
    with site.app.app_context():
        kept = people.by_id(site.people["mira"]).quiet.split()
    assert ("questionnaire" in kept, "turn" in kept, "letter" in kept, "call" in kept) == (True, False, False, False)


def test_a_tutor_is_offered_what_tutors_are_told(site):
    page = site.client("tam").get("/account/notices").text
    assert ("Somebody wants help" in page, "It is my turn at a case" in page) == (True, False)


# --- letters


def test_in_the_morning_whoever_has_something_waiting_has_one_letter_and_no_other_that_day(site):
    assert [each.to for each in letters(site)] == ["mira@x.test", "lew@x.test"]
    assert letters(site) + letters(site, MORNING + timedelta(hours=1)) == []


@pytest.mark.parametrize(("hour", "goes"), [(7, False), (8, True), (10, True), (11, False), (22, False)])
def test_letters_go_at_a_civil_hour_by_the_clock_of_the_class(site, hour, goes):
    with site.app.app_context(), saving():
        cohorts.hold(site.cohort).time_zone = "Asia/Kolkata"
    there = NOW.replace(hour=hour, minute=45) - timedelta(hours=5, minutes=30)
    assert bool(letters(site, there)) is goes


def test_what_waits_unchanged_is_written_about_again_after_a_week_and_nothing_is_no_letter(site):
    letters(site)
    days = [bool(letters(site, MORNING + timedelta(days=day))) for day in range(1, 9)]
    assert days == [False] * 6 + [True, False]


def test_nobody_is_written_to_for_whom_nothing_waits_who_wants_none_or_has_no_account_yet(site):
    quiet_class(site)
    with site.app.app_context():
        notices.choose(site.people["mira"], [], ["letter"])
        notices.choose(site.people["lew"], [], ["turn"])
        with saving():
            people.held(site.people["tam"]).password_hash = None
    site.client("mira").post("/pause")
    assert letters(site) == []


def test_a_letter_holds_nobody_s_name_but_the_reader_s_and_nobody_s_words(site):
    site.does("lew", m.ProfessionIntroduced(words="canary-of-lew"))
    [letter] = [each for each in letters(site) if each.to == "mira@x.test"]
    assert ("Your turn, at Meet." in letter.words.text, "https://x.test\n" in letter.words.text) == (True, True)
    assert not {name for name in ("Lew", "canary", "Tam") if name in letter.words.text}


def test_a_letter_says_by_its_head_how_to_have_no_more_and_a_post_there_is_enough(tmp_path):
    site = a_site(tmp_path, csrf=True, **MAIL)
    with site.app.app_context(), saving():
        people.held(site.people["mira"]).password_hash = "long ago"
    [letter] = letters(site)
    assert letter.words.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    way = letter.words.headers["List-Unsubscribe"].strip("<>").removeprefix("https://x.test")
    assert (site.client().get(way).status_code, len(letters(site, MORNING + timedelta(days=7)))) == (200, 1), "looking changes nothing"
    assert site.client().post(way, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert letters(site, MORNING + timedelta(days=14)) == []


def test_a_letter_that_waits_in_the_outbox_does_not_go_to_somebody_who_has_asked_for_none_meanwhile(site):
    with site.app.app_context():
        notices.write_letters(MORNING)
        notices.no_more_letters(site.people["mira"])
        tray = Tray()
        send_waiting(tray, write, lambda: MORNING)
        states = {each.to: each.state for each in db.session.scalars(select(Letter))}
    assert states == {"mira@x.test": "not_needed", "lew@x.test": "sent"}


def test_nobody_makes_up_a_way_out_for_somebody_else(site):
    with site.app.app_context():
        way = way_out(people.by_id(site.people["mira"])).removeprefix("https://x.test")
    forged = way[:-3] + ("aaa" if way[-3:] != "aaa" else "bbb")
    assert [site.client().post(each).status_code for each in (forged, "/letters/off/1", way)] == [410, 410, 200]


def test_of_two_processes_that_look_at_the_same_moment_one_writes(site):
    both, found = threading.Barrier(2), []

    def look():
        with site.app.app_context():
            both.wait()
            found.append(notices.write_letters(MORNING))
            db.session.remove()

    threads = [threading.Thread(target=look) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(letters(site)) == 2, "Mira's and Lew's"
    assert max(found) == 3


def test_what_is_wrong_with_one_person_s_pairs_keeps_nobody_else_s_letter_back(site, monkeypatch, caplog):
    mira, read = site.people["mira"], notices.read
    monkeypatch.setattr(notices, "read", lambda person: 1 / 0 if person == mira else read(person))
    assert [each.to for each in letters(site)] == ["lew@x.test"]
    assert "could not be told" in caplog.text
