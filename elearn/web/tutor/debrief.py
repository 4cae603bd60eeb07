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
from elearn.store import cohorts, library, polls, sittings
from elearn.store import debrief as debriefs
from elearn.store.debrief import Debriefed, Example, Examples, LinkCount
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
    counted = debriefs.debriefed(cohort_id, slug)
    case = _case(counted)
    by_cause = debriefs.by_cause(cohort_id, slug)
    asked, counts = polls.latest_with_counts(cohort_id, slug)
    link = _argued_about(cohort_id, case)
    examples = debriefs.examples(cohort_id, slug, (link.source, link.target) if link else None)
    return render_template(
        "tutor/debrief.html",
        cohort=cohorts.by_id(cohort_id),
        case=case,
        slug=slug,
        pairs=counted.maps,
        plans=counted.plans,
        missed=talk.missed(case, {id: each.found for id, each in by_cause.items()}),
        contested=_contested(case, link, examples) if link else None,
        unplanned=talk.unplanned(case, ((id, each.plans, each.unplanned) for id, each in by_cause.items())),
        chain=_chain(examples),
        news=counted.news,
        poll=asked,
        counts=counts,
        teaches=may(g.who, Deed.TEACH_COHORT),
        as_of=clock(datetime.now(UTC)),
    )


def _case(counted: Debriefed) -> Case:
    """A case that this class was given, or has worked on: the panel of any other is no class's to read."""
    if counted.sha is None or not (counted.chosen or counted.maps):
        raise NotFound
    return library.case(counted.sha)


def _argued_about(cohort_id: int, case: Case) -> LinkCount | None:
    """The link of which a class was of most minds."""
    for link in debriefs.by_link(cohort_id, case.case):
        if talk.ends(case, link.source, link.target) and link.questioned + link.removed + min(link.more, link.less):
            return link
    return None


def _contested(case: Case, link: LinkCount, examples: Examples) -> dict[str, Any]:
    """The link, with the words of one pair that keeps it and of one that took it out."""
    kept, gone = examples.keep, examples.took_out
    return {
        "link": link,
        "ends": talk.ends(case, link.source, link.target),
        "keeps": _first(_kept_words(each, link.source, link.target) for each in kept),
        "gone": _first(_asked_words(each, link.source, link.target) for each in (*gone, *kept)),
    }


def _first(found: Any) -> str:
    return next((each for each in found if each), "")


def _table(example: Example) -> tuple[Workspace, Case, Mask]:
    mask = Mask(names=dict.fromkeys(example.names, "…"))
    return sittings.read_table(example.snapshot), library.case(example.case_sha), mask


def _kept_words(example: Example, source: str, target: str) -> str:
    table, case, mask = _table(example)
    own = align(case, pair_map(table)).drawn.get((source, target), ())
    return mask.said(table.links[own[0]].says.words) if own else ""


def _asked_words(example: Example, source: str, target: str) -> str:
    """What a partner said against a link, or asked about one of its ends."""
    table, case, mask = _table(example)
    beside = align(case, pair_map(table))
    own = {*beside.drawn.get((source, target), ()), *beside.found.get(source, ()), *beside.weak.get(source, ())}
    said = [
        each.words for each in table.remarks.values() if each.kind in ("challenge", "ask") and (each.on in own or each.on in table.gone)
    ]
    return mask.said(said[0]) if said else ""


def _chain(examples: Examples) -> dict[str, Any] | None:
    for example in examples.strongest:
        table, own_case, mask = _table(example)
        found = talk.strong_chain(own_case, table)
        if found:
            beads = [{"layer": each.layer, "says": mask.said(each.says), "papers": each.papers} for each in found.beads]
            return {"beads": beads, "reason": mask.said(max(found.reasons, key=len, default=""))}
    return None


@class_debrief.post("/classes/<int:cohort>/debrief/<case>/poll")
@door(Deed.TEACH_COHORT)
def run_poll(cohort: int, case: str) -> Response:
    """Ask something, or close the poll and show its counts."""
    _case(debriefs.debriefed(cohort, case))
    form, now, wake = request.form, datetime.now(UTC), current_app.extensions["waker"].wake

    def move() -> None:
        if form.get("do") == "show":
            deeds.show(cohort, case, now, wake)
        else:
            deeds.ask(cohort, case, form.get("question", ""), form.get("choices", "").splitlines(), now, wake)

    return tried(move, lambda: debrief_page(cohort, case), then=url_for("class_debrief.debrief", cohort=cohort, case=case, _anchor="poll"))
