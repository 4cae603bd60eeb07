"""A class is paired up: proposed, changed by boxes and buttons, and seated at once; what is private stays private."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import pair_up
from elearn.domain.person import Discipline, Role
from elearn.store import pairing, sittings
from elearn.store.cohorts import Enrolment
from elearn.store.db import saving
from elearn.store.people import Person
from tests.site import NOW, a_site
from tests.web.test_queries import queries


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def enrol(site, medicine: int, law: int) -> None:
    """M1, M2 … and L1, L2 … learn in the class of Mira and Lew, who sit at the case already."""
    counts = {Discipline.MEDICINE: ("M", medicine), Discipline.LAW: ("L", law)}
    sides = [(side, f"{letter}{n}") for side, (letter, count) in counts.items() for n in range(1, count + 1)]
    sides = [each for each in sides if each[1] not in site.people]
    with site.app.app_context(), saving() as session:
        for discipline, name in sides:
            person = Person(name=name, email=f"{name.casefold()}@x.test", discipline=discipline, created_at=NOW)
            session.add(person)
            session.flush()
            session.add(Enrolment(cohort_id=site.cohort, person_id=person.id, role=Role.LEARNER, discipline=discipline))
            site.people[name] = person.id


def slug(site) -> str:
    with site.app.app_context():
        return next(iter(pair_up.cohorts.chosen_cases(site.cohort)))


def path(site, page: str = "") -> str:
    return f"/classes/{site.cohort}/pairing{page}"


def proposed(site, most: int = 4) -> None:
    assert site.client("tam").post(path(site, "/propose"), data={"case": slug(site), "most": most}).status_code == 303


def seen(site):
    with site.app.app_context():
        return pair_up.look(site.cohort, slug(site))


def changes(site, deed: str, *names: str, to: int | str = "", version: int | None = None):
    data = {"case": slug(site), "version": version or seen(site).version, "do": deed, "to": to, "person": [site.people[n] for n in names]}
    return site.client("tam").post(path(site, "/change"), data=data)


def named_groups(site) -> list[set[str]]:
    names = {number: name for name, number in site.people.items()}
    return [{names[each] for each in group} for group in seen(site).groups]


def test_a_class_is_proposed_with_reasons_and_seated_once(site):
    enrol(site, 3, 2)
    proposed(site)
    page = site.client("tam").get(path(site)).text
    assert page.count('class="group') >= 2
    assert "papers alone, and begins." in page
    data = {"case": slug(site), "version": seen(site).version, "do": "seat"}
    answer = site.client("tam").post(path(site, "/seat"), data=data, follow_redirects=True)
    assert (answer.status_code, "2 pairs are seated. They can begin." in answer.text) == (200, True)
    again = site.client("tam").post(path(site, "/seat"), data={"case": slug(site), "version": 1, "do": "seat"})
    assert again.status_code == 409
    with site.app.app_context():
        seated = [seat.person_id for sitting in sittings.of_cohort(site.cohort) for seat in sitting.seats]
    assert sorted(seated) == sorted(site.people[name] for name in ("mira", "lew", "M1", "M2", "M3", "L1", "L2"))
    assert "Everybody who can be seated sits at this case." in site.client("tam").get(path(site)).text


def test_a_long_list_of_groups_has_a_way_down_to_its_end(site):
    enrol(site, 13, 13)
    proposed(site)
    page = site.client("tam").get(path(site)).text
    assert 'href="#seat"' in page and 'id="seat"' in page


def test_whoever_leads_goes_on_from_seating_to_inviting(site):
    enrol(site, 2, 2)
    proposed(site)
    data = {"case": slug(site), "version": seen(site).version, "do": "seat"}
    page = site.client("lea").post(path(site, "/seat"), data=data, follow_redirects=True).text
    assert all(words in page for words in ("2 pairs are seated.", "have not come in yet", "Make links to print"))


def test_boxes_and_buttons_change_groups_and_refuse_what_would_lack_a_profession(site):
    enrol(site, 2, 2)
    proposed(site)
    (mine,) = [group for group in named_groups(site) if "M1" in group]
    assert changes(site, "swap", "M1", "M2").status_code == 303
    assert {"M2", *(mine - {"M1"})} in named_groups(site)
    refused = changes(site, "move", "M1", to=next(n for n, group in enumerate(named_groups(site), 1) if "M1" not in group))
    assert (refused.status_code, "would have nobody from medicine" in refused.text) == (422, True)
    assert re.search(rf'value="{site.people["M1"]}" checked', refused.text)
    assert changes(site, "merge", "M1", "M2").status_code == 303
    assert named_groups(site) == [{"M1", "M2", "L1", "L2"}]
    assert changes(site, "split", "M1", "L2").status_code == 303
    assert {"M1", "L2"} in named_groups(site)


def test_two_tutors_do_not_undo_one_another(site):
    enrol(site, 2, 2)
    proposed(site)
    first = seen(site).version
    assert changes(site, "merge", "M1", "M2").status_code == 303
    late = changes(site, "split", "M1", "L1", version=first)
    assert (late.status_code, "Somebody has changed the groups" in late.text) == (409, True)


def test_those_who_are_kept_apart_sit_apart_and_no_student_learns_of_it(site):
    enrol(site, 2, 2)
    tam = site.client("tam")
    data = {"one": site.people["M1"], "other": site.people["L1"]}
    assert tam.post(path(site, "/apart"), data=data).status_code == 303
    assert "M1" in tam.get(path(site, "/apart")).text
    proposed(site)
    assert {"M1", "L2"} in named_groups(site)
    assert all(site.client(name).get(path(site, "/apart")).status_code == 404 for name in ("mira", "ola", "sam", "otto"))
    assert tam.post(path(site, "/apart"), data={**data, "do": "end"}).status_code == 303
    with site.app.app_context():
        assert pairing.kept_apart(site.cohort) == []


def test_many_groups_are_shown_a_page_at_a_time_and_changed_across_pages(site, monkeypatch):
    monkeypatch.setattr("elearn.web.tutor.pairing.GROUPS_A_PAGE", 2)
    enrol(site, 4, 3)
    proposed(site, most=3)
    tam, address = site.client("tam"), path(site, "?page=2")
    assert [re.findall(r'id="group-(\d+)"', tam.get(path(site, f"?page={page}")).text) for page in (1, 2, 9)] == [["1", "2"], ["3"], ["3"]]
    shown = tam.get(address).text
    assert "Seat 3 groups" in shown
    crowded = next(number for number, group in enumerate(seen(site).groups, start=1) if len(group) == 3)
    mover = next(each for each in seen(site).groups[crowded - 1] if Discipline.MEDICINE is seen(site).roll.learners[each].discipline)
    to = next(number for number in (3, 1) if number != crowded)
    data = {"case": slug(site), "version": seen(site).version, "do": "move", "to": to, "person": [mover]}
    answer = tam.post(path(site, "/change?page=2"), data=data)
    assert "page=2#person-" in answer.headers["Location"]
    assert mover in seen(site).groups[to - 1]


def test_groups_to_look_at_are_named_on_every_page_and_one_that_loses_somebody_is_another(site, monkeypatch):
    monkeypatch.setattr("elearn.web.tutor.pairing.GROUPS_A_PAGE", 1)
    enrol(site, 2, 2)
    for name, slots in {"M1": [3], "L1": [3], "M2": [20], "L2": [10]}.items():
        site.client(name).post(f"/classes/{site.cohort}/when", data={"slot": slots})
    proposed(site)
    amiss = next(number for number, group in enumerate(named_groups(site), start=1) if "M2" in group)
    assert [to_look_at(site, page) for page in (1, 2)] == [[amiss], [amiss]]
    with site.app.app_context(), saving() as session:
        session.delete(session.get(Enrolment, (site.cohort, site.people["L1"])))
    assert [to_look_at(site, page) for page in (1, 2)] == [[1, 2], [1, 2]]


def to_look_at(site, page: int) -> list[int]:
    """The groups that a page of the list says are to be looked at."""
    html = site.client("tam").get(path(site, f"?page={page}")).text
    return [int(each) for each in re.findall(r'href="[^"]*#group-(\d+)"', html)]


def test_in_a_class_too_large_for_a_list_both_are_looked_for_by_name(site, monkeypatch):
    enrol(site, 3, 3)
    tam = site.client("tam")
    assert 'name="one" type="search"' not in tam.get(path(site, "/apart")).text
    monkeypatch.setattr(pairing, "MOST_OFFERED", 5)
    bare = tam.get(path(site, "/apart")).text
    assert ('name="one" type="search"' in bare, "<select" in bare) == (True, False)
    asked = tam.get(path(site, "/apart?one=m1@x&other=l")).text
    assert offered(asked, "one") == ["M1"]
    assert offered(asked, "other") == ["L1", "L2", "L3", "Lew"]
    assert "Nobody found" in tam.get(path(site, "/apart?one=nobody")).text


def offered(html: str, field: str) -> list[str]:
    """Whom a list of the page offers."""
    (chosen,) = re.findall(rf'<select id="{field}".*?</select>', html, re.DOTALL)
    return re.findall(r'<option value="\d+"[^>]*>([^<(]+?)(?: \([^<]*)?</option>', chosen)


def test_those_kept_apart_are_shown_a_page_at_a_time(site, monkeypatch):
    enrol(site, 2, 2)
    monkeypatch.setattr(pairing, "COUPLES_A_PAGE", 1)
    with site.app.app_context():
        for law, at in (("L1", NOW), ("L2", NOW + timedelta(days=1))):
            pair_up.keep_apart(site.cohort, site.people["M1"], site.people[law], at)
    pages = [site.client("tam").get(path(site, f"/apart?page={number}")).text for number in (1, 2)]
    assert ["M1, L2" in each for each in pages] == [True, False]
    assert ["M1, L1" in each for each in pages] == [False, True]


def test_somebody_who_leaves_the_class_meanwhile_is_missed_before_anybody_is_seated(site):
    enrol(site, 2, 2)
    proposed(site)
    with site.app.app_context(), saving() as session:
        session.delete(session.get(Enrolment, (site.cohort, site.people["M1"])))
    answer = site.client("tam").post(path(site, "/seat"), data={"case": slug(site), "version": seen(site).version, "do": "seat"})
    assert (answer.status_code, "nobody from medicine" in answer.text) == (422, True)
    with site.app.app_context():
        assert len(sittings.of_cohort(site.cohort)) == 1


def test_a_student_says_when_without_a_script_and_is_paired_by_it(site):
    enrol(site, 2, 2)
    for name, slots in {"M1": [3], "L2": [3], "M2": [20], "L1": [20]}.items():
        assert site.client(name).post(f"/classes/{site.cohort}/when", data={"slot": slots}).status_code == 303
    proposed(site)
    assert sorted(map(sorted, named_groups(site))) == [["L1", "M2"], ["L2", "M1"]]
    assert "All have time on Monday evening." in site.client("tam").get(path(site)).text


def test_a_week_is_shown_as_said_and_can_be_taken_back(site):
    mira, when = site.client("mira"), f"/classes/{site.cohort}/when"
    mira.post(when, data={"slot": ["5", "999", "x"]})
    assert re.findall(r'value="(\d+)" checked', mira.get(when).text) == ["5"]
    assert "You have said when." in mira.get("/home").text
    mira.post(when, data={})
    with site.app.app_context():
        assert pairing.week_of(site.cohort, site.people["mira"]) is None


def test_who_has_sat_together_is_known_once_for_each_case(site):
    with site.app.app_context():
        met, crowded = pairing.together(pairing.sat(site.cohort))
    mira, lew = site.people["mira"], site.people["lew"]
    assert (met, crowded) == ({mira: {lew: 1}, lew: {mira: 1}}, {})


def test_a_hundred_and_twenty_groups_are_seated_in_one_transaction(site):
    enrol(site, 120, 120)
    proposed(site, most=2)
    began = datetime.now(UTC)
    with site.app.app_context():
        opened = pair_up.seat(site.cohort, slug(site), seen(site).version, NOW)
        assert (opened, len(sittings.of_cohort(site.cohort))) == (120, 121)
    assert (datetime.now(UTC) - began).total_seconds() < 20


def test_the_page_asks_as_many_questions_for_many_as_for_few(site):
    enrol(site, 2, 2)
    proposed(site)
    few = queries(site, "tam", path(site))
    enrol(site, 40, 40)
    proposed(site)
    assert queries(site, "tam", path(site)) == few <= 8
