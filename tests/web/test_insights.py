"""The pages of a class's figures: who may read them, what they hide, and what they cost."""

import pytest
from sqlalchemy import update

from bench.scale import grow
from elearn.store import insight
from elearn.store.db import saving
from elearn.store.results import Result
from tests.content_builders import a_case
from tests.site import a_site
from tests.web.test_queries import queries

VIEWS = ("", "/marks", "/coverage")


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    site = a_site(tmp_path_factory.mktemp("insights"))
    grow(site, 12, moves=60)
    return site


def seen(site, view: str = "", name: str = "tam") -> str:
    answer = site.client(name).get(f"/classes/{site.cohort}/insights{view}")
    assert answer.status_code == 200
    return answer.text


def test_those_who_watch_a_class_see_its_figures_and_nobody_else(grown):
    for view in VIEWS:
        answers = {
            name: grown.client(name).get(f"/classes/{grown.cohort}/insights{view}").status_code for name in ("ola", "mira", "sam", "olga")
        }
        assert answers == {"ola": 200, "mira": 404, "sam": 404, "olga": 404}


def test_a_class_with_enough_pairs_sees_shares_strips_and_voices(grown):
    text = seen(grown)
    assert text.count('<tr><th scope="row">') > 3
    assert "middle pair" in text
    assert "%" in text
    assert "fewer than 10" not in text.split("How much of each pack")[0].split("<table", 1)[1]


def test_a_class_of_few_pairs_sees_none(tmp_path):
    site = a_site(tmp_path)
    grow(site, 2, moves=40)
    text = seen(site)
    assert "fewer than 10" in text
    assert "Too few pairs yet" in text


def test_before_anybody_has_closed_a_step_the_page_says_so(tmp_path):
    assert "Nothing to show yet" in seen(a_site(tmp_path))


def test_where_the_house_opened_a_pack_the_map_counts_and_what_tells_of_two_packs_does_not(tmp_path, database):
    site = a_site(tmp_path, database=database)
    grow(site, 12, moves=40)
    slug = a_case().case
    with site.app.app_context():
        before = [insight.causes([site.cohort], slug)[site.cohort], insight.pooling(site.cohort, slug)["law"]]
        with saving() as session:
            session.execute(update(Result).values(pack_opened=True))
        after = [insight.causes([site.cohort], slug)[site.cohort], insight.pooling(site.cohort, slug)["law"]]
    firsts = [sum(each.law_first + each.medicine_first + each.both_first for each in causes.values()) for causes in (before[0], after[0])]
    assert {cause: each.found for cause, each in after[0].items()} == {cause: each.found for cause, each in before[0].items()}
    assert (firsts[0] > 0, firsts[1], sum(before[1].values()) >= 12, after[1]) == (True, 0, True, {})
    assert "the house opened papers whose holder was missing" in seen(site)


def test_levels_are_spread_by_profession(grown):
    text = seen(grown, "/marks")
    assert text.count('class="level-share"') >= 5


def test_figures_cost_the_same_queries_however_large_the_class(tmp_path, database):
    site = a_site(tmp_path, database=database)
    grow(site, 4, moves=40)
    before = {view: queries(site, "tam", f"/classes/{site.cohort}/insights{view}") for view in VIEWS}
    grow(site, 40, moves=40)
    after = {view: queries(site, "tam", f"/classes/{site.cohort}/insights{view}") for view in VIEWS}
    assert (after, max(after.values()) <= 12) == (before, True)
