"""`make bench`: the figures as ratios to floors measured in the same run, written to bench/results/latest.json and
docs/performance.md as parts come in.

`python -m bench pages live` measures only some, and puts them among the figures that are there; `--dry` writes nothing. A part that fails
is told and leaves its old figures; the others go on.
"""

import json
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path

from bench import plot
from bench.content import content
from bench.figures import Figure, merged
from bench.live import live
from bench.load import load
from bench.moves import moves
from bench.pages import pages
from bench.pairing import pairing
from bench.plot import RESULTS
from bench.scale import scale
from bench.signing_in import sign_ins
from bench.start import starts
from elearn.authoring.library import read_library
from tests.site import ROOT, Site, a_site

PARTS: dict[str, Callable[[Site], list[Figure]]] = {
    "pages": pages,
    "moves": moves,
    "sign-ins": sign_ins,
    "start": starts,
    "live": live,
    "load": load,
    "content": content,
    "pairing": pairing,
    "scale": scale,
}


def main(asked: list[str]) -> int:
    """Measure, print, write. Every part has a site of its own. Returns how many parts failed."""
    wanted = [each for each in asked if each != "--dry"]
    if unknown := [each for each in wanted if each not in PARTS]:
        print(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return len(unknown)
    case = next(each for each in read_library(ROOT / "content").cases if each.case == "mould-toddler")
    before: list[Figure] = json.loads(RESULTS.read_text(encoding="utf-8")) if wanted and RESULTS.exists() else []
    failed, figures = 0, list[Figure]()
    for name in wanted or PARTS:
        try:
            with tempfile.TemporaryDirectory() as folder:
                figures += _told(PARTS[name](a_site(Path(folder), case=case)))
        except Exception:  # noqa: BLE001  # what one part could not do is no reason to lose the others
            traceback.print_exc()
            failed += 1
        if "--dry" not in asked:
            RESULTS.write_text(json.dumps(merged(before, figures), indent=2) + "\n", encoding="utf-8")
            plot.main()
    return failed


def _told(figures: list[Figure]) -> list[Figure]:
    for each in figures:
        met = {True: ": met", False: ": NOT met", None: ""}[each["met"]]
        ratio = f", ratio {each['ratio']}" if each["ratio"] is not None else ""
        goal = f", goal {each['goal']}" if each["goal"] else ""
        print(f"{each['name']}: {each['value']} {each['unit']}{ratio}{goal}{met}", flush=True)
    return figures


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
