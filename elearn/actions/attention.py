"""What a tutor makes of the cards of the live page, how the rules behind them are tuned, and what a pair says about being an example."""

from collections.abc import Mapping
from datetime import datetime

from elearn.domain.attention import BY_ID, Said
from elearn.domain.errors import Refusal
from elearn.store import sittings
from elearn.store.attention import CardSaid, RuleTuned
from elearn.store.db import saving

LONGEST_OCCASION = 64


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
