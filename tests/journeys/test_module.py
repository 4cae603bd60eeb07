"""A learner walks a module in a real browser: by keyboard, without a script, and with the network gone in the middle of a thought."""

import pytest
from playwright.sync_api import Page, expect

from elearn.actions import study
from elearn.actions.publish_library import publish_library
from elearn.authoring.library import read_library
from elearn.store import progress
from tests.journeys.forms import violations
from tests.journeys.test_keyboard import tab_to
from tests.module_builders import MODULE_SLUG
from tests.module_builders import a_module_file as write
from tests.site import NOW, ROOT

pytestmark = pytest.mark.journey


@pytest.fixture
def module(running, tmp_path) -> str:
    """The address of the small module, open for the class."""
    site = running.site
    with site.app.app_context():
        publish_library(read_library(write(tmp_path / "library").parents[1]), NOW)
        study.open_module(site.cohort, MODULE_SLUG, NOW)
    return f"/modules/{site.cohort}/{MODULE_SLUG}/"


def saved_words(running, name: str = "mira") -> tuple[str, str]:
    """What this person has saved, and what is half-typed."""
    site = running.site
    with site.app.app_context():
        kept = progress.reflection(site.cohort, site.people[name], MODULE_SLUG, "next-week")
        return (kept.words, kept.draft) if kept else ("", "")


def study_forgets(running, name: str = "mira") -> None:
    site = running.site
    with site.app.app_context(), study.saving():
        progress.forget(site.people[name])


def press(page: Page, selector: str) -> None:
    tab_to(page, selector)
    page.keyboard.press("Enter")


def test_a_module_is_walked_with_the_keyboard_alone(module, enters):
    page = enters("mira")
    page.goto(module)
    press(page, "a.btn.primary")
    page.wait_for_url("**/begin")
    press(page, ".onward button")
    page.wait_for_url("**/what-is-it")
    tab_to(page, "[name=says]")
    page.keyboard.press("Space")
    press(page, "form[action$=answer] button")
    page.wait_for_url("**/what-is-it#reason")
    expect(page.locator("#reason")).to_contain_text("It may have been made without good reason.")


def test_without_a_script_everything_works(module, enters, running):
    page = enters("mira", java_script_enabled=False)
    page.goto(f"{module}next-week")
    page.get_by_label("For yourself").fill("Whose wall it is")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").or_(page.locator(".notice")).first).to_contain_text("Saved, for you alone.")
    assert saved_words(running) == ("Whose wall it is", "")


def test_half_typed_words_are_kept_by_themselves_and_there_on_another_device(module, enters, running):
    page = enters("mira")
    page.goto(f"{module}next-week")
    page.get_by_label("For yourself").fill("Whose w")
    expect(page.locator("#words-state")).to_contain_text("Kept as you type")
    assert saved_words(running) == ("", "Whose w")
    other = enters("mira")
    other.goto(f"{module}next-week")
    expect(other.get_by_label("For yourself")).to_have_value("Whose w")


def test_words_typed_without_a_network_are_there_when_the_page_is_opened_again(module, enters, running):
    page = enters("mira")
    page.goto(f"{module}next-week")
    page.context.route("**/draft", lambda route: route.abort("internetdisconnected"))
    page.get_by_label("For yourself").fill("Whose wall")
    expect(page.locator("#words-state")).to_contain_text("Not connected")
    kept = page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('reflection'))")
    page.goto(module)  # as it goes, the page tries once more; so forget what came of that, as if the browser had been killed
    study_forgets(running)
    page.evaluate("([key, words]) => localStorage.setItem(key, words)", kept)
    page.context.unroute("**/draft")
    page.goto(f"{module}next-week")
    expect(page.get_by_label("For yourself")).to_have_value("Whose wall")
    expect(page.locator("#words-state")).to_contain_text("Kept as you type")
    assert saved_words(running) == ("", "Whose wall")


def test_saved_words_are_not_overtaken_by_what_this_browser_had(module, enters, running):
    page = enters("mira")
    page.goto(f"{module}next-week")
    page.get_by_label("For yourself").fill("The whole thought")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".notice")).to_contain_text("Saved, for you alone.")
    page.wait_for_timeout(1500)
    assert saved_words(running) == ("The whole thought", "")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes('reflection'))") == []


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (390, "dark")])
def test_axe_finds_nothing_on_any_page(running, enters, width, scheme):
    site = running.site
    with site.app.app_context():
        publish_library(read_library(ROOT / "content"), NOW)
        study.open_module(site.cohort, "what-and-why", NOW)
    page = enters("mira", viewport={"width": width, "height": 900}, color_scheme=scheme)
    base = f"/modules/{site.cohort}/what-and-why/"
    pages = ["/home", base, *(base + part for part in ("one-story", "what-changed", "four-ideas", "which-gap", "own-place"))]
    for path in (*pages, "/glossary", "/where-to-turn", "/sources"):
        page.goto(path)
        assert violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(base + "which-gap")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer").click()
    assert violations(page) == []
