"""Pages against floor B of performance.md: the same application, database and client; one person loaded, and one autoescaped page with as
many elements and bytes, its template compiled beforehand. No page is kept whole on either side.

Requests go through WSGI in this process, one at a time, so that the ratio is of work done and not of a network.
"""

import gzip
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from flask.testing import FlaskClient
from sqlalchemy import event

from bench.class_of import seat_pairs
from bench.figures import Figure, against, figure, on_both
from elearn.actions.demo import place_at
from elearn.actions.play import Player
from elearn.domain.access import Deed
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline
from elearn.store import library
from elearn.store.db import db
from elearn.web.doors import door, signed_in
from tests.site import ROOT, Site

FLOOR = "<!doctype html><title>{{ name }}</title><ul>{% for word in words %}<li>{{ word }}</li>{% endfor %}</ul>"
ELEMENT = len("<li></li>")
FEW, MANY = 10, 300


class Floor:
    """A bare view of the same application, made as large as the page it is compared with."""

    def __init__(self, site: Site) -> None:
        self.words: list[str] = []
        template = site.app.jinja_env.from_string(FLOOR)

        @door(Deed.BE_SIGNED_IN)
        def floor() -> str:
            return template.render(name=signed_in().name, words=self.words)

        site.app._got_first_request = False  # the floor is one more view of the same application
        site.app.add_url_rule("/floor", "floor", floor)

    def like(self, body: bytes) -> None:
        """As many elements and bytes as this page."""
        elements = max(1, len(re.findall(rb"<[a-z]", body)))
        self.words = ["x" * max(1, len(body) // elements - ELEMENT)] * elements


BUSIEST = {"map page of a finished pair": ("mira", 0.5), "home page": ("mira", 0.6), "a learner's papers": ("mira", 0.6),
           "reading at Spot": ("lew", 0.6), "a tutor's live page, 300 pairs": ("tam", 0.25)}  # fmt: skip
"""page → who opens it, and its goal as a share of the floor's requests a second"""


def pages(site: Site) -> list[Figure]:
    """The five busiest pages on both kinds of database; the weight of the map; `site` gives the case."""
    with tempfile.TemporaryDirectory() as folder:
        return [each for kind, other in on_both(site, Path(folder)) for each in _on(kind, other)]


def _on(kind: str, site: Site) -> list[Figure]:
    floor, found = Floor(site), list[Figure]()
    finished = _finished(site)
    paths = dict(
        zip(BUSIEST, (f"{finished}/map", "/home", f"{finished}/file", f"{site.path}/spot", f"/classes/{site.cohort}/live"), strict=True)
    )
    body = site.client("mira").get(paths["map page of a finished pair"]).data
    with site.app.app_context():
        Player(site.cohort, site.sitting, datetime.now(UTC)).to(StepKind.SPOT)
    for name, (who, goal) in BUSIEST.items():
        if name.startswith("a tutor"):
            found += _as_it_grows(kind, site, floor)
        client = site.client(who)
        found.append(_rated(client, floor, f"{kind}: {name}", paths[name], goal))
        queries = _queries(site, lambda client=client, path=paths[name]: client.get(path))
        found.append(figure(f"{kind}: queries of {name}", queries, "queries", goal="<= 8", met=queries <= 8))
    return [*found, *(_weight(body) if kind == "SQLite" else [])]


def _finished(site: Site) -> str:
    """The address of a pair that has finished."""
    with site.app.app_context():
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        version = library.latest("mould-toddler")
        if version is None:
            raise LookupError("the case is not published")
        cohort, sitting = place_at(site.cohort, version.sha, people, None, datetime.now(UTC))
    return f"/sittings/{cohort}/{sitting}"


def _rated(client: FlaskClient, floor: Floor, name: str, path: str, goal: float) -> Figure:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    floor.like(answer.data)
    ours, bare = against(lambda: client.get(path), lambda: client.get("/floor"))
    return figure(name, ours, "requests/s", floor=bare, goal=f">= {goal} of floor B", met=ours >= goal * bare)


def _as_it_grows(kind: str, site: Site, floor: Floor) -> list[Figure]:
    tam, path = site.client("tam"), f"/classes/{site.cohort}"
    counts: list[int] = []
    times: list[float] = []
    for size in (FEW, MANY):
        seat_pairs(site, size - 2 if size == FEW else size - FEW, to=StepKind.MEET)
        counts.append(_queries(site, lambda: tam.get(path)))
        times.append(1 / against(lambda: tam.get(path), lambda: tam.get("/floor"))[0])
    same = counts[0] == counts[1]
    few, many = (each * 1000 for each in times)
    return [
        figure(
            f"{kind}: queries of a class page, {MANY} pairs",
            counts[1],
            "queries",
            floor=counts[0],
            goal="as for 10, <= 8",
            met=same and counts[1] <= 8,
        ),
        figure(f"{kind}: a class page, {MANY} pairs against {FEW}", many, "ms", floor=few, goal="<= 1.2 times", met=many <= 1.2 * few),
    ]


def _queries(site: Site, get: Callable[[], object]) -> int:
    seen: list[str] = []

    def see(*said: object) -> None:
        seen.append(str(said[2]))

    with site.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", see)
    try:
        get()
    finally:
        event.remove(engine, "before_cursor_execute", see)
    return sum(not each.startswith("BEGIN") for each in seen)


def _weight(body: bytes) -> list[Figure]:
    assets = re.findall(r'(?:src|href)="/static/((?:css|js)/[^"?]+)', body.decode())
    script = _with_imports({ROOT / "static" / each for each in assets if each.endswith(".js")})
    style = {ROOT / "static" / each for each in assets if each.endswith(".css")}
    of_script, of_style = (sum(len(gzip.compress(each.read_bytes())) for each in files) / 1000 for files in (script, style))
    weight = len(gzip.compress(body)) / 1000 + of_script + of_style
    fonts = sum((ROOT / f"static/fonts/{name}.woff2").stat().st_size for name in ("ui", "voice", "voice-italic")) / 1000
    return [
        figure("map page, compressed, without fonts", weight, "kB", goal="< 90", met=weight < 90),
        figure("of which script", of_script, "kB", goal="< 40", met=of_script < 40),
        figure("fonts of a Latin page", fonts, "kB", goal="< 110", met=fonts < 110),
    ]


def _with_imports(files: set[Path]) -> set[Path]:
    """Modules, and what they import."""
    found: set[Path] = set()
    while files:
        file = files.pop()
        found.add(file)
        named = {(file.parent / each).resolve() for each in re.findall(r'from "(\.[^"]+)"', file.read_text(encoding="utf-8"))}
        files |= named - found
    return found
