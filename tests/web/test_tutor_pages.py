"""Every page of a tutor that is of a whole class costs the same queries with three hundred pairs as with ten. The list of pages is the
application's own, so that none is left out.
"""

import pytest

from bench.scale import grow
from elearn.domain.access import Deed
from tests.site import a_site
from tests.web.test_queries import queries

OF_A_CLASS = {Deed.WATCH_COHORT, Deed.TEACH_COHORT, Deed.LEAD_COHORT, Deed.MARK, Deed.BE_STAFF}
FEW, MANY = 10, 290


def pages(site) -> list[str]:
    rules = [rule for rule in site.app.url_map.iter_rules() if rule.arguments == {"cohort"} and "GET" in rule.methods]
    doors = {rule.rule: site.app.view_functions[rule.endpoint].door for rule in rules}
    found = [path.replace("<int:cohort>", str(site.cohort)) for path, door in doors.items() if door in OF_A_CLASS]
    return [path for path in found if site.client("lea").get(path).status_code == 200]


def costs(site) -> dict[str, int]:
    return {path: queries(site, "lea", path) for path in pages(site)}


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
    assert (grown, len(many) > 12) == ({}, True)
