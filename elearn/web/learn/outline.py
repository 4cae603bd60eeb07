"""The outline: the same map as nested lists, an equal editor for the keyboard, a screen reader, a phone and a printer."""

from typing import Any

from elearn.domain.content import StepKind
from elearn.web.doors import Place
from elearn.web.learn.map import workbench


def view(here: Place) -> dict[str, Any]:
    """What the outline shows: the map's own model and forms, and the page of the step at which the map was begun."""
    step = next((each.id for each in here.case.steps if each.kind is StepKind.MAP), here.table.step.id)
    return {"map_page": step, **workbench(here)}
