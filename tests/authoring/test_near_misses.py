"""A near miss is named: the author need not search."""

from pathlib import Path

import pytest

from elearn.authoring.library import check_case
from tests.content_builders import a_folder

C, P, SOURCES = "case.yaml", "panel.yaml", "../../sources.yaml"


@pytest.mark.parametrize(
    ("swap", "code", "message"),
    [
        ((C, "shows: [mould-air]", "shows: [mould-ai]"), "E201", "No cause `mould-ai`. Did you mean `mould-air`?"),
        ((C, "opens: news", "opens: new"), "E201", "No step `new`. Did you mean `news`?"),
        ((C, "shows: [fear]", "shows: [not-ventilating]"), "E201", "It is a weak cause"),
        ((P, "resource: law-centre", "resource: law-center"), "E201", "No resource `law-center`. Did you mean `law-centre`?"),
        ((P, "{solicitor: Planned", "{solictor: Planned"), "E201", "No voice `solictor`. Did you mean `solicitor`?"),
        ((SOURCES, "id: lta-11", "id: lta-1985"), "E201", "No source `lta-11`."),
        ((P, "voice: lived", "voice: living"), "E201", "No voice `living`."),
        (
            (C, "quote: settled within two days when they stayed with his aunt", "quote: settled within 2 days when staying with his aunt"),
            "E203",
            "Closest, line 3 of clinic-letter.md: “settled within two days when they stayed with his",
        ),
        (
            (C, "quote: has told the landlord twice", "quote: The fan has not run since April"),
            "E203",
            "They stand in survey.md.",
        ),
        ((C, "quote: has told the landlord twice", "quote: Zyx qwv jkl pqr"), "E203", "No paper has these words: “Zyx qwv jkl pqr”."),
        ((P, "weight: supporting", "weight: suporting"), "E104", "Did you mean `supporting`?"),
        ((P, "weight: supporting", "weight: CORE"), "E104", "Did you mean `core`?"),
    ],
)
def test_what_was_meant_is_offered(swap: tuple[str, str, str], code: str, message: str, tmp_path: Path) -> None:
    found = [each for each in check_case(a_folder(tmp_path, swap)) if each.code == code]
    assert any(message in each.message for each in found), [each.message for each in found]


def test_a_circle_is_named_by_its_causes(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, (P, ", loop: true", "")))
    assert found.message.count("→") == 4
    assert "`wheeze`" in found.message


def test_two_loops_are_both_named(tmp_path: Path) -> None:
    back = "    - {from: mould-air, to: repair-duty, how: worsens, why: A second circle}\n"
    found = check_case(a_folder(tmp_path, (P, ", loop: true", ""), (P, "  paths:\n", f"{back}  paths:\n")))
    assert [each.code for each in found] == ["E502", "E502"]


def test_a_word_that_blames_is_no_problem_where_it_is_quoted_or_questioned(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        (C, "why: Nobody went to look.", 'why: The log says "lifestyle". Nobody went to look.'),
        (P, "also: [no repair budget]", "also: [no repair budget, chaotic family]"),
    )
    assert check_case(folder) == ()


def test_a_word_that_blames_is_named_where_the_author_says_it(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, (P, "why: Nobody presses for it", "why: She is non-compliant")))
    assert (found.code, found.severity) == ("W606", "warning")
    assert "“non-compliant”" in found.message


def test_where_there_are_few_names_and_none_is_near_all_are_told(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, (P, "voice: lived", "voice: neighbour")))
    assert found.message == "No voice `neighbour`. There are: gp, lived, solicitor."
