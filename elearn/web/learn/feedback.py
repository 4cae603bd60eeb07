"""What a student is given: the letters, what the map shows, the gaps with where to look, the own levels; and a question asked back.

Levels, comments and letters show only once they are released (assessment_sight); what the map shows beside the panel does so as soon as
the panel is open. Nobody's page has another's levels in it.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for

from elearn.actions import release as releasing
from elearn.domain.access import Deed
from elearn.domain.assessment import LEVEL_NAMES, SECURE, TOP, Rubric
from elearn.domain.assessment_feedback import Line, Released, gaps, strengths
from elearn.domain.assessment_sight import sees_feedback
from elearn.domain.beside import beside_panel
from elearn.domain.content import StepKind
from elearn.domain.differences import Difference
from elearn.domain.person import Discipline
from elearn.store import library, marks_asked
from elearn.web.doors import Place, door, place, signed_in
from elearn.web.filters import initials
from elearn.web.learn import papers
from elearn.web.speaking import gettext

feedback = Blueprint("feedback", __name__, url_prefix="/sittings/<int:cohort>/<int:sitting>/feedback")


@feedback.get("")
@door(Deed.WORK)
def mine(cohort: int, sitting: int) -> str:
    """My feedback on this case."""
    here = place()
    found = marks_asked.release(cohort, sitting, here.me)
    asked = marks_asked.queries(cohort, sitting, here.me) if found is not None else []
    if found is not None and (found.read_at is None or any(each.answered_at and each.read_at is None for each in asked)):
        releasing.note_read(cohort, sitting, here.me, datetime.now(UTC))
    shown = sees_feedback(is_member=here.seat is not None, released=found is not None)
    given = Released.model_validate_json(found.body) if found is not None and shown else None
    settings = marks_asked.settings(cohort)
    comparison = beside_panel(here.table, here.case) if here.sight.panel() and here.table.finished else None
    return render_template(
        "learn/feedback.html",
        key=here.key,
        case={"title": here.case.title},
        me=here.names[here.me],
        partners=[name for member, name in here.names.items() if member != here.me],
        finished=here.table.finished,
        given=given,
        released_at=found.released_at if found is not None and shown else None,
        profile=[_line(given.rubric, each) for each in given.lines] if given else [],
        top=TOP,
        secure=LEVEL_NAMES[SECURE],
        show_mark=settings.show_mark,
        answer_by=settings.answer_by,
        strengths=strengths(comparison, here.table) if comparison else (),
        gaps=[_gap(here, each) for each in gaps(comparison, here.table)] if comparison else [],
        growth=_growth(given) if given else None,
        asked=asked if given else [],
        map_url=_page(here, StepKind.MAP),
    )


@feedback.post("")
@door(Deed.WORK)
def ask(cohort: int, sitting: int) -> Response:
    """Ask about it."""
    releasing.ask(cohort, sitting, place().me, request.form.get("words", ""), datetime.now(UTC))
    flash(gettext("Your question is with your tutors. Their answer stands here."))
    return make_response(redirect(url_for("feedback.mine", cohort=cohort, sitting=sitting, _anchor="ask"), 303))


def _page(here: Place, kind: StepKind) -> str:
    found = next((each.id for each in here.case.steps if each.kind is kind), None)
    return url_for("learn.page", **here.key, page=found) if found and here.table.has_reached(kind) else ""


def _line(rubric: Rubric, line: Line) -> dict[str, Any]:
    criterion = rubric.criterion(line.criterion)
    return {
        "says": criterion.about if criterion else line.criterion,
        "pair": line.pair,
        "level": line.level,
        "name": LEVEL_NAMES[line.level],
        "comment": line.comment,
        "looks_like": criterion.levels[line.level - 1].full if criterion and line.level else "",
        "weight": (criterion.pair if line.pair else criterion.each) if criterion else 0,
    }


def _gap(here: Place, difference: Difference) -> dict[str, Any]:
    """A gap as *what, where, why it matters, what next*: with a voice of either profession where the panel has both."""
    voices = [each for each in difference.reasons if each.voice is not None]
    by_side = [next((each for each in voices if each.voice and each.voice.discipline is side), None) for side in Discipline]
    chosen = [each for each in by_side if each is not None] or voices[:1]
    return {
        "kind": difference.kind.value,
        "says": difference.says,
        "to": difference.to,
        "why": [each.words for each in difference.reasons if each.voice is None][:1],
        "lost": next((here.names.get(each.finding.member, "") for each in difference.lost), ""),
        "mine": any(each.finding.member == here.me for each in difference.lost),
        "places": [
            {**papers.quote(here, each), "url": url_for("learn.page", **here.key, page="file", paper=each.paper)}
            for each in (tuple(place.passage for place in difference.places) or difference.passages)[:2]
        ],
        "voices": [
            {
                "words": each.words,
                "name": each.voice.name,
                "initials": initials(each.voice.name),
                "discipline": each.voice.discipline or "both",
            }
            for each in chosen
            if each.voice is not None
        ],
    }


def _growth(given: Released) -> dict[str, Any] | None:
    """The criterion at which this student stands lowest, case by case: a direction, never a verdict."""
    own = [each for each in given.lines if not each.pair] or list(given.lines)
    weakest = min(own, key=lambda each: each.level)
    criterion = given.rubric.criterion(weakest.criterion)
    rows = marks_asked.releases_of(signed_in().id)
    titles = library.titles({sitting.case_sha for _, sitting in rows})
    path = []
    for row, sitting in rows:
        line = next(
            (
                each
                for each in Released.model_validate_json(row.body).lines
                if (each.criterion, each.pair) == (weakest.criterion, weakest.pair)
            ),
            None,
        )
        if line is not None:
            path.append({"title": titles.get(sitting.case_sha, ""), "name": LEVEL_NAMES[line.level]})
    return {"says": criterion.about if criterion else weakest.criterion, "path": path}
