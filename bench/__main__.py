"""`make bench`: the figures of the main job as ratios to floors measured in the same run, written to bench/results/latest.json.

The floor is performance.md's floor B: the same application object, database and client; one person loaded, one autoescaped page of as many
bytes. Requests go through WSGI in this process, one at a time, so that the ratio is of work done and not of a network.
"""

import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import render_template_string
from sqlalchemy import event, text

from elearn.actions import sit
from elearn.actions.demo import place_at
from elearn.authoring.library import read_library
from elearn.domain import move as m
from elearn.domain.access import Deed
from elearn.domain.person import Discipline
from elearn.store import library
from elearn.store.db import db, saving
from elearn.web.doors import door, viewer
from tests.site import ROOT, Site, a_site

ROUNDS, SECONDS = 3, 2.0
FLOOR_PAGE = "<!doctype html><title>{{ name }}</title><ul>{% for word in words %}<li>{{ word }}</li>{% endfor %}</ul>"


def rate(work: Callable[[], object]) -> float:
    """How often `work` is done in a second: the median of a few rounds."""
    work()
    found = []
    for _ in range(ROUNDS):
        count, start = 0, time.perf_counter()
        while time.perf_counter() - start < SECONDS:
            work()
            count += 1
        found.append(count / (time.perf_counter() - start))
    return sorted(found)[ROUNDS // 2]


def figure(name: str, value: float, unit: str, *, floor: float | None = None, goal: str, met: bool) -> dict[str, Any]:
    """One line of the results."""
    ratio = round(value / floor, 3) if floor else None
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "floor": round(floor, 2) if floor else None,
        "ratio": ratio,
        "goal": goal,
        "met": met,
    }


def pages(site: Site) -> list[dict[str, Any]]:
    """The map page of a finished pair against a bare page of the same size; its queries; its weight."""
    with site.app.app_context():
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        version = library.latest("mould-toddler")
        assert version is not None
        cohort, sitting = place_at(site.cohort, version.sha, people, None, datetime.now(UTC))
        engine = db.engine
    client, path = site.client("mira"), f"/sittings/{cohort}/{sitting}/map"
    body = client.get(path).data
    words = ["mould above the cot"] * (len(body) // 28)
    site.app.view_functions["floor"].words = words  # type: ignore[attr-defined]
    ours, floor = rate(lambda: client.get(path)), rate(lambda: client.get("/floor"))
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *said: seen.append(said[2]))
    client.get(path)
    queries = sum(not each.startswith("BEGIN") for each in seen)
    assets = re.findall(r'(?:src|href)="/static/((?:css|js)/[^"?]+)', body.decode())
    script = [ROOT / "static" / each for each in assets if each.endswith(".js")]
    script += [ROOT / "static/js/outbox.js", ROOT / "static/js/drafts.js", ROOT / "static/vendor/idiomorph/idiomorph.js"]
    style = [ROOT / "static" / each for each in assets if each.endswith(".css")]
    of_script = sum(len(gzip.compress(each.read_bytes())) for each in set(script)) / 1000
    weight = len(gzip.compress(body)) / 1000 + of_script + sum(len(gzip.compress(each.read_bytes())) for each in set(style)) / 1000
    return [
        figure("map page of a finished pair", ours, "requests/s", floor=floor, goal=">= 0.5 of floor B", met=ours >= 0.5 * floor),
        figure("queries of the map page", queries, "queries", goal="<= 8", met=queries <= 8),
        figure("map page, compressed, without fonts", weight, "kB", goal="< 90", met=weight < 90),
        figure("of which script", of_script, "kB", goal="< 40", met=of_script < 40),
    ]


def moves(site: Site) -> list[dict[str, Any]]:
    """A move, from the call to the commit, against one durable insert."""
    with site.app.app_context():
        with saving() as session:
            session.execute(text("CREATE TABLE floor (id INTEGER PRIMARY KEY, words TEXT)"))

        def insert() -> None:
            with saving() as session:
                session.execute(text("INSERT INTO floor (words) VALUES ('x')"))

        def move() -> None:
            said = m.ProfessionIntroduced(words="I look for what can be done")
            sit.make_move(site.cohort, site.sitting, site.members["mira"], sit.new_op(), said, datetime.now(UTC))

        floor, ours = rate(insert), rate(move)
    return [figure("moves, acknowledged", ours, "moves/s", floor=floor, goal=">= 0.3 of durable inserts", met=ours >= 0.3 * floor)]


def cold_start() -> dict[str, Any]:
    """Seconds to import the application, against Flask and SQLAlchemy alone."""

    def took(code: str) -> float:
        found = []
        for _ in range(ROUNDS):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
            found.append(time.perf_counter() - start)
        return sorted(found)[ROUNDS // 2]

    ours, floor = took("import elearn.app"), took("import flask, flask_sqlalchemy, flask_login, flask_wtf, pydantic")
    return figure("cold start, import", ours, "s", floor=floor, goal="<= 3 of the bare libraries", met=ours <= 3 * floor)


def main() -> None:
    """Measure, print, write."""
    case = next(each for each in read_library(ROOT / "content").cases if each.case == "mould-toddler")
    with tempfile.TemporaryDirectory() as folder:
        site = a_site(Path(folder), case=case)

        @door(Deed.BE_SIGNED_IN)
        def floor_view() -> str:
            person = viewer()
            words = site.app.view_functions["floor"].words  # type: ignore[attr-defined]
            return render_template_string(FLOOR_PAGE, name=person.name if person else "", words=words)

        site.app._got_first_request = False  # the floor is one more view of the same application
        site.app.add_url_rule("/floor", "floor", floor_view)
        figures = [*pages(site), *moves(site), cold_start()]
    out = Path(__file__).parent / "results" / "latest.json"
    out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    for each in figures:
        met = "met" if each["met"] else "NOT met"
        print(f"{each['name']}: {each['value']} {each['unit']}, ratio {each['ratio']}, goal {each['goal']}: {met}")


if __name__ == "__main__":
    main()
