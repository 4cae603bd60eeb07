"""The server is killed in the middle of a class: no acknowledged move is lost or doubled, and no number is missing."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from elearn.store import log
from tests.site import ROOT, a_site

ROUNDS = 3


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(tmp_path, port: int) -> subprocess.Popen:
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite'}", "SECRET_KEY": "k" * 40, "PORT": str(port), "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    started = subprocess.Popen([sys.executable, "-m", "elearn.cli", "serve"], env={**os.environ, **settings}, cwd=ROOT)
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=1).read()
            return started
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not start")


def test_what_was_acknowledged_survives_a_kill(tmp_path):
    site, acknowledged = a_site(tmp_path), {}
    client = site.client("mira")
    client.get("/home")
    with client.session_transaction() as session:
        cookie = site.app.session_interface.get_signing_serializer(site.app).dumps(dict(session))
    for round_ in range(ROUNDS):
        port = free_port()
        server = serve(tmp_path, port)
        token = site_token(port, cookie, site.path)
        for number in range(40):
            if number == 25:
                server.send_signal(signal.SIGKILL)
            op = f"kill{round_:02d}{number:04d}"
            said = {"as": site.members["mira"], "op": op, "move": "ProfessionIntroduced", "body": {"words": f"Round {round_}, {number}"}}
            answer = post(port, cookie, token, f"{site.path}/moves", said)
            if answer:
                acknowledged[op] = answer["seq"]
        server.wait()
    with site.app.app_context():
        kept = log.entries(site.cohort, site.sitting)
    assert len(acknowledged) >= 20 * ROUNDS
    assert acknowledged.items() <= {entry.op: entry.seq for entry in kept}.items()
    assert [entry.seq for entry in kept] == list(range(1, len(kept) + 1))


def site_token(port: int, cookie: str, path: str) -> tuple[str, str]:
    """The page's token against forgery, with the cookie that goes with it."""
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}/meet", headers={"Cookie": f"elearn={cookie}"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        page, set_cookie = answer.read().decode(), answer.headers.get("Set-Cookie", "")
    token = page.split('name="csrf-token" content="')[1].split('"')[0]
    return token, (set_cookie.split(";")[0].partition("=")[2] or cookie)


def post(port: int, cookie: str, token: tuple[str, str], path: str, said: dict) -> dict | None:
    """The acknowledgement, or nothing when the server was not there to give one."""
    headers = {"Cookie": f"elearn={token[1]}", "X-CSRFToken": token[0], "Content-Type": "application/json", "Accept": "application/json"}
    asked = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=json.dumps(said).encode(), headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=5) as answer:
            return json.loads(answer.read())
    except urllib.error.HTTPError:
        raise
    except OSError:
        return None
