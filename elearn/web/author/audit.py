"""The library as a whole: whom its cases show, with what, who is blamed, who helps and who is helped; and how hard it is to read.

One case may show a poor migrant mother who is helped by a doctor. Eight that do say something that no author meant (pedagogy P6.5).
"""

from collections import Counter
from typing import Any

from elearn.domain.content import ActionKind, Case, Owner, Paper
from elearn.domain.reading_age import oldest, reading
from elearn.domain.vocabulary import Part
from elearn.web.author import desk

BLAMES = "W606"


def view() -> dict[str, Any]:
    """What the audit page shows: a row a case, and what stands in several."""
    held = desk.held()
    found = [(slug, each) for slug, each in held.cases.items() if each.sketch is not None]
    rows = [_row(slug, each.sketch, sum(problem.code == BLAMES for problem in each.problems)) for slug, each in found if each.sketch]
    return {
        "rows": rows,
        "unsaid": [row["title"] for row in rows if not row["identity"] or not row["condition"]],
        "identities": _often(rows, "identity"),
        "conditions": _often(rows, "condition"),
        "helpers": _often(rows, "owners"),
    }


def _row(slug: str, case: Case, blaming: int) -> dict[str, Any]:
    sound = [each for each in case.panel.actions if each.kind is ActionKind.SOUND]
    owners = Counter(each.owner for each in sound)
    papers = [_paper(each) for each in case.papers]
    return {
        "slug": slug,
        "title": case.title,
        "name": case.person.name,
        "about": case.person.about,
        "identity": case.person.identity,
        "condition": case.person.condition,
        "blamed": [each.says for each in case.panel.weak],
        "blaming": blaming,
        "owners": {owner.value: owners[owner] for owner in Owner if owners[owner]},
        "helps": _people(case, Part.HELPS),
        "helped": [case.person.name, *_people(case, Part.HELPED)],
        "in_the_way": _people(case, Part.IN_THE_WAY),
        "own_deeds": owners[Owner.PERSON],
        "papers": papers,
        "words": sum(each["words"] for each in papers),
        "age": oldest([each["age"] for each in papers]),
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {"title": paper.title, "pack": paper.pack.value, "words": len(paper.plain.split()), "age": reading(paper.plain).age}


def _people(case: Case, part: Part) -> list[str]:
    return [f"{each.name} ({each.who})" if each.who else each.name for each in case.people if each.part is part]


def _often(rows: list[dict[str, Any]], key: str) -> list[dict[str, Any]]:
    """How many cases say each thing, those that most do first."""
    counts = Counter(each for row in rows for each in dict.fromkeys(row[key]))
    return [{"what": what, "cases": count} for what, count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))]
