"""The modules of a class: which are open, how far the class has come in each, and opening or closing one."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, render_template, request, url_for

from elearn.actions import study
from elearn.domain.access import Deed
from elearn.domain.module import Module
from elearn.store import modules, progress
from elearn.web.doors import door
from elearn.web.speaking import gettext
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import tried
from elearn.web.tutor.tabs import tabs

class_modules = Blueprint("class_modules", __name__)


@class_modules.get("/classes/<int:cohort>/modules")
@door(Deed.TEACH_COHORT)
def choose(cohort: int) -> str:
    """The published modules: which are open for the class, and how far it has come."""
    return _page(cohort)


@class_modules.post("/classes/<int:cohort>/modules")
@door(Deed.TEACH_COHORT)
def change(cohort: int) -> Response:
    """Open a module for the class, or close it."""
    slug, closing = request.form.get("module", "")[:64], request.form.get("do") == "close"

    def do() -> None:
        if closing:
            study.close_module(cohort, slug)
        else:
            study.open_module(cohort, slug, datetime.now(UTC))

    done = gettext("Closed. What learners did in it is kept.") if closing else gettext("Open. It stands on every learner’s home page.")
    return tried(do, lambda: _page(cohort), then=f"{url_for('class_modules.choose', cohort=cohort)}#module-{slug}", done=done)


def _page(cohort: int) -> str:
    opened = {each.module: each for each in modules.of_cohort(cohort)}
    through = progress.classes_through(cohort, {slug: len(each.path) for slug, each in opened.items()})
    rows = [_row(cohort, slug, title, opened.get(slug), through.get(slug, (0, 0))) for slug, title in modules.titles().items()]
    rows.sort(key=lambda row: (not row["open"], row["title"]))
    return render_template("tutor/class_modules.html", cohort=known(cohort), tabs=tabs(cohort), rows=rows)


def _row(cohort: int, slug: str, title: str, opened: Module | None, through: tuple[int, int]) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": title,
        "open": opened is not None,
        "url": url_for("modules.path", cohort=cohort, slug=slug) if opened else None,
        "began": through[0],
        "through": through[1],
    }
