"""The postman: one thread in each server process that sends what lies in the outbox, and what letters say."""

import logging
import threading
from datetime import UTC, datetime

from flask import Flask, current_app

from elearn.actions import notices
from elearn.actions.mail import Mailbox, Post, Words, send_waiting
from elearn.config import Config
from elearn.store.outbox import Kind, Letter
from elearn.store.people import Person
from elearn.web.account.notices import way_out
from elearn.web.notices import told

log = logging.getLogger(__name__)
ROUND_SECONDS = 60.0
"""how often it looks without being rung for: for letters that wait for another try, or were put there by another process"""


class Postman:
    """Sends letters while the server runs. Without a mail server there is nothing for it to do."""

    def __init__(self, app: Flask, post: Post | None) -> None:
        self._app, self._post = app, post
        self._rung = threading.Event()
        self._over = False
        self._thread: threading.Thread | None = None

    @property
    def works(self) -> bool:
        """Whether this site sends letters at all."""
        return self._post is not None

    def open(self) -> None:
        """Begin the rounds."""
        if self.works and self._thread is None:
            self._thread = threading.Thread(target=self._rounds, name="postman", daemon=True)
            self._thread.start()

    def ring(self) -> None:
        """There is something in the outbox: called after the commit."""
        self._rung.set()

    def close(self) -> None:
        """End the rounds; a letter in hand is finished first."""
        self._over = True
        self._rung.set()
        if self._thread is not None:
            self._thread.join()

    def round(self) -> int:
        """Send all that is due. Returns how many letters went."""
        if self._post is None:
            return 0
        with self._app.app_context():
            went = some = send_waiting(self._post, write, lambda: datetime.now(UTC))
            while some and not self._over:
                some = send_waiting(self._post, write, lambda: datetime.now(UTC))
                went += some
            return went

    def look_round(self) -> int:
        """Where it is morning, write to some of those for whom something waits. Returns how many were looked at."""
        with self._app.app_context():
            return notices.write_letters(datetime.now(UTC))

    def _rounds(self) -> None:
        while not self._over:
            self._rung.clear()
            looked = 0
            try:
                self.round()
                looked = self.look_round()
            except Exception:  # whatever happened to one letter, the next round must come
                log.exception("a round of letters ended early")
            if not looked:
                self._rung.wait(ROUND_SECONDS)


def write(letter: Letter, person: Person, secret: str) -> Words:
    """The words of a letter; its first line is the subject. Nobody is asking for a page, so nothing that pages are told is told here."""
    config: Config = current_app.extensions["elearn"]
    off = way_out(person) if letter.kind == Kind.DIGEST else ""
    said = current_app.jinja_env.get_template(f"letters/{Kind(letter.kind).value}.txt").render(
        name=person.name,
        site_name=config.site_name,
        site=config.site_url,
        link=f"{config.site_url}/welcome/{secret}" if secret else "",
        said=letter.values,
        new=person.password_hash is None,
        lines=told(letter.values.get("lines", [])),
        off=off,
    )
    subject, _, text = said.partition("\n")
    headers = {"List-Unsubscribe": f"<{off}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if off else {}
    return Words(subject=" ".join(subject.split()), text=text.strip() + "\n", headers=headers)


def register(app: Flask, config: Config) -> None:
    """Give the site its postman, and templates the knowledge whether there is one."""
    box = Mailbox(
        host=config.smtp_host, port=config.smtp_port, user=config.smtp_user, password=config.smtp_password, security=config.smtp_security,
        sender=config.mail_from, sender_name=config.site_name,
    )  # fmt: skip
    postman = Postman(app, box if config.smtp_host else None)
    app.extensions["postman"] = postman
    app.jinja_env.globals["sends_mail"] = postman.works


def rung() -> None:
    """Ring for the postman of this site."""
    postman: Postman = current_app.extensions["postman"]
    postman.ring()
