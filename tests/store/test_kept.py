"""What is kept of answers that were worked out a moment ago."""

from elearn.domain import remembering
from elearn.store.kept import Kept


def test_an_answer_is_worked_out_once():
    kept, asked = Kept[str, int](2), list[str]()
    assert [kept.get("a", lambda: asked.append("a") or 1) for _ in range(3)] == [1, 1, 1]
    assert asked == ["a"]


def test_what_was_longest_unasked_goes_first():
    kept = Kept[str, int](2)
    for name in ("a", "b", "a", "c"):
        kept.get(name, lambda: 1)
    assert [kept.get(name, lambda: 2) for name in ("a", "c", "b")] == [1, 1, 2]


def test_an_answer_at_hand_need_not_be_worked_out():
    kept = Kept[str, int](2)
    kept.put("a", 7)
    assert kept.get("a", lambda: 0) == 7


def test_all_that_keep_answers_forget_them_together_and_those_that_are_gone_are_not_asked():
    kept, gone = Kept[str, int](2), Kept[str, int](2)
    kept.put("a", 7)
    before = len(remembering._all)
    del gone
    assert len(remembering._all) == before - 1
    remembering.forget()
    assert kept.get("a", lambda: 0) == 0
