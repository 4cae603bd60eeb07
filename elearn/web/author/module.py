"""One module for its author: what the check says, its dates, and every page of it as learners will read it."""

from typing import Any

from flask import url_for
from werkzeug.exceptions import NotFound

from elearn.authoring.library import CompiledModule
from elearn.domain.due import due
from elearn.domain.module import Module
from elearn.web.author import contents, desk
from elearn.web.learn import module_pages as pages


def view(name: str) -> dict[str, Any]:
    """What the module's own page shows. A file that cannot be read as a module has problems, and no path."""
    found = _found(name)
    module = found.module
    return {
        "name": name,
        "title": module.title if module else name,
        "due": due(module.review_by, desk.today()).value if module else "",
        **contents.counts(found.problems),
        "problems": [contents.problem(each) for each in found.problems],
        **(pages.around(_opened(module), "") if module else {"module": None}),
    }


def stop(name: str, part: str) -> dict[str, Any]:
    """A stop of it."""
    module = _found(name).module
    here = module.stop(part) if module else None
    if module is None or here is None:
        raise NotFound
    opened = _opened(module)
    shown = pages.at_stop(opened, here)
    if here.page is not None:
        return shown | pages.page(opened, here.page)
    if here.question is not None:
        return shown | pages.question(opened, here.question)
    if here.reflection is not None:
        return shown | {"ask": pages.with_tags(here.reflection.ask_html)}
    case = desk.held().cases.get(here.id)
    return shown | {"case": case.sketch if case else None, "sitting": None}


def _found(name: str) -> CompiledModule:
    found = desk.held().modules.get(name)
    if found is None:
        raise NotFound
    return found


def _opened(module: Module) -> pages.Opened:
    return pages.Opened(
        module=module,
        home=url_for("author.one_module", name=module.module),
        address=lambda part: url_for("author.module_stop", name=module.module, part=part),
        cases={slug: each.sketch.title for slug, each in desk.held().cases.items() if each.sketch},
    )
