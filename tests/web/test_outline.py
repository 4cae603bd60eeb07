"""The outline: the same map as lists, and an equal editor."""

import re

import pytest

from elearn.domain import move as m
from tests.mapping import at_map, page
from tests.site import a_site


@pytest.fixture
def site(tmp_path):
    site = at_map(a_site(tmp_path))
    mould = site.does("mira", m.CauseAdded(words="Mould above the cot", layer="exposure"))
    wheeze = site.does("mira", m.CauseAdded(words="He wheezes", layer="health"))
    site.does("lew", m.LinkDrawn(source=mould, target=wheeze, how="worsens", words="Better away"))
    return site


def test_the_outline_has_every_move_that_the_columns_have(site):
    def moves(html):
        return set(re.findall(r'data-move="(\w+)"', html)) | set(re.findall(r'name="move" value="(\w+)"', html))

    for name in ("mira", "lew"):
        assert moves(page(site, name, "outline")) == moves(page(site, name, "map"))


def test_each_cause_says_what_it_leads_to_and_what_it_comes_from(site):
    html = page(site, "lew", "outline")
    assert re.search(r'worsens <a href="#c-\w+">He wheezes</a>', html)
    assert re.search(r'made worse by <a href="#c-\w+">Mould above the cot</a>', html)


def test_a_link_to_the_outline_can_begin_a_new_link_at_a_cause(site):
    cause = next(iter(site.table().causes))
    html = page(site, "mira", f"outline?from={cause}").split('id="draw-link-source"')[1]
    assert f'<option value="{cause}" selected>' in html.split("</select>")[0]


def test_nobody_but_the_pair_has_the_outline(site):
    assert site.client("otto").get(f"{site.path}/outline").status_code == 404
