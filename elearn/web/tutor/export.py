"""Taking things out of a class: choosing what, following how far a large export is, and fetching it."""

import io
import logging
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, make_response, redirect, render_template, request, send_file, url_for
from flask.helpers import stream_with_context

from elearn.actions import export as deeds
from elearn.actions.export import Wish
from elearn.actions.export_files import csv_lines
from elearn.config import Config
from elearn.domain import dictionary
from elearn.domain.access import Deed
from elearn.domain.errors import NotThere, Refusal
from elearn.store import exports as kept
from elearn.store import marks_asked
from elearn.store.db import db
from elearn.store.exports import ExportJob, State
from elearn.web.doors import door, signed_in
from elearn.web.errors import STATUS, said
from elearn.web.tutor.cohorts import known
from elearn.web.tutor.posting import tried
from elearn.web.tutor.tabs import tabs

exports = Blueprint("exports", __name__, url_prefix="/classes/<int:cohort>/exports")
log = logging.getLogger(__name__)
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "zip": "application/zip",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _folder() -> Path:
    config: Config = current_app.extensions["elearn"]
    return config.exports_dir


@exports.get("")
@door(Deed.LEAD_COHORT)
def choose(cohort: int) -> str:
    """What may be taken out, and the exports that wait to be fetched."""
    deeds.sweep(_folder(), datetime.now(UTC))
    return _page(cohort)


def _page(cohort: int) -> str:
    now = datetime.now(UTC)
    return render_template(
        "tutor/export.html",
        cohort=known(cohort),
        tabs=tabs(cohort),
        tables=dictionary.TABLES,
        research=dictionary.RESEARCH,
        research_open=deeds.may_research(cohort, g.who.role),
        anonymous=marks_asked.settings(cohort).anonymous,
        jobs=[_job(each, now) for each in kept.jobs_of(cohort, signed_in().id)],
        sheet_rows=deeds.SHEET_ROWS,
        chosen=request.form.getlist("table"),
        form=request.form.get("form", "xlsx"),
    )


@exports.post("")
@door(Deed.LEAD_COHORT)
def ask(cohort: int) -> Response:
    """Make a small export and hand it over, or begin a large one."""
    now, person = datetime.now(UTC), signed_in().id
    try:
        wish = deeds.wished(
            request.form.getlist("table"),
            request.form.get("form", ""),
            for_research=request.form.get("for_research") == "yes",
            words="words" in request.form,
        )
        about = deeds.size(cohort, wish)
        if about <= deeds.SMALL_ROWS:
            return _at_once(cohort, wish, deeds.ending(wish, about), now)
        id = deeds.ask(cohort, wish, person, now)
    except Refusal as refusal:
        g.refused = said(refusal)
        return make_response(_page(cohort), STATUS.get(type(refusal), 422))
    begin(current_app._get_current_object(), cohort, id)  # type: ignore[attr-defined]  # flask's own way to the application
    return make_response(redirect(url_for("exports.one", cohort=cohort, job=id), 303))


def _at_once(cohort: int, wish: Wish, kind: str, now: datetime) -> Response:
    who, name = deeds.asker(cohort, signed_in().id), deeds.file_name(cohort, wish, kind, now)
    if kind == "csv":
        found = Response(stream_with_context(deeds.streamed(cohort, wish, who)), mimetype="text/csv")
        found.headers.set("Content-Disposition", "attachment", filename=name)
        return _private(found)
    with tempfile.TemporaryDirectory() as somewhere:
        path = Path(somewhere) / f"export.{kind}"
        deeds.written(cohort, wish, who, path)
        data = io.BytesIO(path.read_bytes())
    return _private(send_file(data, mimetype=KINDS[kind], as_attachment=True, download_name=name))


def _private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store, private"
    return response


def begin(app: Flask, cohort: int, id: str) -> threading.Thread:
    """Make an export in a thread of its own."""

    def work() -> None:
        with app.app_context():
            try:
                deeds.make(cohort, id, app.extensions["elearn"].exports_dir)
            except Exception:  # the job says that it failed; why stands here
                log.exception("an export of class %s was not made", cohort)
            finally:
                db.session.remove()

    thread = threading.Thread(target=work, name=f"export-{id[:8]}", daemon=True)
    thread.start()
    return thread


@exports.get("/dictionary.csv")
@door(Deed.LEAD_COHORT)
def explain(cohort: int) -> Response:
    """What every column means."""
    told = dictionary.entries((*dictionary.TABLES, *dictionary.RESEARCH))
    response = Response(csv_lines((*dictionary.DICTIONARY_HEADER, dictionary.ALTERED.name), told), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="dictionary.csv")
    return response


@exports.get("/<job>")
@door(Deed.LEAD_COHORT)
def one(cohort: int, job: str) -> str:
    """How far an export is."""
    found = deeds.mine(cohort, job, signed_in().id)
    return render_template(
        "tutor/export_one.html", cohort=known(cohort), tabs=tabs(cohort), job=_job(found, datetime.now(UTC)), sheet_rows=deeds.SHEET_ROWS
    )


@exports.get("/<job>/file")
@door(Deed.LEAD_COHORT)
def fetch(cohort: int, job: str) -> Response:
    """The file, for whoever asked for it."""
    found = deeds.mine(cohort, job, signed_in().id)
    path = _folder() / found.file
    if found.state != State.DONE or not path.is_file():
        raise NotThere("export.no_file", "The file is not there (any more). Ask for the export again.")
    kind = path.suffix[1:]
    name = deeds.file_name(cohort, Wish.model_validate(found.wish), kind, found.asked_at)
    return _private(send_file(path.resolve(), mimetype=KINDS[kind], as_attachment=True, download_name=name))


@exports.post("/<job>/drop")
@door(Deed.LEAD_COHORT)
def drop(cohort: int, job: str) -> Response:
    """Forget an export and its file."""
    back = url_for("exports.choose", cohort=cohort)
    deeds.mine(cohort, job, signed_in().id)
    return tried(lambda: deeds.drop(cohort, job, signed_in().id, _folder()), lambda: _page(cohort), then=back)


def _job(job: ExportJob, now: datetime) -> dict[str, Any]:
    wish = Wish.model_validate(job.wish)
    return {
        "id": job.id,
        "titles": [dictionary.BY_NAME[each].title for each in wish.tables],
        "state": "stopped" if deeds.stopped(job, now) else str(job.state),
        "done": job.done,
        "total": max(job.total, 1),
        "share": round(100 * job.done / max(job.total, 1)),
        "rows": job.rows,
        "kind": job.file.rpartition(".")[2],
        "asked_for": wish.form,
        "at": job.asked_at,
        "until": job.expires_at,
    }
