"""Modules as learners walk them, as their class's staff read them, and as nobody else does."""

import re

import pytest

from elearn.actions import study
from elearn.actions.publish_library import publish_library, publish_modules
from elearn.authoring.library import read_library
from elearn.domain.person import Discipline
from elearn.store import progress
from tests.module_builders import MODULE_SLUG, a_module_file
from tests.site import NOW, a_site
from tests.web.test_every_page import Reader
from tests.web.test_queries import MOST, queries

STOPS = ("begin", "what-is-it", "landlord", "who", "cold-room", "when", "next-week")
RIGHT, WRONG = "The lawyer", "Whoever has time"
NO_LEARNERS = ("tam", "lea", "sam", "ola")
STRANGERS = ("otto", "olga", "priya", "ada")


@pytest.fixture
def site(tmp_path):
    """A site where the small module is open for the class of Mira and Lew."""
    site = a_site(tmp_path)
    with site.app.app_context():
        publish_library(read_library(a_module_file(tmp_path / "library").parents[1]), NOW)
        study.open_module(site.cohort, MODULE_SLUG, NOW)
    return site


def at(site, part: str = "", deed: str = "") -> str:
    return f"/modules/{site.cohort}/{MODULE_SLUG}/{part}" + (f"/{deed}" if deed else "")


def does(site, name: str, part: str, deed: str, **form):
    return site.client(name).post(at(site, part, deed), data=form)


def text(site, name: str, part: str = "") -> str:
    """A page's words, without markup."""
    answer = site.client(name).get(at(site, part))
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("name", ["mira", "tam"])
@pytest.mark.parametrize("part", ["", *STOPS])
def test_every_page_is_well_formed_before_and_after(site, name, part):
    for says in (None, WRONG, RIGHT):
        if says:
            does(site, "mira", "who", "answer", says=says)
            does(site, "mira", "next-week", "words", words="Mine")
        reader = Reader()
        reader.feed(site.client(name).get(at(site, part)).text)
        twice = {each for each in reader.ids if reader.ids.count(each) > 1}
        assert (reader.wrong, reader.open, twice, reader.heads) == ([], [], set(), 1)


@pytest.mark.parametrize("name", STRANGERS)
def test_nobody_from_elsewhere_finds_a_module(site, name):
    pages = [site.client(name).get(at(site, part)).status_code for part in ("", *STOPS)]
    posts = [does(site, name, "who", deed, says=RIGHT, words="x").status_code for deed in ("on", "answer", "words", "draft")]
    assert {*pages, *posts} == {404}


@pytest.mark.parametrize("name", NO_LEARNERS)
def test_staff_read_and_do_nothing(site, name):
    assert "Whoever has time" in text(site, name, "who")
    assert "Then nobody has" in text(site, name, "who")
    assert {does(site, name, "who", deed, says=RIGHT, words="x").status_code for deed in ("on", "answer", "words", "draft")} == {404}


def test_a_module_that_is_not_open_for_the_class_is_not_there(site):
    with site.app.app_context():
        study.close_module(site.cohort, MODULE_SLUG)
    assert site.client("mira").get(at(site)).status_code == 404
    assert "A first look" not in site.client("mira").get("/home").text


@pytest.mark.parametrize("part", ["nowhere", "../home", "begin/on"])
def test_a_page_that_is_not_there_says_so(site, part):
    assert site.client("mira").get(at(site, part)).status_code in (404, 405)


def test_home_shows_the_path_and_where_to_go_on(site):
    does(site, "mira", "begin", "on")
    home = site.client("mira").get("/home").text
    assert "1 of 7 done" in home
    assert f'href="{at(site, "what-is-it")}"' in home
    assert "A first look" not in site.client("otto").get("/home").text


def test_going_on_leads_to_the_next_stop_and_at_the_end_to_the_path(site):
    assert does(site, "mira", "begin", "on").location == at(site, "what-is-it")
    assert does(site, "mira", "next-week", "on").location == at(site)
    assert f'href="{at(site, "what-is-it")}"' in site.client("mira").get(at(site)).text


def test_one_learner_s_path_is_not_another_s(site):
    does(site, "mira", "begin", "on")
    assert "1 of 7 done" in text(site, "mira")
    assert "0 of 7 done" in text(site, "lew")


def test_before_an_answer_no_reason_shows(site):
    page = text(site, "mira", "who")
    assert (RIGHT in page, "what they are trained to read" in page, "Then nobody has" in page) == (True, False, False)


def test_a_wrong_answer_gets_its_own_reason_and_another_try(site):
    assert does(site, "mira", "who", "answer", says=WRONG).location == f"{at(site, 'who')}#reason"
    page = text(site, "mira", "who")
    assert ("Look again" in page, "Then nobody has" in page, "Try another answer" in page) == (True, True, True)
    assert "what they are trained to read" not in page


def test_a_right_answer_gets_its_reason_and_those_of_the_others(site):
    does(site, "mira", "who", "answer", says=RIGHT)
    page = text(site, "mira", "who")
    assert ("That holds" in page, "what they are trained to read" in page, "Then nobody has" in page) == (True, True, True)
    assert "Try another answer" not in page


def test_the_first_answer_is_said_beside_the_last(site):
    for says in (WRONG, RIGHT):
        does(site, "mira", "who", "answer", says=says)
    assert f"At first you said: {WRONG}" in text(site, "mira", "who")


@pytest.mark.parametrize("form", [{}, {"says": "Something that nobody offered"}])
def test_an_answer_that_is_no_answer_is_told_and_not_kept(site, form):
    answer = does(site, "mira", "who", "answer", **form)
    assert (answer.status_code, "Choose one of the answers." in answer.text) == (422, True)
    assert "Look again" not in text(site, "mira", "who")


def test_a_reflection_is_there_for_its_writer_and_for_nobody_else(site):
    does(site, "mira", "next-week", "words", words="Whether the wall is wet: canary-4711")
    assert "canary-4711" in text(site, "mira", "next-week")
    others = ("lew", *NO_LEARNERS)
    pages = [site.client(name).get(path).text for name in others for path in (at(site), at(site, "next-week"), "/home")]
    assert not any("canary-4711" in page for page in pages)


def test_half_typed_words_are_there_on_another_device_and_said_to_be_half_typed(site):
    assert does(site, "mira", "next-week", "draft", words="Whether the w").status_code == 204
    page = text(site, "mira", "next-week")
    assert ("Whether the w" in page, "not yet saved" in page) == (True, True)


def test_words_that_do_not_fit_come_back_in_their_field_and_the_saved_ones_stay(site):
    does(site, "mira", "next-week", "words", words="The first")
    answer = does(site, "mira", "next-week", "words", words="x" * 8001)
    assert (answer.status_code, "x" * 8001 in answer.text) == (422, True)
    assert "The first" in text(site, "mira", "next-week")


def test_emptied_words_are_gone(site):
    does(site, "mira", "next-week", "words", words="The first")
    does(site, "mira", "next-week", "words", words="  ")
    with site.app.app_context():
        assert progress.reflection(site.cohort, site.people["mira"], MODULE_SLUG, "next-week").words == ""


def test_a_page_made_for_somebody_else_stores_nothing(site):
    assert does(site, "mira", "next-week", "words", words="Mine", **{"for": site.people["lew"]}).status_code == 409
    assert "Mine" not in text(site, "mira", "next-week")


def test_a_case_in_the_path_leads_to_the_pair_s_sitting_and_otherwise_waits(site):
    assert f'href="{site.path}/"' in site.client("mira").get(at(site, "cold-room")).text
    with site.app.app_context():
        from elearn.store.cohorts import Enrolment
        from elearn.store.db import saving

        with saving() as session:
            session.merge(Enrolment(cohort_id=site.cohort, person_id=site.people["otto"], role="learner", discipline=Discipline.LAW))
    page = site.client("otto").get(at(site, "cold-room")).text
    assert ("The cold room" in page, "Your class opens this case" in page, f'href="{site.path}/"' in page) == (True, True, False)


def test_what_nobody_reviewed_is_said_to_be_so(site):
    page = text(site, "mira", "begin")
    assert "Many do not know. not yet reviewed" in page
    assert "in repair. read in the original" in page
    assert "Not yet reviewed by a clinician and a lawyer." in page
    assert "Law in England as it stood on 24 November 2026." in page


def test_sources_stand_below_a_page_with_their_dates(site):
    page = text(site, "mira", "begin")
    assert "Landlord and Tenant Act 1985, section 11" in page
    assert "to be read again by 24 May 2027" in page


def test_words_of_an_author_are_words_and_no_markup(tmp_path):
    site = a_site(tmp_path)
    path = a_module_file(tmp_path / "library", (f"{MODULE_SLUG}.yaml", "says: Bad luck", "says: <script>alert(1)</script>"))
    with site.app.app_context():
        publish_modules(read_library(path.parents[1]).modules, NOW)
        study.open_module(site.cohort, MODULE_SLUG, NOW)
    page = site.client("mira").get(at(site, "what-is-it")).text
    assert ("<script>alert" in page, "&lt;script&gt;alert" in page) == (False, True)


def test_staff_see_counts_and_never_who(site):
    does(site, "mira", "who", "answer", says=WRONG)
    page = text(site, "tam")
    assert "Begun by 1, finished by 0." in page
    assert "A question 1 0" in page
    assert "Mira" not in page


@pytest.mark.parametrize("part", ["", *STOPS])
def test_a_page_costs_few_questions_of_the_database_and_no_parsing(site, part, monkeypatch):
    site.client("mira").get(at(site, part))  # now it is held
    for parsing in ("elearn.domain.module.Module.model_validate_json", "elearn.authoring.markup.render"):
        monkeypatch.setattr(parsing, None)
    assert queries(site, "mira", at(site, part)) <= MOST


def test_home_costs_few_questions_of_the_database(site):
    assert queries(site, "mira", "/home") <= MOST


def test_a_tutor_closes_and_opens_a_module_for_the_class(site):
    tam, page = site.client("tam"), f"/classes/{site.cohort}/modules"
    assert "Close it" in tam.get(page).text
    assert tam.post(page, data={"module": MODULE_SLUG, "do": "close"}).location == f"{page}#module-{MODULE_SLUG}"
    assert site.client("mira").get(at(site)).status_code == 404
    tam.post(page, data={"module": MODULE_SLUG, "do": "open"})
    assert site.client("mira").get(at(site)).status_code == 200


def test_a_module_that_is_not_published_is_refused_in_words(site):
    answer = site.client("tam").post(f"/classes/{site.cohort}/modules", data={"module": "none", "do": "open"})
    assert (answer.status_code, "Choose one of the published modules." in answer.text) == (403, True)


def test_a_tutor_sees_how_far_the_class_has_come(site):
    does(site, "mira", "begin", "on")
    for part in STOPS:
        does(site, "lew", part, "on")
    page = site.client("tam").get(f"/classes/{site.cohort}/modules").text
    assert "Begun by 2, finished by 1." in page
    assert queries(site, "tam", f"/classes/{site.cohort}/modules") <= MOST
