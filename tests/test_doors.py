"""Every route wears a door, and lets in only whom the door names: every rule, tried as every kind of person."""

import re

import pytest

from elearn.domain.access import RIGHTS, Deed
from tests.site import a_site

ABSENT = 9999
PERSONS = (None, "mira", "lew", "tam", "lea", "sam", "ola", "otto", "olga", "priya", "ada")
MAY = {
    Deed.LOOK_AROUND: set(PERSONS),
    Deed.BE_SIGNED_IN: set(PERSONS) - {None},
    Deed.WORK: {"mira", "lew"},
    Deed.LEARN: {"mira", "lew"},
    Deed.STUDY: {"mira", "lew", "tam", "lea", "sam", "ola"},
    Deed.READ_SITTING: {"mira", "lew", "tam", "lea", "ola"},
    Deed.WATCH_COHORT: {"tam", "lea", "ola"},
    Deed.WATCH_SITTING: {"tam", "lea", "ola"},
    Deed.TEACH_COHORT: {"tam", "lea"},
    Deed.TEACH_SITTING: {"tam", "lea"},
    Deed.LEAD_COHORT: {"lea"},
    Deed.MARK: {"tam", "lea", "sam"},
    Deed.BE_STAFF: {"tam", "lea", "sam", "ola"},
    Deed.START_COHORT: {"lea", "olga", "ada"},
    Deed.WRITE_CONTENT: {"priya"},
    Deed.ADMINISTER: {"ada"},
}


OF_THINGS_NOT_THERE = {
    "tutor.answer_call",
    "class_debrief.debrief",
    "class_debrief.run_poll",
    "earlier.work",
    "questionnaire.questions",
    "questionnaire.answer",
    "evidence.vignette",
    "evidence.mark",
    "learn.picture",
    "own.picture",
    *(f"admin.{each}" for each in ("one", "set_right", "suspend", "let_back", "sign_out", "reset", "factor_off")),
    *(f"author.{each}" for each in ("one_case", "publish", "changes", "words", "teach")),
    *(f"author.{each}" for each in ("step", "pane_home", "pane", "pane_form", "pane_picture")),
    *(f"modules.{each}" for each in ("path", "stop", "go_on", "answer", "save_words", "keep_draft")),
    *(
        f"marking.{each}"
        for each in ("script_page", "save", "done", "again", "replay", "decide", "settle", "give", "twice", "exemplar", "withdraw")
    ),
    *(f"marking.{each}" for each in ("drop_phrase", "answer", "exemplars")),
    *(f"exports.{each}" for each in ("one", "fetch", "drop")),
}
"""Endpoints whose address names a thing that this test makes up: whoever may enter is told that it is not there."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return a_site(tmp_path_factory.mktemp("doors"))


def routes(site):
    return [rule for rule in site.app.url_map.iter_rules() if rule.endpoint != "static"]


def address(rule, **known) -> str:
    """A rule's address, with what is known filled in, and things that are not there for the rest."""
    values = {argument: known.get(argument, ABSENT) for argument in rule.arguments} | {"page": "meet"} | known
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values[found[1]]), rule.rule)


def test_every_view_wears_a_door(site):
    bare = [rule.endpoint for rule in routes(site) if getattr(site.app.view_functions[rule.endpoint], "door", None) not in RIGHTS]
    assert not bare, f"these views say nothing of who may enter; give them @door(Deed.…): {bare}"


def test_every_route_is_open_to_those_it_names_and_to_nobody_else(site):
    wrong = []
    for rule in routes(site):
        deed = site.app.view_functions[rule.endpoint].door
        for name in PERSONS:
            for sitting in {site.sitting, ABSENT} if "sitting" in rule.arguments else {site.sitting}:
                path = address(rule, cohort=site.cohort, sitting=sitting)
                for method in rule.methods & {"GET", "POST"}:
                    status = site.client(name).open(path, method=method, headers={"Accept": "application/json"}).status_code
                    kept_out = status in (302, 303) if name is None else status == 404
                    allowed = name in MAY[deed] and (sitting != ABSENT or "sitting" not in rule.arguments)
                    if allowed and rule.endpoint not in OF_THINGS_NOT_THERE and status == 404:
                        wrong.append((method, path, name, status, "kept out"))
                    if not allowed and not kept_out:
                        wrong.append((method, path, name, status, "let in"))
    assert not wrong


def test_an_unsafe_post_from_elsewhere_is_refused(tmp_path):
    site = a_site(tmp_path, csrf=True)
    answer = site.post("mira", "ProfessionIntroduced", {"words": "I look"})
    assert (answer.status_code, answer.json["id"]) == (400, "page.stale")


def test_a_stranger_gets_the_same_answer_for_a_sitting_that_is_there_and_one_that_is_not(site):
    otto = site.client("otto")
    there, not_there = otto.get(f"{site.path}/meet"), otto.get(f"/sittings/{site.cohort}/{ABSENT}/meet")
    assert (there.status_code, there.data) == (not_there.status_code, not_there.data)
