"""A library that is held: read again where a file was saved, and told of at once."""

import threading
import time
from datetime import date
from pathlib import Path

import pytest

from elearn.authoring import watch
from elearn.authoring.watch import Reader, Watcher, stamp
from tests.content_builders import SLUG, a_folder

TODAY = date(2026, 11, 24)


def test_a_library_is_compiled_once_and_again_only_where_it_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, compiled = a_folder(tmp_path), []
    monkeypatch.setattr(watch, "compile_case", lambda folder, **more: compiled.append(folder.name) or folder.name)
    reader = Reader(folder.parent.parent)
    reader.read(TODAY)
    reader.read(TODAY)
    assert compiled == [SLUG]
    (folder / "papers/law/survey.md").write_text("The fan has not run since April, and more.\n")
    reader.read(TODAY)
    (folder.parent.parent / "sources.yaml").write_text("sources: []\n")
    reader.read(TODAY)
    reader.read(date(2026, 11, 25))
    assert compiled == [SLUG] * 4


def test_a_case_that_is_gone_is_not_held(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    reader = Reader(folder.parent.parent)
    assert reader.read(TODAY).cases[SLUG].case is not None
    folder.rename(folder.with_name("other"))
    assert list(reader.read(TODAY).cases) == ["other"]


def test_a_case_with_an_error_can_still_be_shown(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("case.yaml", "quote: the third winter in a row", "quote: the fourth winter in a row"))
    held = Reader(folder.parent.parent).read(TODAY).cases[SLUG]
    assert held.case is None
    assert held.sketch is not None
    assert [each.id for each in held.sketch.papers[1].facts] == ["better-away", "told-twice"]


def test_what_cannot_be_read_at_all_is_not_shown(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, files={"panel.yaml": "panel: ["})
    assert Reader(folder.parent.parent).read(TODAY).cases[SLUG].sketch is None


def test_a_stamp_sees_saves_names_and_sizes_and_no_files_of_editors(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    before = stamp(folder)
    (folder / ".case.yaml.swp").write_text("x")
    (folder / "4913").write_text("x")
    assert stamp(folder) == before
    (folder / "case.yaml").touch()
    assert stamp(folder) != before


def test_a_save_is_told_within_a_second(tmp_path: Path) -> None:
    folder, told = a_folder(tmp_path), threading.Event()
    watcher = Watcher(folder.parent.parent, told.set, seconds=0.05)
    watcher.start()
    try:
        time.sleep(0.1)
        assert not told.is_set()
        (folder / "papers/law/survey.md").write_text("Saved.\n")
        assert told.wait(1)
    finally:
        watcher.stop()
