"""Publishing: numbered, hashed versions, with their pictures; a broken edit never replaces a good one."""

from datetime import UTC, datetime

import pytest

from elearn.actions.publish import NotPublished, from_disk, publish, publish_one
from elearn.authoring.library import compile_case, read_library
from elearn.store import library, pictures, versions
from tests.content_builders import SLUG, a_case, a_folder
from tests.site import NOW, a_site

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
WITH_PICTURE = ("papers/law/survey.md", "## Findings\n", "## Findings\n\n![A black stain above a cot](images/stain.png)\n")


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    with made.app.app_context():
        yield made


def numbers():
    return [each.number for each in versions.of_case(SLUG)]


def test_the_same_content_is_one_version(site):
    assert publish([a_case(), a_case()], NOW) == []
    assert numbers() == [1]


def test_changed_content_is_the_next_version_and_the_pair_keeps_its_own(site):
    publish([a_case(title="The colder room")], NOW)
    assert numbers() == [2, 1]
    assert [(each.number, each.cohort, each.pairs) for each in versions.at_work([SLUG])] == [(1, "Autumn", 1)]


def test_content_that_is_gone_back_to_is_the_newest_again(site):
    publish([a_case(title="The colder room")], NOW)
    publish([a_case()], NOW)
    assert library.latest(SLUG).sha == a_case().sha
    assert numbers() == [3, 2]


def test_pictures_are_kept_with_the_version(site, tmp_path):
    folder = a_folder(tmp_path, WITH_PICTURE, files={"images/stain.png": PNG})
    root = folder.parent.parent
    publish(read_library(root).cases, NOW, from_disk(root))
    [image] = library.case(library.latest(SLUG).sha).images
    assert (pictures.by_sha(image.sha).body, pictures.by_sha(image.sha).media_type) == (PNG, "image/png")


def test_a_case_is_published_as_its_author_saw_it(site, tmp_path):
    folder = a_folder(tmp_path, ("case.yaml", "title: The cold room", "title: The colder room"))
    seen = compile_case(folder).case.sha
    assert publish_one(folder.parent.parent, SLUG, seen, datetime.now(UTC)).number == 2


def test_what_has_changed_since_its_author_looked_is_not_published(site, tmp_path):
    folder = a_folder(tmp_path, ("case.yaml", "title: The cold room", "title: The colder room"))
    with pytest.raises(NotPublished, match="Look at it again"):
        publish_one(folder.parent.parent, SLUG, a_case().sha, datetime.now(UTC))
    assert numbers() == [1]


def test_a_broken_edit_leaves_the_good_version_and_says_why(site, tmp_path):
    folder = a_folder(tmp_path, ("panel.yaml", "weight: supporting", "weigth: supporting"))
    with pytest.raises(NotPublished, match="`weigth` is not a key here"):
        publish_one(folder.parent.parent, SLUG, "", datetime.now(UTC))
    assert library.latest(SLUG).sha == a_case().sha


def test_a_picture_exchanged_after_the_check_is_not_published(site, tmp_path):
    folder = a_folder(tmp_path, WITH_PICTURE, files={"images/stain.png": PNG})
    case = compile_case(folder).case
    (folder / "images/stain.png").write_bytes(PNG + b"other")
    with pytest.raises(Exception, match="has changed since"):
        publish([case], NOW, from_disk(folder.parent.parent))
    assert numbers() == [1]
