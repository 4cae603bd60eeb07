"""Whether this process is alive, and whether it can serve: for load balancers and those who watch."""

from flask import Blueprint, Response, current_app, jsonify, make_response

from elearn.domain.access import Deed
from elearn.store import health as asked
from elearn.store import migrate
from elearn.store.db import UNREACHABLE
from elearn.store.releases import UnfitError
from elearn.web.doors import door

health = Blueprint("health", __name__)


@health.get("/healthz")
@door(Deed.LOOK_AROUND)
def alive() -> Response:
    """This process answers. It asks nobody, so that a database that is away has nobody restart all servers."""
    return jsonify({"alive": True})


@health.get("/readyz")
@door(Deed.LOOK_AROUND)
def ready() -> Response:
    """Whether requests should be sent here: the database answers and fits, streams are woken, there is a case. 503 when not."""
    found = {"database": _database(), "streams": bool(getattr(current_app.extensions["waker"], "is_awake", True))}
    found["content"] = found["database"] and asked.published_cases() > 0
    return make_response(jsonify(found), 200 if all(found.values()) else 503)


def _database() -> bool:
    """Whether it answers, and is of a shape that this code can serve. That it fits is looked up until it does, and then known."""
    try:
        if not asked.answers():
            return False
        if not current_app.extensions.get("database_fits"):
            migrate.check()
            current_app.extensions["database_fits"] = True
    except (*UNREACHABLE, UnfitError):
        return False
    return True
