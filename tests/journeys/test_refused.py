"""What the course refuses comes back to whoever sent it, in sight and with its words."""

import pytest
from playwright.sync_api import expect

from elearn.domain import move as m
from tests.journeys.test_live import to_map

pytestmark = pytest.mark.journey


def test_a_link_that_is_refused_opens_its_form_again_with_the_reason_and_the_words(running, enters):
    to_map(running.site)
    cause = running.site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    mira = enters("mira")
    mira.goto(f"{running.site.path}/map?from={cause}")
    mira.wait_for_selector("html[data-live]")
    form = mira.locator("#draw-link")
    form.locator("[name=target]").select_option(cause)
    form.locator("[name=words]").fill("Because it feeds itself")
    form.get_by_role("button", name="Draw the link").click()
    expect(form.get_by_role("alert")).to_be_visible(timeout=5000)
    expect(form.get_by_role("alert")).to_contain_text("A cause cannot lead to itself")
    expect(form.locator("[name=words]")).to_have_value("Because it feeds itself")
    expect(form.locator("[name=target]")).to_have_value(cause)
