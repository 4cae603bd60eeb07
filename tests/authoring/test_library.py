"""From folders to compiled cases."""

from datetime import date
from pathlib import Path

import pytest

from elearn.authoring.library import check_library, compile_case, read_library
from elearn.domain.content import Case, Checked, Pack
from tests.content_builders import CASE, PAPERS, SLUG, a_case, a_folder, a_library

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
SURVEY = "papers/law/survey.md"


def compiled(folder: Path) -> Case:
    found = compile_case(folder)
    assert found.errors == ()
    assert found.case is not None
    return found.case


def test_a_library_is_its_cases_without_errors(tmp_path: Path) -> None:
    library = read_library(a_library(tmp_path))
    assert [case.case for case in library.cases] == [SLUG]
    assert library.problems == ()
    assert library.cases[0] == a_case()


def test_a_case_with_an_error_is_left_out_and_its_problems_are_told(tmp_path: Path) -> None:
    library = read_library(a_library(tmp_path, ("case.yaml", "the third winter in a row", "the first winter")))
    assert library.cases == ()
    assert [each.code for each in library.errors] == ["E203"]


def test_a_warning_does_not_keep_a_case_from_being_published(tmp_path: Path) -> None:
    library = read_library(a_library(tmp_path), today=date(2031, 1, 1))
    assert [case.case for case in library.cases] == [SLUG]
    assert {each.code for each in library.problems} == {"W602", "W603"}


def test_each_fact_is_found_where_it_stands(tmp_path: Path) -> None:
    case = compiled(a_folder(tmp_path))
    for paper, fact in case.facts():
        assert case.passage_text(paper.id, fact.start, fact.end) == " ".join(fact.quote.split())


def test_a_quotation_may_run_over_lines_and_markup(tmp_path: Path) -> None:
    text = (
        "For **the\nthird   winter** in a row. It settled within two days when they stayed\nwith his aunt. She has told the landlord twice."
    )
    case = compiled(a_folder(tmp_path, files={"papers/medicine/clinic-letter.md": text}))
    fact = next(fact for _, fact in case.facts() if fact.id == "third-winter")
    assert case.passage_text("clinic-letter", fact.start, fact.end) == "the third winter in a row"


def test_a_quotation_over_lines_that_are_kept_as_they_are_is_found_too(tmp_path: Path) -> None:
    text = "    12 April   The fan has not\n               run since April\n"
    case = compiled(a_folder(tmp_path, files={SURVEY: text}))
    fact = next(fact for _, fact in case.facts() if fact.id == "dead-fan")
    assert case.passage_text("survey", fact.start, fact.end).split() == ["The", "fan", "has", "not", "run", "since", "April"]


def test_a_case_holds_the_sources_and_helpers_that_it_names(tmp_path: Path) -> None:
    case = compiled(a_folder(tmp_path))
    assert [each.id for each in case.sources] == ["lta-11"]
    assert [each.id for each in case.resources] == ["law-centre"]


def test_a_picture_is_kept_with_the_hash_of_its_bytes(tmp_path: Path) -> None:
    text = PAPERS[SURVEY] + "\n![A wet wall](images/wall.png)\n"
    one = compiled(a_folder(tmp_path / "a", files={SURVEY: text, "images/wall.png": PNG}))
    other = compiled(a_folder(tmp_path / "b", files={SURVEY: text, "images/wall.png": PNG + b"1"}))
    assert [(each.path, each.media_type) for each in one.images] == [("images/wall.png", "image/png")]
    assert one.sha != other.sha


def test_what_happened_next_is_compiled(tmp_path: Path) -> None:
    assert "Four weeks later" in compiled(a_folder(tmp_path)).afterwards_html


def test_the_lists_beside_the_cases_are_checked_once(tmp_path: Path) -> None:
    root = a_library(tmp_path, ("../../sources.yaml", "checked: M", "checked: X"))
    assert [each.code for each in check_library(root)].count("E104") == 1


def test_a_file_is_named_as_its_folder_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    a_library(tmp_path, ("case.yaml", "minutes: 101", "minutes: 100"))
    monkeypatch.chdir(tmp_path)
    [found] = compile_case(Path("content/cases") / SLUG).problems
    assert found.where.file == f"content/cases/{SLUG}/case.yaml"
    assert CASE.split("\n")[found.where.line - 1].startswith("minutes:")


def test_a_case_named_from_within_finds_its_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(a_folder(tmp_path))
    assert compile_case(Path()).problems == ()


def test_a_folder_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    root = a_library(tmp_path)
    (root / "cases" / "linked").symlink_to(root / "cases" / SLUG)
    assert [each.code for each in read_library(root).errors] == ["E012"]


def test_a_paper_saved_by_a_windows_editor_reads_the_same(tmp_path: Path) -> None:
    text = "\ufeff" + PAPERS["papers/medicine/clinic-letter.md"].replace("\n", "\r\n")
    assert compiled(a_folder(tmp_path, files={"papers/medicine/clinic-letter.md": text})) == a_case()


def test_the_compiled_case_survives_json() -> None:
    case = a_case()
    again = Case.model_validate_json(case.model_dump_json())
    assert again == case
    assert again.sha == case.sha


def test_other_words_are_another_hash(tmp_path: Path) -> None:
    assert compiled(a_folder(tmp_path, ("case.yaml", "title: The cold room", "title: The colder room"))).sha != a_case().sha


def test_a_case_answers_for_its_papers_steps_and_causes() -> None:
    case = a_case()
    assert [each.id for each in case.papers_of(Pack.LAW)] == ["repairs-log", "survey"]
    assert (case.paper("survey"), case.paper("none")) == (case.papers[3], None)
    assert case.step("news") is not None
    assert case.step("none") is None
    assert case.cause("fear") is not None
    assert case.source("none") is None
    assert case.passage_text("none", 0, 5) == ""


def test_what_nobody_reviewed_is_said_to_be_so() -> None:
    assert a_case().not_yet_reviewed(Checked.READ)
    reviewed = a_case(reviewed_by=("Dr A",))
    assert (reviewed.not_yet_reviewed(Checked.READ), reviewed.not_yet_reviewed(Checked.MEMORY)) == (False, True)
