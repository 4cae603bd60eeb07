"""docs/performance.md and its pictures, made from bench/results/latest.json: `python -m bench.plot`, and after every `make bench`.

The pictures are SVG that is light or dark as its reader's browser is; all that they show stands in the page's tables too.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil
from pathlib import Path

from bench.figures import Figure

ROOT = Path(__file__).resolve().parent.parent
RESULTS, PAGE, PICTURES = ROOT / "bench/results/latest.json", ROOT / "docs/performance.md", ROOT / "docs/img"
BEGIN, END = "<!-- figures: written by python -m bench.plot -->\n", "<!-- end of figures -->\n"
WORDS, BARS, ROW = 420, 320, 26
"""widths of the words and of the bars, and how tall a row is, in the units of a picture"""
STYLE = """text{font:13px system-ui,sans-serif;fill:#1d2433}.bar{fill:#2b6a8f}.not{fill:#b3541e}.goal{stroke:#1d2433;stroke-width:2}
.axis{stroke:#8a8f99}@media(prefers-color-scheme:dark){text{fill:#e8eaf0}.bar{fill:#6bb1d6}.not{fill:#e89a66}.goal{stroke:#e8eaf0}}"""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of some of the figures: which they are, what their bar is as long as, and where the line of the goal stands."""

    name: str
    title: str
    says: str
    of: Callable[[Figure], bool]
    value: Callable[[Figure], float]
    goal: Callable[[Figure], float | None]


def _share(figure: Figure) -> float | None:
    """The goal of a figure that is held to a share of its floor: ">= 0.5 of floor B" is 0.5."""
    words = str(figure["goal"]).split()
    return float(words[1]) if words[:1] == [">="] else None


PICTURES_OF = (
    Picture(
        name="performance-floors", title="Against the floor of the same run",
        says="How many are done in a second, as a share of the floor. The line is the goal; a bar that misses it is of the other colour.",
        of=lambda each: bool(each["ratio"]) and _share(each) is not None, value=lambda each: float(each["ratio"]), goal=_share,
    ),
    Picture(
        name="performance-scale", title="Ten thousand students, a million moves: milliseconds to a page's first byte",
        says="Each page of a tutor in a class of 5,000 pairs. The line is at 300 ms.",
        of=lambda each: "to the first byte" in each["name"], value=lambda each: float(each["value"]), goal=lambda each: 300.0,
    ),
    Picture(
        name="performance-growth", title="How a page's time grows with the class",
        says="The exponent from 10 to 10,000 pairs: 0 is flat, 1 is as fast as the class. The line is at 0.1.",
        of=lambda each: each["unit"] == "exponent", value=lambda each: max(0.0, float(each["value"])), goal=lambda each: 0.1,
    ),
)  # fmt: skip


def drawn(picture: Picture, figures: Sequence[Figure]) -> str:
    """The picture as SVG; "" where there is nothing to draw."""
    rows = [each for each in figures if picture.of(each)]
    if not rows:
        return ""
    most = max(max(picture.value(each), picture.goal(each) or 0) for each in rows) or 1.0
    wide = BARS / most
    lines = [line for number, each in enumerate(rows) for line in _row(picture, each, 4 + number * ROW, wide)]
    tall, whole = len(rows) * ROW + 8, WORDS + BARS + 70
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {tall}" width="{whole}" height="{tall}" role="img">'
    axis = f'<line class="axis" x1="{WORDS}" y1="0" x2="{WORDS}" y2="{tall}"/>'
    return "\n".join([head, f"<title>{escape(picture.title)}</title>", f"<style>{STYLE}</style>", *lines, axis, "</svg>"]) + "\n"


def _row(picture: Picture, figure: Figure, y: int, wide: float) -> Iterable[str]:
    value, goal = picture.value(figure), picture.goal(figure)
    yield f'<text x="{WORDS - 10}" y="{y + 15}" text-anchor="end">{escape(_short(str(figure["name"])))}</text>'
    yield f'<rect class="{"not" if figure["met"] is False else "bar"}" x="{WORDS}" y="{y + 3}" width="{value * wide:.1f}" height="16"/>'
    if goal is not None:
        yield f'<line class="goal" x1="{WORDS + goal * wide:.1f}" y1="{y}" x2="{WORDS + goal * wide:.1f}" y2="{y + 22}"/>'
    yield f'<text x="{WORDS + max(value, goal or 0) * wide + 8:.1f}" y="{y + 15}">{value:g}</text>'


def _short(name: str) -> str:
    for over in (", to the first byte", ", growth of its time from 10 to 10000 pairs", ", 5000 pairs", ", POST to acknowledged"):
        name = name.replace(over, "")
    return name if len(name) <= 62 else name[:61] + "…"


def page(before: str, figures: Sequence[Figure]) -> str:
    """The manual's page with these figures in place of those it had."""
    head, _, rest = before.partition(BEGIN)
    parts = []
    for picture in PICTURES_OF:
        if any(picture.of(each) for each in figures):
            parts += [f"## {picture.title}\n", f"{picture.says}\n", f"![{picture.title}](img/{picture.name}.svg)\n"]
    return head + BEGIN + "\n" + "\n".join([*parts, "## All figures\n", _table(figures)]) + "\n" + END + rest.partition(END)[2]


def _table(figures: Sequence[Figure]) -> str:
    said = {True: "yes", False: "**no**", None: ""}
    rows = [
        f"| {each['name']} | {_number(each['value'])} {each['unit']} | {_number(each['floor'])} | {_number(each['ratio'])} "
        f"| {str(each['goal']).replace('<', '&lt;')} | {said[each['met']]} |"
        for each in figures
    ]
    return "\n".join(["| What | Value | Floor | Ratio | Goal | Met |", "|---|---|---|---|---|---|", *rows]) + "\n"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{ceil(value):,}" if value >= 1000 else f"{value:g}"


def main() -> None:
    """Write the page and its pictures."""
    figures = json.loads(RESULTS.read_text(encoding="utf-8"))
    for picture in PICTURES_OF:
        if svg := drawn(picture, figures):
            (PICTURES / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")


if __name__ == "__main__":
    main()
