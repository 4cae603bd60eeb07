"""The author's pages: the library as it stands on disk, a case with its versions, both students' sides, words from use, and the audit."""

from datetime import UTC, datetime

from flask import Blueprint, Response, flash, jsonify, make_response, redirect, render_template, request, url_for

from elearn.actions import vocabulary
from elearn.actions.publish import publish_one
from elearn.authoring.library import CASES
from elearn.authoring.snippet import CannotAdd
from elearn.domain.access import Deed
from elearn.domain.errors import NotAllowed, NotThere, Refusal
from elearn.web.author import audit as audits
from elearn.web.author import case as cases
from elearn.web.author import contents as library
from elearn.web.author import desk, preview
from elearn.web.author import module as modules
from elearn.web.author import words as learning
from elearn.web.doors import door
from elearn.web.speaking import gettext

author = Blueprint("author", __name__)
author.context_processor(lambda: {"watching": desk.watching(), "alone": desk.alone()})


@author.get("/library")
@door(Deed.WRITE_CONTENT)
def contents() -> str:
    """What the library holds now, beside what is published."""
    return render_template("author/contents.html", **library.view())


@author.get("/library/audit")
@door(Deed.WRITE_CONTENT)
def audit() -> str:
    """Whom the library shows, with what, and how hard it is to read."""
    return render_template("author/audit.html", **audits.view())


@author.get("/library/cases/<slug>")
@door(Deed.WRITE_CONTENT)
def one_case(slug: str) -> str:
    """One case: problems, dates, versions."""
    return render_template("author/case.html", **cases.view(slug))


@author.get("/library/modules/<name>/")
@door(Deed.WRITE_CONTENT)
def one_module(name: str) -> str:
    """One module: problems, dates, its path."""
    return render_template("author/module.html", **modules.view(name))


@author.get("/library/modules/<name>/<part>")
@door(Deed.WRITE_CONTENT)
def module_stop(name: str, part: str) -> str:
    """A page or question of a module, as learners will read it."""
    return render_template("author/module_stop.html", **modules.stop(name, part))


@author.post("/library/cases/<slug>/publish")
@door(Deed.WRITE_CONTENT)
def publish(slug: str) -> Response:
    """Publish the case as its author saw it."""
    _not_alone()
    desk.compiled(slug)
    version = publish_one(desk.config().content_dir, slug, request.form.get("sha", ""), datetime.now(UTC))
    if version is None:
        flash(gettext("Nothing has changed since the newest version."))
    else:
        flash(gettext("Version %(number)s is published. New sittings begin with it; pairs at work keep theirs.", number=version.number))
    return _to("author.one_case", slug)


@author.get("/library/cases/<slug>/changes/<old>/<new>")
@door(Deed.WRITE_CONTENT)
def changes(slug: str, old: str, new: str) -> str:
    """What changed between two versions, in words."""
    return render_template("author/changes.html", **cases.between(slug, old, new))


@author.get("/library/cases/<slug>/steps/<at>")
@door(Deed.WRITE_CONTENT)
def step(slug: str, at: str) -> str:
    """A step as both students will see it."""
    return render_template("author/preview.html", **preview.view(slug, at))


@author.get("/library/cases/<slug>/steps/<at>/<side>/")
@door(Deed.WRITE_CONTENT)
def pane_home(slug: str, at: str, side: str) -> Response:
    """To the step that one side stands at."""
    preview.place(slug, at, side)
    return make_response(redirect(url_for("author.pane", slug=slug, at=at, side=side, page=at), 303))


@author.get("/library/cases/<slug>/steps/<at>/<side>/<page>")
@door(Deed.WRITE_CONTENT)
def pane(slug: str, at: str, side: str, page: str) -> str:
    """One side, in its frame."""
    return preview.pane(slug, at, side, page)


@author.post("/library/cases/<slug>/steps/<at>/<side>/<page>")
@door(Deed.WRITE_CONTENT)
def pane_form(slug: str, at: str, side: str, page: str) -> str:
    """A form of a frame: nothing is kept."""
    preview.place(slug, at, side)
    return preview.nothing_kept(slug, at, side)


@author.get("/library/cases/<slug>/steps/<at>/<side>/images/<name>")
@door(Deed.WRITE_CONTENT)
def pane_picture(slug: str, at: str, side: str, name: str) -> Response:
    """A picture in a frame."""
    return preview.picture_of(slug, at, side, name)


@author.get("/library/cases/<slug>/words")
@door(Deed.WRITE_CONTENT)
def words(slug: str) -> str:
    """Words that pairs used and the case does not know."""
    desk.compiled(slug)
    return render_template("author/words.html", **learning.view(slug, request.args.getlist("word")))


@author.post("/library/cases/<slug>/words")
@door(Deed.WRITE_CONTENT)
def teach(slug: str) -> Response:
    """Write chosen words into the case's own file."""
    _not_alone()
    if desk.compiled(slug) is None:
        raise NotThere("case.not_on_disk", "There is no such case in the library.")
    added: list[str] = []
    try:
        for cause, told in learning.by_cause(request.form.getlist("word")).items():
            added += vocabulary.teach(desk.config().content_dir / CASES / slug, cause, told)
    except CannotAdd as error:
        raise Refusal("words.cannot_add", "{what}", what=str(error)) from error
    flash(gettext("Added: %(words)s. Look at the file, then publish.", words="; ".join(added)) if added else gettext("Nothing new to add."))
    return _to("author.words", slug)


@author.get("/live/library")
@door(Deed.WRITE_CONTENT)
def ticket() -> Response:
    """The ticket of the stream that says that a file was saved (web/live/stream.py): no cohort has the number 0."""
    return jsonify({"cohort": 0, "sitting": 0, "member": None})


def _not_alone() -> None:
    if desk.alone():
        raise NotAllowed("preview.only", "This is a preview of files. Nothing is published from here.")


def _to(endpoint: str, slug: str) -> Response:
    return make_response(redirect(url_for(endpoint, slug=slug), 303))
