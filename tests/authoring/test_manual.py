"""The manual's pages, the JSON Schema and the check come from one definition."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from elearn.authoring.manual import PAGES, codes_page
from elearn.authoring.schema import NAMES, schema
from elearn.domain.codes import CODES

MANUAL = Path(__file__).resolve().parents[2] / "docs" / "authors"


@pytest.mark.parametrize("page", PAGES)
def test_the_manual_says_what_the_code_says(page: str) -> None:
    assert (MANUAL / page).read_text() == PAGES[page](), "run: python -m elearn.authoring.manual docs/authors"


def test_every_code_has_its_line_in_the_manual() -> None:
    page = codes_page()
    assert all(f"### {code.id} {code.title}" in page for code in CODES.values())
    assert "{" not in page.replace("Between { and }", "")


def properties(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for each in part.values():
            yield from properties(each)


@pytest.mark.parametrize("name", NAMES)
def test_every_key_of_a_schema_says_what_it_is_for(name: str) -> None:
    body = json.loads(schema(name))
    assert body["$schema"].startswith("https://json-schema.org/")
    assert [key for key, value in properties(body) if not value.get("description")] == []


def test_a_schema_knows_the_keys_as_authors_write_them() -> None:
    link = json.loads(schema("panel"))["$defs"]["PanelLink"]
    assert {"from", "to", "how", "why"} <= set(link["properties"])
    assert link["required"] == ["from", "to", "how", "why"]
    assert link["additionalProperties"] is False


def test_what_is_compiled_is_no_key_of_an_author() -> None:
    keys = {key for name in NAMES for key, _ in properties(json.loads(schema(name)))}
    assert not keys & {"html", "plain", "blocks", "start", "end", "afterwards_html", "images", "source", "target"}
