"""The author's page: every case of the library on disk, what is published, and what is wrong, with file and line."""

from flask import Blueprint, current_app, render_template

from elearn.authoring.library import read_library
from elearn.config import Config
from elearn.domain.access import Deed
from elearn.store import library
from elearn.web.doors import door

author = Blueprint("author", __name__)


@author.get("/library")
@door(Deed.WRITE_CONTENT)
def contents() -> str:
    """What the library holds now, read afresh, beside what is published."""
    config: Config = current_app.extensions["elearn"]
    found = read_library(config.content_dir)
    rows = [
        {"case": case, "published": (newest := library.latest(case.case)), "current": newest is not None and newest.sha == case.sha}
        for case in found.cases
    ]
    return render_template("author/contents.html", rows=rows, problems=found.problems, errors=found.errors)
