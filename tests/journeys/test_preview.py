"""`elearn preview`, as an author has it: both sides in a browser, and a save that shows within a second."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import Error as NotYet

from tests.content_builders import SLUG, a_folder
from tests.journeys.conftest import free_port
from tests.journeys.forms import violations

pytestmark = pytest.mark.journey
A_SECOND = 1500
"""milliseconds: the second that is promised, and half of one for a loaded machine"""


@pytest.fixture
def author(tmp_path: Path, chromium: Browser) -> Iterator[tuple[Page, Path]]:
    """A page of the preview's server, and the folder of the case that it shows."""
    folder, port = a_folder(tmp_path), free_port()
    command = [sys.executable, "-m", "elearn.cli", "preview", str(folder.parent.parent), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            assert "http://127.0.0.1" in server.stdout.readline()
            context = chromium.new_context(base_url=f"http://127.0.0.1:{port}")
            page = context.new_page()
            _reach(page)
            yield page, folder
            context.close()
        finally:
            server.terminate()


def _reach(page: Page) -> None:
    for _ in range(100):
        try:
            page.goto("/library")
            return
        except NotYet:
            time.sleep(0.1)


def test_a_save_shows_within_a_second_outside_and_inside_the_frames(author):
    page, folder = author
    page.goto(f"/library/cases/{SLUG}/steps/spot")
    medicine = page.frame_locator("#side-medicine")
    expect(medicine.locator(".paper-text").get_by_text("SpO2 95 %")).to_be_visible()
    page.wait_for_timeout(600)  # the stream is open and the watch has looked once
    letter = folder / "papers/medicine/clinic-letter.md"
    letter.write_text(letter.read_text().replace("SpO2 95 %", "SpO2 91 %"))
    expect(medicine.locator(".paper-text").get_by_text("SpO2 91 %")).to_be_visible(
        timeout=A_SECOND
    )  # a second, and half of one for a loaded machine


def test_a_mistake_shows_on_the_cases_page_and_goes_when_it_is_mended(author):
    page, folder = author
    page.goto(f"/library/cases/{SLUG}")
    expect(page.get_by_text("The check finds nothing to mend.")).to_be_visible()
    page.wait_for_timeout(600)
    panel = folder / "panel.yaml"
    sound = panel.read_text()
    panel.write_text(sound.replace("weight: supporting", "weigth: supporting", 1))
    expect(page.get_by_text("is not a key here")).to_be_visible(timeout=A_SECOND)
    panel.write_text(sound)
    expect(page.get_by_text("The check finds nothing to mend.")).to_be_visible(timeout=A_SECOND)


def test_inside_a_frame_one_turns_to_other_papers_and_no_form_keeps_anything(author):
    page, _ = author
    page.goto(f"/library/cases/{SLUG}/steps/spot")
    law = page.frame_locator("#side-law")
    law.get_by_role("link", name="How it begins").click()
    expect(law.locator(".paper-text").get_by_text("She has a folder of letters")).to_be_visible()
    law.get_by_text("Seal").first.click()
    assert page.url.endswith("/steps/spot")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page_of_the_author(author, scheme):
    page, _ = author
    made = page.context.browser.new_page(base_url=page.url.removesuffix("/library"), bypass_csp=True, color_scheme=scheme)
    for path in ("", "/audit", f"/cases/{SLUG}", f"/cases/{SLUG}/words", f"/cases/{SLUG}/steps/spot", f"/cases/{SLUG}/steps/map"):
        made.goto(f"/library{path}")
        assert violations(made) == []
    made.close()
