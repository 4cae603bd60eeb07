"""Questions asked of the tables of marking."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload, selectinload

from elearn.domain.assessment import Key
from elearn.domain.assessment_sight import Stage
from elearn.domain.moderation import Part
from elearn.domain.person import MARKERS
from elearn.store.cohorts import Enrolment
from elearn.store.db import db
from elearn.store.marks import (
    Candidate,
    LevelGiven,
    Marking,
    MarkingSettings,
    MarkQuery,
    MarkRelease,
    ModerationEntry,
    Phrase,
    Script,
    SettledLevel,
    WordsGiven,
)
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting


def settings(cohort_id: int) -> MarkingSettings:
    """How this cohort marks; the defaults where nobody has said."""
    return db.session.get(MarkingSettings, cohort_id) or MarkingSettings(
        cohort_id=cohort_id, anonymous=True, show_mark=False, pass_mark=50, answer_by=""
    )


# --- scripts


def script(cohort_id: int, number: int) -> Script | None:
    """A script with its markers, and its sitting with everybody at it."""
    seated = joinedload(Script.sitting).selectinload(Sitting.seats).joinedload(Seat.person)
    asked = select(Script).where(Script.cohort_id == cohort_id, Script.number == number)
    asked = asked.options(seated, selectinload(Script.markings).joinedload(Marking.marker))
    return db.session.scalar(asked.execution_options(populate_existing=True))


def scripts(cohort_id: int, numbers: Collection[int]) -> list[Script]:
    """Several scripts with their markers and sittings, as `script` has one, but without what the pairs made: four questions."""
    lists = (defer(Sitting.snapshot), defer(Sitting.digest), selectinload(Sitting.seats).options(defer(Seat.desk), joinedload(Seat.person)))
    asked = select(Script).where(Script.cohort_id == cohort_id, Script.number.in_(numbers)).order_by(Script.number)
    asked = asked.options(joinedload(Script.sitting).options(*lists), selectinload(Script.markings).joinedload(Marking.marker))
    return list(db.session.scalars(asked.execution_options(populate_existing=True)))


def of_sitting(cohort_id: int, sitting_id: int) -> int | None:
    """The number under which a sitting is marked."""
    return db.session.scalar(select(Script.number).where(Script.cohort_id == cohort_id, Script.sitting_id == sitting_id))


def numbers_of(cohort_id: int, sitting_ids: Collection[int]) -> dict[int, int]:
    """sitting → the number under which it is marked."""
    asked = select(Script.sitting_id, Script.number).where(Script.cohort_id == cohort_id, Script.sitting_id.in_(sitting_ids))
    return {row.sitting_id: row.number for row in db.session.execute(asked)}


def stages(found: Script) -> dict[int, Stage]:
    """marker → how far they are with a script."""
    return {
        each.marker_id: Stage(part=Part(each.part), whole=each.whole_at is not None, done=each.done_at is not None)
        for each in found.markings
    }


def to_put_up(cohort_id: int) -> list[int]:
    """The finished sittings that nobody has put up for marking."""
    up = select(Script.sitting_id).where(Script.cohort_id == cohort_id)
    asked = select(Sitting.id).where(
        Sitting.cohort_id == cohort_id, Sitting.closed_at.is_(None), Sitting.digest["finished"].as_boolean(), Sitting.id.not_in(up)
    )
    return list(db.session.scalars(asked.order_by(Sitting.id)))


def next_unmarked(cohort_id: int, person_id: int, after: int) -> int | None:
    """The next script that this marker has not finished, round to the first again."""
    asked = select(Marking.script).where(
        Marking.cohort_id == cohort_id, Marking.marker_id == person_id, Marking.done_at.is_(None), Marking.script != after
    )
    later = db.session.scalar(asked.where(Marking.script > after).order_by(Marking.script).limit(1))
    return later or db.session.scalar(asked.order_by(Marking.script).limit(1))


def counts(cohort_id: int) -> dict[str, int]:
    """How far the cohort's marking is: scripts, those with a finished first marking, those marked twice, exemplars."""
    first, second = aliased(Marking), aliased(Marking)
    on_first = and_(first.cohort_id == Script.cohort_id, first.script == Script.number, first.part == Part.FIRST)
    on_second = and_(second.cohort_id == Script.cohort_id, second.script == Script.number, second.part == Part.SECOND)
    asked = (
        select(
            func.count().filter(Script.exemplar.is_(False)),
            func.count(first.done_at).filter(Script.exemplar.is_(False)),
            func.count().filter(Script.sampled != ""),
            func.count(second.done_at),
            func.count().filter(Script.exemplar.is_(True)),
        )
        .select_from(Script)
        .outerjoin(first, on_first)
        .outerjoin(second, on_second)
        .where(Script.cohort_id == cohort_id)
    )
    return dict(zip(("scripts", "first", "sample", "second", "exemplars"), db.session.execute(asked).one(), strict=True))


def numbers_in_use(cohort_id: int) -> tuple[set[int], set[int]]:
    """The numbers that scripts and candidates bear already."""
    return (
        set(db.session.scalars(select(Script.number).where(Script.cohort_id == cohort_id))),
        set(db.session.scalars(select(Candidate.number).where(Candidate.cohort_id == cohort_id))),
    )


def candidates(cohort_id: int, sitting_ids: Collection[int]) -> dict[tuple[int, str], int]:
    """(sitting, member) → the number under which markers know them."""
    asked = select(Candidate).where(Candidate.cohort_id == cohort_id, Candidate.sitting_id.in_(sitting_ids))
    return {(each.sitting_id, each.member_id): each.number for each in db.session.scalars(asked)}


# --- what markers gave


def given(cohort_id: int, scripts: Iterable[int]) -> dict[tuple[int, int], dict[Key, LevelGiven]]:
    """(script, marker) → what that marker gave."""
    found: dict[tuple[int, int], dict[Key, LevelGiven]] = defaultdict(dict)
    asked = select(LevelGiven).where(LevelGiven.cohort_id == cohort_id, LevelGiven.script.in_(list(scripts)))
    for each in db.session.scalars(asked):
        found[each.script, each.marker_id][each.about, each.criterion] = each
    return found


def levels_by_part(
    cohort_id: int, *, twice_only: bool = False, scripts: Collection[int] | None = None
) -> dict[int, dict[Part, dict[Key, int]]]:
    """script → part → levels, of finished markings that count. Plain rows: a cohort has many."""
    asked = (
        select(LevelGiven.script, Marking.part, LevelGiven.about, LevelGiven.criterion, LevelGiven.level)
        .join(
            Marking,
            and_(Marking.cohort_id == LevelGiven.cohort_id, Marking.script == LevelGiven.script, Marking.marker_id == LevelGiven.marker_id),
        )
        .where(
            LevelGiven.cohort_id == cohort_id, Marking.part != Part.PRACTICE, Marking.done_at.is_not(None), LevelGiven.level.is_not(None)
        )
    )
    if twice_only:
        second = select(Marking.script).where(Marking.cohort_id == cohort_id, Marking.part == Part.SECOND, Marking.done_at.is_not(None))
        asked = asked.where(LevelGiven.script.in_(second))
    if scripts is not None:
        asked = asked.where(LevelGiven.script.in_(list(scripts)))
    found: dict[int, dict[Part, dict[Key, int]]] = defaultdict(lambda: defaultdict(dict))
    for row in db.session.execute(asked):
        found[row.script][Part(row.part)][row.about, row.criterion] = row.level
    return found


def words(cohort_id: int, scripts: Collection[int]) -> dict[int, dict[int, dict[tuple[str, str], WordsGiven]]]:
    """script → marker → (about, kind) → words."""
    found: dict[int, dict[int, dict[tuple[str, str], WordsGiven]]] = defaultdict(lambda: defaultdict(dict))
    for each in db.session.scalars(select(WordsGiven).where(WordsGiven.cohort_id == cohort_id, WordsGiven.script.in_(scripts))):
        found[each.script][each.marker_id][each.about, each.kind] = each
    return found


def settled(cohort_id: int, scripts: Collection[int] | None = None) -> dict[int, dict[Key, SettledLevel]]:
    """script → levels agreed after a difference."""
    asked = select(SettledLevel).where(SettledLevel.cohort_id == cohort_id)
    if scripts is not None:
        asked = asked.where(SettledLevel.script.in_(list(scripts)))
    found: dict[int, dict[Key, SettledLevel]] = defaultdict(dict)
    for each in db.session.scalars(asked):
        found[each.script][each.about, each.criterion] = each
    return found


def phrases(cohort_id: int) -> list[Phrase]:
    """The cohort's comment bank, by criterion, oldest first."""
    return list(db.session.scalars(select(Phrase).where(Phrase.cohort_id == cohort_id).order_by(Phrase.criterion, Phrase.id)))


def record(cohort_id: int, number: int | None = None) -> list[ModerationEntry]:
    """The moderation record, of one script or of all, in order."""
    asked = select(ModerationEntry).where(ModerationEntry.cohort_id == cohort_id).options(joinedload(ModerationEntry.by))
    if number is not None:
        asked = asked.where(or_(ModerationEntry.script == number, ModerationEntry.script.is_(None)))
    return list(db.session.scalars(asked.order_by(ModerationEntry.id)))


def record_with_names(cohort_id: int) -> list[tuple[ModerationEntry, str]]:
    """The whole moderation record in order, each line with the name of the marker whom it speaks of, "" where it speaks of none."""
    spoken_of = aliased(Person)
    told = ModerationEntry.facts["marker"].as_integer()
    asked = select(ModerationEntry, spoken_of.name).select_from(ModerationEntry).outerjoin(spoken_of, spoken_of.id == told)
    asked = asked.where(ModerationEntry.cohort_id == cohort_id).options(joinedload(ModerationEntry.by))
    return [(row[0], row[1] or "") for row in db.session.execute(asked.order_by(ModerationEntry.id))]


# --- releases and queries


def release(cohort_id: int, sitting_id: int, member_id: str) -> MarkRelease | None:
    """What this member was given."""
    return db.session.get(MarkRelease, (cohort_id, sitting_id, member_id))


def released(cohort_id: int, sitting_ids: Collection[int]) -> set[tuple[int, str]]:
    """(sitting, member) of all who have been given theirs."""
    asked = select(MarkRelease.sitting_id, MarkRelease.member_id)
    asked = asked.where(MarkRelease.cohort_id == cohort_id, MarkRelease.sitting_id.in_(sitting_ids))
    return {(row.sitting_id, row.member_id) for row in db.session.execute(asked)}


def releases_of(person_id: int) -> Sequence[tuple[MarkRelease, Sitting]]:
    """All that a person has been given, oldest first, with the sitting of each."""
    at_seat = and_(
        Seat.cohort_id == MarkRelease.cohort_id, Seat.sitting_id == MarkRelease.sitting_id, Seat.member_id == MarkRelease.member_id
    )
    at_sitting = and_(Sitting.cohort_id == MarkRelease.cohort_id, Sitting.id == MarkRelease.sitting_id)
    asked = select(MarkRelease, Sitting).join(Seat, at_seat).join(Sitting, at_sitting).where(Seat.person_id == person_id)
    asked = asked.options(defer(Sitting.snapshot), defer(Sitting.digest)).order_by(MarkRelease.released_at)
    return [(row[0], row[1]) for row in db.session.execute(asked)]


def queries(cohort_id: int, sitting_id: int | None = None, member_id: str | None = None) -> list[MarkQuery]:
    """Questions about feedback, oldest first: a cohort's, or one member's."""
    asked = select(MarkQuery).where(MarkQuery.cohort_id == cohort_id)
    if sitting_id is not None:
        asked = asked.where(MarkQuery.sitting_id == sitting_id, MarkQuery.member_id == member_id)
    return list(db.session.scalars(asked.order_by(MarkQuery.asked_at, MarkQuery.id)))


def without_marker(cohort_id: int) -> list[int]:
    """Scripts that nobody was given as first marker."""
    taken = select(Marking.script).where(Marking.cohort_id == cohort_id, Marking.part == Part.FIRST)
    asked = select(Script.number).where(Script.cohort_id == cohort_id, Script.exemplar.is_(False), Script.number.not_in(taken))
    return list(db.session.scalars(asked.order_by(Script.number)))


def load(cohort_id: int) -> dict[int, int]:
    """marker → scripts given to them in this cohort."""
    asked = select(Marking.marker_id, func.count()).where(Marking.cohort_id == cohort_id, Marking.part != Part.PRACTICE)
    return {row[0]: row[1] for row in db.session.execute(asked.group_by(Marking.marker_id))}


def to_mark_twice(cohort_id: int) -> dict[int, frozenset[int]]:
    """Sampled scripts without a second marker → those who may not be it, since they have the script already."""
    second = select(Marking.script).where(Marking.cohort_id == cohort_id, Marking.part == Part.SECOND)
    asked = (
        select(Script.number, Marking.marker_id)
        .join(Marking, and_(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number))
        .where(Script.cohort_id == cohort_id, Script.sampled != "", Script.number.not_in(second))
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in db.session.execute(asked):
        found[row[0]].add(row[1])
    return {script: frozenset(people) for script, people in found.items()}


def marked_before(marker_ids: Collection[int], before: int) -> set[int]:
    """Those of these markers who finished marking in an earlier cohort."""
    asked = select(Marking.marker_id).where(
        Marking.marker_id.in_(marker_ids), Marking.cohort_id < before, Marking.done_at.is_not(None), Marking.part != Part.PRACTICE
    )
    return set(db.session.scalars(asked.distinct()))


def first_markings(cohort_id: int) -> list[tuple[Script, Marking]]:
    """Finished first markings with their scripts, in the order in which they were finished."""
    joined = and_(Marking.cohort_id == Script.cohort_id, Marking.script == Script.number)
    asked = select(Script, Marking).join(Marking, joined).where(Script.cohort_id == cohort_id, Script.exemplar.is_(False))
    asked = asked.where(Marking.part == Part.FIRST, Marking.done_at.is_not(None)).order_by(Marking.done_at, Script.number)
    return [(row[0], row[1]) for row in db.session.execute(asked)]


def people_at(cohort_id: int, sitting_ids: Collection[int]) -> dict[int, list[str]]:
    """sitting → the members who are marked there."""
    found: dict[int, list[str]] = defaultdict(list)
    for sitting_id, member_id in candidates(cohort_id, sitting_ids):
        found[sitting_id].append(member_id)
    return found


def severity(cohort_id: int) -> list[tuple[str, int, int, int]]:
    """A marker's name, how many scripts they finished, how many levels they gave in them, and the sum of those levels."""
    joined = and_(Marking.cohort_id == LevelGiven.cohort_id, Marking.script == LevelGiven.script, Marking.marker_id == LevelGiven.marker_id)
    scripts, levels, total = func.count(Marking.script.distinct()), func.count(LevelGiven.level), func.sum(LevelGiven.level)
    counted = (  # by itself: names would be looked up for every level
        select(Marking.marker_id, scripts.label("scripts"), levels.label("levels"), total.label("total"))
        .join(LevelGiven, joined)
        .where(Marking.cohort_id == cohort_id, Marking.part != Part.PRACTICE, Marking.done_at.is_not(None))
        .group_by(Marking.marker_id)
        .subquery()
    )
    asked = select(Person.name, counted.c.scripts, counted.c.levels, counted.c.total).join(counted, counted.c.marker_id == Person.id)
    return [(row[0], row[1], row[2], row[3] or 0) for row in db.session.execute(asked.order_by(Person.id))]


def markers(cohort_id: int) -> list[Enrolment]:
    """Those who mark in a cohort, with their names."""
    asked = select(Enrolment).where(Enrolment.cohort_id == cohort_id, Enrolment.role.in_(MARKERS)).options(joinedload(Enrolment.person))
    return sorted(db.session.scalars(asked), key=lambda each: each.person.name)


def unreleased(cohort_id: int) -> list[int]:
    """The scripts whose members have not been given theirs."""
    out = select(MarkRelease.sitting_id).where(MarkRelease.cohort_id == cohort_id)
    asked = select(Script.number).where(Script.cohort_id == cohort_id, Script.exemplar.is_(False), Script.sitting_id.not_in(out))
    return list(db.session.scalars(asked.order_by(Script.number)))
