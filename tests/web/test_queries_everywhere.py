"""No page asks the database more than eight questions: every rule of the application's own list, as everybody who may open it."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from werkzeug.routing import Rule

from elearn.actions import cohort, invite, poll
from elearn.actions import mark as marking
from elearn.domain.assessment import asked
from elearn.domain.content import StepKind
from elearn.store import marks_asked, rubrics
from elearn.store.db import db, saving
from elearn.store.tokens import Purpose
from tests.content_builders import SLUG
from tests.site import NOW
from tests.test_doors import MAY, address, deed_of, kind, routes
from tests.two_classes import World, two_classes
from tests.web.test_every_page import at_step
from tests.web.test_queries import MOST, statements

MORE = {"own_data.page": "all that is kept of one person: a question for each table that holds some of it, whatever the class"}
"""endpoint → why it may ask more"""
PEOPLE = (None, "mira", "lev", "lea", "tam", "sam", "ola", "priya", "ada")
"""one for each thing that somebody can be"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return busy(two_classes(tmp_path_factory.mktemp("queries")))


def busy(world: World) -> World:
    """The class at its fullest: a script that two have marked and differ on, a poll, a list that waits to be brought in, a code, an
    invitation, and somebody at work this minute.
    """
    site, here = world.site, world.places["own"]
    with site.app.app_context():
        script = marks_asked.script(site.cohort, here["script"])
        keys = asked(rubrics.version(site.cohort, script.rubric), [seat.member_id for seat in marking.members(script.sitting)])
        for name, level in (("tam", 1), ("sam", 3)):
            given = [marking.GivenLevel(about=who, criterion=what, level=level, comment="Seen.", version=0) for who, what in keys]
            marking.save(site.cohort, script.number, site.people[name], given, [], NOW)
            marking.finish(site.cohort, script.number, site.people[name], NOW)
        poll.ask(site.cohort, SLUG, "What next?", ["Repair", "Move"], NOW, lambda *sitting: None)
        here["code"] = cohort.renew_code(site.cohort)
        with saving():
            here["secret"] = invite.mint(Purpose.INVITATION, site.people["noor"], datetime.now(UTC))
    people = "First name,Surname,Email,Study\nJo,Okafor,jo@x.test,Law\nMira,Again,mira@x.test,Medicine\n"
    site.client("lea").post(f"/classes/{site.cohort}/roster", data={"pasted": people})
    site.app.extensions["presence"].came(site.cohort, site.sitting, site.members["mira"])
    return world


def pages(world: World) -> Iterator[tuple[Rule, str | None, str]]:
    """rule, who may open it, and the address, at their own pair and at another's."""
    for rule in routes(world):
        for who in PEOPLE if "GET" in rule.methods else ():
            for place in ("own", "neighbour") if {"sitting", "script"} & rule.arguments else ("own",):
                if kind(rule, who, place) in MAY[deed_of(world, rule)]:
                    yield rule, who, address(world, rule, place)


def queries(world: World, who: str | None, path: str) -> int | None:
    """How many questions a page asks; nothing where there is no page. What is kept once it has been read is read by a first request."""
    with world.site.app.app_context():
        engine = db.engine
    with statements(engine) as seen:
        answer = world.asks(who, path, Accept="text/html")
    assert answer.status_code < 500, path
    if answer.status_code != 200 or answer.mimetype != "text/html":
        return None
    if len(seen) <= MOST:
        return len(seen)
    with statements(engine) as again:
        world.asks(who, path, Accept="text/html")
    return len(again)


def test_no_page_asks_more_than_eight_questions_whoever_opens_it(world):
    found = {(rule.endpoint, who, path): queries(world, who, path) for rule, who, path in pages(world)}
    opened = {endpoint for (endpoint, _, _), count in found.items() if count is not None}
    assert len(opened) > 70
    over = {page: count for page, count in found.items() if count is not None and count > MOST}
    assert {page: count for page, count in over.items() if page[0] not in MORE} == {}
    assert {endpoint for endpoint, _, _ in over} >= set(MORE)


@pytest.mark.parametrize("step", [*StepKind, None])
def test_no_page_of_a_pair_asks_more_at_any_step(world, step):
    path, table = at_step(world.site, step)
    over = {}
    for who in ("mira", "lea"):
        for page in [each.id for each in table.steps] + ["file", "outline", "replay"]:
            count = queries(world, who, f"{path}/{page}")
            if count is not None and count > MOST:
                over[who, page] = count
    assert over == {}
