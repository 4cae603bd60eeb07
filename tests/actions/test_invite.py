"""Single-use links: they work once, for their person, for their time, and nobody gets one who could misuse it."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from elearn.actions import invite
from elearn.domain.errors import NotAllowed, Refusal, TooOften
from elearn.domain.person import Role
from elearn.domain.single_use import LIVES, Purpose
from elearn.store import outbox
from elearn.store.cohorts import Cohort, Enrolment
from elearn.store.db import db, saving
from elearn.store.outbox import Letter
from elearn.store.people import Person
from elearn.store.tokens import SingleUse
from tests.site import NOW, a_site

GOOD = "three random words"


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database)
    with made.app.app_context():
        yield made


def link(site, name="mira", purpose=Purpose.INVITATION, now=NOW):
    with saving():
        return invite.mint(purpose, site.people[name], now)


def test_a_link_sets_the_password_once(site):
    secret = link(site)
    person = invite.accept(secret, GOOD, NOW)
    assert (person.id, person.password_hash.startswith("$argon2id$")) == (site.people["mira"], True)
    with pytest.raises(invite.Spent):
        invite.accept(secret, GOOD, NOW)


def test_a_bad_password_leaves_the_link_as_it_is(site):
    secret = link(site)
    with pytest.raises(Refusal, match="12 characters"):
        invite.accept(secret, "short", NOW)
    assert invite.accept(secret, GOOD, NOW).id == site.people["mira"]


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_ends_with_its_time(site, purpose):
    secret = link(site, purpose=purpose)
    assert invite.read_link(secret, NOW + LIVES[purpose] - timedelta(seconds=1))[1] is purpose
    with pytest.raises(invite.Spent):
        invite.accept(secret, GOOD, NOW + LIVES[purpose])


def test_a_new_link_ends_the_older_ones(site):
    old, new = link(site), link(site, purpose=Purpose.RESET)
    with pytest.raises(invite.Spent):
        invite.read_link(old, NOW)
    assert invite.read_link(new, NOW)[0].id == site.people["mira"]


def test_the_database_holds_no_secret(site):
    secret = link(site)
    kept = db.session.scalars(select(SingleUse)).all()
    assert len(kept) == 1 and secret not in kept[0].hash and len(kept[0].hash) == 64


def test_a_suspended_person_cannot_come_back_by_a_link(site):
    secret = link(site)
    with saving() as session:
        session.get(Person, site.people["mira"]).suspended_at = NOW
    with pytest.raises(invite.Spent):
        invite.accept(secret, GOOD, NOW)


def test_of_two_who_use_a_link_at_once_one_gets_in(site):
    secret, got = link(site), []

    def use():
        with site.app.app_context():
            try:
                got.append(invite.accept(secret, GOOD, NOW).id)
            except invite.Spent:
                got.append(None)

    both = [threading.Thread(target=use) for _ in range(2)]
    [each.start() for each in both]
    [each.join() for each in both]
    assert sorted(got, key=str) == sorted([site.people["mira"], None], key=str)


def test_a_tutor_hands_a_new_password_only_to_learners_who_are_theirs_alone(site):
    made = invite.hand_reset(site.cohort, site.people["mira"], site.people["tam"], NOW)
    assert (made.email, invite.read_link(made.secret, NOW)[0].id) == ("mira@x.test", site.people["mira"])
    with saving() as session:
        elsewhere = session.scalar(select(Cohort).where(Cohort.name == "Elsewhere"))
        session.add(Enrolment(cohort_id=elsewhere.id, person_id=site.people["mira"], role=Role.LEARNER))
    with pytest.raises(NotAllowed, match="another class"):
        invite.hand_reset(site.cohort, site.people["mira"], site.people["tam"], NOW)
    for other in ("lea", "otto", "ada"):
        with pytest.raises(Refusal):
            invite.hand_reset(site.cohort, site.people[other], site.people["tam"], NOW)


def test_no_link_on_paper_for_whoever_holds_rights_elsewhere(site):
    with saving() as session:
        session.get(Person, site.people["lew"]).is_author = True
    made, barred = invite.handouts(site.cohort, NOW)
    assert ([each.name for each in made], barred) == (["Mira"], 1)


def test_everybody_is_written_to_once(site):
    assert (invite.invite_by_post(site.cohort, NOW), invite.invite_by_post(site.cohort, NOW)) == (2, 0)
    assert invite.invite_by_post(site.cohort, NOW, [site.people["mira"]]) == 1


def test_forgetting_a_password_does_the_same_for_an_address_that_nobody_has(site):
    invite.forgotten("mira@x.test", "1.2.3.4", NOW)
    invite.forgotten("nobody@x.test", "1.2.3.4", NOW)
    letters = db.session.scalars(select(Letter).order_by(Letter.id)).all()
    assert [(each.kind, each.to, each.state) for each in letters] == [
        (outbox.Kind.RESET, "mira@x.test", "waiting"),
        (outbox.Kind.RESET, "nobody@x.test", "waiting"),
    ]


def test_asking_again_and_again_is_refused_for_a_while(site):
    for _ in range(invite.ASKED_AN_ACCOUNT):
        invite.forgotten(" Mira@X.test", "1.2.3.4", NOW)
    with pytest.raises(TooOften):
        invite.forgotten("mira@x.test", "5.6.7.8", NOW)
    invite.forgotten("mira@x.test", "5.6.7.8", NOW + invite.WINDOW + timedelta(seconds=1))


def test_a_link_on_paper_can_be_typed(site):
    [made] = invite.handouts(site.cohort, NOW, [site.people["mira"]])[0]
    assert len(made.secret) == 19 and made.secret.count("-") == 3
    for typed in (made.secret.lower(), made.secret.replace("-", ""), made.secret):
        assert invite.read_link(typed, NOW)[0].id == site.people["mira"]
