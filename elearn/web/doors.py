"""The door that every view wears. An endpoint without one does not answer; loading a thing and being allowed to have it are one call."""

from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import InternalServerError, NotFound

from elearn.domain import wallclock
from elearn.domain.access import Deed, Standing, may
from elearn.domain.content import Case, Paper
from elearn.domain.entry import Entry
from elearn.domain.errors import NotAllowed, WrongPerson
from elearn.domain.person import Role
from elearn.domain.sight import WATCHER, Sight
from elearn.domain.workspace import Workspace
from elearn.store import cohorts, library, log, sittings
from elearn.store.cohorts import Enrolment
from elearn.store.kept import Kept
from elearn.store.people import Person
from elearn.store.sittings import Seat, Sitting
from elearn.web.errors import wants_json
from elearn.web.login import is_proven
from elearn.web.speaking import catalogue
from elearn.web.timekeeper import is_settled
from elearn.web.typed import typed_words

T = TypeVar("T")
LONDON = "Europe/London"

_follows: Kept[tuple[object, ...], Any] = Kept(64)
"""what follows from a sitting for one viewer: a map's model is some hundred kB"""


@dataclass(frozen=True, kw_only=True)
class Place:
    """A sitting as the person before the door has it."""

    sitting: Sitting
    case: Case
    table: Workspace
    me: str
    """my member id, or WATCHER for a tutor"""
    seat: Seat | None

    @property
    def sight(self) -> Sight:
        return Sight(table=self.table, case=self.case, viewer=self.me)

    @property
    def key(self) -> dict[str, Any]:
        """The sitting's part of an address."""
        return {"cohort": self.sitting.cohort_id, "sitting": self.sitting.id}

    @property
    def names(self) -> dict[str, str]:
        """member id → the name the pair uses: the first name."""
        return {seat.member_id: first_name(seat.person) for seat in self.sitting.seats}

    def once(self, what: str, make: Callable[[], T], *seen: Hashable, kept: Kept[tuple[object, ...], Any] = _follows) -> T:
        """What follows from the sitting as it stands, for this viewer, and from what else is `seen`. Nobody changes it."""
        sitting = self.sitting
        stands = sitting.cohort_id, sitting.id, sitting.snapshot, sitting.case_sha, sitting.notices
        found: T = kept.get((what, self.me, *stands, *self.names.items(), catalogue(), *seen), make)
        return found

    @cached_property
    def written(self) -> log.Written:
        """The log of the pair's table so far, as it lies in the database: what follows from it has `seen` it."""
        return log.written(self.sitting.cohort_id, self.sitting.id, until=self.table.last)

    # What a rehearsal, which no log holds, answers otherwise (web/author/rehearsed.py).

    rehearsed = False
    """whether this is an author's preview, and nobody's sitting"""

    def entries(self) -> list[Entry]:
        """The log of the pair's table so far."""
        return log.read(self.written)

    def newest(self, *, without: Sequence[str], most: int) -> list[Entry]:
        """The newest entries of the pair's table, newest first, leaving out moves of some names."""
        return log.newest(self.sitting.cohort_id, self.sitting.id, until=self.table.last, without=without, most=most)

    def also_marked(self, paper: Paper) -> tuple[Any, ...]:
        """Marks that lie on a paper besides the viewer's own."""
        return ()


def first_name(person: Person | None) -> str:
    """What partners call one another. Somebody whose account is gone is a former member."""
    return short_name(person.name if person else None)


def short_name(name: str | None) -> str:
    """The same, of a name, or of none."""
    return name.split()[0] if name else "Former member"


def signed_in() -> Person:
    """The person signed in, behind a door that lets in nobody else."""
    person = viewer()
    if person is None:
        raise NotFound
    return person


def viewer() -> Person | None:
    """The person signed in, or nobody."""
    person: Person | None = (
        current_user._get_current_object() if current_user.is_authenticated else None
    )  # flask-login's own way to the person
    return person


def standing(cohort: int | None = None, sitting: int | None = None) -> tuple[Standing, Sitting | None]:
    """What the person signed in is to a cohort and a sitting, with the sitting loaded where there is one."""
    person = viewer()
    if person is None:
        return Standing(), None
    found = sittings.with_seats(cohort, sitting) if cohort is not None and sitting is not None else None
    seat = next((each for each in found.seats if each.person_id == person.id and each.left_at is None), None) if found else None
    role = Role.LEARNER if seat else _role(person.id, cohort, found, sitting)
    who = Standing(
        person_id=person.id,
        author=person.is_author,
        teacher=person.is_teacher,
        admin=person.is_admin,
        proven=is_proven(),
        role=role,
        member=seat.member_id if seat else None,
    )
    return who, found


def _role(person_id: int, cohort: int | None, found: Sitting | None, sitting: int | None) -> Role | None:
    """Asked only of those who have no seat there: whoever has one learns there."""
    if cohort is None or (sitting is not None and found is None):
        return None
    # with the classes at work this minute: the bar at the top of the page leads to one of them
    places = cohorts.places(person_id, {cohort, *current_app.extensions["presence"].cohorts()})
    if request.method == "GET":  # a page finds its class loaded; what changes something reads it anew, inside `saving()`
        g.places = places
    return Role(places[cohort].role) if cohort in places else None


def places_among(cohort_ids: Collection[int]) -> dict[int, Enrolment]:
    """cohort → the place there of whoever is signed in: asked once, by the door of a class or here."""
    if "places" not in g:
        g.places = cohorts.places(g.who.person_id, cohort_ids)
    found: dict[int, Enrolment] = g.places
    return found


P = ParamSpec("P")


def door(deed: Deed) -> Callable[[Callable[P, Any]], Callable[P, Any]]:
    """Marks a view with the deed it is for. The check runs in `guard`, before the view; the view finds what it loaded in `g`."""

    def mark(view: Callable[P, Any]) -> Callable[P, Any]:
        @wraps(view)
        def through(*args: P.args, **kwargs: P.kwargs) -> Any:
            return view(*args, **kwargs)

        through.door = deed  # type: ignore[attr-defined]  # read back by guard and by the test of all doors
        return through

    return mark


def guard(app: Flask) -> None:
    """Closed unless opened: every request passes here first."""

    @app.before_request
    def enter() -> Response | None:
        if request.endpoint in (None, "static"):
            g.who = Standing()
            return None  # for everybody, so who asks is not looked up; where there is no such address routing answers 404 or 405
        deed = getattr(app.view_functions[request.endpoint], "door", None)
        if deed is None:
            raise InternalServerError(f"The view {request.endpoint} wears no door.")
        values = request.view_args or {}
        who, found = standing(values.get("cohort"), values.get("sitting"))
        g.who = who
        if not may(who, deed):
            if who.person_id is None:
                if typed_words() and not wants_json():
                    raise NotAllowed("signed_out", "You have been signed out meanwhile. Copy your words, then sign in again.")
                return redirect(url_for("account.sign_in", back=request.endpoint), 303)  # type: ignore[return-value]  # werkzeug's own response
            if who.admin and may(replace(who, proven=True), deed):
                return redirect(url_for("own.second_factor"), 303)  # type: ignore[return-value]  # werkzeug's own response
            raise NotFound
        if found is not None and not is_settled(found):
            who, found = standing(values.get("cohort"), values.get("sitting"))
        if found is not None:
            _opened(found, who)
            g.place = _place(found, who)
        _made_for_me(who)
        return None


def _opened(sitting: Sitting, who: Standing) -> None:
    """A case is shut to its pair until the class's date; its tutors may look."""
    if who.member is not None and sitting.opens_at is not None and sitting.opens_at > datetime.now(UTC):
        cohort = cohorts.by_id(sitting.cohort_id)
        when = wallclock.said(sitting.opens_at, cohort.time_zone if cohort else "UTC")
        raise NotAllowed("case.not_open", "This case opens on {when}. Until then there is nothing to prepare.", when=when)


def _place(sitting: Sitting, who: Standing) -> Place:
    case = library.case(sitting.case_sha)
    seat = next((each for each in sitting.seats if each.member_id == who.member), None)
    return Place(sitting=sitting, case=case, table=sitting.table, me=who.member or WATCHER, seat=seat)


def _made_for_me(who: Standing) -> None:
    """A page says for whom it was made; with two people at one browser, what one typed must not be signed by the other."""
    made_for = request.form.get("for") if request.method == "POST" else None
    if made_for and who.person_id is not None and made_for != str(who.person_id):
        raise WrongPerson(
            "page.other_person",
            "This page was made for somebody else, who has since signed out here. Nothing was stored. Copy your words, then sign "
            "in as yourself.",
        )


def zone() -> str:
    """Whose clock a page shows: that of the class it is a page of, else London's."""
    if not has_request_context():
        return LONDON
    if "zone" not in g:
        cohort = (request.view_args or {}).get("cohort")
        found = g.place.sitting if "place" in g else cohorts.by_id(cohort) if cohort is not None else None
        g.zone = (found and found.time_zone) or LONDON  # a rehearsal's sitting is of no class
    said: str = g.zone
    return said


def reload_place() -> Place:
    """The sitting again, freshly read: after a refusal has emptied what was loaded."""
    here = place()
    found = sittings.with_seats(here.sitting.cohort_id, here.sitting.id)
    if found is None:
        raise NotFound
    g.place = _place(found, g.who)
    return place()


def place() -> Place:
    """The sitting that this view's door let the person into."""
    found: Place = g.place
    return found
