"""Times by the clock on a class's wall, across the changes of that clock."""

# a clock on a wall shows no zone

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.errors import Refusal
from elearn.domain.wallclock import moment, on_the_wall, said

ZONES = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Casablanca", "America/Sao_Paulo")


def test_nine_in_the_morning_is_nine_on_either_side_of_the_change():
    before, after = (moment(datetime(2027, 3, day, 9), "Europe/London") for day in (27, 29))
    assert (before.hour, after.hour) == (9, 8)
    assert after - before == timedelta(hours=47)


def test_an_hour_that_is_left_out_is_refused_in_words():
    with pytest.raises(Refusal, match="no 01:30 on 28 March 2027 in Europe/London: the clocks go forward"):
        moment(datetime(2027, 3, 28, 1, 30), "Europe/London")


def test_an_hour_that_comes_twice_opens_at_the_first_and_is_due_at_the_second():
    twice = datetime(2027, 10, 31, 1, 30)
    opens, due = moment(twice, "Europe/London"), moment(twice, "Europe/London", late=True)
    assert due - opens == timedelta(hours=1)
    assert (said(opens, "Europe/London"), said(due, "Europe/London")) == (
        "Sunday 31 October 2027, 01:30 BST",
        "Sunday 31 October 2027, 01:30 GMT",
    )


def test_a_zone_without_letters_is_said_by_its_distance():
    assert said(datetime(2027, 1, 1, tzinfo=UTC), "Asia/Kathmandu") == "Friday 1 January 2027, 05:45 UTC+05:45"


@pytest.mark.parametrize("name", ["", "Mars/Base", "../etc/passwd", "Europe/london\0", "/etc/localtime"])
def test_a_zone_that_there_is_not_is_refused(name):
    with pytest.raises(Refusal):
        moment(datetime(2027, 1, 1), name)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2034, 12, 31)), st.sampled_from(ZONES), st.booleans())
def test_whatever_is_accepted_is_shown_as_it_was_entered(wall, zone, late):
    wall = wall.replace(second=0, microsecond=0)
    try:
        when = moment(wall, zone, late=late)
    except Refusal:
        return
    assert when.tzinfo is UTC
    assert on_the_wall(when, zone).replace(tzinfo=None) == wall
