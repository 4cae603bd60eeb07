"""The oracle itself: each kind of fault, planted by hand, is found; and a sound history is passed."""

from dataclasses import replace

import pytest

from elearn.domain import move as m
from elearn.domain.content import Layer
from elearn.domain.entry import Entry
from tests.proofs.oracle import Asked, Told, contradictions
from tests.site import NOW

PATH, ME, OTHER = "/sittings/1/1", "m" * 16, "o" * 16


def kept(seq: int, op: str, *, by: str = ME, lane: str = "", words: str = "Damp") -> Entry:
    return Entry(lane=lane, seq=seq, op=op, by=by, at=NOW, move=m.CauseAdded(words=words, layer=Layer.SOCIAL))


def asked(op: str, *numbers: int, at: float = 0.0, **more: object) -> Asked:
    sent = Asked(op=op, path=PATH, member=ME, lane="", move="CauseAdded", body={"words": "Damp"}, began=at, numbers={*numbers})
    return replace(sent, **({"answered": at + 0.5} if numbers else {}), **more)


def told(member: str, *entries: Entry) -> Told:
    seen = Told(path=PATH, member=member)
    for entry in entries:
        seen.tell(entry.op, entry.lane, entry.seq)
    return seen


LOG = [kept(1, "a" * 8), kept(2, "b" * 8)]
SENT = [asked("a" * 8, 1, at=0), asked("b" * 8, 2, at=1)]


def found(sent=SENT, seen=(), log=LOG) -> str:
    return "\n".join(contradictions(sent, seen, {PATH: log}))


def test_a_sound_history_is_passed():
    assert found(SENT, [told(ME, *LOG), told(OTHER, *LOG)]) == ""


def test_a_move_without_an_answer_may_be_there_or_not():
    open_end = asked("c" * 8, at=2, unheard=1, refused=503)
    assert found([*SENT, open_end]) == found([*SENT, open_end], log=[*LOG, kept(3, "c" * 8)]) == ""


@pytest.mark.parametrize(
    ("says", "sent", "log"),
    [
        ("is lost", [*SENT, asked("c" * 8, 3)], LOG),
        ("numbers of lane '' are [1, 3]", SENT, [LOG[0], kept(3, "b" * 8)]),
        ("was kept twice", SENT, [*LOG, kept(3, "b" * 8)]),
        ("under the numbers [1, 3]", [asked("a" * 8, 1, 3), SENT[1]], LOG),
        ("and was kept as 2", [SENT[0], asked("b" * 8, 5)], LOG),
        ("was refused with 422, and was kept", [SENT[0], asked("b" * 8, refused=422)], LOG),
        ("other words", SENT, [LOG[0], kept(2, "b" * 8, words="Mould")]),
        ("somebody else's", SENT, [LOG[0], kept(2, "b" * 8, by=OTHER)]),
        ("has the larger number", [asked("a" * 8, 1, at=9), asked("b" * 8, 2, at=1)], LOG),
    ],
)
def test_what_was_kept_otherwise_than_acknowledged_is_found(says, sent, log):
    assert says in found(sent, log=log)


@pytest.mark.parametrize(
    ("says", "seen"),
    [
        ("the log has None", told(ME, *LOG, kept(3, "c" * 8))),
        ("never told of 2 moves", told(ME, LOG[0])),
        ("out of order, or twice", told(ME, LOG[0], LOG[1], LOG[1])),
        ("on a partner's desk", told(OTHER, *LOG, kept(1, "d" * 8, lane=ME))),
    ],
)
def test_what_a_stream_told_otherwise_than_kept_is_found(says, seen):
    assert says in found(seen=[seen], log=[*LOG, kept(1, "d" * 8, lane=ME)])
