"""Home: what waits for me now, what is in progress, what comes, what is done."""

from datetime import UTC, datetime
from typing import Any

from flask import current_app, render_template, url_for

from elearn.actions import notices as waiting
from elearn.domain import wallclock
from elearn.domain.digest import Digest
from elearn.domain.notices import Kind, Notice
from elearn.store import library
from elearn.store.notices import LearnsIn
from elearn.store.people import Person
from elearn.store.sittings import Seat
from elearn.web.doors import first_name
from elearn.web.filters import initials
from elearn.web.learn import availability, earlier, lead, modules
from elearn.web.notices import shown


def render(person: Person) -> str:
    """The learner's home page: one thing first, then the rest."""
    found, now = waiting.read(person.id), datetime.now(UTC)
    titles = library.titles({seat.sitting.case_sha for seat in found.seats})
    cards = [{**_card(seat, titles), "has_feedback": (seat.cohort_id, seat.sitting_id) in found.given} for seat in found.seats]
    _say_when(found.classes, found.seats, cards, now)
    open_cards = sorted(
        (card for card in cards if not card["finished"]),
        key=lambda card: (bool(card["opens"]), not card["mine"], -card["moved_at"].timestamp()),
    )
    first = open_cards[0] if open_cards and not open_cards[0]["opens"] else None
    if first:
        first.update(lead.of(first["seat"]))
    notices = waiting.for_learner(person, found, now)
    return render_template(
        "learn/home.html",
        first=first,
        notices=shown([each for each in notices if not first or not _said_already(each, first["seat"])], now),
        rest=[card for card in open_cards if card is not first and not card["opens"]],
        following=[card for card in open_cards if card["opens"]],
        done=[card for card in cards if card["finished"]],
        modules=modules.cards(found.paths),
        weeks=availability.cards(found.classes),
        earlier=earlier.cards(found.ever),
    )


def _said_already(notice: Notice, first: Seat) -> bool:
    """What the first card says itself, larger."""
    return notice.kind in (Kind.TURN, Kind.QUESTION) and (notice.cohort, notice.sitting) == (first.cohort_id, first.sitting_id)


def _say_when(classes: list[LearnsIn], seats: list[Seat], cards: list[dict[str, Any]], now: datetime) -> None:
    """Cases that are not open yet say when they will be, by the clock of their class."""
    later = [(seat.sitting.opens_at, seat.cohort_id, card) for seat, card in zip(seats, cards, strict=True)]
    later = [each for each in later if each[0] is not None and each[0] > now]
    zones = {each.cohort.id: each.cohort.time_zone for each in classes}
    for opens_at, cohort_id, card in later:
        card["opens"] = wallclock.said(opens_at, zones.get(cohort_id, "UTC")) if opens_at else ""


def _card(seat: Seat, titles: dict[str, str]) -> dict[str, Any]:
    sitting, digest = seat.sitting, Digest.model_validate(seat.sitting.digest)
    here = current_app.extensions["presence"].here(sitting.cohort_id, sitting.id)
    others = [each for each in sitting.seats if each.member_id != seat.member_id and each.left_at is None]
    return {
        "seat": seat,
        "title": titles.get(sitting.case_sha, ""),
        "url": url_for("learn.sitting", cohort=sitting.cohort_id, sitting=sitting.id),
        "feedback_url": url_for("feedback.mine", cohort=sitting.cohort_id, sitting=sitting.id),
        "partners": [
            {
                "name": first_name(each.person),
                "discipline": each.discipline,
                "here": each.member_id in here,
                "waits": each.member_id in digest.awaited,
            }
            for each in others
        ],
        "people": [
            {"initials": initials(each.person.name) if each.person else "?", "discipline": each.discipline, "name": first_name(each.person)}
            for each in sitting.seats
        ],
        "mine": seat.member_id in digest.awaited,
        "opens": "",
        "kind": digest.kind.capitalize(),
        "number": min(digest.at_step + 1, digest.steps),
        "steps": digest.steps,
        "finished": digest.finished,
        "moved_at": sitting.moved_at,
        "digest": digest,
    }
