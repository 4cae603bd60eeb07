"""A word planted in each embargoed thing is searched for in all that any other person can fetch."""

import pytest

from elearn.domain import move as m
from tests.builders import a_finding
from tests.content_builders import a_case
from tests.site import a_site

SECRET = "canary-of-mira"


def fetch_everything(site, name: str) -> str:
    """Every page, feed and list this person may open, as one text."""
    client = site.client(name)
    pages = [step.id for step in a_case().steps] + ["file", "outline", "replay"]
    paths = [f"{site.path}/{page}" for page in pages] + [f"{site.path}/feed", "/home", "/library", "/classes", "/pause", "/"]
    paths += [
        f"/classes/{site.cohort}",
        f"/classes/{site.cohort}/pairs/{site.sitting}",
        f"/classes/{site.cohort}/pairs/{site.sitting}/replay",
        *(f"/classes/{site.cohort}/marking{page}" for page in ("", "?show=all", "/record", "/settings")),
        f"{site.path}/feedback",
    ]
    return "\n".join(client.get(path, follow_redirects=True).text for path in paths)


@pytest.fixture
def site(tmp_path):
    made = a_site(tmp_path)
    for name in ("mira", "lew"):
        made.does(name, m.ProfessionIntroduced(words="I look"))
    for name in ("mira", "lew"):
        made.does(name, m.AgreedToGoOn(step="meet"))
    return made


def noted(site, name: str = "mira", says: str = SECRET) -> None:
    side = site.table().discipline(site.members[name])
    paper = next(each for each in a_case().papers if each.pack.value == side and each.opens == "spot")
    site.does(name, m.FindingNoted(passage=m.Passage(paper=paper.id, start=0, end=12), finding=a_finding(says)))


def test_a_finding_before_the_seal_is_seen_by_its_writer_only(site):
    noted(site)
    assert SECRET in fetch_everything(site, "mira")
    for name in ("lew", "tam", "otto", "priya"):
        assert SECRET not in fetch_everything(site, name), name


def test_a_sealed_finding_waits_for_the_partners_seal_and_the_tutor_reads_it(site):
    noted(site)
    site.does("mira", m.FindingsSealed())
    assert SECRET not in fetch_everything(site, "lew")
    assert SECRET in fetch_everything(site, "tam")


def test_when_both_have_sealed_the_findings_lie_open_between_them(site):
    noted(site)
    noted(site, "lew", "Seen by Lew")
    for name in ("mira", "lew"):
        site.does(name, m.FindingsSealed())
    assert SECRET in fetch_everything(site, "lew")


def test_how_many_findings_a_partner_has_cannot_be_told(site):
    before = site.client("lew").get(f"{site.path}/feed").json
    for _ in range(3):
        noted(site)
    assert site.client("lew").get(f"{site.path}/feed").json == before


def test_the_other_pack_is_nowhere_before_it_opens(site):
    secret = next(each for each in a_case().papers if each.pack == "medicine" and each.opens == "spot").plain.splitlines()[-1][:60]
    assert secret in site.client("mira").get(f"{site.path}/spot").text
    assert secret not in fetch_everything(site, "lew")


def test_the_panel_is_nowhere_before_compare(site):
    why = next(words for cause in a_case().panel.causes for words in cause.why.values())[:50]
    for name in ("mira", "lew", "otto"):
        assert why not in fetch_everything(site, name)
