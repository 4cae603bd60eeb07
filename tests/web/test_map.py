"""The map: causes in five columns, links as words in both cards, and every move a form."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest

from elearn.domain import move as m
from elearn.web.learn.map import map_model, may_change
from tests.mapping import at_map, page, place_of, queries
from tests.site import a_site


@pytest.fixture
def site(tmp_path):
    return at_map(a_site(tmp_path))


def a_link(site, **more):
    mould = site.does("mira", m.CauseAdded(words="Mould above the cot", layer="exposure"))
    wheeze = site.does("mira", m.CauseAdded(words="He wheezes", layer="health"))
    link = site.does("lew", m.LinkDrawn(**{"source": mould, "target": wheeze, "how": "causes", "words": "Better away", **more}))
    return mould, wheeze, link


def test_an_empty_map_has_five_columns_and_a_form_in_each(site):
    html = page(site, "mira", "map")
    places = [html.index(f'id="col-{layer}"') for layer in ("system", "social", "legal", "exposure", "health")]
    assert places == sorted(places)
    assert html.count('value="CauseAdded"') == 5


def test_a_link_is_written_as_words_in_both_its_cards(site):
    mould, wheeze, _ = a_link(site)
    html = page(site, "lew", "map")
    at_mould, at_wheeze = html.index(f'id="c-{mould}"'), html.index(f'id="c-{wheeze}"')
    assert f'causes <a href="#c-{wheeze}">He wheezes</a>' in html[at_mould:at_wheeze]
    assert f'because of <a href="#c-{mould}">Mould above the cot</a>' in html[at_wheeze:]


def test_a_plain_form_adds_a_cause_and_comes_back_to_its_column(site):
    form = {"as": site.members["mira"], "op": "abcd1234", "move": "CauseAdded", "page": "map", "anchor": "col-legal"}
    said = {"words": "Nobody came", "layer": "legal", "sure": "60", "idea": "both", "passages[]": ""}
    answer = site.client("mira").post(f"{site.path}/moves", data={**form, **said})
    assert (answer.status_code, answer.location) == (303, f"{site.path}/map#col-legal")
    assert site.table().causes["abcd1234"].sure == 60


def test_who_said_it_first_follows_whose_idea_it_was(site):
    own = site.does("mira", m.CauseAdded(words="Mine", layer="health"))
    theirs = site.does("mira", m.CauseAdded(words="Theirs", layer="health", idea="partner"))
    shared = site.does("mira", m.CauseAdded(words="Ours", layer="health", idea="both"))
    with place_of(site, "mira") as here:
        said = {each["id"]: (each["voice"], each["who"]) for each in map_model(here)["columns"][4]["causes"]}
    assert said == {own: ("medicine", "Mira"), theirs: ("law", "Lew"), shared: ("both", "")}


def test_an_open_question_stands_on_the_cause_and_with_an_answer_box_beside_the_map(site):
    mould, _, _ = a_link(site)
    asked = site.does("lew", m.Asked(on=mould, words="How do you know?"))
    html = page(site, "mira", "map")
    assert "Lew asks: How do you know?" in html
    assert f'id="answer-{asked}"' in html
    assert f'id="answer-{asked}"' not in page(site, "lew", "map")


def test_words_changed_at_once_stand_side_by_side_until_one_is_chosen(site):
    mould, _, _ = a_link(site)
    site.does("mira", m.CauseReworded(of=mould, words="Black mould above the cot", base=1))
    rival = site.does("lew", m.CauseReworded(of=mould, words="Mould in the bedroom", base=1))
    html = page(site, "mira", "map")
    assert f'name="wording" value="{rival}"' in html and "Mould in the bedroom" in html
    site.does("mira", m.WordingChosen(of=mould, wording=rival))
    assert "Black mould above the cot" not in page(site, "mira", "map").split('id="between"')[0]


def test_a_partners_cause_is_proposed_for_removal_and_its_writer_decides(site):
    mould, _, _ = a_link(site)
    assert re.search(r'<div data-fits="theirs">\s*<form[^>]+data-move="RemovalProposed"', page(site, "lew", f"map?work={mould}"))
    site.does("lew", m.RemovalProposed(of=mould, words="It says too little"))
    assert f'id="accept-removal-{mould}"' in page(site, "mira", "map")
    assert f'id="accept-removal-{mould}"' not in page(site, "lew", "map")


def test_an_address_opens_the_forms_for_one_cause_or_link(site):
    mould, _, link = a_link(site)
    shown = {
        id: set(re.findall(r'<div data-fits="[a-z]+">\s*<form[^>]+data-move="(\w+)"', page(site, "mira", f"map?work={id}")))
        for id in (mould, link)
    }
    assert shown[mould] == {"CauseReworded", "CauseMoved", "CauseWeighed", "Removed"}
    assert shown[link] == {"LinkReworded", "LinkWeighed", "RemovalProposed"}


def test_evidence_is_chosen_among_findings_and_open_papers_only(site):
    mira, lew = (page(site, name, "map").split('id="point-passage"')[1].split("</select>")[0] for name in ("mira", "lew"))
    assert "Clinic letter" in mira and "Clinic letter" in lew
    assert '<optgroup label="How it begins">' in mira
    assert '<optgroup label="Clinic letter">' not in mira and '<optgroup label="Repairs log">' not in lew


def test_agreeing_keeps_a_dissent_and_can_be_taken_back(site):
    a_link(site)
    site.does("lew", m.AgreedToGoOn(step="map", dissent="The wall matters more"))
    assert "The wall matters more" in page(site, "mira", "map")
    assert 'data-move="TookBackAgreement"' in page(site, "lew", "map")
    assert 'data-move="AgreedToGoOn"' in page(site, "mira", "map")


def test_a_map_without_links_cannot_be_agreed_on(site):
    assert 'data-move="AgreedToGoOn"' not in page(site, "mira", "map")


def test_the_map_can_still_change_in_news_and_closes_when_compare_opens(site):
    a_link(site)
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="map"))
    assert 'data-move="CauseAdded"' in page(site, "mira", "map")
    with place_of(site, "mira") as here:
        at_compare = replace(here, table=here.table.model_copy(update={"at_step": 6}))
        assert may_change(here) and not may_change(at_compare)


def test_a_closed_card_of_a_tutors_map_has_no_forms(site):
    mould, _, _ = a_link(site)
    with place_of(site, "tam") as here:
        columns = map_model(here)["columns"]
        assert not may_change(here)
    assert [each["id"] for each in columns[3]["causes"]] == [mould]


def test_a_map_of_eighty_causes_asks_no_more_of_the_database_than_a_small_one(site):
    a_link(site)
    few = queries(site, "mira", "map")
    causes = [site.does("mira", m.CauseAdded(words=f"Cause {number}", layer="social")) for number in range(12)]
    for source, target in pairwise(causes):
        site.does("lew", m.LinkDrawn(source=source, target=target, how="causes", words="So it goes"))
    assert queries(site, "mira", "map") == few <= 8


def test_what_partners_said_last_is_told_newest_first(site):
    a_link(site)
    aside = page(site, "mira", "map").split('id="between"')[1]
    assert aside.index("Lew linked Mould above the cot to He wheezes") < aside.index("Mira added He wheezes")
