"""Spot: read one's own papers alone, note findings on passages, and seal them."""

from datetime import datetime
from typing import Any

from elearn.domain.content import Layer, Pack, Paper, StepKind
from elearn.domain.move import FindingWords
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.domain.things import Member
from elearn.web.doors import Place
from elearn.web.learn import papers

OTHERS_LAYER = {Discipline.MEDICINE: Layer.LEGAL, Discipline.LAW: Layer.HEALTH}
"""the layer that is the other profession's own: a finding there is already a bridge, and shown as shared"""


def view(here: Place) -> dict[str, Any]:
    """What Spot shows one member: their papers, their findings, and of the partners only who is still reading."""
    me = here.table.members[here.me]
    mine = _my_papers(here)
    findings = _mine(here)
    open_paper = papers.chosen(mine, findings[-1]["quote"]["paper"] if findings else None)
    return {
        "papers": [papers.tab(here, each, here_page(here), open_paper) for each in mine],
        "paper": papers.shown(here, open_paper, _marks(findings)) if open_paper else None,
        "findings": findings,
        "sealed": me.sealed,
        "late": here.table.has_passed(StepKind.SPOT) and not me.sealed,
        "my_discipline": me.discipline.value,
        "layers": [each.value for each in reversed(Layer)],
        "tens": list(range(0, 101, 10)),
        "partners": [_partner(here, each) for each in here.table.partners(here.me)],
        "others": ", ".join(here.names.get(each.id, "") for each in here.table.partners(here.me)),
        "nudged_at": _since(here, here.table.nudged.get(here.me)),
        "all_sealed": here.sight.findings_open(),
    }


def here_page(here: Place) -> str:
    """The id of this case's Spot."""
    return next((each.id for each in here.case.steps if each.kind is StepKind.SPOT), here.table.step.id)


def _my_papers(here: Place) -> list[Paper]:
    """The own pack and what is shared, as far as Spot opens them; later papers belong to later pages."""
    spot, pack = here.table.step_index(here_page(here)), here.table.members[here.me].discipline.value
    opened = [each for each in here.sight.papers() if here.table.step_index(each.opens) <= spot]
    return [each for each in opened if each.pack.value == pack] + [each for each in opened if each.pack is Pack.SHARED]


def _mine(here: Place) -> list[dict[str, Any]]:
    """My findings in the order in which I noted them: from my desk, or from the table once they are sealed."""
    me = here.table.members[here.me]
    if me.sealed:
        own = [(each.id, each.passage, each.finding) for each in here.table.findings.values() if each.by == here.me]
    else:
        desk = here.seat.read_desk.findings if here.seat else {}
        own = [(each.id, each.passage, each.finding) for each in desk.values()]
    return [_finding(here, me.discipline, number, *each) for number, each in enumerate(own, start=1)]


def _finding(here: Place, discipline: Discipline, number: int, id: str, passage: Passage, words: FindingWords) -> dict[str, Any]:
    return {
        "id": id,
        "number": number,
        "passage": passage,
        "quote": papers.quote(here, passage),
        "voice": voice_of(discipline, words.layer),
        "words": words,
        "layer": words.layer.value,
    }


def voice_of(discipline: Discipline | None, layer: Layer) -> str:
    """The colour of a finding: its writer's profession, or amber where it lies on the other profession's ground."""
    if discipline is None or OTHERS_LAYER[discipline] is layer:
        return "both"
    return discipline.value


def _marks(findings: list[dict[str, Any]]) -> list[papers.Mark]:
    return [
        papers.Mark(
            passage=each["passage"], number=each["number"], target=f"finding-{each['id']}", voice=each["voice"], label=each["words"].says
        )
        for each in findings
    ]


def _partner(here: Place, partner: Member) -> dict[str, Any]:
    """Of a partner only whether they have sealed, and what their papers are called: never how many findings they have."""
    spot = here.table.step_index(here_page(here))
    titles = [
        each.title for each in here.case.papers if each.pack.value == partner.discipline.value and here.table.step_index(each.opens) <= spot
    ]
    return {
        "id": partner.id,
        "name": here.names.get(partner.id, ""),
        "discipline": partner.discipline.value,
        "sealed": partner.sealed,
        "titles": titles if partner.discipline is not here.table.members[here.me].discipline else [],
        "nudged_me": _since(here, here.table.nudged.get(partner.id)),
    }


def _since(here: Place, at: datetime | None) -> datetime | None:
    """A nudge counts for the step in which it was given."""
    reached = here.table.reached.get(here.table.step.id)
    return at if at and (reached is None or at >= reached) else None
