"""The pages of a module: its path, each stop of it, and what a learner does there. The class's staff read the same pages, without forms."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, redirect, render_template, request, url_for

from elearn.actions import study
from elearn.domain.access import Deed
from elearn.domain.errors import NotAllowed, NotThere
from elearn.domain.module import Module, Question, Reflection, Stop, resume
from elearn.domain.person import Role
from elearn.store import library, progress
from elearn.store import modules as published
from elearn.web.doors import door, signed_in
from elearn.web.errors import said
from elearn.web.learn import module_pages as pages
from elearn.web.speaking import gettext

modules = Blueprint("modules", __name__)


@modules.get("/modules/<int:cohort>/<slug>/")
@door(Deed.STUDY)
def path(cohort: int, slug: str) -> str:
    """A module: what it is for, and its path with what is done."""
    module, done = _module(cohort, slug), _done(cohort, slug)
    at = resume([each.id for each in module.path], done)
    return render_template(
        "learn/module.html",
        **pages.around(_opened(cohort, module, done), at),
        cohort=cohort,
        started=bool(done),
        on=_address(cohort, module, at),
        class_counts=_class_counts(cohort, module) if not _learns() else {},
    )


@modules.get("/modules/<int:cohort>/<slug>/<part>")
@door(Deed.STUDY)
def stop(cohort: int, slug: str, part: str) -> str:
    """One stop of a module."""
    module = _module(cohort, slug)
    return _page(cohort, module, _stop(module, part))


@modules.post("/modules/<int:cohort>/<slug>/<part>/on")
@door(Deed.LEARN)
def go_on(cohort: int, slug: str, part: str) -> Response:
    """This stop is done: to the next, or to the path when there is none."""
    module = _module(cohort, slug)
    here = _stop(module, part)
    study.go_on(cohort, signed_in().id, module, here.id, datetime.now(UTC))
    _, following = module.beside(here.id)
    if following is None:
        return make_response(redirect(url_for("modules.path", cohort=cohort, slug=slug), 303))
    return make_response(redirect(_address(cohort, module, following.id), 303))


@modules.post("/modules/<int:cohort>/<slug>/<part>/answer")
@door(Deed.LEARN)
def answer(cohort: int, slug: str, part: str) -> Response | str:
    """An answer to a question: back to the page, where its reason stands."""
    module = _module(cohort, slug)
    here = _stop(module, part)
    try:
        study.answer(cohort, signed_in().id, module, here.id, request.form.get("says", ""), datetime.now(UTC))
    except NotAllowed as refusal:
        g.refused = said(refusal)
        return make_response(_page(cohort, module, here), 422)
    return make_response(redirect(_address(cohort, module, here.id, "reason"), 303))


@modules.post("/modules/<int:cohort>/<slug>/<part>/words")
@door(Deed.LEARN)
def save_words(cohort: int, slug: str, part: str) -> Response:
    """A reflection, saved for its writer alone. Words that do not fit come back in their field."""
    module = _module(cohort, slug)
    here, words = _stop(module, part), request.form.get("words", "")
    try:
        study.reflect(cohort, signed_in().id, module, here.id, words, datetime.now(UTC))
    except NotAllowed as refusal:
        g.refused = said(refusal)
        return make_response(_page(cohort, module, here, typed=words), 422)
    flash(gettext("Saved, for you alone.") if words.strip() else gettext("Emptied. Nothing of it is kept."))
    return make_response(redirect(_address(cohort, module, here.id), 303))


@modules.post("/modules/<int:cohort>/<slug>/<part>/draft")
@door(Deed.LEARN)
def keep_draft(cohort: int, slug: str, part: str) -> Response:
    """Half-typed words, kept by the page's script."""
    module = _module(cohort, slug)
    study.keep_draft(cohort, signed_in().id, module, _stop(module, part).id, request.form.get("words", ""))
    return make_response("", 204)


def cards(paths: list[progress.OpenPath]) -> list[dict[str, Any]]:
    """The modules that are open for a learner, each as a path with what is done: for Home."""
    return [_card(each) for each in paths]


def _card(opened: progress.OpenPath) -> dict[str, Any]:
    done = opened.done
    ids = [each.id for each in opened.module.path]
    at = resume(ids, done)
    return {
        "title": opened.module.title,
        "minutes": opened.module.minutes,
        "url": url_for("modules.path", cohort=opened.cohort_id, slug=opened.module.module),
        "on": _address(opened.cohort_id, opened.module, at),
        "states": [pages.state(id, done, at) for id in ids],
        "count": len([id for id in ids if id in done]),
        "of": len(ids),
        "started": bool(done),
        "finished": all(id in done for id in ids),
    }


def _module(cohort: int, slug: str) -> Module:
    found = published.opened(cohort, slug)
    if found is None:
        raise NotThere("module.not_open", "This module is not open for this class.")
    return found


def _stop(module: Module, part: str) -> Stop:
    found = module.stop(part)
    if found is None:
        raise NotThere("module.no_part", "This module has no such page. It may have been rewritten: open its path.")
    return found


def _learns() -> bool:
    return g.who.role is Role.LEARNER


def _done(cohort: int, slug: str) -> list[str]:
    return progress.done(cohort, signed_in().id, slug) if _learns() else []


def _address(cohort: int, module: Module, part: str, anchor: str | None = None) -> str:
    return url_for("modules.stop", cohort=cohort, slug=module.module, part=part, _anchor=anchor)


def _opened(cohort: int, module: Module, done: Sequence[str]) -> pages.Opened:
    return pages.Opened(
        module=module,
        home=url_for("modules.path", cohort=cohort, slug=module.module),
        address=lambda part: _address(cohort, module, part),
        cases=library.newest_titles([each.case for each in module.path if each.case is not None]),
        learns=_learns(),
        done=done,
    )


def _class_counts(cohort: int, module: Module) -> dict[str, Any]:
    """What staff see of a class in a module: how many began, how many are through, and how each question went. Never who answered what."""
    began, through = progress.classes_through(cohort, {module.module: len(module.path)}).get(module.module, (0, 0))
    standings = progress.standings(cohort, module.module)
    return {
        "began": began,
        "through": through,
        "questions": [
            {
                "title": pages.title(each, {}),
                "url": _address(cohort, module, each.id),
                "standing": standings.get(each.id, progress.Standing()),
            }
            for each in module.path
            if each.question is not None
        ],
    }


def _page(cohort: int, module: Module, here: Stop, *, typed: str | None = None) -> str:
    """One stop as HTML. `typed` are words that were refused: they stand in their field again."""
    opened = _opened(cohort, module, _done(cohort, module.module))
    return render_template(
        "learn/module_stop.html",
        **pages.at_stop(opened, here) | _of_kind(cohort, opened, here, typed),
        post={deed: url_for(f"modules.{deed}", cohort=cohort, slug=module.module, part=here.id) for deed in
              ("go_on", "answer", "save_words", "keep_draft")},
    )  # fmt: skip


def _of_kind(cohort: int, opened: pages.Opened, here: Stop, typed: str | None) -> dict[str, Any]:
    if here.page is not None:
        return pages.page(opened, here.page)
    if here.question is not None:
        return _question(cohort, opened, here.question)
    if here.reflection is not None:
        return _reflection(cohort, opened.module, here.reflection, typed)
    there = progress.case_there(cohort, signed_in().id, here.id)
    return {
        "title": there.case.title if there else here.id,
        "case": there.case if there else None,
        "sitting": url_for("learn.sitting", cohort=cohort, sitting=there.sitting_id) if there and there.sitting_id else None,
    }


def _question(cohort: int, opened: pages.Opened, question: Question) -> dict[str, Any]:
    kept = progress.answer(cohort, signed_in().id, opened.module.module, question.id) if opened.learns else None
    first, last = (question.choice(kept.first), question.choice(kept.last)) if kept else (None, None)
    return {
        **pages.question(opened, question, first, last),
        "answered": last is not None,
        "right": last is not None and last.right,
        "tries": kept.tries if kept and last is not None else 0,
    }


def _reflection(cohort: int, module: Module, reflection: Reflection, typed: str | None) -> dict[str, Any]:
    kept = progress.reflection(cohort, signed_in().id, module.module, reflection.id) if _learns() else None
    saved, draft = (kept.words, kept.draft) if kept else ("", "")
    return {
        "ask": pages.with_tags(reflection.ask_html),
        "words": typed if typed is not None else draft or saved,
        "saved": bool(saved),
        "is_draft": bool(draft) or typed is not None,
        "most": study.MOST_CHARACTERS,
    }
