"""A rehearsal as a place: the learners' own pages show it without knowing that nobody sits there.

Its sitting and its people are made in memory and never join a session of the database.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from elearn.actions.rehearse import CAST, Scene
from elearn.domain.content import Fact, Paper
from elearn.domain.desk import Desk
from elearn.domain.entry import Entry
from elearn.domain.passage import Passage
from elearn.domain.person import Discipline
from elearn.store.log import Written
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting
from elearn.web.doors import Place
from elearn.web.learn.papers import Mark

T = TypeVar("T")

NOWHERE = 0
"""The number of a cohort and a sitting that cannot be: theirs begin with 1."""

NAMES: Mapping[Discipline, str] = {Discipline.MEDICINE: "Amara Kassim", Discipline.LAW: "Jo Okafor"}
SIDES: Mapping[str, str] = {discipline.value: member for member, discipline in CAST.items()}
"""Side → member id."""


@dataclass(frozen=True, kw_only=True)
class RehearsedPlace(Place):
    """One side of a rehearsal. `facts`: whether the author's facts are marked in the papers."""

    scene: Scene
    facts: bool = False
    rehearsed = True

    def entries(self) -> list[Entry]:
        return [each for each in self.scene.log if not each.lane]

    def newest(self, *, without: Sequence[str], most: int) -> list[Entry]:
        return [each for each in reversed(self.entries()) if each.name not in without][:most]

    def once(self, what: str, make: Callable[[], T], *seen: Hashable, **where: Any) -> T:
        return make()

    @cached_property
    def written(self) -> Written:
        return ()

    def also_marked(self, paper: Paper) -> tuple[Mark, ...]:
        return tuple(_mark(paper, number, fact) for number, fact in numbered(paper)) if self.facts else ()


def rehearsed(scene: Scene, side: str, *, facts: bool = False) -> RehearsedPlace:
    """A scene as the student of one side has it."""
    seats = [_seat(scene, member, discipline) for member, discipline in CAST.items()]
    sitting = Sitting(cohort_id=NOWHERE, id=NOWHERE, number=0, case_sha=scene.case.sha, seats=seats)
    me = SIDES[side]
    seat = next(each for each in seats if each.member_id == me)
    return RehearsedPlace(sitting=sitting, case=scene.case, table=scene.table, me=me, seat=seat, scene=scene, facts=facts)


def _seat(scene: Scene, member: str, discipline: Discipline) -> Seat:
    desk = scene.desks.get(member, Desk())
    person = Person(name=NAMES[discipline], discipline=discipline)
    of = {"cohort_id": NOWHERE, "sitting_id": NOWHERE, "member_id": member}
    return Seat(**of, discipline=discipline, person=person, desk=desk.model_dump_json(), findings=len(desk.findings))


def numbered(paper: Paper) -> list[tuple[int, Fact]]:
    """A paper's facts in the order of its words, each with the number that stands beside it."""
    return list(enumerate(sorted(paper.facts, key=lambda each: each.start), start=1))


def _mark(paper: Paper, number: int, fact: Fact) -> Mark:
    voice = "both" if paper.pack.value not in SIDES else paper.pack.value
    label = f"{fact.id}: {', '.join(fact.shows)}"
    passage = Passage(paper=paper.id, start=fact.start, end=fact.end)
    return Mark(passage=passage, number=number, target="paper-title", voice=voice, label=label)
