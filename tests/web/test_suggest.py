"""Words offered while a cause is typed."""

from elearn.actions.play import Player
from elearn.actions.publish_library import publish_lists
from elearn.domain.reference import Reference
from tests.content_builders import a_case
from tests.journeys.test_live import to_map
from tests.site import NOW, a_site


def test_nothing_is_offered_before_the_map_is_open(tmp_path):
    site = a_site(tmp_path)
    assert site.client("mira").get(f"{site.path}/words?typed=mould").json == []


def test_no_words_of_the_panel_are_offered(tmp_path):
    site = a_site(tmp_path)
    with_lists(site)
    to_map(site)
    for cause in a_case().panel.causes:
        assert cause.says not in site.client("mira").get(f"{site.path}/words", query_string={"typed": cause.says}).json


def test_terms_of_the_shared_lists_are_offered_after_three_letters(tmp_path):
    site = a_site(tmp_path)
    with_lists(site)
    to_map(site)
    assert site.client("mira").get(f"{site.path}/words?typed=ho").json == []
    assert "Housing quality" in site.client("mira").get(f"{site.path}/words?typed=hou").json


def with_lists(site) -> None:
    with site.app.app_context():
        publish_lists(Reference.model_validate({"determinants": [{"id": "housing-quality", "label": "Housing quality"}]}), NOW)


def test_a_finished_pair_is_offered_nothing_more(tmp_path):
    site = a_site(tmp_path)
    with_lists(site)
    with site.app.app_context():
        Player(site.cohort, site.sitting, NOW).to(None)
    assert site.client("mira").get(f"{site.path}/words?typed=hou").json == []
