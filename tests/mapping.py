"""A site whose pair has come to the map, its pages as text, and a member's place at it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from elearn.domain import move as m
from elearn.store import library, sittings
from elearn.store.db import db
from elearn.web.doors import Place
from tests.builders import a_finding
from tests.site import Site


def at_map(site: Site) -> Site:
    """Both have introduced themselves, sealed one finding each, waved the other's through and gone on to the map."""
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words="I look for what can be done."))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="meet"))
    for name, paper in (("mira", "clinic-letter"), ("lew", "repairs-log")):
        site.does(name, m.FindingNoted(passage={"paper": paper, "start": 0, "end": 24}, finding=a_finding()))
        site.does(name, m.FindingsSealed())
    for finding in site.table().findings.values():
        other = next(name for name in ("mira", "lew") if site.members[name] != finding.by)
        site.does(other, m.WavedThrough(on=finding.id))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="share"))
    return site


def page(site: Site, name: str, page: str) -> str:
    """A page of the sitting, as this person gets it."""
    answer = site.client(name).get(f"{site.path}/{page}")
    assert answer.status_code == 200, answer.text[:400]
    return answer.text


def queries(site: Site, name: str, path: str) -> int:
    """How many statements the database is asked for this page."""
    asked: list[str] = []
    client = site.client(name)  # to sign in asks questions of its own
    with site.app.app_context():
        engine = db.engine

    def note(_connection, _cursor, statement, *_rest):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        assert client.get(f"{site.path}/{path}").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sum(not each.startswith(("PRAGMA", "BEGIN")) for each in asked)


@contextmanager
def place_of(site: Site, name: str) -> Iterator[Place]:
    """The sitting as this person has it, for asking a view's model directly."""
    with site.app.test_request_context():
        found = sittings.with_seats(site.cohort, site.sitting)
        assert found is not None
        member = site.members.get(name, "*")
        seat = next((each for each in found.seats if each.member_id == member), None)
        yield Place(sitting=found, case=library.case(found.case_sha), table=found.table, me=member, seat=seat)
