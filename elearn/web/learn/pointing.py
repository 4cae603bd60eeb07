"""The passages that can stand as evidence: those of the findings, then the paragraphs of every paper that all of the pair can read."""

from typing import Any

from elearn.domain.content import Paper
from elearn.domain.passage import Passage
from elearn.domain.sight import at_work, open_to_all
from elearn.web.doors import Place
from elearn.web.learn import papers

FIRST_WORDS = 80
"""how much of a passage a list shows"""


def choices(here: Place) -> dict[str, Any]:
    """`findings`: passages that somebody sealed, in the order of their notes. `papers`: title and paragraphs of each paper open to all."""
    readers = at_work(here.table, here.case)
    everywhere = [each for each in here.sight.papers() if all(reader.paper(each) for reader in readers)]
    return {
        "findings": _findings(here),
        "papers": [{"title": each.title, "passages": papers.blocks(each)} for each in everywhere],
    }


def _findings(here: Place) -> list[dict[str, str]]:
    all_sealed = all(each.sealed for each in here.table.active)
    found: dict[Passage, dict[str, str]] = {}
    for finding in here.sight.findings():
        passage = finding.passage
        if passage not in found and (all_sealed or open_to_all(here.table, here.case, passage)):
            paper = here.case.paper(passage.paper)
            found[passage] = {
                "value": f"{passage.paper}:{passage.start}:{passage.end}",
                "words": _shortened(here, passage),
                "title": _title(paper),
            }
    return list(found.values())


def _title(paper: Paper | None) -> str:
    return paper.title if paper else ""


def _shortened(here: Place, passage: Passage) -> str:
    words = here.case.passage_text(passage.paper, passage.start, passage.end).replace("\n", " ")
    return words if len(words) <= FIRST_WORDS else words[:FIRST_WORDS].rsplit(" ", 1)[0] + " …"
