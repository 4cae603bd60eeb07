"""Share: findings side by side, a row a layer, so that what one side alone holds is seen; each is said back before it is built on."""

from typing import Any

from flask import url_for

from elearn.domain.asking import TALK_OPEN
from elearn.domain.content import Layer, Paper, StepKind
from elearn.domain.things import Finding, Member, Remark
from elearn.web.doors import Place
from elearn.web.learn import papers
from elearn.web.learn.going_on import going_on
from elearn.web.learn.spot import voice_of
from elearn.web.speaking import gettext


def view(here: Place) -> dict[str, Any]:
    """What Share shows: every finding that lies open, what was said about it, and what is the viewer's to do."""
    findings = here.sight.findings()
    columns = _columns(here, findings)
    left = [each for each in findings if not here.table.answered_for(each)]
    shown_order = [each for layer in reversed(Layer) for each in left if each.finding.layer is layer]
    first = next((each.id for each in shown_order if _is_across(here, each.by)), None)
    return {
        "columns": columns,
        "layers": [_layer(here, layer, columns, findings, first) for layer in reversed(Layer)],
        "first": first,
        "mine_left": sum(_is_across(here, each.by) for each in left),
        "openable": openable(here),
        "opened": opened(here),
        "go": going_on(here, StepKind.SHARE, left=len(left)),
    }


def openable(here: Place) -> list[dict[str, str]]:
    """Papers of the viewer's own pack that the others cannot read yet, while they may be opened."""
    table = here.table
    if table.finished or table.step.kind not in TALK_OPEN or not here.sight.joint_work() or not table.partners(here.me):
        return []
    return [{"id": each.id, "title": each.title} for each in here.sight.papers() if _holds_alone(here, each)]


def _holds_alone(here: Place, paper: Paper) -> bool:
    mine = here.table.discipline(here.me)
    news = (step := here.case.step(paper.opens)) is not None and step.kind is StepKind.NEWS
    return mine is not None and paper.pack.value == mine.value and paper.id not in here.table.opened and not news


def opened(here: Place) -> list[dict[str, Any]]:
    """Papers that somebody opened to the others, with the reason given."""
    found = []
    for id, how in here.table.opened.items():
        paper = here.case.paper(id)
        if paper is not None and here.sight.paper(paper) and (not how.by or here.sight.joint_work()):
            url = url_for("learn.page", **here.key, page="file", paper=id)
            by = here.names.get(how.by) or gettext("the house")
            words = how.words or gettext("nobody who holds it sits here now")
            found.append({"title": paper.title, "by": by, "me": how.by == here.me, "words": words, "url": url})
    return found


def _is_across(here: Place, by: str) -> bool:
    """Whether it falls to the viewer to say back, answer or wave through what `by` has said."""
    return any(each.id == here.me for each in here.table.other_side(by))


def _columns(here: Place, findings: tuple[Finding, ...]) -> list[dict[str, Any]]:
    """A column a person for two; for more, a column a profession."""
    wrote = {each.by for each in findings}
    people = [each for each in here.table.members.values() if each.active or each.id in wrote]
    people.sort(key=lambda each: each.id != here.me)
    if len(people) <= 2:
        return [_column(here, [each]) for each in people]
    sides: dict[str, list[Member]] = {}
    for each in people:
        sides.setdefault(each.discipline.value, []).append(each)
    return [_column(here, side) for side in sides.values()]


def _column(here: Place, people: list[Member]) -> dict[str, Any]:
    return {
        "discipline": people[0].discipline.value,
        "members": tuple(each.id for each in people),
        "people": [{"id": each.id, "name": here.names.get(each.id, "")} for each in people],
        "mine": here.me in {each.id for each in people},
    }


def _layer(here: Place, layer: Layer, columns: list[dict[str, Any]], findings: tuple[Finding, ...], first: str | None) -> dict[str, Any]:
    own = [each for each in findings if each.finding.layer is layer]
    cells = [
        {"column": column, "findings": [_card(here, each, first) for each in own if each.by in column["members"]]} for column in columns
    ]
    return {"id": layer.value, "cells": cells, "halves": len(cells) > 1 and all(cell["findings"] for cell in cells), "any": bool(own)}


def _card(here: Place, finding: Finding, first: str | None) -> dict[str, Any]:
    remarks = here.table.remarks_on(finding.id)
    across = _is_across(here, finding.by)
    restated_by_me = any(each.kind == "restate" and each.by == here.me for each in remarks)
    discipline = here.table.discipline(finding.by)
    return {
        "id": finding.id,
        "by": here.names.get(finding.by, ""),
        "me": finding.by == here.me,
        "discipline": discipline.value if discipline else "",
        "voice": voice_of(discipline, finding.finding.layer),
        "words": finding.finding,
        "quote": papers.quote(here, finding.passage),
        "url": _paper_url(here, finding),
        "explained": any(each.kind == "explain" for each in remarks),
        "said": [_said(here, each) for each in remarks if each.kind in ("explain", "restate", "challenge", "accept", "build")],
        "questions": [_question(here, each, remarks) for each in remarks if each.kind == "ask"],
        "waved": [here.names.get(each, "") for each in finding.waved_by],
        "waved_by_me": here.me in finding.waved_by,
        "answered_for": here.table.answered_for(finding),
        "across": across,
        "restated_by_me": restated_by_me,
        "my_turn": across and not here.table.answered_for(finding),
        "first": finding.id == first,
    }


def _paper_url(here: Place, finding: Finding) -> str | None:
    """Where the whole paper can be read, for whoever may read it."""
    paper = here.case.paper(finding.passage.paper)
    return url_for("learn.page", **here.key, page="file", paper=paper.id) if paper is not None and here.sight.paper(paper) else None


def _said(here: Place, remark: Remark) -> dict[str, Any]:
    return {
        "id": remark.id,
        "kind": remark.kind,
        "name": here.names.get(remark.by, ""),
        "me": remark.by == here.me,
        "words": remark.words,
        "at": remark.at,
    }


def _question(here: Place, asked: Remark, remarks: tuple[Remark, ...]) -> dict[str, Any]:
    return {
        **_said(here, asked),
        "answers": [_said(here, each) for each in remarks if each.kind == "answer" and each.to == asked.id],
        "answered": asked.answered,
        "to_answer": not asked.answered and _is_across(here, asked.by),
    }
