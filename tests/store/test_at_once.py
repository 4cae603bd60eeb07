"""Two tutors who press at one moment: what one of them did stands, and nobody is told that the server failed."""

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from elearn.actions import attention
from elearn.domain.moderation import Part
from elearn.store import marks_asked
from tests.site import a_site
from tests.store.test_both import at_once
from tests.web.marked import a_marked_site, finished


@pytest.fixture
def marked(tmp_path, database):
    return a_marked_site(tmp_path, marker=None, database=database)


def test_scripts_put_up_and_shared_out_by_two_have_one_first_marker_each(marked):
    site = marked.site
    for _ in range(2):
        finished(site)

    def press(number):
        marker = ("tam", "lea")[number % 2]
        data = {"marker": [site.people[marker]]}
        return site.client(marker).post(f"/classes/{site.cohort}/marking/put-up", data=data).status_code

    assert at_once(press, 4) == [303] * 4
    with site.app.app_context():
        assert sum(marks_asked.load(site.cohort).values()) == 3
        assert marks_asked.to_put_up(site.cohort) == []


def test_a_script_given_by_two_at_once_to_two_has_one_first_marker(marked):
    site = marked.site

    def press(number):
        data = {"marker": site.people[("tam", "sam")[number % 2]], "part": "first"}
        return site.client("lea").post(f"{marked.path}/give", data=data).status_code

    assert sorted(at_once(press, 4)) == [303, 409, 409, 409]
    with site.app.app_context():
        assert len(marks_asked.script(site.cohort, marked.number).markings) == 1


def test_a_sample_drawn_by_two_at_once_is_noted_once(marked):
    marked.give("tam", Part.FIRST)
    marked.marks("tam")
    site = marked.site
    at_once(lambda _: site.client("lea").post(f"/classes/{site.cohort}/marking/sample", data={"marker": [site.people["sam"]]}), 4)
    with site.app.app_context():
        kinds = [each.kind for each in marks_asked.record(site.cohort)]
    assert kinds.count("sampled") == 1


def test_a_form_sent_twice_in_one_instant_is_no_mishap(tmp_path, database):
    site = a_site(tmp_path, database=database)
    rule = {"rule": "quiet", "events": "8", "minutes": "15", "share": "0.4", "on": "yes"}
    answers = at_once(lambda _: site.client("lea").post(f"/classes/{site.cohort}/live/rules", data=rule), 6)
    assert {each.status_code for each in answers} <= {303, 409}
    assert all("sent twice" in each.text for each in answers if each.status_code == 409)


def test_marks_taken_back_twice_in_one_instant_are_taken_back_once(marked):
    marked.give("tam", Part.FIRST)
    marked.marks("tam")
    site, lea = marked.site, marked.site.client("lea")
    assert lea.post(f"/classes/{site.cohort}/marking/release", data={"all": "1"}).status_code == 303
    answers = at_once(lambda _: site.client("lea").post(f"{marked.path}/withdraw", data={"reason": "A slip"}).status_code, 4)
    assert answers == [303] * 4


def test_more_time_given_several_times_at_once_waits_for_nobody_in_a_ring(tmp_path, database):
    site = a_site(tmp_path, database=database)
    data = {"email": "mira@x.test", "percent": "25"}
    assert at_once(lambda _: site.client("lea").post(f"/classes/{site.cohort}/allowances", data=data).status_code, 6) == [303] * 6


@pytest.mark.parametrize(("raised", "status"), [(StaleDataError("gone"), 409), (IntegrityError("", {}, Exception("not null")), 500)])
def test_what_somebody_else_has_deleted_is_no_mishap_and_a_broken_row_is(tmp_path, monkeypatch, raised, status):
    def tune(*args, **kwargs):
        raise raised

    monkeypatch.setattr(attention, "tune", tune)
    site = a_site(tmp_path)
    answer = site.client("lea").post(f"/classes/{site.cohort}/live/rules", data={"rule": "quiet", "events": "8"})
    assert answer.status_code == status
