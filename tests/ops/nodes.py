"""Application processes of their own, as an operator starts them, and small HTTP clients for them."""

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from elearn.actions import sit
from tests.services import free_port
from tests.site import ROOT, Site

SECRET = "k" * 40


class Node:
    """One `elearn serve`, with whatever settings."""

    def __init__(self, port: int | None = None, **settings: str) -> None:
        self.port = port or free_port()
        environment = {"SECRET_KEY": SECRET, "PORT": str(self.port), "PYTHONPATH": str(ROOT), **settings}
        self.running = subprocess.Popen(
            [sys.executable, "-m", "elearn.cli", "serve"], env={**os.environ, **environment}, cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        self.said: list[str] = []
        self.listening = threading.Thread(target=self._listen, daemon=True)
        self.listening.start()

    def _listen(self) -> None:
        with self.running.stderr as stderr:
            self.said.extend(stderr)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ready(self) -> "Node":
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{self.url}/sign-in", timeout=1).read()
                return self
            except OSError:
                assert self.running.poll() is None, "".join(self.said)
                time.sleep(0.1)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        self.running.send_signal(signal.SIGKILL)
        self.running.wait()
        self.listening.join()

    def stop(self) -> float:
        """Ask it to end; how many seconds it took."""
        began = time.monotonic()
        if self.running.poll() is None:
            self.running.terminate()
            self.running.wait(timeout=20)
        self.listening.join()
        return time.monotonic() - began


@contextmanager
def nodes(count: int, **settings: str) -> Iterator[list[Node]]:
    """Some nodes of one site, ended afterwards."""
    started = [Node(**settings) for _ in range(count)]
    try:
        yield [node.ready() for node in started]
    finally:
        for node in started:
            node.running.terminate()
        for node in started:
            node.stop()


class Browser:
    """Somebody signed in: what a browser would send to any node of the site."""

    def __init__(self, site: Site, name: str, url: str, *, cookie_name: str = "elearn", tls: ssl.SSLContext | None = None) -> None:
        self.site, self.name, self.url, self.cookie_name, self.tls = site, name, url, cookie_name, tls
        client = site.client(name)
        with client.session_transaction() as session:
            self.cookie = site.app.session_interface.get_signing_serializer(site.app).dumps(dict(session))
        self.token = ""

    def at(self, url: str) -> "Browser":
        """The same browser, whom the balancer sends to another node."""
        self.url = url
        return self

    def ask(self, path: str, said: object = None) -> urllib.request.Request:
        headers = {"Cookie": f"{self.cookie_name}={self.cookie}", "Accept": "application/json", "X-CSRFToken": self.token}
        data = None if said is None else json.dumps(said).encode()
        headers |= {"Content-Type": "application/json", "Referer": f"{self.url}{path}"}  # over TLS the token must come with a page of ours
        return urllib.request.Request(f"{self.url}{path}", data=data, headers=headers)

    def get(self, path: str) -> str:
        asked = self.ask(path)
        asked.add_header("Accept", "text/html")
        with urllib.request.urlopen(asked, timeout=10, context=self.tls) as answer:
            page, set_cookie = answer.read().decode(), answer.headers.get("Set-Cookie", "")
        if 'name="csrf-token" content="' in page:
            self.token = page.split('name="csrf-token" content="')[1].split('"')[0]
            self.cookie = set_cookie.split(";")[0].partition("=")[2] or self.cookie
        return page

    def moves(self, words: str, op: str | None = None) -> int | None:
        """Introduce oneself in these words; the number it got, or None where nobody answered."""
        if not self.token:
            self.get(f"{self.site.path}/meet")
        said = {"as": self.site.members[self.name], "op": op or sit.new_op(), "move": "ProfessionIntroduced", "body": {"words": words}}
        try:
            with urllib.request.urlopen(self.ask(f"{self.site.path}/moves", said), timeout=5, context=self.tls) as answer:
                return json.loads(answer.read())["seq"]
        except urllib.error.HTTPError:
            raise
        except OSError:
            return None

    def stream(self, since: int = 0) -> "Stream":
        return Stream(self, since)


class Stream:
    """An open stream, read in a thread: what came, and when."""

    def __init__(self, browser: Browser, since: int) -> None:
        self.answer = urllib.request.urlopen(browser.ask(f"/live{browser.site.path}?since={since}&mine=0"), timeout=60, context=browser.tls)
        self.headers, self.socket = self.answer.headers, self.answer.fp.raw._sock
        self.events: list[tuple[float, str, dict]] = []
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        name = ""
        try:
            for raw in self.answer:
                line = raw.decode().rstrip("\n")
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                elif line.startswith("data: "):
                    self.events.append((time.monotonic(), name, json.loads(line.removeprefix("data: "))))
        except (OSError, ValueError, AttributeError):
            pass  # it was closed

    def numbers(self) -> list[int]:
        return [entry["seq"] for _, name, said in [*self.events] if name == "entries" for entry in said["entries"] if not entry["lane"]]

    def here(self) -> set[str]:
        """Who is here, as last said."""
        said = [said for _, name, said in [*self.events] if name == "presence"]
        return set(said[-1]) if said else set()

    def waits_for(self, seen, seconds: float) -> float:
        """How long it took until `seen(stream)`; an AssertionError when it takes longer."""
        began = time.monotonic()
        while not seen(self):
            assert time.monotonic() - began < seconds, f"not within {seconds} s; so far: {self.events}"
            time.sleep(0.01)
        return time.monotonic() - began

    def close(self) -> None:
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)  # close() would wait for the reader, and the reader for a heartbeat
        self.thread.join()
        self.answer.close()
