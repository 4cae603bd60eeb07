"""Pairing a class up: students say when they have time, tutors say whom to keep apart, groups are proposed, changed and seated."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from elearn.actions.sit import open_among_others
from elearn.domain.availability import packed
from elearn.domain.errors import Conflict, NotThere, Refusal
from elearn.domain.pairing import FEWEST, MOST, USUAL_MOST, Group, Learner, Roll
from elearn.domain.pairing import propose as proposed
from elearn.domain.pairing_changes import Board, check
from elearn.domain.person import Role
from elearn.domain.steps import Said
from elearn.store import cohorts, library, pairing, people
from elearn.store.cohorts import Cohort
from elearn.store.db import saving
from elearn.store.pairing import Availability, KeptApart, PairingDraft, Sat


class Change(StrEnum):
    """What a tutor does to proposed groups by hand."""

    SWAP = "swap"
    MOVE = "move"
    MERGE = "merge"
    SPLIT = "split"
    TAKE_OUT = "take_out"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A class before one of its cases: who is to be seated, who is not and why, and the groups as they stand."""

    slug: str
    roll: Roll
    elsewhere: dict[int, Said]
    """person → why they are not to be seated at this case, of those who do not sit at it"""
    seated: int
    """how many sit at this case"""
    groups: tuple[Group, ...] = ()
    to_look_at: frozenset[int] = frozenset()
    """who sits in a group that was to be looked at when the groups were last written, or that has lost somebody since"""
    version: int = 0
    most: int = USUAL_MOST
    proposed: bool = False

    @property
    def over(self) -> list[int]:
        """Who is to be seated and is in no group."""
        placed = {each for group in self.groups for each in group}
        return [each for each in self.roll.learners if each not in placed]


def look(cohort_id: int, slug: str) -> Seen:
    """The class as it stands before a case, and the groups proposed for it. The same few queries whatever its size."""
    return acquainted(glance(cohort_id, slug), pairing.sat(cohort_id))


def glance(cohort_id: int, slug: str) -> Seen:
    """The same, but without who has sat where."""
    enrolled = pairing.enrolled(cohort_id, slug)
    learners = {
        each.person_id: Learner(each.person_id, each.discipline, each.week) for each in enrolled if each.seated is None and each.discipline
    }
    apart: dict[int, set[int]] = {}
    for two in pairing.kept_apart(cohort_id):
        apart.setdefault(two.one_id, set()).add(two.other_id)
        apart.setdefault(two.other_id, set()).add(two.one_id)
    seen = Seen(
        slug=slug,
        roll=Roll(learners=learners, apart={person: frozenset(others) for person, others in apart.items()}),
        elsewhere={each.person_id: NOT_SAID for each in enrolled if not each.seated and each.person_id not in learners},
        seated=sum(bool(each.seated) for each in enrolled),
    )
    return _with_draft(seen, pairing.draft(cohort_id, slug))


def acquainted(seen: Seen, seats: list[Sat]) -> Seen:
    """The same class when it is known who sat at these seats."""
    before = sorted((each for each in seats if each.slug == seen.slug), key=lambda each: not each.left)
    where = {each.person_id: _where(each) for each in before if each.person_id in seen.elsewhere}
    met, crowded = pairing.together([each for each in seats if each.slug != seen.slug])
    learners = dict(seen.roll.learners)
    for id in crowded.keys() & learners.keys():
        learners[id] = learners[id]._replace(crowded=crowded[id])
    return replace(seen, roll=replace(seen.roll, learners=learners, met=met), elsewhere=seen.elsewhere | where)


NOT_SAID = Said(id="over.no_discipline", sentence="The list does not say whether they study medicine or law.")


def _where(seat: Sat) -> Said:
    if seat.closed:
        return Said(id="over.gave_back", sentence="Had this case in pair {number} and has another instead.", values={"number": seat.number})
    text = "Left pair {number} at this case. The page of a pair lets them join."
    return Said(id="over.left", sentence=text, values={"number": seat.number})


def _with_draft(seen: Seen, draft: PairingDraft | None) -> Seen:
    """Whoever has left the class, or been seated meanwhile, is in no group any more."""
    if draft is None:
        return seen
    known, groups, look_at = seen.roll.learners, [], set(draft.read_to_look_at)
    for group in draft.read_groups:
        still = group if all(map(known.__contains__, group)) else tuple(filter(known.__contains__, group))
        if still:
            groups.append(still)
        if still != group and seen.roll.missing(still):
            look_at.update(still)
    return replace(seen, groups=tuple(groups), to_look_at=frozenset(look_at), version=draft.version, most=draft.most, proposed=True)


def say_when(cohort_id: int, person_id: int, slots: Iterable[int], now: datetime) -> None:
    """A student says when they have time. None of the grid means: has not said."""
    with saving() as session:
        _in_use(cohort_id)
        week = packed(slots)
        said = session.get(Availability, (cohort_id, person_id))
        if week:
            session.merge(Availability(cohort_id=cohort_id, person_id=person_id, week=week, said_at=now))
        elif said is not None:
            session.delete(said)


def keep_apart(cohort_id: int, one_id: int, other_id: int, now: datetime) -> None:
    """Two learners of a class are not to be put together. Nobody is asked why."""
    with saving() as session:
        _in_use(cohort_id)
        if one_id == other_id:
            raise Refusal("apart.same", "Choose two different people.")
        for person in (one_id, other_id):
            place = cohorts.enrolment(cohort_id, person)
            if place is None or place.role != Role.LEARNER:
                raise Refusal("apart.unknown", "Choose two people from the list of this class.")
        one, other = sorted((one_id, other_id))
        session.merge(KeptApart(cohort_id=cohort_id, one_id=one, other_id=other, said_at=now))


def let_together(cohort_id: int, one_id: int, other_id: int) -> None:
    """Two people need not be kept apart any more."""
    with saving():
        _in_use(cohort_id)
        pairing.let_together(cohort_id, one_id, other_id)


def propose(cohort_id: int, slug: str, most: int, now: datetime) -> None:
    """Propose groups for a case, in place of those proposed before. Asked again, it proposes others that are as good."""
    if not FEWEST <= most <= MOST:
        raise Refusal("pairing.most", "Groups have from two to five people.")
    with saving() as session:
        _in_use(cohort_id)
        _published(cohort_id, slug)
        before = pairing.draft(cohort_id, slug)
        seed = before.seed + 1 if before else 0
        seen = look(cohort_id, slug)
        made = proposed(seen.roll, most=most, seed=seed)
        if not made.groups:
            raise Refusal("pairing.nobody_free", "There is nobody of both professions to seat at this case. Bring in the students first.")
        session.merge(
            PairingDraft(
                cohort_id=cohort_id, case_slug=slug, version=before.version + 1 if before else 1, most=most, seed=seed, made_at=now,
                **_written(seen.roll, made.groups),
            )
        )  # fmt: skip


def _written(roll: Roll, groups: Sequence[Group]) -> dict[str, str]:
    """Groups as a draft holds them."""
    look_at = [each for group in groups if roll.needs_a_look(group) for each in group]
    return {"groups": json.dumps(groups), "to_look_at": json.dumps(look_at)}


def change(cohort_id: int, slug: str, version: int, deed: Change, ticked: Sequence[int], to: int = 0) -> None:
    """Change proposed groups by hand. `version`: of the groups that the tutor saw."""
    with saving():
        _in_use(cohort_id)
        draft, seen = _as_seen(cohort_id, slug, version)
        known = [each for each in ticked if each in seen.roll.learners]
        board = Board(seen.roll, seen.groups, people.names(seen.roll.apart))
        deeds = {Change.SWAP: board.swap, Change.MERGE: board.merge, Change.SPLIT: board.split, Change.TAKE_OUT: board.take_out}
        groups = board.move(known, to) if deed is Change.MOVE else deeds[deed](known)
        written = _written(seen.roll, groups)
        draft.groups, draft.to_look_at, draft.version = written["groups"], written["to_look_at"], draft.version + 1


def discard(cohort_id: int, slug: str) -> None:
    """Throw proposed groups away."""
    with saving():
        pairing.drop_draft(cohort_id, slug)


def seat(cohort_id: int, slug: str, version: int, now: datetime) -> int:
    """Open a sitting for every group, all or none. Nobody is seated twice at one case. Returns how many were opened."""
    with saving():
        _in_use(cohort_id)
        _, seen = _as_seen(cohort_id, slug, version)
        sha = _published(cohort_id, slug)
        if not seen.groups:
            raise Refusal("pairing.empty", "There are no groups to seat.")
        names = people.names(seen.roll.apart)
        for number, group in enumerate(seen.groups, start=1):
            check(seen.roll, group, number, names)
        for group in seen.groups:
            open_among_others(cohort_id, sha, [(each, seen.roll.learners[each].discipline) for each in group], now)
        pairing.drop_draft(cohort_id, slug)
        return len(seen.groups)


def _as_seen(cohort_id: int, slug: str, version: int) -> tuple[PairingDraft, Seen]:
    draft = pairing.draft(cohort_id, slug)
    if draft is None:
        raise Conflict("pairing.gone", "These groups have been seated or thrown away meanwhile. Nothing was changed.")
    if draft.version != version:
        raise Conflict("pairing.changed", "Somebody has changed the groups since you opened this page. They stand here as they are now.")
    return draft, look(cohort_id, slug)


def _published(cohort_id: int, slug: str) -> str:
    """The hash of the case's newest version. Raises NotThere when it is not one of the class's."""
    found = library.latest(slug) if slug in cohorts.chosen_cases(cohort_id) else None
    if found is None:
        raise NotThere("case.not_chosen", "That case is not one of this class. Choose it under “Cases and dates” first.")
    return found.sha


def _in_use(cohort_id: int) -> Cohort:
    """The class, held; refused when it is archived."""
    cohort = cohorts.hold(cohort_id)
    if cohort is None:
        raise NotThere("cohort.unknown", "There is no such class.")
    if cohort.archived_at:
        raise Refusal("cohort.archived", "This class is archived. Bring it back before you change it.")
    return cohort
