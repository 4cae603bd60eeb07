"""Who sits with whom, and why: groups with somebody of each profession, from what a class has said and from who has sat with whom.

In the order of pedagogy P5.1: a time that suits all, one of each profession (always), nobody with whom they must not sit (always), and
then people who have not sat together before. Where the faculties are unequal, each of the fewer has two, three or four of the others, and
whoever was in a larger group before is spared where that can be (P5.2). The same class and the same seed give the same groups.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from hashlib import blake2b
from itertools import combinations
from operator import and_
from typing import NamedTuple

from elearn.domain.availability import spoken, unpacked
from elearn.domain.person import Discipline
from elearn.domain.steps import Said

FEWEST, MOST = 2, 5
USUAL_MOST = 4
"""groups grow no larger than this unless a tutor says so (P5.2)"""

NO_TIME, UNKNOWN, AGAIN, CROWDED = 1000, 60, 100, 15
"""What weighs how much: no time that suits all; not having said; having sat together before, each time; having been in a larger group."""
TIMES_ENOUGH, EACH_TIME = 4, 10
WELL = TIMES_ENOUGH * EACH_TIME
"""Below this nothing is amiss with a group but that it might have had one more time to choose from."""

BLOCK = 160
"""A large class is matched in parts of so many groups: of so many people, everybody finds somebody as good as in a thousand."""
NEAREST = 12
"""Each is matched among so many that suit best: the others would hardly ever be chosen, and cost most of the time."""

Group = tuple[int, ...]


class Learner(NamedTuple):
    """Somebody to be seated. `week`: when they have time, packed, or None when they have not said; `crowded`: how often they were in a
    larger group.
    """

    id: int
    discipline: Discipline
    week: int | None = None
    crowded: int = 0


@dataclass(frozen=True, kw_only=True)
class Roll:
    """A class as pairing sees it: who is to be seated; person → those they must not sit with; person → those they sat with, how often."""

    learners: Mapping[int, Learner]
    apart: Mapping[int, frozenset[int]] = field(default_factory=dict)
    met: Mapping[int, Mapping[int, int]] = field(default_factory=dict)

    def may_join(self, person: int, group: Group) -> bool:
        """Whether nobody here must be kept apart from this person."""
        return self.apart.get(person, _NOBODY).isdisjoint(group)

    def kept_apart(self, people: Sequence[int]) -> tuple[int, int] | None:
        """Two of these people who must not sit together."""
        return next((two for two in combinations(people, 2) if two[1] in self.apart.get(two[0], _NOBODY)), None)

    def common(self, group: Group) -> int | None:
        """When all have time who have said when, packed; None where fewer than two have."""
        said = [week for each in group if (week := self.learners[each].week) is not None]
        return reduce(and_, said) if len(said) > 1 else None

    def harm(self, group: Group) -> int:
        """How far a group is from what one would wish: 0 is best."""
        common = self.common(group)
        time = UNKNOWN if common is None else max(0, TIMES_ENOUGH - common.bit_count()) * EACH_TIME if common else NO_TIME
        again = sum(self.met[one].get(other, 0) for one, other in combinations(group, 2) if one in self.met)
        crowded = sum(self.learners[each].crowded for each in group) if len(group) > FEWEST else 0
        return time + AGAIN * again + CROWDED * crowded

    def needs_a_look(self, group: Group) -> bool:
        """Whether a tutor should look at a group: somebody of a profession is missing, or much is amiss."""
        return bool(self.missing(group)) or self.harm(group) > WELL * 2

    def missing(self, people: Iterable[int]) -> frozenset[Discipline]:
        """The professions of which nobody is among these people."""
        return _PROFESSIONS - {self.learners[each].discipline for each in people}


_NOBODY: frozenset[int] = frozenset()
_PROFESSIONS = frozenset(Discipline)


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Groups, and whoever is left over."""

    groups: tuple[Group, ...]
    over: tuple[int, ...]


def propose(roll: Roll, *, most: int = USUAL_MOST, seed: int = 0) -> Proposal:
    """Seat everybody who can be seated in groups of two to `most`. Of equally good ways `seed` chooses one."""
    order = sorted(roll.learners, key=lambda each: _chance(seed, each))
    few, many = sorted(([each for each in order if roll.learners[each].discipline is one] for one in Discipline), key=len)
    groups: list[Group] = []
    over: list[int] = []
    blocks = max(1, -(-len(few) // BLOCK))
    for at in range(blocks):
        made, left = _seated(roll, few[at::blocks], many[at::blocks], most, seed)
        groups += made
        over += left
    groups, over = _fitted_in(roll, groups, over, most)
    place = {each: number for number, each in enumerate(order)}
    return Proposal(groups=tuple(sorted(groups, key=lambda group: place[group[0]])), over=tuple(sorted(over)))


def _chance(seed: int, *ids: int) -> int:
    """A number that looks like chance and is always the same."""
    return int.from_bytes(blake2b(repr((seed, *ids)).encode(), digest_size=4).digest(), "big")


def _seated(roll: Roll, few: list[int], many: list[int], most: int, seed: int) -> tuple[list[Group], list[int]]:
    """One of each profession first; then a round for each further place, so that sizes differ by one where nothing forbids it."""
    first = _matched(roll, [(each,) for each in few], many, seed)
    groups: list[Group] = [(each, first[number]) for number, each in enumerate(few) if number in first]
    waiting = [each for each in (*few, *many) if each not in {who for group in groups for who in group}]
    for _ in range(FEWEST, most):
        joins = _matched(roll, groups, waiting, seed)
        groups = [(*group, joins[number]) if number in joins else group for number, group in enumerate(groups)]
        waiting = [each for each in waiting if each not in set(joins.values())]
    if any(len(group) > FEWEST for group in groups):
        groups = _swapped(roll, groups)
    return groups, waiting


def _matched(roll: Roll, groups: Sequence[Group], people: Sequence[int], seed: int) -> dict[int, int]:
    """Number of a group → who joins it: as many as can be, and as well as can be."""
    costs = {
        (-1 - number, each): cost for number, group in enumerate(groups) for each in people if (cost := _cost(roll, group, each, seed))
    }
    if not costs:
        return {}
    import networkx as nx  # noqa: PLC0415  # it takes a fifth of a second to load: only whoever pairs waits for it, and no server's start

    all_ways: nx.Graph[int] = nx.Graph()
    all_ways.add_edges_from(costs)
    largest = nx.bipartite.hopcroft_karp_matching(all_ways, top_nodes=[each for each in all_ways if each < 0])
    kept = _nearest(costs) | {(group, person) for group, person in largest.items() if group < 0}
    graph: nx.Graph[int] = nx.Graph()
    graph.add_weighted_edges_from((*way, -costs[way]) for way in sorted(kept))
    return {-1 - min(way): max(way) for way in nx.max_weight_matching(graph, maxcardinality=True)}


def _cost(roll: Roll, group: Group, person: int, seed: int) -> int:
    """What it costs that somebody joins a group, and a little chance between equals; 0 where it must not be."""
    if not roll.may_join(person, group):
        return 0
    return 1 + 8 * (NO_TIME + roll.harm((*group, person)) - roll.harm(group)) + _chance(seed, person, *group) % 8


def _nearest(costs: Mapping[tuple[int, int], int]) -> set[tuple[int, int]]:
    """For each group and each person, the ways that cost least."""
    kept: set[tuple[int, int]] = set()
    taken: dict[int, int] = {}
    for way in sorted(costs, key=lambda way: (costs[way], way)):
        for end in way:
            taken[end] = taken.get(end, 0) + 1
        if min(taken[end] for end in way) <= NEAREST:
            kept.add(way)
    return kept


def _swapped(roll: Roll, groups: list[Group]) -> list[Group]:
    """The groups after exchanging two people of one profession wherever that makes things better."""
    changed = True
    while changed:
        changed = False
        for number in range(len(groups)):
            if roll.harm(groups[number]) >= WELL and (better := _better(roll, groups, number)):
                other, mine, theirs = better
                groups[number], groups[other] = mine, theirs
                changed = True
    return groups


def _better(roll: Roll, groups: Sequence[Group], number: int) -> tuple[int, Group, Group] | None:
    """The best exchange between one group and any other: (the other's number, the one afterwards, the other afterwards)."""
    here, best = groups[number], None
    most_gained = 0
    harm = roll.harm(here)
    for other, there in enumerate(groups):
        if other == number:
            continue
        before = harm + roll.harm(there)
        if before <= most_gained:
            continue
        for mine, theirs in _exchanges(roll, here, there):
            gained = before - roll.harm(mine) - roll.harm(theirs)
            if gained > most_gained and not roll.kept_apart(mine) and not roll.kept_apart(theirs):
                best, most_gained = (other, mine, theirs), gained
    return best


def _exchanges(roll: Roll, here: Group, there: Group) -> Iterator[tuple[Group, Group]]:
    for one in here:
        for other in there:
            if roll.learners[one].discipline is roll.learners[other].discipline:
                yield _with(here, one, other), _with(there, other, one)


def _with(group: Group, out: int, person: int) -> Group:
    return tuple(person if each == out else each for each in group)


def _fitted_in(roll: Roll, groups: list[Group], over: Iterable[int], most: int) -> tuple[list[Group], list[int]]:
    """Whoever is left over joins where there is room, or takes somebody's place who can go there instead."""
    still: list[int] = []
    for person in over:
        found = _room(roll, groups, person, most) or _room_by_exchange(roll, groups, person, most)
        if found is None:
            still.append(person)
        for number, group in (found or {}).items():
            groups[number] = group
    return groups, still


def _room(roll: Roll, groups: Sequence[Group], person: int, most: int) -> dict[int, Group] | None:
    ways = [
        (roll.harm((*group, person)) - roll.harm(group), len(group), number)
        for number, group in enumerate(groups)
        if len(group) < most and roll.may_join(person, group)
    ]
    return {min(ways)[2]: (*groups[min(ways)[2]], person)} if ways else None


def _room_by_exchange(roll: Roll, groups: Sequence[Group], person: int, most: int) -> dict[int, Group] | None:
    if all(len(group) >= most for group in groups):
        return None
    for number, group in enumerate(groups):
        for out in group:
            if roll.learners[out].discipline is not roll.learners[person].discipline:
                continue
            mine = _with(group, out, person)
            others = [each for at, each in enumerate(groups) if at != number]
            if not roll.kept_apart(mine) and (room := _room(roll, others, out, most)):
                at, theirs = next(iter(room.items()))
                return {number: mine, at + (at >= number): theirs}
    return None


def reasons(roll: Roll, group: Group, names: Mapping[int, str], *, unequal: bool = False) -> tuple[Said, ...]:
    """Why these sit together, in words. `unequal`: the class has groups of more than one size or side."""
    return tuple(
        each for each in (_about_time(roll, group), _about_before(roll, group, names), _about_size(roll, group, names, unequal)) if each
    )


def _about_time(roll: Roll, group: Group) -> Said:
    common, silent = roll.common(group), sum(roll.learners[each].week is None for each in group)
    if common is None:
        return Said(id="time.unknown", sentence="Nobody knows yet when they have time together.")
    if not common:
        return Said(id="time.none", sentence="No time suits all: they work at their own times, or agree on one.")
    times = sorted(unpacked(common))
    values = {"when": spoken(times[0]), "more": len(times) - 1, "silent": silent}
    if silent:
        return Said(id="time.some", sentence="Those who said have time on {when}; {silent} did not say.", values=values)
    if len(times) == 1:
        return Said(id="time.one", sentence="All have time on {when}.", values=values)
    if len(times) == 2:
        two = {"when": spoken(times[0]), "or": spoken(times[1])}
        return Said(id="time.two", sentence="All have time on {when} and on {or}.", values=two)
    return Said(id="time.common", sentence="All have time on {when}, and at {more} other times.", values=values)


def _about_before(roll: Roll, group: Group, names: Mapping[int, str]) -> Said | None:
    again = [two for two in combinations(sorted(group), 2) if two[1] in roll.met.get(two[0], {})]
    if again:
        who = "; ".join(f"{names[one]} + {names[other]}" for one, other in again)
        return Said(id="before.again", sentence="Sat together before: {who}.", values={"who": who})
    return Said(id="before.never", sentence="They sit together for the first time.") if roll.met else None


def _about_size(roll: Roll, group: Group, names: Mapping[int, str], unequal: bool) -> Said | None:
    if len(group) <= FEWEST:
        return None
    sides = {one: [each for each in group if roll.learners[each].discipline is one] for one in Discipline}
    alone = next((side[0] for side in sides.values() if len(side) == 1), None)
    values = {"size": len(group), "name": names.get(alone, "") if alone else ""}
    if alone is None:
        return Said(id="size.larger", sentence="A group of {size}.", values=values)
    if unequal and not any(roll.learners[each].crowded for each in group):
        text = "A group of {size}, and nobody here was in a larger one before. {name} holds their profession's papers alone, and begins."
        return Said(id="size.spared", sentence=text, values=values)
    text = "A group of {size}, since the faculties are unequal. {name} holds their profession's papers alone, and begins."
    return Said(id="size.unequal", sentence=text, values=values)


def why_over(roll: Roll, groups: Sequence[Group], over: Iterable[int], most: int) -> dict[int, Said]:
    """Why each of those who are left over is in no group."""
    of_others = {one: frozenset(each.id for each in roll.learners.values() if each.discipline is not one) for one in Discipline}
    room = [group for group in groups if len(group) < most]
    return {person: _why_over(roll, person, of_others[roll.learners[person].discipline], bool(groups), room, most) for person in over}


def _why_over(roll: Roll, person: int, others: frozenset[int], grouped: bool, room: Sequence[Group], most: int) -> Said:
    if not others:
        return Said(id="over.nobody", sentence="There is nobody of the other profession left to sit with.")
    if roll.apart.get(person, _NOBODY) >= others:
        return Said(id="over.apart", sentence="Everybody of the other profession is on the list of people to keep apart.")
    if grouped and not room:
        text = "All groups have {most} already. Let groups grow larger, or ask somebody of the other profession for a second case later."
        return Said(id="over.full", sentence=text, values={"most": most})
    if grouped and not any(roll.may_join(person, group) for group in room):
        return Said(id="over.no_room", sentence="Wherever there is room sits somebody to keep apart from.")
    return Said(id="over.free", sentence="In no group. Tick them and move them into one.")
