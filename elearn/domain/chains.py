"""Chains on a pair's map: from what a rule or a remedy could change to somebody's health."""

from elearn.domain.vocabulary import Layer
from elearn.domain.workspace import Workspace

UPSTREAM = (Layer.SYSTEM, Layer.LEGAL)
"""A chain is whole when it leads from what a rule or a remedy could change to somebody's health (product: the map is read upstream)."""


def whole_chain(table: Workspace, source: str, target: str) -> bool:
    """Whether some path through this link begins upstream and ends in health."""
    before = reached(table, source, backwards=True) | {source}
    after = reached(table, target) | {target}
    return any(_is_in(table, each, UPSTREAM) for each in before) and any(_is_in(table, each, (Layer.HEALTH,)) for each in after)


def _is_in(table: Workspace, cause: str, layers: tuple[Layer, ...]) -> bool:
    return cause in table.causes and table.causes[cause].layer in layers


def reached(table: Workspace, start: str, *, backwards: bool = False) -> set[str]:
    """Every cause that links lead to from `start`, or, backwards, that lead to it."""
    ways: dict[str, list[str]] = {}
    for link in table.links.values():
        here, there = (link.target, link.source) if backwards else (link.source, link.target)
        ways.setdefault(here, []).append(there)
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for each in ways.get(waiting.pop(), ()):
            if each not in seen:
                seen.add(each)
                waiting.append(each)
    return seen
