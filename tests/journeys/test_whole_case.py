"""The main story: Mira and Lew finish a case together, each in a browser of their own, and axe looks at every page they pass."""

import pytest
from playwright.sync_api import Page, expect

from elearn.domain.content import StepKind
from tests.journeys.forms import send, settled, unfold, violations

pytestmark = pytest.mark.journey


class Both:
    """The two partners, going on together."""

    def __init__(self, path: str, *pages: Page) -> None:
        self.path, self.pages, self.seen = path, pages, []

    def to(self, step: str) -> None:
        for page in self.pages:
            page.goto(f"{self.path}/{step}")
            page.wait_for_selector("html[data-live]")
            self.seen += violations(page)

    def send(self, move: str, **fields: str) -> None:
        for page in self.pages:
            send(page, move, **fields)


def link_two_causes(page: Page) -> None:
    for layer, words in (("exposure", "Mould above the cot"), ("health", "He wheezes")):
        adder = page.locator(f"#add-{layer}")
        unfold(adder)
        adder.locator("[name=words]").fill(words)
        adder.get_by_role("button", name="Add it").click()
        settled(page)
        expect(page.locator(".cause", has_text=words)).to_be_visible()
    page.locator(".tools [data-tool=tool-link]").click()
    form = page.locator("form[data-move=LinkDrawn]")
    form.locator("[name=source]").select_option(label="Mould above the cot")
    form.locator("[name=target]").select_option(label="He wheezes")
    form.locator("[name=words]").fill("Better away, ill at home")
    form.get_by_role("button", name="Draw the link").click()
    settled(page)


def judge(page: Page) -> None:
    """Say of three differences what happened."""
    keys = [field.get_attribute("value") for field in page.locator("main form[data-move=DifferenceJudged] [name=difference]").all()]
    for key in keys[:3]:
        form = page.locator("main form[data-move=DifferenceJudged]", has=page.locator(f'[value="{key}"]'))
        unfold(form)
        form.locator("[name=verdict]").first.check()
        form.locator("[name=words]").fill("We read one letter, not a way of working")
        form.get_by_role("button").first.click()
        settled(page)


def test_two_people_finish_a_case_together(running, enters):
    mira, lew = enters("mira"), enters("lew", viewport={"width": 390, "height": 844}, color_scheme="dark")
    both = Both(running.site.path, mira, lew)
    both.to("meet")
    both.send("ProfessionIntroduced", words="I look for what can be done")
    both.send("AgreedToGoOn")
    assert running.site.table().step.kind is StepKind.SPOT
    both.to("spot")
    both.send("FindingNoted", passage="", finding__says="It follows the home", finding__layer="exposure", finding__sure="70")
    both.send("FindingsSealed")
    assert running.site.table().step.kind is StepKind.SHARE
    both.to("share")
    both.send("Restated", words="So it follows the home, as you say")
    both.to("share")
    both.send("AgreedToGoOn")
    both.to("map")
    link_two_causes(mira)
    expect(lew.get_by_text("He wheezes").first).to_be_visible(timeout=3000)
    both.to("map")
    both.send("AgreedToGoOn")
    both.to("news")
    both.send("LinkJudged", effect="more", words="It happened again in the same room")
    both.send("NewsSealed")
    both.to("news")
    both.send("AgreedToGoOn")
    both.to("act")
    send(
        mira, "ActionPlanned", action__does="Report the hazard in writing", action__works_on="", action__owner="adviser", action__when="48h"
    )
    both.to("act")
    both.send("AgreedToGoOn")
    both.to("compare")
    judge(mira)
    both.to("compare")
    both.send("AgreedToGoOn")
    both.to("reflect")
    both.send("ReflectionWritten", words="I would have stopped at the chest")
    both.send("ReflectionHandedIn")
    assert running.site.table().finished
    both.to("reflect")
    both.to("replay")
    assert not both.seen
