"""Posting moves: what is acknowledged has landed, once; what is refused gets a sentence, and nothing is stored."""

from elearn.store import log
from tests.site import a_site

INTRODUCED = {"words": "I look for what can be done"}


def entries(site, lane=""):
    with site.app.app_context():
        return log.entries(site.cohort, site.sitting, lane=lane)


def test_a_move_is_acknowledged_with_its_number(tmp_path, database):
    site = a_site(tmp_path, database=database)
    answer = site.post("mira", "ProfessionIntroduced", INTRODUCED)
    assert answer.json == {"lane": "", "seq": 4, "again": False}
    assert site.table().members[site.members["mira"]].introduction == INTRODUCED["words"]


def test_a_retry_lands_once_and_gets_the_same_number(tmp_path, database):
    site = a_site(tmp_path, database=database)
    first = site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16)
    again = site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16)
    assert (first.json["seq"], again.json["seq"], again.json["again"]) == (4, 4, True)
    assert len(entries(site)) == 4


def test_the_same_op_with_another_body_is_refused(tmp_path, database):
    site = a_site(tmp_path, database=database)
    site.post("mira", "ProfessionIntroduced", INTRODUCED, op="a" * 16)
    answer = site.post("mira", "ProfessionIntroduced", {"words": "Something else"}, op="a" * 16)
    assert (answer.status_code, answer.json["id"]) == (409, "op.reused")


def test_a_move_made_for_somebody_else_is_refused_and_nothing_is_stored(tmp_path, database):
    site = a_site(tmp_path, database=database)
    answer = site.post("mira", "ProfessionIntroduced", INTRODUCED, **{"as": site.members["lew"]})
    assert answer.status_code == 409
    assert "somebody else" in answer.json["sentence"]
    assert len(entries(site)) == 3


def test_a_move_out_of_turn_is_refused_in_words(tmp_path, database):
    answer = a_site(tmp_path, database=database).post("mira", "CauseAdded", {"words": "Mould", "layer": "exposure"})
    assert (answer.status_code, answer.json["id"]) == (422, "step.not_open")


def test_a_malformed_body_and_a_body_over_the_size_are_refused(tmp_path, database):
    site = a_site(tmp_path, database=database)
    headers = {"Accept": "application/json"}
    assert site.client("mira").post(f"{site.path}/moves", data="[", content_type="application/json", headers=headers).status_code == 400
    assert site.client("mira").post(f"{site.path}/moves", json={"body": "x" * 300_000}, headers=headers).status_code == 413


def test_an_unknown_step_is_said_to_be_unknown(tmp_path, database):
    site = a_site(tmp_path, database=database)
    answer = site.client("mira").get(f"{site.path}/nowhere", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["id"]) == (404, "step.unknown")


def test_a_plain_form_lands_and_comes_back_to_its_page(tmp_path, database):
    site = a_site(tmp_path, database=database)
    form = {"as": site.members["mira"], "op": "b" * 16, "move": "ProfessionIntroduced", "page": "meet", **INTRODUCED}
    answer = site.client("mira").post(f"{site.path}/moves", data=form)
    assert (answer.status_code, answer.location) == (303, f"{site.path}/meet")


def test_words_of_a_refused_form_come_back_in_the_page(tmp_path, database):
    site = a_site(tmp_path, database=database)
    words = "A very long introduction " * 20
    form = {
        "as": site.members["mira"],
        "op": "b" * 16,
        "move": "ProfessionIntroduced",
        "page": "meet",
        "draft": "introduce",
        "words": words,
    }
    answer = site.client("mira").post(f"{site.path}/moves", data=form)
    assert answer.status_code == 400
    assert "under 200 characters" in answer.text
    assert words.strip() in answer.text


def test_half_typed_words_are_found_again_and_only_by_their_writer(tmp_path, database):
    site = a_site(tmp_path, database=database)
    said = {"as": site.members["mira"], "fields": {"introduce.words": "Half a sent"}}
    assert site.client("mira").post(f"{site.path}/drafts", json=said, headers={"Accept": "application/json"}).status_code == 204
    assert "Half a sent" in site.client("mira").get(f"{site.path}/meet").text
    assert "Half a sent" not in site.client("lew").get(f"{site.path}/meet").text


def test_a_page_made_for_somebody_else_may_not_post(tmp_path, database):
    site = a_site(tmp_path, database=database)
    form = {
        "as": site.members["mira"],
        "for": site.people["lew"],
        "op": "b" * 16,
        "move": "ProfessionIntroduced",
        "page": "meet",
        **INTRODUCED,
    }
    assert site.client("mira").post(f"{site.path}/moves", data=form).status_code == 409
    assert len(entries(site)) == 3
