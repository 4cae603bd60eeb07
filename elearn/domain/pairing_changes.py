"""Changing proposed groups by hand: swap two, move, merge, make a group of some, take out. Whatever leaves a group unfit is refused."""

from collections.abc import Mapping, Sequence

from elearn.domain.errors import Refusal
from elearn.domain.pairing import FEWEST, MOST, Group, Roll
from elearn.domain.person import Discipline

Groups = tuple[Group, ...]


class Board:
    """Groups on a tutor's table. Each deed returns the groups afterwards, or raises Refusal; `names` are for the sentences."""

    def __init__(self, roll: Roll, groups: Groups, names: Mapping[int, str]) -> None:
        self.roll, self.groups, self.names = roll, groups, names

    def swap(self, people: Sequence[int]) -> Groups:
        """Two people of two groups change places; one of them may be in none."""
        if len(set(people)) != 2:
            raise Refusal("pairing.two", "Tick two people to swap.")
        one, other = people
        if self._group_of(one) == self._group_of(other):
            raise Refusal("pairing.same_group", "These two are in the same group already, or both in none.")
        places = {one: other, other: one}
        return self._fit([tuple(places.get(each, each) for each in group) for group in self.groups])

    def move(self, people: Sequence[int], to: int) -> Groups:
        """Some people join the group of this number."""
        self._some(people)
        if not 1 <= to <= len(self.groups):
            raise Refusal("pairing.no_group", "Choose the group to move them to.")
        rest = self._without(people)
        rest[to - 1] = (*rest[to - 1], *(each for each in people if each not in rest[to - 1]))
        return self._fit(rest)

    def merge(self, people: Sequence[int]) -> Groups:
        """The groups of these people become one."""
        found = sorted({number for each in people if (number := self._group_of(each)) is not None})
        if len(found) < 2:
            raise Refusal("pairing.merge", "Tick somebody of each group that is to become one.")
        together = tuple(each for number in found for each in self.groups[number])
        kept = [group for number, group in enumerate(self.groups) if number not in found[1:]]
        kept[found[0]] = together
        return self._fit(kept)

    def split(self, people: Sequence[int]) -> Groups:
        """Some people make a group of their own."""
        self._some(people)
        return self._fit([*self._without(people), tuple(people)])

    def take_out(self, people: Sequence[int]) -> Groups:
        """Some people are in no group. A group of which nobody is left is gone."""
        self._some(people)
        return self._fit(self._without(people))

    def _some(self, people: Sequence[int]) -> None:
        if not people:
            raise Refusal("pairing.nobody", "Tick the people first.")

    def _group_of(self, person: int) -> int | None:
        return next((number for number, group in enumerate(self.groups) if person in group), None)

    def _without(self, people: Sequence[int]) -> list[Group]:
        return [tuple(each for each in group if each not in people) for group in self.groups]

    def _fit(self, groups: Sequence[Group]) -> Groups:
        before = set(self.groups)
        for number, group in enumerate(groups, start=1):
            if group and group not in before:
                check(self.roll, group, number, self.names)
        return tuple(group for group in groups if group)


def check(roll: Roll, group: Group, number: int, names: Mapping[int, str]) -> None:
    """Raises Refusal where these cannot sit at a case together."""
    for missing in sorted(roll.missing(group)):
        text = {
            Discipline.MEDICINE: "Group {number} would have nobody from medicine. Swap two people, or merge it with another group.",
            Discipline.LAW: "Group {number} would have nobody from law. Swap two people, or merge it with another group.",
        }[missing]
        raise Refusal(f"pairing.no_{missing.value}", text, number=number)
    if not FEWEST <= len(group) <= MOST:
        raise Refusal(
            "pairing.size", "Group {number} would have {size} people; {most} are the most.", number=number, size=len(group), most=MOST
        )
    two = roll.kept_apart(group)
    if two:
        raise Refusal(
            "pairing.apart", "{one} and {other} are to be kept apart. Choose another group, or take them off that list.",
            one=names[two[0]], other=names[two[1]],
        )  # fmt: skip
