"""The page on which one script is marked: the rubric with what this marker gave, the evidence, and what opens when they have saved."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from elearn.actions import mark as marking
from elearn.actions import release
from elearn.domain.access import Standing as Person
from elearn.domain.assessment import LEVEL_NAMES, LEVELS, PAIR, Criterion, Key, Rubric, asked, mark
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.assessment_sight import MarkSight
from elearn.domain.errors import NotThere
from elearn.domain.moderation import Part, final, gaps, open_gaps
from elearn.domain.person import TEACHERS, Role
from elearn.store import marks_asked, rubrics
from elearn.store.marks import LevelGiven, Script
from elearn.web.doors import signed_in
from elearn.web.tutor.marking_evidence import ScriptPlace, evidence, script_place
from elearn.web.tutor.marking_panel import panel


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One script before one person, with all that decides what they may see of it."""

    script: Script
    who: Person
    sight: MarkSight
    rubric: Rubric
    people: tuple[str, ...]
    numbers: dict[str, int]

    @property
    def me(self) -> int:
        return self.sight.person

    def place(self) -> ScriptPlace:
        return script_place(self.script, self.numbers, named=self.sight.names())


def desk(cohort: int, number: int, who: Person) -> Desk:
    """A script that this person may open. Raises NotThere alike for one that is not there and one that is not theirs."""
    found = marks_asked.script(cohort, number)
    person = signed_in().id
    if found is not None:
        released = marks_asked.released(cohort, [found.sitting_id])
        sight = MarkSight(
            person=person,
            role=who.role,
            stages=marks_asked.stages(found),
            anonymous=marks_asked.settings(cohort).anonymous,
            released=bool(released),
            exemplar=found.exemplar,
        )
        if sight.script():
            people = tuple(seat.member_id for seat in marking.members(found.sitting))
            numbers = {member: number for (_, member), number in marks_asked.candidates(cohort, [found.sitting_id]).items()}
            rubric = rubrics.version(cohort, found.rubric)
            return Desk(script=found, who=who, sight=sight, rubric=rubric, people=people, numbers=numbers)
    raise NotThere("mark.no_script", "There is no such script.")


def view(at: Desk) -> dict[str, Any]:
    """Everything that the page shows."""
    script, here = at.script, at.place()
    given = marks_asked.given(script.cohort_id, [script.number])
    mine = given.get((script.number, at.me), {})
    words = marks_asked.words(script.cohort_id, [script.number])[script.number]
    place, count, done = marks_asked.place_in_queue(script.cohort_id, at.me, script.number)
    choice = marks_asked.choice(at.me)
    return {
        "cohort": script.cohort_id,
        "script": script,
        "here": here,
        "title": here.case.title,
        "numbers": ", ".join(here.called[each] for each in at.people),
        "finished": here.table.moved_at,
        "opened": [each.value for each in here.table.packs_opened],
        "mine": at.sight.mine,
        "part": at.sight.mine.part.value if at.sight.mine else "",
        "released": at.sight.released,
        "teaches": at.who.role in TEACHERS,
        "leads": at.who.role is Role.LEAD,
        "editable": at.sight.mine is not None and not at.sight.released,
        "criteria": [_criterion(at, here, each, mine) for each in at.rubric.asked],
        "level_names": LEVEL_NAMES,
        "levels": list(LEVELS),
        "count": len(asked(at.rubric, at.people)),
        "given": sum(1 for row in mine.values() if row.level is not None),
        "marks": _marks(at, here, mine),
        "words": _words(at, here, words.get(at.me, {})),
        "phrases": _phrases(script.cohort_id),
        "queue": {"place": place, "count": count, "done": done},
        "choice": choice,
        "others": _others(at, here, given),
        "compared": _compared(at, here),
        "panel": panel(here) if at.sight.panel() else None,
        "next": url_for("marking.next_script", cohort=script.cohort_id, after=script.number),
        **evidence(here),
    }


def _criterion(at: Desk, here: ScriptPlace, criterion: Criterion, mine: dict[Key, LevelGiven]) -> dict[str, Any]:
    about = [*(at.people if criterion.each else ()), *((PAIR,) if criterion.pair else ())]
    return {
        "id": criterion.id,
        "name": criterion.name,
        "evidence": criterion.evidence.value,
        "each": criterion.each,
        "pair": criterion.pair,
        "descriptors": criterion.levels,
        "medicine": criterion.medicine,
        "law": criterion.law,
        "rows": [_row(here, each, criterion, mine.get((each, criterion.id))) for each in about],
    }


def _row(here: ScriptPlace, about: str, criterion: Criterion, row: LevelGiven | None) -> dict[str, Any]:
    discipline = here.table.discipline(about)
    return {
        "field": f"{about or 'pair'}.{criterion.id}",
        "id": f"{about or 'pair'}-{criterion.id}",
        "pair": not about,
        "name": here.called.get(about, ""),
        "voice": discipline.value if discipline else "both",
        "level": row.level if row else None,
        "comment": row.comment if row else "",
        "version": row.version if row else 0,
    }


def _marks(at: Desk, here: ScriptPlace, mine: dict[Key, LevelGiven]) -> list[dict[str, Any]]:
    levels = {key: row.level for key, row in mine.items()}
    return [{"name": here.called[each], "mark": mark(at.rubric, each, levels)} for each in at.people]


def _words(at: Desk, here: ScriptPlace, mine: dict[tuple[str, str], Any]) -> list[dict[str, Any]]:
    wanted = [(PAIR, WordsFor.LETTER)]
    wanted += [(each, kind) for each in at.people for kind in (WordsFor.LETTER, WordsFor.NEXT_STEP)]
    wanted += [(PAIR, WordsFor.NOTE)]
    return [
        {
            "field": f"{about or 'pair'}.{kind}",
            "id": f"{about or 'pair'}-{kind}",
            "kind": kind.value,
            "pair": not about,
            "name": here.called.get(about, ""),
            "words": mine[about, kind].words if (about, kind) in mine else "",
            "version": mine[about, kind].version if (about, kind) in mine else 0,
        }
        for about, kind in wanted
    ]


def _phrases(cohort: int) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for each in marks_asked.phrases(cohort):
        found.setdefault(each.criterion, []).append({"id": each.id, "words": each.words})
    return found


def _others(at: Desk, here: ScriptPlace, given: dict[tuple[int, int], dict[Key, LevelGiven]]) -> list[dict[str, Any]]:
    """Who else marks this, and how far they are; their levels only where they lie open."""
    return [
        {
            "name": each.marker.name,
            "part": str(each.part),
            "done": each.done_at is not None,
            "levels": [
                {**_named(at, here, key), "level": row.level, "comment": row.comment}
                for key in asked(at.rubric, at.people)
                if at.sight.levels_of(each.marker_id) and (row := given.get((at.script.number, each.marker_id), {}).get(key)) is not None
            ],
        }
        for each in at.script.markings
        if each.marker_id != at.me
    ]


def _compared(at: Desk, here: ScriptPlace) -> dict[str, Any] | None:
    """Two markers side by side, where they stand apart, and what was settled; or an exemplar's levels beside one's own."""
    script = at.script
    if script.exemplar:
        return _beside_reference(at, here) if at.sight.reference() else None
    markers = {Part(each.part): each.marker_id for each in script.markings}
    if Part.SECOND not in markers or not all(at.sight.levels_of(each) for each in markers.values()):
        return None
    by_part = marks_asked.levels_by_part(script.cohort_id, scripts=[script.number]).get(script.number, {})
    first, second, third = (by_part.get(part) for part in (Part.FIRST, Part.SECOND, Part.THIRD))
    if first is None or second is None:
        return None
    settled = marks_asked.settled(script.cohort_id, [script.number]).get(script.number, {})
    agreed = {key: row.level for key, row in settled.items()}
    apart = {each.key: each for each in gaps(first, second)}
    counting = final(first, second, third, agreed)
    waiting = {each.key for each in open_gaps(first, second, third, agreed)}
    rows = [
        {
            **_named(at, here, key),
            "first": first.get(key),
            "second": second.get(key),
            "third": (third or {}).get(key),
            "counts": counting.get(key),
            "wide": key in apart and apart[key].wide,
            "waits": key in waiting,
            "reason": settled[key].reason if key in settled else "",
        }
        for key in asked(at.rubric, at.people)
        if key in apart or key in settled
    ]
    return {"kind": "two", "rows": rows, "same": len(first) - len(apart), "waits": len(waiting), "third": Part.THIRD in markers}


def _beside_reference(at: Desk, here: ScriptPlace) -> dict[str, Any]:
    reference = marks_asked.references(at.script.cohort_id, at.script.number)
    mine = marks_asked.given(at.script.cohort_id, [at.script.number]).get((at.script.number, at.me), {})
    rows = [
        {
            **_named(at, here, key),
            "mine": mine[key].level if key in mine else None,
            "reference": row.level,
            "why": row.why,
            "apart": abs((mine[key].level or 0) - row.level) if key in mine else None,
        }
        for key in asked(at.rubric, at.people)
        if (row := reference.get(key)) is not None
    ]
    return {"kind": "reference", "rows": rows, "same": sum(1 for row in rows if row["apart"] == 0)}


def _named(at: Desk, here: ScriptPlace, key: Key) -> dict[str, Any]:
    about, criterion = key
    found = at.rubric.criterion(criterion)
    return {
        "about": about,
        "criterion": criterion,
        "field": f"{about or 'pair'}.{criterion}",
        "name": here.called.get(about, ""),
        "says": found.about if found else criterion,
    }


def releasable(at: Desk) -> bool:
    """Whether the script could be released as it stands."""
    return not at.sight.released and release.is_ready(at.script)
