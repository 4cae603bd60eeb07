"""The questions of a class, as a learner answers them: before the case, after it, once more later; and whether research may use it."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import questionnaire as deeds
from elearn.domain.access import Deed
from elearn.domain.errors import NotThere, Refusal
from elearn.domain.instrument import NO_CHANCE, THEN, Answer, Asked, Instrument, Occasion, Point
from elearn.store import answers, cohorts
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said, wants_json
from elearn.web.speaking import gettext
from elearn.web.tutor.posting import tried

questionnaire = Blueprint("questionnaire", __name__)

TITLES = {
    Occasion.BEFORE: _l("A few questions before the case"),
    Occasion.AFTER: _l("A few questions after the case"),
    Occasion.LATER: _l("One more short story"),
}
FOR_RESEARCH = {"yes": True, "no": False}


@questionnaire.get("/classes/<int:cohort>/questions/<occasion>")
@door(Deed.LEARN)
def questions(cohort: int, occasion: str) -> str:
    """The questions of an occasion; once closed, that they are."""
    return _page(cohort, _occasion(occasion))


@questionnaire.post("/classes/<int:cohort>/questions/<occasion>")
@door(Deed.LEARN)
def answer(cohort: int, occasion: str) -> Response:
    """Keep what was answered. The page's script sends each answer as it is given; without one, the button sends them all."""
    when, by_script = _occasion(occasion), wants_json()
    sent = list(request.form.items())
    try:
        deeds.answer(cohort, signed_in().id, when, sent, datetime.now(UTC), hand_in=not by_script)
    except Refusal as refusal:
        if by_script:
            raise
        g.refused = said(refusal)
        return make_response(_page(cohort, when, typed=dict(sent)), STATUS.get(type(refusal), 422))
    if by_script:
        return make_response("", 204)
    flash(gettext("Saved. Thank you. You can change your answers while these questions are open."))
    return make_response(redirect(url_for("questionnaire.questions", cohort=cohort, occasion=when.value), 303))


@questionnaire.get("/classes/<int:cohort>/research")
@door(Deed.LEARN)
def research(cohort: int) -> str:
    """Whether research may use what I do in this class."""
    return _research_page(cohort)


@questionnaire.post("/classes/<int:cohort>/research")
@door(Deed.LEARN)
def say_of_research(cohort: int) -> Response:
    """Allow it, or take it back."""
    allows = FOR_RESEARCH.get(request.form.get("allows", ""), False)
    return tried(
        lambda: deeds.say_of_research(cohort, signed_in().id, allows, datetime.now(UTC)),
        lambda: _research_page(cohort),
        then=url_for("questionnaire.research", cohort=cohort),
        done=gettext("Saved: research may use it. You can take this back at any time.")
        if allows
        else gettext("Saved: research leaves it out."),
    )


def _research_page(cohort: int) -> str:
    kept = answers.allows_research(cohort, signed_in().id)
    return render_template("learn/questionnaire_research.html", cohort=cohorts.by_id(cohort), allows=bool(kept and kept.allows))


def _occasion(word: str) -> Occasion:
    try:
        return Occasion(word)
    except ValueError as error:
        raise NotThere("questions.unknown", "There are no such questions.") from error


def _page(cohort: int, occasion: Occasion, typed: dict[str, str] | None = None) -> str:
    opened = deeds.open_for(cohort, signed_in().id, datetime.now(UTC))
    kept = opened.sheets.get(occasion)
    values = _values(kept.answers if kept else {}) | (typed or {})
    instrument, is_open = opened.instrument, occasion in opened.occasions
    vignettes = instrument.vignettes if instrument.has_vignette(occasion) and (is_open or values) else None
    story = deeds.story(cohort, signed_in().id, opened.sheets, instrument, occasion) if vignettes else None
    consent = answers.allows_research(cohort, signed_in().id)
    return render_template(
        "learn/questionnaire.html",
        cohort=cohorts.by_id(cohort),
        title=TITLES[occasion],
        occasion=occasion.value,
        open=is_open,
        done=opened.handed_in(occasion),
        unvalidated=not instrument.validation,
        instrument=instrument,
        twice=instrument.asked(occasion) is Asked.TWICE,
        scales=_scales(instrument, occasion),
        points=_points(instrument.scale, no_chance=instrument.no_chance),
        afterwards=occasion is Occasion.AFTER,
        agreement=_points(instrument.statements.scale) if instrument.statements else [],
        overall=_points(instrument.overall.scale) if instrument.overall else [],
        vignette=vignettes.text(story) if vignettes and story else None,
        story=story,
        tasks=vignettes.tasks if vignettes else (),
        values=values,
        then=THEN,
        allows=bool(consent and consent.allows),
    )


def _scales(instrument: Instrument, occasion: Occasion) -> list[dict[str, Any]]:
    """The scales with those of their items that are asked now."""
    asked = {item.id for item in instrument.items_at(occasion)}
    return [
        {"name": scale.name, "items": items}
        for scale in instrument.scales
        if (items := [item for item in scale.items if item.id in asked])
    ]  # fmt: skip


def _points(scale: tuple[Point, ...], no_chance: str = "") -> list[dict[str, str]]:
    points = [{"value": str(point.value), "says": point.says} for point in scale]
    return [*points, {"value": NO_CHANCE, "says": no_chance}] if no_chance else points


def _values(kept: dict[str, Answer]) -> dict[str, str]:
    """Answers as a form has them."""
    return {key: NO_CHANCE if value is None else str(value) for key, value in kept.items()}
