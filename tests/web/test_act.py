"""Act: what is untouched, where the plan acts, the plan itself, one change."""

import re
from pathlib import Path

from elearn.actions.publish_library import publish_lists
from elearn.domain.reference import Reference
from elearn.domain.vocabulary import Resource
from tests.web.second_half import NOON, Pair


def test_causes_that_no_action_touches_come_first_each_with_a_way_to_act(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    pair.plan()
    page = pair.page("Mira", "act")
    untouched = page[page.index('id="untouched"') : page.index('id="river-title"')]
    assert "Damp home" in untouched
    assert "Landlord has not repaired" not in untouched
    assert f"?for={pair.damp}#add-action" in untouched


def test_the_form_comes_with_the_cause_that_was_chosen(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    page = pair.page("Mira", "act", f"?for={pair.damp}")
    assert f'value="{pair.damp}" checked' in page
    assert '<details class="adding" id="add-action" data-closes open>' in page


def test_urgent_actions_stand_first_with_the_same_number_as_in_the_picture(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    later, now = pair.plan(when="month", does="Visit again"), pair.plan("Mira", when="now", does="Treat him")
    page = pair.page("Lew", "act")
    assert page.index(f'id="a-{now}"') < page.index(f'id="a-{later}"')
    assert f'href="#a-{now}"><span class="vh">Number </span>1<' in page


def test_an_action_is_planned_without_a_script(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    fields = {"action.does": "Ring her", "action.owner": "person", "action.when": "now", "action.works_on[]": [pair.damp, pair.repair]}
    assert pair.posts("Mira", "ActionPlanned", "act", **fields, idea="both", **{"action.wish": "Near his aunt"}) == 303
    (action,) = pair.table.actions.values()
    assert action.words.works_on == (pair.damp, pair.repair)
    assert "Near his aunt" in pair.page("Lew", "act")


def test_a_refused_action_gives_its_words_back(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    browser = pair.browser("Mira")
    envelope = {
        "as": pair.members["Mira"],
        "for": pair.numbers["Mira"],
        "op": "a" * 16,
        "move": "ActionPlanned",
        "page": "act",
        "draft": "plan",
    }
    answer = browser.post(f"/sittings/1/{pair.id}/moves", data={**envelope, "action.does": "Half a thought", "action.when": "now"})
    assert answer.status_code == 400
    assert 'value="Half a thought"' in answer.get_data(as_text=True)


def test_two_wordings_written_at_once_both_stand_until_one_is_chosen(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    id = pair.plan()
    words = pair.table.actions[id].words.model_dump(mode="json")
    pair.does("Mira", "ActionReworded", of=id, base=1, action={**words, "does": "Write, naming the child"})
    rival = pair.does("Lew", "ActionReworded", of=id, base=1, action={**words, "does": "Write, naming the survey"})
    assert "Write, naming the survey" in pair.page("Mira", "act")
    assert pair.posts("Mira", "WordingChosen", "act", of=id, wording=rival) == 303
    assert pair.table.actions[id].words.does == "Write, naming the survey"


def test_a_partners_action_can_only_be_proposed_for_removal_and_its_writer_decides(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    id = pair.plan("Lew")
    assert f'id="remove-{id}"' not in pair.page("Mira", "act")
    pair.does("Mira", "RemovalProposed", of=id, words="The nurse does this")
    assert f'id="accept-{id}"' in pair.page("Lew", "act")
    assert f'id="accept-{id}"' not in pair.page("Mira", "act")


def test_an_action_says_when_its_cause_has_been_removed(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    pair.plan(works_on=[pair.crowd])
    pair.does("Lew", "Removed", of=pair.crowd)
    assert "a cause since removed" in pair.page("Mira", "act")


def test_one_change_acts_upstream(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    change = {"change.what": "No repair on hold", "change.who": "The board", "change.first_step": "Three cases to the board"}
    assert pair.posts("Lew", "ChangeProposed", "act", **change, idea="mine") == 303
    page = pair.page("Mira", "act")
    assert "Three cases to the board" in page
    assert 'class="pin change"' in page[: page.index("Social circumstances</h3>")]


def test_nobody_goes_on_without_an_action(tmp_path: Path) -> None:
    page = Pair(tmp_path).at_act().page("Mira", "act")
    assert "Plan at least one action" in page
    assert 'id="go-on"' not in page


def test_nothing_of_the_panels_plan_shows_before_compare(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    page = pair.page("Mira", "act")
    for action in pair.case.panel.actions:
        assert action.does not in page


def test_everybody_in_the_directory_who_helps_there_is_offered_whomever_the_panel_names(tmp_path: Path) -> None:
    pair = Pair(tmp_path).at_act()
    places = {"Zebra trust": "England", "Acas": "Great Britain", "Law centre": "England and Wales", "Shelter Scotland": "Scotland"}
    helpers = tuple(Resource(id=f"h{i}", name=name, what="Helps", jurisdiction=place) for i, (name, place) in enumerate(places.items()))
    with pair.app.app_context():
        publish_lists(Reference(resources=helpers), NOON)
    page = pair.page("Mira", "act")
    assert re.findall(r'<option value="([A-Z][A-Za-z ]+)">', page) == ["Acas", "Law centre", "Zebra trust"]
    assert 'list="helpers"' in page
