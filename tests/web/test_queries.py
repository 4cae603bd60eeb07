"""A page costs a fixed number of queries, whatever the size of the class."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from elearn.actions import sit
from elearn.domain.person import Discipline
from elearn.store import library
from elearn.store.db import db
from tests.content_builders import a_case
from tests.site import NOW, a_site

MOST = 8


@contextmanager
def statements(engine):
    """The statements that are sent to the database meanwhile."""
    seen: list[str] = []

    def count(connection, cursor, statement, *rest):
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", count)


def queries(site, name: str, path: str) -> int:
    """How many statements a page sends to the database."""
    client = site.client(name)
    client.get(path)
    with site.app.app_context():
        engine = db.engine
    with statements(engine) as seen:
        assert client.get(path).status_code == 200
    return len(seen)


def more_pairs(site, count: int) -> None:
    with site.app.app_context():
        sha = library.latest(a_case().case).sha
        for _ in range(count):
            sit.open_sitting(site.cohort, sha, [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)], NOW)


@pytest.mark.parametrize(("name", "page"), [("mira", "meet"), ("tam", "class"), ("tam", "pair"), ("mira", "home"), ("tam", "classes")])
def test_no_page_asks_more_of_the_database_when_the_class_grows(tmp_path, database, name, page):
    site = a_site(tmp_path, database=database)
    paths = {
        "meet": f"{site.path}/meet",
        "class": f"/classes/{site.cohort}",
        "pair": f"/classes/{site.cohort}/pairs/{site.sitting}",
        "home": "/home",
        "classes": "/classes",
    }
    before = queries(site, name, paths[page])
    more_pairs(site, 20)
    after = queries(site, name, paths[page])
    assert (after, after <= MOST) == (before, True)
