"""The page on which one script is marked: the rubric with what this marker gave, the evidence, and what opens when they have saved."""

from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations
from typing import Any

from flask import url_for
from markupsafe import Markup

from elearn.actions import mark as marking
from elearn.actions import release
from elearn.domain.access import Standing as Person
from elearn.domain.assessment import LEVEL_NAMES, LEVELS, PAIR, Criterion, Key, Rubric, asked, mark
from elearn.domain.assessment_feedback import WordsFor
from elearn.domain.assessment_sight import MarkSight
from elearn.domain.errors import NotThere
from elearn.domain.moderation import Part, final, gaps, open_gaps
from elearn.domain.person import TEACHERS, Role
from elearn.store import marking_script as asked_of_script
from elearn.store import marks_asked
from elearn.store.kept import Kept
from elearn.store.marking_script import Gave, Opened
from elearn.store.marks import LevelGiven, Script
from elearn.web.doors import signed_in
from elearn.web.speaking import catalogue, gettext
from elearn.web.tutor.marking_evidence import ScriptPlace, evidence, script_place
from elearn.web.tutor.marking_panel import panel

_described: Kept[tuple[Criterion, NullTranslations], Markup] = Kept(100)
"""criteria of 2 kB: the same words for every script, and a fifth of the work of its page"""


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One script before one person, with all that decides what they may see of it."""

    opened: Opened
    gave: Gave
    who: Person
    sight: MarkSight
    rubric: Rubric
    people: tuple[str, ...]

    @property
    def script(self) -> Script:
        return self.opened.script

    @property
    def me(self) -> int:
        return self.sight.person

    def place(self) -> ScriptPlace:
        return script_place(self.script, self.gave.numbers, named=self.sight.names())


def desk(cohort: int, number: int, who: Person) -> Desk:
    """A script that this person may open. Raises NotThere alike for one that is not there and one that is not theirs."""
    person = signed_in().id
    found = asked_of_script.opened(cohort, number, person)
    if found is not None:
        sight = MarkSight(
            person=person,
            role=who.role,
            stages=marks_asked.stages(found.script),
            anonymous=found.anonymous,
            released=found.released,
            exemplar=found.script.exemplar,
        )
        if sight.script():
            people = tuple(seat.member_id for seat in marking.members(found.script.sitting))
            gave = asked_of_script.gave(found.script)
            return Desk(opened=found, gave=gave, who=who, sight=sight, rubric=found.rubric.rubric, people=people)
    raise NotThere("mark.no_script", "There is no such script.")


def view(at: Desk) -> dict[str, Any]:
    """Everything that the page shows."""
    script, here = at.script, at.place()
    mine = at.gave.levels.get(at.me, {})
    editable = at.sight.mine is not None and not at.sight.released
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
        "editable": editable,
        "criteria": [_criterion(at, here, each, mine) for each in at.rubric.asked],
        "level_names": [gettext(each) for each in LEVEL_NAMES],
        "levels": list(LEVELS),
        "count": len(asked(at.rubric, at.people)),
        "given": sum(1 for row in mine.values() if row.level is not None),
        "marks": _marks(at, here, mine),
        "words": _words(at, here, at.gave.words.get(at.me, {})),
        "phrases": _phrases(script.cohort_id) if editable else {},
        "queue": {"place": at.opened.at, "count": at.opened.mine, "done": at.opened.done},
        "choice": at.opened.choice,
        "others": _others(at, here),
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
        "whole": criterion,
        "rows": [_row(here, each, criterion, mine.get((each, criterion.id))) for each in about],
    }


def kept_description(criterion: Criterion, draw: Callable[[Criterion], Markup]) -> Markup:
    """What a criterion means at every level, drawn by the macro `draw` unless it is kept."""
    return _described.get((criterion, catalogue()), lambda: draw(criterion))


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


def _others(at: Desk, here: ScriptPlace) -> list[dict[str, Any]]:
    """Who else marks this, and how far they are; their levels only where they lie open."""
    return [
        {
            "name": each.marker.name,
            "part": str(each.part),
            "done": each.done_at is not None,
            "levels": [
                {**_named(at, here, key), "level": row.level, "comment": row.comment}
                for key in asked(at.rubric, at.people)
                if at.sight.levels_of(each.marker_id) and (row := at.gave.levels.get(each.marker_id, {}).get(key)) is not None
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
    by_part = asked_of_script.by_part(script, at.gave)
    first, second, third = (by_part.get(part) for part in (Part.FIRST, Part.SECOND, Part.THIRD))
    if first is None or second is None:
        return None
    settled = at.gave.settled
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
    mine = at.gave.levels.get(at.me, {})
    rows = [
        {
            **_named(at, here, key),
            "mine": mine[key].level if key in mine else None,
            "reference": row.level,
            "why": row.why,
            "apart": abs((mine[key].level or 0) - row.level) if key in mine else None,
        }
        for key in asked(at.rubric, at.people)
        if (row := at.gave.references.get(key)) is not None
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
    number, gave = at.script.number, at.gave
    known = release.Known(
        by_part={number: asked_of_script.by_part(at.script, gave)},
        settled={number: gave.settled},
        given={(number, marker): levels for marker, levels in gave.levels.items()},
        words={number: gave.words},
        rubrics={at.script.rubric: at.rubric},
    )
    return not at.sight.released and bool(release.ready(at.script, known))
