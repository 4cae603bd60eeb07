"""A class's evidence worked out: matched figures, within the person, with how many they rest on and how sure they are.

Effect: d_av, the mean change over the mean of the two standard deviations, with Hedges' correction; its interval is a bootstrap over pairs
of students, who are not independent of one another. Change is tested by Wilcoxon's signed ranks.

Whoever imports this loads numpy and scipy, which takes most of a second: only those who work figures out do, and no server's start.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from elearn.domain.estimate import Estimate
from elearn.domain.evidence import ALL, FEWEST, Change, Figure, Level, Person, Reaction, Report, Turnout, shown, tells_of_few
from elearn.domain.instrument import Instrument, Occasion, means

SURE = 0.95
RESAMPLES, FOR_MANY, MANY = 2000, 500, 1000
EXACT_UP_TO = 25

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Matched:
    """One person's value before and now."""

    before: float
    now: float
    group: str = ""
    team: int = 0
    """the pair they sit in; 0: none"""


class Draws:
    """Pairs drawn anew, again and again: how often each comes up in each draw. The same for every figure over as many pairs."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self._drawn: dict[int, Floats] = {}

    def of(self, count: int) -> Floats:
        """So many pairs, a row for each draw."""
        if count not in self._drawn:
            times = RESAMPLES if count < MANY else FOR_MANY
            drawn = np.random.default_rng(self._seed).multinomial(count, np.full(count, 1 / count), size=times)
            self._drawn[count] = drawn.astype(np.float64)
        return self._drawn[count]


def change(matched: Sequence[Matched], points: Sequence[float] = (), draws: Draws | None = None) -> Change | None:
    """What became of a value; None under ten people."""
    if len(matched) < FEWEST:
        return None
    before, now = np.array([each.before for each in matched]), np.array([each.now for each in matched])
    return Change(
        n=len(matched), mean_before=float(before.mean()), mean_now=float(now.mean()),
        median_before=float(np.median(before)), median_now=float(np.median(now)),
        effect=_with_interval(before, now, [each.team or -number - 1 for number, each in enumerate(matched)], draws or Draws()),
        p=signed_ranks(before, now),
        shares_before=shares(before, points), shares_now=shares(now, points),
    )  # fmt: skip


def effect(before: Floats, now: Floats) -> float | None:
    """d_av × J: mean change ÷ ((SD before + SD now) ÷ 2), times 1 - 3 ÷ (4 (n - 1) - 1)."""
    n, spread = len(before), (before.std(ddof=1) + now.std(ddof=1)) / 2
    return float((now - before).mean() / spread * correction(n)) if spread > 0 else None


def correction(n: int) -> float:
    """Hedges' correction for few people."""
    return 1 - 3 / (4 * (n - 1) - 1)


def signed_ranks(before: Floats, now: Floats) -> float | None:
    """Wilcoxon's two-sided p: exact for few without ties, else by the normal curve; those who did not change are left out."""
    moved = np.round(now - before, 9)
    moved = moved[moved != 0]
    if not len(moved):
        return None
    ties = len(np.unique(np.abs(moved))) < len(moved)
    how = "approx" if ties or len(moved) > EXACT_UP_TO else "exact"
    return float(stats.wilcoxon(moved, method=how).pvalue)


def _with_interval(before: Floats, now: Floats, teams: Sequence[int], draws: Draws) -> Estimate:
    """The effect, and the middle 95 % of what it comes to when whole pairs are drawn anew."""
    value = effect(before, now)
    _, team = np.unique(np.array(teams), return_inverse=True)
    count = int(team.max()) + 1
    sums = np.zeros((count, 5))
    np.add.at(sums, team, np.column_stack([np.ones_like(before), before, before**2, now, now**2]))
    drawn = effects(draws.of(count) @ sums)
    drawn = drawn[np.isfinite(drawn)]
    if value is None or not len(drawn):
        return Estimate(value=value)
    low, high = np.quantile(drawn, [(1 - SURE) / 2, (1 + SURE) / 2])
    return Estimate(value=value, low=float(low), high=float(high))


def effects(sums: Floats) -> Floats:
    """The effect from (n, Σ before, Σ before², Σ now, Σ now²), a row for each draw; not a number where it is not defined."""
    n, b, bb, a, aa = sums.T
    with np.errstate(invalid="ignore", divide="ignore"):
        spreads = [np.sqrt(np.maximum(0, squares - total**2 / n) / (n - 1)) for total, squares in ((b, bb), (a, aa))]
        found: Floats = (a - b) / n / ((spreads[0] + spreads[1]) / 2) * (1 - 3 / (4 * (n - 1) - 1))
    return found


def shares(values: Floats, points: Sequence[float]) -> tuple[int, ...]:
    """How many percent lie in each bin, to the nearest 5. `points`: the upper ends of the bins."""
    if not len(points):
        return ()
    bins = np.minimum(np.searchsorted(np.array(points), values), len(points) - 1)
    counts = np.bincount(bins, minlength=len(points))
    return tuple(round(20 * int(each) / len(values)) * 5 for each in counts)


def report(instrument: Instrument, people: Sequence[Person], *, research: bool = False, seed: int = 1) -> Report:
    """The evidence of a class; with `research`, over those alone who allow it."""
    counted = [each for each in people if each.research or not research]
    withheld = research and tells_of_few(len(people), len(counted))
    if withheld:
        counted = []
    values = {id(each): _values(instrument, each) for each in people}
    of_counted = [(each, values[id(each)]) for each in counted]
    whole = [(each, values[id(each)]) for each in people] if research else []
    return Report(
        turnout=_turnout(counted), withheld=withheld,
        figures=tuple(_figures(instrument, of_counted, whole, Draws(seed))),
        reactions=tuple(_reactions(instrument, counted)), overall=_overall(instrument, counted),
    )  # fmt: skip


def _turnout(people: Sequence[Person]) -> Turnout:
    def told(of: Sequence[Person], *, few: bool) -> dict[str, int | None]:
        both = sum(Occasion.BEFORE in each.sheets and Occasion.AFTER in each.sheets for each in of)
        by = {occasion.value: sum(occasion in each.sheets for each in of) for occasion in Occasion}
        found = {**by, "matched": both, "lost": by[Occasion.BEFORE] - both}
        return {key: None if few or (0 < count < FEWEST and key != "lost") else count for key, count in found.items()}

    groups = Counter(each.group for each in people)
    open = shown(groups)
    counts = {ALL: told(people, few=0 < len(people) < FEWEST)}
    for group in groups:
        counts[group] = told([each for each in people if each.group == group], few=group not in open)
    return Turnout(counts={group: _without_lost(found) for group, found in counts.items()})


def _without_lost(counts: dict[str, int | None]) -> dict[str, int | None]:
    """Who was lost is the difference of two others: without one of them it is not said."""
    complete = counts[Occasion.BEFORE] is not None and counts["matched"] is not None
    return counts if complete else {**counts, "lost": None}


Both = tuple[float, float]
Valued = tuple[Person, Mapping[str, Both]]
"""a person, and by figure their values before and now, where they gave both"""


def _figures(instrument: Instrument, people: Sequence[Valued], whole: Sequence[Valued], draws: Draws) -> Iterable[Figure]:
    ends = tuple(point.value + 0.5 for point in instrument.scale)
    for id, title in [("true", "What people could do, asked before and now"), ("back", "What people could do, looking back and now")]:
        yield _figure(id, title, Level.ATTITUDES, people, whole, ends, draws)
    for scale in instrument.scales:
        yield _figure(f"scale:{scale.id}", scale.name, Level.ATTITUDES, people, whole, ends, draws)
    yield _figure("shift", "Looking back against what was said before", Level.ATTITUDES, people, whole, ends, draws)
    if instrument.vignettes:
        most = instrument.vignettes.most
        quarters = tuple(most * part / 4 for part in (1, 2, 3, 4))
        yield _figure("vignette", "Short stories, marked blind", Level.SKILLS, people, whole, quarters, draws)


def _figure(
    id: str, title: str, level: Level, people: Sequence[Valued], whole: Sequence[Valued], points: tuple[float, ...], draws: Draws
) -> Figure:
    matched = [
        Matched(before=found[0], now=found[1], group=each.group, team=each.team) for each, given in people if (found := given.get(id))
    ]
    of_all = Counter(each.group for each, given in whole if id in given)
    counts = Counter(each.group for each in matched)
    open = shown(counts)
    few = bool(whole) and tells_of_few(of_all.total(), counts.total())
    groups: dict[str, Change | None] = {ALL: None if few else change(matched, points, draws)}
    for group in sorted(counts):
        closed = group not in open or groups[ALL] is None or (whole and tells_of_few(of_all[group], counts[group]))
        groups[group] = None if closed else change([each for each in matched if each.group == group], points, draws)
    if whole and any(groups[group] is None for group in counts):  # one withheld beside the class could be worked out from the rest
        groups = {group: found if group == ALL else None for group, found in groups.items()}
    return Figure(id=id, title=title, level=level, points=points, groups=groups, self_report=level is not Level.SKILLS)


def _values(instrument: Instrument, person: Person) -> dict[str, Both]:
    """figure → a person's two values for it, where they gave both."""
    first, second = person.sheets.get(Occasion.BEFORE) or {}, person.sheets.get(Occasion.AFTER) or {}
    then, past, present = means(instrument, first), means(instrument, second, looking_back=True), means(instrument, second)
    pairs = {
        "true": (then.anchors, present.anchors),
        "back": (past.total, present.total),
        "shift": (then.anchors, past.anchors),
        "vignette": (person.vignettes.get(Occasion.BEFORE), person.vignettes.get(Occasion.LATER)),
        **{f"scale:{id}": (past.scales[id], now) for id, now in present.scales.items()},
    }
    return {id: (before, now) for id, (before, now) in pairs.items() if before is not None and now is not None}


def _reactions(instrument: Instrument, people: Sequence[Person]) -> Iterable[Reaction]:
    for item in instrument.statements.items if instrument.statements else ():
        points = [point.value for point in instrument.statements.scale] if instrument.statements else []
        found = _reaction(item.id, item.says, points, people)
        if found:
            yield found


def _overall(instrument: Instrument, people: Sequence[Person]) -> Reaction | None:
    asked = instrument.overall
    return _reaction(asked.id, asked.says, [point.value for point in asked.scale], people) if asked else None


def _reaction(id: str, says: str, points: Sequence[int], people: Sequence[Person]) -> Reaction | None:
    given = [value for each in people if isinstance(value := each.sheets.get(Occasion.AFTER, {}).get(id), int)]
    if len(given) < FEWEST:
        return None
    values = np.array(given, dtype=np.float64)
    return Reaction(id=id, says=says, n=len(given), median=float(np.median(values)), shares=shares(values, points))
