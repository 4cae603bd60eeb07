"""Mira and Lew from Meet to Share, at the small case: what the pages of the first half are tested with."""

from pathlib import Path
from typing import Any

from elearn.actions import sit
from elearn.domain import move as m
from elearn.domain.passage import Passage
from tests.builders import a_finding
from tests.content_builders import a_case
from tests.site import Site, a_site

CASE = a_case()


def words_at(paper: str, words: str) -> Passage:
    """The passage of these words in a paper of the small case."""
    found = CASE.paper(paper)
    assert found is not None
    start = found.plain.index(words)
    return Passage(paper=paper, start=start, end=start + len(words))


def at_meet(tmp_path: Path) -> Site:
    return a_site(tmp_path)


def at_spot(tmp_path: Path) -> Site:
    site = at_meet(tmp_path)
    for name in ("mira", "lew"):
        site.does(name, m.ProfessionIntroduced(words="I look for what can be done."))
        site.does(name, m.AgreedToGoOn(step="meet"))
    return site


def spots(site: Site, name: str, paper: str, words: str, **finding: Any) -> str:
    return site.does(name, m.FindingNoted(passage=words_at(paper, words), finding=a_finding(**finding)))


def at_share(tmp_path: Path) -> tuple[Site, str, str]:
    """Both have sealed one finding; returns the site, Mira's finding and Lew's."""
    site = at_spot(tmp_path)
    hers = spots(site, "mira", "clinic-letter", "His chest settled within two days", says="Better away", needs="Who has to act?")
    his = spots(site, "lew", "repairs-log", "black mould in the small bedroom", says="Told in June", layer="legal")
    for name in ("mira", "lew"):
        site.does(name, m.FindingsSealed())
    return site, hers, his


def page(site: Site, name: str, address: str) -> str:
    """The HTML of a page as this person gets it."""
    response = site.client(name).get(f"{site.path}/{address}")
    assert response.status_code == 200, response.status_code
    return str(response.get_data(as_text=True))


def sends(site: Site, name: str, move: str, at: str, /, **fields: Any) -> Any:
    """A form of page `at`, sent as a browser without a script sends it; dots in names are written as two underscores."""
    envelope = {"as": site.members[name], "for": site.people[name], "op": sit.new_op(), "move": move, "page": at}
    said = {field.replace("__", "."): value for field, value in fields.items()}
    return site.client(name).post(f"{site.path}/moves", data={**envelope, **said})
