"""What waits for somebody, as pages show it and letters tell it: where each notice leads, and by when."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import url_for

from elearn.domain.notices import Kind, Notice
from elearn.domain.steps import Said
from elearn.domain.wallclock import on_the_wall
from elearn.web.filters import said, until_words
from elearn.web.speaking import gettext

ENDPOINTS = {
    Kind.CALL: "tutor.one_class", Kind.CARD: "class_live.live", Kind.QUERY: "marking.queue", Kind.MARK: "marking.queue",
    Kind.SECOND: "marking.queue", Kind.WORDS: "marking.queue", Kind.STORIES: "evidence.vignettes", Kind.UNPAIRED: "pairing.pairs",
    Kind.TIMES: "availability.week",
}  # fmt: skip
"""where a notice about a class leads"""


def shown(notices: Iterable[Notice], now: datetime) -> list[dict[str, Any]]:
    """Notices for a page. `day` is what stands in the margin: *Today*, *Fri 27* or *Any time*."""
    return [
        {
            "kind": each.kind.value,
            "about": each.about,
            "says": said(each.says),
            "url": _url(each),
            "day": _day(each, now),
            "when": until_words(each.at, each.zone) if each.at else "",
        }
        for each in notices
    ]


def _day(notice: Notice, now: datetime) -> str:
    if notice.at is None:
        return gettext("Any time")
    there, today = on_the_wall(notice.at, notice.zone), on_the_wall(now, notice.zone)
    return gettext("Today") if there.date() == today.date() else f"{there:%a} {there.day}"


def _url(notice: Notice) -> str:
    at: dict[str, Any] = {"cohort": notice.cohort, "sitting": notice.sitting}
    match notice.kind:
        case Kind.FEEDBACK | Kind.ANSWER:
            return url_for("feedback.mine", **at)
        case Kind.QUESTIONNAIRE:
            return url_for("questionnaire.questions", cohort=notice.cohort, occasion=notice.name)
        case Kind.MODULE:
            return url_for("modules.path", cohort=notice.cohort, slug=notice.name)
        case Kind.OVER:
            return url_for("class_live.live", cohort=notice.cohort, case=notice.name)
        case Kind.OPENS:
            return ""  # there is nothing behind it yet
    return url_for(ENDPOINTS[notice.kind], cohort=notice.cohort) if notice.sitting is None else url_for("learn.sitting", **at)


def told(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Notices as a letter tells them, from what the outbox keeps of them: a day by the clock of the class, and never a name."""
    return [
        {
            "about": each["about"],
            "says": said(Said(id="", sentence=each["says"], values=each["values"])),
            "when": until_words(datetime.fromisoformat(each["at"]).astimezone(UTC), each["zone"]) if each["at"] else "",
        }
        for each in lines
    ]
