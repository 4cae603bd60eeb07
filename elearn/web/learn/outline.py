"""The outline: the same map as nested lists, an equal editor for the keyboard, a screen reader, a phone and a printer."""

from typing import Any

from elearn.domain.content import StepKind
from elearn.domain.sight import WATCHER
from elearn.web.doors import Place
from elearn.web.learn.going_on import going_on
from elearn.web.learn.map import workbench


def view(here: Place) -> dict[str, Any]:
    """What the outline shows: the map's own model and forms, the page of the map's step, and its yes while the pair works there."""
    working = here.me != WATCHER and not here.table.finished and here.table.step.kind is StepKind.MAP
    step = next((each.id for each in here.case.steps if each.kind is StepKind.MAP), here.table.step.id)
    go = going_on(here, StepKind.MAP, left=0 if here.table.links else 1) if working else None
    return {"map_page": step, "go": go, **workbench(here)}
