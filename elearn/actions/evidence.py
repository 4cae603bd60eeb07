"""A class's evidence, from its answers to its figures."""

from typing import Any

from elearn.actions.questionnaire import instrument_of
from elearn.domain.evidence import Person, Report, report, vignette_scores
from elearn.domain.instrument import Occasion
from elearn.store import answers


def evidence_of(cohort_id: int, *, research: bool) -> Report:
    """The figures of a class. Ask domain/evidence_sight.py first whether somebody may have those for research."""
    rows, instrument, teams = answers.of_class(cohort_id), instrument_of(cohort_id), answers.teams(cohort_id)
    allowing = answers.allowing(cohort_id) if research else set()
    numbers = {each.number: (each.person_id, each.occasion) for each in rows if each.number is not None}
    scores = vignette_scores(numbers, answers.vignette_marks(cohort_id))
    groups = {each.person_id: each.discipline or "" for each in rows}
    sheets: dict[int, dict[Occasion, dict[str, Any]]] = {}
    for each in rows:
        sheets.setdefault(each.person_id, {})[each.occasion] = each.answers
    people = [
        Person(
            group=group, team=teams.get(person, 0), sheets=sheets[person], vignettes=scores.get(person, {}), research=person in allowing
        )
        for person, group in groups.items()
    ]  # fmt: skip
    return report(instrument, people, research=research, seed=cohort_id)
