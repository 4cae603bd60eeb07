"""The style sheets keep their own promises: layers, defined tokens, hashed fonts of a bounded weight, signs that exist, nothing inline."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static/css"
FONTS = ROOT / "static/fonts"
SHEETS = sorted(CSS.glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FACE = re.compile(r'@font-face \{[^}]*url\("\.\./fonts/([a-z-]+\.woff2)\?v=([0-9a-f]{12})"\)[^}]*\}')


def bare(sheet: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)


def outside_of_blocks(css: str) -> str:
    """What stands at the top level of a sheet: prelude after prelude, without their blocks."""
    depth, kept = 0, []
    for sign in css:
        depth += (sign == "{") - (sign == "}")
        if depth == 0 and sign != "}":
            kept.append(sign)
        elif sign == "{" and depth == 1:
            kept.append("\n")
    return "".join(kept)


def test_every_rule_stands_in_a_layer() -> None:
    preludes = [line.strip() for sheet in SHEETS for line in outside_of_blocks(bare(sheet)).splitlines() if line.strip()]
    assert [prelude for prelude in preludes if not prelude.startswith(("@layer", "@font-face"))] == []


def test_every_token_that_is_used_is_defined() -> None:
    css = "".join(bare(sheet) for sheet in SHEETS)
    assert set(re.findall(r"var\((--[a-z0-9-]+)", css)) - set(re.findall(r"(--[a-z0-9-]+)\s*:", css)) == set()


def test_every_sheet_begins_by_saying_what_it_holds() -> None:
    assert [sheet.name for sheet in SHEETS if not sheet.read_text().startswith("/*")] == []


def test_style_sheets_ask_no_other_host() -> None:
    assert [sheet.name for sheet in SHEETS if re.search(r"url\(\s*[\"']?(https?:)?//|@import", bare(sheet))] == []


def test_fonts_are_named_with_the_hash_that_they_have() -> None:
    faces = FACE.findall((CSS / "site.css").read_text())
    assert {name for name, _ in faces} == {file.name for file in FONTS.glob("*.woff2")}
    assert [name for name, version in faces if hashlib.sha256((FONTS / name).read_bytes()).hexdigest()[:12] != version] == []


def test_the_fonts_of_a_latin_page_weigh_less_than_110_kb() -> None:
    latin = [file for file in FONTS.glob("*.woff2") if "extended" not in file.name]
    assert len(latin) == 3
    assert sum(file.stat().st_size for file in latin) < 110_000


def test_every_font_swaps_in_and_says_which_letters_it_has() -> None:
    faces = [face.group() for face in FACE.finditer((CSS / "site.css").read_text())]
    assert all("font-display: swap" in face and "unicode-range" in face for face in faces)


def test_every_family_of_fonts_brings_its_licence() -> None:
    licences = [file.read_text() for file in FONTS.glob("OFL-*.txt")]
    assert len(licences) == 2
    assert all("SIL Open Font License, Version 1.1" in licence for licence in licences)


def test_every_sign_that_a_template_names_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (ROOT / "static/img/signs.svg").read_text()))
    named = {name for page in TEMPLATES for name in re.findall(r'\bsign\("([a-z]+)"', page.read_text())}
    assert named - drawn == set()


def test_no_template_carries_style_or_script_of_its_own() -> None:
    inline = re.compile(r"<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    assert [page.relative_to(ROOT).as_posix() for page in TEMPLATES if inline.search(page.read_text())] == []
