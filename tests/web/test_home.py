"""The first card of Home: what waits for me, and nothing that I may not see yet."""

from datetime import UTC, datetime

from markupsafe import escape

from elearn.actions.demo import place_at
from elearn.actions.play import Player
from elearn.domain import move as m
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline
from elearn.store import library
from tests.content_builders import a_case
from tests.site import a_site


def test_home_begins_with_the_case_and_what_it_is_about(tmp_path):
    page = a_site(tmp_path).client("mira").get("/home").text
    assert '<section class="card lead"' in page
    assert "Continue" in page
    assert str(escape(a_case().summary)) in page
    assert 'class="thumb"' not in page, "nothing is drawn before there is a map"


def test_a_partner_s_question_waits_on_home_with_the_map_drawn_small(tmp_path):
    site, now = a_site(tmp_path), datetime.now(UTC)
    with site.app.app_context():
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        cohort, sitting = place_at(site.cohort, library.latest(a_case().case).sha, people, StepKind.NEWS, now)
        pair = Player(cohort, sitting, now)
        lew, cause = pair.members(Discipline.LAW)[0], next(iter(pair.table.causes))
        pair.does(lew, m.Asked(on=cause, words="Who says that it was off?"))
    asked, asker = (site.client(name).get("/home").text for name in ("mira", "lew"))
    assert "Who says that it was off?" in asked
    assert "Continue: answer Lew" in asked
    assert 'class="sheet asked"' in asked
    assert "Who says that it was off?" not in asker, "nobody is told to answer their own question"


def test_home_is_calm_when_nothing_waits(tmp_path):
    page = a_site(tmp_path).client("otto").get("/home").text
    assert "No case waits for you" in page
    assert '<section class="card lead"' not in page
