"""Marking twice through its pages: the sample, differences settled with a reason, a third marker, exemplars, the record."""

import pytest

from elearn.actions import house, moderate
from elearn.actions import mark as marking
from elearn.domain import move as m
from elearn.domain.assessment import PAIR
from elearn.domain.moderation import Part
from elearn.domain.person import Role
from elearn.store import cohorts, marking_queue, marking_script, marks_asked, rubrics
from elearn.store.db import saving
from tests.site import NOW
from tests.web.marked import a_marked_site, finished, put_up


@pytest.fixture
def marked(tmp_path):
    return a_marked_site(tmp_path)


def twice(marked, *, second: int, but=None) -> None:
    """Tam gives 3 throughout, Sam another level."""
    marked.give("sam", Part.SECOND)
    marked.marks("tam", 3, "Seen.")
    marked.marks("sam", second, "Seen.", but)


def test_the_sample_is_drawn_and_given_to_somebody_else_than_the_first_marker(marked):
    marked.marks("tam", 1, "Thin.")
    lea, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    lea.post(f"{root}/sample", data={"marker": [marked.site.people["tam"], marked.site.people["sam"]]})
    with marked.site.app.app_context():
        script = marks_asked.script(marked.site.cohort, marked.number)
        assert script.sampled == "fail"
        assert {(each.part, each.marker_id) for each in script.markings} == {
            ("first", marked.site.people["tam"]),
            ("second", marked.site.people["sam"]),
        }
    assert "below the pass mark" in lea.get(f"{root}?show=twice").text


def test_nobody_is_offered_their_own_script_to_mark_again(marked):
    marked.marks("tam", 1, "Thin.")
    lea, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    tam, sam = (f'value="{marked.site.people[name]}"' for name in ("tam", "sam"))
    sharing = lea.get(f"{root}?show=all").text.split("Marking a sample twice")[1]
    assert tam not in sharing and sam in sharing
    giving = lea.get(marked.path).text.split("Give it to")[1]
    assert tam not in giving and sam in giving


def test_a_lone_marker_is_told_to_add_another_and_may_draw_the_sample_meanwhile(marked):
    marked.marks("tam", 1, "Thin.")
    with marked.site.app.app_context(), saving():
        for each in marks_asked.markers(marked.site.cohort):
            if each.person_id != marked.site.people["tam"]:
                each.role = Role.OBSERVER
        cohorts.enrolment(marked.site.cohort, marked.site.people["tam"]).role = Role.LEAD
    tam, root = marked.site.client("tam"), f"/classes/{marked.site.cohort}/marking"
    assert "nobody marks their own twice" in tam.get(f"{root}?show=all").text
    assert "1 scripts drawn, 0 given" in tam.post(f"{root}/sample", follow_redirects=True).text
    assert "Everybody who marks in this class has this script already" in tam.get(marked.path).text


def test_two_levels_apart_hold_up_release_until_they_are_settled_with_a_reason(marked):
    key = marked.keys()[0]
    twice(marked, second=3, but={key: 1})
    client, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    assert "1 stand two levels or more apart" in client.get(marked.path).text
    assert "Not ready yet" in client.post(f"{root}/release", data={"all": "1"}, follow_redirects=True).text
    tam, settle = marked.site.client("tam"), {"field": ".".join(key), "level": "2"}
    assert tam.post(f"{marked.path}/settle", data={**settle, "reason": " "}).status_code == 400
    tam.post(f"{marked.path}/settle", data={**settle, "reason": "The log says so."})
    assert "2 students were given" in client.post(f"{root}/release", data={"all": "1"}, follow_redirects=True).text
    assert "The log says so." in client.get(f"{root}/record").text
    with marked.site.app.app_context():
        assert len(marks_asked.released(marked.site.cohort, [marked.sitting])) == 2


def test_a_third_marker_decides_where_two_stand_wide_apart(marked):
    key = marked.keys()[0]
    twice(marked, second=3, but={key: 1})
    marked.give("lea", Part.THIRD)
    marked.marks("lea", 2)
    lea = marked.site.client("lea")
    lea.post(f"/classes/{marked.site.cohort}/marking/release", data={"script": str(marked.number)})
    with marked.site.app.app_context():
        body = marks_asked.release(marked.site.cohort, marked.sitting, key[0]).body
    assert '"criterion":"legal_need","pair":false,"level":2' in body and body.count('"level":3') == 7


def test_nobody_settles_before_both_have_finished_nor_from_outside(marked):
    marked.give("sam", Part.SECOND)
    marked.marks("tam", 3)
    said = {"field": "pair.plan", "level": "2", "reason": "So."}
    assert marked.site.client("tam").post(f"{marked.path}/settle", data=said).status_code == 403
    assert marked.site.client("sam").post(f"{marked.path}/settle", data=said).status_code == 403


def test_a_marker_new_to_it_practises_on_an_exemplar_and_then_sees_what_it_shows(marked):
    lea, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    lea.post(f"{root}/exemplars", data={"case": marked.site.table().case})
    with marked.site.app.app_context():
        numbers = [each.number for each in marking_queue.page(marked.site.cohort, "exemplars", 0)]
    assert len(numbers) == 3
    tam = marked.site.client("tam")
    tam.post(f"{root}/{numbers[0]}/give")
    assert "levels are the same" not in tam.get(f"{root}/{numbers[0]}").text
    practice = type(marked)(site=marked.site, sitting=0, number=numbers[0], members={})
    practice.marks("tam", 3)
    page = tam.get(f"{root}/{numbers[0]}").text
    assert "levels are the same" in page and "Agreed" in page
    with marked.site.app.app_context():
        stands = marking_queue.standing(marked.site.cohort, "mine", marked.site.people["tam"])
        assert (stands.practised, stands.exemplars) == (1, 3)


def test_an_exemplar_is_in_no_sample_no_release_and_no_list_of_pairs(marked):
    with marked.site.app.app_context():
        from elearn.actions.mark_exemplars import make
        from elearn.store import sittings

        made = make(marked.site.cohort, marked.site.table().case, None, NOW)
        for number in made:
            sitting = marks_asked.script(marked.site.cohort, number).sitting_id
            assert sitting not in [each.id for each in sittings.of_cohort(marked.site.cohort)]
        assert not set(made) & set(marks_asked.unreleased(marked.site.cohort))
        assert not set(made) & set(marks_asked.without_marker(marked.site.cohort))


def test_whoever_leads_makes_any_script_an_exemplar_with_their_own_levels(marked):
    marked.give("lea", Part.SECOND)
    marked.marks("lea", 3)
    marked.site.client("lea").post(f"{marked.path}/exemplar")
    with marked.site.app.app_context():
        script = marks_asked.script(marked.site.cohort, marked.number)
        assert (script.exemplar, {each.part for each in script.markings}) == (True, {"practice"})
        assert {row.level for row in marking_script.gave(script).references.values()} == {3}


def test_new_weights_are_a_new_version_and_what_is_up_keeps_its_own(marked):
    lea, root = marked.site.client("lea"), f"/classes/{marked.site.cohort}/marking"
    with marked.site.app.app_context():
        criteria = rubrics.version(marked.site.cohort, 1).criteria
    weights = {f"{side}.{each.id}": getattr(each, side) for each in criteria for side in ("each", "pair")}
    lea.post(f"{root}/rubric", data={**weights, "each.values": 5, "each.revision": 5, "why": "Reflection is taught this year."})
    other = put_up(marked.site, finished(marked.site)[0])
    with marked.site.app.app_context():
        assert [marks_asked.script(marked.site.cohort, each).rubric for each in (marked.number, other)] == [1, 2]
    assert marked.site.client("tam").get(marked.path).text.count("data-judgement=") == 13
    assert "Reflection is taught this year." in lea.get(f"{root}/record").text
    assert "add up to 100" in lea.post(f"{root}/rubric", data={**weights, "each.values": 9, "why": "x"}, follow_redirects=True).text


def test_agreement_is_hidden_below_twenty_pieces_and_shown_from_twenty(marked):
    root = f"/classes/{marked.site.cohort}/marking"
    twice(marked, second=2)
    page = marked.site.client("lea").get(f"{root}/record").text
    assert "too few to say" in page
    for _ in range(9):
        sitting, members = finished(marked.site)
        more = type(marked)(site=marked.site, sitting=sitting, number=put_up(marked.site, sitting), members=members)
        twice(more, second=3)
    page = marked.site.client("lea").get(f"{root}/record").text
    assert "90 (70 to 97)" in page  # nine pairs of ten alike, two people each: 18 of 20, Wilson's interval
    assert "too few to say" in page  # the pair's own criteria have ten pieces


def test_what_was_released_cannot_be_changed_until_it_is_taken_back_with_a_reason(marked):
    marked.marks("tam", 3)
    lea, tam, root = marked.site.client("lea"), marked.site.client("tam"), f"/classes/{marked.site.cohort}/marking"
    lea.post(f"{root}/release", data={"script": str(marked.number)})
    assert tam.post(marked.path, data=marked.form()).status_code == 403
    assert lea.post(f"{marked.path}/withdraw", data={"reason": ""}).status_code == 400
    lea.post(f"{marked.path}/withdraw", data={"reason": "The wrong pair."})
    assert tam.post(marked.path, data=marked.form()).status_code == 303
    assert "The wrong pair." in lea.get(f"{root}/record").text


def test_a_marker_of_another_class_is_given_nothing(marked):
    with marked.site.app.app_context(), pytest.raises(Exception, match="does not mark in this class"):
        marking.give(marked.site.cohort, marked.number, marked.site.people["olga"], Part.SECOND, None, NOW)


def test_settling_keeps_the_last_word_and_the_record_keeps_both(marked):
    key = (PAIR, "plan")
    twice(marked, second=1)
    with marked.site.app.app_context():
        for level, reason in ((2, "First thought."), (3, "Second thought.")):
            moderate.settle(marked.site.cohort, marked.number, key, level, reason, marked.site.people["lea"], NOW)
        assert marks_asked.settled(marked.site.cohort, [marked.number])[marked.number][key].level == 3
    record = marked.site.client("lea").get(f"/classes/{marked.site.cohort}/marking/record").text
    assert "First thought." in record and "Second thought." in record


def test_a_script_says_whose_papers_the_house_opened(marked):
    said = "Nobody from law was there any more"
    assert said not in marked.site.client("tam").get(marked.path).text
    with marked.site.app.app_context(), saving():
        house.moves(marked.site.cohort, marked.sitting, lambda table: [m.PackOpened(pack="law", papers=("repairs-log",))], NOW)
    assert said in marked.site.client("tam").get(marked.path).text
