"""A tutor sets a class of 240 up with the mouse, from nothing to links on paper, and a student comes in by one; axe looks at every page."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.forms import violations

pytestmark = pytest.mark.journey
CANVAS = "Student,SIS User ID,Email,Section\n" + "".join(
    f'"Surname{n}, First{n}",{n:06},s{n}@uni.test,{"Law School" if n % 2 else "MBBS year 3"}\n' for n in range(240)
)


class Tutor:
    """Presses things, counts the presses, and has every page looked at."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses, self.seen = page, 0, []

    def press(self, words: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=words).first.click()
        self.page.wait_for_load_state()
        self.presses += 1
        self.seen += violations(self.page)


def test_a_class_of_240_is_set_up_in_a_few_presses(running, enters, chromium):
    page = enters("lea")
    page.goto("/classes")
    tutor = Tutor(page)
    tutor.press("Start a class", "link")
    page.get_by_label("Name").fill("Health and housing")
    tutor.press("Start it, and bring in the list")
    page.get_by_label("The file: .xlsx or .csv").set_input_files([{"name": "c.csv", "mimeType": "text/csv", "buffer": CANVAS.encode()}])
    tutor.press("Look at it")
    expect(page.get_by_text("New: 240")).to_be_visible()
    tutor.press("Bring in 240")
    expect(page.get_by_text("240 students (120 medicine, 120 law)")).to_be_visible()
    tutor.press("Cases and dates", "link")
    tutor.press("Choose it")
    tutor.press("On with setting up", "link")
    tutor.press("Make links to print")
    expect(page.locator(".links > li")).to_have_count(240)
    assert (tutor.presses, tutor.seen) == (8, [])

    student = chromium.new_page()
    student.goto(page.locator(".links code").first.inner_text())
    student.get_by_label("Password").fill("three random words")
    student.get_by_role("button", name="Set it and come in").click()
    expect(student.get_by_role("heading", name="My cases")).to_be_visible()
    assert violations(student) == []
