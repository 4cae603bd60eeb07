"""A running server, and browsers for the people of the cast."""

import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import update

from elearn.actions.enter import HASHER
from elearn.asgi import build
from elearn.store.db import saving
from elearn.store.people import Person
from tests.site import Site, a_site
from tools.browser import launch_options

PASSWORD = "correct horse battery"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """A site that really listens."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.port = free_port()
        config = site.app.extensions["elearn"]
        options = uvicorn.Config(
            build(site.app, config), host="127.0.0.1", port=self.port, log_level="warning", timeout_graceful_shutdown=1, ws="none"
        )
        self.server = uvicorn.Server(options)
        self.thread = threading.Thread(target=self.server.run, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the server did not start"
            threading.Event().wait(0.05)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)


@cache
def hashed() -> str:
    """The password as it is kept; everybody's is the same, and hashing takes its time."""
    return HASHER.hash(PASSWORD)


@pytest.fixture
def running(tmp_path) -> Iterator[Running]:
    site = a_site(tmp_path, csrf=True)
    with site.app.app_context(), saving() as session:
        session.execute(update(Person).values(password_hash=hashed()))
    server = Running(site)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def enters(chromium: Browser, running: Running) -> Iterator[Callable[..., Page]]:
    """`enters("mira")` signs Mira in, in a browser of her own, and gives her page. Anything the page's console complains of
    fails the test."""
    complaints: list[str] = []
    contexts = []

    def enter(name: str, **context: object) -> Page:
        made = chromium.new_context(base_url=running.url, **context)
        contexts.append(made)
        page = made.new_page()
        page.on("pageerror", lambda error: complaints.append(f"{name}: {error}"))
        page.on("console", lambda said: complaints.append(f"{name}: {said.text}") if "Content Security Policy" in said.text else None)
        page.goto("/sign-in")
        page.get_by_label("E-mail").fill(f"{name}@x.test")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(lambda url: "sign-in" not in url)
        return page

    yield enter
    for each in contexts:
        each.close()
    assert not complaints
