"""A class's evidence as its staff have it: figures over ten, research apart and shut until marks are final, vignettes by number."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import questionnaire
from elearn.actions.cohort import archive
from elearn.domain.instrument import Occasion
from elearn.domain.person import Discipline, Role
from elearn.store import answers
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.people import Person
from tests.site import a_site
from tests.web.test_canary import fetch_everything

YESTERDAY = datetime.now(UTC) - timedelta(days=1)
ITEMS = [item.id for item in questionnaire.default_instrument().items]
POINTS = {"needs-points": "2", "chains-points": "4", "actions-points": "1"}
TOKEN = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"|\?v=\w+')


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def a_class(site, medicine=12, law=12) -> list[int]:
    """So many more learners, who answered before and after, and whose last words are a canary."""
    with site.app.app_context():
        with saving() as session:
            made = [Person(name=f"Nobody {number}", email=f"n{number}@x.test", created_at=YESTERDAY) for number in range(medicine + law)]
            session.add_all(made)
            session.flush()
            people = [each.id for each in made]
            for number, person in enumerate(people):
                side = Discipline.MEDICINE if number < medicine else Discipline.LAW
                session.add(Enrolment(cohort_id=site.cohort, person_id=person, role=Role.LEARNER, discipline=side))
        for person in people:
            before = [("needs", "canary-story"), *((item, "2") for item in ITEMS)]
            questionnaire.answer(site.cohort, person, Occasion.BEFORE, before, YESTERDAY, hand_in=True)
        questionnaire.open_for_all(site.cohort, Occasion.AFTER, YESTERDAY)
        for number, person in enumerate(people):
            after = [(item, str(3 + number % 3)) for item in ITEMS] + [(f"{item}.then", "3") for item in ITEMS]
            questionnaire.answer(site.cohort, person, Occasion.AFTER, [*after, ("fix", "canary-fix"), ("E1", "4")], YESTERDAY, hand_in=True)
    return people


def evidence(site, name="tam", of=""):
    return site.client(name).get(f"/classes/{site.cohort}/evidence{of}").text


def test_a_class_of_two_shows_no_figures(site):
    shown = evidence(site)
    assert "Not ten people yet" in shown and "d_av (95" not in shown


def test_twenty_four_show_medians_effects_their_level_and_what_they_are_not(site):
    a_class(site)
    shown = evidence(site)
    assert shown.count("What students believe about themselves; not a test of ability.") >= 8
    assert "Barr level 2a" in shown and "Unvalidated" in shown
    assert re.search(r"Medicine</th>\s*<td>12</td><td>2.0</td><td>4.0</td>", shown)


def test_a_small_profession_hides_the_other_beside_the_whole(site):
    a_class(site, medicine=14, law=4)
    figure = evidence(site).split('id="figure-1"')[1].split("</table>")[1]
    assert "<td>18</td>" in figure and figure.count("too few to show") == 2


def test_no_answer_in_words_reaches_anybody_of_the_staff(site):
    a_class(site)
    for name in ("tam", "lea", "ola", "sam", "mira"):
        everything = fetch_everything(site, name) + evidence(site, name) + evidence(site, name, "?of=research")
        assert "canary-" not in everything, name


def test_who_allows_research_changes_nothing_that_staff_see_until_marks_are_final(site):
    people = a_class(site)

    def all_of(name):
        pages = fetch_everything(site, name) + evidence(site, name) + evidence(site, name, "?of=research")
        return re.sub(r"\d+ (?:seconds?|minutes?)", "", TOKEN.sub("", pages))

    before = {name: all_of(name) for name in ("tam", "lea", "ola", "sam")}
    with site.app.app_context():
        for person in people[:13]:
            questionnaire.say_of_research(site.cohort, person, True, YESTERDAY)
    assert {name: all_of(name) for name in before} == before


def test_when_marks_are_final_research_counts_those_who_allow_it(site):
    people = a_class(site)
    with site.app.app_context():
        for person in people[:13]:
            questionnaire.say_of_research(site.cohort, person, True, YESTERDAY)
        archive(site.cohort, YESTERDAY)
        assert answers.marks_are_final(site.cohort)
    shown = evidence(site, "tam", "?of=research")
    assert "Only those who allow research" in shown
    assert "<td>13</td>" in shown and "<td>24</td>" not in shown


def test_the_lead_opens_parts_and_takes_a_questionnaire_in_or_is_told_why_not(site):
    client, address = site.client("lea"), f"/classes/{site.cohort}/questionnaire"
    assert "unvalidated" in client.get(address).text
    refused = client.post(f"{address}/file", data={"pasted": "id: x"})
    assert refused.status_code == 400 and "licence:" in refused.text and "id: x" in refused.text
    client.post(address, data={"do": "open-after"})
    assert "Open to all since" in client.get(address).text
    client.post(address, data={"do": "ask-not"})
    assert "not asked" in client.get(address).text


def later(site, person):
    with site.app.app_context():
        questionnaire.open_for_all(site.cohort, Occasion.LATER, YESTERDAY)
        questionnaire.answer(site.cohort, person, Occasion.LATER, [("needs", "a landlord")], YESTERDAY, hand_in=True)


def test_a_marker_sees_a_story_by_number_and_nothing_of_whose_or_when(site):
    people = a_class(site, medicine=2, law=1)
    assert "so that nobody can tell" in site.client("sam").get(f"/classes/{site.cohort}/vignettes").text
    later(site, people[0])
    with site.app.app_context():
        numbers = list(answers.to_mark(site.cohort))
    shown = [site.client("sam").get(f"/classes/{site.cohort}/vignettes/{number}").text for number in numbers]
    strip = [re.sub(rf"\b{number}\b|canary-story|a landlord", "", TOKEN.sub("", page)) for number, page in zip(numbers, shown, strict=True)]
    assert len({re.sub(r"<details.*?</details>", "", page, flags=re.S) for page in strip}) == 1
    assert "Nobody" not in "".join(shown)


def test_marking_goes_on_from_one_to_the_next_and_an_unfinished_key_comes_back(site):
    people = a_class(site, medicine=2, law=1)
    later(site, people[0])
    client, address = site.client("tam"), f"/classes/{site.cohort}/vignettes"
    with site.app.app_context():
        first = questionnaire.vignette_queue(site.cohort, site.people["tam"])[0]
    assert client.post(f"{address}/{first}", data={"needs-points": "3"}).status_code == 400
    answer = client.post(f"{address}/{first}", data=POINTS)
    assert answer.status_code == 303 and not answer.location.endswith(f"/{first}")
    with site.app.app_context():
        assert [sum(each.values()) for each in answers.vignette_marks(site.cohort)[first]] == [7]
