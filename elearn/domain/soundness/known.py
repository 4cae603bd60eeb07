"""The names of one kind of thing, and the sentence about a name that is not among them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from elearn.domain.codes import problem
from elearn.domain.near import closest
from elearn.domain.problem import Problem, Where
from elearn.domain.soundness.dossier import below

FEW = 8


class Known:
    """The names that there are. `ghosts` are names of things that could not be read; `others` are named for something else."""

    def __init__(
        self, kind: str, ids: Collection[str], where: str, ghosts: Collection[str] = (), others: Collection[str] = (), other: str = ""
    ) -> None:
        self.kind, self.ids, self.where, self.ghosts, self.others, self.other = kind, set(ids), where, ghosts, set(others), other

    def missing(self, id: str, at: Where, said: str = "") -> Iterator[Problem]:
        """A problem unless something has this name, which the author wrote as `said`."""
        if id in self.ids or id in self.ghosts:
            return
        meant = closest(id, self.ids)
        near = f" Did you mean `{meant}`?" if meant else self._all()
        if id in self.others:
            near = f" {self.other}"
        yield problem("E201", at, kind=self.kind, id=said or id, near=near, place=f" to {self.where}")

    def _all(self) -> str:
        """All names, where there are few: nobody need look them up."""
        return f" There are: {', '.join(sorted(self.ids))}." if 0 < len(self.ids) <= FEW else ""


def named(things: Sequence[Any], at: Where) -> list[tuple[str, Where]]:
    """The ids of a list's items, with their places."""
    return [(each.id, below(at, i, "id")) for i, each in enumerate(things)]


def twice(kind: str, ids: Iterable[tuple[str, Where]]) -> Iterator[Problem]:
    """A problem for every name that was given before."""
    seen: set[str] = set()
    for id, at in ids:
        if id in seen:
            yield problem("E202", at, kind=kind, id=id)
        seen.add(id)


def outcome_tags(outcomes: Sequence[Any], frameworks: Collection[str] | None, at: Where, ghosts: Collection[str] = ()) -> Iterator[Problem]:
    """Tags of outcomes that no framework has. A library without a list of frameworks cannot say."""
    if frameworks is None:
        return
    codes = Known("code", frameworks, "vocabulary/frameworks.yaml", ghosts)
    for i, outcome in enumerate(outcomes):
        for k, tag in enumerate(outcome.tags):
            yield from codes.missing(code_of(tag), below(at, i, "tags", k), tag)


def code_of(tag: str) -> str:
    """The id under which a framework's code stands in the list: `IPEC:RR` is ipec-rr there."""
    return tag.casefold().replace(":", "-")
