"""What templates make of ready-made values."""

import pytest

from elearn.web.filters import quoted


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("SpO2 95 %", "“SpO2 95 %”"),
        ("“None received.”", "“None received.”"),
        ("He said “not today” and left", "“He said ‘not today’ and left”"),
        ("“Frank's fire.” It was that or “nothing.”", "“‘Frank's fire.’ It was that or ‘nothing.’”"),
    ],
)
def test_words_of_a_paper_stand_between_one_pair_of_marks(words, shown):
    assert quoted(words) == shown
