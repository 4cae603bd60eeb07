"""The case file: every paper that the viewer may read now, by pack; who opened what to whom, and what of it stands on the map."""

from typing import Any

from elearn.domain.content import Pack, Paper
from elearn.domain.things import Evidence
from elearn.web.doors import Place
from elearn.web.learn import papers, share


def view(here: Place) -> dict[str, Any]:
    """What the case file shows. Evidence is marked for whoever may see the map."""
    readable = here.sight.papers()
    own = here.table.discipline(here.me)
    order = sorted(Pack, key=lambda pack: (pack is Pack.SHARED, own is None or pack.value != own.value))
    in_order = [each for pack in order for each in readable if each.pack is pack]
    open_paper = papers.chosen(in_order)
    evidence = _evidence(here, open_paper) if open_paper else []
    marks = [each["mark"] for each in evidence]
    openable = share.openable(here)
    return {
        "packs": [
            {"pack": pack.value, "mine": own is not None and pack.value == own.value, "papers": tabs}
            for pack in order
            if (tabs := [papers.tab(here, each, "file", open_paper) for each in in_order if each.pack is pack])
        ],
        "paper": papers.shown(here, open_paper, marks) if open_paper else None,
        "evidence": evidence,
        "opened": share.opened(here),
        "can_open": open_paper is not None and any(each["id"] == open_paper.id for each in openable),
        "others": [here.names.get(each.id, "") for each in here.table.partners(here.me)],
        "closed": _closed(here),
    }


def _closed(here: Place) -> list[dict[str, Any]]:
    """The titles of papers that others hold and the viewer may not read yet: titles give no fact away."""
    own = here.table.discipline(here.me)
    return [
        {"title": each.title, "pack": each.pack.value}
        for each in here.case.papers
        if own is not None
        and each.pack is not Pack.SHARED
        and each.pack.value != own.value
        and 0 <= here.table.step_index(each.opens) <= here.table.at_step
        and not here.sight.paper(each)
    ]


def _evidence(here: Place, paper: Paper) -> list[dict[str, Any]]:
    """What on the map rests on this paper, in the order of the paper's text, each passage with a number."""
    if not here.sight.joint_work():
        return []
    found: list[tuple[Evidence, str, str, str]] = []
    for cause in here.table.causes.values():
        found += [(each, cause.id, cause.words, "") for each in cause.evidence]
    for link in here.table.links.values():
        ends = [here.table.causes[end].words if end in here.table.causes else "" for end in (link.source, link.target)]
        found += [(each, link.id, ends[0], ends[1]) for each in link.evidence]
    here_found = sorted((each for each in found if each[0].passage.paper == paper.id), key=lambda each: each[0].passage.start)
    return [_row(here, number, *each) for number, each in enumerate(here_found, start=1)]


def _row(here: Place, number: int, evidence: Evidence, id: str, words: str, target: str) -> dict[str, Any]:
    discipline = here.table.discipline(evidence.by)
    row_id = f"evidence-{number}"
    return {
        "id": row_id,
        "number": number,
        "thing": id,
        "words": words,
        "target": target,
        "against": evidence.against,
        "by": here.names.get(evidence.by, ""),
        "quote": papers.quote(here, evidence.passage),
        "mark": papers.Mark(
            passage=evidence.passage, number=number, target=row_id, voice=discipline.value if discipline else "both", label=words
        ),
    }
