"""A case that is still being written, tidied so that it can be shown: what speaks of things that are not there is left out.

The check has told its author of each of them; pages and rules may go on trusting that a case's names lead somewhere.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, TypeVar

from elearn.domain.content import Case, Panel

T = TypeVar("T")


def tidied(case: Case) -> Case:
    """The case without names that lead nowhere, and with each thing once."""
    panel = _panel(case.panel)
    causes, steps = {each.id for each in panel.causes}, {each.id for each in case.steps}
    papers = [each for each in _once(case.papers) if each.opens in steps]
    facts = {each.id: tuple(fact.model_copy(update={"shows": _known(fact.shows, causes)}) for fact in each.facts) for each in papers}
    return case.model_copy(
        update={
            "steps": tuple(_once(case.steps)),
            "papers": tuple(each.model_copy(update={"facts": facts[each.id]}) for each in papers),
            "panel": panel,
        }
    )


def _panel(panel: Panel) -> Panel:
    causes = _once(panel.causes)
    ids, voices = {each.id for each in causes}, {each.id for each in panel.voices}
    weak = [each for each in _once(panel.weak) if each.id not in ids]
    links = {(each.source, each.target): each for each in panel.links if each.source in ids and each.target in ids}
    return panel.model_copy(
        update={
            "causes": tuple(each.model_copy(update={"why": _of(each.why, voices)}) for each in causes),
            "links": tuple(each.model_copy(update={"voices": _of(each.voices, voices)}) for each in links.values()),
            "paths": tuple(each for each in panel.paths if all(ends in links for ends in pairwise(each.through))),
            "weak": tuple(each.model_copy(update={"voice": each.voice if each.voice in voices else None}) for each in weak),
            "actions": tuple(each.model_copy(update={"works_on": _known(each.works_on, ids)}) for each in _once(panel.actions)),
        }
    )


def _once(things: Sequence[T]) -> list[T]:
    """Each thing once; of two with one id the first."""
    found: dict[Any, T] = {}
    for each in things:
        found.setdefault(getattr(each, "id"), each)  # noqa: B009  # whatever has an id
    return list(found.values())


def _known(ids: Sequence[str], known: set[str]) -> tuple[str, ...]:
    return tuple(each for each in ids if each in known)


def _of(said: dict[str, str], voices: set[str]) -> dict[str, str]:
    return {voice: words for voice, words in said.items() if voice in voices}
