"""What is read stands out from what it stands on: measured from the tokens themselves, in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static/css"
TOKEN = re.compile(r"--([a-z0-9-]+):\s*light-dark\(\s*(#[0-9a-f]{3,6})\s*,\s*(#[0-9a-f]{3,6})\s*\)")
SCHEMES = ("light", "dark")
VOICES = ("medicine", "law", "both")
GROUNDS = ("paper", "surface", "sunken")

READ = [
    *product(("ink", "ink-soft", "good", "warn", "bad", *VOICES), GROUNDS),
    *[(voice, f"{voice}-soft") for voice in VOICES],
    *product(("ink", "ink-soft"), [f"{ground}-soft" for ground in (*VOICES, "good", "bad")]),
    ("bad", "bad-soft"), ("good", "good-soft"),
    *[("surface", ground) for ground in ("ink", "good", "focus", *VOICES)],
    *[("ink", f"{voice}-line") for voice in VOICES],
    *[("ink", f"h{level}") for level in (1, 2)],
    *[("h-high", f"h{level}") for level in (3, 4)],
]  # fmt: skip
SEEN = [*product(("line-strong", "focus", "ink", *VOICES), GROUNDS), *[("focus", f"{voice}-soft") for voice in VOICES]]


def tokens(scheme: str) -> dict[str, str]:
    css = (CSS / "site.css").read_text() + (CSS / "tutor.css").read_text()
    return {name: (light, dark)[SCHEMES.index(scheme)] for name, light, dark in TOKEN.findall(css)}


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, the definition's own formula)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """From 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_words_can_be_read_on_every_ground_that_they_stand_on(scheme: str) -> None:
    colour = tokens(scheme)
    faint = {f"{words} on {ground}": round(ratio, 2) for words, ground in READ if (ratio := contrast(colour[words], colour[ground])) < 4.5}
    assert faint == {}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_edges_of_controls_and_the_focus_ring_are_seen_on_every_ground(scheme: str) -> None:
    colour = tokens(scheme)
    faint = {f"{edge} on {ground}": round(ratio, 2) for edge, ground in SEEN if (ratio := contrast(colour[edge], colour[ground])) < 3}
    assert faint == {}
