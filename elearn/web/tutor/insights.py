"""A class in figures: what keeps being missed, how marks are spread, and what the class never meets. Each page is a few counts."""

from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import lazy_gettext as _l

from elearn.domain import insight as domain
from elearn.domain.access import Deed, may
from elearn.domain.assessment import LEVEL_NAMES, Rubric
from elearn.domain.content import StepKind
from elearn.domain.evidence import FEWEST
from elearn.domain.instrument import Occasion
from elearn.store import answers, cohorts, insight, library, modules, reference, rubrics
from elearn.store.insight import Published
from elearn.web.doors import door, signed_in
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.tabs import tabs

insights = Blueprint("insights", __name__, url_prefix="/classes/<int:cohort>/insights")

PACKS = {"medicine": _l("medicine pack"), "law": _l("law pack"), "joint": _l("needs both packs")}
HARDEST = 3
MOST_ROWS = 10
"""of the table of causes; the others can be opened"""
WIDTH, TALL = 560, 44
"""of a strip of shares, in the units of its picture"""


@insights.get("")
@door(Deed.WATCH_COHORT)
def page(cohort: int) -> str:
    """What keeps being missed, in this class and in others of the same person."""
    found, offered = known(cohort), insight.cases(cohort)
    chosen = next((each for each in offered if each.slug == request.args.get("case")), offered[0] if offered else None)
    here = {"cohort": found, "tabs": tabs(cohort), "view": "missed", "cases": offered, "chosen": chosen, "fewest": FEWEST}
    if chosen is None:
        return render_template("tutor/insights.html", **here)
    return render_template("tutor/insights.html", **here, **_missed(cohort, chosen))


def _missed(cohort: int, chosen: Published) -> dict[str, Any]:
    classes = insight.classes(cohort, signed_in().id, chosen.slug)
    counts = insight.causes([each.id for each in classes if each.shown] or [cohort], chosen.slug)
    panel = {each.id: each for each in library.case(chosen.sha).panel.causes}
    mine = next((each for each in classes if each.id == cohort), domain.Class(id=cohort, name="", pairs=0))
    own = counts.get(cohort, {}) if mine.shown else {}
    rows = domain.heat(classes, counts, panel)
    answered = answers.answered(cohort)
    return {
        "classes": classes,
        "all_shown": sum(each.pairs for each in classes if each.shown),
        "rows": [
            {"says": panel[row.cause].says, "cells": [_cell(share) for share in row.shares], "all": _cell(row.all)}
            for row in rows
        ],
        "most": MOST_ROWS,
        "hardest": [panel[row.cause].says for row in rows[:HARDEST] if row.all is not None],
        "mine": mine,
        "held": [
            {"says": panel[cause].says, "share": domain.percent(each.held, mine.together)}
            for cause, each in sorted(own.items(), key=lambda pair: -pair[1].held)[:5]
            if cause in panel and each.held and mine.together >= FEWEST
        ],
        "voices": domain.voices(own.values(), mine.together),
        "strips": _strips(insight.pooling(cohort, chosen.slug)),
        "progress": _progress(insight.progress(cohort, chosen.slug)),
        "answered": {each.value: _at_least(answered.get(each, 0)) for each in (Occasion.BEFORE, Occasion.AFTER)},
        "exports": may(g.who, Deed.LEAD_COHORT),
    }  # fmt: skip


def _cell(share: int | None) -> dict[str, Any]:
    return {"share": share, "shade": domain.shade(share)}


def _at_least(count: int) -> int | None:
    return count if count >= FEWEST or not count else None


def _strips(pooled: dict[str, dict[int, int]]) -> list[dict[str, Any]]:
    """For each pack a strip of bars, one for each five per cent, the tallest as tall as the strip."""
    strips = []
    for pack, counts in pooled.items():
        found = domain.spread(counts)
        tallest = max(found.counts) if found else 1
        step = WIDTH / (domain.BINS + 1)
        strips.append(
            {
                "pack": pack,
                "says": PACKS[pack],
                "found": found,
                "middle": found.middle if found else None,
                "middle_x": round((found.middle / 100 * domain.BINS + 0.5) * step, 1) if found else 0,
                "bars": [
                    {"x": round(at * step + 1, 1), "y": round(TALL - count / tallest * TALL, 1), "tall": round(count / tallest * TALL, 1)}
                    for at, count in enumerate(found.counts)
                    if count
                ]
                if found
                else [],
                "few": _few(found),
            }
        )
    return strips


def _few(found: domain.Spread | None) -> list[int]:
    """The strip as a table: pairs with less than a quarter, to half, to three quarters, and more."""
    if found is None:
        return []
    quarter = domain.BINS // 4
    return [sum(found.counts[at * quarter : (at + 1) * quarter if at < 3 else None]) for at in range(4)]


def _progress(found: insight.Progress) -> dict[str, Any]:
    begun = sum(found.closed.values()) + found.finished
    steps = [(each.value, found.closed.get(each.value, 0)) for each in StepKind]
    return {
        "pairs": found.pairs,
        "finished": found.finished,
        "steps": [{"kind": kind.capitalize(), "count": count} for kind, count in steps if count],
        "waiting": max(0, found.pairs - begun),
    }


@insights.get("/marks")
@door(Deed.WATCH_COHORT)
def marks(cohort: int) -> str:
    """How the levels of each criterion are spread, by profession."""
    versions = rubrics.versions(cohort)
    given = insight.levels(cohort) if versions else {}
    return render_template(
        "tutor/insights_marks.html",
        cohort=known(cohort), tabs=tabs(cohort), view="marks", fewest=FEWEST, level_names=LEVEL_NAMES,
        criteria=_criteria(versions[0].rubric, given) if versions else [],
    )  # fmt: skip


def _criteria(rubric: Rubric, given: dict[tuple[str, str], dict[int, int]]) -> list[dict[str, Any]]:
    rows = []
    for each in rubric.asked:
        sides = {side: counts for (criterion, side), counts in given.items() if criterion == each.id}
        alone = domain.by_group({side: counts for side, counts in sides.items() if side})
        pair = domain.by_group({"both": sides[""]}) if "" in sides else {}
        rows.append({"name": each.name, "about": each.about, "groups": [*alone.items(), *pair.items()], "any": bool(sides)})
    return rows


@insights.get("/coverage")
@door(Deed.WATCH_COHORT)
def coverage(cohort: int) -> str:
    """Which skills and domains the class's cases and modules speak of, and which they never do."""
    terms = {each.id: each for each in reference.reference().frameworks}
    taught = [
        domain.Taught(title=case.title, outcomes=tuple((each.text, each.tags) for each in case.outcomes))
        for case in (library.case(each.sha) for each in insight.newest(cohorts.cases(cohort)))
    ]
    taught += [
        domain.Taught(title=each.title, outcomes=tuple((one.text, one.tags) for one in each.outcomes)) for each in modules.of_cohort(cohort)
    ]
    rows = [
        {
            "code": code,
            "family": code.partition("-")[0].rstrip("0123456789"),
            "label": terms[code].label if code in terms else code,
            "says": terms[code].says if code in terms else "",
            "counts": counts,
            "sum": sum(counts),
        }
        for code, counts in domain.coverage(taught, terms).items()
    ]
    spoken_of = {each["family"] for each in rows if each["sum"]}
    return render_template(
        "tutor/insights_coverage.html",
        cohort=known(cohort), tabs=tabs(cohort), view="coverage", taught=taught,
        rows=[each for each in rows if each["family"] in spoken_of],
        unused=[each for each in rows if each["family"] not in spoken_of],
    )  # fmt: skip
