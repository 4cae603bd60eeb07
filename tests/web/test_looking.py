"""People are looked for as they are called: with their own letters, by their address, and where they sit now."""

import pytest

from elearn.domain.content import StepKind
from elearn.store import pairing
from elearn.store.db import db, saving
from elearn.store.people import Person
from tests.content_builders import a_case
from tests.site import a_site
from tests.web.test_pairing import enrol, path
from tests.web.test_repair import member, repaired, seated
from tests.web.test_repair import page as repair_page


def called(site, who: str, name: str, email: str) -> None:
    with site.app.app_context(), saving():
        person = db.session.get(Person, site.people[who])
        person.name, person.email = name, email


@pytest.mark.parametrize("typed", ["émile", "ÉMILE", "Émile", "e_r@x"])
def test_a_student_is_found_whatever_letters_their_name_or_address_has(tmp_path, database, typed):
    site = a_site(tmp_path, database=database)
    called(site, "mira", "Émile Roux", "e_r@x.test")
    shown = site.client("lea").get(f"/classes/{site.cohort}/people?named={typed}").text.partition("<tbody")[2]
    assert ("Émile Roux" in shown, "Lew" in shown) == (True, False)


@pytest.mark.parametrize("typed", ["_", "%"])
def test_letters_that_a_database_takes_for_any_letter_stand_for_themselves(tmp_path, database, typed):
    shown = (
        (site := a_site(tmp_path, database=database))
        .client("lea")
        .get(f"/classes/{site.cohort}/people", query_string={"named": typed})
        .text
    )
    assert "mira@x.test" not in shown


def test_a_pair_is_found_by_who_sits_there_now(tmp_path):
    site = a_site(tmp_path)
    called(site, "mira", "Émile Roux", "emile@x.test")
    assert "Émile" in site.client("tam").get(f"/classes/{site.cohort}?found=émile").text.partition("<tbody")[2]


def test_a_pair_is_not_offered_for_joining_by_whoever_has_left_it(tmp_path):
    site = a_site(tmp_path)
    enrol(site, 4, 2)
    mine, other = seated(site, StepKind.SHARE, "M1", "L1"), seated(site, StepKind.SHARE, "M2", "M3", "L2")
    assert repaired(site, other, "leave", member=member(site, other, "M3"), why="left").status_code == 303
    with site.app.app_context():
        found = {named: pairing.others_at(site.cohort, a_case().case, mine, [StepKind.SHARE], named)[0] for named in ("M2", "M3")}
    assert [len(each) for each in found.values()] == [1, 0]


def test_a_search_that_finds_nobody_says_so_and_outlives_a_refusal(tmp_path):
    site = a_site(tmp_path)
    enrol(site, 2, 2)
    tam, address = site.client("tam"), repair_page(site, seated(site, StepKind.SHARE, "M1", "L1"))
    assert "nobody who is free goes by these words" in tam.get(f"{address}?named=nobody").text
    assert f'{address}?named=M2"' in tam.get(f"{address}?named=M2").text


def test_whom_one_was_about_to_keep_apart_stands_there_again_after_a_refusal(tmp_path, monkeypatch):
    site = a_site(tmp_path)
    enrol(site, 12, 1)
    monkeypatch.setattr(pairing, "MOST_OFFERED", 5)
    data = {"one": site.people["M11"], "other": site.people["M11"]}
    answer = site.client("tam").post(path(site, "/apart?one=m1&other=m1"), data=data)
    assert (answer.status_code, answer.text.count(f'value="{site.people["M11"]}" selected')) == (422, 2)
    assert "apart?one=m1&amp;other=m1" in answer.text
