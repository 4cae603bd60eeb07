"""The demo's door and bar. Its forms carry a signed word in place of a session, since each person has a host name, and cookies,
of their own.
"""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, g, make_response, redirect, render_template, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from elearn.actions import demo as stage
from elearn.domain.access import Deed
from elearn.domain.content import StepKind
from elearn.domain.digest import Digest
from elearn.store import people, sittings
from elearn.store.people import Person
from elearn.web import login
from elearn.web.doors import Place, door, first_name, viewer
from elearn.web.filters import initials

demo = Blueprint("demo", __name__)
LIVES_SECONDS = 12 * 3600
ROLES = {"mensah": "tutor", "priya": "author"}


def register(app: Flask) -> None:
    """Add the demo's routes, its front page and its bar."""
    app.register_blueprint(demo)
    app.extensions["csrf"].exempt(demo)
    app.extensions["front_door"] = front_door

    @app.context_processor
    def bar() -> dict[str, Any]:
        return {"demo": _bar()}


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="demo")


def _opened() -> dict[str, Any]:
    try:
        said: dict[str, Any] = _signer().loads(request.form.get("token", ""), max_age=LIVES_SECONDS)
    except BadSignature:
        abort(404)
    return said


def _host(key: str) -> str:
    """The address of one person's own host name: cookies keep apart, so that several can be open in tabs of one browser."""
    port = request.host.rpartition(":")[2] if ":" in request.host else ""
    return f"http://{key}.localhost{f':{port}' if port else ''}"


def front_door() -> str:
    """The front page of the demo: enter as one of four, with one click."""
    g.form_action = "'self' " + " ".join(_host(key) for key in stage.FOUR)
    doors = [_door(key, person) for key, (name, _) in stage.FOUR.items() if (person := people.by_email(stage.email_of(name)))]
    return render_template("account/door.html", doors=doors, form=None)


def _door(key: str, person: Person) -> dict[str, Any]:
    role = {"medicine": "medical student", "law": "law student"}.get(person.discipline or "", ROLES.get(key, ""))
    return {
        "name": person.name,
        "role_words": role,
        "sentence": _sentence(key, person),
        "discipline": person.discipline,
        "initials": initials(person.name),
        "action": f"{_host(key)}/demo/enter",
        "token": _signer().dumps({"person": person.id}),
        "host_note": "",
    }


def _sentence(key: str, person: Person) -> str:
    """What stands true of them now."""
    if key == "mensah":
        return "A class at work, a pair at every step; and last spring's, marked"
    if key == "priya":
        return "The library of cases, and what the check says of it"
    seat = next((each for each in sittings.of_person(person.id) if each.sitting.closed_at is None), None)
    if seat is None:
        return "Not seated at a case"
    digest = Digest.model_validate(seat.sitting.digest)
    partner = ", ".join(first_name(each.person) for each in seat.sitting.seats if each.member_id != seat.member_id)
    asked = f"; {digest.questions} open question{'s' if digest.questions != 1 else ''}" if digest.questions else ""
    return f"With {partner}, at {digest.kind.capitalize()}{asked}" if not digest.finished else f"Finished, with {partner}"


def _bar() -> dict[str, Any] | None:
    person = viewer()
    if person is None:
        return None
    place: Place | None = g.get("place")
    others = [seat.person for seat in place.sitting.seats if seat.person] if place else []
    shown = [
        *others,
        *(
            who
            for name, _ in stage.FOUR.values()
            if (who := people.by_email(stage.email_of(name))) and who.id not in {o.id for o in others}
        ),
    ]
    return {
        "people": [_other(each, person) for each in shown],
        "afresh": _to(place, "meet") if place else None,
        "steps": [{"title": step.kind.value.capitalize(), **_to(place, step.kind.value)} for step in place.case.steps] if place else [],
    }


def _other(person: Person, me: Person) -> dict[str, Any]:
    key = next((key for key, (name, _) in stage.FOUR.items() if name == person.name), f"p{person.id}")
    return {
        "name": first_name(person) if person.discipline else person.name,
        "discipline": person.discipline,
        "initials": initials(person.name),
        "action": f"{_host(key)}/demo/enter",
        "token": _signer().dumps({"person": person.id}),
        "is_me": person.id == me.id,
    }


def _to(place: Place, kind: str) -> dict[str, str]:
    g.form_action = "'self' http://*.localhost:*"
    return {"action": url_for("demo.move"), "token": _signer().dumps({**place.key, "to": kind})}


@demo.post("/demo/enter")
@door(Deed.LOOK_AROUND)
def enter() -> Response:
    """Come in as a made-up person."""
    person = people.by_id(int(_opened().get("person", 0)))
    if person is None:
        abort(404)
    login.begin(person, proven=True)  # made-up people have no telephones
    return make_response(redirect(url_for("account.front"), 303))


@demo.post("/demo/move")
@door(Deed.BE_SIGNED_IN)
def move() -> Response:
    """Put a pair at a step with work done, on a new log; the old one stays closed."""
    said = _opened()
    opened = stage.afresh(said["cohort"], said["sitting"], StepKind(said["to"]), datetime.now(UTC))
    current_app.extensions["waker"].wake(said["cohort"], said["sitting"])
    return make_response(redirect(url_for("learn.sitting", cohort=opened[0], sitting=opened[1]), 303))
