"""The questions as a learner has them: open in time, kept with and without a script, and nobody else's."""

from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import questionnaire
from elearn.domain.instrument import Occasion
from elearn.store import answers
from elearn.store.db import db
from tests.site import a_site
from tests.web.test_queries import statements

YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def page(site, occasion="before"):
    return f"/classes/{site.cohort}/questions/{occasion}"


def kept(site, name="mira", occasion=Occasion.BEFORE):
    with site.app.app_context():
        return answers.sheet(site.cohort, site.people[name], occasion)


def test_five_questions_and_a_story_come_before_the_case(site):
    shown = site.client("mira").get(page(site)).text
    assert shown.count('class="question"') == 5
    assert ("Ms R rents" in shown) != ("Mr T packs" in shown)
    assert "Unvalidated" in shown


def test_looking_at_the_questions_keeps_nothing_and_shows_the_same_story_again(site):
    client = site.client("mira")
    assert ("Ms R rents" in client.get(page(site)).text) == ("Ms R rents" in client.get(page(site)).text)
    assert kept(site) is None


def test_a_look_asks_for_a_story_only_where_one_is_shown_and_reads_the_answers_once(site):
    client = site.client("mira")
    with site.app.app_context():
        engine = db.engine
    asked = {}
    for occasion in Occasion:
        with statements(engine) as asked[occasion]:
            client.get(page(site, occasion))
    assert len(asked[Occasion.LATER]) <= len(asked[Occasion.AFTER])  # not open yet; and without a story
    assert sum("FROM answer_sheet" in each for each in asked[Occasion.BEFORE]) == 1


def test_without_a_script_the_button_keeps_all_and_hands_in(site):
    client = site.client("mira")
    assert client.post(page(site), data={"N1": "3", "needs": "damp"}).status_code == 303
    assert kept(site).answers == {"N1": 3, "needs": "damp"}
    assert kept(site).handed_in_at
    assert 'value="3" checked' in client.get(page(site)).text


def test_with_a_script_each_answer_is_kept_as_it_is_given_and_nothing_is_handed_in(site):
    client = site.client("mira")
    for said in ({"N1": "3"}, {"R1": "x"}):
        assert client.post(page(site), data=said, headers={"Accept": "application/json"}).status_code == 204
    assert kept(site).answers == {"N1": 3, "R1": None}
    assert kept(site).handed_in_at is None


def test_after_the_case_each_item_is_asked_twice_on_one_row(site):
    assert "not open" in site.client("mira").get(page(site, "after")).text
    with site.app.app_context():
        questionnaire.open_for_all(site.cohort, Occasion.AFTER, YESTERDAY)
    shown = site.client("mira").get(page(site, "after")).text
    assert shown.count("Looking back: before this case") == 15
    assert 'name="N1.then"' in shown and 'name="overall"' in shown and 'name="fix"' in shown


def test_what_does_not_fit_comes_back_in_its_field(site):
    client = site.client("mira")
    client.get(page(site))
    answer = client.post(page(site), data={"needs": "w" * 4001})
    assert answer.status_code == 400
    assert "w" * 4001 in answer.text and "1 characters more" in answer.text


def test_closed_questions_take_no_answers(site):
    assert site.client("mira").post(page(site, "after"), data={"N1": "3"}).status_code == 403
    assert kept(site, occasion=Occasion.AFTER) is None


def test_nobody_else_reads_what_somebody_answered(site):
    site.client("mira").post(page(site), data={"needs": "canary-of-mira"})
    for name in ("lew", "tam", "lea", "ola", "sam"):
        assert "canary-of-mira" not in site.client(name).get(page(site)).text, name


def test_research_is_off_until_somebody_allows_it_and_they_can_take_it_back(site):
    client, address = site.client("mira"), f"/classes/{site.cohort}/research"
    assert 'value="no" checked' in client.get(address).text
    client.post(address, data={"allows": "yes"})
    assert 'value="yes" checked' in client.get(address).text
    client.post(address, data={"allows": "no"})
    with site.app.app_context():
        assert answers.allowing(site.cohort) == set()
