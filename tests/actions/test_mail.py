"""The outbox: each letter goes once, trouble that passes is waited for, and what nobody can know is not guessed."""

import socket
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from elearn.actions import invite, mail
from elearn.actions.mail import Later, Mailbox, Never, Words, send_waiting
from elearn.store import outbox
from elearn.store.db import db, saving
from elearn.store.outbox import Kind, Letter
from elearn.store.people import Person
from elearn.web.postman import write as words_of
from tests.site import NOW, a_site


class Tray:
    """Takes letters, or does what it is told to instead."""

    def __init__(self, *troubles):
        self.troubles, self.taken = list(troubles), []

    def send(self, envelope):
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble:
            raise trouble
        self.taken.append(envelope)


@pytest.fixture
def site(tmp_path, database):
    made = a_site(tmp_path, database=database)
    with made.app.app_context():
        yield made


def write(letter, person, secret):
    return Words(subject=letter.kind, text=f"{person.name} {secret}")


def sent(post, now=NOW):
    return send_waiting(post, write, lambda: now)


def the_letter():
    return db.session.scalars(select(Letter).order_by(Letter.id.desc()), execution_options={"populate_existing": True}).first()


def test_a_letter_goes_once_with_a_link_that_works(site):
    invite.invite_by_post(site.cohort, NOW, [site.people["mira"]])
    tray = Tray()
    assert (sent(tray), sent(tray), len(tray.taken)) == (1, 0, 1)
    name, secret = tray.taken[0].words.text.split()
    assert (name, invite.read_link(secret, NOW)[0].id, the_letter().state) == ("Mira", site.people["mira"], "sent")


def test_trouble_that_passes_is_waited_for_longer_each_time_and_not_for_ever(site):
    invite.invite_by_post(site.cohort, NOW, [site.people["mira"]])
    now = NOW
    for wait in mail.WAITS:
        assert sent(Tray(Later("451 busy")), now) == 0
        assert (the_letter().state, the_letter().due_at) == ("waiting", now + wait)
        assert sent(Tray(), now + wait - timedelta(seconds=1)) == 0
        now += wait
    sent(Tray(Later("451 busy")), now)
    assert (the_letter().state, the_letter().trouble) == ("failed", "451 busy")


def test_a_letter_that_is_refused_is_kept_with_the_reason(site):
    invite.invite_by_post(site.cohort, NOW, [site.people["mira"]])
    sent(Tray(Never("550 no such box")))
    assert (the_letter().state, the_letter().trouble) == ("failed", "550 no such box")
    assert invite.invite_by_post(site.cohort, NOW) == 2


def test_a_sender_that_dies_with_a_letter_in_hand_leaves_it_for_people_to_judge(site):
    invite.invite_by_post(site.cohort, NOW, [site.people["mira"]])
    with pytest.raises(KeyboardInterrupt):
        sent(Tray(KeyboardInterrupt()))
    tray = Tray()
    assert (sent(tray, NOW + timedelta(days=3)), tray.taken) == (0, [])
    assert outbox.stands(the_letter(), NOW) == "taken"
    assert outbox.stands(the_letter(), NOW + timedelta(minutes=11)) == "unsure"


def test_two_senders_never_send_the_same_letter(site):
    for _ in range(12):
        with saving():
            outbox.write(Kind.ADDED, "mira@x.test", NOW, cohort="c")
    trays, ready = [Tray(), Tray()], threading.Barrier(2)

    def work(tray):
        ready.wait()
        with site.app.app_context():
            sent(tray)

    both = [threading.Thread(target=work, args=(tray,)) for tray in trays]
    [each.start() for each in both]
    [each.join() for each in both]
    numbers = [envelope.number for tray in trays for envelope in tray.taken]
    assert (len(numbers), len(set(numbers))) == (12, 12)


@pytest.mark.parametrize("kind", [Kind.RESET, Kind.INVITATION])
def test_nobody_is_written_to_at_an_address_that_is_nobodys(site, kind):
    with saving():
        outbox.write(kind, "nobody@x.test", NOW)
    assert (sent(Tray()), the_letter().state) == (0, "not_needed")


def test_whoever_has_come_in_needs_no_invitation(site):
    invite.invite_by_post(site.cohort, NOW, [site.people["mira"]])
    with saving() as session:
        session.get(Person, site.people["mira"]).password_hash = "x"
    assert (sent(Tray()), the_letter().state) == (0, "not_needed")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_letter_has_its_words(tmp_path, kind):
    site = a_site(tmp_path, site_url="https://learn.test", site_name="R & R")
    with site.app.app_context(), saving() as session:
        lines = [{"about": "{{7*7}} <Autumn>\nBcc: x", "says": "Opens then.", "values": {}, "at": NOW.isoformat(), "zone": "UTC"}]
        outbox.write(kind, "mira@x.test", NOW, cohort="{{7*7}} <Autumn>\nBcc: x", role="learner", lines=lines)
        mira = session.get(Person, site.people["mira"])
        session.flush()
        made = words_of(the_letter(), mira, "s3cret")
    assert "\n" not in made.subject and "Dear Mira," in made.text and ("{{7*7}}" in made.text) == (kind is not Kind.RESET)
    assert ("https://learn.test/welcome/s3cret" in made.text) == (kind in (Kind.INVITATION, Kind.RESET))
    assert "49" not in made.text and "&amp;" not in made.subject


class Server(threading.Thread):
    """A mail server of the smallest kind: it answers line by line, and keeps what it was given."""

    def __init__(self, **answers: str) -> None:
        super().__init__(daemon=True)
        self.answers, self.got = answers, ""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def run(self) -> None:
        line, _ = self.socket.accept()
        with self.socket, line, line.makefile("rw", newline="\r\n") as talk:
            self.say(talk, self.answers.get("hello", "220 here"))
            while word := talk.readline().strip():
                verb = word.split()[0].lower()
                self.say(talk, self.answers.get(verb, {"data": "354 go on", "quit": "221 bye"}.get(verb, "250 ok")))
                if verb == "quit":
                    return
                if verb == "data":
                    while (part := talk.readline()) != ".\r\n" and part:
                        self.got += part
                    self.say(talk, self.answers.get("end", "250 taken"))

    def say(self, talk, words: str) -> None:
        talk.write(words + "\r\n")
        talk.flush()


def handed(server: Server, name='Zoë, "Zed" Müller', text="Grüße\n.\nEnd\n", **headers: str) -> None:
    server.start()
    box = Mailbox(host="127.0.0.1", port=server.port, user="", password="", security="none", sender="rr@x.test", sender_name="R & R")
    try:
        box.send(mail.Envelope(number=3, to="zoe@x.test", name=name, words=Words(subject="Hallo Zoë", text=text, headers=headers), at=NOW))
    finally:
        server.join(5)


def test_a_letter_reaches_a_mail_server_whole():
    server = Server()
    handed(server)
    headers = ("To: ", "zoe@x.test", "Subject: Hallo =?utf-8?q?Zo=C3=AB?=", "Message-ID: <letter.3.", "Auto-Submitted: auto-generated")
    for part in (*headers, "Gr=C3=BC=C3=9Fe"):
        assert part in server.got


def test_the_way_out_of_letters_stands_in_the_head_whole_however_long_it_is():
    server, way = Server(), f"<https://learn.test/{'a-long-way/' * 12}off/MTIz.c2lnbmVk>"
    handed(server, **{"List-Unsubscribe": way})
    assert f"List-Unsubscribe: {way}\r\n" in server.got


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"rcpt": "550 no such box"}, Never),
        ({"rcpt": "451 come back"}, Later),
        ({"end": "554 no"}, Never),
        ({"end": "452 full"}, Later),
        ({"hello": "421 away"}, Later),
        ({"mail": "553 who are you"}, Never),
    ],
)
def test_what_a_mail_server_answers_is_waited_for_or_kept(answers, outcome):
    with pytest.raises(outcome):
        handed(Server(**answers))


def test_a_letter_that_was_taken_was_taken_whatever_is_said_after():
    server = Server(quit="500 what")
    handed(server)
    assert "End" in server.got


def test_a_mail_server_that_is_not_there_is_tried_later():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    box = Mailbox(host="127.0.0.1", port=port, user="", password="", security="none", sender="rr@x.test", sender_name="R")
    with pytest.raises(Later):
        box.send(mail.Envelope(number=1, to="a@x.test", name="A", words=Words(subject="s", text="t"), at=NOW))
