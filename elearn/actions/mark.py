"""Marking: put finished sittings up, share them out, give levels and words, and say that one is done.

Every write holds the marker's own row of the script first, and each field has a version: a page that is older than what it would change is
told so and changes nothing. Nothing can be changed once it has been released.
"""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elearn.domain.assessment import Judgement, Key, Rubric, asked, checked_level, unexplained, whole
from elearn.domain.assessment_default import DEFAULT, PHRASES
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.errors import Conflict, Malformed, NotAllowed, NotThere
from elearn.domain.moderation import Part, allotted
from elearn.domain.person import MARKERS, Discipline
from elearn.store import cohorts, marks_asked, rubrics, sittings, word_decisions
from elearn.store.db import db, saving
from elearn.store.marks import (
    Candidate,
    LevelGiven,
    MarkerChoice,
    Marking,
    MarkRelease,
    ModerationEntry,
    Phrase,
    Script,
    WordsGiven,
)
from elearn.store.rubrics import RubricVersion
from elearn.store.sittings import Seat, Sitting

MOST_WORDS = 4000
MOST_PHRASE = 600
NEWER = "This was changed in another window since this page was made. The newer version stands; reload to see it."


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a save came to: field → its new version, whether every level is now given, and what was not kept because it is older."""

    versions: dict[str, int]
    whole: bool
    older: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class GivenLevel:
    """A level and its comment as a page sends them, with the version that the page was made at."""

    about: str
    criterion: str
    level: int | None
    comment: str
    version: int

    @property
    def field(self) -> str:
        return f"{self.about}.{self.criterion}"


@dataclass(frozen=True, kw_only=True)
class GivenWords:
    """A letter, next step or note as a page sends it."""

    about: str
    kind: WordsFor
    words: str
    version: int

    @property
    def field(self) -> str:
        return f"{self.about}.{self.kind}"


# --- putting up and sharing out


def put_up(cohort_id: int, sitting_ids: Collection[int], by_id: int | None, now: datetime, *, exemplar: bool = False) -> list[int]:
    """Put finished sittings up for marking under the newest rubric, each with numbers for itself and its people. Returns the scripts."""
    with saving() as session:
        cohorts.hold(cohort_id)  # two tutors may press at once
        rubric = _rubric(cohort_id, by_id, now)
        scripts, people = marks_asked.numbers_in_use(cohort_id)
        made = []
        for sitting_id in sitting_ids:
            sitting = sittings.with_seats(cohort_id, sitting_id)
            if sitting is None or not sitting.table.finished or marks_asked.of_sitting(cohort_id, sitting_id) is not None:
                continue
            number = _free_number(scripts, least=100)
            session.add(
                Script(
                    cohort_id=cohort_id, number=number, sitting_id=sitting_id, rubric=rubric, put_up_at=now, exemplar=exemplar, sampled=""
                )
            )
            for seat in members(sitting):
                candidate = _free_number(people, least=1000)
                session.add(Candidate(cohort_id=cohort_id, sitting_id=sitting_id, member_id=seat.member_id, number=candidate))
            made.append(number)
        session.flush()
        if made:
            note(cohort_id, None, by_id, now, "exemplars" if exemplar else "put_up", count=len(made), rubric=rubric)
        return made


def members(sitting: Sitting) -> list[Seat]:
    """Those of a sitting who are marked, medicine first: whoever left before the end has no mark for it."""
    stayed = [seat for seat in sitting.seats if seat.left_at is None]
    return sorted(stayed, key=lambda seat: (Discipline(seat.discipline) is not Discipline.MEDICINE, seat.member_id))


def _rubric(cohort_id: int, by_id: int | None, now: datetime) -> int:
    found = rubrics.newest(cohort_id)
    if found is None:
        found = RubricVersion(
            cohort_id=cohort_id, number=1, body=DEFAULT.model_dump_json(), why="The rubric to begin with.", made_by=by_id, made_at=now
        )
        db.session.add(found)
        db.session.add_all(
            Phrase(cohort_id=cohort_id, criterion=criterion, words=words, made_by=None, made_at=now) for criterion, words in PHRASES
        )
        db.session.flush()
    return found.number


def _free_number(taken: set[int], *, least: int) -> int:
    """A number by lot that nobody bears, from a range at least twice as long as what is taken."""
    while len(taken) * 2 > least * 9:
        least *= 10
    number = next(found for _ in range(10_000) if (found := least + secrets.randbelow(least * 9)) not in taken)
    taken.add(number)
    return number


def share_out(cohort_id: int, markers: Sequence[int], by_id: int | None, now: datetime) -> int:
    """Give the scripts that nobody marks yet to these markers, evenly. Returns how many."""
    with saving():
        cohorts.hold(cohort_id)
        for marker in markers:
            _must_mark(cohort_id, marker)
        scripts = marks_asked.without_marker(cohort_id)
        given = allotted(scripts, markers, marks_asked.load(cohort_id), {}, seed=f"{cohort_id}:{now.isoformat()}")
        for script, marker in given.items():
            _give(cohort_id, script, marker, Part.FIRST, by_id, now)
        return len(given)


def give(cohort_id: int, script: int, marker: int, part: Part, by_id: int | None, now: datetime) -> None:
    """Give one script to one marker. Raises when they have it already, or that part is somebody else's."""
    with saving():
        cohorts.hold(cohort_id)
        _must_mark(cohort_id, marker)
        found = _script(cohort_id, script)
        _not_released(found)
        if any(each.marker_id == marker for each in found.markings):
            raise Conflict("mark.given", "That marker has this script already.")
        if part is not Part.PRACTICE and any(each.part == part for each in found.markings):
            raise Conflict("mark.part", "Somebody else marks that part of this script already. Reload the page.")
        if found.exemplar != (part is Part.PRACTICE):
            raise NotAllowed("mark.exemplar", "An exemplar is there to practise on, and other scripts are there to be marked.")
        _give(cohort_id, script, marker, part, by_id, now)


def _give(cohort_id: int, script: int, marker: int, part: Part, by_id: int | None, now: datetime) -> None:
    db.session.add(Marking(cohort_id=cohort_id, script=script, marker_id=marker, part=part, given_at=now))
    db.session.flush()
    if part is not Part.PRACTICE:
        note(cohort_id, script, by_id, now, "given", marker=marker, part=part.value)


def _must_mark(cohort_id: int, marker: int) -> None:
    if cohorts.role_in(cohort_id, marker) not in MARKERS:
        raise NotThere("mark.marker", "That person does not mark in this class.")


# --- marking


def save(cohort_id: int, script: int, marker: int, levels: Iterable[GivenLevel], words: Iterable[GivenWords], now: datetime) -> Kept:
    """Keep levels and words of one marker. What the page had right is kept; what is older than what stands is left, and named."""
    versions: dict[str, int] = {}
    older: list[str] = []
    with saving() as session:
        found, marking = _held(cohort_id, script, marker)
        rubric, people = rubrics.version(cohort_id, found.rubric), [seat.member_id for seat in members(found.sitting)]
        for each in levels:
            checked_level(rubric, people, (each.about, each.criterion), each.level)
            row = session.get(LevelGiven, (cohort_id, script, marker, each.about, each.criterion))
            said = (each.level, each.comment.strip()[:MOST_WORDS])
            if row is None:
                row = LevelGiven(
                    cohort_id=cohort_id, script=script, marker_id=marker, about=each.about, criterion=each.criterion,
                    level=None, comment="", version=0, at=now,
                )  # fmt: skip
                session.add(row)
            if (row.level, row.comment) != said:
                if row.version != each.version:
                    older.append(each.field)
                    continue
                row.level, row.comment, row.version, row.at = *said, row.version + 1, now
            versions[each.field] = row.version
        for said_words in words:
            kept = _words_kept(session, (cohort_id, script, marker), said_words, people, now)
            if kept is None:
                older.append(said_words.field)
            else:
                versions[said_words.field] = kept
        session.flush()
        is_whole = whole(rubric, people, {key: row.level for key, row in _mine(cohort_id, script, marker).items()})
        marking.began_at = marking.began_at or now
        if is_whole:
            marking.whole_at = marking.whole_at or now
        elif marking.done_at:
            marking.done_at = None
    return Kept(versions=versions, whole=is_whole, older=tuple(older))


def _words_kept(session: Any, key: tuple[int, int, int], given: GivenWords, people: Sequence[str], now: datetime) -> int | None:
    """The version of the words as they now stand; none where the page was older than they."""
    if given.about and given.about not in people:
        raise Malformed("mark.unknown", "This rubric does not ask for that. Reload the page and try again.")
    row = session.get(WordsGiven, (*key, given.about, given.kind))
    said = given.words.strip()[:MOST_WORDS]
    if row is None:
        if not said:
            return 0
        cohort_id, script, marker = key
        row = WordsGiven(
            cohort_id=cohort_id, script=script, marker_id=marker, about=given.about, kind=given.kind, words="", version=0, at=now
        )
        session.add(row)
    if row.words != said:
        if row.version != given.version:
            return None
        row.words, row.version, row.at = said, row.version + 1, now
    version: int = row.version
    return version


def _mine(cohort_id: int, script: int, marker: int) -> dict[Key, LevelGiven]:
    return marks_asked.given(cohort_id, [script]).get((script, marker), {})


def finish(cohort_id: int, script: int, marker: int, now: datetime) -> None:
    """This marker has finished: their levels count, and the other marker's open to them. Raises NotAllowed while something is missing."""
    with saving():
        found, marking = _held(cohort_id, script, marker)
        rubric, people = rubrics.version(cohort_id, found.rubric), [seat.member_id for seat in members(found.sitting)]
        mine = _mine(cohort_id, script, marker)
        if not whole(rubric, people, {key: row.level for key, row in mine.items()}):
            left = sum(1 for key in asked(rubric, people) if key not in mine or mine[key].level is None)
            raise NotAllowed("mark.unfinished", "{count} levels are still to be given.", count=left)
        bare = unexplained(judgements(rubric, people, mine))
        if bare:
            names = ", ".join(dict.fromkeys(each.criterion.name for each in bare))
            raise NotAllowed(
                "mark.unexplained", "Levels 1 and 4 want a word of explanation. It is missing for: {criteria}.", criteria=names
            )
        if marking.done_at is None:
            marking.done_at = now
            if marking.part != Part.PRACTICE:
                note(cohort_id, script, marker, now, "finished", part=str(marking.part))


def reopen(cohort_id: int, script: int, marker: int, now: datetime) -> None:
    """Work on a finished marking again, before anything is released. It stands in the record, since others' levels have lain open since."""
    with saving():
        _, marking = _held(cohort_id, script, marker)
        if marking.done_at is not None:
            marking.done_at = None
            if marking.part != Part.PRACTICE:
                note(cohort_id, script, marker, now, "reopened", part=str(marking.part))


def judgements(rubric: Rubric, people: Sequence[str], given: dict[Key, LevelGiven]) -> list[Judgement]:
    """All that is asked of a script, with what one marker gave."""
    found = []
    for key in asked(rubric, people):
        row, criterion = given.get(key), rubric.criterion(key[1])
        if criterion is not None:
            found.append(Judgement(about=key[0], criterion=criterion, level=row.level if row else None, comment=row.comment if row else ""))
    return found


def _held(cohort_id: int, script: int, marker: int) -> tuple[Script, Marking]:
    """A script and this marker's own row of it, held until the transaction ends."""
    marking = db.session.get(Marking, (cohort_id, script, marker), with_for_update=True)
    if marking is None:
        raise NotThere("mark.not_given", "This script was not given to you.")
    found = _script(cohort_id, script)
    _not_released(found)
    return found, marking


def _script(cohort_id: int, number: int) -> Script:
    found = marks_asked.script(cohort_id, number)
    if found is None:
        raise NotThere("mark.no_script", "There is no such script.")
    return found


def _not_released(found: Script) -> None:
    keys = [(found.cohort_id, found.sitting_id, seat.member_id) for seat in members(found.sitting)]
    if any(db.session.get(MarkRelease, key) for key in keys):
        raise NotAllowed("mark.released", "These marks have been released, and cannot be changed here. Withdraw them first.")


# --- beside marking


def keep_phrase(cohort_id: int, criterion: str, words: str, by_id: int, now: datetime) -> None:
    """Put a comment into the cohort's bank; the same words go in once."""
    said = " ".join(words.split())[:MOST_PHRASE]
    if not said:
        raise Malformed("phrase.empty", "Write the comment first.")
    with saving() as session:
        if not any(each.criterion == criterion and each.words == said for each in marks_asked.phrases(cohort_id)):
            session.add(Phrase(cohort_id=cohort_id, criterion=criterion, words=said, made_by=by_id, made_at=now))


def drop_phrase(cohort_id: int, phrase: int) -> None:
    """Take a comment out of the bank. Marks that used it keep it."""
    with saving() as session:
        found = session.get(Phrase, phrase)
        if found is None or found.cohort_id != cohort_id:
            raise NotThere("phrase.unknown", "That comment is not in this class’s bank.")
        session.delete(found)


def decide_words(case_slug: str, words: str, cause_id: str, *, same: bool, by_id: int, now: datetime) -> None:
    """A tutor says whether a pair's own words are the panel's cause. Pages of this case heed it, and its vocabulary may learn from it."""
    with saving():
        word_decisions.decide(case_slug, words[: word_decisions.MOST_WORDS], cause_id, same=same, by_id=by_id, now=now)


def choose(person_id: int, *, rubric_left: bool, single_keys: bool) -> None:
    """How this marker likes the page."""
    with saving() as session:
        session.merge(MarkerChoice(person_id=person_id, rubric_left=rubric_left, single_keys=single_keys))


def note(cohort_id: int, script: int | None, by_id: int | None, now: datetime, kind: str, **facts: Any) -> None:
    """A line of the moderation record, inside the caller's transaction."""
    db.session.add(ModerationEntry(cohort_id=cohort_id, script=script, by_id=by_id, at=now, kind=kind, facts=facts))
