"""What the course refuses comes back to whoever sent it, in sight and with its words."""

import pytest
from playwright.sync_api import expect

from elearn.domain import move as m
from elearn.store import sessions
from elearn.store.db import saving
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


def signs_out_elsewhere(site, name: str) -> None:
    with site.app.app_context(), saving():
        sessions.end_all(site.people[name])


def test_half_typed_words_stay_in_the_browser_of_somebody_who_was_signed_out_meanwhile(running, enters):
    mira = enters("mira")
    mira.goto(f"{running.site.path}/meet")
    mira.wait_for_selector("html[data-live]")
    signs_out_elsewhere(running.site, "mira")
    with mira.expect_response(lambda answer: answer.url.endswith("/drafts")):
        mira.locator("form[data-move=ProfessionIntroduced] [name=words]").fill("I look for what can be done")
    mira.wait_for_timeout(300)
    assert "I look for what can be done" in mira.evaluate("JSON.stringify(localStorage)")


def test_an_answer_is_not_said_to_be_kept_where_it_is_not(running, enters):
    mira = enters("mira")
    mira.goto(f"/classes/{running.site.cohort}/questions/before")
    state = mira.locator("#answers-state")
    mira.locator("textarea").first.fill("Who lives there, and who owns it")
    expect(state).to_have_text("Kept.")
    mira.locator("textarea").first.evaluate("field => { field.maxLength = 99999; }")
    mira.locator("textarea").first.fill("far too long " * 400)
    expect(state).to_contain_text("Shorten it")
    signs_out_elsewhere(running.site, "mira")
    mira.locator("textarea").first.fill("Who lives there, and who may end that")
    expect(state).to_contain_text("Not kept yet")
