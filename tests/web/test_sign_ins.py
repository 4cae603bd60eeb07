"""Signing in and staying so: throttling, sessions that end, the second factor."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from elearn.actions import account as accounts
from elearn.actions import enter
from elearn.actions import second_factor as factors
from elearn.domain import second_factor as codes
from elearn.domain.errors import TooOften
from elearn.store import people, second_factors, sessions
from elearn.store.db import saving
from elearn.store.people import Person
from elearn.web.device import device_words
from tests.site import NOW, a_site

GOOD = "three random words"
SECRETS = ["k" * 40]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


@pytest.fixture(scope="module")
def hashed():
    return enter.HASHER.hash(GOOD)


@pytest.fixture
def site(tmp_path, database, hashed):
    made = a_site(tmp_path, database=database)
    with made.app.app_context(), saving() as session:
        for each in session.query(Person):
            each.password_hash = hashed
    return made


def browser(site, name="mira", agent=FIREFOX):
    """A browser in which somebody signs in by the page."""
    client = site.app.test_client()
    client.environ_base["HTTP_USER_AGENT"] = agent
    answer = client.post("/sign-in", data={"email": f"{name}@x.test", "password": GOOD})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return client


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def with_factor(site, name="mira", at=None):
    """Somebody's telephone, set up an hour before: a function that shows its code."""
    at = at or datetime.now(UTC)
    with site.app.app_context():
        factors.begin(site.people[name], at - timedelta(hours=1))
        key = factors.key_of(site.people[name], SECRETS)
        recovery = factors.confirm(site.people[name], codes.code_now(key, at - timedelta(hours=1)), SECRETS, at - timedelta(hours=1))
    return (lambda when=None: codes.code_now(key, when or datetime.now(UTC))), recovery


def test_the_cookie_holds_a_secret_and_the_database_its_hash(site):
    client = browser(site)
    with client.session_transaction() as kept, site.app.app_context():
        secret = kept["_user_id"]
        [row] = sessions.of_person(site.people["mira"], datetime.now(UTC))
    assert (len(secret), secret in row.hash, row.device) == (43, False, "Firefox on Windows")


def test_a_browser_gets_another_secret_when_somebody_signs_in(site):
    client = browser(site)
    with client.session_transaction() as kept:
        before = kept["_user_id"]
    client.post("/sign-in", data={"email": "mira@x.test", "password": GOOD})
    with client.session_transaction() as kept:
        assert kept["_user_id"] != before


def test_signing_out_ends_the_sign_in_itself_and_no_other(site):
    laptop, telephone = browser(site), browser(site, agent=IPHONE)
    with laptop.session_transaction() as kept:
        stolen = dict(kept)
    laptop.post("/sign-out")
    with laptop.session_transaction() as kept:
        kept.update(stolen)
    assert (is_in(laptop), is_in(telephone)) == (False, True)


def test_my_account_lists_where_i_am_signed_in_and_ends_it(site):
    laptop, telephone, lew = browser(site), browser(site, agent=IPHONE), browser(site, "lew")
    page = laptop.get("/account").get_data(as_text=True)
    assert ("Firefox on Windows" in page, "Safari on iPhone" in page) == (True, True)
    laptop.post("/account/sign-ins/end")
    assert (is_in(laptop), is_in(telephone), is_in(lew)) == (True, False, True)


def test_nobody_ends_the_sign_in_of_another(site):
    mira, lew = browser(site), browser(site, "lew")
    with site.app.app_context():
        [theirs] = sessions.of_person(site.people["lew"], datetime.now(UTC))
    mira.post("/account/sign-ins/end", data={"sign_in": theirs.id})
    assert is_in(lew)


def test_a_suspended_person_is_out_at_once(site):
    client = browser(site)
    with site.app.app_context():
        accounts.suspend(site.people["mira"], NOW, by=site.people["ada"])
    assert (is_in(client), client.post("/sign-in", data={"email": "mira@x.test", "password": GOOD}).status_code) == (False, 422)


@pytest.mark.parametrize(("later", "still"), [(timedelta(minutes=119), True), (timedelta(minutes=121), False)])
def test_an_idle_sign_in_ends(site, later, still):
    with time_machine.travel(NOW, tick=False) as clock:
        client = browser(site)
        clock.move_to(NOW + later)
        assert is_in(client) is still


def test_a_sign_in_in_use_ends_in_the_evening_all_the_same(site):
    with time_machine.travel(NOW, tick=False) as clock:
        client = browser(site)
        kept = [(clock.move_to(NOW + timedelta(hours=each)), is_in(client))[1] for each in (1, 3, 5, 7, 9, 11, 13)]
    assert kept == [True] * 6 + [False]


def test_an_open_page_alone_keeps_nobody_signed_in(site):
    with time_machine.travel(NOW, tick=False) as clock:
        client = browser(site)
        for minutes in (60, 119):
            clock.move_to(NOW + timedelta(minutes=minutes))
            assert client.get(f"{site.path}/feed").status_code == 200
        clock.move_to(NOW + timedelta(minutes=121))
        assert not is_in(client)


def test_an_admin_is_out_after_half_an_hour(site):
    with time_machine.travel(NOW, tick=False) as clock:
        ada = site.client("ada")
        clock.move_to(NOW + timedelta(minutes=31))
        assert not is_in(ada)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox on Windows"),
        (IPHONE, "Safari on iPhone"),
        ("curl/8", ""),
        ("X11; Linux Chrome/120 Safari Edg/120", "Edge on Linux"),
    ],
)
def test_a_browser_is_called_what_its_owner_calls_it(agent, words):
    assert device_words(agent) == words


# --- throttling


def tries(site, count, *, email="mira@x.test", address="192.0.2.1", at=NOW, password="wrong, and long enough"):
    """What becomes of so many tries: 303, 422 or 429 each."""
    outcomes = []
    with site.app.app_context():
        for _ in range(count):
            try:
                enter.sign_in(email, password, address, at)
                outcomes.append(303)
            except enter.WrongPassword:
                outcomes.append(422)
            except TooOften:
                outcomes.append(429)
    return outcomes


def test_wrong_passwords_cost_more_and_more_time(site):
    assert tries(site, 7) == [422] * 5 + [429] * 2
    assert tries(site, 2, at=NOW + timedelta(seconds=10)) == [422, 429]
    assert tries(site, 1, at=NOW + timedelta(seconds=29)) == [429]
    assert tries(site, 1, at=NOW + timedelta(seconds=30)) == [422]


def test_the_right_password_ends_the_count(site):
    tries(site, 4)
    assert tries(site, 1, password=GOOD) == [303]
    assert tries(site, 6) == [422] * 5 + [429]


def test_the_count_is_in_the_database_and_outlives_a_restart(site, tmp_path):
    tries(site, 5)
    with site.app.app_context():
        assert people.failures(" MIRA@X.test ", "192.0.2.1", here=NOW, account=NOW, anybody=NOW).from_here == 5


def test_whoever_guesses_at_an_account_from_elsewhere_does_not_shut_its_owner_out(site):
    tries(site, 8, address="198.51.100.9")
    assert tries(site, 1, address="192.0.2.1", password=GOOD) == [303]


def test_many_machines_that_guess_at_one_account_have_ten_tries_in_five_minutes(site):
    outcomes = [tries(site, 1, address=f"198.51.100.{each}")[0] for each in range(12)]
    assert outcomes == [422] * 10 + [429] * 2
    assert tries(site, 1, at=NOW + timedelta(minutes=5, seconds=1), password=GOOD) == [303]


def test_the_many_addresses_of_one_ipv6_network_count_as_one(site):
    outcomes = [tries(site, 1, address=f"2001:db8:1:2::{each:x}")[0] for each in range(1, 8)]
    assert outcomes == [422] * 5 + [429] * 2


def test_a_class_of_240_behind_one_address_gets_in_though_each_slips_once(site, hashed, monkeypatch):
    monkeypatch.setattr(enter, "verify", lambda person, password: person is not None and password == GOOD)  # 480 hashes teach nothing more
    with site.app.app_context(), saving() as session:
        session.add_all(Person(name=f"P {n}", email=f"p{n}@x.test", password_hash=hashed, created_at=NOW) for n in range(240))
    slips = [tries(site, 1, email=f"p{n}@x.test")[0] for n in range(240)]
    rights = [tries(site, 1, email=f"p{n}@x.test", password=GOOD)[0] for n in range(240)]
    assert (set(slips), set(rights)) == ({422}, {303})


def test_one_address_that_tries_many_accounts_is_stopped(site, monkeypatch):
    monkeypatch.setattr(enter, "verify", lambda person, password: False)
    outcomes = [tries(site, 1, email=f"guess{n}@x.test")[0] for n in range(405)]
    assert (outcomes.count(422), outcomes[-5:]) == (400, [429] * 5)


# --- passwords


def test_a_changed_password_ends_every_other_sign_in_and_keeps_this_one(site):
    laptop, telephone = browser(site), browser(site, agent=IPHONE)
    answer = laptop.post("/account/password", data={"old": GOOD, "password": "four more random words"})
    assert (answer.status_code, is_in(laptop), is_in(telephone)) == (303, True, False)
    assert tries(site, 1, password="four more random words") == [303]


@pytest.mark.parametrize(("old", "new"), [("not the old one", "four more random words"), (GOOD, "short"), (GOOD, "mira@x.test")])
def test_a_password_is_not_changed_without_the_old_one_or_to_a_bad_one(site, old, new):
    client = browser(site)
    assert client.post("/account/password", data={"old": old, "password": new}).status_code == 422
    assert tries(site, 1, password=GOOD) == [303]


def test_the_old_password_cannot_be_guessed_at_an_open_browser(site):
    client = browser(site)
    statuses = [client.post("/account/password", data={"old": "wrong", "password": "four more words"}).status_code for _ in range(7)]
    assert statuses == [422] * 6 + [429]


# --- the second factor


def test_with_a_second_factor_the_password_alone_opens_nothing(site):
    code, _ = with_factor(site)
    client = browser(site)
    assert (is_in(client), client.get("/home").status_code) == (False, 303)
    assert client.post("/sign-in/code", data={"code": code()}).headers["Location"] == "/home"
    assert is_in(client)


def test_a_code_works_once(site):
    code, _ = with_factor(site)
    same = code()
    first, second = browser(site), browser(site)
    assert [each.post("/sign-in/code", data={"code": same}).status_code for each in (first, second)] == [303, 422]


def test_codes_of_the_half_minutes_beside_this_one_work_and_no_others(site):
    code, _ = with_factor(site, at=NOW)
    outcomes = []
    with site.app.app_context():
        for away in (-60, -30, 30, 60):
            try:
                factors.give(site.people["mira"], code(NOW + timedelta(seconds=away)), SECRETS, NOW)
                outcomes.append(True)
            except factors.WrongCode:
                outcomes.append(False)
    assert outcomes == [False, True, True, False]


def test_a_recovery_code_works_once_however_it_is_typed(site):
    _, recovery = with_factor(site)
    typed = f" {recovery[3].lower()} "
    first, second = browser(site), browser(site)
    assert [each.post("/sign-in/code", data={"code": typed}).status_code for each in (first, second)] == [303, 422]
    with site.app.app_context():
        assert second_factors.codes_left(site.people["mira"]) == 9


def test_codes_cannot_be_guessed(site):
    code, _ = with_factor(site)
    client = browser(site)
    statuses = [client.post("/sign-in/code", data={"code": "000000"}).status_code for _ in range(8)]
    assert statuses == [422] * 6 + [429] * 2
    assert client.post("/sign-in/code", data={"code": code()}).status_code == 429


def test_a_second_factor_is_set_up_on_its_pages(site):
    client = browser(site)
    client.post("/account/second-factor/begin")
    page = client.get("/account/second-factor").get_data(as_text=True)
    picture = client.get("/account/second-factor/picture.svg")
    with site.app.app_context():
        key = factors.key_of(site.people["mira"], SECRETS)
    assert (key[:4] in page, picture.mimetype, b"style" in picture.data) == (True, "image/svg+xml", False)
    shown = client.post("/account/second-factor/confirm", data={"code": codes.code_now(key, datetime.now(UTC))}).get_data(as_text=True)
    assert (shown.count("<code>"), client.get("/account/second-factor/picture.svg").status_code) == (10, 404)


def test_the_database_alone_yields_no_code(site):
    with_factor(site)
    with site.app.app_context():
        kept = second_factors.of(site.people["mira"])
        keys = {codes.shared_key(secret, kept.person_id, kept.salt) for secret in ("k" * 40, "another" * 6)}
    assert len(keys) == 2


def test_an_earlier_secret_key_still_knows_the_telephone(site):
    code, _ = with_factor(site)
    with site.app.app_context():
        factors.give(site.people["mira"], code(), ["a new secret key of the site, long enough", *SECRETS], datetime.now(UTC))


def test_an_admin_without_a_second_factor_is_led_to_it_and_does_nothing_before(site):
    ada = browser(site, "ada")
    assert ada.get("/classes/new").headers["Location"] == "/account/second-factor"
    ada.post("/account/second-factor/begin")
    with site.app.app_context():
        key = factors.key_of(site.people["ada"], SECRETS)
    ada.post("/account/second-factor/confirm", data={"code": codes.code_now(key, datetime.now(UTC))})
    assert ada.get("/classes/new").status_code == 200


def test_a_link_to_a_new_password_is_no_way_round_the_second_factor(site):
    with_factor(site)
    with site.app.app_context():
        secret = accounts.reset(site.people["mira"], datetime.now(UTC))
    client = site.app.test_client()
    answer = client.post(f"/welcome/{secret}", data={"password": "four more random words"})
    assert (answer.headers["Location"], is_in(client)) == ("/sign-in/code", False)


def test_the_half_way_of_signing_in_is_over_after_five_minutes(site):
    with time_machine.travel(NOW, tick=False) as clock:
        code, _ = with_factor(site)
        client = browser(site)
        clock.move_to(NOW + timedelta(minutes=6))
        assert client.post("/sign-in/code", data={"code": code()}).headers["Location"] == "/sign-in"
