"""The rules of pedagogy E.1, in the order of their rank: when a pair needs its tutor, why, and a question to open with."""

from collections.abc import Mapping
from datetime import timedelta

from elearn.domain.attention_look import Figures, Look, Reason, Rule, Threshold, Tone
from elearn.domain.vocabulary import StepKind

FRESH = timedelta(minutes=10)
"""A step that was over too soon is spoken of for so long."""
MAPPING = frozenset({StepKind.MAP, StepKind.NEWS, StepKind.ACT})
TALKED = MAPPING | {StepKind.SHARE}
"""Steps at which one can ask and challenge."""
TOGETHER = TALKED | {StepKind.COMPARE}
MEETING = TOGETHER | {StepKind.MEET}
ONLY_MAP = frozenset({StepKind.MAP})


def _minutes(length: timedelta) -> int:
    return round(length.total_seconds() / 60)


def _help(look: Look, set_to: Figures) -> Reason | None:
    if not look.pair.calls:
        return None
    id, since = look.pair.calls[0]
    return Reason(
        occasion=f"call-{id}", says="asked for a word {minutes} min ago", values={"minutes": _minutes(look.now - since)}, since=since
    )


def _missing(look: Look, set_to: Figures) -> Reason | None:
    """Somebody waits, connected, for a partner who is not."""
    digest = look.digest
    if not look.at(MEETING) or not look.pair.here:
        return None
    for member in digest.awaited:
        last = digest.acted.get(member) or digest.since
        if member not in look.pair.here and last and look.now - last >= timedelta(minutes=set_to["minutes"]):
            return Reason(
                occasion=f"{digest.step}-{member}",
                says="{name} is not connected; last move {minutes} min ago",
                values={"minutes": _minutes(look.now - last)},
                about=(member,),
                since=last,
            )
    return None


def _ran_out(look: Look, set_to: Figures) -> Reason | None:
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


def _stuck(look: Look, set_to: Figures) -> Reason | None:
    digest = look.digest
    if not look.at(TOGETHER):
        return None
    last = max((*(each.at for each in digest.recent), digest.since or look.now))
    quiet = look.now - last
    if quiet >= timedelta(minutes=set_to["minutes"]):
        return Reason(
            occasion=f"{digest.step}-{len(digest.recent)}-{last:%H%M}",
            says="no move for {minutes} min",
            values={"minutes": _minutes(quiet)},
            since=last,
        )
    usual = look.everybody.usual(digest.step)
    behind = look.digest.kind != StepKind.MAP or digest.causes <= look.everybody.usual_causes / 2
    if usual and behind and look.pair.spent(look.now) > usual * set_to["times"]:
        return Reason(
            occasion=f"{digest.step}-long",
            says="{minutes} min here; half of the class took less than {usual}",
            values={"minutes": _minutes(look.pair.spent(look.now)), "usual": _minutes(usual)},
        )
    return None


def _quiet(look: Look, set_to: Figures) -> Reason | None:
    digest = look.digest
    if digest.scribe or not look.at(TOGETHER) or len(digest.members) < 2:  # one alone is neither quiet nor loud
        return None
    recent = [each for each in digest.recent if look.now - each.at <= timedelta(minutes=set_to["minutes"])]
    if len(recent) < set_to["events"]:
        return None
    least = min(digest.members, key=lambda member: sum(each.by == member for each in recent))
    theirs = sum(each.by == least for each in recent)
    if theirs / len(recent) >= set_to["share"] / len(digest.members):
        return None
    return Reason(
        occasion=digest.step,
        says="{name} made {count} of the last {all} moves",
        values={"count": theirs, "all": len(recent)},
        about=(least,),
    )


def _one_pack(look: Look, set_to: Figures) -> Reason | None:
    if not look.at(MAPPING) or (look.at(ONLY_MAP) and look.share < set_to["time"] / 100):
        return None
    sides = {"medicine": look.digest.pooled_medicine, "law": look.digest.pooled_law}
    low = [side for side, share in sides.items() if share is not None and share * 100 < set_to["share"]]
    if len(low) != 1:  # with both low the map is young, and that is another matter
        return None
    return Reason(
        occasion=f"{look.digest.step}-{low[0]}",
        says="little of the {side} papers is on this map",
        values={"side": low[0], "medicine": look.digest.medicine, "law": look.digest.law},
    )


def _fast(look: Look, set_to: Figures) -> Reason | None:
    digest = look.digest
    steps = list(digest.reached)
    if len(steps) < 2 or digest.finished:  # there is no step before the first
        return None
    before = steps[-2]
    took = digest.reached[steps[-1]] - digest.reached[before]
    if look.now - digest.reached[steps[-1]] > FRESH:
        return None
    planned = timedelta(minutes=set_to["planned"])
    if (
        look.pair.kinds.get(before, before) not in TALKED
        or digest.talk.get(before)
        or digest.ran_out.get(before)
        or took >= planned * set_to["share"] / 100
    ):
        return None
    return Reason(
        occasion=before,
        says="{step} done in {minutes} min, without a question or a challenge",
        values={"step": before.capitalize(), "minutes": _minutes(took)},
        since=digest.reached[steps[-1]],
    )


def _skipped(look: Look, set_to: Figures) -> Reason | None:
    if not look.at(MAPPING):
        return None
    if look.digest.skipped >= set_to["flags"]:
        return Reason(occasion=f"{look.digest.step}-skips", says="{count} links jump over a step", values={"count": look.digest.skipped})
    if look.digest.links and look.digest.chain_at is None and (look.share >= set_to["time"] / 100 or not look.at(ONLY_MAP)):
        return Reason(occasion=f"{look.digest.step}-chain", says="no chain from a rule or a right to health yet")
    return None


def _unsupported(look: Look, set_to: Figures) -> Reason | None:
    digest = look.digest
    if not look.at(MAPPING) or not digest.links or (look.at(ONLY_MAP) and look.share < set_to["time"] / 100):
        return None
    if digest.unsourced * 100 <= digest.links * set_to["share"]:
        return None
    return Reason(
        occasion=digest.step,
        says="{count} of {all} links have no passage behind them",
        values={"count": digest.unsourced, "all": digest.links},
    )


def _wording(look: Look, set_to: Figures) -> Reason | None:
    if not look.at(MAPPING) or not look.digest.weak:
        return None
    return Reason(occasion=",".join(look.digest.weak)[:60], says="a cause that comes easily and does not hold is on the map")


def _good(look: Look, set_to: Figures) -> Reason | None:
    digest, fresh = look.digest, timedelta(minutes=set_to["minutes"])
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
    suggests="Stop everybody for two minutes, and teach it once.", tone=Tone.SOON, sees=lambda look, set_to: None,
    thresholds={
        "share": Threshold(says="Per cent of the pairs", value=50, low=20, high=100),
        "time": Threshold(says="Per cent of the time", value=75, low=0, high=100),
    },
)  # fmt: skip
BY_ID: Mapping[str, Rule] = {each.id: each for each in (*RULES, GAP)}
