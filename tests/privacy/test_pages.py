"""Erasing on a page and from a shell: seen before it is done, asked for by address, and on a list that names nobody."""

import pytest
from click.testing import CliRunner

from elearn import cli
from elearn.actions import erase, erasure_list
from elearn.store import erasures, people
from tests.site import a_site


@pytest.fixture
def site(tmp_path, database):
    return a_site(tmp_path, database=database)


def erases(site, name="lew", browser=None, **form):
    return (browser or site.client("ada")).post(f"/admin/people/{site.people[name]}/erase", data=form)


def is_there(site, name="lew"):
    with site.app.app_context():
        return not erasures.is_erased(people.by_id(site.people[name]))


def test_a_page_says_what_would_go_before_anything_goes(site):
    page = site.client("ada").get(f"/admin/people/{site.people['lew']}/erase").get_data(as_text=True)
    assert all(each in page for each in ("Erase Lew", "1 pair’s map", "1 pair is at work with them"))
    assert is_there(site)


@pytest.mark.parametrize("email", ["", "mira@x.test"])
def test_who_does_not_type_the_address_erases_nobody(site, email):
    assert (erases(site, email=email).status_code, is_there(site)) == (422, True)


def test_an_erasure_stands_on_a_list_that_names_nobody_here_and_in_the_file(site, tmp_path):
    ada = site.client("ada")
    assert erases(site, browser=ada, email="LEW@x.test", names="yes").status_code == 303
    page = ada.get("/admin/erasures").get_data(as_text=True)
    assert ("Erased." in page, "name taken out" in page, "Lew" in page) == (True, True, False)
    [line] = erasure_list.read(tmp_path / "erasures.jsonl")
    assert (line.person, "ew" in (tmp_path / "erasures.jsonl").read_text()) == (site.people["lew"], False)


def test_a_list_that_cannot_be_written_is_said_and_nothing_else_is_lost(site, tmp_path):
    (tmp_path / "erasures.jsonl").mkdir()
    ada = site.client("ada")
    assert erases(site, browser=ada, email="lew@x.test").status_code == 303
    assert "could not be written" in ada.get("/admin/erasures").get_data(as_text=True)
    assert not is_there(site)


def test_an_admin_cannot_erase_their_own_account(site):
    assert (erases(site, "ada", email="ada@x.test").status_code, is_there(site, "ada")) == (403, True)


def test_what_is_left_of_an_account_is_neither_erased_again_nor_let_back(site):
    erases(site, email="lew@x.test")
    ada, lew = site.client("ada"), site.people["lew"]
    tried = [ada.post(f"/admin/people/{lew}/{deed}").status_code for deed in ("let-back", "reset", "erase")]
    assert (tried[:2], tried[2] in (403, 422), is_there(site)) == ([403, 403], True, False)


def test_the_command_shows_what_will_go_and_asks(tmp_path, monkeypatch):
    site = a_site(tmp_path, database=f"sqlite:///{tmp_path / 'site.sqlite'}")
    for name, value in {"DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite'}", "ERASURES_FILE": str(tmp_path / "list"),
                        "SECRET_KEY": "k" * 40}.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    no = CliRunner().invoke(cli.main, ["people", "erase", "lew@x.test"], input="n\n")
    assert (no.exit_code, "stay under “former member”: 0 moves in 1 pairs" in no.output, is_there(site)) == (1, True, True)
    yes = CliRunner().invoke(cli.main, ["people", "erase", "lew@x.test", "--yes"])
    listed = CliRunner().invoke(cli.main, ["people", "erasures"])
    assert (yes.exit_code, listed.output.split("\t")[1], is_there(site)) == (0, f"account {site.people['lew']}\n", False)


def test_clearing_space_leaves_a_large_database_to_a_quieter_hour(site):
    with site.app.app_context():
        assert (erase.clear_space(most=1), erase.clear_space()) == (False, True)
