"""What waits for somebody, put together from what the tables say; what they do not want to be told; and the letter a day that tells it.

A letter goes between eight and eleven by the clock of somebody's newest class, when something waits that the last one did not tell, or
told a week ago. Of several processes that look at the same person one writes.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from elearn.actions import attention as cards
from elearn.actions import questionnaire
from elearn.domain import notices as told
from elearn.domain.cohort import Pace
from elearn.domain.digest import Digest
from elearn.domain.notices import FOR_LEARNERS, FOR_STAFF, LETTER, OVER, Kind, Notice
from elearn.domain.person import TEACHERS
from elearn.domain.sight import Sight
from elearn.domain.timetable import Clock
from elearn.domain.wallclock import on_the_wall
from elearn.store import answers, library, notices, outbox, people, progress, sittings
from elearn.store.db import UNREACHABLE, saving
from elearn.store.notices import DigestTold, GivenTo, LearnsIn, TeachesIn
from elearn.store.people import Person
from elearn.store.progress import OpenPath
from elearn.store.sittings import Seat
from elearn.store.timetable import ClassTime

log = logging.getLogger(__name__)
HOURS = range(8, 11)
"""when a letter may be written, by the clock on the wall"""
AT_ONCE = 50
"""people looked at in one go"""
Here = cards.Here


@dataclass(frozen=True, kw_only=True)
class OfLearner:
    """What is read of somebody who learns; the home page shows all of it, and what waits besides."""

    ever: list[Seat]
    """every seat they have or had"""
    seats: list[Seat]
    """those that they have now"""
    given: dict[tuple[int, int], GivenTo]
    classes: list[LearnsIn]
    paths: list[OpenPath]
    clocks: dict[tuple[int, int], Clock]


def read(person_id: int) -> OfLearner:
    """Six questions, whatever they have to do."""
    ever = sittings.of_person(person_id)
    return OfLearner(
        ever=ever,
        seats=[seat for seat in ever if seat.left_at is None and seat.sitting.closed_at is None],
        given=notices.given_to(person_id),
        classes=notices.classes_of(person_id),
        paths=progress.paths_of(person_id),
        clocks=notices.clocks_of(person_id),
    )


def for_learner(person: Person, found: OfLearner, now: datetime) -> tuple[Notice, ...]:
    """What waits for somebody who learns, of the kinds that they have not turned off. Archived classes are silent."""
    living = {each.cohort.id: each.cohort.time_zone for each in found.classes}
    seats = [seat for seat in found.seats if seat.cohort_id in living]
    titles = library.titles({seat.sitting.case_sha for seat in seats})
    at_work = [seat for seat in seats if not seat.sitting.digest.get("finished")]
    known = told.Learner(
        seats=tuple(_seated(seat, titles, found.clocks, living[seat.cohort_id]) for seat in at_work),
        given=tuple(_given(seat, titles, found.given[_key(seat)]) for seat in seats if _key(seat) in found.given),
        classes=tuple(_class(each, [seat for seat in seats if seat.cohort_id == each.cohort.id], now) for each in found.classes),
        paths=tuple(_path(each) for each in found.paths if each.cohort_id in living),
    )
    return told.for_learner(known, quiet(person), now)


def _key(seat: Seat) -> tuple[int, int]:
    return seat.cohort_id, seat.sitting_id


def _seated(seat: Seat, titles: Mapping[str, str], clocks: Mapping[tuple[int, int], Clock], zone: str) -> told.Seated:
    sitting, digest, clock = seat.sitting, Digest.model_validate(seat.sitting.digest), clocks.get(_key(seat))
    table = sitting.table if clock else None
    ends = clock.ends(table, seat.member_id) if clock and table and not table.step_done() else None
    return told.Seated(
        cohort=seat.cohort_id, sitting=seat.sitting_id, title=titles.get(sitting.case_sha, ""), step=digest.step, kind=digest.kind,
        mine=seat.member_id in digest.awaited, asked=_asked(seat) if digest.questions else "", ends_at=ends.at if ends else None,
        firm=ends is not None and ends.firm, opens_at=sitting.opens_at, zone=zone,
    )  # fmt: skip


def _asked(seat: Seat) -> str:
    """The id of the oldest open question of a partner's, where the pair already sees one another's work."""
    table = seat.sitting.table
    if not Sight(table=table, case=library.case(seat.sitting.case_sha), viewer=seat.member_id).joint_work():
        return ""
    return next((each.id for each in table.open_questions() if each.by != seat.member_id), "")


def _given(seat: Seat, titles: Mapping[str, str], given: GivenTo) -> told.Given:
    return told.Given(
        cohort=seat.cohort_id, sitting=seat.sitting_id, title=titles.get(seat.sitting.case_sha, ""), released_at=given.released_at,
        read=given.read, answered=given.answered,
    )  # fmt: skip


def _class(each: LearnsIn, seats: Sequence[Seat], now: datetime) -> told.Class:
    digests = [seat.sitting.digest for seat in seats]
    so_far = answers.progress_of(each.chosen, [(digest.get("case", ""), digest) for digest in digests])
    waiting = questionnaire.waiting_for(each, so_far, now)
    return told.Class(
        cohort=each.cohort.id, name=each.cohort.name, open_questions=tuple(each.value for each in waiting), said_when=each.said_when,
        seated=bool(seats),
    )  # fmt: skip


def _path(path: OpenPath) -> told.Path:
    ids = [each.id for each in path.module.path]
    done = sum(id in path.done for id in ids)
    return told.Path(cohort=path.cohort_id, slug=path.module.module, title=path.module.title, done=done, of=len(ids))


def for_staff(person: Person, taught: Sequence[TeachesIn], live: Collection[int], here: Here, now: datetime) -> tuple[Notice, ...]:
    """What needs somebody who teaches. `live`: the classes in which somebody is at work this minute; only their pairs are looked at."""
    living = [each for each in taught if each.cohort.archived_at is None]
    times = notices.times_of([each.cohort.id for each in living])
    teaches = {each.cohort.id for each in living if each.role in TEACHERS}
    counted = {} if Kind.CARD in quiet(person) else cards.counted(sorted(teaches & set(live)), times, here, now)
    titles = library.newest_titles(sorted({each.case_slug for each in times if _was_over(each, now)}))
    known = [
        told.Taught(
            cohort=each.cohort.id, name=each.cohort.name, role=each.role, zone=each.cohort.time_zone, **each.counts,
            cards=counted.get(each.cohort.id, 0), over=_over(each, times, titles, now),
        )
        for each in living
    ]  # fmt: skip
    return told.for_staff(known, quiet(person), now)


def _was_over(time: ClassTime, now: datetime) -> bool:
    return time.firm and time.ends_at is not None and now - OVER <= time.ends_at <= now


def _over(each: TeachesIn, times: Iterable[ClassTime], titles: dict[str, str], now: datetime) -> tuple[tuple[str, str, str, datetime], ...]:
    """Deadlines of a class at its own pace that have passed; where the tutor opens the steps, they stand before the class themselves."""
    if each.cohort.pace != Pace.OWN:
        return ()
    return tuple(
        (time.case_slug, titles.get(time.case_slug, time.case_slug), time.step, time.ends_at)
        for time in times
        if time.cohort_id == each.cohort.id and _was_over(time, now) and time.ends_at is not None
    )


# --- what somebody does not want


def quiet(person: Person) -> frozenset[str]:
    """The kinds of notice that somebody turned off; LETTER among them: the letter."""
    return frozenset(person.quiet.split())


def choose(person_id: int, wanted: Collection[str], offered: Collection[str]) -> None:
    """Of what the page offered, be told what is wanted and nothing else; what it did not offer stays as it was."""
    known = {*FOR_LEARNERS, *FOR_STAFF, LETTER}
    with saving():
        person = people.held(person_id)
        if person is not None:
            asked = known & set(offered)
            person.quiet = " ".join(sorted((quiet(person) - asked) | (asked - set(wanted))))


def no_more_letters(person_id: int) -> None:
    """Asked from a letter: no more of them. What waits still stands on the home page."""
    choose(person_id, [], [LETTER])


# --- the letter a day


def write_letters(now: datetime) -> int:
    """Look at some of those for whom it is morning and at whom nobody looked today, and write to them if there is reason to. Returns how
    many were looked at: while that is not 0, there may be more, and whoever sends letters sends some in between.
    """
    for zone in notices.zones():
        there = on_the_wall(now, zone)
        some = notices.not_looked_at(zone, there.date(), AT_ONCE) if there.hour in HOURS else []
        if some:
            waiting = [(person, _waiting(person, now)) for person in people.of(some)]
            with saving():
                last = notices.hold_told(some, there.date())
                for person, found in waiting:
                    if person.id in last:
                        _write_to(person, found, last[person.id], there.date(), now)
            return len(some)
    return 0


def _waiting(person: Person, now: datetime) -> tuple[Notice, ...]:
    """All that waits for somebody, whatever they are in their classes, but for what is about this minute; nothing if it cannot be told."""
    try:
        taught = notices.taught_by(person.id)
        of_staff = for_staff(person, taught, (), _nobody, now) if taught else ()
        return (*for_learner(person, read(person.id), now), *of_staff)
    except UNREACHABLE:
        raise
    except Exception:  # whatever is wrong with one person's pairs, the others are to have their letters
        log.exception("what waits for one person could not be told")
        return ()


def _nobody(cohort: int) -> cards.AtSittings:
    return {}


def _write_to(person: Person, waiting: Sequence[Notice], last: DigestTold, today: date, now: datetime) -> None:
    """Put a letter into the outbox if what waits is worth one."""
    if told.is_worth_a_letter(waiting, last.told, last.told_on, today):
        last.told, last.told_on = {each.key: each.count for each in waiting}, today
        outbox.write(outbox.Kind.DIGEST, person.email, now, lines=[_line(each) for each in waiting])
    else:
        last.told = told.still_told(waiting, last.told)


def _line(notice: Notice) -> dict[str, object]:
    """A notice as the outbox keeps it until it is sent."""
    return {
        "about": notice.about, "says": notice.says.sentence, "values": dict(notice.says.values),
        "at": notice.at.isoformat() if notice.at else "", "zone": notice.zone,
    }  # fmt: skip
