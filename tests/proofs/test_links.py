"""Every link of the demo leads somewhere: each of its people opens all that a page offers, and each page is well formed."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest

from elearn.actions import demo
from elearn.actions.publish_library import publish_folder
from elearn.app import create_app
from elearn.config import Config
from elearn.store import migrate, people
from elearn.store.db import db
from tests import services
from tests.site import ROOT, sign_in
from tests.web.test_every_page import Reader

pytestmark = pytest.mark.proof
MOST_OF_A_KIND = 4
"""pages whose addresses differ only in numbers, and in which case they show, are of a kind"""
HERE = "http://localhost"


class Links(HTMLParser):
    """The addresses that a page leads to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag == "a" and dict(attrs).get("href"):
            self.found.append(dict(attrs)["href"])


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    settings = {
        "secret_key": "k" * 40,
        "database_url": services.usual_database(folder),
        "waker": "process",
        "exports_dir": folder,
        "demo": True,
    }
    app = create_app(Config.model_validate(settings))
    app.testing = True
    with app.app_context():
        services.remember(db.engine)
        migrate.upgrade()
        publish_folder(ROOT / "content", datetime.now(UTC), lambda problem: None)
        demo.seed(datetime.now(UTC))
    return app


def pages(client, first: str) -> Iterator[tuple[str, object]]:
    """Every address that can be reached from the first by links, with what the server says to it."""
    ahead, seen, kinds = deque([first]), {first}, Counter[str]()
    while ahead:
        path = ahead.popleft()
        kinds[kind := re.sub(r"\d+|(?<=/cases/)[^/]+", "0", path.partition("?")[0])] += 1
        if kinds[kind] > MOST_OF_A_KIND:
            continue
        answer = client.get(path, base_url=HERE, follow_redirects=True)
        yield path, answer
        if answer.mimetype != "text/html":
            continue
        links = Links()
        links.feed(answer.text)
        for each in links.found:
            there = urlsplit(urljoin(HERE + answer.request.path, each))
            onward = there.path + (f"?{there.query}" if there.query else "")
            if there.netloc == "localhost" and not there.path.startswith("/static/") and onward not in seen:
                seen.add(onward)
                ahead.append(onward)


@pytest.mark.parametrize("key", demo.FOUR)
def test_every_link_of_the_demo_leads_to_a_page_that_is_well_formed(app, key):
    client = app.test_client()
    with app.app_context():
        person = people.by_email(demo.email_of(demo.FOUR[key][0])).id
    sign_in(app, client, person)
    wrong, count = {}, 0
    for path, answer in pages(client, "/"):
        count += 1
        reader = Reader()
        if answer.mimetype == "text/html":
            reader.feed(answer.text)
        twice = {each for each in reader.ids if reader.ids.count(each) > 1}
        if answer.status_code != 200 or reader.wrong or reader.open or twice:
            wrong[path] = (answer.status_code, reader.wrong, reader.open, twice)
    assert wrong == {}
    assert count > 40
