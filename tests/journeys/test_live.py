"""Two partners in two browsers at once, on a server that really runs."""

import os

import pytest
from playwright.sync_api import expect

from elearn.domain import move as m
from elearn.domain.content import StepKind
from tests.builders import a_finding

pytestmark = pytest.mark.journey
OFFLINE_SECONDS = 60 if os.environ.get("DEEP") else 1


def to_map(site) -> None:
    """Bring Mira and Lew to the map, past the web."""
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words="I look for what can be done"))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="meet"))
    for name in ("mira", "lew"):
        note(site, name)
        site.does(name, m.FindingsSealed())
    for finding in site.table().findings.values():
        other = "lew" if finding.by == site.members["mira"] else "mira"
        site.does(other, m.WavedThrough(on=finding.id))
    for name in ("mira", "lew"):
        site.does(name, m.AgreedToGoOn(step="share"))
    assert site.table().step.kind is StepKind.MAP


def note(site, name: str) -> None:
    from tests.content_builders import a_case

    side = site.table().discipline(site.members[name])
    paper = next(each for each in a_case().papers if each.pack.value == side and each.opens == "spot")
    site.does(name, m.FindingNoted(passage=m.Passage(paper=paper.id, start=0, end=12), finding=a_finding(f"What {name} saw")))


def add_cause(page, words: str) -> None:
    adder = page.locator("#adder-exposure")
    adder.locator("summary").click()
    adder.locator("[name=words]").fill(words)
    adder.locator("form").get_by_role("button").last.click()


def test_a_cause_appears_at_the_partner_without_reloading(running, enters):
    to_map(running.site)
    mira, lew = enters("mira"), enters("lew")
    for page in (mira, lew):
        page.goto(f"{running.site.path}/map")
        page.wait_for_selector("html[data-live]")
    add_cause(mira, "Mould above the cot")
    expect(lew.get_by_text("Mould above the cot").first).to_be_visible(timeout=3000)


def test_work_goes_on_without_a_network_and_lands_once(running, enters):
    to_map(running.site)
    mira = enters("mira")
    mira.goto(f"{running.site.path}/map")
    mira.wait_for_selector("html[data-live]")
    mira.context.set_offline(True)
    add_cause(mira, "Written on a train")
    expect(mira.locator("#sync")).to_have_attribute("data-state", "waiting")
    mira.wait_for_timeout(1000 * OFFLINE_SECONDS)
    add_cause(mira, "And in a tunnel")
    expect(mira.locator("#sync")).to_contain_text("2 of your moves wait")
    assert not running.site.table().causes
    mira.context.set_offline(False)
    expect(mira.locator("#sync")).to_have_attribute("data-state", "saved", timeout=15000)
    assert [cause.words for cause in running.site.table().causes.values()] == ["Written on a train", "And in a tunnel"]


def test_two_people_who_change_the_same_words_at_once_choose_between_them(running, enters):
    to_map(running.site)
    cause = running.site.does("mira", m.CauseAdded(words="Mould", layer="exposure"))
    pages = {name: enters(name) for name in ("mira", "lew")}
    for page in pages.values():
        page.goto(f"{running.site.path}/map")
        page.wait_for_selector("html[data-live]")
        page.locator(f"#open-{cause} summary").click()
        page.locator(f"#open-{cause} a[data-tool=tool-work]").click()
    for name, words in (("mira", "Mould above the cot"), ("lew", "Damp the landlord knew of")):
        pages[name].locator("#work-words").fill(words)
    for page in pages.values():
        page.get_by_role("button", name="Change the words").click()
    choice = pages["mira"].locator(f"#choose-{cause}")
    expect(choice).to_contain_text("Damp the landlord knew of", timeout=5000)
    expect(pages["lew"].locator(f"#choose-{cause}")).to_contain_text("Mould above the cot", timeout=5000)
    pages["mira"].locator(f"#open-{cause} summary").click()
    choice.get_by_label("Damp the landlord knew of").check()
    choice.get_by_role("button").click()
    expect(pages["lew"].locator(f"#c-{cause} h3")).to_have_text("Damp the landlord knew of", timeout=5000)


def test_a_step_works_without_javascript(running, enters):
    mira = enters("mira", java_script_enabled=False)
    mira.goto(f"{running.site.path}/meet")
    form = mira.locator("form[data-move=ProfessionIntroduced]")
    form.locator("[name=words]").fill("I look for what makes people ill")
    form.get_by_role("button").first.click()
    assert running.site.table().members[running.site.members["mira"]].introduction == "I look for what makes people ill"


def test_a_tutor_sees_the_class_move(running, enters):
    tam = enters("tam")

    tam.goto(f"/classes/{running.site.cohort}")
    for name in ("mira", "lew"):
        running.site.does(name, m.ProfessionIntroduced(words="I look"))
        running.site.does(name, m.AgreedToGoOn(step="meet"))
    running.site.app.extensions["waker"].wake(running.site.cohort, running.site.sitting)
    expect(tam.get_by_role("row", name="Pair 1").get_by_text("Spot")).to_be_visible(timeout=4000)


def test_a_tutor_sees_a_link_drawn_as_the_pair_draws_it(running, enters):
    site = running.site
    to_map(site)
    cause, effect = (
        site.does("mira", m.CauseAdded(words=words, layer=layer)) for words, layer in (("Mould", "exposure"), ("A cough", "health"))
    )
    tam = enters("tam")
    tam.goto(f"/classes/{site.cohort}/pairs/{site.sitting}")
    tam.wait_for_selector("html[data-live]")
    site.does("mira", m.LinkDrawn(source=cause, target=effect, how="worsens", words="He breathes it"))
    site.app.extensions["waker"].wake(site.cohort, site.sitting)
    expect(tam.locator(f".links path[data-from='{cause}'][data-to='{effect}']")).to_have_count(1, timeout=4000)
    assert tam.locator(".links").is_visible()
