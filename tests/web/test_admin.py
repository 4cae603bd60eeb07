"""Pages for admins: people and their rights, and the record of all that was done there."""

from datetime import UTC, datetime

import pytest

from elearn.store import account_deeds, people, second_factors
from elearn.store.db import saving
from elearn.store.people import Person
from tests.site import NOW, a_site, sign_in
from tests.web.test_queries import queries


@pytest.fixture
def site(tmp_path, database):
    return a_site(tmp_path, database=database)


def person(site, name="tam"):
    with site.app.app_context():
        return people.by_id(site.people[name])


def does(site, deed, name="tam", by="ada", **form):
    return site.client(by).post(f"/admin/people/{site.people[name]}/{deed}", data=form)


def done(site):
    """What the record says, newest first, without whose account it was."""
    with site.app.app_context():
        return [(each.what.value, each.by) for _, each in account_deeds.newest(20)]


def test_people_are_found_by_name_and_address_in_any_case(site):
    ada = site.client("ada")
    found = [ada.get(f"/admin?named={words}").get_data(as_text=True) for words in ("MIRA", "lew@X", "%25")]
    assert [("mira@x.test" in page, "lew@x.test" in page) for page in found] == [(True, False), (False, True), (False, False)]


def test_the_list_of_people_costs_the_same_however_many_there_are(site):
    before = queries(site, "ada", "/admin")
    with site.app.app_context(), saving() as session:
        session.add_all(Person(name=f"P {number}", email=f"p{number}@x.test", created_at=NOW) for number in range(200))
    page = site.client("ada").get("/admin").get_data(as_text=True)
    assert (queries(site, "ada", "/admin"), before <= 3, page.count("@x.test"), "after=" in page) == (before, True, 50, True)


def test_an_account_is_made_with_its_rights_and_a_link_that_is_shown_once(site):
    answer = site.client("ada").post("/admin/people", data={"name": "Nia Quist", "email": "Nia@x.test", "teacher": "y"})
    path = answer.get_data(as_text=True).split("<code>http://localhost")[1].split("</code>")[0]
    assert site.client().post(path, data={"password": "three random words"}).headers["Location"] == "/classes"
    assert done(site) == [("teacher_on", "Ada"), ("added", "Ada")]


def test_an_account_that_cannot_be_made_is_explained_in_its_form(site):
    ada = site.client("ada")
    refused = ada.post("/admin/people", data={"name": "Mira Again", "email": "MIRA@x.test"})
    empty = ada.post("/admin/people", data={"name": "", "email": ""})
    assert (refused.status_code, "Mira Again" in refused.get_data(as_text=True), empty.status_code) == (422, True, 422)


@pytest.mark.parametrize("right", ["teacher", "author", "admin"])
def test_rights_are_given_and_taken(site, right):
    does(site, "rights", right=right, on="yes")
    assert getattr(person(site), f"is_{right}")
    does(site, "rights", right=right, on="no")
    assert (getattr(person(site), f"is_{right}"), done(site)) == (False, [(f"{right}_off", "Ada"), (f"{right}_on", "Ada")])


def test_a_right_that_does_not_exist_is_refused(site):
    assert (does(site, "rights", right="session_epoch", on="yes").status_code, done(site)) == (400, [])


def test_a_suspended_person_is_out_until_let_back(site):
    tam = site.client("tam")
    does(site, "suspend")
    assert (tam.get("/classes").status_code, site.client("ada").get("/admin?named=tam").get_data(as_text=True).count("suspended")) == (
        303,
        1,
    )
    does(site, "let-back")
    assert (person(site).is_active, done(site)) == (True, [("let_back", "Ada"), ("suspended", "Ada")])


def test_somebodys_sign_ins_are_ended(site):
    tam = site.client("tam")
    does(site, "sign-out")
    assert (tam.get("/classes").status_code, done(site)) == (303, [("signed_out", "Ada")])


def test_a_link_to_a_new_password_is_handed_over(site):
    page = does(site, "reset").get_data(as_text=True)
    assert ("/welcome/" in page, done(site)) == (True, [("reset", "Ada")])


def test_no_admin_shuts_themselves_out_and_one_always_stays(site):
    outcomes = [does(site, "suspend", "ada").status_code, does(site, "rights", "ada", right="admin", on="no").status_code]
    assert (outcomes, person(site, "ada").is_admin, person(site, "ada").is_active) == ([403, 403], True, True)


def test_a_lost_second_factor_is_taken_away_by_another_admin_only(site):
    with site.app.app_context(), saving() as session:
        for name in ("ada", "tam"):
            row = second_factors.SecondFactor(person_id=site.people[name], salt="s", made_at=NOW, confirmed_at=NOW)
            session.add(row)
    statuses = [does(site, "factor-off", name).status_code for name in ("tam", "ada")]
    with site.app.app_context():
        assert (statuses, [second_factors.is_on(site.people[name]) for name in ("tam", "ada")]) == ([303, 403], [False, True])


def test_an_admin_without_their_second_factor_in_this_browser_sees_and_does_nothing(site):
    client = site.app.test_client()
    sign_in(site.app, client, site.people["ada"], proven=False)
    path = f"/admin/people/{site.people['tam']}"
    assert {client.get(each).headers.get("Location") for each in ("/admin", path, "/admin/record", "/admin/looks")} == {
        "/account/second-factor"
    }
    assert client.post(f"{path}/suspend").status_code == 303
    assert person(site).is_active
    assert 'href="/account/second-factor"' in client.get("/classes").text


def test_the_records_are_shown(site):
    does(site, "sign-out")
    site.client("tam").get(f"/classes/{site.cohort}/pairs/{site.sitting}")
    ada = site.client("ada")
    record, looked = (
        ada.get("/admin/record").get_data(as_text=True),
        ada.get(f"/admin/looks?by={site.people['tam']}").get_data(as_text=True),
    )
    assert ("signed out everywhere" in record, "the pair&#39;s page" in looked or "the pair's page" in looked) == (True, True)
    assert "What was done to this account" in ada.get(f"/admin/people/{site.people['tam']}").get_data(as_text=True)


def test_names_of_people_are_never_markup(site):
    with site.app.app_context(), saving() as session:
        session.add(Person(name="<script>x</script>", email="x@x.test", created_at=datetime.now(UTC)))
    page = site.client("ada").get("/admin?named=script").get_data(as_text=True)
    assert ("<script>x" in page, "&lt;script&gt;x" in page) == (False, True)
