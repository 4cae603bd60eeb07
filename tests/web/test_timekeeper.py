"""Time is kept while the server runs: a step that is over moves on by itself, and pages that are open hear of it."""

import time
from datetime import datetime, timedelta

import pytest

from elearn.actions import timing
from elearn.actions.play import Player
from elearn.domain.content import StepKind
from elearn.web import timekeeper
from tests.content_builders import SLUG
from tests.site import NOW, a_site

PAST = datetime(2020, 1, 1, 9, 0)


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    with made.app.app_context():
        Player(made.cohort, made.sitting, NOW - timedelta(hours=3)).to(StepKind.MAP)
    return made


def late(site) -> None:
    """The map's time is over, and nobody has looked since."""
    with site.app.app_context(), timing.saving():
        row = timing.timetable.row(site.cohort, SLUG, "map")
        row.ends_at, row.firm = NOW - timedelta(days=900), True
        timing.timetable.look_at(site.cohort, NOW - timedelta(days=900), slug=SLUG)


def test_the_rounds_do_what_is_due_and_end_when_told(site, monkeypatch):
    monkeypatch.setattr(timekeeper, "ROUND_SECONDS", 0.05)
    keeper = site.app.extensions["timekeeper"]
    late(site)
    keeper.open()
    until = time.monotonic() + 10
    while site.table().step.kind is StepKind.MAP and time.monotonic() < until:
        time.sleep(0.05)
    keeper.close()
    assert site.table().step.kind is StepKind.NEWS


def test_a_round_that_fails_is_followed_by_another(site, monkeypatch, caplog):
    monkeypatch.setattr(timekeeper, "ROUND_SECONDS", 0.02)
    tries = []

    def fails(*_, **__):
        tries.append(1)
        raise RuntimeError("the disk is gone")

    monkeypatch.setattr(timekeeper.timing, "sweep", fails)
    keeper = site.app.extensions["timekeeper"]
    keeper.open()
    until = time.monotonic() + 10
    while len(tries) < 2 and time.monotonic() < until:
        time.sleep(0.02)
    keeper.close()
    assert len(tries) > 1 and "ended early" in caplog.text


def test_the_page_and_the_feed_of_a_late_sitting_are_never_behind_the_time(site):
    late(site)
    assert site.client("mira").get(f"{site.path}/feed?since=0&mine=0").json["step"] == "news"


def test_a_tutor_who_looks_on_settles_it_too_and_whoever_waits_is_told_what_happened(site):
    late(site)
    assert site.client("tam").get(f"/classes/{site.cohort}/pairs/{site.sitting}").status_code == 200
    said = [each["says"] for each in site.client("mira").get(f"{site.path}/feed?since=0&mine=0").json["entries"]]
    assert any("went on without the yes of" in each for each in said)
