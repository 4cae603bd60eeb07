"""A move, from the POST to its acknowledgement, against one durable insert in the same database: behind a bare view that loads one person,
as a move's own view does, and bare. On both kinds of database.
"""

import tempfile
from pathlib import Path

from sqlalchemy import text

from bench.figures import Figure, against, figure, on_both
from elearn.actions import sit
from elearn.domain.access import Deed
from elearn.store.db import saving
from elearn.web.doors import door, signed_in
from tests.site import Site


def moves(site: Site) -> list[Figure]:
    """Through the whole application; `site` gives the case."""
    with tempfile.TemporaryDirectory() as folder:
        return [each for kind, other in on_both(site, Path(folder)) for each in _on(kind, other)]


def _on(kind: str, site: Site) -> list[Figure]:
    mira = site.client("mira")
    said = {"as": site.members["mira"], "move": "ProfessionIntroduced", "body": {"words": "I look for what can be done"}}

    def insert() -> None:
        with saving() as session:
            session.execute(text("INSERT INTO floor (words) VALUES ('x')"))

    def inserted() -> None:
        with site.app.app_context():
            insert()

    @door(Deed.BE_SIGNED_IN)
    def floor() -> dict[str, int]:
        signed_in()
        insert()
        return {"seq": 1}

    def posted() -> None:
        answer = mira.post(f"{site.path}/moves", json={**said, "op": sit.new_op()}, headers={"Accept": "application/json"})
        if answer.status_code != 200:
            raise RuntimeError(answer.text)

    site.app.add_url_rule("/floor", "floor", floor, methods=["POST"])
    with site.app.app_context(), saving() as session:
        session.execute(text("CREATE TABLE floor (words TEXT)"))
    ours, behind_a_view = against(posted, lambda: mira.post("/floor", json=said))
    _, bare = against(posted, inserted)
    goal = f"{kind}: moves, POST to acknowledged, against one durable insert"
    return [
        figure(f"{goal} behind a bare view", ours, "moves/s", floor=behind_a_view, goal=">= 0.3", met=ours >= 0.3 * behind_a_view),
        figure(f"{goal} without a request", ours, "moves/s", floor=bare, goal="", met=None),
    ]
