"""What exports hold: one definition for header, dictionary and manual, and cells that no spreadsheet works out."""

import csv
import io
import json

from hypothesis import given
from hypothesis import strategies as st

from elearn.domain import move as m
from elearn.domain.dictionary import BY_NAME, RESEARCH, TABLES, entries, manual
from elearn.domain.dictionary_cells import CONTROL, CUT, MOST_OF_A_CELL, as_written, fit, guarded, is_dangerous, shortened
from elearn.domain.dictionary_moves import apart
from elearn.domain.passage import Passage
from tests.site import ROOT

HEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " =", "\u200b=", "\ufeff+", "'")


def test_the_page_of_the_manual_is_made_of_the_definition():
    assert (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8") == manual(), "run python -m elearn.domain.dictionary"


def test_every_column_has_one_name_in_its_table_and_a_meaning():
    for table in (*TABLES, *RESEARCH):
        assert len(set(table.header)) == len(table.header)
        assert all(meaning for _, _, _, meaning in entries([table]))
    assert len(BY_NAME) == len(TABLES) + len(RESEARCH)


@given(st.sampled_from(HEADS), st.text(max_size=30))
def test_no_cell_of_a_csv_begins_like_a_formula(head, rest):
    assert guarded(head + rest)[0] == "'"


@given(st.text())
def test_what_goes_into_a_csv_comes_out_as_it_was_written(text):
    fitting, _ = fit(text)
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerow([guarded(fitting)])
    [[cell]] = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert as_written(cell) == fitting


@given(st.text(alphabet=st.characters(min_codepoint=0, max_codepoint=0x2FFFF)))
def test_what_a_workbook_cannot_hold_is_taken_out_and_noted(text):
    fitting, note = fit(text)
    assert (note == CONTROL) == (fitting != text)
    assert not any(ord(each) < 32 and each not in "\t\n\r" for each in fitting)
    fitting.encode("utf-8")


def test_student_numbers_and_words_that_look_like_values_are_left_alone():
    assert [guarded(each) for each in ("0012", "1E5", "TRUE", "NULL", "2026-01-02")] == ["0012", "1E5", "TRUE", "NULL", "2026-01-02"]


def test_a_text_longer_than_a_cell_is_cut_between_characters_and_says_so():
    whole = "🙂" * MOST_OF_A_CELL
    kept, note = shortened(whole)
    assert (note, len(kept.encode("utf-16-le")) // 2, whole.startswith(kept)) == (CUT, MOST_OF_A_CELL - 1, True)
    assert shortened("a" * MOST_OF_A_CELL) == ("a" * MOST_OF_A_CELL, "")


def test_a_formula_that_somebody_typed_is_known_for_one():
    assert is_dangerous('=HYPERLINK("http://x.test")')
    assert not is_dangerous("The landlord = the council")


def test_a_move_is_told_apart_into_its_words_and_the_rest():
    sealed = m.Sealed(
        id="f" * 8,
        passage=Passage(paper="letter", start=0, end=4),
        finding=m.FindingWords(says="Damp", because="The letter says so", layer="exposure", sure=70),
    )
    words, rest = apart("FindingsSealed", m.FindingsSealed(findings=(sealed,)).model_dump(mode="json"))
    assert words == "Damp\nThe letter says so"
    assert json.loads(rest)["findings"][0]["finding"] == {"layer": "exposure", "sure": 70}
    assert apart("MemberLeft", {"member": "a" * 8, "why": "left", "pair": 0}) == ("", '{"member":"aaaaaaaa","why":"left","pair":0}')
