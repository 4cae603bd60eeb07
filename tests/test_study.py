"""Publishing modules and the shared lists, and what learners do in a module: past the web."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from elearn.actions import study
from elearn.actions.publish_library import publish_lists, publish_modules
from elearn.authoring.library import compile_module, read_library
from elearn.domain.errors import NotAllowed, NotThere
from elearn.domain.module import Module, resume
from elearn.store import modules, progress, reference
from tests.module_builders import MODULE_SLUG, a_module, a_module_file
from tests.site import NOW, Site, a_site

RIGHT, WRONG = "The lawyer", "Whoever has time"


@dataclass
class Class:
    site: Site
    module: Module

    @property
    def mira(self) -> tuple[int, int, Module]:
        return self.site.cohort, self.site.people["mira"], self.module


@pytest.fixture
def a_class(tmp_path, database):
    """The small module, open for the class of Mira and Lew."""
    site, module = a_site(tmp_path, database_url=database), a_module(tmp_path / "library")
    with site.app.app_context():
        publish_modules([module], NOW)
        study.open_module(site.cohort, MODULE_SLUG, NOW)
        yield Class(site, module)


def test_the_same_module_twice_is_one_version_and_other_words_are_the_next(a_class, tmp_path):
    other = compile_module(a_module_file(tmp_path / "other", (f"{MODULE_SLUG}.yaml", "title: A first look", "title: A second look"))).module
    assert publish_modules([a_class.module], NOW) == []
    assert [each.number for each in publish_modules([other], NOW)] == [2]
    assert modules.opened(a_class.site.cohort, MODULE_SLUG).title == "A second look"


def test_words_that_are_taken_up_again_are_the_newest_version(a_class, tmp_path):
    other = compile_module(a_module_file(tmp_path / "other", (f"{MODULE_SLUG}.yaml", "title: A first look", "title: A second look"))).module
    publish_modules([other], NOW)
    publish_modules([a_class.module], NOW)
    assert (modules.latest(MODULE_SLUG).number, modules.opened(a_class.site.cohort, MODULE_SLUG).title) == (3, "A first look")


def test_a_module_is_read_once_and_then_held(a_class):
    first = modules.opened(a_class.site.cohort, MODULE_SLUG)
    assert modules.opened(a_class.site.cohort, MODULE_SLUG) is first


def test_the_shared_lists_are_one_numbered_version(a_class, tmp_path):
    found = read_library(a_module_file(tmp_path / "lists").parents[1]).reference
    assert (publish_lists(found, NOW), publish_lists(found, NOW)) == (True, False)
    assert reference.latest() == (1, found.sha)
    assert reference.reference() is reference.reference()


def test_only_a_published_module_can_be_opened(a_class):
    with pytest.raises(NotAllowed):
        study.open_module(a_class.site.cohort, "no-such-module", NOW)


def test_a_module_is_open_for_its_class_and_shown_to_those_who_learn_there(a_class):
    people = a_class.site.people
    study.go_on(*a_class.mira, "landlord", NOW)
    study.go_on(*a_class.mira, "begin", NOW + timedelta(minutes=1))
    paths = {name: [(each.module.module, each.done) for each in progress.paths_of(people[name])] for name in ("mira", "lew", "tam", "otto")}
    assert paths == {"mira": [(MODULE_SLUG, ("landlord", "begin"))], "lew": [(MODULE_SLUG, ())], "tam": [], "otto": []}
    assert [each.module for each in modules.of_cohort(a_class.site.cohort)] == [MODULE_SLUG]
    assert modules.opened(a_class.site.cohort + 1, MODULE_SLUG) is None


def test_what_was_done_is_there_again_when_a_module_is_closed_and_opened(a_class):
    study.go_on(*a_class.mira, "begin", NOW)
    study.close_module(a_class.site.cohort, MODULE_SLUG)
    assert modules.opened(a_class.site.cohort, MODULE_SLUG) is None
    study.open_module(a_class.site.cohort, MODULE_SLUG, NOW)
    assert progress.done(a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG) == ["begin"]


def test_the_first_answer_stays_and_the_last_stands_beside_it(a_class):
    for says in (WRONG, RIGHT):
        study.answer(*a_class.mira, "who", says, NOW)
    kept = progress.answer(a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG, "who")
    assert (kept.first, kept.first_right, kept.last, kept.tries) == (WRONG, False, RIGHT, 2)
    assert progress.standings(a_class.site.cohort, MODULE_SLUG)["who"] == progress.Standing(answered=1, right_at_first=0)


def test_an_answer_to_a_choice_that_is_gone_counts_as_not_yet_answered(a_class, tmp_path):
    study.answer(*a_class.mira, "who", WRONG, NOW)
    swap = (f"{MODULE_SLUG}.yaml", f"says: {WRONG}", "says: Whoever is free")
    newer = compile_module(a_module_file(tmp_path / "newer", swap)).module
    study.answer(a_class.site.cohort, a_class.site.people["mira"], newer, "who", RIGHT, NOW)
    kept = progress.answer(a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG, "who")
    assert (kept.first, kept.first_right, kept.tries) == (RIGHT, True, 1)


@pytest.mark.parametrize("says", ["", "Something else"])
def test_an_answer_that_is_none_of_the_choices_is_refused(a_class, says):
    with pytest.raises(NotAllowed):
        study.answer(*a_class.mira, "who", says, NOW)
    assert progress.answer(a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG, "who") is None


@pytest.mark.parametrize("part", ["begin", "nowhere"])
def test_a_page_that_is_no_question_has_no_answer(a_class, part):
    with pytest.raises(NotThere):
        study.answer(*a_class.mira, part, RIGHT, NOW)


def test_a_saved_reflection_leaves_no_draft_and_a_draft_leaves_the_saved_words(a_class):
    key = (a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG, "next-week")
    study.keep_draft(*a_class.mira, "next-week", "Half a thou")
    assert (progress.reflection(*key).words, progress.reflection(*key).draft) == ("", "Half a thou")
    study.reflect(*a_class.mira, "next-week", "Half a thought, and the rest.", NOW)
    study.keep_draft(*a_class.mira, "next-week", "Half a thought, and mo")
    assert (progress.reflection(*key).words, progress.reflection(*key).draft) == ("Half a thought, and the rest.", "Half a thought, and mo")


def test_a_reflection_that_is_too_long_is_refused_and_nothing_stored(a_class):
    with pytest.raises(NotAllowed, match="1 characters more"):
        study.reflect(*a_class.mira, "next-week", "x" * 8001, NOW)
    assert progress.reflection(a_class.site.cohort, a_class.site.people["mira"], MODULE_SLUG, "next-week") is None


def test_somebody_erased_leaves_nothing_in_modules(a_class):
    study.go_on(*a_class.mira, "begin", NOW)
    study.answer(*a_class.mira, "who", RIGHT, NOW)
    study.reflect(*a_class.mira, "next-week", "Mine", NOW)
    person = a_class.site.people["mira"]
    assert [len(each) for each in vars(progress.of_person(person)).values()] == [3, 1, 1]
    with study.saving():
        progress.forget(person)
    assert progress.of_person(person) == progress.Kept()


PATH = ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("done", "there"),
    [((), "a"), (("a",), "b"), (("a", "c"), "d"), (("a", "c", "d"), "b"), (PATH, "a"), (("a", "b", "gone"), "c"), (("b", "c", "a"), "d")],
)
def test_a_learner_goes_on_after_what_was_done_last_and_comes_to_what_was_left_out(done, there):
    assert resume(PATH, done) == there
