"""Words put into a cause's `also`, in the author's own file: everything else stays as it was."""

from pathlib import Path

import pytest

from elearn.authoring.library import check_case
from elearn.authoring.snippet import CannotAdd, add, is_writable, lines
from tests.content_builders import PANEL, a_folder

ONE_LINE = "      also: [black mould, damp bedroom]\n"


def panel_of(folder: Path) -> str:
    return (folder / "panel.yaml").read_text()


IN_ONE_LINE = "      also: [black mould, damp bedroom{}]\n"
WITH_A_COMMENT = "      also: [black mould, damp bedroom{}]  # as they say it\n"
OVER_LINES = "      also: [black mould, # one\n        damp bedroom{},\n      ]\n"
ITEM_BY_ITEM = "      also:\n        - black mould  # one\n        - damp bedroom # two\n{}"
NOT_INDENTED = "      also:\n      - black mould\n{}"
EMPTY = "      also: [{}]  # none yet\n"
QUOTED = '      also: ["été, über"{}]\n'


@pytest.mark.parametrize(
    ("written", "added"),
    [
        (IN_ONE_LINE, ", wet wall"), (WITH_A_COMMENT, ", wet wall"), (OVER_LINES, ", wet wall"), (QUOTED, ", wet wall"),
        (ITEM_BY_ITEM, "        - wet wall\n"), (NOT_INDENTED, "      - wet wall\n"), (EMPTY, "wet wall"),
    ],
)  # fmt: skip
def test_words_go_to_the_end_of_the_list_in_the_way_it_is_written(written: str, added: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("panel.yaml", ONE_LINE, written.format("")))
    assert add(folder, "mould-air", ["wet wall"]) == ["wet wall"]
    assert panel_of(folder) == PANEL.replace(ONE_LINE, written.format(added))
    assert check_case(folder) == ()


def test_a_cause_without_other_words_gets_its_first_below_what_it_says(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("panel.yaml", ONE_LINE, ""))
    add(folder, "mould-air", ["wet wall"])
    assert "      says: Mould where he sleeps\n      also: [wet wall]\n      near: [damp home]\n" in panel_of(folder)


def test_a_cause_in_one_line_gets_them_in_its_line(tmp_path: Path) -> None:
    weak = PANEL[PANEL.index("    - id: not-ventilating") : PANEL.index("  actions:")]
    line = "    - {id: not-ventilating, layer: social, says: Windows stay shut, why: The fan is dead}\n"
    folder = a_folder(tmp_path, ("panel.yaml", weak, line))
    add(folder, "not-ventilating", ["windows shut"])
    assert "{id: not-ventilating, layer: social, says: Windows stay shut, also: [windows shut], why: The fan is dead}" in panel_of(folder)


@pytest.mark.parametrize("words", ['say "no", twice', "a: b", "# not a comment", "yes", "- dash", "ünï", "it's wet"])
def test_whatever_pairs_wrote_is_read_back_as_they_wrote_it(words: str, tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    assert add(folder, "mould-air", [words]) == [words]
    assert add(folder, "mould-air", [words]) == []


def test_line_ends_and_mode_of_the_file_stay(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, files={"panel.yaml": PANEL.replace("\n", "\r\n")})
    (folder / "panel.yaml").chmod(0o640)
    add(folder, "mould-air", ["wet wall"])
    assert (folder / "panel.yaml").read_bytes() == PANEL.replace("damp bedroom", "damp bedroom, wet wall").replace("\n", "\r\n").encode()
    assert (folder / "panel.yaml").stat().st_mode & 0o777 == 0o640
    assert [each.name for each in folder.iterdir() if each.name.startswith(".")] == []


def test_words_that_stand_for_another_cause_are_refused_and_nothing_changes(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    with pytest.raises(CannotAdd, match="“recurrent wheeze” stands for"):
        add(folder, "mould-air", ["recurrent wheeze"])
    assert panel_of(folder) == PANEL


def test_an_error_that_was_there_before_does_not_stand_in_the_way(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("case.yaml", "licence: CC BY 4.0\n", ""))
    assert add(folder, "mould-air", ["wet wall"]) == ["wet wall"]


def test_an_unknown_cause_and_a_broken_file_are_refused_in_words(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    with pytest.raises(CannotAdd, match="no cause `gone`"):
        add(folder, "gone", ["x"])
    (folder / "panel.yaml").write_text("panel: [")
    with pytest.raises(CannotAdd):
        add(folder, "mould-air", ["x"])


def test_a_linked_panel_is_not_written(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "panel.yaml").rename(tmp_path / "elsewhere.yaml")
    (folder / "panel.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert not is_writable(folder)
    with pytest.raises(CannotAdd):
        add(folder, "mould-air", ["x"])


def test_lines_to_paste_have_the_old_words_and_the_new() -> None:
    assert lines(["wet wall", "a, b"], ["black mould"]) == 'also: [black mould, wet wall, "a, b"]'
