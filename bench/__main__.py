"""`make bench`: the figures as ratios to floors measured in the same run, written to bench/results/latest.json.

`python -m bench pages live` measures only some, and writes nothing.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.content import content
from bench.figures import Figure
from bench.live import live
from bench.moves import moves
from bench.pages import Floor, pages
from bench.pairing import pairing
from bench.scale import scale
from bench.start import starts
from elearn.authoring.library import read_library
from tests.site import ROOT, Site, a_site

PARTS: dict[str, Callable[[Site], list[Figure]]] = {
    "pages": lambda site: pages(site, Floor(site)),
    "moves": moves,
    "start": starts,
    "live": live,
    "content": content,
    "pairing": pairing,
    "scale": scale,
}


def main(wanted: list[str]) -> None:
    """Measure, print, write. Every part has a site of its own."""
    case = next(each for each in read_library(ROOT / "content").cases if each.case == "mould-toddler")
    figures: list[Figure] = []
    for name in wanted or PARTS:
        with tempfile.TemporaryDirectory() as folder:
            figures += _told(PARTS[name](a_site(Path(folder), case=case)))
    if not wanted:
        out = Path(__file__).parent / "results" / "latest.json"
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


def _told(figures: list[Figure]) -> list[Figure]:
    for each in figures:
        met = {True: ": met", False: ": NOT met", None: ""}[each["met"]]
        ratio = f", ratio {each['ratio']}" if each["ratio"] is not None else ""
        goal = f", goal {each['goal']}" if each["goal"] else ""
        print(f"{each['name']}: {each['value']} {each['unit']}{ratio}{goal}{met}", flush=True)
    return figures


if __name__ == "__main__":
    main(sys.argv[1:])
