"""Slips that authors made in a trial by the manual alone: each message sends them to the place, with what to type."""

from pathlib import Path

import pytest

from elearn.authoring.daylike import day_like
from elearn.authoring.library import check_case, check_library
from tests.content_builders import PANEL, a_folder, a_library

C, P, SURVEY, LOG = "case.yaml", "panel.yaml", "papers/law/survey.md", "papers/law/repairs-log.md"
QUOTE = "quote: The fan has not run since April"


@pytest.mark.parametrize(
    ("old", "new", "near", "how"),
    [
        (
            QUOTE,
            "quote: The **fan** has not run since April",
            "Without the marks of Markdown they stand there.",
            "Write: quote: The",
        ),
        (
            QUOTE,
            "quote: the Fan has not run since april",
            "Line 3 of survey.md differs in capitals: “The fan",
            "Copy the words",
        ),
        (
            QUOTE,
            "quote: “The fan has not run”",
            "Without the quotation marks around them they stand there.",
            "Write: quote: The fan has not run",
        ),
        (QUOTE, "quote: The fan has … since April", "Closest, line 3 of survey.md", "A quotation has no gaps"),
        (
            QUOTE,
            "quote: asks that her name be left out",
            "They stand in repairs-log.md.",
            "Move the fact to the paper with `text: ",
        ),
    ],
)
def test_a_quotation_that_is_not_there_says_what_is_otherwise(old: str, new: str, near: str, how: str, tmp_path: Path) -> None:
    [found] = [each for each in check_case(a_folder(tmp_path, (C, old, new))) if each.code == "E203"]
    assert near in found.message
    assert found.remedy.startswith(how)


def test_a_curly_apostrophe_in_a_quotation_is_named(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, (C, QUOTE, "quote: The tenant’s fan has not run"), (SURVEY, "The fan has not", "The tenant's fan has not"))
    [found] = [each for each in check_case(folder) if each.code == "E203"]
    assert "differs in a dash, an apostrophe or a quotation mark: “The tenant's fan" in found.message


def test_a_quotation_that_stands_twice_names_both_lines(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, (SURVEY, "April.\n", "April.\n\nAgain: The fan has not run since April, they say.\n")))
    assert "2 times in papers/law/survey.md, lines 3 and 5" in found.message


@pytest.mark.parametrize("name", ["case.yml", "Case.yaml", "case.yaml.txt"])
def test_a_file_that_an_editor_named_otherwise_is_found(name: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / C).rename(folder / name)
    assert f"{name} is there: if that is the file, call it case.yaml." in [each.remedy for each in check_case(folder)]


def test_a_paper_in_another_folder_is_found(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / SURVEY).rename(folder / "papers/medicine/survey.md")
    [found] = [each for each in check_case(folder) if each.code == "E001"]
    assert found.remedy == "papers/medicine/survey.md is there: write that here, or call the file papers/law/survey.md."


def test_a_list_and_a_module_that_end_in_yml_are_not_passed_over(tmp_path: Path) -> None:
    root = a_library(tmp_path)
    (root / "sources.yaml").rename(root / "sources.yml")
    (root / "modules").mkdir()
    (root / "modules/mine.yml").write_text("module: mine\n")
    told = {each.remedy for each in check_library(root) if each.code == "E001"}
    assert told == {"Rename sources.yml: call it sources.yaml.", "Rename mine.yml: call it mine.yaml."}


def test_pages_without_a_module_are_not_passed_over(tmp_path: Path) -> None:
    root = a_library(tmp_path)
    (root / "modules/mine").mkdir(parents=True)
    (root / "modules/mine/first.md").write_text("A page.")
    [found] = check_library(root)
    assert (found.code, found.where.file) == ("E001", (root / "modules/mine.yaml").as_posix())


def test_an_empty_paper_is_named_once_and_its_quotations_are_not(tmp_path: Path) -> None:
    found = check_case(a_folder(tmp_path, files={SURVEY: " \n"}))
    assert [(each.code, each.message) for each in found] == [("E013", "This file is empty.")]


@pytest.mark.parametrize(
    ("written", "how"),
    [
        ("24 November 2026", "without quotes: 2026-11-24"),
        ("3rd Feb 2027", "without quotes: 2027-02-03"),
        ("03/02/2027", "without quotes: 2027-02-03"),
        ("24.11.2026", "without quotes: 2026-11-24"),
        ("11/24/2026", "without quotes: 2026-11-24"),
        ("24/11/26", "without quotes: 2026-11-24"),
        ("2026-11-24 10:00", "without quotes: 2026-11-24"),
        ("2026-11-24", "Take the quotation marks away: 2026-11-24"),
        ("2027-02-30", "There is no such day."),
        ("next spring", "Write the year, month and day"),
    ],
)
def test_a_day_is_shown_as_it_should_be_written(written: str, how: str) -> None:
    assert how in day_like(written)


def test_a_name_is_shown_as_it_could_be(tmp_path: Path) -> None:
    told = [each.remedy for each in check_case(a_folder(tmp_path, (C, "id: survey", "id: The Survey")))]
    assert any(each.endswith("the-survey") for each in told)


def test_a_key_misspelt_that_may_be_left_out_brings_no_second_problem(tmp_path: Path) -> None:
    assert [each.code for each in check_case(a_folder(tmp_path, (C, "decisive: true", "decisve: true")))] == ["E101"]


def test_curly_marks_between_brackets_are_told_where_a_comma_ends_the_text(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, (P, "why: Nobody is sent}", "why: “Nobody is sent, ever”}"))
    [found] = check_case(folder)
    assert "Type straight ones" in found.remedy


def test_a_case_beside_the_folder_of_cases_is_not_passed_over(tmp_path: Path) -> None:
    root = a_library(tmp_path)
    (root / "cases/cold-room").rename(root / "cold-room")
    [found] = check_library(root)
    assert (found.code, found.remedy) == ("E001", "cold-room/ lies beside the folder cases/. Move it into that folder.")


def test_an_item_without_its_hyphen_is_told_of_the_hyphen(tmp_path: Path) -> None:
    first = next(each for each in check_case(a_folder(tmp_path, (C, "  - id: survey", "    id: survey"))) if each.code == "E006")
    assert "it needs a hyphen: - id: …" in first.remedy


def test_a_day_that_cannot_be_read_brings_no_reckoning_from_another(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, (P, "{from: 2026-11-02, working_days: 10", "{from: 2 November 2026, days: 13"))
    assert [each.code for each in check_case(folder)] == ["E105"]


def test_a_voice_in_capitals_is_shown_in_small_letters(tmp_path: Path) -> None:
    told = [each.remedy for each in check_case(a_folder(tmp_path, (P, "{solicitor: Planned", "{Solicitor: Planned")))]
    assert any(each.endswith("and _: solicitor") for each in told)


def test_yes_for_true_brings_no_second_problem(tmp_path: Path) -> None:
    assert [each.code for each in check_case(a_folder(tmp_path, (C, "decisive: true", "decisive: yes")))] == ["E010"]


def test_an_item_that_has_run_into_the_one_before_it_is_told_once_and_not_missed_elsewhere(tmp_path: Path) -> None:
    for swap in ((C, "  - id: survey", "    id: survey"), (P, "    - id: mould-air", "      id: mould-air")):
        assert [each.code for each in check_case(a_folder(tmp_path / swap[0], swap))] == ["E006"]


def test_keys_without_the_one_above_them_are_told_once(tmp_path: Path) -> None:
    bare = "\n".join(line.removeprefix("  ") for line in PANEL.splitlines()[1:])
    [found] = check_case(a_folder(tmp_path, files={P: bare}))
    assert (found.code, found.where.line) == ("E102", 1)
    assert "Write `panel:` in a line above, and indent the rest" in found.remedy


@pytest.mark.parametrize(
    ("data", "place", "words"),
    [
        ("A line.\n\nShe can’t read.".encode("cp1252"), (3, 8), "not saved as UTF-8: ’ stands here"),
        ("A line.".encode("utf-16"), (1, 1), "saved as UTF-16"),
        (b"PK\x03\x04\x14\xff", (1, 1), "a file of another program"),
        (b"{\\rtf1\\ansi A line.}", (1, 1), "rich text"),
    ],
)
def test_a_file_in_another_form_is_told_which_and_where(data: bytes, place: tuple[int, int], words: str, tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, files={LOG: data}))
    assert (found.code, found.where.line, found.where.column) == ("E003", *place)
    assert words in found.message


@pytest.mark.parametrize(
    ("written", "how"),
    [
        (r"papers\law\survey.md", "papers/law/survey.md"),
        ("/Users/me/papers/law/survey.md", "papers/law/survey.md"),
        ("papers/law/my survey.md", "papers/law/my-survey.md"),
        ("papers/law/my survey.txt", "papers/law/my-survey.md"),
    ],
)
def test_the_name_of_a_file_is_shown_as_it_could_be(written: str, how: str, tmp_path: Path) -> None:
    [found] = [each for each in check_case(a_folder(tmp_path, (C, f"text: {SURVEY}", f"text: {written}"))) if each.code == "E109"]
    assert found.remedy.endswith(f"call the file so: {how}")


def test_a_number_sign_that_cuts_a_text_short_is_pointed_out(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, (C, "title: The cold room", "title: Room #3")))
    assert (found.where.line, found.where.column, found.is_error) == (2, 13, False)
    assert "only “Room” is read, and not “#3”" in found.message


def test_letters_keep_their_sound_without_their_accents(tmp_path: Path) -> None:
    told = [each.remedy for each in check_case(a_folder(tmp_path, (C, "id: survey", "id: Café")))]
    assert any(each.endswith("only: cafe") for each in told)
