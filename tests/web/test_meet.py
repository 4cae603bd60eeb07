"""Meet: what one is told before beginning, and what the pair settles."""

from pathlib import Path

from elearn.domain import move as m
from tests.web.first_half import at_meet, page, sends


def test_it_says_what_may_be_hard_and_who_the_person_is(tmp_path: Path) -> None:
    html = page(at_meet(tmp_path), "mira", "meet")
    assert "A child who is ill; poor housing. Nobody dies." in html
    assert "Ben Hale" in html
    assert "to stay near her sister" in html
    assert "Ruth keeps every letter" in html


def test_it_names_the_papers_of_both_sides_and_shows_no_word_of_them(tmp_path: Path) -> None:
    html = page(at_meet(tmp_path), "mira", "meet")
    assert "Clinic letter" in html
    assert "Repairs log" in html
    assert "black mould" not in html
    assert "third winter" not in html


def test_a_paper_that_comes_later_is_not_named(tmp_path: Path) -> None:
    assert "A report that came late" not in page(at_meet(tmp_path), "lew", "meet")


def test_one_line_about_ones_profession_is_read_by_the_partner(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    assert sends(site, "mira", "ProfessionIntroduced", "meet", words="I treat people").status_code == 303
    assert "I treat people" in page(site, "lew", "meet")


def test_nobody_goes_on_before_introducing_their_profession(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    assert 'id="go-on"' not in page(site, "mira", "meet")
    sends(site, "mira", "ProfessionIntroduced", "meet", words="I treat people")
    assert 'id="go-on"' in page(site, "mira", "meet")


def test_two_wordings_at_once_stand_side_by_side_until_one_is_taken(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    site.does("mira", m.AgreementWorded(words="We talk on Tuesdays"))
    site.does("lew", m.AgreementWorded(words="We write every evening"))
    html = page(site, "mira", "meet")
    assert "Which words stay?" in html
    assert "We write every evening" in html
    sends(site, "mira", "AgreementWorded", "meet", words="We write every evening", base="1")
    assert "Which words stay?" not in page(site, "lew", "meet")


def test_a_pair_that_talks_aloud_says_who_types(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    assert sends(site, "mira", "SpokeAloud", "meet", scribe=site.members["lew"]).status_code == 303
    assert "Lew types for you all" in page(site, "mira", "meet")
    sends(site, "mira", "SpokeAloud", "meet", scribe="")
    assert "Each of you types." in page(site, "mira", "meet")


def test_when_both_say_yes_the_pair_stands_at_spot(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    for name in ("mira", "lew"):
        sends(site, name, "ProfessionIntroduced", "meet", words="I help")
        sends(site, name, "AgreedToGoOn", "meet", step="meet")
    assert site.table().step.id == "spot"


def test_a_yes_can_be_taken_back_while_the_other_thinks(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    sends(site, "mira", "ProfessionIntroduced", "meet", words="I help")
    sends(site, "mira", "AgreedToGoOn", "meet", step="meet")
    assert "Waiting for Lew" in page(site, "mira", "meet")
    assert "Mira said yes." in page(site, "lew", "meet")
    sends(site, "mira", "TookBackAgreement", "meet", step="meet")
    assert 'id="go-on"' in page(site, "mira", "meet")


def test_another_case_is_asked_for_with_a_plain_form_and_no_reason(tmp_path: Path) -> None:
    html = page(at_meet(tmp_path), "mira", "meet")
    form = html[html.index("another-case") : html.index("</form>", html.index("another-case"))]
    assert "textarea" not in form
    assert 'type="text"' not in form


def test_looked_back_at_it_offers_no_form(tmp_path: Path) -> None:
    site = at_meet(tmp_path)
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words="I help"))
        site.does(name, m.AgreedToGoOn(step="meet"))
    html = page(site, "mira", "meet")
    assert "I help" in html
    assert "data-move" not in html
