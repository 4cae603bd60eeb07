"""Every route wears a door, and lets in only whom the door names: every rule and method, as every kind of person, at every place.

What is expected stands in the table below, written by hand and not worked out from the code. The rest comes from the routes that there are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from werkzeug.routing import Rule

from elearn.domain.access import RIGHTS, Deed
from tests.two_classes import ABSENT, World, two_classes

TABLE = """
                 nobody stranger author admin unproven pair left learner lead tutor second observer
look_around        x       x       x      x      x      x    x     x      x     x     x       x
be_signed_in       .       x       x      x      x      x    x     x      x     x     x       x
work               .       .       .      .      .      x    .     .      .     .     .       .
learn              .       .       .      .      .      x    x     x      .     .     .       .
study              .       .       .      .      .      x    x     x      x     x     x       x
read_sitting       .       .       .      .      .      x    .     .      x     x     .       x
watch_cohort       .       .       .      .      .      .    .     .      x     x     .       x
watch_sitting      .       .       .      .      .      .    .     .      x     x     .       x
teach_cohort       .       .       .      .      .      .    .     .      x     x     .       .
teach_sitting      .       .       .      .      .      .    .     .      x     x     .       .
lead_cohort        .       .       .      .      .      .    .     .      x     .     .       .
redact             .       .       .      x      .      .    .     .      x     .     .       .
mark               .       .       .      .      .      .    .     .      x     x     x       .
be_staff           .       .       .      .      .      .    .     .      x     x     x       x
start_cohort       .       .       .      x      .      .    .     .      x     .     .       .
write_content      .       .       x      .      .      .    .     .      .     .     .       .
administer         .       .       .      x      .      .    .     .      .     .     .       .
"""
"""Who may do what, by what they are at the place concerned. Whoever leads a class here may also start one; that is asked of no place."""

AT: dict[str | None, dict[str, str]] = {
    None: {},
    "sten": {},
    "hal": {},
    "mira": {"own": "pair", "A": "learner"},
    "lev": {"own": "left", "A": "learner"},
    "cleo": {"neighbour": "pair", "A": "learner"},
    "otto": {"elsewhere": "pair"},
    "lea": {"A": "lead"},
    "tam": {"A": "tutor"},
    "sam": {"A": "second"},
    "ola": {"A": "observer"},
    "olga": {"elsewhere": "lead"},
    "tom": {"elsewhere": "tutor"},
    "priya": {},
    "ada": {},
    "amy": {},
}
"""What each is where. A is every place in the class of the pair; whoever is nothing there is what they are anywhere."""
ANYWHERE = {None: "nobody", "sten": "nobody", "hal": "nobody", "priya": "author", "ada": "admin", "amy": "unproven"}
HOME = {"lea": "lead", "olga": "lead"}
"""what they are where no class is asked of"""
IN_A = {"own", "neighbour", "astray", "absent"}
THERE = {"own", "neighbour", "elsewhere"}
"""the places at which an address names what is there, in the class that it belongs to"""

OF_MARKING = ("script_page", "replay", "decide", "settle")
OF_MARKERS = ("save", "done", "again")
NARROWER: dict[str, dict[str, set[str]]] = {
    **{f"marking.{each}": {"neighbour": {"lead", "tutor"}} for each in OF_MARKING},
    **{f"marking.{each}": {"own": {"tutor", "second"}, "neighbour": set(), "elsewhere": set()} for each in OF_MARKERS},
    "marking.give": {"astray": {"second"}, "absent": {"second"}},
    "marking.withdraw": {"astray": {"lead"}, "absent": {"lead"}},
    "exports.one": {"neighbour": set()},
    "exports.drop": {"neighbour": set()},
    "earlier.work": {"own": {"left"}, "neighbour": set(), "elsewhere": set()},
}
"""endpoint → place → who gets past *nothing here*, where the view is narrower than its door: of scripts, whoever they were given to; of
exports, the lead who asked; of earlier pairs, whoever left one. A second marker who gives scripts away, and a lead who withdraws without a
reason, are refused in the same words whether the script is there or not.
"""
NOTHING_YET = {"own.picture", "learn.picture", "author.pane_picture", "exports.fetch", "marking.exemplars"}
"""what these are for is made first, or is named in the post"""
OF_REFLECTIONS = {"modules.save_words", "modules.keep_draft"}
LEAVES = {
    "account.join": {"try"},
    "feedback.mine": {"mark_release", "mark_query"},
}
"""endpoint → the tables in which even reading leaves something, on purpose: a wrong code counts as a guess; that feedback has been read
ends its notice.
"""
HEADS = (None, "otto", "mira")
"""A HEAD is a GET without its page: three people ask it."""


@dataclass(frozen=True)
class Asked:
    """One case of the matrix."""

    rule: Rule
    method: str
    who: str | None
    place: str


def holders() -> dict[str, set[str]]:
    """deed → the kinds of person that the table lets in."""
    kinds, *rows = [line.split() for line in TABLE.strip().splitlines()]
    return {deed: {kind for kind, mark in zip(kinds, marks, strict=True) if mark == "x"} for deed, *marks in rows}


MAY = holders()


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    return two_classes(tmp_path_factory.mktemp("doors"))


def routes(world: World) -> list[Rule]:
    return [rule for rule in world.site.app.url_map.iter_rules() if rule.endpoint != "static"]


def deed_of(world: World, rule: Rule) -> Deed:
    return getattr(world.site.app.view_functions[rule.endpoint], "door", None)


def names_something(rule: Rule) -> bool:
    return bool(rule.arguments & set(ABSENT))


def places(rule: Rule) -> tuple[str, ...]:
    if "cohort" in rule.arguments:
        return (
            ("own", "neighbour", "elsewhere", "astray", "absent", "nowhere") if names_something(rule) else ("own", "elsewhere", "nowhere")
        )
    return ("own", "absent") if names_something(rule) else ("own",)


def kind(rule: Rule, who: str | None, place: str) -> str:
    """What this person is at this place, as the table calls it."""
    anywhere = ANYWHERE.get(who, "stranger")
    if "cohort" not in rule.arguments:
        return HOME.get(str(who), anywhere)
    stands = AT[who]
    return stands.get(place) or (stands.get("A") if place in IN_A else None) or anywhere


def finds_something(rule: Rule, who: str | None, place: str) -> bool:
    """Whether the address names something that is this person's to open, once past the door."""
    if not names_something(rule):
        return True
    narrower = NARROWER.get(rule.endpoint, {})
    return kind(rule, who, place) in narrower[place] if place in narrower else place in THERE


def address(world: World, rule: Rule, place: str) -> str:
    values = world.places[place]
    if rule.endpoint.startswith("modules."):
        values = {**values, "slug": values["name"], "part": "next-week" if rule.endpoint in OF_REFLECTIONS else "who"}
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], 9999)), rule.rule)


def every_case(world: World) -> Iterator[Asked]:
    for rule in routes(world):
        for who, place, method in product(AT, places(rule), sorted(rule.methods - {"OPTIONS"})):
            if method != "HEAD" or who in HEADS:
                yield Asked(rule, method, who, place)


def expected(world: World, case: Asked) -> str:
    """What the table says of a case: in, nothing, sign in, or prove."""
    deed, what = deed_of(world, case.rule), kind(case.rule, case.who, case.place)
    if what in MAY[deed]:
        return "in" if finds_something(case.rule, case.who, case.place) and case.rule.endpoint not in NOTHING_YET else "nothing"
    if what == "nobody":
        return "sign in"
    return "prove" if what == "unproven" and "admin" in MAY[deed] else "nothing"


def seen(case: Asked, answer: Any) -> str:
    """What became of a case."""
    to = answer.headers.get("Location", "")
    if answer.status_code == 303 and to.startswith("/sign-in?back="):
        return "sign in"
    if answer.status_code == 303 and to == "/account/second-factor" and not case.rule.endpoint.startswith("own."):
        return "prove"
    return "nothing" if answer.status_code == 404 else "in" if answer.status_code < 500 else str(answer.status_code)


def answers(world: World) -> list[tuple[Asked, str, list[str]]]:
    """Every case asked once: what became of it, and the tables that it changed. Each case finds the site as it was built."""
    found = []
    for case in every_case(world):
        with world.untouched() as changed:
            answer = world.asks(case.who, address(world, case.rule, case.place), case.method)
        found.append((case, seen(case, answer), changed))
    return found


def leaves_something(case: Asked, changed: list[str]) -> bool:
    """Whether reading has changed what it may not."""
    return case.method != "POST" and not set(changed) <= LEAVES.get(case.rule.endpoint, set())


def told(case: Asked, *more: Any) -> str:
    return f"{case.method} {case.rule.rule} as {case.who} at {case.place}: {more}"


def test_every_view_wears_a_door(world):
    bare = [rule.endpoint for rule in routes(world) if deed_of(world, rule) not in RIGHTS]
    assert not bare, f"these views say nothing of who may enter; give them @door(Deed.…): {bare}"


def test_the_table_speaks_of_every_deed_there_is():
    assert set(MAY) == set(Deed)


def test_every_route_is_open_to_those_it_names_and_to_nobody_else_and_neither_a_refusal_nor_reading_changes_anything(world):
    asked = answers(world)
    assert len(asked) >= 3000
    assert not [told(case, wanted, got) for case, got, _ in asked if (wanted := expected(world, case)) != got]
    assert not [told(case, changed) for case, got, changed in asked if got != "in" and changed]
    assert not [told(case, changed) for case, _, changed in asked if leaves_something(case, changed)]


FROM_ELSEWHERE = (
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://elsewhere.test"},
    {"Origin": "null"},
    {"Origin": "http://localhost.elsewhere.test"},
)
OURS = ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {})
FOR_ALL = {"told.letters_off"}
"""posts that mail programs send: their address carries a signed word of its own"""


def posts(world: World) -> Iterator[tuple[Rule, str | None]]:
    """Every route that takes posts, with somebody whom it lets in."""
    for rule in routes(world):
        if "POST" in rule.methods and rule.endpoint not in FOR_ALL:
            yield rule, next(who for who in reversed(AT) if kind(rule, who, "own") in MAY[deed_of(world, rule)])


@pytest.fixture
def guarded(world, monkeypatch):
    monkeypatch.setitem(world.site.app.config, "WTF_CSRF_ENABLED", True)
    return world


def test_a_post_without_the_token_of_a_page_of_ours_is_refused_everywhere(guarded):
    for rule, who in posts(guarded):
        with guarded.untouched() as changed:
            answer = guarded.asks(who, address(guarded, rule, "own"), "POST")
        assert (answer.status_code, answer.json["id"], changed) == (400, "page.stale", []), rule


def test_a_post_that_another_sites_page_sends_is_refused_everywhere_even_with_a_token(guarded):
    for rule, who in posts(guarded):
        for headers in FROM_ELSEWHERE:
            with guarded.untouched() as changed:
                answer = guarded.asks(who, address(guarded, rule, "own"), "POST", **guarded.token(who), **headers)
            assert (answer.status_code, answer.json["id"], changed) == (400, "page.stale", []), (rule, headers)


@pytest.mark.parametrize("headers", OURS)
def test_a_post_from_a_page_of_ours_goes_through(guarded, headers):
    with guarded.untouched():
        answer = guarded.asks("mira", "/pause", "POST", **guarded.token("mira"), **headers)
    assert answer.status_code == 303


def test_no_route_takes_a_method_that_it_does_not_name(world):
    for rule in routes(world):
        for method in {"PUT", "PATCH", "DELETE"} - rule.methods:
            assert world.asks("ada", address(world, rule, "own"), method).status_code == 405, (rule, method)


def test_a_stranger_gets_the_same_answer_for_what_is_there_and_what_is_not(world):
    for rule in routes(world):
        if "cohort" in rule.arguments and "GET" in rule.methods:
            there, not_there = (world.asks("olga", address(world, rule, place)) for place in ("own", "nowhere"))
            assert (there.status_code, there.data) == (not_there.status_code, not_there.data), rule
