"""A library on disk is compiled when something in it, or the code that compiles it, has changed; and not otherwise."""

import pytest

from elearn.actions import publish_library
from elearn.actions.publish_library import publish_folder
from elearn.store import versions
from tests.content_builders import SLUG, a_folder
from tests.site import NOW, a_site

RETITLED = "title: The colder room"


@pytest.fixture
def reads(monkeypatch):
    """How often the library was read."""
    made, read = [], publish_library.read_library
    monkeypatch.setattr(publish_library, "read_library", lambda root, **more: made.append(root) or read(root, **more))
    return made


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    with made.app.app_context():
        yield made


def test_a_library_that_has_not_changed_is_not_read_again_unless_told(site, tmp_path, reads):
    root = a_folder(tmp_path).parent.parent
    assert [publish_folder(root, NOW, print, anew=anew) for anew in (False, False, True)] == [1, 0, 0]
    assert len(reads) == 2


def test_a_saved_file_is_published_at_the_next_start(site, tmp_path, reads):
    folder = a_folder(tmp_path)
    publish_folder(folder.parent.parent, NOW, print)
    text = (folder / "case.yaml").read_text()
    (folder / "case.yaml").write_text(text.replace("title: The cold room", RETITLED))
    assert publish_folder(folder.parent.parent, NOW, print) == 1
    assert versions.of_case(SLUG)[0].title == "The colder room"


def test_a_library_with_an_error_says_so_at_every_start(site, tmp_path):
    root = a_folder(tmp_path, ("panel.yaml", "weight: supporting", "weigth: supporting")).parent.parent
    said = []
    publish_folder(root, NOW, said.append)
    publish_folder(root, NOW, said.append)
    assert [each.code for each in said] == ["E101", "E101"]
