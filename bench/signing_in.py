"""Sign-ins by the form, against argon2 alone: what is left is ours. On both kinds of database."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

from bench.class_of import PASSWORD, seat_pairs
from bench.figures import Figure, against, figure, on_both
from elearn.actions.enter import HASHER
from elearn.domain import password as passwords
from tests.site import Site

PAIRS = 5
GOAL = 0.7


def sign_ins(site: Site) -> list[Figure]:
    """A browser's whole way: the form, and the post that lets somebody in. `site` gives the case."""
    with tempfile.TemporaryDirectory() as folder:
        return [_on(kind, other) for kind, other in on_both(site, Path(folder))]


def _on(kind: str, site: Site) -> Figure:
    emails = [email for email, _, _ in seat_pairs(site, PAIRS)]
    hashed, composed = HASHER.hash(PASSWORD), passwords.composed(PASSWORD)
    ours, alone = against(_enters(site, emails), lambda: HASHER.verify(hashed, composed))
    return figure(f"{kind}: sign-ins", ours, "sign-ins/s", floor=alone, goal=f">= {GOAL} of argon2 alone", met=ours >= GOAL * alone)


def _enters(site: Site, emails: list[str]) -> Callable[[], None]:
    turns: Iterator[int] = count()

    def enter() -> None:
        turn = next(turns)
        browser = site.app.test_client()
        said = {"email": emails[turn % len(emails)], "password": PASSWORD}
        answer = browser.post("/sign-in", data=said, environ_base={"REMOTE_ADDR": f"10.{turn >> 16 & 255}.{turn >> 8 & 255}.{turn & 255}"})
        if answer.status_code != 303:
            raise RuntimeError(f"a sign-in was answered {answer.status_code}")

    return enter
