"""Pictures in papers open and stay shut with the papers that show them."""

import pytest

from elearn.actions.publish import from_disk, publish
from elearn.authoring.library import read_library
from elearn.domain.content import StepKind
from tests.actions.test_publish import PNG
from tests.content_builders import a_folder
from tests.site import NOW, a_site
from tests.web.test_every_page import at_step

FILES = {f"images/{name}.png": PNG + name.encode() for name in ("medicine", "law", "after", "unused")}
SWAPS = (
    ("papers/medicine/clinic-letter.md", "Dear colleague,", "![A chest](images/medicine.png)\n\nDear colleague,"),
    ("papers/law/repairs-log.md", "| Date", "![A wall](images/law.png)\n\n| Date"),
    ("papers/shared/afterwards.md", "Four weeks", "![A mended gutter](images/after.png)\n\nFour weeks"),
)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    root = a_folder(folder, *SWAPS, files=FILES).parent.parent
    [case] = read_library(root).cases
    made = a_site(folder, case=case.model_copy(update={"images": ()}))
    with made.app.app_context():
        publish([case], NOW, from_disk(root))
    return made


def seen(site, path: str, name: str) -> set[str]:
    client = site.client(name)
    return {each for each in ("medicine", "law", "after", "unused") if client.get(f"{path}/images/{each}.png").status_code == 200}


@pytest.mark.parametrize(
    ("kind", "mira", "lew", "tam"),
    [
        (StepKind.MEET, set(), set(), {"after"}),
        (StepKind.SPOT, {"medicine"}, {"law"}, {"after", "medicine", "law"}),
        (StepKind.MAP, {"medicine"}, {"law"}, {"after", "medicine", "law"}),
        (StepKind.COMPARE, {"medicine", "law"}, {"medicine", "law"}, {"after", "medicine", "law"}),
        (None, {"medicine", "law", "after"}, {"medicine", "law", "after"}, {"after", "medicine", "law"}),
    ],
)
def test_a_picture_is_seen_by_whoever_may_read_a_paper_with_it(site, kind, mira, lew, tam):
    path, _ = at_step(site, kind)
    assert [seen(site, path, name) for name in ("mira", "lew", "tam", "otto", "sam")] == [mira, lew, tam, set(), set()]


def test_a_picture_is_of_the_kind_that_was_checked_and_can_do_nothing_else(site):
    path, _ = at_step(site, StepKind.SPOT)
    answer = site.client("mira").get(f"{path}/images/medicine.png")
    assert answer.data == FILES["images/medicine.png"]
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_the_address_in_the_paper_leads_to_the_picture(site):
    path, _ = at_step(site, StepKind.SPOT)
    page = site.client("mira").get(f"{path}/spot?paper=clinic-letter").text
    assert '<img alt="A chest" src="images/medicine.png">' in page
