"""Marking one pair with the real keyboard: one key a judgement, and few besides; what is given is saved by itself."""

import pytest
from playwright.sync_api import Page, expect

from elearn.store import marks_asked
from tests.web.marked import Marked, finished, put_up

pytestmark = pytest.mark.journey
BESIDES = 5
"""keys that marking one pair may take besides one for each judgement"""


class Keyboard:
    """A keyboard that counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.pressed = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.pressed += 1


@pytest.fixture
def marked(running) -> Marked:
    sitting, members = finished(running.site)
    return Marked(site=running.site, sitting=sitting, number=put_up(running.site, sitting), members=members)


def given(marked: Marked) -> list[int | None]:
    with marked.site.app.app_context():
        rows = marks_asked.given(marked.site.cohort, [marked.number]).get((marked.number, marked.site.people["tam"]), {})
        return [row.level for row in rows.values()]


def at(page: Page, marked: Marked) -> None:
    page.goto(marked.path)
    page.wait_for_selector("html[data-marking]")


def test_one_pair_takes_one_key_a_judgement_and_at_most_five_besides(marked, enters):
    other = put_up(marked.site, finished(marked.site)[0])
    page = enters("tam")
    at(page, marked)
    keys = Keyboard(page)
    keys.press(*"3323233232323")
    expect(page.locator("#given")).to_have_text("13 of 13 given")
    keys.press("r")
    page.wait_for_url(f"**/marking/{other}")
    assert keys.pressed <= 13 + BESIDES
    assert sorted(given(marked)) == sorted(int(each) for each in "3323233232323")
    with marked.site.app.app_context():
        [marking] = marks_asked.script(marked.site.cohort, marked.number).markings
        assert marking.done_at is not None


def test_the_panel_opens_by_itself_with_the_last_level_and_not_before(marked, enters):
    page = enters("tam")
    at(page, marked)
    for key in "333333333333":
        page.keyboard.press(key)
    expect(page.locator("#saved")).to_have_text("Saved.")
    expect(page.locator("#panel")).to_contain_text("Opens when you have given every level once")
    page.keyboard.press("3")
    expect(page.locator("#panel")).to_contain_text("It informs; it is not the mark.")
    expect(page.locator("#totals")).to_contain_text("75.0 of 100")


def test_a_comment_is_written_and_kept_without_leaving_the_keyboard(marked, enters):
    page = enters("tam")
    at(page, marked)
    page.keyboard.press("c")
    page.keyboard.type("Seen by 3 people, and n more.")
    page.keyboard.press("Escape")
    page.keyboard.press("4")
    expect(page.locator("#saved")).to_have_text("Saved.")
    with marked.site.app.app_context():
        [row] = list(marks_asked.given(marked.site.cohort, [marked.number])[marked.number, marked.site.people["tam"]].values())
        assert (row.level, row.comment) == (4, "Seen by 3 people, and n more.")


def test_single_keys_do_nothing_once_they_are_switched_off(marked, enters):
    page = enters("tam")
    at(page, marked)
    page.get_by_text("Keys, and where the rubric stands").click()
    page.get_by_label("Single keys do these things").uncheck()
    page.get_by_role("button", name="Keep this choice").click()
    at(page, marked)
    for key in "3n":
        page.keyboard.press(key)
    expect(page.locator("#given")).to_have_text("0 of 13 given")
    assert page.url.endswith(marked.path)


def test_two_windows_of_one_marker_do_not_write_over_one_another(marked, enters):
    first, second = enters("tam"), enters("tam")
    at(first, marked)
    at(second, marked)
    first.keyboard.press("3")
    expect(first.locator("#saved")).to_have_text("Saved.")
    second.keyboard.press("1")
    expect(second.locator("#saved")).to_contain_text("The newer version stands")
    assert given(marked) == [3]


def test_levels_given_without_a_network_are_kept_and_sent_when_it_is_back(marked, enters):
    page = enters("tam")
    at(page, marked)
    page.context.set_offline(True)
    page.keyboard.press("2")
    expect(page.locator("#saved")).to_contain_text("there is no connection")
    page.context.set_offline(False)
    expect(page.locator("#saved")).to_have_text("Saved.", timeout=10_000)
    assert given(marked) == [2]
