"""Figures are merged by name, and the manual's page and pictures say what the figures say."""

import json
from xml.etree import ElementTree

import pytest

from bench.__main__ import main
from bench.figures import figure, merged
from bench.plot import BEGIN, END, PAGE, PICTURES, PICTURES_OF, RESULTS, drawn, page

SHARES = [
    figure("SQLite: home page", 150, "requests/s", floor=300, goal=">= 0.6 of floor B", met=False),
    figure("SQLite: a <map>", 300, "requests/s", floor=400, goal=">= 0.5 of floor B", met=True),
]
COUNT = figure("queries", 7, "queries", goal="<= 8", met=True)


def test_a_figure_takes_the_place_of_the_one_of_its_name():
    anew, more = figure("queries", 6, "queries", goal="<= 8", met=True), figure("cold start", 1, "s", goal="", met=None)
    assert merged([*SHARES, COUNT], [more, anew]) == [*SHARES, anew, more]


def test_a_picture_draws_what_is_held_to_a_floor_with_its_goal_and_what_misses_it():
    tree = ElementTree.fromstring(drawn(PICTURES_OF[0], [*SHARES, COUNT]))  # drawn here
    kinds = [each.get("class") for each in tree.iter() if each.get("class")]
    assert (kinds.count("not"), kinds.count("bar"), kinds.count("goal")) == (1, 1, 2)
    assert "SQLite: a <map>" in [each.text for each in tree.iter()]


def test_a_picture_of_nothing_is_none():
    assert drawn(PICTURES_OF[1], [COUNT]) == ""


def test_the_page_keeps_its_words_and_names_every_figure_once():
    told = page(f"Before.\n{BEGIN}old\n{END}After.\n", [*SHARES, COUNT])
    assert told.startswith("Before.\n") and told.endswith("After.\n") and "old" not in told
    assert all(told.count(f"| {each['name']} |") == 1 for each in (*SHARES, COUNT)) and "**no**" in told


def test_the_page_and_its_pictures_are_those_of_the_latest_figures():
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    assert all(set(each) == {"name", "value", "unit", "floor", "ratio", "goal", "met"} for each in figures)
    before = PAGE.read_text(encoding="utf-8")
    assert page(before, figures) == before, "run python -m bench.plot"
    for picture in PICTURES_OF:
        if svg := drawn(picture, figures):
            assert (PICTURES / f"{picture.name}.svg").read_text(encoding="utf-8") == svg


@pytest.mark.parametrize("name", ["", "--dry"])
def test_a_part_that_is_not_there_is_told_and_nothing_is_written(name, capsys):
    before = RESULTS.read_bytes()
    assert main([each for each in ("pgaes", name) if each]) == 1
    assert "pgaes" in capsys.readouterr().err and RESULTS.read_bytes() == before
