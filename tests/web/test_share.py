"""Share: findings side by side, said back, asked about, answered; and papers opened to the partner."""

from pathlib import Path

from elearn.domain import move as m
from tests.web.first_half import at_share, page, sends


def test_both_findings_lie_open_with_the_words_they_quote(tmp_path: Path) -> None:
    site, _, _ = at_share(tmp_path)
    html = page(site, "mira", "share")
    assert "Better away" in html
    assert "Told in June" in html
    assert "black mould in the small bedroom" in html


def test_the_rest_of_the_partners_paper_stays_closed(tmp_path: Path) -> None:
    site, _, _ = at_share(tmp_path)
    assert "tenant advised to ventilate" not in page(site, "mira", "share")
    assert "tenant advised to ventilate" not in page(site, "mira", "file?paper=repairs-log")


def test_a_finding_is_said_back_and_counts_as_answered_for(tmp_path: Path) -> None:
    site, _, his = at_share(tmp_path)
    assert "2 left" in page(site, "mira", "share")
    assert sends(site, "mira", "Restated", "share", on=his, words="So they knew").status_code == 303
    assert "Mira said it back:" in page(site, "lew", "share")
    assert "1 left" in page(site, "lew", "share")


def test_nothing_to_add_waves_it_through(tmp_path: Path) -> None:
    site, hers, _ = at_share(tmp_path)
    assert sends(site, "lew", "WavedThrough", "share", on=hers).status_code == 303
    assert "Lew had nothing to add." in page(site, "mira", "share")


def test_a_question_waits_for_the_partner_and_is_answered(tmp_path: Path) -> None:
    site, _, his = at_share(tmp_path)
    asked = site.does("mira", m.Asked(on=his, words="In her own language?"))
    assert "waiting for you" in page(site, "lew", "share")
    assert "waiting for an answer" in page(site, "mira", "share")
    sends(site, "lew", "Answered", "share", to=asked, words="In English")
    html = page(site, "mira", "share")
    assert "In English" in html
    assert "waiting for an answer" not in html


def test_only_the_one_who_noted_it_is_asked_to_explain(tmp_path: Path) -> None:
    site, hers, his = at_share(tmp_path)
    html = page(site, "mira", "share")
    assert f'id="explain-{hers}"' in html
    assert f'id="explain-{his}"' not in html
    sends(site, "mira", "Explained", "share", on=hers, words="Lungs settle when the air is dry")
    assert "Lungs settle when the air is dry" in page(site, "lew", "share")


def test_what_one_needs_from_the_other_profession_is_asked_and_answered(tmp_path: Path) -> None:
    site, hers, _ = at_share(tmp_path)
    html = page(site, "lew", "share")
    assert "Mira needs from law:" in html
    assert "nobody has answered yet" in html
    sends(site, "lew", "BuiltOn", "share", on=hers, words="The landlord has to")
    assert "The landlord has to" in page(site, "mira", "share")


def test_a_paper_is_opened_with_a_reason_and_then_read(tmp_path: Path) -> None:
    site, _, _ = at_share(tmp_path)
    assert sends(site, "lew", "PaperOpened", "share", paper="repairs-log", words="They knew since June").status_code == 303
    html = page(site, "mira", "file?paper=repairs-log")
    assert "tenant advised to ventilate" in html
    assert "They knew since June" in html


def test_the_pair_goes_on_when_everything_is_answered_for(tmp_path: Path) -> None:
    site, hers, his = at_share(tmp_path)
    site.does("mira", m.Restated(on=his, words="So they knew"))
    site.does("lew", m.WavedThrough(on=hers))
    for name in ("mira", "lew"):
        assert 'id="go-on"' in page(site, name, "share")
        sends(site, name, "AgreedToGoOn", "share", step="share")
    assert site.table().step.id == "map"


def test_a_half_typed_answer_comes_back(tmp_path: Path) -> None:
    site, _, his = at_share(tmp_path)
    answer = sends(site, "mira", "Restated", "share", on=his, words="x" * 2100, draft=f"back-{his}")
    assert answer.status_code == 400
    assert "x" * 2100 in answer.get_data(as_text=True)


def test_looked_back_at_it_offers_no_form(tmp_path: Path) -> None:
    site, hers, his = at_share(tmp_path)
    site.does("mira", m.Restated(on=his, words="So they knew"))
    site.does("lew", m.WavedThrough(on=hers))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="share"))
    html = page(site, "mira", "share")
    assert "So they knew" in html
    assert 'data-move="Restated"' not in html
    assert 'data-move="AgreedToGoOn"' not in html


def test_the_case_file_marks_what_stands_on_the_map(tmp_path: Path) -> None:
    site, hers, his = at_share(tmp_path)
    site.does("mira", m.Restated(on=his, words="So they knew"))
    site.does("lew", m.WavedThrough(on=hers))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="share"))
    finding = site.table().findings[his]
    site.does("lew", m.CauseAdded(words="The wall is wet", layer="exposure", passages=(finding.passage,)))
    html = page(site, "lew", "file?paper=repairs-log")
    assert "The wall is wet" in html
    assert '<mark class="law">black mould in the small bedroom<sup' in html
