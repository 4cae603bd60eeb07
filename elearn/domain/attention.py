"""Which pairs need their tutor now, and why: at most five cards, ranked, each with its evidence and a question to open with.

The rules are those of pedagogy E.1, as data: a line in `RULES` has its thresholds, which a class's tutors may change, and a function that
looks at one pair. A card is a guess about a pair's work and is worded as one; it is never kept against anybody (P7.4, P6.23).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from statistics import median

from elearn.domain.digest import Digest
from elearn.domain.steps import Said as Sentence
from elearn.domain.vocabulary import StepKind

MOST_CARDS = 5
COOL_DOWN = timedelta(minutes=5)
"""After a tutor has dealt with a pair's card, the pair is left alone for so long, and *later* means so much later."""
SETTLING = timedelta(minutes=4)
"""Nothing about how a step goes is said in its first minutes."""
LIVE = timedelta(hours=2)
"""How a pair works is said of pairs that have worked in the last two hours. What they have asked for, and what time has done, stays."""
FRESH = timedelta(minutes=10)
"""A step that was over too soon is spoken of for so long."""
FEWEST = 3
"""Nothing is said of a class by fewer pairs."""


class Said(StrEnum):
    """What a tutor made of a card."""

    DONE = "done"
    LATER = "later"
    NOT_USEFUL = "not_useful"


class Tone(StrEnum):
    """How a card looks: a pair needs somebody now, or soon, or is doing well."""

    NOW = "now"
    SOON = "soon"
    WELL = "well"


@dataclass(frozen=True, kw_only=True)
class Pair:
    """What the rules know of a pair at this moment."""

    sitting: int
    digest: Digest
    moved_at: datetime
    here: frozenset[str] = frozenset()
    """members who are connected"""
    calls: tuple[tuple[int, datetime], ...] = ()
    """open calls for help: id, since when"""
    minutes: float = 20
    """how long the step where it stands is planned for"""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """step id → its kind, where the two differ"""
    began_at: datetime | None = None
    """when the tutor opened that step"""

    def spent(self, now: datetime) -> timedelta:
        """How long the pair has been at its step, or had it open."""
        since = max((each for each in (self.digest.since, self.began_at) if each), default=now)
        return max(timedelta(), now - since)

    def share(self, now: datetime) -> float:
        """How much of the step's time has gone, 1 for all of it."""
        return self.spent(now) / timedelta(minutes=self.minutes)


@dataclass(frozen=True, kw_only=True)
class Class:
    """What the rules know of the pairs together."""

    pairs: tuple[Pair, ...]
    core: Mapping[str, str] = field(default_factory=dict)
    """core causes of the panel's: id → words"""

    def usual(self, step: str, following: str) -> timedelta | None:
        """How long pairs took for a step, in the middle; none where too few have left it."""
        both = [(each.digest.reached.get(step), each.digest.reached.get(following)) for each in self.pairs]
        took = [(later - earlier).total_seconds() for earlier, later in both if earlier and later]
        return timedelta(seconds=median(took)) if len(took) >= FEWEST else None

    def usual_causes(self) -> float:
        """How many causes pairs at this stage or beyond have on the map, in the middle."""
        counts = [each.digest.causes for each in self.pairs if each.digest.causes]
        return median(counts) if counts else 0


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a rule spoke: the evidence in words, and what tells this occasion from the next. `about` are the member ids it speaks of."""

    occasion: str
    says: str
    values: Mapping[str, object] = field(default_factory=dict)
    about: tuple[str, ...] = ()
    since: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Threshold:
    """A figure that a tutor may change."""

    says: str
    value: float
    low: float
    high: float


Figures = Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Look:
    """A rule's look at one pair."""

    pair: Pair
    everybody: Class
    figures: Figures
    now: datetime

    @property
    def digest(self) -> Digest:
        return self.pair.digest

    @property
    def share(self) -> float:
        return self.pair.share(self.now)

    def at(self, *kinds: StepKind) -> bool:
        return not self.digest.finished and not self.digest.waits and self.digest.kind in kinds


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One line of pedagogy E.1. `patient`: it waits until the step has settled, and speaks of pairs at work only."""

    id: str
    title: str
    when: str
    """the rule in words, with its thresholds as {values}"""
    suggests: str
    tone: Tone
    sees: Callable[[Look], Reason | None]
    thresholds: Mapping[str, Threshold] = field(default_factory=dict)
    patient: bool = True


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


# --- the rules


TOGETHER = (StepKind.SHARE, StepKind.MAP, StepKind.NEWS, StepKind.ACT, StepKind.COMPARE)
TALKED = (StepKind.SHARE, StepKind.MAP, StepKind.NEWS, StepKind.ACT)
"""Steps at which one can ask and challenge."""
MAPPING = (StepKind.MAP, StepKind.NEWS, StepKind.ACT)


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


def _help(look: Look) -> Reason | None:
    if not look.pair.calls:
        return None
    id, since = look.pair.calls[0]
    return Reason(
        occasion=f"call-{id}", says="asked for a word {minutes} min ago", values={"minutes": _minutes(look.now - since)}, since=since
    )


def _missing(look: Look) -> Reason | None:
    """Somebody waits, connected, for a partner who is not."""
    digest = look.digest
    if not look.at(*TOGETHER, StepKind.MEET) or not look.pair.here:
        return None
    for member in digest.awaited:
        last = digest.acted.get(member) or digest.since
        if member not in look.pair.here and last and look.now - last >= timedelta(minutes=look.figures["minutes"]):
            return Reason(
                occasion=f"{digest.step}-{member}",
                says="{name} is not connected; last move {minutes} min ago",
                values={"minutes": _minutes(look.now - last)},
                about=(member,),
                since=last,
            )
    return None


def _ran_out(look: Look) -> Reason | None:
    if not look.digest.ran_out:
        return None
    step, missing = list(look.digest.ran_out.items())[-1]
    if not missing:
        return None
    return Reason(
        occasion=step,
        says="time for {step} was over; the part of {name} was missing",
        values={"step": step.capitalize()},
        about=missing,
        since=look.pair.moved_at,
    )


def _stuck(look: Look) -> Reason | None:
    digest = look.digest
    if not look.at(*TOGETHER):
        return None
    last = max((*(each.at for each in digest.recent), digest.since or look.now))
    quiet = look.now - last
    if quiet >= timedelta(minutes=look.figures["minutes"]):
        return Reason(
            occasion=f"{digest.step}-{len(digest.recent)}-{last:%H%M}",
            says="no move for {minutes} min",
            values={"minutes": _minutes(quiet)},
            since=last,
        )
    ahead = list(digest.reached)  # the steps so far, in order; the one after is known from pairs that have come to it
    following = next(
        (
            step
            for each in look.everybody.pairs
            for step in each.digest.reached
            if step not in ahead and each.digest.at_step == digest.at_step + 1
        ),
        "",
    )
    usual = look.everybody.usual(digest.step, following)
    behind = look.digest.kind != StepKind.MAP or digest.causes <= look.everybody.usual_causes() / 2
    if usual and behind and look.pair.spent(look.now) > usual * look.figures["times"]:
        return Reason(
            occasion=f"{digest.step}-long",
            says="{minutes} min here; half of the class took less than {usual}",
            values={"minutes": _minutes(look.pair.spent(look.now)), "usual": _minutes(usual)},
        )
    return None


def _quiet(look: Look) -> Reason | None:
    digest = look.digest
    if digest.scribe or not look.at(*TOGETHER) or len(digest.members) < 2:  # one alone is neither quiet nor loud
        return None
    recent = [each for each in digest.recent if look.now - each.at <= timedelta(minutes=look.figures["minutes"])]
    if len(recent) < look.figures["events"]:
        return None
    least = min(digest.members, key=lambda member: sum(each.by == member for each in recent))
    theirs = sum(each.by == least for each in recent)
    if theirs / len(recent) >= look.figures["share"] / len(digest.members):
        return None
    return Reason(
        occasion=digest.step,
        says="{name} made {count} of the last {all} moves",
        values={"count": theirs, "all": len(recent)},
        about=(least,),
    )


def _one_pack(look: Look) -> Reason | None:
    if not look.at(*MAPPING) or (look.at(StepKind.MAP) and look.share < look.figures["time"] / 100):
        return None
    sides = {"medicine": look.digest.pooled_medicine, "law": look.digest.pooled_law}
    low = [side for side, share in sides.items() if share is not None and share * 100 < look.figures["share"]]
    if len(low) != 1:  # with both low the map is young, and that is another matter
        return None
    return Reason(
        occasion=f"{look.digest.step}-{low[0]}",
        says="little of the {side} papers is on this map",
        values={"side": low[0], "medicine": look.digest.medicine, "law": look.digest.law},
    )


def _fast(look: Look) -> Reason | None:
    digest = look.digest
    steps = list(digest.reached)
    if len(steps) < 2 or digest.finished:  # there is no step before the first
        return None
    before = steps[-2]
    took = digest.reached[steps[-1]] - digest.reached[before]
    if look.now - digest.reached[steps[-1]] > FRESH:
        return None
    planned = timedelta(minutes=look.figures["planned"])
    if (
        look.pair.kinds.get(before, before) not in TALKED
        or digest.talk.get(before)
        or digest.ran_out.get(before)
        or took >= planned * look.figures["share"] / 100
    ):
        return None
    return Reason(
        occasion=before,
        says="{step} done in {minutes} min, without a question or a challenge",
        values={"step": before.capitalize(), "minutes": _minutes(took)},
        since=digest.reached[steps[-1]],
    )


def _skipped(look: Look) -> Reason | None:
    if not look.at(*MAPPING):
        return None
    if look.digest.skipped >= look.figures["flags"]:
        return Reason(occasion=f"{look.digest.step}-skips", says="{count} links jump over a step", values={"count": look.digest.skipped})
    if look.digest.links and look.digest.chain_at is None and (look.share >= look.figures["time"] / 100 or not look.at(StepKind.MAP)):
        return Reason(occasion=f"{look.digest.step}-chain", says="no chain from a rule or a right to health yet")
    return None


def _unsupported(look: Look) -> Reason | None:
    digest = look.digest
    if not look.at(*MAPPING) or not digest.links or (look.at(StepKind.MAP) and look.share < look.figures["time"] / 100):
        return None
    if digest.unsourced * 100 <= digest.links * look.figures["share"]:
        return None
    return Reason(
        occasion=digest.step,
        says="{count} of {all} links have no passage behind them",
        values={"count": digest.unsourced, "all": digest.links},
    )


def _wording(look: Look) -> Reason | None:
    if not look.at(*MAPPING) or not look.digest.weak:
        return None
    return Reason(occasion=",".join(look.digest.weak)[:60], says="a cause that comes easily and does not hold is on the map")


def _good(look: Look) -> Reason | None:
    digest, fresh = look.digest, timedelta(minutes=look.figures["minutes"])
    if digest.changed_at and look.now - digest.changed_at <= fresh:
        return Reason(occasion=f"changed-{digest.changed_at:%d%H%M}", says="a question changed a cause", since=digest.changed_at)
    if digest.chain_at and look.now - digest.chain_at <= fresh:
        return Reason(occasion="chain", says="first full chain", since=digest.chain_at)
    return None


RULES: tuple[Rule, ...] = (
    Rule(
        id="help", title="Asked for a word", when="Somebody pressed “Pause, or talk to someone”.",
        suggests="Go privately. They need not say why.", tone=Tone.NOW, sees=_help, patient=False,
    ),
    Rule(
        id="missing", title="Partner missing",
        when="Somebody is connected and waits for a partner who is not, and who last did something {minutes} minutes ago or more.",
        suggests="Ask whoever is there: wait, go on, or join another pair?", tone=Tone.SOON, sees=_missing, patient=False,
        thresholds={"minutes": Threshold(says="Minutes since their last move", value=5, low=2, high=4320)},
    ),
    Rule(
        id="ran_out", title="Time ran out", when="A step’s time was over before everybody had done their part.",
        suggests="Ask what kept them, and whether more time would help.", tone=Tone.NOW, sees=_ran_out, patient=False,
    ),
    Rule(
        id="stuck", title="Stuck",
        when="Nothing for {minutes} minutes in a joint step, or {times} times as long there as half of the class took.",
        suggests="“Say aloud what you know for certain.”", tone=Tone.NOW, sees=_stuck,
        thresholds={
            "minutes": Threshold(says="Minutes without a move", value=6, low=2, high=240),
            "times": Threshold(says="Times the usual time", value=1.5, low=1.1, high=5),
        },
    ),
    Rule(
        id="quiet", title="Quiet partner",
        when="{events} moves or more in {minutes} minutes, one with less than {share} of an even share. Not where one writes for both.",
        suggests="Ask {name}: “What does your folder say about this?”", tone=Tone.SOON, sees=_quiet,
        thresholds={
            "events": Threshold(says="Moves of the pair", value=8, low=4, high=16),
            "minutes": Threshold(says="In so many minutes", value=15, low=5, high=120),
            "share": Threshold(says="Of an even share (1 is all of it)", value=0.4, low=0.1, high=0.9),
        },
    ),
    Rule(
        id="one_pack", title="One pack showing",
        when="Less than {share} % of what one pack alone shows is on the map, with {time} % of the step’s time gone.",
        suggests="“What does the other folder say about this?”", tone=Tone.SOON, sees=_one_pack,
        thresholds={
            "share": Threshold(says="Per cent of a pack", value=25, low=5, high=75),
            "time": Threshold(says="Per cent of the time", value=60, low=0, high=100),
        },
    ),
    Rule(
        id="fast", title="Fast agreement",
        when="A joint step done in less than {share} % of {planned} minutes, without a question or a challenge.",
        suggests="“What would someone who disagrees say?”", tone=Tone.SOON, sees=_fast, patient=False,
        thresholds={
            "share": Threshold(says="Per cent of the time", value=40, low=10, high=90),
            "planned": Threshold(says="Minutes that a joint step takes", value=15, low=5, high=60),
        },
    ),
    Rule(
        id="skipped", title="Skipped legal step",
        when="{flags} links or more jump over a step of the panel’s, or no chain stands whole with {time} % of the time gone.",
        suggests="“Who had a duty or a decision here?”", tone=Tone.SOON, sees=_skipped,
        thresholds={
            "flags": Threshold(says="Links that jump", value=2, low=1, high=10),
            "time": Threshold(says="Per cent of the time", value=75, low=0, high=100),
        },
    ),
    Rule(
        id="unsupported", title="Unsupported links",
        when="More than {share} % of the links have no passage behind them, with {time} % of the time gone.",
        suggests="“Show me where.”", tone=Tone.SOON, sees=_unsupported,
        thresholds={
            "share": Threshold(says="Per cent of the links", value=40, low=10, high=90),
            "time": Threshold(says="Per cent of the time", value=60, low=0, high=100),
        },
    ),
    Rule(
        id="wording", title="Wording to ask about", when="A cause of which the panel says that it does not hold is on the map.",
        suggests="“What led you there? What in the papers speaks against it?”", tone=Tone.SOON, sees=_wording,
    ),
    Rule(
        id="good", title="Good news",
        when="A first chain from a rule or a right to health, or a question that changed a cause, in {minutes} minutes.",
        suggests="Worth sharing in the debrief. Ask whether you may.", tone=Tone.WELL, sees=_good, patient=False,
        thresholds={"minutes": Threshold(says="Minutes for which it is news", value=10, low=2, high=120)},
    ),
)  # fmt: skip
"""in the order of their rank (pedagogy E.1); time that ran out stands after a missing partner"""

GAP = Rule(
    id="gap", title="The class misses it",
    when="A core cause is not on the map of {share} % of the pairs that have spent {time} % of the time for it.",
    suggests="Stop everybody for two minutes, and teach it once.", tone=Tone.SOON, sees=lambda look: None,
    thresholds={
        "share": Threshold(says="Per cent of the pairs", value=50, low=20, high=100),
        "time": Threshold(says="Per cent of the time", value=75, low=0, high=100),
    },
)  # fmt: skip
BY_ID: Mapping[str, Rule] = {each.id: each for each in (*RULES, GAP)}


def figures(rule: Rule, tuning: Mapping[str, Tuning]) -> Figures:
    """A rule's thresholds as a class has them."""
    own = tuning.get(rule.id, Tuning()).values
    return {name: own.get(name, each.value) for name, each in rule.thresholds.items()}


def cards(
    everybody: Class, tuning: Mapping[str, Tuning], heard: Iterable[Heard], now: datetime, most: int = MOST_CARDS
) -> tuple[Card, ...]:
    """The cards that need a tutor now, the most pressing first: one a pair, and the class's own beside them."""
    told = tuple(heard)
    at = {rule.id: figures(rule, tuning) for rule in RULES if not tuning.get(rule.id, Tuning()).off}
    found = [card for pair in everybody.pairs if (card := _card_of(pair, everybody, at, told, now))]
    gap = _gap(everybody, tuning, told, now)
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


def _card_of(pair: Pair, everybody: Class, at: Mapping[str, Figures], told: Sequence[Heard], now: datetime) -> Card | None:
    """`at`: the thresholds of the rules that are on."""
    mine = [each for each in told if each.sitting == pair.sitting]
    rested = any(now - each.at < COOL_DOWN for each in mine)
    for rule in RULES:
        if rule.id not in at or (rested and rule.id != "help") or (rule.patient and not _at_work(pair, now)):
            continue
        reason = rule.sees(Look(pair=pair, everybody=everybody, figures=at[rule.id], now=now))
        if reason and not _silenced(mine, rule, reason.occasion, now):
            return Card(rule=rule, sitting=pair.sitting, reason=reason)
    return None


def _at_work(pair: Pair, now: datetime) -> bool:
    return pair.spent(now) >= SETTLING and now - pair.moved_at <= LIVE


def _silenced(heard: Sequence[Heard], rule: Rule, occasion: str, now: datetime) -> bool:
    """Done is done for this occasion; *not useful* is not useful at this pair, whatever the occasion; later is later."""
    return any(
        each.rule == rule.id
        and (each.said is Said.NOT_USEFUL or (each.occasion == occasion and (each.said is Said.DONE or now - each.at < COOL_DOWN)))
        for each in heard
    )


def _gap(everybody: Class, tuning: Mapping[str, Tuning], told: Sequence[Heard], now: datetime) -> tuple[Card, ...]:
    """A core cause that half of the class's maps lack when most of the time for it has gone: teach once, not fifteen times (P7.5)."""
    set_to = figures(GAP, tuning)
    ready = [
        each.digest
        for each in everybody.pairs
        if now - each.moved_at <= LIVE
        and each.digest.kind in MAPPING
        and (each.digest.kind != StepKind.MAP or each.share(now) * 100 >= set_to["time"])
    ]
    if len(ready) < FEWEST or tuning.get(GAP.id, Tuning()).off:
        return ()
    lacking = {id: sum(id not in each.found for each in ready) for id in everybody.core}
    for id, count in sorted(lacking.items(), key=lambda each: -each[1]):
        reason = Reason(
            occasion=id, says="“{cause}” is on {found} of {all} maps",
            values={"cause": everybody.core[id], "found": len(ready) - count, "all": len(ready)},
        )  # fmt: skip
        mine = [each for each in told if each.sitting == 0 and each.occasion == id]
        if count * 100 >= len(ready) * set_to["share"] and not _silenced(mine, GAP, id, now):
            return (Card(rule=GAP, sitting=0, reason=reason),)
    return ()
