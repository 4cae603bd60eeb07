"""The panel's reasoning: causes that hang together, words that mean one thing, actions that reach what matters."""

import re
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from elearn.domain.codes import problem
from elearn.domain.panel import Deadline, PanelLink
from elearn.domain.problem import Problem
from elearn.domain.soundness.dossier import Dossier, in_panel
from elearn.domain.vocabulary import ActionKind, Weight
from elearn.domain.workdays import is_working_day, said

MOST_LOOPS = 10
"""So many loops are named in one run; mending those mends most of the others."""

GLOSSES = {ActionKind.SLOW: "right but too slow", ActionKind.HARMFUL: "fast but harmful"}

_SIGNS = re.compile(r"[\W_]+")


def check(d: Dossier) -> Iterator[Problem]:
    """Causes, links, loops, words, actions, deadlines."""
    yield from _in_the_air(d)
    yield from _loops(d)
    yield from _same_words(d)
    yield from _actions(d)
    yield from _deadlines(d)


def _in_the_air(d: Dossier) -> Iterator[Problem]:
    linked = {end for link in d.panel.links for end in (link.source, link.target)}
    for i, cause in enumerate(d.panel.causes):
        if cause.id not in linked:
            yield problem("E501", in_panel("causes", i, "id"), id=cause.id)


def _loops(d: Dossier) -> Iterator[Problem]:
    links = [each for each in d.panel.links if each.source != each.target]
    plain = [each for each in links if not each.loop]
    for _ in range(MOST_LOOPS):
        circle = _circle(plain)
        if not circle:
            break
        closing = next(each for each in plain if (each.source, each.target) == (circle[-2], circle[-1]))
        at = in_panel("links", d.panel.links.index(closing))
        yield problem("E502", at, circle=" → ".join(f"`{each}`" for each in circle))
        plain.remove(closing)
    else:
        return
    for i, link in enumerate(d.panel.links):
        if link.loop and not _reaches(links, link.target, link.source):
            yield problem("W510", in_panel("links", i, "loop"))


def _circle(links: list[PanelLink]) -> list[str]:
    """The causes of one loop in the order of its links, the first again at the end; empty where there is none."""
    leads_to: dict[str, set[str]] = {}
    for link in links:
        leads_to.setdefault(link.target, set()).add(link.source)
    try:
        TopologicalSorter(leads_to).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _reaches(links: list[PanelLink], start: str, end: str) -> bool:
    reached, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        for link in links:
            if link.source == here and link.target not in reached:
                reached.add(link.target)
                waiting.append(link.target)
    return end in reached


def _same_words(d: Dossier) -> Iterator[Problem]:
    """Words are compared as a pair's words will be: small letters, signs left out."""
    owners: dict[str, str] = {}
    for i, cause in enumerate(d.panel.causes):
        for key, words in _worded(cause.says, cause.also):
            owner = owners.setdefault(_plain(words), cause.id)
            if owner != cause.id:
                yield problem("E503", in_panel("causes", i, *key), words=words, first=owner, second=cause.id)
    for i, weak in enumerate(d.panel.weak):
        for key, words in _worded(weak.says, weak.also):
            owner = owners.get(_plain(words), "")
            if owner:
                yield problem("E504", in_panel("weak", i, *key), words=words, weak=weak.id, cause=owner)


def _worded(says: str, also: tuple[str, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    yield ("says",), says
    yield from ((("also", k), words) for k, words in enumerate(also))


def _plain(words: str) -> str:
    return _SIGNS.sub(" ", words.casefold()).strip()


def _actions(d: Dossier) -> Iterator[Problem]:
    for i, action in enumerate(d.panel.actions):
        if not action.works_on:
            yield problem("E505", in_panel("actions", i, "id"), id=action.id)
    touched = {id for action in d.panel.actions if action.kind is not ActionKind.HARMFUL for id in action.works_on}
    for i, cause in enumerate(d.panel.causes):
        if cause.weight is Weight.CORE and cause.id not in touched:
            yield problem("E506", in_panel("causes", i, "id"), id=cause.id)
    kinds = {each.kind for each in d.panel.actions}
    for kind, gloss in GLOSSES.items():
        if kind not in kinds:
            yield problem("E507", in_panel("actions"), kind=kind, gloss=gloss)


def _deadlines(d: Dossier) -> Iterator[Problem]:
    for i, action in enumerate(d.panel.actions):
        if action.deadline is not None:
            yield from _deadline(action.deadline, d.case.jurisdiction, ("actions", i, "deadline"))


def _deadline(deadline: Deadline, where: str, path: tuple[str | int, ...]) -> Iterator[Problem]:
    if deadline.ways != 1:
        yield problem("E512", in_panel(*path), what=deadline.what)
        return
    if deadline.working_days is None:
        if not is_working_day(deadline.due(where), where):
            yield problem("W511", in_panel(*path), what=deadline.what, due=said(deadline.due(where)))
        return
    if is_working_day(deadline.start, where):
        return
    due = deadline.due(where)
    values: Mapping[str, object] = {"working_days": deadline.working_days, "start": deadline.start}
    if due == deadline.start:
        yield problem("E508", in_panel(*path, "from"), what=deadline.what, day=said(due), **values)
    else:
        yield problem("W509", in_panel(*path, "from"), day=said(deadline.start), due=said(due), **values)
