"""Reflect: alone, and then what happened next."""

from pathlib import Path

from tests.web.second_half import Pair


def test_the_cases_questions_are_asked_and_the_answers_stay_private(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_reflect()
    assert pair.posts("Mira", "ReflectionWritten", "reflect", question="1", words="Ask who owns the wall") == 303
    mine, theirs = pair.page("Mira", "reflect"), pair.page("Lew", "reflect")
    assert "What will you ask next time?" in mine
    assert "Ask who owns the wall" in mine
    assert "Ask who owns the wall" not in theirs


def test_what_a_partner_did_that_helped_is_for_the_writer_and_the_tutor(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_reflect()
    pair.does("Mira", "PartnerThanked", words="He asked what a solicitor may not say")
    assert "One thing that Lew did that helped" in pair.page("Mira", "reflect")
    assert "may not say" in pair.page("Mira", "reflect")
    assert "may not say" not in pair.page("Lew", "reflect")


def test_one_hands_in_once_something_is_written(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_reflect()
    assert "Hand in my reflection" not in pair.page("Mira", "reflect")
    pair.does("Mira", "ReflectionWritten", question=0, words="The wall")
    assert "Hand in my reflection" in pair.page("Mira", "reflect")


def test_what_happened_next_opens_to_whoever_has_handed_in(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_reflect()
    pair.does("Mira", "ReflectionWritten", question=0, words="The wall")
    pair.does("Mira", "ReflectionHandedIn", step="reflect")
    assert "The wall is <strong>dry</strong> now." in pair.page("Mira", "reflect")
    assert "<strong>dry</strong>" not in pair.page("Lew", "reflect")
    assert "Mira has handed in." in pair.page("Lew", "reflect")


def test_a_finished_case_can_be_read_and_replayed_and_changes_no_more(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_reflect()
    for who in ("Mira", "Lew"):
        pair.does(who, "ReflectionWritten", question=0, words="The wall")
        pair.does(who, "ReflectionHandedIn", step="reflect")
    page = pair.page("Lew", "reflect")
    assert "data-move" not in page
    assert "/replay" in page
    assert "/map" in page
    assert "/act" in page
