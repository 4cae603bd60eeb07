"""The debrief: slides from the class's own maps, no name on any of them, and a poll whose counts come when the tutor says."""

from itertools import pairwise

import pytest

from elearn.actions.play import Player
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.debrief import missed, strong_chain
from elearn.store import sittings
from tests.builders import Table
from tests.content_builders import SLUG, a_case
from tests.site import NOW, a_site


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    with made.app.app_context():
        Player(made.cohort, made.sitting, NOW).to(StepKind.REFLECT, begin=False)
    return made


def slides(site, name: str = "tam") -> str:
    answer = site.client(name).get(f"/classes/{site.cohort}/debrief/{SLUG}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def ask(site, **form):
    return site.client("tam").post(f"/classes/{site.cohort}/debrief/{SLUG}/poll", data=form)


def test_there_is_a_slide_for_what_was_missed_argued_about_left_out_and_for_the_news(site):
    html = slides(site)
    assert html.count('class="slide"') == 6
    assert "of 1 pairs" in html and "What the news changed" in html
    with site.app.app_context():
        owed = missed(a_case(), {})
    assert any(each.says in html for each in owed)


def test_nobodys_name_stands_on_a_slide(site):
    body = slides(site).partition("<main")[2].partition("</main>")[0]
    assert "Mira" not in body and "Lew" not in body


def test_a_pair_keeps_its_map_out_of_the_examples_and_lets_it_in_again(site):
    table = site.table()
    chain = strong_chain(a_case(), table)
    assert chain is None or chain.beads[0].says in slides(site)
    page = f"{site.path}/reflect"
    assert "Keep ours out" in site.client("mira").get(page).get_data(as_text=True)
    site.client("lew").post(f"{site.path}/example", data={"do": "keep", "page": "reflect"})
    assert "It may be shown" in site.client("mira").get(page).get_data(as_text=True)
    assert "No whole chain may be shown yet." in slides(site)
    with site.app.app_context():
        assert sittings.with_seats(site.cohort, site.sitting).no_example


def test_a_chain_is_told_in_the_pairs_own_words():
    table = Table().at_map()
    words = {"no repair budget": "system", "disrepair": "legal", "black mould": "exposure", "recurrent wheeze": "health"}
    causes = [table.cause(said, layer=layer) for said, layer in words.items()]
    for source, target in pairwise(causes):
        assert strong_chain(table.case, table.workspace) is None
        table.does(table.everyone()[0], m.LinkDrawn(source=source, target=target, how="causes", words="It follows"))
    assert [each.says for each in strong_chain(table.case, table.workspace).beads] == list(words)


def test_students_answer_a_poll_on_their_page_and_see_counts_when_the_tutor_says(site):
    ask(site, question="Which link first?", choices="Duty to mould\nMould to chest")
    page = f"{site.path}/reflect"
    assert "Which link first?" in site.client("mira").get(page).get_data(as_text=True)
    for name, choice in (("mira", "1"), ("mira", "0"), ("lew", "0")):
        site.client(name).post(f"{site.path}/poll", data={"poll": "1", "choice": choice, "page": "reflect"})
    assert "2 answers" in slides(site) and "2 of 2" not in site.client("lew").get(page).get_data(as_text=True)
    ask(site, do="show")
    assert "2 of 2" in site.client("lew").get(page).get_data(as_text=True)
    late = site.client("lew").post(f"{site.path}/poll", data={"poll": "1", "choice": "1", "page": "reflect"})
    assert late.status_code == 422


def test_a_poll_needs_a_question_and_two_answers(site):
    assert ask(site, question="", choices="a\nb").status_code == 422
    assert ask(site, question="Why?", choices="a\na").status_code == 422
    assert ask(site, do="show").status_code == 422


def test_an_empty_class_has_slides_that_say_so(tmp_path):
    site = a_site(tmp_path)
    assert "No pair has finished its map yet." in slides(site, "ola")
    assert site.client("tam").get(f"/classes/{site.cohort}/debrief/nowhere").status_code == 404
