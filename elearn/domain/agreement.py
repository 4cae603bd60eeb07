"""How far two markers agree, criterion by criterion, with how many scripts it rests on and how sure it is (pedagogy P4.9).

Shares carry Wilson intervals. Quadratic-weighted kappa and Krippendorff's alpha carry bootstrap percentiles: the pairs of levels are
drawn anew from a seed that is handed in, so that the same marks give the same interval. Total marks are compared by ICC(2,1),
absolute agreement, with McGraw and Wong's interval. Below twenty doubly marked pieces nothing is shown: such figures would say more
about chance than about markers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import norm

from elearn.domain.estimate import Estimate

FEWEST = 20
RESAMPLES = 2000
SURE = 0.95

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """What two markers did with one criterion. Every figure is None below `FEWEST` pieces."""

    count: int
    exact: Estimate | None = None
    adjacent: Estimate | None = None
    kappa: Estimate | None = None
    alpha: Estimate | None = None

    @property
    def shown(self) -> bool:
        return self.count >= FEWEST


def agreement(pairs: Sequence[tuple[int, int]], levels: int = 5, seed: int = 1, fewest: int = FEWEST) -> Agreement:
    """Agreement over (first marker's level, second marker's level), levels from 0 to `levels` - 1."""
    count = len(pairs)
    if count < fewest:
        return Agreement(count=count)
    table = contingency(pairs, levels)
    distance = np.abs(np.subtract.outer(np.arange(levels), np.arange(levels)))
    drawn = np.random.default_rng(seed).multinomial(count, table.ravel() / count, size=RESAMPLES).reshape(-1, levels, levels)
    return Agreement(
        count=count,
        exact=share(int(table[distance == 0].sum()), count),
        adjacent=share(int(table[distance <= 1].sum()), count),
        kappa=_with_interval(kappa(pairs, levels), kappas(drawn)),
        alpha=_with_interval(alpha(list(zip(*pairs, strict=True))), alphas(drawn)),
    )


def contingency(pairs: Sequence[tuple[int, int]], levels: int) -> Counts:
    """How often the first marker gave the row's level and the second the column's."""
    table = np.zeros((levels, levels), dtype=np.int64)
    np.add.at(table, tuple(np.array(pairs).T), 1)
    return table


def share(hits: int, count: int) -> Estimate:
    """A share with Wilson's interval, which stays inside 0 and 1 and is honest for few."""
    z = float(norm.ppf((1 + SURE) / 2))
    middle, spread = (hits + z * z / 2) / (count + z * z), z * (hits * (count - hits) / count + z * z / 4) ** 0.5 / (count + z * z)
    return Estimate(value=hits / count, low=max(0.0, middle - spread), high=min(1.0, middle + spread))


def kappa(pairs: Sequence[tuple[int, int]], levels: int) -> float | None:
    """Cohen's kappa with quadratic weights: 1 - Σ w O / Σ w E, w = (i - j)² / (k - 1)²."""
    [found] = kappas(contingency(pairs, levels)[None])
    return _finite(found)


def kappas(tables: Counts) -> Floats:
    """Quadratic-weighted kappa of many tables at once; not a number where one of the markers could not disagree."""
    levels = tables.shape[-1]
    weights = np.subtract.outer(np.arange(levels), np.arange(levels)) ** 2 / (levels - 1) ** 2
    counts = tables.sum(axis=(1, 2))
    expected = tables.sum(axis=2)[:, :, None] * tables.sum(axis=1)[:, None, :] / counts[:, None, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - (weights * tables).sum(axis=(1, 2)) / (weights * expected).sum(axis=(1, 2)))


def alpha(raters: Sequence[Sequence[float]]) -> float | None:
    """Krippendorff's alpha, ordinal, over any number of markers; `nan` stands for a script that a marker did not have."""
    values = np.array(raters, dtype=np.float64)
    if len(np.unique(values[~np.isnan(values)])) < 2:
        return None
    return _finite(krippendorff.alpha(reliability_data=values, level_of_measurement="ordinal"))


def alphas(tables: Counts) -> Floats:
    """Ordinal alpha of two markers who both marked everything, for many tables at once: the same as `alpha`, quick enough to draw anew."""
    coincidences = tables + tables.transpose(0, 2, 1)
    margins = coincidences.sum(axis=2)
    totals = margins.sum(axis=1)
    upto = margins.cumsum(axis=1)
    first, second = margins[:, :, None], margins[:, None, :]
    lower = np.tril(np.ones(tables.shape[1:], dtype=bool))
    inside = np.abs(upto[:, None, :] - upto[:, :, None]) + np.where(lower, second, first)  # both ends and everything between them
    distances = np.where(np.eye(tables.shape[-1], dtype=bool), 0.0, (inside - (first + second) / 2) ** 2)
    observed = (coincidences * distances).sum(axis=(1, 2)) / totals
    expected = (first * second * distances).sum(axis=(1, 2)) / (totals * (totals - 1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(1 - observed / expected)


def icc(marks: Sequence[Sequence[float]], fewest: int = FEWEST) -> Estimate | None:
    """ICC(2,1) of marks, a row for each piece and a column for each marker (Shrout and Fleiss 1979; interval: McGraw and Wong 1996)."""
    values = np.array(marks, dtype=np.float64)
    if values.ndim != 2 or len(values) < max(2, fewest):
        return None
    n, k = values.shape
    grand = values.mean()
    rows = k * ((values.mean(axis=1) - grand) ** 2).sum() / (n - 1)
    columns = n * ((values.mean(axis=0) - grand) ** 2).sum() / (k - 1)
    rest = (((values - grand) ** 2).sum() - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    below = rows + (k - 1) * rest + k * (columns - rest) / n
    if below <= 0:
        return Estimate(value=None)
    value = (rows - rest) / below
    low, high = _mcgraw_wong(float(value), n, k, float(rows), float(columns), float(rest))
    return Estimate(value=float(value), low=low, high=high)


def _mcgraw_wong(value: float, n: int, k: int, rows: float, columns: float, rest: float) -> tuple[float | None, float | None]:
    if rest <= 0 or value >= 1:
        return None, None
    a, b = k * value / (n * (1 - value)), 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * columns + b * rest) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * rest) ** 2 / ((n - 1) * (k - 1)))
    tail = 1 - (1 - SURE) / 2
    upper, lower = float(f_distribution.ppf(tail, n - 1, freedom)), float(f_distribution.ppf(tail, freedom, n - 1))
    rest_of_it = k * columns + (k * n - k - n) * rest
    low = n * (rows - upper * rest) / (upper * rest_of_it + n * rows)
    high = n * (lower * rows - rest) / (rest_of_it + n * lower * rows)
    return low, high


def _with_interval(value: float | None, drawn: Floats) -> Estimate:
    """A bootstrap percentile interval, over the draws in which the figure is defined."""
    defined = drawn[np.isfinite(drawn)]
    if value is None or not len(defined):
        return Estimate(value=value)
    low, high = np.quantile(defined, [(1 - SURE) / 2, (1 + SURE) / 2])
    return Estimate(value=value, low=float(low), high=float(high))


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
