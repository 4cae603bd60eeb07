"""Which pairs need their tutor now, and why: at most five cards, ranked, each with its evidence and a question to open with.

The rules are those of pedagogy E.1, as data (attention_rules.py): each has its thresholds, which a class's tutors may change. A card is a
guess about a pair's work and is worded as one; it is never kept against anybody (P7.4, P6.23).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from elearn.domain.attention_look import FEWEST, Class, Figures, Look, Pair, Reason, Rule, Tone
from elearn.domain.attention_rules import GAP, MAPPING, ONLY_MAP, RULES
from elearn.domain.steps import Said as Sentence

MOST_CARDS = 5
COOL_DOWN = timedelta(minutes=5)
"""After a tutor has dealt with a pair's card, the pair is left alone for so long, and *later* means so much later."""
SETTLING = timedelta(minutes=4)
"""Nothing about how a step goes is said in its first minutes."""
LIVE = timedelta(hours=2)
"""How a pair works is said of pairs that have worked in the last two hours. What they have asked for, and what time has done, stays."""


class Said(StrEnum):
    """What a tutor made of a card."""

    DONE = "done"
    LATER = "later"
    NOT_USEFUL = "not_useful"


@dataclass(frozen=True, kw_only=True)
class Card:
    """One pair that needs its tutor, or the class (`sitting` 0)."""

    rule: Rule
    sitting: int
    reason: Reason

    @property
    def evidence(self) -> Sentence:
        return Sentence(id=f"card.{self.rule.id}", sentence=self.reason.says, values=self.reason.values)

    @property
    def key(self) -> tuple[int, str, str]:
        return self.sitting, self.rule.id, self.reason.occasion


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What a tutor has said of an earlier card."""

    sitting: int
    rule: str
    occasion: str
    said: Said
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Tuning:
    """How a class's tutors have set a rule."""

    off: bool = False
    values: Figures = field(default_factory=dict)


def figures(rule: Rule, tuning: Mapping[str, Tuning]) -> Figures:
    """A rule's thresholds as a class has them."""
    own = tuning.get(rule.id, Tuning()).values
    return {name: own.get(name, each.value) for name, each in rule.thresholds.items()}


def cards(
    everybody: Class, tuning: Mapping[str, Tuning], heard: Iterable[Heard], now: datetime, most: int = MOST_CARDS
) -> tuple[Card, ...]:
    """The cards that need a tutor now, the most pressing first: one a pair, and the class's own beside them."""
    told: defaultdict[int, list[Heard]] = defaultdict(list)
    for each in heard:
        told[each.sitting].append(each)
    on = [(rule, figures(rule, tuning)) for rule in RULES if not tuning.get(rule.id, Tuning()).off]
    looks = (Look(pair=pair, everybody=everybody, now=now) for pair in everybody.pairs)
    found = [card for look in looks if (card := _card_of(look, on, told[look.pair.sitting]))]
    gap = _gap(everybody, tuning, told[0], now)
    ranked = sorted(found, key=lambda card: (_rank(card), card.reason.since or now, card.sitting))
    room = most - len(gap)
    return (*_with_good_news(ranked, room), *gap)


def _with_good_news(ranked: Sequence[Card], room: int) -> Sequence[Card]:
    """As many as there is room for; the last place is good news' where there is any, for a class is not only its troubles (pedagogy 7)."""
    good = next((card for card in ranked[room:] if card.rule.tone is Tone.WELL), None)
    if good is None or any(card.rule.tone is Tone.WELL for card in ranked[:room]):
        return ranked[:room]
    return [*ranked[: room - 1], good]


def _rank(card: Card) -> int:
    return next(number for number, each in enumerate(RULES) if each.id == card.rule.id)


def _card_of(look: Look, on: Sequence[tuple[Rule, Figures]], heard: Sequence[Heard]) -> Card | None:
    """`on`: the rules that are, with their thresholds; `heard`: what was said of this pair's cards."""
    rested = any(look.now - each.at < COOL_DOWN for each in heard)
    patient = _at_work(look.pair, look.now)
    for rule, set_to in on:
        if (rested and rule.id != "help") or (rule.patient and not patient):
            continue
        reason = rule.sees(look, set_to)
        if reason and not _silenced(heard, rule, reason.occasion, look.now):
            return Card(rule=rule, sitting=look.pair.sitting, reason=reason)
    return None


def _at_work(pair: Pair, now: datetime) -> bool:
    return now - pair.moved_at <= LIVE and pair.spent(now) >= SETTLING


def _silenced(heard: Sequence[Heard], rule: Rule, occasion: str, now: datetime) -> bool:
    """Done is done for this occasion; *not useful* is not useful at this pair, whatever the occasion; later is later."""
    return any(
        each.rule == rule.id
        and (each.said is Said.NOT_USEFUL or (each.occasion == occasion and (each.said is Said.DONE or now - each.at < COOL_DOWN)))
        for each in heard
    )


def _gap(everybody: Class, tuning: Mapping[str, Tuning], heard: Sequence[Heard], now: datetime) -> tuple[Card, ...]:
    """A core cause that half of the class's maps lack when most of the time for it has gone: teach once, not fifteen times (P7.5)."""
    set_to = figures(GAP, tuning)
    ready = [
        each.digest
        for each in everybody.pairs
        if now - each.moved_at <= LIVE
        and each.digest.kind in MAPPING
        and (each.digest.kind not in ONLY_MAP or each.share(now) * 100 >= set_to["time"])
    ]
    if len(ready) < FEWEST or tuning.get(GAP.id, Tuning()).off:
        return ()
    found = Counter(id for each in ready for id in each.found)
    for id in sorted(everybody.core, key=lambda id: found[id]):
        reason = Reason(
            occasion=id, says="“{cause}” is on {found} of {all} maps",
            values={"cause": everybody.core[id], "found": found[id], "all": len(ready)},
        )  # fmt: skip
        if (len(ready) - found[id]) * 100 >= len(ready) * set_to["share"] and not _silenced(heard, GAP, id, now):
            return (Card(rule=GAP, sitting=0, reason=reason),)
    return ()
