"""A class's evidence: its figures, its questionnaire as the lead sets it, and the vignettes as their markers have them."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from elearn.actions import questionnaire as deeds
from elearn.actions.evidence import evidence_of
from elearn.authoring.instrument import MOST_BYTES, default_instrument
from elearn.domain.access import Deed, may
from elearn.domain.errors import Malformed, NotThere, Refusal
from elearn.domain.evidence import ALL, FEWEST, Level
from elearn.domain.evidence_sight import EvidenceSight
from elearn.domain.instrument import Occasion
from elearn.domain.person import Discipline
from elearn.domain.vignette import queue
from elearn.store import answers
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said
from elearn.web.gate import asked_number
from elearn.web.speaking import gettext
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import number, tried
from elearn.web.tutor.tabs import tabs
from elearn.web.uploads import takes

evidence = Blueprint("evidence", __name__)

LEVELS = {
    Level.REACTION: _l("Barr level 1: how learners took to it"),
    Level.ATTITUDES: _l("Barr level 2a: what learners believe and are disposed to do"),
    Level.SKILLS: _l("Barr level 2b: knowledge and skills"),
}
A_PAGE = 100
"""numbers of short stories that one has marked"""
GROUPS = {ALL: _l("All"), Discipline.MEDICINE: _l("Medicine"), Discipline.LAW: _l("Law"), "": _l("Not said")}


@evidence.get("/classes/<int:cohort>/evidence")
@door(Deed.WATCH_COHORT)
def figures(cohort: int) -> str:
    """Before and now, in figures over ten people or more."""
    found = known(cohort)
    sight = EvidenceSight(role=g.who.role, marks_final=answers.marks_are_final(cohort))
    research = request.args.get("of") == "research" and sight.research()
    told = evidence_of(cohort, research=research)
    return render_template(
        "tutor/evidence.html",
        cohort=found,
        tabs=tabs(cohort),
        report=told.report,
        kept_at=told.kept_at,
        instrument=told.instrument,
        research=research,
        may_research=sight.research(),
        fewest=FEWEST,
        levels={level: str(words) for level, words in LEVELS.items()},
        groups={group: str(words) for group, words in GROUPS.items()},
        reaction_level=LEVELS[Level.REACTION],
        leads=may(g.who, Deed.LEAD_COHORT),
        marks=may(g.who, Deed.MARK),
        all=ALL,
    )


@evidence.get("/classes/<int:cohort>/questionnaire")
@door(Deed.LEAD_COHORT)
def settings(cohort: int) -> str:
    """Which questionnaire the class is given, and what of it is open."""
    return _settings_page(cohort)


@evidence.post("/classes/<int:cohort>/questionnaire")
@door(Deed.LEAD_COHORT)
def settle(cohort: int) -> Response:
    """Ask the class or not, open a part for all, or choose among the questionnaires."""
    now, asked = datetime.now(UTC), request.form.get("do", "")
    doings = {
        "ask": lambda: deeds.switch(cohort, off=False),
        "ask-not": lambda: deeds.switch(cohort, off=True),
        "open-after": lambda: deeds.open_for_all(cohort, Occasion.AFTER, now),
        "open-later": lambda: deeds.open_for_all(cohort, Occasion.LATER, now),
        "choose": lambda: deeds.choose(cohort, number("number")),
    }
    return tried(
        doings.get(asked, lambda: None),
        lambda: _settings_page(cohort),
        then=url_for("evidence.settings", cohort=cohort),
        done=gettext("Saved.") if asked in doings else "",
    )


@evidence.post("/classes/<int:cohort>/questionnaire/file")
@door(Deed.LEAD_COHORT)
@takes(MOST_BYTES + 64 * 1024)
def take_in(cohort: int) -> Response:
    """Take in a questionnaire that the institution may use."""

    def receive() -> None:
        file = request.files.get("file")
        data = file.read() if file and file.filename else request.form.get("pasted", "").encode()
        if not data.strip():
            raise Malformed("file.none", "Choose a file, or paste the questionnaire.")
        deeds.take_in(cohort, data, signed_in().id, datetime.now(UTC))

    return tried(
        receive, lambda: _settings_page(cohort), then=url_for("evidence.settings", cohort=cohort),
        done=gettext("Taken in. The class is given it from now on."),
    )  # fmt: skip


def _settings_page(cohort: int) -> str:
    kept, pinned = answers.given(cohort)
    return render_template(
        "tutor/evidence_settings.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        settings=kept,
        instrument=pinned or default_instrument(),
        others=answers.instruments(cohort),
        answered=answers.answered(cohort),
        occasions=Occasion,
        pasted=request.form.get("pasted", ""),
    )


@evidence.get("/classes/<int:cohort>/vignettes")
@door(Deed.MARK)
def vignettes(cohort: int) -> str:
    """The short stories that wait for me, by number."""
    return _queue_page(cohort)


@evidence.get("/classes/<int:cohort>/vignettes/<int:number>")
@door(Deed.MARK)
def vignette(cohort: int, number: int) -> str:
    """One story's answers, without whose they are or when they were written."""
    return _vignette_page(cohort, number)


@evidence.post("/classes/<int:cohort>/vignettes/<int:number>")
@door(Deed.MARK)
def mark(cohort: int, number: int) -> Response:
    """Keep the points, and on to the next."""
    try:
        deeds.mark_vignette(cohort, number, signed_in().id, request.form, datetime.now(UTC))
    except Refusal as refusal:
        if isinstance(refusal, NotThere):
            raise
        g.refused = said(refusal)
        return make_response(_vignette_page(cohort, number, dict(request.form.items())), STATUS.get(type(refusal), 422))
    waiting = deeds.vignette_queue(cohort, signed_in().id)
    flash(gettext("Kept."))
    if waiting:
        return make_response(redirect(url_for("evidence.vignette", cohort=cohort, number=waiting[0]), 303))
    return make_response(redirect(url_for("evidence.vignettes", cohort=cohort), 303))


def _queue_page(cohort: int) -> str:
    stories, me = answers.to_mark(cohort), signed_in().id
    mine = sorted(each for each, markers in stories.items() if me in markers)
    pages = max(1, -(-len(mine) // A_PAGE))
    page = min(max(1, asked_number("page")), pages)
    return render_template(
        "tutor/vignettes.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        open=_sight().vignettes(both_open=deeds.both_open(cohort)),
        queue=queue(cohort, stories, me),
        handed_in=len(stories),
        marked=sum(map(bool, stories.values())),
        mine=mine[A_PAGE * (page - 1) : A_PAGE * page],
        page=page,
        pages=pages,
    )


def _vignette_page(cohort: int, number: int, typed: dict[str, str] | None = None) -> str:
    found, key = answers.vignette(cohort, number), deeds.instrument_of(cohort).vignettes
    if found is None or key is None or found.vignette is None or not _sight().vignettes(both_open=deeds.both_open(cohort)):
        raise NotThere("vignette.unknown", "There is no such story to mark.")
    kept = answers.mark_of(cohort, number, signed_in().id)
    points: dict[str, Any] = {line: str(value) for line, value in kept.points.items()} if kept else {}
    return render_template(
        "tutor/vignettes_one.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        number=number,
        text=key.text(found.vignette),
        tasks=[{"says": task.says, "words": found.answers.get(task.id, "")} for task in key.tasks],
        key=key.key,
        points=points | (typed or {}),
    )


def _sight() -> EvidenceSight:
    return EvidenceSight(role=g.who.role, marks_final=False)
