"""The pair's map beside the panel's, for a marker who has given every level once: it informs, and is not the mark."""

from typing import Any

from elearn.domain.comparison import CauseLine, Standing, compare
from elearn.domain.measures import measure
from elearn.domain.pairmap import Answers, answers, pair_map
from elearn.store import word_decisions
from elearn.web.tutor.marking_evidence import ScriptPlace, when_made

ORDER = (Standing.FOUND, Standing.NOT_YET_COMPARED, Standing.MISSED, Standing.MAY_BE_YOURS, Standing.WEAK, Standing.BEYOND)


def panel(here: ScriptPlace) -> dict[str, Any]:
    """What was found and missed, who said it first and when, and the words that a tutor may decide on."""
    decided = {(each.words, each.cause_id): each.same for each in word_decisions.of_case(here.case.case)}
    return here.once("panel", lambda: _beside(here, decided), *decided.items())


def _beside(here: ScriptPlace, decided: dict[tuple[str, str], bool]) -> dict[str, Any]:
    by_tutors: dict[tuple[str, str], bool] = {
        (cause.id, panel): same for cause in here.table.causes.values() for (words, panel), same in decided.items() if words == cause.words
    }
    both: Answers = {**answers(here.table), **by_tutors}
    drawn = pair_map(here.table)
    comparison = compare(here.case, drawn, both)
    made = when_made(here)
    lines = sorted(comparison.causes, key=lambda each: ORDER.index(each.standing))
    figure = measure(here.case, drawn, by_tutors).score
    return {
        "counts": {standing.value: len(comparison.standing(standing)) for standing in ORDER},
        "lines": [_line(here, each, made) for each in lines],
        "pending": [_pending(here, each) for each in comparison.standing(Standing.NOT_YET_COMPARED)],
        "decided": _decided(here, by_tutors),
        "lost": {each.panel: here.called.get(each.finding.member, "") for each in comparison.lost},
        "overlap": round(figure.overlap, 2) if figure is not None else None,
        "judged": [
            {"verdict": each.verdict.value, "words": each.words, "name": here.called.get(each.by, "")}
            for each in here.table.judged.values()
        ],
    }


def _named(here: ScriptPlace) -> dict[str, str]:
    panel = here.case.panel
    return {each.id: each.says for each in panel.causes} | {each.id: each.says for each in panel.weak}


def _line(here: ScriptPlace, line: CauseLine, made: dict[str, Any]) -> dict[str, Any]:
    first = here.table.causes.get(line.own[0]) if line.own else None
    discipline = here.table.discipline(first.by) if first else None
    return {
        "standing": line.standing.value,
        "panel": line.panel or "",
        "says": line.says if line.panel else "",
        "own": list(line.own_words) or ([line.says] if line.own else []),
        "near": line.near,
        "name": here.called.get(first.by, "") if first else "",
        "discipline": discipline.value if discipline else "both",
        "at": made.get(first.id) if first else None,
    }


def _pending(here: ScriptPlace, line: CauseLine) -> dict[str, Any]:
    named = _named(here)
    return {
        "id": line.own[0],
        "words": line.says,
        "suggestions": [{"id": each, "says": named.get(each, "")} for each in line.suggestions],
    }


def _decided(here: ScriptPlace, by_tutors: dict[tuple[str, str], bool]) -> list[dict[str, Any]]:
    named = _named(here)
    return [
        {"id": cause, "words": here.table.causes[cause].words, "panel": panel, "says": named.get(panel, ""), "same": same}
        for (cause, panel), same in by_tutors.items()
        if panel in named
    ]
