"""The cards of a class that works, what a tutor makes of them, how the rules behind them are tuned, and what a pair says about being an
example.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from elearn.domain.attention import Card, Heard, Said, Tuning, cards
from elearn.domain.attention_look import Class, Pair, Tone
from elearn.domain.attention_rules import BY_ID
from elearn.domain.content import Case
from elearn.domain.digest import Digest
from elearn.domain.errors import Refusal
from elearn.domain.vocabulary import Weight
from elearn.store import attention, library, sittings
from elearn.store.attention import CardSaid, RuleTuned
from elearn.store.db import saving
from elearn.store.people import HelpCall
from elearn.store.sittings import Glimpse
from elearn.store.timetable import ClassTime

LONGEST_OCCASION = 64
MEMORY = timedelta(days=30)
"""for so long it is remembered what was said of a card; a class's session is long over by then"""
Here = Callable[[int, int], Collection[str]]
"""who is connected: cohort, sitting → member ids"""


def cards_of(
    cohort_id: int,
    case: Case,
    seen: Sequence[Glimpse],
    digests: Mapping[int, Digest],
    times: Mapping[str, ClassTime],
    waiting: Sequence[HelpCall],
    heard: Iterable[Heard],
    tuning: Mapping[str, Tuning],
    here: Here,
    now: datetime,
) -> tuple[Card, ...]:
    """The cards of a class at a case. `times`: step → its time; `waiting`: open calls for help."""
    calls: dict[int, list[tuple[int, datetime]]] = {}
    for call in waiting:
        calls.setdefault(call.sitting_id or 0, []).append((call.id, call.at))
    minutes = {each.id: float(each.minutes) for each in case.steps}
    kinds = {each.id: each.kind.value for each in case.steps}
    pairs = tuple(
        Pair(
            sitting=each.id,
            digest=digests[each.id],
            moved_at=each.moved_at,
            here=frozenset(here(cohort_id, each.id)),
            calls=tuple(calls.get(each.id, ())),
            kinds=kinds,
            minutes=planned(times.get(digests[each.id].step), minutes.get(digests[each.id].step, 20.0)),
            began_at=times[digests[each.id].step].opened_at if digests[each.id].step in times else None,
        )
        for each in seen
    )
    core = {each.id: each.says for each in case.panel.causes if each.weight is Weight.CORE}
    return cards(Class(pairs=pairs, core=core), tuning, heard, now)


def counted(cohort_ids: Sequence[int], times: Iterable[ClassTime], here: Here, now: datetime) -> dict[int, int]:
    """class → how many cards stand on its live page, without calls for help and good news: three questions for all of them."""
    if not cohort_ids:
        return {}
    told, tuned = heard(cohort_ids, now), tuning(cohort_ids)
    by_step: dict[tuple[int, str], dict[str, ClassTime]] = defaultdict(dict)
    for time in times:
        by_step[time.cohort_id, time.case_slug][time.step] = time
    found: dict[int, int] = {}
    for cohort_id, seen in sittings.glimpses_in_hand(cohort_ids).items():
        case = library.case(seen[0].case_sha)
        digests = {each.id: each.digest for each in seen}
        shown = cards_of(
            cohort_id, case, seen, digests, by_step[cohort_id, case.case], (), told[cohort_id], tuned[cohort_id], here, now
        )  # fmt: skip
        found[cohort_id] = sum(card.rule.tone is not Tone.WELL for card in shown)
    return found


def planned(time: ClassTime | None, minutes: float) -> float:
    """For how long a step is planned: as its tutor opened it, else as the case has it."""
    if time is None or time.opened_at is None or time.ends_at is None:
        return minutes
    return max(1.0, (time.ends_at - time.opened_at).total_seconds() / 60)


def heard(cohort_ids: Collection[int], now: datetime) -> defaultdict[int, list[Heard]]:
    """class → what its tutors said of its cards of late."""
    found: defaultdict[int, list[Heard]] = defaultdict(list)
    for each in attention.said(cohort_ids, now - MEMORY):
        told = Heard(sitting=each.sitting_id, rule=each.rule, occasion=each.occasion, said=Said(each.said), at=each.at)
        found[each.cohort_id].append(told)
    return found


def tuning(cohort_ids: Collection[int]) -> defaultdict[int, dict[str, Tuning]]:
    """class → how its tutors have tuned the rules."""
    found: defaultdict[int, dict[str, Tuning]] = defaultdict(dict)
    for each in attention.tuned(cohort_ids):
        found[each.cohort_id][each.rule] = Tuning(off=each.off, values=each.values)
    return found


def say_of_card(cohort_id: int, sitting_id: int, rule: str, occasion: str, said: str, by_id: int, now: datetime) -> None:
    """Done, later, or not useful: remembered for this class."""
    if rule not in BY_ID or said not in set(Said) or not 0 < len(occasion) <= LONGEST_OCCASION:
        raise Refusal("card.unknown", "That card is not there any more.")
    with saving() as session:
        if sitting_id and not sittings.is_there(cohort_id, sitting_id):
            raise Refusal("card.unknown", "That card is not there any more.")
        key = {"cohort_id": cohort_id, "sitting_id": sitting_id, "rule": rule, "occasion": occasion}
        session.merge(CardSaid(**key, said=Said(said), by_id=by_id, at=now))


def tune(cohort_id: int, rule: str, *, off: bool, values: Mapping[str, float]) -> None:
    """Switch a rule of a class off or on, and set its figures."""
    known = BY_ID.get(rule)
    if known is None:
        raise Refusal("rule.unknown", "There is no such rule.")
    for name, threshold in known.thresholds.items():
        if not threshold.low <= values.get(name, threshold.value) <= threshold.high:
            raise Refusal(
                "rule.bounds", "{what}: from {low} to {high}.", what=threshold.says, low=f"{threshold.low:g}", high=f"{threshold.high:g}"
            )
    kept = {name: values[name] for name in known.thresholds if name in values}
    with saving() as session:
        session.merge(RuleTuned(cohort_id=cohort_id, rule=rule, off=off, values=kept))


def keep_out_of_examples(cohort_id: int, sitting_id: int, *, out: bool) -> None:
    """A pair's map is, or is not, to be shown to the class without names. Any of them may keep it out."""
    with saving():
        sittings.set_no_example(cohort_id, sitting_id, out=out)
