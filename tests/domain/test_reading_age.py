"""Reading ages by Flesch and Kincaid."""

import pytest

from elearn.domain.reading_age import OLDEST, reading, syllables

EASY = "The boy is ill. He has a cough. It is cold in his room. The wall is wet. His mum has told the man. He did not come. " * 2
HARD = (
    "The determination of eligibility necessitates consideration of contemporaneous documentary evidence demonstrating habitual residence, "
    "notwithstanding administrative irregularities subsequently identified by the responsible authority during its reconsideration."
)


@pytest.mark.parametrize(
    ("word", "count"),
    [("cat", 1), ("water", 2), ("home", 1), ("table", 2), ("asked", 1), ("wanted", 2), ("houses", 2), ("be", 1), ("responsibility", 6)],
)
def test_syllables_are_counted_about_as_they_are_heard(word, count):
    assert syllables(word) == count


def test_short_sentences_of_short_words_are_for_children_and_long_ones_for_nobody():
    assert reading(EASY).age <= 7
    assert reading(HARD + " " + HARD).age == OLDEST


def test_the_figure_is_the_formulas():
    found = reading("\n".join(["a cat sat here"] * 10))
    assert (found.words, found.sentences, found.syllables) == (40, 10, 40)
    assert found.age == 5  # 0.39 × 4 + 11.8 × 1 − 15.59 = −2.23: younger than the formula goes


def test_figures_abbreviations_of_numbers_and_cells_do_not_make_long_sentences():
    assert reading("HbA1c 61 88\nWeight 67.5 kg\n12 October 2026").sentences == 3


def test_of_a_few_words_nothing_is_said():
    assert reading("Two words.").age is None
