"""Sending the letters of the outbox: nothing is lost, and nothing is sent twice.

A letter is taken in hand in one transaction, sent outside any, and settled in another. Trouble that passes puts it back with a longer wait
each time; a refusal is kept, for whoever looks at the page of people. If the sender dies with a letter in hand, nobody knows whether it
went: it stays as it is, and is sent again only when somebody asks.
"""

import logging
import smtplib
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from typing import Protocol

from elearn.actions.invite import mint
from elearn.domain.notices import LETTER
from elearn.domain.single_use import Purpose
from elearn.store import outbox, people
from elearn.store.db import saving
from elearn.store.outbox import Kind, Letter, State
from elearn.store.people import Person

log = logging.getLogger(__name__)
AT_ONCE = 50
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
"""after the first try, the second …; then it has failed"""
PATIENCE_SECONDS = 20
FOR_GOOD = 500
"""SMTP answers from here on are refusals; smaller ones ask to come back"""


class Later(Exception):
    """It did not go now and may go later: the other side is away, or asks to come back."""


class Never(Exception):
    """The other side will not take it: there is no such address, or it does not want us."""


class AsWritten(EmailPolicy):
    """Puts addresses in a header down whole: folded as words are, a long one would be encoded, and no mail program would follow it."""

    def fold(self, name: str, value: str) -> str:
        """A header as it leaves."""
        return f"{name}: {value}{self.linesep}" if name in WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        return self.fold(name, value).encode("ascii") if name in WHOLE else super().fold_binary(name, value)


WHOLE = frozenset({"List-Unsubscribe"})


@dataclass(frozen=True, kw_only=True)
class Words:
    """What a letter says."""

    subject: str
    text: str
    headers: Mapping[str, str] = field(default_factory=dict)
    """besides those that every letter has"""


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """A letter as it leaves: its number, which makes its id, so that a mailbox shows one that came twice once."""

    number: int
    to: str
    name: str
    words: Words
    at: datetime


class Post(Protocol):
    """Something that takes letters."""

    def send(self, envelope: Envelope) -> None:
        """Hand a letter over. Raises Later or Never."""


Write = Callable[[Letter, Person, str], Words]
"""makes the words of a letter for somebody, with the secret of their single-use link where it carries one"""
SECRETS = {Kind.INVITATION: Purpose.INVITATION, Kind.RESET: Purpose.RESET}


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    """A mail server that we may hand letters to."""

    host: str
    port: int
    user: str
    password: str
    security: str
    """starttls, tls or none"""
    sender: str
    sender_name: str

    def send(self, envelope: Envelope) -> None:
        """Hand one letter over. Raises Later or Never."""
        message = self._message(envelope)
        try:
            server = self._called()
        except (OSError, smtplib.SMTPException) as error:
            raise Later(str(error) or type(error).__name__) from error
        try:
            self._talk(server, message)
        except smtplib.SMTPRecipientsRefused as error:
            code, why = next(iter(error.recipients.values()))
            raise (Never if code >= FOR_GOOD else Later)(f"{code} {_plain(why)}") from error
        except smtplib.SMTPAuthenticationError as error:
            raise Later(f"{error.smtp_code} {_plain(error.smtp_error)}") from error  # our password is wrong, and not the letter
        except smtplib.SMTPResponseException as error:
            raise (Never if error.smtp_code >= FOR_GOOD else Later)(f"{error.smtp_code} {_plain(error.smtp_error)}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise Later(str(error) or type(error).__name__) from error
        finally:
            with suppress(OSError, smtplib.SMTPException):
                server.quit()  # whatever the answer: a letter that was taken was taken

    def _talk(self, server: smtplib.SMTP, message: EmailMessage) -> None:
        if self.security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self.user:
            server.login(self.user, self.password)
        server.send_message(message)

    def _called(self) -> smtplib.SMTP:
        if self.security == "tls":
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE_SECONDS, context=ssl.create_default_context())
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE_SECONDS)

    def _message(self, envelope: Envelope) -> EmailMessage:
        message = EmailMessage(policy=AsWritten())
        here = self.sender.partition("@")[2] or socket.gethostname()
        message["Subject"] = envelope.words.subject
        message["From"] = Address(self.sender_name, addr_spec=self.sender)
        try:
            message["To"] = Address(envelope.name, addr_spec=envelope.to)
        except (ValueError, IndexError, MessageError) as error:
            raise Never("that is no address that mail can be sent to") from error
        message["Date"] = format_datetime(envelope.at)
        message["Message-ID"] = f"<letter.{envelope.number}.{envelope.at:%Y%m%d}@{here}>"
        message["Auto-Submitted"] = "auto-generated"
        for name, value in envelope.words.headers.items():
            message[name] = value
        message.set_content(envelope.words.text, cte="quoted-printable")  # every server takes it
        return message


def send_waiting(post: Post, write: Write, clock: Callable[[], datetime]) -> int:
    """Send what waits and is due. Returns how many letters went."""
    went = 0
    for id in outbox.due(clock(), AT_ONCE):
        went += _send(id, post, write, clock())
    return went


def _send(id: int, post: Post, write: Write, now: datetime) -> bool:
    envelope = _taken(id, write, now)
    if envelope is None:
        return False
    try:
        post.send(envelope)
    except Never as refused:
        _settle(id, State.FAILED, now, trouble=str(refused))
    except Later as trouble:
        _again(id, now, str(trouble))
    else:
        _settle(id, State.SENT, now)
        return True
    return False


def _taken(id: int, write: Write, now: datetime) -> Envelope | None:
    """Take a letter in hand and write it, with a fresh link. None when another has it, or nobody is to have it."""
    with saving():
        letter = outbox.take(id, now)
        if letter is None:
            return None
        person = people.by_email(letter.to)
        if person is None or not person.is_active or _is_idle(letter, person):
            outbox.settle(id, State.NOT_NEEDED, now)
            return None
        purpose = SECRETS.get(Kind(letter.kind))
        secret = mint(purpose, person.id, now) if purpose else ""
        return Envelope(number=letter.id, to=person.email, name=person.name, words=write(letter, person, secret), at=letter.written_at)


def _is_idle(letter: Letter, person: Person) -> bool:
    """Whether what the letter is for has happened, or is not wanted, since it was written."""
    if letter.kind == Kind.DIGEST:
        return LETTER in person.quiet.split()
    return letter.kind == Kind.INVITATION and person.password_hash is not None


def _again(id: int, now: datetime, trouble: str) -> None:
    with saving():
        tries = outbox.tries_of(id)
        if tries > len(WAITS):
            outbox.settle(id, State.FAILED, now, trouble=trouble)
        else:
            outbox.settle(id, State.WAITING, now, trouble=trouble, again_at=now + WAITS[tries - 1])


def _settle(id: int, state: State, now: datetime, *, trouble: str = "") -> None:
    with saving():
        outbox.settle(id, state, now, trouble=trouble)


def _plain(said: bytes | str) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else said
