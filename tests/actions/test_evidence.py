"""The evidence of a large class is kept as a row, comes to what its answers come to, and is worked out again once they have changed."""

from datetime import timedelta

import pytest

from elearn.actions import evidence, questionnaire
from elearn.actions.results import recompute
from elearn.domain.evidence import RULE
from elearn.domain.instrument import Occasion
from elearn.store import kept_evidence
from elearn.store.db import saving
from elearn.store.kept_evidence import KeptEvidence
from tests.site import NOW, a_site
from tests.web.test_evidence import ITEMS, YESTERDAY, a_class
from tests.web.test_evidence import evidence as page

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def site(tmp_path, database, monkeypatch):
    """A class of twenty-four, where twenty sheets already make a class a large one."""
    monkeypatch.setattr(evidence, "LARGE", 20)
    site = a_site(tmp_path, database=database)
    site.answered = a_class(site)
    return site


@pytest.fixture
def inside(site):
    with site.app.app_context():
        yield site


def test_what_is_kept_is_what_the_answers_come_to(inside, monkeypatch):
    assert evidence.keep_again(NOW) == 1
    kept = [evidence.evidence_of(inside.cohort, research=each) for each in (False, True)]
    monkeypatch.setattr(evidence, "LARGE", 1000)
    assert [each.report for each in kept] == [evidence.evidence_of(inside.cohort, research=each).report for each in (False, True)]
    assert kept[0].kept_at == NOW and kept[0].report.turnout.counts["all"]["matched"] == 24


def test_it_is_worked_out_again_after_an_answer_and_a_rest_and_not_without_one(inside):
    evidence.keep_again(NOW)
    assert evidence.keep_again(LATER) == 0
    questionnaire.answer(inside.cohort, inside.answered[0], Occasion.AFTER, [(ITEMS[0], "1")], YESTERDAY + timedelta(hours=1), hand_in=True)
    assert evidence.keep_again(NOW + timedelta(minutes=1)) == 0
    assert evidence.keep_again(LATER) == 1
    assert evidence.evidence_of(inside.cohort, research=False).kept_at == LATER


def test_figures_of_another_rule_are_not_shown_and_are_written_anew(inside):
    evidence.keep_again(NOW)
    with saving() as session:
        session.get(KeptEvidence, inside.cohort).rule = RULE - 1
    assert evidence.evidence_of(inside.cohort, research=False).report is None
    assert evidence.keep_again(NOW) == 1 and evidence.evidence_of(inside.cohort, research=False).report


def test_recompute_writes_them_whatever_is_kept(inside):
    evidence.keep_again(NOW)
    list(recompute(LATER))
    assert kept_evidence.kept(inside.cohort).kept_at == LATER


def test_the_page_says_since_when_its_figures_are_kept_or_that_they_are_being_worked_out(site):
    assert "in the background" in page(site) and "d_av (95" not in page(site)
    site.app.extensions["timekeeper"].figures()
    assert "Worked out at" in page(site) and "d_av (95" in page(site)
