"""The shared lists: dead ids, overdue dates, and what is published of them."""

from datetime import date
from pathlib import Path

from elearn.authoring.library import check_library, read_library
from tests.content_builders import RESOURCES, a_library

R = "../../resources.yaml"
NEEDS = "- {id: housing_conditions, label: Housing conditions}\n"
FILES = {"../../vocabulary/legal-needs.yaml": NEEDS}


def test_a_helper_for_a_need_that_there_is_not_is_named_where_it_stands(tmp_path: Path) -> None:
    root = a_library(tmp_path, (R, "level: place", "level: place, helps_with: [housing_condition]"), files=FILES)
    [found] = check_library(root)
    assert (found.code, found.message) == ("E201", "No legal need `housing_condition`. Did you mean `housing_conditions`?")
    line = RESOURCES.split("\n")[found.where.line - 1]
    assert (line.lstrip()[:16], found.where.column > 20) == ("- {id: law-centr", True)


def test_a_helper_that_nobody_has_looked_at_again_is_told(tmp_path: Path) -> None:
    root = a_library(tmp_path, (R, "level: place", "level: place, review_by: 2026-01-31"), files=FILES)
    [found] = check_library(root, today=date(2026, 11, 24))
    assert (found.code, found.message) == ("W603", "The helper `law-centre` was to be looked at again by Saturday 31 January 2026.")


def test_the_same_name_twice_is_told_at_the_second(tmp_path: Path) -> None:
    root = a_library(tmp_path, files={**FILES, R: RESOURCES + RESOURCES.split("\n")[1] + "\n"})
    [found] = check_library(root)
    assert (found.code, found.where.line) == ("E202", 3)


def test_the_lists_are_published_as_one_thing(tmp_path: Path) -> None:
    reference = read_library(a_library(tmp_path, files=FILES)).reference
    assert reference is not None
    assert [each.id for each in (*reference.legal_needs, *reference.resources, *reference.sources)] == [
        "housing_conditions", "law-centre", "lta-11",
    ]  # fmt: skip


def test_lists_with_an_error_are_not_published(tmp_path: Path) -> None:
    library = read_library(a_library(tmp_path, (R, "level: place", "level: plaice"), files=FILES))
    assert library.reference is None
    assert [case.case for case in library.cases] == ["cold-room"]
