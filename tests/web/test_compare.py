"""Compare: the pair's map beside the panel's, in words."""

import re
from pathlib import Path

from tests.web.second_half import Pair


def test_causes_stand_found_missed_weak_and_not_yet_compared(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    for standing, words in (("found", "Damp home"), ("missed", "Housing support wrongly cut"), ("weak", "The mother smokes")):
        assert re.search(rf'<li class="{standing}">(?:(?!</li>).)*{words}', page, re.DOTALL)
    assert re.search(r'<li class="not_yet_compared">(?:(?!</li>).)*Too many in one room', page, re.DOTALL)


def test_students_see_no_score(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    told = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
    assert "%" not in told
    assert "score" not in told.lower()


def test_the_panels_chains_say_where_they_stand_on_the_pairs_map(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    assert "whole on your map" in page
    assert "not on your map" in page


def test_the_pair_says_that_it_is_not_the_same_and_so_it_lies_beyond_the_panel(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_compare()
    panel = re.search(rf'id="same-{pair.crowd}-([a-z]+)"', pair.page("Mira", "compare"))
    assert panel
    assert pair.posts("Lew", "SameAnswered", "compare", cause=pair.crowd, panel=panel[1], same="false") == 303
    assert re.search(r'<li class="beyond">(?:(?!</li>).)*Too many in one room', pair.page("Mira", "compare"), re.DOTALL)


def test_a_difference_has_the_panels_voices_and_says_that_they_are_written_for_teaching(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    card = page[page.index('id="d-missed-support"') :]
    card = card[: card.index("</article>")]
    assert "They knew since August." in card
    assert "written for teaching" in card
    assert "Support ended" in card
    assert "held by Lew" in card


def test_a_difference_is_judged_without_a_script_and_shown_to_both(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_compare()
    said = {"difference": "missed:support", "verdict": "missed", "words": "We read one letter"}
    assert pair.posts("Mira", "DifferenceJudged", "compare", **said) == 303
    assert "We read one letter" in pair.page("Lew", "compare")
    assert "2 more to judge" in pair.page("Lew", "compare")


def test_what_is_ours_can_be_taken_back_and_what_is_missing_cannot(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    weak = page[page.index('id="judge-weak-smokes"') :].split("</form>")[0]
    missed = page[page.index('id="judge-missed-support"') :].split("</form>")[0]
    assert "take_back" in weak
    assert 'value="missed"' not in weak
    assert "take_back" not in missed


def test_it_shows_where_the_panel_was_divided_and_where_duties_differ(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Mira", "compare")
    assert "No test will prove it." in page
    assert "Probable is plenty." in page
    assert "May you tell the landlord?" in page
    assert "Only with consent." in page


def test_it_tells_which_decisive_facts_were_held_and_never_shared(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_compare().page("Lew", "compare")
    held = page[page.index("Held, and never shared") :]
    assert "Four attacks since October" in held
    assert "held by Mira" in held
    assert "told in August" not in held.split("</ul>")[0]


def test_the_pair_goes_on_when_three_are_judged(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_compare()
    assert 'id="go-on"' not in pair.page("Mira", "compare")
    assert pair.posts("Mira", "AgreedToGoOn", "compare", step="compare") == 422
    for key in ("missed:support", "weak:smokes", "missed:income"):
        pair.does("Mira", "DifferenceJudged", difference=key, verdict="disagree", words="Because")
    assert 'id="go-on"' in pair.page("Lew", "compare")


def test_nobody_sees_the_panel_before_compare(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    answer = pair.browser("Mira").get(f"/sittings/1/{pair.id}/compare")
    assert answer.status_code == 403
    assert "Housing support wrongly cut" not in answer.get_data(as_text=True)
