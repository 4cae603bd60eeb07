"""Who has said yes to going on from a joint step, and what stands in the way of my own yes."""

from typing import Any

from elearn.domain.content import StepKind
from elearn.web.doors import Place


def going_on(here: Place, kind: StepKind, left: int = 0) -> dict[str, Any]:
    """The yes of a joint step: its id, the step that follows, who has said yes, who is still asked, and how much is left before mine.

    `left`: how many things stand in the way, as `domain.rules` counts them.
    """
    index = next((i for i, each in enumerate(here.table.steps) if each.kind is kind), -1)
    step = here.table.steps[index]
    after = here.table.steps[index + 1].kind.value if index + 1 < len(here.table.steps) else ""
    agreed = here.table.agreed.get(step.id, {})
    return {
        "step": step.id,
        "next": after,
        "left": left,
        "mine": here.me in agreed,
        "dissent": [{"name": here.names.get(id, ""), "me": id == here.me, "words": words} for id, words in agreed.items() if words],
        "yes": [here.names.get(id, "") for id in agreed if id != here.me],
        "waiting": [here.names.get(each.id, "") for each in here.table.active if each.id not in agreed and each.id != here.me],
    }
