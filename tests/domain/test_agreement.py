"""Agreement between markers, against published examples."""

import pytest

from elearn.domain.agreement import FEWEST, agreement, alpha, alphas, contingency, icc, kappa, share
from elearn.domain.estimate import Estimate

NAN = float("nan")

# Gamer, Lemon, Fellows & Singh: the R package irr, data set `anxiety` (three raters, twenty people, 1 to 6).
ANXIETY = (
    (3, 3, 3, 4, 5, 5, 2, 3, 5, 2, 2, 6, 1, 5, 2, 2, 1, 2, 4, 3),
    (3, 6, 4, 6, 2, 4, 2, 4, 3, 3, 2, 3, 3, 3, 2, 2, 1, 3, 3, 4),
    (2, 1, 4, 4, 3, 2, 1, 6, 1, 1, 1, 2, 3, 3, 1, 1, 3, 3, 2, 2),
)
# Shrout & Fleiss (1979), Psychological Bulletin 86:420, table 2: six targets, four judges.
SHROUT_FLEISS = ((9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7))
# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: four observers, twelve units, some missing.
KRIPPENDORFF = (
    (1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN),
    (1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3),
    (NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN),
    (1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN),
)
FIRST_TWO = [(a - 1, b - 1) for a, b in zip(ANXIETY[0], ANXIETY[1], strict=True)]


def test_weighted_kappa_is_that_of_the_manual_of_irr():
    assert kappa(FIRST_TWO, 6) == pytest.approx(0.297, abs=0.0005)


def test_the_intraclass_correlation_of_total_marks_is_that_of_the_manual_of_irr_with_its_interval():
    found = icc(list(zip(*ANXIETY, strict=True)))
    assert (found.value, found.low, found.high) == pytest.approx((0.198, -0.039, 0.494), abs=0.0006)


def test_the_intraclass_correlation_is_that_of_shrout_and_fleiss():
    found = icc(SHROUT_FLEISS, fewest=2)
    assert (found.value, found.low, found.high) == pytest.approx((0.29, 0.019, 0.761), abs=0.0006)


def test_alpha_is_that_of_krippendorff_with_missing_values():
    assert alpha(KRIPPENDORFF) == pytest.approx(0.815, abs=0.0005)


def test_the_quick_alpha_for_drawing_anew_is_the_librarys():
    [quick] = alphas(contingency(FIRST_TWO, 6)[None])
    assert quick == pytest.approx(alpha(ANXIETY[:2]), abs=1e-12)


def test_exact_and_adjacent_are_counted_with_wilsons_interval():
    found = agreement([(3, 3)] * 15 + [(3, 2)] * 4 + [(4, 1)])
    assert (found.exact.value, found.adjacent.value) == (0.75, 0.95)
    # Newcombe (1998), Statistics in Medicine 17:857, table I, method 3: 81 of 263.
    assert (share(81, 263).low, share(81, 263).high) == pytest.approx((0.2553, 0.3662), abs=0.0001)


def test_below_twenty_pieces_nothing_is_shown():
    found = agreement([(3, 3), (2, 3)] * 9)
    assert (found.shown, found.exact, found.kappa, found.alpha) == (False, None, None, None)
    assert icc([(50, 60)] * (FEWEST - 1)) is None


def test_a_figure_that_is_not_defined_is_not_made_up():
    found = agreement([(3, 3)] * 25)
    assert (found.kappa, found.alpha) == (Estimate(value=None), Estimate(value=None))
    assert found.exact.value == 1


def test_the_same_marks_give_the_same_interval_and_it_holds_the_figure():
    once, again = agreement(FIRST_TWO, 6), agreement(FIRST_TWO, 6)
    assert once == again
    assert once.kappa.low < once.kappa.value < once.kappa.high
    assert once.alpha.low < once.alpha.value < once.alpha.high
