"""What is wrong with the shape of a file, in the words of somebody who has never seen the code."""

from pathlib import Path

import pytest

from elearn.authoring.library import check_case
from elearn.domain.problem import Problem
from tests.content_builders import a_folder

C, P = "case.yaml", "panel.yaml"


def the(tmp_path: Path, *swaps: tuple[str, str, str]) -> Problem:
    [found] = check_case(a_folder(tmp_path, *swaps))
    return found


ASKED = "reflection: [What did your partner's papers change in your thinking?]"


@pytest.mark.parametrize(
    ("swap", "message", "remedy"),
    [
        ((P, "weight: supporting", "weigth: supporting"), "`weigth` is not a key here. Did you mean `weight`?", "Write `weight`."),
        ((P, "    - id: fear", "    - id: fear\n      colour: red"), "`colour` is not a key here.", "The keys here are: id, layer, says,"),
        ((P, "seen_from: medicine", "seen_from: medicin"), "Did you mean `medicine`?", "Write one of: medicine, law, both, joint."),
        ((C, "minutes: 101", 'minutes: "101"'), "`minutes` is the text “101”; a whole number is wanted.", "without quotes: 101"),
        ((C, "review_by: 2027-05-24", "review_by: May 2027"), "`May 2027` is not a date", "2026-11-24"),
        ((C, "title: The cold room", "title: 2026-11-24"), "`title` is the date 2026-11-24; a text is wanted.", "in quotes"),
        ((C, "content_note: A child who is ill; poor housing. Nobody dies.", "content_note:"), "`content_note` is empty", "Write a text"),
        ((C, "reviewed_by: []", "reviewed_by: Jo"), "`reviewed_by` is the text “Jo”; a list is wanted.", "in brackets: [Jo]"),
        ((C, "decisive: true", "decisive: 'true'"), "`decisive` is the text “true”; true or false is wanted.", "without quotes"),
        ((C, "why: The cough follows the home.", ""), "`why` is missing in `better-away`. What it tells somebody who knows.", "Add it"),
        ((C, "  name: Ben Hale\n", ""), "`name` is missing in `person`.", "Add it: `name: …`"),
        ((P, "through: [no-budget, repair-duty, mould-air, wheeze]", "through: [wheeze]"), "`through` has 1 item; 2 are the least.", "Add"),
        ((C, "minutes: 101", "minutes: 101 min"), "the text “101 min”; a whole number is wanted.", "number alone, without quotes: 101"),
        ((C, "minutes: 101", "minutes: 100.6"), "the number 100.6; a whole number is wanted.", "Write a whole number: 101"),
        ((C, "minutes: 101", "minutes: 900"), "`minutes` is 900; it should be at most 600.", "Correct the number."),
        ((C, "review_by: 2027-05-24", "review_by:"), "`review_by` is empty; a day is wanted.", "2026-11-24"),
        ((C, "title: The cold room", "title: 1984"), "`title` is the number 1984; a text is wanted.", 'Put it in quotes: "1984"'),
        ((C, "jurisdiction: England", "jurisdiction: [England, Wales]"), "`jurisdiction` is a list", "and hyphens: England, Wales"),
        ((C, ASKED, "reflection: [Think: what now?]"), "An item of `reflection` is a block", 'in quotes: "Think: what now?"'),
        ((C, "shows: [mould-air, repair-duty]", "shows: mould-air, repair-duty"), "`shows` is the text", ": [mould-air, repair-duty]"),
        ((C, ASKED, "reflection:\n  -What now?"), "`reflection` is the text", "begins with a hyphen and a space: - What now?"),
        ((C, ASKED, "reflection: Well, what now?"), "`reflection` is the text", "with a hyphen before it: - Well, what now?"),
        ((C, "tags: [S1]}", "tags: [S1]}\n  - Say it"), "An item of `outcomes` is the text “Say it”", "in a line of its own: id, text."),
        ((C, "shows: [mould-air, repair-duty]", "shows: mould-air -> repair-duty"), "`shows` is the text", ": [mould-air, repair-duty]"),
        ((C, "shows: [mould-air, repair-duty]", "shows: [mould-air repair-duty]"), "cannot be a name", ": [mould-air, repair-duty]"),
        ((P, "why: {gp: Three winters.}", "why: {gp: Three winters, and more}"), "`and more` is not a key here.", "in quotes"),
        ((C, "tensions:\n", "facts: []\ntensions:\n"), "`facts` is not a key here.", "It belongs to an entry below `papers`"),
        ((C, '"What in this file matters, and why?"', "What in this file, and why?"), "`and why?` is not a key", "quotes"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_in_plain_words(swap: tuple[str, str, str], message: str, remedy: str, tmp_path: Path) -> None:
    found = the(tmp_path, swap)
    assert message in found.message
    assert remedy in found.remedy


def test_a_mistake_stands_at_its_line_and_column(tmp_path: Path) -> None:
    found = the(tmp_path, (P, "weight: supporting", "weigth: supporting"))
    line = (a_folder(tmp_path / "again") / P).read_text().split("\n").index("      weight: supporting") + 1
    assert (found.where.line, found.where.column) == (line, 7)


def test_a_word_for_yes_is_told_once(tmp_path: Path) -> None:
    found = the(tmp_path, (C, "decisive: true", "decisive: yes"))
    assert found.code == "E010"
    assert "write true or false" in found.remedy


def test_a_misspelt_key_does_not_hide_the_mistakes_after_it(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, (P, "seen_from: law", "seenfrom: law"), (C, "shows: [mould-air]", "shows: [mould-ai]"))
    assert [each.code for each in check_case(folder)] == ["E201", "E101"]


def test_an_item_that_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    found = check_case(a_folder(tmp_path, (P, "      layer: exposure\n", "")))
    assert [each.code for each in found] == ["E102"]


def test_lines_after_an_item_that_cannot_be_read_are_still_right(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, (P, "      layer: social\n", ""), (P, "{gp: Three winters.}", "{gq: Three winters.}"))
    text = (folder / P).read_text().split("\n")
    [_, voice] = check_case(folder)
    assert "gq" in text[voice.where.line - 1]


def test_a_file_that_is_no_map_is_said_to_be_none(tmp_path: Path) -> None:
    found = check_case(a_folder(tmp_path, files={C: "- a\n- b\n"}))
    assert [each.code for each in found] == ["E103"]
    assert found[0].message.startswith("`case.yaml` is a list; a block of keys is wanted.")


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    [found] = check_case(a_folder(tmp_path, files={P: "# nothing yet\n"}))
    assert "empty" in found.message
