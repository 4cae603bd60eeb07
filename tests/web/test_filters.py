"""What templates make of ready-made values."""

from datetime import UTC, date, datetime

import pytest

from elearn.web.filters import clock, day, quoted


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
