"""A class, live: cards with their evidence, steps and time, a word to a pair; observers look on; the cost does not grow with the class."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from elearn.actions import sit
from elearn.actions.play import PACE, Player
from elearn.actions.rehearse import STAGE, Rehearsal
from elearn.domain.content import StepKind
from tests.content_builders import SLUG, a_case
from tests.site import a_site
from tests.web.test_queries import more_pairs, queries

MOST = 8


@pytest.fixture
def site(tmp_path):
    return a_site(tmp_path)


def worked(site, kind: StepKind | None, *, minutes_ago: float = 20):
    """The pair at a step, its last move so long ago."""
    played = Rehearsal(a_case())
    played.to(kind)
    took = played.at - STAGE - 3 * PACE  # the three moves of the house come without a pause when a pair sits down
    with site.app.app_context():
        Player(site.cohort, site.sitting, datetime.now(UTC) - took - timedelta(minutes=minutes_ago)).to(kind)
    return site


def live(site, name: str = "tam", query: str = "") -> str:
    return site.client(name).get(f"/classes/{site.cohort}/live{query}").get_data(as_text=True)


def does(site, what: str, name: str = "tam", **form):
    return site.client(name).post(f"/classes/{site.cohort}/{what}", data={"case": SLUG, **form})


def page(site, name: str = "mira", at: str = "map") -> str:
    return site.client(name).get(f"{site.path}/{at}").get_data(as_text=True)


def test_a_card_says_why_and_what_to_ask_and_can_be_put_aside(site):
    html = live(worked(site, StepKind.MAP))
    assert "No move for 20 min." in html and "Say aloud what you know for certain" in html and "Nothing for 6 minutes" in html
    occasion = re.search(r'name="occasion" value="([^"]+)"', html)[1]
    does(site, "live/cards", sitting=site.sitting, rule="stuck", occasion=occasion, said="done")
    assert "No move for" not in live(site)


def test_a_pair_that_asked_for_a_word_has_a_card_until_somebody_has_seen_to_it(site):
    worked(site, StepKind.MAP)
    with site.app.app_context():
        sit.want_help(site.cohort, site.people["lew"], site.sitting, datetime.now(UTC))
    assert "Asked for a word" in live(site)
    assert site.client("ola").post(f"/classes/{site.cohort}/calls/1").status_code == 404
    site.client("tam").post(f"/classes/{site.cohort}/calls/1")
    assert "Asked for a word" not in live(site)


def test_the_class_sees_which_causes_were_found_alone_in_talk_and_on_the_map(site):
    html = live(worked(site, StepKind.NEWS))
    row = re.search(r'<th scope="row">The landlord.*?</tr>', html, re.DOTALL)[0]
    assert [int(each) for each in re.findall(r"(\d+) %", row)][2] == 100
    assert "came first from law" in html


def test_a_word_to_a_pair_stands_on_its_page_and_not_in_its_log_until_each_has_read_it(site):
    worked(site, StepKind.MAP)
    before = site.table().last
    does(site, "live/messages", sitting=site.sitting, words="Look at the <dates> once more")
    assert "Tam" in page(site) and "Look at the &lt;dates&gt; once more" in page(site) and site.table().last == before
    site.client("mira").post(f"{site.path}/read", data={"message": 1, "page": "map"})
    assert "once more" not in page(site) and "once more" in page(site, "lew")


def test_a_word_to_all_reaches_every_pair_and_their_streams(site):
    worked(site, StepKind.MAP)
    before = site.client("lew").get(f"{site.path}/feed?since=0&mine=0").json["notices"]
    assert does(site, "live/messages", words="Two minutes more").status_code == 303
    assert site.client("lew").get(f"{site.path}/feed?since=0&mine=0").json["notices"] == before + 1
    assert "Two minutes more" in page(site, "lew")
    refused = does(site, "live/messages", words=" ")
    assert refused.status_code == 422 and b"Write a few words first." in refused.data


def test_steps_are_opened_and_held_and_time_is_given_from_the_page(site):
    worked(site, StepKind.MAP)
    does(site, "live/steps", step="act", do="hold")
    assert "Open the next step: Act" in live(site)
    does(site, "live/steps", step="act", do="open", minutes="12")
    assert "Act, 0 of 12 minutes" in live(site)
    does(site, "live/time", step="act", minutes="5")
    assert "Act, 0 of 17 minutes" in live(site)


def test_deadlines_and_allowances_are_set_on_the_page_of_times(site):
    worked(site, StepKind.MAP)
    does(site, "times", step="map", ends="2099-06-01T17:00")
    assert "2099-06-01T17:00" in site.client("tam").get(f"/classes/{site.cohort}/times").get_data(as_text=True)
    assert "ends Monday 1 June 2099 at 17:00" in site.client("ola").get(f"/classes/{site.cohort}/times").get_data(as_text=True)
    does(site, "allowances", email="lew@x.test", days="2")
    assert "Until Wednesday 3 June 2099 at 17:00" in page(site)
    refused = does(site, "times", step="map", ends="2027-03-28T01:30")
    assert refused.status_code == 422 and b"the clocks go forward" in refused.data


def test_a_rule_is_tuned_and_says_how_often_it_was_not_useful(site):
    worked(site, StepKind.MAP)
    does(site, "live/cards", sitting=site.sitting, rule="stuck", occasion="x", said="not_useful")
    html = site.client("tam").get(f"/classes/{site.cohort}/live/rules").get_data(as_text=True)
    assert "not useful 1 time" in html
    does(site, "live/rules", rule="stuck", minutes="30", times="2", on="yes")
    assert "Nothing for 30 minutes" in site.client("tam").get(f"/classes/{site.cohort}/live/rules").get_data(as_text=True)
    assert does(site, "live/rules", rule="stuck", minutes="1", on="yes").status_code == 422
    assert does(site, "live/rules", rule="stuck", minutes="many", on="yes").status_code == 422


def test_an_observer_sees_everything_and_has_nothing_to_press(site):
    html = live(worked(site, StepKind.MAP), "ola")
    assert "No move for" in html
    assert 'method="post"' not in html.partition("<main")[2].partition("</main>")[0]
    assert does(site, "live/messages", name="ola", words="Hello").status_code == 404


def test_the_live_page_asks_no_more_of_the_database_when_the_class_grows(tmp_path, database):
    site = worked(a_site(tmp_path, database=database), StepKind.MAP)
    before = queries(site, "tam", f"/classes/{site.cohort}/live")
    more_pairs(site, 60)
    assert queries(site, "tam", f"/classes/{site.cohort}/live") == before <= MOST


def test_a_pair_is_found_by_its_number_and_by_whoever_sits_there(site):
    more_pairs(site, 20)

    def found(words: str) -> list[str]:
        return re.findall(r'id="pair-(\d+)', site.client("tam").get(f"/classes/{site.cohort}?found={words}").get_data(as_text=True))

    assert (found("7"), len(found("LEW")), found("otto"), found("%25")) == (["7"], 20, [], [])


def test_the_list_of_pairs_comes_in_pages_of_twenty_and_in_the_order_asked_for(site):
    more_pairs(worked(site, StepKind.MAP), 70)
    tam = site.client("tam")
    first, second = (tam.get(f"/classes/{site.cohort}?by=number&page={page}").get_data(as_text=True) for page in (1, 4))
    assert "71 pairs" in first and first.count('id="pair-') == 20 and second.count('id="pair-') == 11
    assert re.findall(r'id="pair-(\d+)', tam.get(f"/classes/{site.cohort}?by=step&page=4").get_data(as_text=True))[-1] == "1"
