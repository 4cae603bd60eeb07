"""The cards of a class that works, what a tutor makes of them, how the rules behind them are tuned, and what a pair says about being an
example.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from elearn.domain.attention import Card, Said, cards
from elearn.domain.attention_look import Class, Pair, Tone
from elearn.domain.attention_rules import BY_ID
from elearn.domain.content import Case
from elearn.domain.errors import Refusal
from elearn.domain.vocabulary import Weight
from elearn.store import attention, glimpses, library, sittings
from elearn.store.attention import CardSaid, RuleTuned, Told
from elearn.store.db import saving
from elearn.store.glimpses import Glimpse
from elearn.store.messages import Word
from elearn.store.timetable import ClassTime

LONGEST_OCCASION = 64
MEMORY = timedelta(days=30)
"""for so long it is remembered what was said of a card; a class's session is long over by then"""
AtSittings = Mapping[int, frozenset[str]]
"""who is connected: sitting → member ids"""
Here = Callable[[int], AtSittings]
"""the same of a class, by its number"""
NOBODY: frozenset[str] = frozenset()


def cards_of(
    case: Case,
    pairs: Sequence[Glimpse],
    times: Mapping[str, ClassTime],
    waiting: Iterable[Word],
    told: Told,
    here: AtSittings,
    now: datetime,
) -> tuple[Card, ...]:
    """The cards of a class at a case. `times`: step → its time; `waiting`: who has asked for a word."""
    calls: defaultdict[int, list[tuple[int, datetime]]] = defaultdict(list)
    for call in waiting:
        calls[call.sitting_id or 0].append((call.id, call.at))
    minutes = {each.id: planned(times.get(each.id), each.minutes) for each in case.steps}
    kinds = {each.id: each.kind.value for each in case.steps}
    seen = tuple(
        Pair(
            sitting=each.id,
            digest=each.digest,
            moved_at=each.moved_at,
            here=here.get(each.id, NOBODY),
            calls=tuple(calls[each.id]) if each.id in calls else (),
            kinds=kinds,
            minutes=minutes.get(each.digest.step, 20.0),
            began_at=times[each.digest.step].opened_at if each.digest.step in times else None,
        )
        for each in pairs
    )
    core = {each.id: each.says for each in case.panel.causes if each.weight is Weight.CORE}
    return cards(Class(pairs=seen, core=core), told.tuned, told.said, now)


def counted(cohort_ids: Sequence[int], times: Iterable[ClassTime], here: Here, now: datetime) -> dict[int, int]:
    """class → how many cards stand on its live page, without calls for help and good news: two questions for all of them."""
    if not cohort_ids:
        return {}
    of_tutors = told(cohort_ids, now)
    by_step: dict[tuple[int, str], dict[str, ClassTime]] = defaultdict(dict)
    for time in times:
        by_step[time.cohort_id, time.case_slug][time.step] = time
    found: dict[int, int] = {}
    for cohort_id, seen in glimpses.in_hand(cohort_ids).items():
        case = library.case(seen[0].case_sha)
        shown = cards_of(case, seen, by_step[cohort_id, case.case], (), of_tutors[cohort_id], here(cohort_id), now)
        found[cohort_id] = sum(card.rule.tone is not Tone.WELL for card in shown)
    return found


def planned(time: ClassTime | None, minutes: float) -> float:
    """For how long a step is planned: as its tutor opened it, else as the case has it."""
    if time is None or time.opened_at is None or time.ends_at is None:
        return minutes
    return max(1.0, (time.ends_at - time.opened_at).total_seconds() / 60)


def told(cohort_ids: Collection[int], now: datetime) -> defaultdict[int, Told]:
    """class → what its tutors said of its cards of late, and how they have set the rules."""
    return attention.told(cohort_ids, now - MEMORY)


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
