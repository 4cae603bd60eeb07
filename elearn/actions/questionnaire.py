"""What is done with a questionnaire: answering it, opening its parts, taking one in, marking vignettes, allowing research or not."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from elearn.authoring.instrument import default_instrument
from elearn.domain.errors import Conflict, NotAllowed, NotThere
from elearn.domain.instrument import Instrument, Occasion
from elearn.domain.person import Discipline
from elearn.domain.vignette import Text, first_vignette, other, queue, read_points
from elearn.intake import bench
from elearn.store import answers, cohorts
from elearn.store.answers import AnswerSheet, ClassInstrument, ClassQuestionnaire, Progress, ResearchConsent, VignetteMark
from elearn.store.db import saving
from elearn.store.notices import LearnsIn

LATER_AFTER = timedelta(days=7)
"""The other vignette comes a week after the second part, where nobody opens it for all."""


def instrument_of(cohort_id: int) -> Instrument:
    """The questionnaire of a class: the one pinned to it, else the default of the software."""
    return answers.given(cohort_id)[1] or default_instrument()


def _instrument(settings: ClassQuestionnaire) -> Instrument:
    pinned = answers.instrument(settings.cohort_id, settings.number) if settings.number is not None else None
    return pinned or default_instrument()


@dataclass(frozen=True, kw_only=True)
class Open:
    """What of a class's questionnaire is open for somebody now."""

    instrument: Instrument
    occasions: frozenset[Occasion]
    sheets: Mapping[Occasion, AnswerSheet]

    def handed_in(self, occasion: Occasion) -> bool:
        found = self.sheets.get(occasion)
        return found is not None and found.handed_in_at is not None


def open_for(cohort_id: int, person_id: int, now: datetime) -> Open:
    """What is open for somebody. Before the case, until they have sealed what they found in their own papers; afterwards, from Reflect of
    the last case or when the lead opens it; the other vignette a week later or when the lead opens it.
    """
    (settings, pinned), sheets = answers.given(cohort_id), answers.sheets(cohort_id, person_id)
    return _open(settings, pinned or default_instrument(), sheets, answers.progress(cohort_id, person_id), now)


def _open(
    settings: ClassQuestionnaire, instrument: Instrument, sheets: Mapping[Occasion, AnswerSheet], progress: Progress, now: datetime
) -> Open:
    after = (settings.after_from is not None and settings.after_from <= now) or 0 < progress.chosen <= progress.at_the_end
    done = sheets[Occasion.AFTER].handed_in_at if Occasion.AFTER in sheets else None
    later = (settings.later_from is not None and settings.later_from <= now) or (done is not None and done + LATER_AFTER <= now)
    opened = {Occasion.BEFORE: not progress.begun and not after and not later, Occasion.AFTER: after, Occasion.LATER: later}
    found = frozenset(each for each in Occasion if opened[each] and instrument.gives(each) and not settings.off)
    return Open(instrument=instrument, occasions=found, sheets=sheets)


def waiting_for(each: LearnsIn, progress: Progress, now: datetime) -> tuple[Occasion, ...]:
    """The questions of a class that are open for somebody and not handed in."""
    open = _open(each.settings, each.instrument or default_instrument(), each.sheets, progress, now)
    return tuple(occasion for occasion in Occasion if occasion in open.occasions and not open.handed_in(occasion))


def story(
    cohort_id: int, person_id: int, sheets: Mapping[Occasion, AnswerSheet], instrument: Instrument, occasion: Occasion, read: str = ""
) -> str | None:  # fmt: skip
    """The vignette that somebody with these sheets has at an occasion: the one they answer already, the other than last time, or their
    first. That is the one they have `read`, should the class's list have changed meanwhile.
    """
    if not instrument.has_vignette(occasion):
        return None
    given = {when: each.vignette for when, each in sheets.items() if each.vignette}
    if occasion in given:
        return given[occasion]
    if given:
        return other(next(iter(given.values())))
    if read in get_args(Text):
        return read
    enrolment = cohorts.enrolment(cohort_id, person_id)
    discipline = Discipline(enrolment.discipline) if enrolment and enrolment.discipline else None
    return first_vignette(cohort_id, discipline or "", answers.place_on_list(cohort_id, person_id, discipline))


def _sheet(cohort_id: int, person_id: int, occasion: Occasion, read: str, now: datetime) -> AnswerSheet:
    """The sheet of an occasion, made with the first answer, inside a transaction that holds the class: from then on the questionnaire is
    held as it is.
    """
    cohorts.hold(cohort_id)
    found = answers.sheet(cohort_id, person_id, occasion)
    if found is None:
        vignette = story(cohort_id, person_id, answers.sheets(cohort_id, person_id), _pin(cohort_id, now), occasion, read)
        found = AnswerSheet(
            cohort_id=cohort_id, person_id=person_id, occasion=occasion, answers={}, vignette=vignette,
            number=_number(cohort_id) if vignette else None, began_at=now, changed_at=now, handed_in_at=None,
        )  # fmt: skip
        answers.keep(found)
    return found


def _number(cohort_id: int) -> int:
    """A number that is not taken, by lot."""
    taken = answers.numbers(cohort_id)
    most = max(9999, 20 * len(taken))
    return next(number for number in iter(lambda: 1000 + secrets.randbelow(most - 999), None) if number not in taken)


def _pin(cohort_id: int, now: datetime) -> Instrument:
    """Hold the questionnaire as it is: from the first answer on it changes no more."""
    settings = answers.settings(cohort_id)
    if settings.number is None:
        settings.number = _take_in(cohort_id, default_instrument(), None, now)
        answers.keep(settings)
    return _instrument(settings)


def _take_in(cohort_id: int, instrument: Instrument, by: int | None, now: datetime) -> int:
    number = max((each.number for each in answers.instruments(cohort_id)), default=0) + 1
    answers.keep(ClassInstrument(cohort_id=cohort_id, number=number, body=instrument.model_dump_json(), added_at=now, added_by=by))
    return number


def answer(
    cohort_id: int, person_id: int, occasion: Occasion, sent: Iterable[tuple[str, str]], now: datetime, *, hand_in: bool = False
) -> None:
    """Keep answers, as they are given: what is not spoken of stays as it is. Handing in says that one is done; changing stays possible
    while the occasion is open.
    """
    said = list(sent)
    with saving():
        opened = open_for(cohort_id, person_id, now)
        if occasion not in opened.occasions:
            raise NotAllowed("questions.closed", "These questions are not open now. What you answered before is kept.")
        kept = _sheet(cohort_id, person_id, occasion, dict(said).get("story", ""), now)
        read = instrument_of(cohort_id).read(occasion, said)
        kept.answers = {**kept.answers, **read}
        kept.changed_at = now
        if hand_in:
            kept.handed_in_at = kept.handed_in_at or now


def say_of_research(cohort_id: int, person_id: int, allows: bool, now: datetime) -> None:
    """Allow research with what one did in this class, or take it back. It changes nothing else."""
    with saving() as session:
        session.merge(ResearchConsent(cohort_id=cohort_id, person_id=person_id, allows=allows, said_at=now))


def switch(cohort_id: int, *, off: bool) -> None:
    """Ask a class, or do not. Answers that are there are kept."""
    with saving() as session:
        settings = answers.settings(cohort_id)
        settings.off = off
        session.add(settings)


def open_for_all(cohort_id: int, occasion: Occasion, now: datetime) -> None:
    """Open the second part, or the other vignette, for the whole class."""
    with saving() as session:
        settings = answers.settings(cohort_id)
        if occasion is Occasion.AFTER:
            settings.after_from = settings.after_from or now
        elif occasion is Occasion.LATER:
            settings.later_from = settings.later_from or now
        else:
            raise NotAllowed("questions.before_is_open", "The questions before the case are open from the start.")
        session.add(settings)


def take_in(cohort_id: int, data: bytes, by: int, now: datetime) -> Instrument:
    """Take a questionnaire in for this class, and give it. Refused in words if it lacks a licence, or once somebody has answered."""
    instrument = bench.instrument(data)  # outside the transaction: it may take its two seconds
    with saving():
        _choose(cohort_id, lambda: _take_in(cohort_id, instrument, by, now))
    return instrument


def choose(cohort_id: int, number: int) -> None:
    """Give a class one of its questionnaires; 0 is the default of the software."""
    with saving():
        if number and answers.instrument(cohort_id, number) is None:
            raise NotThere("instrument.unknown", "Choose one of the questionnaires.")
        _choose(cohort_id, lambda: number or None)


def _choose(cohort_id: int, number: Callable[[], int | None]) -> None:
    cohorts.hold(cohort_id)
    if sum(answers.answered(cohort_id).values()):
        raise Conflict(
            "instrument.in_use", "Somebody has answered already, and answers to two questionnaires cannot be compared. Start a new class."
        )
    settings = answers.settings(cohort_id)
    settings.number = number()
    answers.keep(settings)


def vignette_queue(cohort_id: int, marker_id: int) -> list[int]:
    """The numbers of the vignettes that wait for a marker, in this marker's order."""
    return queue(cohort_id, answers.to_mark(cohort_id), marker_id)


def both_open(cohort_id: int) -> bool:
    """Whether second vignettes are being written, so that a vignette's number does not tell when it is from."""
    return bool(answers.answered(cohort_id).get(Occasion.LATER))


def mark_vignette(cohort_id: int, number: int, marker_id: int, sent: Mapping[str, str], now: datetime) -> None:
    """Give a vignette its points; given again by the same marker, the later count."""
    with saving() as session:
        key = instrument_of(cohort_id).vignettes
        if key is None or answers.vignette(cohort_id, number) is None:
            raise NotThere("vignette.unknown", "There is no such vignette.")
        if not both_open(cohort_id):
            raise NotAllowed("vignette.too_early", "Vignettes are marked once the second is open, so that nobody can tell which is which.")
        points = read_points(key, sent)
        session.merge(VignetteMark(cohort_id=cohort_id, number=number, marker_id=marker_id, points=points, marked_at=now))
