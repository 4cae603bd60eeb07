"""A class's evidence, from its answers to its figures.

Those of a usual class are worked out when somebody looks. Those of a large one are kept (store/kept_evidence.py): the timekeeper works
them out again when answers have changed, `elearn recompute` at any time, and a page shows what is kept and says since when.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from elearn.actions.questionnaire import instrument_of
from elearn.domain.evidence import RULE, Person, Report, vignette_scores
from elearn.domain.instrument import Instrument, Occasion
from elearn.store import answers, kept_evidence
from elearn.store.db import db, saving
from elearn.store.kept_evidence import KeptEvidence

LARGE = 1000
"""sheets of answers up to which figures are worked out while somebody waits"""
REST = timedelta(minutes=10)
"""for so long what is kept of a class is not worked out again: while a class answers, its figures change every second"""
_REPORT: TypeAdapter[Report] = TypeAdapter(Report)


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """The figures of a class as far as they are there, and the questionnaire that they are of."""

    instrument: Instrument
    report: Report | None
    """none: a large class's, of which none are kept yet"""
    kept_at: datetime | None = None
    """since when they are kept; none: worked out just now"""


def evidence_of(cohort_id: int, *, research: bool) -> Evidence:
    """The figures of a class. Ask domain/evidence_sight.py first whether somebody may have those for research."""
    instrument = instrument_of(cohort_id)
    if kept_evidence.sheets(cohort_id) <= LARGE:
        return Evidence(instrument=instrument, report=_worked_out(cohort_id, instrument, _people(cohort_id), research=research))
    row = kept_evidence.kept(cohort_id)
    if row is None or row.rule != RULE:
        return Evidence(instrument=instrument, report=None)
    return Evidence(instrument=instrument, report=_REPORT.validate_json(row.research if research else row.whole), kept_at=row.kept_at)


def keep_again(now: datetime) -> int:
    """Work out the figures of large classes in which something has changed. Returns of how many."""
    return sum(_keep(cohort_id, now) for cohort_id in kept_evidence.large(LARGE) if _may_be_old(cohort_id, now))


def keep_all(now: datetime) -> int:
    """Work out the figures of all large classes, whatever is kept of them. Returns of how many."""
    return sum(_keep(cohort_id, now, whatever=True) for cohort_id in kept_evidence.large(LARGE))


def _may_be_old(cohort_id: int, now: datetime) -> bool:
    row = kept_evidence.kept(cohort_id)
    return row is None or row.rule != RULE or now - row.kept_at >= REST


def _keep(cohort_id: int, now: datetime, *, whatever: bool = False) -> bool:
    """Both reports at one moment: of two from different moments the difference might tell of one person."""
    instrument = instrument_of(cohort_id)
    made_from = kept_evidence.fingerprint(cohort_id, instrument.model_dump_json())
    row = kept_evidence.kept(cohort_id)
    if row is not None and (row.rule, row.made_from) == (RULE, made_from) and not whatever:
        return False
    people = _people(cohort_id)
    db.session.rollback()  # nobody waits for a reader that counts for seconds
    whole, research = (_REPORT.dump_json(_worked_out(cohort_id, instrument, people, research=each)).decode() for each in (False, True))
    with saving():
        kept_evidence.keep(KeptEvidence(cohort_id=cohort_id, rule=RULE, made_from=made_from, whole=whole, research=research, kept_at=now))
    return True


def _worked_out(cohort_id: int, instrument: Instrument, people: Sequence[Person], *, research: bool) -> Report:
    from elearn.domain.evidence_figures import report  # noqa: PLC0415  # it says itself why

    return report(instrument, people, research=research, seed=cohort_id)


def _people(cohort_id: int) -> list[Person]:
    rows, teams = answers.of_class(cohort_id), answers.teams(cohort_id)
    allowing = {each.person_id for each in rows if each.allows}
    numbers = {each.number: (each.person_id, each.occasion) for each in rows if each.number is not None}
    scores = vignette_scores(numbers, answers.vignette_marks(cohort_id))
    groups = {each.person_id: each.discipline or "" for each in rows}
    sheets: dict[int, dict[Occasion, dict[str, Any]]] = {}
    for each in rows:
        sheets.setdefault(each.person_id, {})[each.occasion] = each.answers
    return [
        Person(
            group=group, team=teams.get(person, 0), sheets=sheets[person], vignettes=scores.get(person, {}), research=person in allowing
        )
        for person, group in groups.items()
    ]  # fmt: skip
