"""Every page of a sitting, at every step, as every member: well formed, one heading, nothing inline, and nobody's secrets in it."""

from html.parser import HTMLParser

import pytest

from elearn.actions.demo import place_at
from elearn.domain.content import StepKind
from elearn.domain.person import Discipline
from elearn.store import library, sittings
from tests.content_builders import a_case
from tests.site import NOW, a_site

VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "col", "source"}
SVG = {"path", "use", "circle", "rect", "line", "polygon", "polyline"}


class Reader(HTMLParser):
    """Reads a page as strictly as a browser should not have to."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.heads = 0

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        self.heads += tag == "h1"
        if said.get("id"):
            self.ids.append(said["id"])
        self.wrong += [f"{tag} {name}" for name in said if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in said:
            self.wrong.append("inline script")
        if tag not in VOID | SVG:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        if dict(attrs).get("id"):
            self.ids.append(dict(attrs)["id"])

    def handle_endtag(self, tag):
        if tag in VOID | SVG:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"</{tag}> where something else is open, line {self.getpos()[0]}")


def at_step(site, kind):
    """A fresh sitting of Mira and Lew at a step, with work done. Returns its path and table."""
    with site.app.app_context():
        people = [(site.people["mira"], Discipline.MEDICINE), (site.people["lew"], Discipline.LAW)]
        version = library.latest(a_case().case)
        cohort, sitting = place_at(site.cohort, version.sha, people, kind, NOW)
        return f"/sittings/{cohort}/{sitting}", sittings.with_seats(cohort, sitting).table


@pytest.mark.parametrize("kind", [*StepKind, None])
def test_every_page_is_well_formed_at_every_step(tmp_path, kind):
    site = a_site(tmp_path)
    path, table = at_step(site, kind)
    pages = [step.id for step in table.steps] + ["file", "outline", "replay"]
    for name in ("mira", "lew"):
        for page in pages:
            answer = site.client(name).get(f"{path}/{page}")
            assert answer.status_code in (200, 403), (page, answer.status_code)
            reader = Reader()
            reader.feed(answer.text)
            twice = {each for each in reader.ids if reader.ids.count(each) > 1}
            assert (page, reader.wrong, reader.open, twice, reader.heads) == (page, [], [], set(), 1)
