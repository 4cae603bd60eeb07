"""At 400 % zoom a 1280 pixel window is 320 pixels wide: every page of a finished pair is read by scrolling one way only (WCAG 1.4.10)."""

from datetime import UTC, datetime

import pytest

from elearn.actions.demo import place_at
from elearn.domain.person import Discipline
from elearn.store import library
from tests.content_builders import a_case

pytestmark = pytest.mark.journey

PAGES = ("meet", "spot", "share", "map", "news", "act", "compare", "reflect", "file", "outline", "replay")
WIDER = """() => [...document.querySelectorAll("body *")].filter(each => {
  const box = each.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !each.closest(".scroll, .map, table, svg, .vh, .stepper, .jump, .tabs");
}).map(each => `${each.tagName.toLowerCase()}.${each.className} ${Math.round(each.getBoundingClientRect().right)}`).slice(0, 5)"""


@pytest.mark.parametrize("page_name", PAGES)
def test_a_page_at_400_per_cent_scrolls_one_way_only(running, enters, page_name):
    site = running.site
    with site.app.app_context():
        sha = library.latest(a_case().case).sha
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        cohort, sitting = place_at(site.cohort, sha, people, None, datetime.now(UTC))
    page = enters("mira", viewport={"width": 320, "height": 256})
    page.goto(f"/sittings/{cohort}/{sitting}/{page_name}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.evaluate(WIDER)
