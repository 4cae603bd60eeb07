"""A class from nothing to running, by its pages: starting it, its list, cases and dates, staff, joining, and coming in."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import cohort as deeds
from elearn.actions import sit
from elearn.actions.enter import WINDOW
from elearn.domain.cohort import Pace
from elearn.domain.person import Discipline, Role
from elearn.store import cohorts, people
from elearn.store.db import saving
from elearn.store.people import Person, by_email
from tests.content_builders import a_case
from tests.site import a_site
from tests.web.test_every_page import Reader

GOOD = "three random words"
LIST = "First name,Last name,Email address,ID number,School\nAda,Byron,ada@x.ac.uk,0012,Medicine\nJo,Okafor,jo@x.ac.uk,0034,Law\n"


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


@pytest.fixture
def lea(site):
    return site.client("lea")


@pytest.fixture
def path(site):
    return f"/classes/{site.cohort}"


def bring_in(client, path, text=LIST):
    """Send a list and do what its preview says. Returns the answer to the last post."""
    client.post(f"{path}/roster", data={"file": (io.BytesIO(text.encode()), "list.csv")})
    return client.post(f"{path}/roster/import", data={"fingerprint": fingerprint(client, path)})


def fingerprint(client, path):
    return re.search(r'name="fingerprint" value="(\w+)"', client.get(f"{path}/roster/preview").text)[1]


def who(site, email):
    with site.app.app_context():
        return by_email(email)


def link_of(page: str) -> str:
    return re.search(r"/welcome/[\w-]+", page)[0]


def test_whoever_starts_a_class_leads_it_and_goes_on_to_its_list(site, lea):
    answer = lea.post("/classes/new", data={"name": " Spring  class ", "zone": "Europe/Dublin", "pace": "own"})
    number = int(re.search(r"/classes/(\d+)/roster", answer.location)[1])
    with site.app.app_context():
        made = cohorts.by_id(number)
        assert (made.name, made.time_zone, made.pace) == ("Spring class", "Europe/Dublin", Pace.OWN)
        assert cohorts.role_in(number, site.people["lea"]) is Role.LEAD


def test_a_list_is_looked_at_first_and_then_all_of_it_is_there(site, lea, path):
    lea.post(f"{path}/roster", data={"file": (io.BytesIO(LIST.encode()), "list.csv")})
    assert who(site, "ada@x.ac.uk") is None
    assert bring_in(lea, path).location.endswith("/setup")
    ada = who(site, "ada@x.ac.uk")
    with site.app.app_context():
        place = cohorts.enrolment(site.cohort, ada.id)
    assert (ada.name, ada.password_hash, place.role, place.discipline, place.student_number) == (
        "Ada Byron", None, Role.LEARNER, Discipline.MEDICINE, "0012",
    )  # fmt: skip


def test_a_second_list_changes_and_doubles_nobody(site, lea, path):
    bring_in(lea, path)
    before = who(site, "jo@x.ac.uk").id
    page = lea.post(f"{path}/roster", data={"pasted": LIST.replace("Jo,Okafor,jo@", "Joanna,Okafor,joanna@")}, follow_redirects=True).text
    assert "Address: jo@x.ac.uk becomes joanna@x.ac.uk." in page
    lea.post(f"{path}/roster/import", data={"fingerprint": fingerprint(lea, path)})
    after = who(site, "joanna@x.ac.uk")
    assert (after.id, after.name, who(site, "jo@x.ac.uk")) == (before, "Joanna Okafor", None)


def test_what_was_looked_at_is_what_is_done_or_nothing_is(site, lea, path):
    lea.post(f"{path}/roster", data={"pasted": LIST})
    seen = fingerprint(lea, path)
    with site.app.app_context(), saving() as session:
        session.add(Person(name="Ada B", email="ada@x.ac.uk", created_at=datetime.now(UTC)))
    answer = lea.post(f"{path}/roster/import", data={"fingerprint": seen})
    assert (answer.status_code, "nothing was imported" in answer.text, who(site, "jo@x.ac.uk")) == (409, True, None)


def test_nothing_is_half_imported(site, lea, path, monkeypatch):
    lea.post(f"{path}/roster", data={"pasted": LIST})
    seen = fingerprint(lea, path)
    monkeypatch.setattr("elearn.store.rosters.drop_draft", lambda *key: 1 / 0)
    site.app.config["PROPAGATE_EXCEPTIONS"] = False
    assert lea.post(f"{path}/roster/import", data={"fingerprint": seen}).status_code == 500
    assert (who(site, "ada@x.ac.uk"), who(site, "jo@x.ac.uk")) == (None, None)


def test_no_list_makes_anybody_more_than_they_were(site, lea, path):
    rows = "Name,Email,School,Role\nAda,ada@x.test,Law,admin\nTam,tam@x.test,Law,\nLew,lew@x.test,Law,Lead\nEve,eve@x.test,Law,student\n"
    lea.post(f"{path}/roster", data={"pasted": rows})
    page = lea.get(f"{path}/roster/preview").text
    assert page.count("Left out</span>") == 3
    bring_in(lea, path, rows)
    with site.app.app_context():
        assert cohorts.role_in(site.cohort, site.people["tam"]) is Role.TUTOR
        assert cohorts.role_in(site.cohort, site.people["ada"]) is None
        assert cohorts.role_in(site.cohort, by_email("eve@x.test").id) is Role.LEARNER


def test_a_list_that_cannot_say_is_asked_about_and_then_read(lea, path):
    lea.post(f"{path}/roster", data={"pasted": "a,b,c\nAda Byron,ada@x.ac.uk,G1\nJo Okafor,jo@x.ac.uk,G2\n"})
    assert "Who studies medicine, who law?" in lea.get(f"{path}/roster/preview").text
    lea.post(f"{path}/roster/columns", data={"column-0": "full", "column-1": "email", "column-2": "discipline"})
    assert "“G1”" in lea.get(f"{path}/roster/preview").text
    said = {"word": ["g1", "g2", "c"], "means": ["medicine", "law", "neither"]}
    lea.post(f"{path}/roster/columns", data={"column-0": "full", "column-1": "email", "column-2": "discipline", **said})
    assert "Bring in 2" in lea.get(f"{path}/roster/preview").text


def test_one_answer_does_for_a_list_of_one_faculty(lea, path):
    lea.post(f"{path}/roster", data={"pasted": "Name,Email\nAda,ada@x.ac.uk\n"})
    lea.post(f"{path}/roster/columns", data={"everybody": "law"})
    assert "Bring in 1" in lea.get(f"{path}/roster/preview").text


def test_a_file_that_cannot_be_read_is_refused_on_its_page(lea, path):
    answer = lea.post(f"{path}/roster", data={"file": (io.BytesIO(b"PK\x03\x04nonsense"), "x.xlsx")})
    assert (answer.status_code, "damaged" in answer.text) == (400, True)
    answer = lea.post(f"{path}/roster", data=b"x" * 6_000_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413


def test_somebody_elses_list_is_not_mine(site, lea, path):
    with site.app.app_context():
        deeds.change_role(site.cohort, site.people["tam"], Role.LEAD)
    lea.post(f"{path}/roster", data={"pasted": LIST})
    assert site.client("tam").get(f"{path}/roster/preview").location.endswith("/roster")


def test_an_invited_student_chooses_a_password_and_is_in(site, lea, path):
    bring_in(lea, path)
    page = lea.post(f"{path}/invitations", data={"how": "paper"}).text
    link, new = link_of(page), site.client()
    assert "Welcome, Ada" in new.get(link).text
    assert new.get(link).status_code == 200
    assert new.post(link, data={"password": "short"}).status_code == 422
    assert new.post(link, data={"password": GOOD}).status_code == 303
    assert new.get("/classes").status_code == 200
    assert site.client().post(link, data={"password": GOOD}).status_code == 410


def test_once_links_are_handed_out_setting_up_warns_of_making_them_anew(site, lea, path):
    bring_in(lea, path)
    before = lea.get(f"{path}/setup").text
    lea.post(f"{path}/invitations", data={"how": "file"})
    after = lea.get(f"{path}/setup").text
    warning = re.search(r"\d+ hold links that still work: making links anew ends those", after)
    assert ("still work" in before, bool(warning), "The class is running." in after) == (False, True, True)


def test_links_come_as_a_file_in_which_nothing_is_a_formula(site, lea, path):
    bring_in(lea, path, "Name,Email,School\n=1+1,a@x.ac.uk,Law\n")
    answer = lea.post(f"{path}/invitations", data={"how": "file"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert '"\'=1+1","a@x.ac.uk","http://localhost/welcome/' in answer.text


def test_a_tutor_hands_out_a_new_password_and_nobody_else_does(site, path):
    page = site.client("tam").post(f"{path}/people/reset", data={"person": site.people["mira"]}).text
    assert "/welcome/" in page
    assert site.client("tam").post(f"{path}/people/reset", data={"person": site.people["lea"]}).status_code == 422
    assert site.client("ola").post(f"{path}/people/reset", data={"person": site.people["mira"]}).status_code == 404


def test_a_new_password_ends_every_other_sign_in(site, path):
    mira = site.client("mira")
    link = link_of(site.client("tam").post(f"{path}/people/reset", data={"person": site.people["mira"]}).text)
    assert mira.get("/pause").status_code == 200
    site.client().post(link, data={"password": GOOD})
    assert mira.get("/pause").status_code == 303


def test_the_forgotten_page_says_the_same_whoever_is_asked_about(tmp_path):
    mail = {"smtp_host": "127.0.0.1", "smtp_port": 9, "smtp_security": "none", "mail_from": "r@x.test", "site_url": "https://l.test"}
    site = a_site(tmp_path, **mail)
    known, unknown = (site.client().post("/forgotten", data={"email": f"{name}@x.test"}) for name in ("mira", "nobody"))
    assert known.status_code == unknown.status_code == 200
    assert known.text.replace("mira@", "nobody@") == unknown.text


def test_a_student_joins_by_code_and_says_what_they_study(site, lea, path):
    lea.post(f"{path}/code", data={"do": "renew"})
    code = re.search(r'class="code">([\w-]+)<', lea.get(f"{path}/settings").text)[1]
    new = site.client()
    to = new.post("/join", data={"code": code.lower().replace("-", " ")}).location
    assert new.post(to, data={"name": "Nia", "email": "nia@x.test", "password": GOOD}).status_code == 422
    assert new.post(to, data={"name": "Nia", "email": "nia@x.test", "password": GOOD, "studies": "law"}).status_code == 303
    with site.app.app_context():
        place = cohorts.enrolment(site.cohort, by_email("nia@x.test").id)
        assert (place.role, place.discipline) == (Role.LEARNER, Discipline.LAW)
    assert site.client("otto").post(to, data={"studies": "law"}).status_code == 303
    assert site.client("tam").post(to, data={"studies": "law"}).status_code == 422


def test_nobody_takes_another_students_place_with_the_code(site, lea, path):
    bring_in(lea, path)
    with site.app.app_context():
        code = deeds.renew_code(site.cohort)
    answer = site.client().post(f"/join/{code}", data={"name": "Eve", "email": "ada@x.ac.uk", "password": GOOD, "studies": "law"})
    assert (answer.status_code, who(site, "ada@x.ac.uk").password_hash) == (422, None)


def test_an_old_code_and_one_switched_off_join_nothing(site, lea, path):
    with site.app.app_context():
        old, new = deeds.renew_code(site.cohort), deeds.renew_code(site.cohort)
    assert (site.client().get(f"/join/{old}").status_code, site.client().get(f"/join/{new}").status_code) == (422, 200)
    lea.post(f"{path}/code", data={"do": "close"})
    assert site.client().get(f"/join/{new}").status_code == 422


def test_guessing_codes_is_throttled_in_the_database(site):
    with site.app.app_context():
        code, now = deeds.renew_code(site.cohort), datetime.now(UTC)
        for _ in range(deeds.WRONG_CODES):
            with pytest.raises(deeds.Refusal, match="No class has that code"):
                deeds.find("BBB", "6.6.6.6", now)
        with pytest.raises(deeds.TooOften):
            deeds.find(code, "6.6.6.6", now)
        assert deeds.find(code, "7.7.7.7", now).id == deeds.find(code, "6.6.6.6", now + WINDOW + timedelta(seconds=1)).id == site.cohort


def test_a_case_opens_by_the_clock_of_the_class_and_is_shut_until_then(site, lea, path):
    day = datetime.now(UTC).year + 1
    dates = {"opens": f"{day}-07-01T09:00", "due": f"{day}-12-01T09:00"}
    answer = lea.post(f"{path}/cases", data={"case": a_case().case, **dates})
    assert answer.status_code == 303
    with site.app.app_context():
        chosen = cohorts.chosen_cases(site.cohort)[a_case().case]
    assert (chosen.opens_at.hour, chosen.due_at.hour) == (8, 9)
    shut = site.client("mira").get(f"{site.path}/meet")
    assert (shut.status_code, f"1 July {day}, 09:00 BST" in shut.text) == (403, True)
    assert f"1 July {day}, 09:00 BST" in site.client("mira").get("/home").text
    assert site.client("tam").get(f"{path}/pairs/{site.sitting}").status_code == 200
    lea.post(f"{path}/cases", data={"case": a_case().case})
    assert site.client("mira").get(f"{site.path}/meet").status_code == 200
    assert "· 1 pair · 1 case</p>" in lea.get(f"{path}/setup").text


def test_a_case_says_what_it_is_about_before_it_is_chosen(site, lea, path):
    page = lea.get(f"{path}/cases").text
    for words in (a_case().summary, a_case().content_note, f"About {a_case().minutes} minutes in all", "Not yet reviewed by"):
        assert words in page


@pytest.mark.parametrize(
    ("opens", "due", "why"),
    [
        ("2027-03-28T01:30", "", "the clocks go forward"),
        ("2027-03-29T09:00", "2027-03-28T09:00", "due before it opens"),
        ("soon", "", "not a day"),
    ],
)
def test_dates_that_cannot_be_are_refused_and_kept_in_the_form(lea, path, opens, due, why):
    answer = lea.post(f"{path}/cases", data={"case": a_case().case, "opens": opens, "due": due})
    assert (answer.status_code, why in answer.text, f'value="{opens}"' in answer.text) == (422, True, True)


def test_a_co_tutor_is_added_by_address_with_a_role(site, lea, path):
    lea.post(f"{path}/staff", data={"email": "Otto@X.test", "name": "", "role": "observer"})
    assert lea.post(f"{path}/staff", data={"email": "new@x.test", "name": "", "role": "tutor"}).status_code == 422
    lea.post(f"{path}/staff", data={"email": "new@x.test", "name": "New One", "role": "tutor"})
    with site.app.app_context():
        assert cohorts.role_in(site.cohort, site.people["otto"]) is Role.OBSERVER
        assert cohorts.role_in(site.cohort, by_email("new@x.test").id) is Role.TUTOR
    assert lea.post(f"{path}/staff", data={"email": "mira@x.test", "role": "tutor"}).status_code == 422
    assert lea.post(f"{path}/staff", data={"email": "x@x.test", "name": "X", "role": "admin"}).status_code == 422


def test_a_class_always_keeps_a_lead(site, lea, path):
    me = {"person": site.people["lea"]}
    assert lea.post(f"{path}/staff/change", data={**me, "do": "remove"}).status_code == 422
    assert lea.post(f"{path}/staff/change", data={**me, "role": "tutor"}).status_code == 422
    lea.post(f"{path}/staff/change", data={"person": site.people["tam"], "role": "lead"})
    assert lea.post(f"{path}/staff/change", data={**me, "do": "remove"}).location == "/classes"


def test_somebody_who_sits_in_a_pair_is_not_taken_off_the_list(site, lea, path):
    bring_in(lea, path)
    assert lea.post(f"{path}/people/remove", data={"person": site.people["mira"]}).status_code == 422
    assert lea.post(f"{path}/people/remove", data={"person": who(site, "ada@x.ac.uk").id}).status_code == 303


def test_an_archived_class_is_read_and_not_changed_until_it_is_back(site, lea, path):
    lea.post(f"{path}/archive", data={"do": "away"})
    assert lea.post(f"{path}/code", data={"do": "renew"}).status_code == 422
    assert lea.post(f"{path}/roster", data={"pasted": LIST}).status_code == 422
    assert lea.get(path).status_code == 200
    lea.post(f"{path}/archive", data={"do": "back"})
    assert lea.post(f"{path}/code", data={"do": "renew"}).status_code == 303


def test_every_page_of_a_class_is_well_formed(site, lea, path):
    lea.post(f"{path}/roster", data={"pasted": LIST})
    lea.post(f"{path}/code", data={"do": "renew"})
    for page in (
        "/classes",
        "/classes/new",
        *(f"{path}/{each}" for each in ("setup", "settings", "cases", "people", "roster", "roster/preview")),
    ):
        reader = Reader()
        reader.feed(lea.get(page).text)
        twice = {each for each in reader.ids if reader.ids.count(each) > 1}
        assert (page, reader.wrong, reader.open, twice, reader.heads) == (page, [], [], set(), 1)


def test_whoever_asks_for_a_word_is_told_beforehand_what_their_tutors_see(site):
    mira = site.client("mira")
    assert "your name and the time, and not why" in mira.get("/pause").text
    answer = mira.post("/pause", data={"for": site.people["mira"]}, follow_redirects=True)
    assert "Your tutors were told on" in answer.text
    assert "Mira would like a word" in site.client("tam").get(f"/classes/{site.cohort}").text


def test_whoever_has_asked_for_a_word_is_told_when_and_asks_once_until_it_is_seen_to(site):
    mira = site.client("mira")
    for _ in range(2):  # the second as from a page that was open before
        mira.post("/pause", data={"for": site.people["mira"]})
    assert "Ask a tutor to find me" not in mira.get("/pause").text
    with site.app.app_context():
        [call] = people.open_calls(site.cohort)
    site.client("tam").post(f"/classes/{site.cohort}/calls/{call.id}")
    assert "Ask a tutor to find me" in mira.get("/pause").text
    assert "no tutor to tell" in site.client("tam").get("/pause").text


@pytest.mark.parametrize(
    ("zone", "told"), [("Europe/London", "on 15 July 2026 at 00:30"), ("America/New_York", "on 14 July 2026 at 19:30")]
)
def test_the_day_of_a_call_is_that_of_the_clock_on_the_classs_wall(site, lea, path, zone, told):
    lea.post(f"{path}/settings", data={"name": "Spring", "zone": zone, "pace": "taught"})
    with site.app.app_context():
        sit.want_help(site.cohort, site.people["mira"], None, datetime(2026, 7, 14, 23, 30, tzinfo=UTC))
    assert told in site.client("mira").get("/pause").text
