"""Glossary, Where to turn and Sources: for anybody signed in, in words, and honest about what nobody has reviewed."""

import re

import pytest

from elearn.actions.publish_library import publish_lists
from elearn.authoring.library import read_library
from tests.site import NOW, ROOT, a_site
from tests.web.test_every_page import Reader
from tests.web.test_queries import MOST, queries

PAGES = ("/glossary", "/where-to-turn", "/where-to-turn?need=housing_conditions&place=Scotland", "/sources")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = a_site(tmp_path_factory.mktemp("reference"))
    reference = read_library(ROOT / "content").reference
    assert reference is not None
    with site.app.app_context():
        publish_lists(reference, NOW)
    return site


def text(site, path: str, name: str = "mira") -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", site.client(name).get(path).text).split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_formed(site, path):
    reader = Reader()
    reader.feed(site.client("mira").get(path).text)
    twice = {each for each in reader.ids if reader.ids.count(each) > 1}
    assert (reader.wrong, reader.open, twice, reader.heads) == ([], [], set(), 1)


@pytest.mark.parametrize("path", ["/glossary", "/where-to-turn", "/sources"])
def test_before_anything_is_published_the_pages_say_so(tmp_path, path):
    assert a_site(tmp_path).client("mira").get(path).status_code == 200


def test_the_glossary_has_the_work_the_map_determinants_needs_and_i_help(site):
    page = text(site, "/glossary")
    for words in ("Seal", "Systems &amp; policy", "Fuel poverty", "Housing conditions", "H · Housing and utilities"):
        assert words in page, words


def test_the_outline_of_legal_aid_is_never_shown_as_settled(site):
    assert "an outline and not yet reviewed" in text(site, "/glossary")


def test_where_to_turn_says_who_whom_what_stops_people_and_that_nobody_reviewed_it(site):
    page = text(site, "/where-to-turn?need=housing_conditions&place=Scotland")
    assert "Shelter Scotland not yet reviewed" in page
    for words in ("For whom", "What may stop it", "Helps with"):
        assert words in page, words


def test_the_list_can_be_narrowed_by_need_and_country(site):
    everybody = text(site, "/where-to-turn")
    scotland = text(site, "/where-to-turn?need=housing_conditions&place=Scotland")
    assert ("Acas" in everybody, "Acas" in scotland) == (True, False)
    assert ("Shelter Cymru" in everybody, "Shelter Cymru" in scotland) == (True, False)


@pytest.mark.parametrize("query", ["need=nothing", "place=Atlantis", "need=%3Cscript%3E"])
def test_a_need_or_place_that_there_is_not_narrows_nothing(site, query):
    assert text(site, f"/where-to-turn?{query}") == text(site, "/where-to-turn")


def test_sources_say_how_and_when_they_were_read_and_what_is_overdue(site, monkeypatch):
    page = text(site, "/sources")
    assert ("read in the original" in page, "a secondary source" in page, "24 November 2026" in page) == (True, True, True)


def test_every_page_leads_there_and_nobody_else_is_let_in(site):
    page = site.client("mira").get(f"{site.path}/meet").text
    assert ('href="/glossary"' in page, 'href="/where-to-turn"' in page) == (True, True)
    assert {site.client().get(path).status_code for path in PAGES} == {303}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_costs_few_questions_of_the_database(site, path):
    assert queries(site, "mira", path) <= MOST
