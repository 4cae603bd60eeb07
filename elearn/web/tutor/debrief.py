"""The debrief: slides for the projector from a class's own maps, a quick poll, and each slide a page when printed. No script is needed."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions import poll as deeds
from elearn.domain import debrief as talk
from elearn.domain.access import Deed, may
from elearn.domain.alignment import align
from elearn.domain.content import Case
from elearn.domain.masking import Mask
from elearn.domain.pairmap import pair_map
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, library, polls, results, sittings, words
from elearn.web.doors import door
from elearn.web.filters import clock
from elearn.web.tutor.posting import tried

class_debrief = Blueprint("class_debrief", __name__)


@class_debrief.get("/classes/<int:cohort>/debrief/<case>")
@door(Deed.WATCH_COHORT)
def debrief(cohort: int, case: str) -> str:
    """The slides of one case."""
    return debrief_page(cohort, case)


def debrief_page(cohort_id: int, slug: str) -> str:
    """The slides; also for the poll's forms when they are refused."""
    case = _case(cohort_id, slug)
    by_cause = results.by_cause(cohort_id, slug, closed=talk.AFTER_MAP)
    planned = results.by_cause(cohort_id, slug, closed=talk.AFTER_ACT)
    asked = polls.latest(cohort_id, slug)
    return render_template(
        "tutor/debrief.html",
        cohort=cohorts.by_id(cohort_id),
        case=case,
        slug=slug,
        pairs=results.pairs_of(cohort_id, slug, closed=talk.AFTER_MAP),
        plans=results.pairs_of(cohort_id, slug, closed=talk.AFTER_ACT),
        missed=talk.missed(case, {id: each.found for id, each in by_cause.items()}),
        contested=_contested(cohort_id, case),
        unplanned=talk.unplanned(case, ((id, each.found, each.unplanned) for id, each in planned.items())),
        chain=_chain(cohort_id, case),
        news=results.by_news(cohort_id, slug, ("news", *talk.AFTER_ACT)),
        poll=asked,
        counts=polls.counts(asked) if asked else [],
        teaches=may(g.who, Deed.TEACH_COHORT),
        as_of=clock(datetime.now(UTC)),
    )


def _case(cohort_id: int, slug: str) -> Case:
    """A case that this class was given, or has worked on: the panel of any other is no class's to read."""
    version = library.latest(slug)
    if version is None or not (slug in cohorts.cases(cohort_id) or results.pairs_of(cohort_id, slug, closed=talk.AFTER_MAP)):
        raise NotFound
    return library.case(version.sha)


def _contested(cohort_id: int, case: Case) -> dict[str, Any] | None:
    """The link of which a class was of most minds, with the words of one pair that keeps it and of one that took it out."""
    for link in results.by_link(cohort_id, case.case):
        ends = talk.ends(case, link.source, link.target)
        if ends and link.questioned + link.removed + min(link.more, link.less):
            kept = results.with_link(cohort_id, case.case, link.source, link.target, stands=True)
            gone = results.with_link(cohort_id, case.case, link.source, link.target, stands=False)
            return {
                "link": link,
                "ends": ends,
                "keeps": _first(_kept_words(cohort_id, each, link.source, link.target) for each in kept),
                "gone": _first(_asked_words(cohort_id, each, link.source, link.target) for each in (*gone, *kept)),
            }
    return None


def _first(found: Any) -> str:
    return next((each for each in found if each), "")


def _table(cohort_id: int, sitting_id: int) -> tuple[Workspace, Case, Mask]:
    snapshot, sha = sittings.snapshot(cohort_id, sitting_id)
    mask = Mask(names=dict.fromkeys(words.names_at(cohort_id, sitting_id), "…"))
    return sittings.read_table(snapshot), library.case(sha), mask


def _kept_words(cohort_id: int, sitting_id: int, source: str, target: str) -> str:
    table, case, mask = _table(cohort_id, sitting_id)
    own = align(case, pair_map(table)).drawn.get((source, target), ())
    return mask.said(table.links[own[0]].says.words) if own else ""


def _asked_words(cohort_id: int, sitting_id: int, source: str, target: str) -> str:
    """What a partner said against a link, or asked about one of its ends."""
    table, case, mask = _table(cohort_id, sitting_id)
    beside = align(case, pair_map(table))
    own = {*beside.drawn.get((source, target), ()), *beside.found.get(source, ()), *beside.weak.get(source, ())}
    said = [
        each.words for each in table.remarks.values() if each.kind in ("challenge", "ask") and (each.on in own or each.on in table.gone)
    ]
    return mask.said(said[0]) if said else ""


def _chain(cohort_id: int, case: Case) -> dict[str, Any] | None:
    for sitting_id in results.strongest(cohort_id, case.case):
        table, own_case, mask = _table(cohort_id, sitting_id)
        found = talk.strong_chain(own_case, table)
        if found:
            beads = [{"layer": each.layer, "says": mask.said(each.says), "papers": each.papers} for each in found.beads]
            return {"beads": beads, "reason": mask.said(max(found.reasons, key=len, default=""))}
    return None


@class_debrief.post("/classes/<int:cohort>/debrief/<case>/poll")
@door(Deed.TEACH_COHORT)
def run_poll(cohort: int, case: str) -> Response:
    """Ask something, or close the poll and show its counts."""
    _case(cohort, case)
    form, now, wake = request.form, datetime.now(UTC), current_app.extensions["waker"].wake

    def move() -> None:
        if form.get("do") == "show":
            deeds.show(cohort, case, now, wake)
        else:
            deeds.ask(cohort, case, form.get("question", ""), form.get("choices", "").splitlines(), now, wake)

    return tried(move, lambda: debrief_page(cohort, case), then=url_for("class_debrief.debrief", cohort=cohort, case=case, _anchor="poll"))
