"""Giving marks back: release to all or some at once, withdraw, and a student's question with its answer."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from elearn.actions.mark import members, note
from elearn.domain.assessment import PAIR, Key, Rubric
from elearn.domain.assessment_feedback import Letter, Released, WordsFor, released
from elearn.domain.errors import Malformed, NotAllowed, NotThere
from elearn.domain.moderation import Part, final, open_gaps
from elearn.store import cohorts, marks_asked, notices, rubrics
from elearn.store.db import saving
from elearn.store.marks import LevelGiven, MarkQuery, MarkRelease, Script, SettledLevel, WordsGiven

MOST_WORDS = 2000
AT_ONCE = 100
"""scripts read together"""


def release(cohort_id: int, scripts: Collection[int], by_id: int | None, now: datetime) -> tuple[int, list[int]]:
    """Give the members of these scripts their marks and words, all at once, in a few questions for each hundred of them.

    Returns how many people were given theirs, and the scripts that are not ready: unfinished, a second marker still out, or markers two
    levels apart who have settled nothing.
    """
    numbers = sorted(set(scripts))
    not_ready: list[int] = []
    with saving() as session:
        cohorts.hold(cohort_id)  # two leads may press at once
        given = 0
        for at in range(0, len(numbers), AT_ONCE):
            some = numbers[at : at + AT_ONCE]
            found = {each.number: each for each in marks_asked.scripts(cohort_id, some)}
            known = _gathered(cohort_id, found.values())
            has = marks_asked.released(cohort_id, [each.sitting_id for each in found.values()])
            for number in some:
                script = found.get(number)
                bodies = ready(script, known) if script is not None else {}
                if script is None or not bodies:
                    not_ready.append(number)
                    continue
                fresh = {member: body for member, body in bodies.items() if (script.sitting_id, member) not in has}
                session.add_all(_given(script, member, body, by_id, now) for member, body in fresh.items())
                given += len(fresh)
                note(cohort_id, number, by_id, now, "released")
            session.flush()  # what is written is let go: a class has thousands
    return given, not_ready


def _given(script: Script, member_id: str, body: Released, by_id: int | None, now: datetime) -> MarkRelease:
    return MarkRelease(
        cohort_id=script.cohort_id, sitting_id=script.sitting_id, member_id=member_id, body=body.model_dump_json(), released_at=now,
        by_id=by_id,
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Known:
    """What markers gave some scripts, read together."""

    by_part: Mapping[int, Mapping[Part, dict[Key, int]]]
    settled: Mapping[int, Mapping[Key, SettledLevel]]
    given: Mapping[tuple[int, int], Mapping[Key, LevelGiven]]
    words: Mapping[int, Mapping[int, Mapping[tuple[str, str], WordsGiven]]]
    rubrics: Mapping[int, Rubric]


def _gathered(cohort_id: int, scripts: Collection[Script]) -> Known:
    numbers = [each.number for each in scripts]
    return Known(
        by_part=marks_asked.levels_by_part(cohort_id, scripts=numbers),
        settled=marks_asked.settled(cohort_id, numbers),
        given=marks_asked.given(cohort_id, numbers),
        words=marks_asked.words(cohort_id, numbers),
        rubrics={each.number: each.rubric for each in rubrics.versions(cohort_id)},
    )


def ready(found: Script, known: Known) -> dict[str, Released]:
    """member → what they would be given; empty while a script is not ready to be released."""
    if found.exemplar or any(each.done_at is None for each in found.markings if each.part != Part.PRACTICE):
        return {}
    by_part = known.by_part.get(found.number, {})
    first, second, third = (by_part.get(part) for part in (Part.FIRST, Part.SECOND, Part.THIRD))
    settled = {key: row.level for key, row in known.settled.get(found.number, {}).items()}
    if first is None or (found.sampled and second is None) or open_gaps(first, second, third, settled):
        return {}
    levels = final(first, second, third, settled)
    comments, words = _comments(found, known, levels), known.words.get(found.number, {})
    names = {each.marker_id: each.marker.name for each in found.markings if each.part != Part.PRACTICE}
    bodies = {}
    for seat in members(found.sitting):
        letters = [
            Letter(by=names[marker], to_pair=about == PAIR, words=row.words, at=row.at)
            for marker, written in words.items()
            if marker in names
            for (about, kind), row in sorted(written.items())
            if kind == WordsFor.LETTER and about in (PAIR, seat.member_id) and row.words
        ]
        steps = [
            row.words
            for marker, written in words.items()
            if marker in names and (row := written.get((seat.member_id, WordsFor.NEXT_STEP))) is not None
        ]
        rubric = known.rubrics[found.rubric]
        body = released(rubric, found.rubric, seat.member_id, levels, comments, letters, "\n".join(steps), markers=len(by_part))
        if body is None:
            return {}
        bodies[seat.member_id] = body
    return bodies


def _comments(found: Script, known: Known, levels: dict[Key, int]) -> dict[Key, str]:
    """Of every level that counts, the comment of a marker who gave it; the first marker's before the others'."""
    said: dict[Key, str] = {}
    order = {Part.FIRST: 0, Part.THIRD: 1, Part.SECOND: 2, Part.PRACTICE: 3}
    for marking in sorted(found.markings, key=lambda each: order[Part(each.part)]):
        if marking.part == Part.PRACTICE:
            continue
        for key, row in known.given.get((found.number, marking.marker_id), {}).items():
            if row.comment and row.level == levels.get(key):
                said.setdefault(key, row.comment)
    return said


def withdraw(cohort_id: int, number: int, reason: str, by_id: int, now: datetime) -> None:
    """Take a release back, with a reason for the record: the page shows it no more, and marks can be changed again."""
    said = reason.strip()
    if not said:
        raise Malformed("release.reason", "Say why it is taken back: it goes into the moderation record.")
    with saving() as session:
        cohorts.hold(cohort_id)
        found = marks_asked.script(cohort_id, number)
        if found is None:
            raise NotThere("mark.no_script", "There is no such script.")
        for seat in members(found.sitting):
            row = session.get(MarkRelease, (cohort_id, found.sitting_id, seat.member_id))
            if row is not None:
                session.delete(row)
        note(cohort_id, number, by_id, now, "withdrawn", reason=said)


def ask(cohort_id: int, sitting_id: int, member_id: str, words: str, now: datetime) -> None:
    """A student asks about their feedback."""
    said = _written(words)
    if not said:
        raise Malformed("query.empty", "Write your question first.")
    with saving() as session:
        if session.get(MarkRelease, (cohort_id, sitting_id, member_id)) is None:
            raise NotAllowed("query.early", "You can ask about your feedback once it has been released.")
        session.add(MarkQuery(cohort_id=cohort_id, sitting_id=sitting_id, member_id=member_id, words=said, asked_at=now, answer=""))


def _written(words: str) -> str:
    """Words as they are kept. Raises Malformed where they are too many: nobody's words lose their end unseen."""
    said = words.replace("\r\n", "\n").strip()
    if len(said) > MOST_WORDS:
        raise Malformed("query.long", "Please keep it under {most} characters. Shorten it and send it again.", most=MOST_WORDS)
    return said


def note_read(cohort_id: int, sitting_id: int, member_id: str, now: datetime) -> None:
    """A student has opened their feedback: it waits for them no more, nor do the answers that stand there."""
    with saving():
        notices.note_read(cohort_id, sitting_id, member_id, now)


def answer(cohort_id: int, query: int, words: str, by_id: int, now: datetime) -> None:
    """Answer a student's question. Raises NotThere when it is not one of this cohort."""
    said = _written(words)
    with saving() as session:
        found = session.get(MarkQuery, query)
        if found is None or found.cohort_id != cohort_id:
            raise NotThere("query.unknown", "That question is not one of this class.")
        if not said:
            raise Malformed("query.no_answer", "Write your answer first.")
        found.answer, found.answered_at, found.answered_by = said, now, by_id
        note(cohort_id, marks_asked.of_sitting(cohort_id, found.sitting_id), by_id, now, "answered")
