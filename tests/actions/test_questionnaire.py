"""A class is asked before and after; what is answered is kept as it is given, and belongs to its writer."""

from datetime import timedelta

import pytest

from elearn.actions import questionnaire
from elearn.domain.errors import Conflict, Malformed, NotAllowed
from elearn.domain.instrument import Occasion
from elearn.store import answers, notices
from elearn.store.db import db, saving
from tests.site import NOW, a_site

OURS = b"""
id: ours
version: 1
title: Ours
citation: Somebody 2014
licence: by letter
permission_reference: letter of 3 May
stem: I can
scale: [{value: 1, says: hardly}, {value: 2, says: well}]
no_chance: cannot say
scales: [{id: S, name: All, least: 1, items: [{id: S1, says: Listen}]}]
least_of_all: 1
before: all
after: all
"""


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    with made.app.app_context():
        yield made


def before(site, name="mira", **said):
    questionnaire.answer(site.cohort, site.people[name], Occasion.BEFORE, said.items(), NOW)
    return answers.sheet(site.cohort, site.people[name], Occasion.BEFORE)


def test_answers_are_kept_one_by_one_and_any_may_be_left_out(site):
    before(site, N1="3")
    assert before(site, R1="x").answers == {"N1": 3, "R1": None}


def test_what_the_scale_does_not_have_is_refused_and_nothing_is_kept(site):
    before(site, N1="3")
    with pytest.raises(Malformed):
        before(site, N1="6")
    assert before(site).answers == {"N1": 3}


def test_the_second_part_opens_when_the_lead_opens_it_and_the_first_closes_then(site):
    assert questionnaire.open_for(site.cohort, site.people["mira"], NOW).occasions == {Occasion.BEFORE}
    questionnaire.open_for_all(site.cohort, Occasion.AFTER, NOW)
    assert questionnaire.open_for(site.cohort, site.people["mira"], NOW).occasions == {Occasion.AFTER}
    with pytest.raises(NotAllowed):
        before(site, N1="2")


def test_the_other_vignette_comes_a_week_after_the_second_part(site):
    mira = site.people["mira"]
    first = before(site).vignette
    questionnaire.open_for_all(site.cohort, Occasion.AFTER, NOW)
    questionnaire.answer(site.cohort, mira, Occasion.AFTER, [], NOW, hand_in=True)
    assert Occasion.LATER not in questionnaire.open_for(site.cohort, mira, NOW + timedelta(days=6)).occasions
    assert Occasion.LATER in questionnaire.open_for(site.cohort, mira, NOW + timedelta(days=7)).occasions
    sheets = answers.sheets(site.cohort, mira)
    later = questionnaire.story(site.cohort, mira, sheets, questionnaire.instrument_of(site.cohort), Occasion.LATER)
    assert {first, later} == {"A", "B"}


def test_the_vignette_that_was_read_is_the_one_that_is_kept(site):
    instrument = questionnaire.instrument_of(site.cohort)
    dealt = questionnaire.story(site.cohort, site.people["mira"], {}, instrument, Occasion.BEFORE)
    read = "B" if dealt == "A" else "A"
    assert before(site, story=read).vignette == read
    assert before(site, story=dealt).vignette == read


def test_what_waits_is_said_until_it_is_handed_in_or_the_class_is_not_asked(site):
    mira = site.people["mira"]

    def waits():
        db.session.expire_all()
        [of_class] = notices.classes_of(mira)
        return questionnaire.waiting_for(of_class, answers.progress(site.cohort, mira), NOW)

    assert waits() == (Occasion.BEFORE,)
    questionnaire.switch(site.cohort, off=True)
    assert waits() == ()
    questionnaire.switch(site.cohort, off=False)
    questionnaire.answer(site.cohort, mira, Occasion.BEFORE, [], NOW, hand_in=True)
    assert waits() == ()


def test_a_questionnaire_of_ones_own_is_given_until_somebody_has_answered(site):
    assert questionnaire.take_in(site.cohort, OURS, site.people["lea"], NOW).may_leave is False
    assert before(site, S1="2").answers == {"S1": 2}
    with pytest.raises(Conflict):
        questionnaire.choose(site.cohort, 0)


def test_a_questionnaire_is_read_by_the_limited_worker_and_not_by_the_server(site, monkeypatch):
    monkeypatch.setattr("elearn.authoring.instrument.read_yaml", None)
    assert questionnaire.take_in(site.cohort, OURS, site.people["lea"], NOW).title == "Ours"


@pytest.mark.parametrize("key", ["licence", "permission_reference", "citation"])
def test_a_questionnaire_without_leave_to_use_it_is_refused_in_words(site, key):
    lame = b"\n".join(line for line in OURS.splitlines() if not line.startswith(key.encode()))
    with pytest.raises(Malformed, match=f"\\({key}:\\)"):
        questionnaire.take_in(site.cohort, lame, site.people["lea"], NOW)
    assert answers.instruments(site.cohort) == []


def test_the_same_questionnaire_may_come_as_json(site):
    body = b'{"id":"j","version":1,"title":"J","citation":"Us 2020","licence":"CC BY 4.0","permission_reference":"page 3","stem":"I can",'
    body += b'"scale":[{"value":1,"says":"no"},{"value":2,"says":"yes"}],"no_chance":"?","scales":[{"id":"S","name":"S","least":1,'
    body += b'"items":[{"id":"S1","says":"Listen"}]}],"least_of_all":1,"before":"all","after":"all"}'
    assert questionnaire.take_in(site.cohort, body, site.people["lea"], NOW).may_leave


def test_vignettes_wait_for_their_markers_until_the_second_is_open(site):
    for name in ("mira", "lew"):
        questionnaire.answer(site.cohort, site.people[name], Occasion.BEFORE, [("needs", "damp")], NOW, hand_in=True)
    [one, two] = sorted(questionnaire.vignette_queue(site.cohort, site.people["tam"]))
    points = {"needs-points": "2", "chains-points": "4", "actions-points": "0"}
    with pytest.raises(NotAllowed):
        questionnaire.mark_vignette(site.cohort, one, site.people["tam"], points, NOW)
    questionnaire.open_for_all(site.cohort, Occasion.LATER, NOW)
    questionnaire.answer(site.cohort, site.people["mira"], Occasion.LATER, [], NOW)
    questionnaire.mark_vignette(site.cohort, one, site.people["tam"], points, NOW)
    assert questionnaire.vignette_queue(site.cohort, site.people["tam"]) == [two]


def test_whoever_is_forgotten_leaves_no_answer_mark_or_word_on_research_behind(site):
    mira, lew = site.people["mira"], site.people["lew"]
    for person in (mira, lew):
        questionnaire.answer(site.cohort, person, Occasion.BEFORE, [("needs", "damp")], NOW, hand_in=True)
        questionnaire.say_of_research(site.cohort, person, True, NOW)
    questionnaire.open_for_all(site.cohort, Occasion.LATER, NOW)
    questionnaire.answer(site.cohort, lew, Occasion.LATER, [], NOW)
    number = answers.sheet(site.cohort, mira, Occasion.BEFORE).number
    points = {"needs-points": "2", "chains-points": "4", "actions-points": "0"}
    questionnaire.mark_vignette(site.cohort, number, site.people["tam"], points, NOW)
    assert len(answers.of_person(mira).marks) == 1
    with saving():
        answers.forget(mira)
    kept = answers.of_person(mira)
    assert (kept.sheets, kept.consents, answers.vignette_marks(site.cohort)) == ([], [], {})
    assert answers.allowing(site.cohort) == {lew}
