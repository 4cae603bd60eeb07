"""The oracle of the log: what many clients were told, against what was kept. Every op is unique, so that each question is one walk.

After Jepsen's histories. Of each move its sender knows when it was first sent, which numbers the server ever gave for it, how often no
answer came, and whether the last word was a refusal. Of each stream its reader knows what it told, in which order.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from elearn.domain.entry import Entry

Log = Mapping[str, Sequence[Entry]]
"""path of a sitting → every entry of it, lane by lane, each in the order of its numbers"""


@dataclass(kw_only=True)
class Asked:
    """One move under one op, as its sender knows it."""

    op: str
    path: str
    member: str
    lane: str
    """"" for the table, or the sender's own desk"""
    move: str
    body: Mapping[str, Any]
    began: float
    answered: float = inf
    """when it was first acknowledged"""
    numbers: set[int] = field(default_factory=set)
    """every number that an acknowledgement gave"""
    unheard: int = 0
    """sendings that got no answer, or one that leaves open whether it was kept"""
    refused: int = 0
    """the status of the last refusal"""


@dataclass(kw_only=True)
class Told:
    """What one learner's streams told, one after the other."""

    path: str
    member: str
    numbers: dict[str, tuple[str, int]] = field(default_factory=dict)
    """op → (lane, number)"""
    latest: dict[str, int] = field(default_factory=dict)
    """lane → the last number told"""
    backwards: list[str] = field(default_factory=list)
    """ops whose number was not above the one told before in that lane"""

    def tell(self, op: str, lane: str, seq: int) -> None:
        if seq <= self.latest.get(lane, 0):
            self.backwards.append(op)
        self.numbers[op], self.latest[lane] = (lane, seq), seq


def contradictions(asked: Iterable[Asked], told: Iterable[Told], log: Log) -> list[str]:
    """Every way in which what was said and what was kept do not go together; nothing when all is well."""
    asked, told = [*asked], [*told]
    return [*_of_numbers(log), *_of_moves(asked, log), *_of_order(asked, log), *_of_streams(told, log)]


def _of_numbers(log: Log) -> Iterator[str]:
    for path, entries in log.items():
        for lane in {entry.lane for entry in entries}:
            numbers = [entry.seq for entry in entries if entry.lane == lane]
            if numbers != [*range(1, len(numbers) + 1)]:
                yield f"{path}: the numbers of lane {lane!r} are {numbers}"
        ops = [entry.op for entry in entries]
        yield from (f"{path}: {op} was kept twice" for op in {op for op in ops if ops.count(op) > 1} if len(ops) != len(set(ops)))


def _of_moves(asked: Sequence[Asked], log: Log) -> Iterator[str]:
    kept = {(path, entry.op): entry for path, entries in log.items() for entry in entries}
    for each in asked:
        entry = kept.get((each.path, each.op))
        if len(each.numbers) > 1:
            yield f"{each.op} was acknowledged under the numbers {sorted(each.numbers)}"
        if each.numbers and entry is None:
            yield f"{each.op} was acknowledged as number {min(each.numbers)}, and is lost"
        if each.refused and not each.numbers and not each.unheard and entry is not None:
            yield f"{each.op} was refused with {each.refused}, and was kept as number {entry.seq}"
        if entry is not None and (entry.by, entry.lane, entry.name) != (each.member, each.lane, each.move):
            yield f"{each.op} was kept as somebody else's, or as another move"
        if entry is not None and each.numbers and entry.seq not in each.numbers:
            yield f"{each.op} was acknowledged as number {min(each.numbers)}, and was kept as {entry.seq}"
        if entry is not None and not _says(entry, each.body):
            yield f"{each.op} was kept with other words than were sent"


def _says(entry: Entry, body: Mapping[str, Any]) -> bool:
    kept = entry.move.model_dump(mode="json")
    return all(kept.get(name) == said for name, said in body.items())


def _of_order(asked: Sequence[Asked], log: Log) -> Iterator[str]:
    """A move that was acknowledged before another was sent has the smaller number."""
    sent = {(each.path, each.op): each for each in asked}
    for path, entries in log.items():
        latest: dict[str, Asked] = {}
        for entry in entries:
            this = sent.get((path, entry.op))
            if this is None:
                continue
            before = latest.get(entry.lane)
            if before is not None and this.answered < before.began:
                yield f"{this.op} was acknowledged before {before.op} was sent, and has the larger number"
            if before is None or this.began > before.began:
                latest[entry.lane] = this


def _of_streams(told: Sequence[Told], log: Log) -> Iterator[str]:
    for each in told:
        kept = {entry.op: (entry.lane, entry.seq) for entry in log[each.path] if entry.lane in ("", each.member)}
        others = {entry.op for entry in log[each.path] if entry.lane not in ("", each.member)}
        for op, place in each.numbers.items():
            if op in others:
                yield f"{each.member} was told of {op}, which lies on a partner's desk"
            elif kept.get(op) != place:
                yield f"{each.member} was told of {op} as {place}, and the log has {kept.get(op)}"
        yield from (f"{each.member} was told of {op} out of order, or twice" for op in each.backwards)
        behind = kept.keys() - each.numbers.keys()
        if behind:
            yield f"{each.member} was never told of {len(behind)} moves, {min(kept[op] for op in behind)} the first of them"
