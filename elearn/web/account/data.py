"""*What is kept of me*: all of somebody's own data, on one page and as a file."""

from datetime import UTC, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, Response, render_template
from flask.helpers import stream_with_context

from elearn.actions import own_data
from elearn.actions.export_rows import Cell
from elearn.domain.access import Deed
from elearn.web.doors import door, signed_in

own_pages = Blueprint("own_data", __name__, url_prefix="/account/data")
MOST_SHOWN = 1000
"""rows of a table that the page shows; the file holds all"""


@own_pages.get("")
@door(Deed.BE_SIGNED_IN)
def page() -> str:
    """All that is kept of me."""
    shown = []
    for table, rows in own_data.tables(signed_in()):
        some = [[_said(cell) for cell in row] for row in islice(rows, MOST_SHOWN)]
        more = sum(1 for _ in rows)
        shown.append({"table": table, "rows": some, "count": len(some) + more})
    full = [each for each in shown if each["rows"]]
    return render_template("account/data.html", full=full, empty=[each["table"] for each in shown if not each["rows"]], most=MOST_SHOWN)


def _said(cell: Cell) -> Any:
    """A cell for people: moments stay moments, so that the template says them by the clock."""
    return cell if isinstance(cell, datetime | bool) else "" if cell is None else str(cell)


@own_pages.get("/file")
@door(Deed.BE_SIGNED_IN)
def file() -> Response:
    """The same as a zip of CSVs, made while it is sent."""
    found = Response(stream_with_context(own_data.zipped(signed_in())), mimetype="application/zip")
    found.headers.set("Content-Disposition", "attachment", filename=own_data.file_name(datetime.now(UTC)))
    found.headers["Cache-Control"] = "no-store, private"
    return found
