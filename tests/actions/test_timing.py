"""Steps opened and held, deadlines and what they bring, with a database: done once, whoever looks and however many look at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import sit, timing
from elearn.actions.play import Player
from elearn.actions.verify import verify
from elearn.domain import move as m
from elearn.domain.cohort import Pace
from elearn.domain.content import StepKind
from elearn.domain.errors import Refusal
from elearn.domain.person import Discipline
from elearn.store import cohorts, library, log, sittings
from elearn.store.db import db
from tests.content_builders import SLUG, a_case
from tests.site import NOW, a_site

WALL = datetime(2026, 12, 1, 17, 0)
LATER = datetime(2026, 12, 1, 17, 0, 1, tzinfo=UTC)


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database)
    with made.app.app_context():
        yield made


def fresh(site):
    """The site for a browser's request, which reads for itself: what this test has read so far is let go."""
    db.session.remove()
    return site


def at(site, kind: StepKind | None, **more):
    Player(site.cohort, site.sitting, NOW - timedelta(hours=3)).to(kind, **more)
    return site


def said(site) -> list[m.Move]:
    with site.app.app_context():
        return [entry.move for entry in log.entries(site.cohort, site.sitting) if not entry.by]


def due(site):
    with site.app.app_context():
        return sittings.with_seats(site.cohort, site.sitting).due_at


def test_a_deadline_that_passes_seals_what_is_there_and_every_table_still_replays(site):
    at(site, StepKind.SPOT)
    timing.set_deadline(site.cohort, SLUG, "spot", WALL, NOW)
    assert due(site) == datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
    assert timing.sweep(LATER) == 1
    assert [len(move.findings) for move in said(site) if isinstance(move, m.SealedByTime)] == [2, 2]
    assert site.table().step.kind is StepKind.SHARE and verify().amiss == ()


def test_many_who_look_at_once_do_it_once(site):
    at(site, StepKind.MAP)
    timing.set_deadline(site.cohort, SLUG, "map", WALL, NOW)

    def look(_):
        with site.app.app_context():
            return timing.sweep(LATER)

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(look, range(6))) >= 1
    assert [move for move in said(site) if isinstance(move, m.TimeRanOut)] == [
        m.TimeRanOut(step="map", without=tuple(each.id for each in site.table().active))
    ]


def test_several_deadlines_missed_are_caught_up_with_one_after_the_other(site):
    at(site, StepKind.MAP)
    for step in ("map", "news", "act"):
        timing.set_deadline(site.cohort, SLUG, step, WALL, NOW)
    timing.sweep(LATER)
    assert site.table().step.kind is StepKind.COMPARE
    assert [move.step for move in said(site) if isinstance(move, m.TimeRanOut)] == ["map", "news", "act"]


def test_a_page_that_is_opened_after_the_deadline_shows_the_step_that_follows(site):
    at(site, StepKind.MAP)
    timing.set_deadline(site.cohort, SLUG, "map", datetime(2020, 1, 1, 9, 0), NOW)
    answer = fresh(site).client("mira").get(f"{site.path}/")
    assert answer.location.endswith("/news")


def test_more_time_for_a_pair_and_an_allowance_put_its_end_off(site):
    at(site, StepKind.MAP)
    timing.set_deadline(site.cohort, SLUG, "map", WALL, NOW)
    timing.more_time_for_pair(site.cohort, site.sitting, NOW, minutes=20)
    timing.allow(site.cohort, site.people["lew"], NOW, days=2)
    assert due(site) == datetime(2026, 12, 3, 17, 20, tzinfo=UTC)
    assert timing.sweep(LATER) == 0
    timing.allow(site.cohort, site.people["lew"], NOW)
    assert due(site) == datetime(2026, 12, 1, 17, 20, tzinfo=UTC)


def test_more_time_for_all_is_counted_from_now_when_it_is_over_already(site):
    at(site, StepKind.MAP)
    timing.open_step(site.cohort, SLUG, "map", NOW - timedelta(hours=2), minutes=20)
    timing.more_time(site.cohort, SLUG, "map", NOW, minutes=5)
    page = fresh(site).client("mira").get(f"{site.path}/map").get_data(as_text=True)
    assert "Planned until" in page and site.table().step.kind is StepKind.MAP


def test_where_the_tutor_opens_the_steps_a_pair_waits_at_its_door(site):
    cohort = cohorts.by_id(site.cohort)
    with timing.saving():
        timing.begin(cohort, a_case())
    sha = library.latest(SLUG).sha
    pair = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
    here = sit.open_sitting(site.cohort, sha, pair, NOW)
    player = Player(*here, NOW)
    player._meet()
    player.agree()
    assert player.table.waits_for_tutor
    page = fresh(site).client("mira").get(f"/sittings/{here[0]}/{here[1]}/meet").get_data(as_text=True)
    assert "Nothing: your tutor opens the next step" in page
    timing.open_step(site.cohort, SLUG, "spot", NOW)
    assert player.table.step.kind is StepKind.SPOT and "share" in player.table.held
    timing.release(site.cohort, NOW)
    assert player.table.held == ()


def test_holding_a_step_sends_nobody_back(site):
    at(site, StepKind.MAP)
    timing.hold_step(site.cohort, SLUG, "share", NOW)
    assert site.table().step.kind is StepKind.MAP and site.table().held == ("act", "compare", "news", "reflect")
    with pytest.raises(Refusal, match="first step"):
        timing.hold_step(site.cohort, SLUG, "meet", NOW)


def test_nobody_has_times_in_a_class_that_goes_at_its_own_pace(site):
    with timing.saving():
        cohort = cohorts.by_id(site.cohort)
        cohort.pace = Pace.OWN
        timing.begin(cohort, a_case())
    assert timing.timetable.rows(site.cohort, SLUG) == {}


def test_only_sensible_times_are_taken(site):
    for minutes in (0, -5, 9999):
        with pytest.raises(Refusal, match="minutes"):
            timing.more_time(site.cohort, SLUG, "map", NOW, minutes=minutes)
    with pytest.raises(Refusal, match="no such step"):
        timing.open_step(site.cohort, SLUG, "nowhere", NOW)


def test_a_move_that_came_too_late_is_refused_in_words_and_the_timekeeper_keeps_time_by_itself(site):
    at(site, StepKind.SPOT)
    timing.set_deadline(site.cohort, SLUG, "spot", datetime(2020, 1, 1, 9, 0), NOW)
    passage = {"paper": "clinic-letter", "start": 0, "end": 10}
    answer = fresh(site).post("mira", "FindingNoted", {"passage": passage, "finding": {"says": "Late", "layer": "health", "sure": 50}})
    assert answer.json["id"] == "seal.closed"
    assert site.app.extensions["timekeeper"].round() == 0
