"""A pair at a case small enough to read, walked by real moves to any step: for the pages of News, Act, Compare and Reflect."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from elearn.actions import enter, sit
from elearn.actions.publish import publish
from elearn.app import create_app
from elearn.config import Config
from elearn.domain.content import Case, Grade
from elearn.domain.entry import read_move
from elearn.domain.person import Discipline
from elearn.domain.workspace import Workspace
from elearn.store import sittings
from elearn.store.cohorts import Cohort
from elearn.store.db import saving
from tests.brought_up import bring_up
from tests.domain.panel_cases import a_compared_case, passage
from tests.site import sign_in

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

NOTED = {"survey": {"content_note": "Photographs of mould.", "skip_summary": "The wall is wet from outside."}}


@cache
def the_case() -> Case:
    """The worked example of the pedagogy note, with papers that can be shown, a divided panel, a tension, and an end."""
    bare = a_compared_case()
    papers = tuple(
        each.model_copy(update={"html": f'<p data-at="0">{each.plain}</p>', "blocks": ((0, len(each.plain)),)} | NOTED.get(each.id, {}))
        for each in bare.papers
    )
    links = tuple(
        each.model_copy(update={"grade": Grade.CONTESTED, "voices": {"gp": "No test will prove it.", "solicitor": "Probable is plenty."}})
        if (each.source, each.target) == ("damp", "asthma")
        else each
        for each in bare.panel.links
    )
    more = {
        "reflection": ("What changed in your thinking?", "What will you ask next time?"),
        "tensions": (
            {"id": "tell", "question": "May you tell the landlord?", "medicine": "Only with consent.", "law": "On instructions."},
        ),
        "afterwards": "after.md",
        "afterwards_html": "<p>The wall is <strong>dry</strong> now.</p>",
    }
    case = bare.model_copy(update={"papers": papers, "panel": bare.panel.model_copy(update={"links": links})})
    return Case.model_validate({**case.model_dump(by_alias=True), **more, "review_by": date(2027, 5, 24)})


class Pair:
    """Mira (medicine) and Lew (law) at a sitting in a database of its own; each has a browser."""

    def __init__(self, folder: Path, case: Case | None = None) -> None:
        self.app = create_app(Config(secret_key="x" * 32, database_url=f"sqlite:///{folder / 'pair.sqlite'}"))
        self.app.config["WTF_CSRF_ENABLED"] = False
        self.case, self.ticks = case or the_case(), 0
        with self.app.app_context():
            bring_up(self.app)
            sha = publish([self.case], NOON)[0].sha
            people = [
                enter.add_person(f"{name} Test", f"{name}@example.org", NOON, discipline=Discipline(side))
                for name, side in (("Mira", "medicine"), ("Lew", "law"))
            ]
            with saving() as session:
                session.add(Cohort(id=1, name="A class", created_at=NOON))
            self.cohort, self.id = sit.open_sitting(1, sha, [(each.id, Discipline(str(each.discipline))) for each in people], NOON)
            self.secrets: dict[str, str] = {}
            self.numbers = {each.name.split()[0]: each.id for each in people}
            table = self.table
            self.members = {"Mira": next(iter(table.members)), "Lew": list(table.members)[1]}

    @property
    def table(self) -> Workspace:
        with self.app.app_context():
            found = sittings.with_seats(self.cohort, self.id)
            assert found is not None
            return found.table

    def does(self, who: str, name: str, **body: Any) -> str:
        """A move, by its name on disk; returns the id of the thing it made."""
        self.ticks += 1
        op = sit.new_op()
        with self.app.app_context():
            move = read_move(name, body)
            sit.make_move(self.cohort, self.id, self.members[who], op, move, NOON + timedelta(seconds=self.ticks))
        return op

    def both(self, name: str, **body: Any) -> None:
        for who in self.members:
            self.does(who, name, **body)

    def agree(self) -> None:
        self.both("AgreedToGoOn", step=self.table.step.id)

    def browser(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        self.secrets[who] = sign_in(self.app, client, self.numbers[who], self.secrets.get(who, ""))
        return client

    def page(self, who: str, page: str, query: str = "") -> str:
        """The HTML of a page as this member gets it."""
        response = self.browser(who).get(f"/sittings/{self.cohort}/{self.id}/{page}{query}")
        assert response.status_code == 200, response.status_code
        return response.get_data(as_text=True)

    def posts(self, who: str, name: str, page: str, **fields: Any) -> int:
        """A form of a page sent as a browser without a script sends it; returns the status."""
        envelope = {"as": self.members[who], "for": self.numbers[who], "op": sit.new_op(), "move": name, "page": page}
        return self.browser(who).post(f"/sittings/{self.cohort}/{self.id}/moves", data={**envelope, **fields}).status_code

    # --- short cuts through the case

    def at_map(self) -> "Pair":
        self.both("ProfessionIntroduced", words="I look for what can be done.")
        self.agree()
        self._spots("Mira", "clinic", "her hours change weekly", says="Her hours change", layer="social")
        self._spots("Lew", "letter", "told in August", says="They knew", layer="legal")
        for finding in tuple(self.table.findings.values()):
            other = "Lew" if finding.by == self.members["Mira"] else "Mira"
            self.does(other, "WavedThrough", on=finding.id)
        self.agree()
        return self

    def _spots(self, who: str, paper: str, words: str, **finding: Any) -> None:
        where = passage(paper, words).model_dump()
        self.does(who, "FindingNoted", passage=where, finding={"sure": 70, **finding})
        self.does(who, "FindingsSealed")

    def at_news(self) -> "Pair":
        self.at_map()
        self.damp = self.does("Mira", "CauseAdded", words="Damp home", layer="exposure")
        self.repair = self.does("Lew", "CauseAdded", words="Landlord has not repaired", layer="legal")
        self.wheeze = self.does("Mira", "CauseAdded", words="he keeps wheezing", layer="health")
        self.crowd = self.does("Lew", "CauseAdded", words="Too many in one room", layer="exposure")
        self.smoke = self.does("Mira", "CauseAdded", words="The mother smokes", layer="social")
        self.link = self.does("Lew", "LinkDrawn", source=self.damp, target=self.repair, how="causes", words="They were told")
        self.second = self.does("Mira", "LinkDrawn", source=self.repair, target=self.wheeze, how="worsens", words="It goes on")
        self.agree()
        return self

    def judged(self) -> "Pair":
        """Both have handed in what they think of the news; they differ on the first link."""
        self.does("Mira", "LinkJudged", link=self.link, effect="more", words="The extractor was dead")
        self.does("Lew", "LinkJudged", link=self.link, effect="less", words="A fan is not the wall")
        self.both("NewsSealed", step="news")
        return self

    def at_act(self) -> "Pair":
        self.at_news().judged().agree()
        return self

    def plan(self, who: str = "Lew", **more: Any) -> str:
        action = {"does": "Write to the landlord", "owner": "lawyer", "when": "48h", "works_on": [self.repair], **more}
        return self.does(who, "ActionPlanned", action=action)

    def at_compare(self) -> "Pair":
        self.at_act().plan()
        self.agree()
        return self

    def at_reflect(self) -> "Pair":
        self.at_compare()
        for key in ("missed:support", "weak:smokes", "missed:income"):
            self.does("Mira", "DifferenceJudged", difference=key, verdict="disagree", words="We see it otherwise")
        self.agree()
        return self
