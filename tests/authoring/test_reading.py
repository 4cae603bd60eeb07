"""YAML as authors write it, and what two readers of YAML would take for two things."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.authoring.reading import MOST_DEPTH, read_yaml


def codes(text: str) -> list[tuple[str, int, int]]:
    return [(each.code, each.where.line, each.where.column) for each in read_yaml(text, "x.yaml").problems]


def value(text: str) -> Any:
    tree = read_yaml(text, "x.yaml")
    assert tree.problems == []
    return tree.value


def test_plain_words_become_what_they_look_like() -> None:
    text = "a: word\nb: 12\nc: 1.5\nd: 2026-11-24\ne: true\nf:\ng: '12'\nh: [x, y]\ni: |\n  two\n  lines\n"
    assert value(text) == {
        "a": "word", "b": 12, "c": 1.5, "d": date(2026, 11, 24), "e": True, "f": None, "g": "12", "h": ["x", "y"], "i": "two\nlines\n",
    }  # fmt: skip


@pytest.mark.parametrize(
    "word", ["no", "No", "NO", "yes", "on", "off", "Off", "012", "1:30", "14:05:09", "0x1F", ".inf", ".NaN", "1_000:20"]
)
def test_a_word_that_another_reader_takes_for_something_else_must_be_quoted(word: str) -> None:
    assert codes(f"a: x\nb: {word}\n") == [("E010", 2, 4)]
    assert codes(f'a: x\nb: "{word}"\n') == []


@pytest.mark.parametrize(
    "word", ["not", "one", "offer", "12 days", "s.10A", "2w", "48h", "10-3-5", "1e5", "y", "n", "yesterday", "-x", "."]
)
def test_a_word_that_everybody_reads_as_text_needs_no_quotes(word: str) -> None:
    assert value(f"a: {word}\n") == {"a": word}


def test_a_day_that_does_not_exist_stays_text() -> None:
    assert value("a: 2026-02-30\n") == {"a": "2026-02-30"}


def test_a_number_with_five_thousand_digits_stays_text() -> None:
    assert value(f"a: {'9' * 5000}\n") == {"a": "9" * 5000}


def test_each_value_and_key_has_its_place_in_characters() -> None:
    tree = read_yaml("é: ü\nlist:\n  - {name: Łukasz, of: ș}\n", "x.yaml")
    value, key = tree.where(("list", 0, "of")), tree.where(("list", 0, "of"), key=True)
    assert (tree.where(("é",)).line, tree.where(("é",)).column) == (1, 4)
    assert (key.line, key.column) == (3, 20)
    assert (value.line, value.column) == (3, 24)


def test_a_place_that_is_not_in_the_file_is_that_of_what_is_around_it() -> None:
    tree = read_yaml("list:\n  - {name: a}\n", "x.yaml")
    assert (tree.where(("list", 0, "age")).line, tree.where(("list", 0, "age")).column) == (2, 5)


def test_a_key_twice_is_named_with_the_line_of_the_first() -> None:
    tree = read_yaml("a: 1\nb: {c: 1}\na: {d: 2}\n", "x.yaml")
    assert [(each.code, each.where.line) for each in tree.problems] == [("E006", 3)]
    assert "line 1" in tree.problems[0].message
    assert tree.value == {"a": 1, "b": {"c": 1}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: &x 1\nb: *x\n", [("E007", 1, 4), ("E007", 2, 4)]),
        ("a: &x {b: 1}\nc:\n  <<: *x\n", [("E007", 1, 4), ("E007", 3, 3), ("E007", 3, 7)]),
        ("*x : 1\nb: 2\n*x : 3\n", [("E007", 1, 1), ("E007", 3, 1)]),
        ("a: !!str 1\n", [("E008", 1, 4)]),
        ("a: !custom x\n", [("E008", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("E011", 2, 1)]),
        ('a: "x\\u202ey"\n', [("E003", 1, 4)]),
        ("? [a, b]\n: c\n", [("E004", 1, 3)]),
    ],
)
def test_what_is_more_than_plain_yaml_is_refused(text: str, found: list[tuple[str, int, int]]) -> None:
    assert codes(text) == found


def test_every_line_that_begins_with_a_tab_is_named() -> None:
    assert codes("a:\n\tb: 1\n  \tc: 2\nd: x\ty\n") == [("E005", 2, 1), ("E005", 3, 3)]


def test_nesting_stops_at_the_limit() -> None:
    tree = read_yaml("a: " + "[" * (MOST_DEPTH + 5) + "]" * (MOST_DEPTH + 5), "x.yaml")
    assert [each.code for each in tree.problems] == ["E009"]
    assert not tree.whole


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: Note: b\n", 1, "a colon and a space"),
        ("a: @home\n", 1, "may not begin with this character"),
        ("x: 1\na: 'open\nb: c\n", 2, "a quotation mark is opened and not closed"),
        ("a: [1, 2\nb: 3\n", 1, "a bracket is opened and not closed"),
        ("a: 'it's'\n", 1, 'a: "it\'s"'),
        ("a: - b\n", 1, "begin the list in the next line"),
        ("list:\n- a\n- b\nc: 1\n- d\n", 5, "indent"),
        ('a: "C:\\Users"\n', 1, "backslash"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words_at_the_line_to_mend(text: str, line: int, words: str) -> None:
    [found] = read_yaml(text, "x.yaml").problems
    assert (found.code, found.where.line) == ("E004", line)
    assert words in f"{found.message} {found.remedy}".lower()


SCRAPS = st.sampled_from([
    "a: ", "- ", "\n", "  ", "    ", "{", "}", "[", "]", ", ", ": ", "'", '"', "|", ">", "&x ", "*x", "!t ", "? ", "---\n", "# ", "no",
    "<<", "\t", "2026-11-24", "é", "😀", "\\", "%", "@", "`", "~", "word", "\r", "\x85", "\u2028",
])  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(SCRAPS, max_size=40).map("".join))
def test_whatever_is_written_is_read_or_refused_in_words(text: str) -> None:
    tree = read_yaml(text, "x.yaml")
    assert tree.whole or tree.problems
    assert all(each.where.line >= 1 and each.where.column >= 1 for each in tree.problems)
