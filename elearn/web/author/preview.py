"""Any step of any case as both students will see it, side by side, with nobody at work and nothing stored.

Each side is the learners' own page in a frame. Its links stay within the preview, and its forms are told that nothing is kept.
"""

import re
from typing import Any

from flask import Response, g, render_template, request, url_for
from werkzeug.exceptions import NotFound

from elearn.actions.rehearse import Scene, scene
from elearn.authoring.pictures import PictureChanged, picture
from elearn.domain.beside import beside_panel
from elearn.domain.comparison import CauseLine
from elearn.domain.content import Case, Layer, Pack, Paper, Step, StepKind
from elearn.domain.sight import Sight
from elearn.web.author import desk
from elearn.web.author.rehearsed import NAMES, NOWHERE, SIDES, RehearsedPlace, numbered, rehearsed
from elearn.web.filters import initials
from elearn.web.learn import pictures
from elearn.web.learn.pages import is_page, render_page

WITH_PAPERS = frozenset({StepKind.MEET, StepKind.SPOT, StepKind.SHARE, StepKind.NEWS})


def view(slug: str, at: str) -> dict[str, Any]:
    """What the preview of one step shows around its two frames."""
    case, as_on_disk = _case(slug)
    step = _step(case, at)
    played = scene(case, step.kind)
    facts, over = request.args.get("marks") != "no", request.args.get("panel") != "no"
    on_map = played.table.has_reached(StepKind.MAP)
    g.frames = {"frame-src": "'self'"}
    return {
        "slug": slug,
        "title": case.title,
        "as_on_disk": as_on_disk,
        "at": at,
        "kind": step.kind.value,
        "steps": [{"id": each.id, "kind": each.kind.value} for each in case.steps],
        "sides": [_side(slug, at, side, case, facts) for side in SIDES],
        "marked": facts,
        "over": over,
        "on_map": on_map,
        "layers": _over(played) if on_map and over else [],
        "facts": _beside(case, _papers_at(played, step)) if facts else ((), ()),
        "reached": played.table.step.kind.value,
        "short_of": played.short_of,
    }


def _case(slug: str) -> tuple[Case, bool]:
    case, as_on_disk = desk.to_show(slug)
    if case is None:
        raise NotFound
    return case, as_on_disk


def _step(case: Case, at: str) -> Step:
    step = case.step(at)
    if step is None:
        raise NotFound
    return step


def _side(slug: str, at: str, side: str, case: Case, facts: bool) -> dict[str, Any]:
    """One frame. Its address changes with the case, so that a frame is loaded anew when what it shows was saved."""
    name = next(name for discipline, name in NAMES.items() if discipline.value == side)
    return {
        "side": side,
        "name": name.split()[0],
        "initials": initials(name),
        "titles": [each.title for each in case.papers_of(Pack(side)) if each.opens == at],
        "url": url_for("author.pane", slug=slug, at=at, side=side, page=at, v=case.sha[:12], facts="yes" if facts else None),
    }


def _papers_at(played: Scene, step: Step) -> list[Paper]:
    """The papers that a step is about: those that Spot or News opens; later, all that anybody can read by then."""
    if step.kind in (StepKind.SPOT, StepKind.NEWS):
        return [each for each in played.case.papers if each.opens == step.id]
    sights = [Sight(table=played.table, case=played.case, viewer=member) for member in SIDES.values()]
    return [each for each in played.case.papers if any(sight.paper(each) for sight in sights)] if step.kind in WITH_PAPERS else []


def _beside(case: Case, papers: list[Paper]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The facts of papers in two columns, under the frame of the side that holds them; what is shared stands with medicine."""
    found = [told for paper in papers if (told := _facts(case, paper))]
    law = [each for each in found if each["pack"] == Pack.LAW.value]
    return [each for each in found if each not in law], law


def _facts(case: Case, paper: Paper) -> dict[str, Any] | None:
    if not paper.facts:
        return None
    return {
        "id": paper.id,
        "title": paper.title,
        "file": paper.text,
        "pack": paper.pack.value,
        "facts": [
            {
                "number": number,
                "id": fact.id,
                "quote": fact.quote,
                "decisive": fact.decisive,
                "why": fact.why,
                "shows": [cause.says if (cause := case.cause(id)) else id for id in fact.shows],
            }
            for number, fact in numbered(paper)
        ],
    }


def _over(played: Scene) -> list[dict[str, Any]]:
    """The panel laid over the map: each column with what stands on both, on one, or is not yet compared."""
    beside = beside_panel(played.table, played.case)
    return [
        {
            "layer": layer.value,
            "lines": [_line(each) for each in beside.in_layer(layer)],
        }
        for layer in Layer
    ]


def _line(line: CauseLine) -> dict[str, Any]:
    own = [each for each in line.own_words if each.casefold() != line.says.casefold()]
    return {"standing": line.standing.value, "says": line.says, "near": line.near, "own_words": own}


# --- one side, in its frame


def pane(slug: str, at: str, side: str, page: str) -> str:
    """One side's page. Addresses of the sitting that cannot be become addresses of this preview; what leads elsewhere leaves the frame."""
    here = place(slug, at, side, facts=request.args.get("facts") == "yes")
    if not is_page(here, page):
        raise NotFound
    g.frames = {"frame-ancestors": "'self'"}
    home = url_for("author.pane_home", slug=slug, at=at, side=side)
    html = render_page(here, page, demo=None).replace(url_for("learn.sitting", cohort=NOWHERE, sitting=NOWHERE), home)
    return re.sub(rf'<a (?=[^>]*href="(?!#|\?|{re.escape(home)}))', '<a target="_parent" ', html)


def place(slug: str, at: str, side: str, *, facts: bool = False) -> RehearsedPlace:
    """One side of a case's rehearsal at a step."""
    case, _ = _case(slug)
    if side not in SIDES:
        raise NotFound
    return rehearsed(scene(case, _step(case, at).kind), side, facts=facts)


def nothing_kept(slug: str, at: str, side: str) -> str:
    """What a form in a frame is answered with."""
    g.frames = {"frame-ancestors": "'self'"}
    return render_template("author/nothing_kept.html", back=url_for("author.pane", slug=slug, at=at, side=side, page=at))


def picture_of(slug: str, at: str, side: str, name: str) -> Response:
    """A picture of a paper that this side may read: from the disk, or as published where the disk shows nothing."""
    here = place(slug, at, side)
    image = pictures.shown(here.sight, name)
    if image is None or not desk.to_show(slug)[1]:
        return pictures.as_response(image)
    try:
        return pictures.of_bytes(picture(desk.config().content_dir, here.case, image), image.media_type)
    except PictureChanged as error:
        raise NotFound from error
