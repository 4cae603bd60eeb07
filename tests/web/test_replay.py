"""The replay: the map at any move, who said what, and where it turned."""

import pytest

from elearn.domain import move as m
from elearn.web.learn.replay import replay_model
from tests.mapping import at_map, page, place_of
from tests.site import a_site


@pytest.fixture
def site(tmp_path):
    return at_map(a_site(tmp_path))


def grown(site):
    duty = site.does("lew", m.CauseAdded(words="No repair", layer="legal"))
    wheeze = site.does("mira", m.CauseAdded(words="He wheezes", layer="health"))
    link = site.does("mira", m.LinkDrawn(source=duty, target=wheeze, how="causes", words="Better away"))
    site.does("mira", m.Asked(on=duty, words="Since when?"))
    site.does("lew", m.CauseReworded(of=duty, words="No repair since June", base=1))
    site.does("lew", m.LinkDrawn(source=wheeze, target=duty, how="keeps_going", words="No strength to chase them"))
    site.does("mira", m.Removed(of=link))
    return site.table().last - 6


def test_before_the_first_move_there_is_nothing_to_replay(site):
    assert "The replay begins with the first move on the map." in page(site, "mira", "replay")


def test_an_address_shows_the_map_as_it_was_at_that_move(site):
    first = grown(site)
    html = page(site, "mira", f"replay?at={first + 1}")
    assert "Move 2 of 7" in html
    assert '<h3 class="says-it">No repair</h3>' in html and "data-link" not in html
    assert f'href="{site.path}/replay?at={first + 2}"' in html


def test_the_last_move_is_the_map_as_it_stands(site):
    grown(site)
    with place_of(site, "mira") as here:
        words = [each["words"] for column in replay_model(here)["map"]["columns"] for each in column["causes"]]
    assert words == [each.words for each in site.table().causes.values()]


def test_every_line_says_who_and_when_and_speaks_of_what_was_removed_later(site):
    grown(site)
    with place_of(site, "lew") as here:
        last = replay_model(here)["moves"][-1]
    assert (str(last["says"]), last["discipline"]) == ("Mira removed No repair since June → He wheezes", "medicine")


def test_the_key_moments_are_where_somebody_would_stop(site):
    grown(site)
    with place_of(site, "tam") as here:
        kinds = [each["kind"] for each in replay_model(here)["moments"]]
    assert kinds == ["first_cause", "first_chain", "question_changed", "loop", "removal"]


def test_a_number_beyond_the_log_shows_its_end_and_one_before_it_its_beginning(site):
    grown(site)
    with place_of(site, "mira") as here:
        assert [replay_model(here, at)["number"] for at in (-5, 0, 10**6)] == [1, 1, 7]


def test_each_person_has_a_lane_of_dots(site):
    grown(site)
    with place_of(site, "mira") as here:
        lanes = {each["name"]: len(each["dots"]) for each in replay_model(here)["lanes"]}
    assert lanes == {"Mira": 4, "Lew": 3}


def test_a_tutor_goes_from_move_to_move_by_addresses_of_their_own(site):
    first = grown(site)
    path = f"/classes/{site.cohort}/pairs/{site.sitting}/replay"
    html = site.client("tam").get(path).text
    assert f'href="{path}?at={first + 2}"' in html
    assert f'action="{path}"' in html
    assert "Move 3 of 7" in site.client("tam").get(f"{path}?at={first + 2}").text
