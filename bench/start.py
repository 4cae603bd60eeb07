"""Cold starts: importing the application, and the first page of a server."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.class_of import served
from bench.figures import Figure, figure, median
from tests.site import ROOT, Site

TRIES = 5


def starts(site: Site) -> list[Figure]:
    """Seconds, against what the bare libraries take."""
    ours, floor = _took("import elearn.app"), _took("import flask, flask_sqlalchemy, flask_login, flask_wtf, pydantic")
    until_served = median([_until_served(site) for _ in range(3)])
    return [
        figure("cold start, import", ours, "s", floor=floor, goal="<= 3 of the bare libraries", met=ours <= 3 * floor),
        figure("cold start, until the first page", until_served, "s", floor=floor, goal="", met=None),
    ]


def _took(code: str) -> float:
    found = []
    for _ in range(TRIES):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        found.append(time.perf_counter() - start)
    return median(found)


def _until_served(site: Site) -> float:
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), site.app.config["SQLALCHEMY_DATABASE_URI"]):
        return time.perf_counter() - start
