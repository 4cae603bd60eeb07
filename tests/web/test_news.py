"""News: judged alone, then together."""

from pathlib import Path

from tests.web.second_half import Pair


def test_new_papers_are_open_to_both_sides(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news()
    for who in ("Mira", "Lew"):
        assert "extractor dead in June" in pair.page(who, "news")


def test_a_paper_with_a_content_note_is_folded_below_its_note_and_summary_until_its_reader_opens_it(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_news().page("Mira", "news")
    before, fold, paper = page.partition('<details class="more" id="read-survey">')
    assert "Photographs of mould." in before and "The wall is wet from outside." in before
    assert fold and "extractor dead in June" in paper.partition("</details>")[0]


def test_nobody_sees_anothers_opinion_before_all_have_handed_in(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news()
    pair.does("Lew", "LinkJudged", link=pair.link, effect="less", words="A fan is not the wall")
    pair.does("Lew", "NewsSealed", step="news")
    page = pair.page("Mira", "news")
    assert "A fan is not the wall" not in page
    assert "Lew has handed in." in page


def test_my_own_opinion_comes_back_to_be_changed(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news()
    pair.does("Mira", "LinkJudged", link=pair.link, effect="more", words="The extractor was dead")
    page = pair.page("Mira", "news")
    assert "The extractor was dead" in page
    assert "Hand in what I think" in page


def test_one_cannot_hand_in_before_judging_a_link(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_news().page("Mira", "news")
    assert "Hand in what I think" not in page
    assert "judged at least one link" in page


def test_where_they_differ_both_opinions_stand_side_by_side(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news().judged()
    page = pair.page("Mira", "news")
    differ = page[page.index('id="differ"') :]
    assert "The extractor was dead" in differ
    assert "A fan is not the wall" in differ


def test_a_form_without_a_script_changes_how_sure_the_pair_is(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news().judged()
    status = pair.posts("Mira", "LinkWeighed", "news", of=pair.link, sure="85", words="It is their own survey")
    assert status == 303
    assert pair.table.links[pair.link].sure == 85
    assert "It is their own survey" in pair.page("Lew", "news")


def test_the_pair_goes_on_with_a_dissent_that_stands(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_news().judged()
    pair.does("Mira", "AgreedToGoOn", step="news", dissent="I would keep the old figure")
    pair.does("Lew", "AgreedToGoOn", step="news")
    assert "I would keep the old figure" in pair.page("Lew", "news")


def test_looked_back_at_it_shows_everything_and_offers_no_form(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_act().page("Mira", "news")
    assert "A fan is not the wall" in page
    assert "data-move" not in page
