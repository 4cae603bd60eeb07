"""News: new papers, read and judged alone; then both opinions side by side, and the map changed with a reason."""

from typing import Any

from flask import url_for

from elearn.domain.content import StepKind
from elearn.domain.desk import Desk
from elearn.domain.move import Effect, Judgement
from elearn.domain.things import Link, Member
from elearn.domain.workspace import Workspace
from elearn.web.doors import Place
from elearn.web.learn import papers
from elearn.web.learn.act import page_url
from elearn.web.learn.going_on import going_on


def view(here: Place) -> dict[str, Any]:
    """What News shows. Nobody sees another's opinion before everybody has handed in their own (`sight.news_open`)."""
    together = here.sight.news_open()
    new = tuple(each for each in here.sight.papers() if _is_new(here, each.opens))
    chosen = papers.chosen(new)
    links = [_link(here, each, together) for each in here.table.links.values()] if here.sight.joint_work() else []
    return {
        "stage": "together" if together else "waiting" if here.me in here.table.news else "alone",
        "tabs": [papers.tab(here, each, _page(here), chosen) for each in new],
        "paper": papers.shown(here, chosen) if chosen else None,
        "links": links,
        "judged": [each for each in links if each["mine"]],
        "differ": [each for each in links if each["differ"]],
        "single": [each for each in links if each["opinions"] and not each["differ"] and len(each["opinions"]) < len(_readers(here.table))],
        "alike": [each for each in links if len(each["opinions"]) == len(_readers(here.table)) and not each["differ"]],
        "untouched": [each for each in links if not each["opinions"]],
        "effects": [each.value for each in Effect],
        "handed_in": [
            {"name": here.names.get(each.id, ""), "me": each.id == here.me, "done": each.id in here.table.news}
            for each in here.table.active
        ],
        "map_url": page_url(here, StepKind.MAP),
        "outline_url": url_for("learn.page", **here.key, page="outline"),
        "go": going_on(here, StepKind.NEWS),
    }


def _page(here: Place) -> str:
    """The id of the News step on which the new papers are read."""
    return next((each.id for each in here.table.steps if each.kind is StepKind.NEWS), "")


def _is_new(here: Place, at: str) -> bool:
    step = here.case.step(at)
    return step is not None and step.kind is StepKind.NEWS


def _readers(table: Workspace) -> list[Member]:
    """Whoever has handed in an opinion, active or since left."""
    return [each for each in table.members.values() if each.id in table.news]


def _link(here: Place, link: Link, together: bool) -> dict[str, Any]:
    opinions = _opinions(here, link.id) if together else []
    return {
        "id": link.id,
        "source": here.table.causes[link.source].words,
        "target": here.table.causes[link.target].words,
        "how": link.says.how.value,
        "why": link.says.words,
        "sure": link.sure,
        "mine": _mine(here, link.id),
        "opinions": opinions,
        "differ": len({each["effect"] for each in opinions}) > 1,
        "said": [
            {"name": here.names.get(each.by, ""), "me": each.by == here.me, "words": each.words}
            for each in here.table.remarks_on(link.id)
            if each.kind == "explain" and _is_new(here, each.step)
        ],
    }


def _mine(here: Place, link: str) -> dict[str, str] | None:
    """What I said of this link: on my desk, or as I handed it in."""
    read = here.table.news.get(here.me)
    desk = here.seat.read_desk if here.seat else Desk()
    judgement = next((each for each in read.judgements if each.link == link), None) if read else desk.judgements.get(link)
    return {"effect": judgement.effect.value, "words": judgement.words} if judgement else None


def _opinions(here: Place, link: str) -> list[dict[str, Any]]:
    found = []
    for member in _readers(here.table):
        said: Judgement | None = next((each for each in here.table.news[member.id].judgements if each.link == link), None)
        if said is not None:
            found.append(
                {
                    "name": here.names.get(member.id, ""),
                    "me": member.id == here.me,
                    "discipline": member.discipline.value,
                    "effect": said.effect.value,
                    "words": said.words,
                }
            )
    return found
