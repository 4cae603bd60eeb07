"""What others wrote and we ship is what they published, and nothing more: every file is listed, hashed and licensed."""

import hashlib
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHELVES = [ROOT / "static/vendor", ROOT / "tests/vendor"]


def manifest(shelf: Path) -> list[dict[str, Any]]:
    return json.loads((shelf / "MANIFEST.json").read_text())


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_vendored_file_has_the_hash_that_was_written_down(shelf: Path) -> None:
    for entry in manifest(shelf):
        body = (shelf / entry["file"]).read_bytes()
        assert (hashlib.sha256(body).hexdigest(), len(body)) == (entry["sha256"], entry["bytes"]), f"{entry['file']} was changed by hand"


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.parent.name)
def test_no_vendored_file_is_unlisted(shelf: Path) -> None:
    there = {path.relative_to(shelf).as_posix() for path in shelf.rglob("*") if path.is_file()}
    assert there == {entry["file"] for entry in manifest(shelf)} | {"MANIFEST.json"}


@pytest.mark.parametrize("shelf", SHELVES, ids=lambda shelf: shelf.parent.name)
def test_every_vendored_package_brings_its_licence(shelf: Path) -> None:
    packages = {Path(entry["file"]).parts[0] for entry in manifest(shelf)}
    assert all((shelf / package / "LICENSE").is_file() for package in packages)


def test_the_manifests_hold_the_releases_that_vendor_toml_asks_for() -> None:
    asked = {f"{package['name']}@{package['version']}" for package in tomllib.loads((ROOT / "tools/vendor.toml").read_text())["package"]}
    assert {entry["package"] for shelf in SHELVES for entry in manifest(shelf)} == asked


def test_notice_names_every_vendored_package() -> None:
    notice = (ROOT / "NOTICE").read_text()
    assert [entry["package"] for shelf in SHELVES for entry in manifest(shelf) if entry["package"].partition("@")[0] not in notice] == []
