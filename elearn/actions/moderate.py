"""Moderation: the sample, second and third markers, differences settled with a reason, exemplars, the rubric's weights, how a cohort marks.

All of it is whoever leads the cohort's to do, except that two markers of a script may settle their own differences.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from elearn.actions.mark import give, members, note
from elearn.domain.assessment import Key, checked_level, mark, reweighted, whole
from elearn.domain.errors import Malformed, NotAllowed, NotThere
from elearn.domain.moderation import FIRST_SCRIPTS, Marked, Part, Why, allotted, sample
from elearn.store import cohorts, marks_asked, rubrics
from elearn.store.db import saving
from elearn.store.marks import MarkingSettings, ReferenceLevel, Script, SettledLevel
from elearn.store.rubrics import RubricVersion


def draw_sample(cohort_id: int, by_id: int, now: datetime) -> dict[int, Why]:
    """Say which of the finished scripts are marked twice, by the rule, and keep why. What was drawn before stays drawn."""
    with saving():
        cohorts.hold(cohort_id)
        firsts = marks_asked.first_markings(cohort_id)
        levels = marks_asked.levels_by_part(cohort_id, scripts=[script.number for script, _ in firsts])
        people = marks_asked.people_at(cohort_id, [script.sitting_id for script, _ in firsts])
        before = marks_asked.marked_before({marking.marker_id for _, marking in firsts}, cohort_id)
        seen: Counter[int] = Counter()
        marked = []
        for script, marking in firsts:
            seen[marking.marker_id] += 1
            rubric = rubrics.version(cohort_id, script.rubric)
            totals = [mark(rubric, member, levels[script.number][Part.FIRST]) for member in people[script.sitting_id]]
            new = marking.marker_id not in before and seen[marking.marker_id] <= FIRST_SCRIPTS
            marked.append(Marked(script=script.number, marks=tuple(each for each in totals if each is not None), by_new_marker=new))
        drawn = sample(marked, marks_asked.settings(cohort_id).pass_mark, seed=str(cohort_id))
        fresh = {script.number: drawn[script.number] for script, _ in firsts if script.number in drawn and not script.sampled}
        for script, _ in firsts:
            if script.number in fresh:
                script.sampled = fresh[script.number].value
                note(cohort_id, script.number, by_id, now, "sampled", why=script.sampled)
        return fresh


def choose_for_second(cohort_id: int, number: int, by_id: int, now: datetime) -> None:
    """Have a script marked twice that the sample did not draw."""
    with saving():
        found = _script(cohort_id, number)
        if not found.sampled:
            found.sampled = Why.CHOSEN.value
            note(cohort_id, number, by_id, now, "sampled", why=found.sampled)


def share_out_seconds(cohort_id: int, markers: Sequence[int], by_id: int, now: datetime) -> int:
    """Give the sample to second markers, evenly, and never to whoever marked first. Returns how many found one."""
    never = marks_asked.to_mark_twice(cohort_id)
    given = allotted(list(never), markers, marks_asked.load(cohort_id), never, seed=f"{cohort_id}:{now.isoformat()}")
    for script, marker in given.items():
        give(cohort_id, script, marker, Part.SECOND, by_id, now)
    return len(given)


def settle(cohort_id: int, number: int, key: Key, level: int, reason: str, by_id: int, now: datetime) -> None:
    """Agree on a level after two markers differed, and say why. Only once both have finished."""
    said = reason.strip()
    if not said:
        raise Malformed("settle.reason", "Say why this level is right: it goes into the moderation record.")
    with saving() as session:
        found = _script(cohort_id, number)
        done = {Part(each.part) for each in found.markings if each.done_at}
        if not {Part.FIRST, Part.SECOND} <= done:
            raise NotAllowed("settle.early", "Both markers finish first, without knowing of one another.")
        _not_released(cohort_id, found)
        people = [seat.member_id for seat in members(found.sitting)]
        checked_level(rubrics.version(cohort_id, found.rubric), people, key, level)
        about, criterion = key
        row = SettledLevel(
            cohort_id=cohort_id, script=number, about=about, criterion=criterion, level=level, reason=said, by_id=by_id, at=now
        )
        session.merge(row)
        note(cohort_id, number, by_id, now, "settled", criterion=criterion, about=about, level=level, reason=said)


def make_exemplar(cohort_id: int, number: int, by_id: int, now: datetime) -> None:
    """Make a script an exemplar, with the levels of whoever leads as what it is agreed to show. It counts for nobody's mark any more."""
    with saving() as session:
        found = _script(cohort_id, number)
        people = [seat.member_id for seat in members(found.sitting)]
        mine = marks_asked.given(cohort_id, [number]).get((number, by_id), {})
        if not whole(rubrics.version(cohort_id, found.rubric), people, {key: row.level for key, row in mine.items()}):
            raise NotAllowed("exemplar.unmarked", "Mark it yourself first: your levels become what this exemplar is agreed to show.")
        _not_released(cohort_id, found)
        found.exemplar, found.sampled = True, ""
        for each in found.markings:
            each.part = Part.PRACTICE
        for (about, criterion), row in mine.items():
            session.merge(
                ReferenceLevel(cohort_id=cohort_id, script=number, about=about, criterion=criterion, level=row.level or 0, why=row.comment)
            )
        note(cohort_id, number, by_id, now, "exemplar")


def keep_reference(cohort_id: int, number: int, levels: Mapping[Key, tuple[int, str]]) -> None:
    """Write down what an exemplar shows, level and why: for exemplars that come ready."""
    with saving() as session:
        for (about, criterion), (level, why) in levels.items():
            session.merge(ReferenceLevel(cohort_id=cohort_id, script=number, about=about, criterion=criterion, level=level, why=why))


def reweigh(cohort_id: int, weights: Mapping[str, tuple[int, int]], why: str, by_id: int, now: datetime) -> int:
    """Weigh the criteria anew, as a new version with its reason. What is already up for marking keeps its own. Returns the number."""
    said = why.strip()[:400]
    if not said:
        raise Malformed("rubric.why", "Say why the weights change: it goes into the moderation record.")
    with saving() as session:
        newest = rubrics.newest(cohort_id)
        if newest is None:
            raise NotThere("rubric.none", "Put something up for marking first.")
        made = reweighted(newest.rubric, weights)
        number = newest.number + 1
        session.add(RubricVersion(cohort_id=cohort_id, number=number, body=made.model_dump_json(), why=said, made_by=by_id, made_at=now))
        note(cohort_id, None, by_id, now, "rubric", number=number, why=said)
        return number


def set_up(cohort_id: int, *, anonymous: bool, show_mark: bool, pass_mark: int, answer_by: str, by_id: int, now: datetime) -> None:
    """How this cohort marks. Showing names to markers goes into the record."""
    if not 0 <= pass_mark <= 100:
        raise Malformed("settings.pass", "The pass mark is a number from 0 to 100.")
    with saving() as session:
        before = marks_asked.settings(cohort_id)
        changed = before.anonymous != anonymous
        session.merge(
            MarkingSettings(
                cohort_id=cohort_id, anonymous=anonymous, show_mark=show_mark, pass_mark=pass_mark, answer_by=answer_by.strip()[:120]
            )
        )
        if changed:
            note(cohort_id, None, by_id, now, "anonymous" if anonymous else "named")


def _script(cohort_id: int, number: int) -> Script:
    found = marks_asked.script(cohort_id, number)
    if found is None:
        raise NotThere("mark.no_script", "There is no such script.")
    return found


def _not_released(cohort_id: int, found: Script) -> None:
    if marks_asked.released(cohort_id, [found.sitting_id]):
        raise NotAllowed("mark.released", "These marks have been released, and cannot be changed here. Withdraw them first.")
