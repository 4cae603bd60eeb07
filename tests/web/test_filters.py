"""What templates make of ready-made values."""

from datetime import UTC, date, datetime

import pytest

from elearn.store import cohorts, sittings
from elearn.store.db import saving
from elearn.web.filters import clock, day, quoted
from tests.mapping import at_map
from tests.site import a_site


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("SpO2 95 %", "“SpO2 95 %”"),
        ("“None received.”", "“None received.”"),
        ("He said “not today” and left", "“He said ‘not today’ and left”"),
        ("“Frank's fire.” It was that or “nothing.”", "“‘Frank's fire.’ It was that or ‘nothing.’”"),
    ],
)
def test_words_of_a_paper_stand_between_one_pair_of_marks(words, shown):
    assert quoted(words) == shown


def test_a_moment_has_the_day_of_the_clock_that_shows_it():
    late = datetime(2026, 7, 14, 23, 30, tzinfo=UTC)
    assert (day(late), clock(late)) == ("15 July 2026", "00:30")
    assert (day(late, "America/New_York"), clock(late, "America/New_York")) == ("14 July 2026", "19:30")
    assert (day(date(2026, 7, 14)), day(None)) == ("14 July 2026", "")


def test_pages_of_a_class_show_its_own_clock(tmp_path):
    site = at_map(a_site(tmp_path))
    pages = {"mira": f"{site.path}/map", "tam": f"/classes/{site.cohort}"}
    for zone in ("Europe/London", "America/New_York"):
        with site.app.app_context(), saving():
            cohorts.by_id(site.cohort).time_zone = zone
            moved_at = sittings.with_seats(site.cohort, site.sitting).moved_at
        shown = {name: clock(moved_at, zone) in site.client(name).get(page).text for name, page in pages.items()}
        assert shown == dict.fromkeys(pages, True)
