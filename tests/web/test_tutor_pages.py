"""Every page of a tutor, of a whole class or of one pair, costs the same queries with three hundred pairs as with ten, and at most eight.
The list of pages is the application's own, so that none is left out.
"""

import pytest

from bench.scale import grow, pages
from tests.site import a_site
from tests.web.test_queries import MOST, queries

FEW, MANY = 10, 290


def costs(site) -> dict[str, int]:
    return {name: queries(site, "lea", path) for name, path in pages(site).items()}


@pytest.fixture
def few_and_many(tmp_path, database):
    site = a_site(tmp_path, database=database)
    grow(site, FEW, moves=40)
    few = costs(site)
    grow(site, MANY, moves=40)
    return few, costs(site)


def test_no_page_of_a_class_asks_more_when_the_class_is_thirty_times_as_large(few_and_many):
    few, many = few_and_many
    grown = {path: (few[path], count) for path, count in many.items() if count > few.get(path, count)}
    assert (grown, {path: count for path, count in many.items() if count > MOST}, len(many) > 25) == ({}, {}, True)
