"""With the keyboard alone: to the words of a paper, a passage chosen, a finding noted and sealed; and two people at the same words."""

import pytest
from playwright.sync_api import Page, expect

from elearn.domain import move as m
from tests.journeys.forms import settled
from tests.journeys.test_live import to_map

pytestmark = pytest.mark.journey


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the focus is on it, as somebody without a mouse does."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement?.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {selector}")


def test_a_finding_is_noted_and_sealed_with_the_keyboard_alone(running, enters):
    site = running.site
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words="I look"))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="meet"))
    page = enters("mira")
    page.goto(f"{site.path}/spot")
    page.wait_for_selector("html[data-live]")
    tab_to(page, "[data-picks], [data-picks] *")
    for key in ("ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#note [name='finding.says']")).to_be_focused()
    page.keyboard.type("It follows the home")
    tab_to(page, "[name='finding.layer']")
    page.keyboard.press("Space")
    tab_to(page, "[name='finding.sure']")
    page.keyboard.press("ArrowDown")
    tab_to(page, "#note button")
    page.keyboard.press("Enter")
    settled(page)
    tab_to(page, "summary:has(~ * form[data-move=FindingsSealed]), form[data-move=FindingsSealed] button")
    page.keyboard.press("Enter")
    tab_to(page, "form[data-move=FindingsSealed] button")
    page.keyboard.press("Enter")
    settled(page)
    assert [each.finding.says for each in site.table().findings.values()] == ["It follows the home"]


def test_two_people_at_the_same_words_see_both_side_by_side(running, enters):
    site = running.site
    to_map(site)
    cause = site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    site.does("mira", m.CauseReworded(of=cause, words="Mould above the cot", base=1))
    site.does("lew", m.CauseReworded(of=cause, words="Damp the landlord knew of", base=1))
    page = enters("lew")
    page.goto(f"{site.path}/map")
    card = page.locator(f"[data-thing='{cause}']").first
    expect(card).to_contain_text("Mould above the cot")
    expect(card).to_contain_text("Damp the landlord knew of")
