"""Slips of the hand that keep a file from being read: each is named as what it is, in its own line, with the line as it should stand."""

import pytest

from elearn.authoring.reading import read_yaml


def said(text: str) -> str:
    """What the check says of the one slip in a text, with its line and column."""
    [found] = read_yaml(text, "x.yaml").problems
    assert found.code == "E004"
    return f"{found.where.line}:{found.where.column} {found.message} {found.remedy}"


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("why: Think twice: it is here\n", 'why: "Think twice: it is here"'),
        ('why: He said "no": nobody asked\n', "why: 'He said \"no\": nobody asked'"),
        ('  - why: "Well" is the word that\'s odd\n', "why: '\"Well\" is the word that''s odd'"),
        ("title: 'Tom's half litre'\n", 'title: "Tom\'s half litre"'),
        ("a:\n  - id: x\n  -id: y\n", "Write: - id: y"),
        ("why: Think twice: it is here   # a note\n", 'why: "Think twice: it is here"'),
    ],
)
def test_the_line_is_shown_as_it_should_stand(text: str, mended: str) -> None:
    assert said(text).endswith(mended)


@pytest.mark.parametrize("text", ["why: Think twice: it is here\n", "title: 'Tom's half litre'\n", 'why: "Well" is the word: odd\n'])
def test_the_line_as_it_is_shown_can_be_read(text: str) -> None:
    mended = said(text).partition("in quotes: ")[2]
    assert read_yaml(mended, "x.yaml").problems == []


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("a: b\n c: d\n", "2:2", "indented further than the one above it allows"),
        ("path:\n  - page\n      id: x\n", "3:7", "that one is a key and ends in a colon"),
        ("a:\n    b: c\n  d: e\n", "3:3", "indented further or less than the lines it belongs to"),
        ("a:\n  - id: x\n    pack:law\n    opens: y\n", "3:5", "no space stands after `pack:`"),
        ("a:\n  - id: x\n  – id: y\n    b: c\n", "3:3", "begins with –, which is no hyphen"),
        ("ask: “One thing: what?”\n", "1:6", "begins with “, which is no quotation mark here"),
        ("- {id: x, ask: ‘One thing: what?’}\n", "1:16", "begins with ‘, which is no quotation mark here"),
        ("- {id: x, ask: Think: what?}\n", "1:21", "a colon and a space stand inside a text between brackets"),
        ("- {id: x, ask: 'Well' he said}\n", "1:23", "a text goes on after its closing quotation mark"),
        ("a:\n  – id: x\n    b: c\n", "2:3", "begins with –, which is no hyphen"),
        ("a:\n  -id: x\n    b: c\n", "2:3", "Write: - id: x"),
        ("a: b\nbecause: [M] A fair question\n", "2:14", 'because: "[M] A fair question"'),
        ("why: It is where\nhe is\na: b\n", "2:1", "goes on with the text above it"),
        ("a: b\n<<<<<<< mine\na: c\n", "2:1", "two people's versions"),
        ('a: "One\nb: c\nd: "two"\n', "1:4", "opened here and not closed where the text ends"),
        ("a:\n  - {id: x}}\n  - {id: y}\n", "2:12", "} stands here, and nothing is open"),
        ("a:\n  id: x\n  - id: y\n", "3:3", "does not begin with a hyphen"),
        ("a:\n  - id: x\n    b: c\n   d: e\n", "4:4", "begins with 3 spaces and the one above it with 4"),
        ("- {id: x, ask: ? why}\n", "1:16", "may not begin with this character"),
        ("ask: ? why\n", "1:6", "may not begin with a question mark and a space"),
        ("ask: & why\n", "1:7", "may not begin with this character"),
        ("ask: > why\n", "1:8", "may not begin with | or >"),
        ("a:\n  - {id: x,, b: y}\n", "2:12", "a comma stands here with nothing before it"),
        ("a:\n  - id:x\n    b: c\n", "2:5", "no space stands after `id:`"),
        ("a:\n  - {id: x b: c}\n", "2:13", "If `b` is a key, a comma stands before it"),
        ("a:\n  - id: x, b: c d, e: 12\n", "2:5", "Put them between braces: {id: x, b: c d, e: 12}"),
        ("a:\n\u00a0\u00a0b: c\n  d: e\n", "2:1", "no-break space"),
    ],
)
def test_a_slip_is_named_as_what_it_is(text: str, place: str, words: str) -> None:
    found = said(text)
    assert found.startswith(f"{place} ")
    assert words in found


def test_curly_marks_inside_a_line_that_is_wrong_otherwise_are_not_blamed() -> None:
    assert "no quotation mark" not in said("a: b\n c: “d”\n")
