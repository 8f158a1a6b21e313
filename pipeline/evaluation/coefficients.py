"""Agreement coefficients for two coders and nominal codes. Where nothing varies there is no figure: None, never 0 or 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np

from pipeline.evaluation.judged import Floats
from pipeline.evaluation.measures import ratio

Interval = tuple[float, float]
# A coefficient of binary labels from counts: units that both coders gave the code, the first, the second, and all.
OfCounts = Callable[[Any, Any, Any, Any], Floats]

_PERCENTILES = (2.5, 97.5)
_MOST_WITHOUT_FIGURE = 0.05


def percent_agreement(a: Sequence[Hashable], b: Sequence[Hashable]) -> float | None:
    """Return the share of units judged alike, in [0, 1]; None without units.

    Examples
    --------
    >>> percent_agreement([1, 0, 1, 1], [1, 0, 0, 1])
    0.75
    """
    _same_length(a, b)
    return sum(x == y for x, y in zip(a, b, strict=True)) / len(a) if a else None


def cohen_kappa(a: Sequence[Hashable], b: Sequence[Hashable]) -> float | None:
    """Return Cohen's kappa, in [-1, 1]; None if both coders gave one and the same label to every unit.

    Parameters
    ----------
    a, b
        The label that each coder gave to each of n units.

    Notes
    -----
    Source: Cohen (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20.

    Examples
    --------
    >>> round(cohen_kappa([1, 1, 0, 0], [1, 0, 0, 0]), 3)
    0.5
    """
    _same_length(a, b)
    if not a:
        return None
    n = len(a)
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / n
    count_a, count_b = Counter(a), Counter(b)
    expected = sum(count_a[label] * count_b[label] for label in count_a) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def krippendorff_alpha(a: Sequence[Hashable], b: Sequence[Hashable]) -> float | None:
    """Return Krippendorff's alpha for nominal data of two coders without gaps; None if only one label occurs.

    Parameters
    ----------
    a, b
        The label that each coder gave to each of n units.

    Notes
    -----
    Source: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section B (nominal data, two observers).

    Examples
    --------
    >>> round(krippendorff_alpha([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]), 3)
    0.095
    """
    _same_length(a, b)
    counts = Counter(a) + Counter(b)
    n_values = sum(counts.values())
    pairs_apart = n_values**2 - sum(n**2 for n in counts.values())
    if pairs_apart == 0:
        return None
    disagreements = 2 * sum(x != y for x, y in zip(a, b, strict=True))
    return 1 - (n_values - 1) * disagreements / pairs_apart


def gwet_ac1(a: Sequence[Hashable], b: Sequence[Hashable], n_categories: int) -> float | None:
    """Return Gwet's AC1, in [-1, 1]; None if only one label occurs.

    Parameters
    ----------
    a, b
        The label that each coder gave to each of n units.
    n_categories
        Labels that the coders could choose from, also those that do not occur; 2 for a code that is given or not.

    Raises
    ------
    ValueError
        If there are fewer than two categories, or more labels than categories.

    Notes
    -----
    Source: Gwet (2008), Computing inter-rater reliability and its variance in the presence of high agreement, British
    Journal of Mathematical and Statistical Psychology 61. With one label the formula gives 1, whoever the coders are;
    that is no figure.

    Examples
    --------
    >>> round(gwet_ac1([1, 1, 0, 0], [1, 0, 0, 0], n_categories=2), 3)
    0.529
    """
    _same_length(a, b)
    counts = Counter(a) + Counter(b)
    if n_categories < 2 or len(counts) > n_categories:
        raise ValueError(
            f"n_categories: got {n_categories} with {len(counts)} labels; allowed 2 or more, and no fewer than labels"
        )
    if len(counts) < 2:
        return None
    n = len(a)
    observed = sum(x == y for x, y in zip(a, b, strict=True)) / n
    expected = sum(count * (2 * n - count) for count in counts.values()) / (4 * n**2 * (n_categories - 1))
    return (observed - expected) / (1 - expected)


def alpha_of(n_both: Any, n_a: Any, n_b: Any, n: Any) -> Floats:
    """Return Krippendorff's alpha of binary labels from counts, arrays or numbers of one shape; NaN where nothing varies.

    Parameters
    ----------
    n_both, n_a, n_b, n
        Units that both coders gave the code, that the first gave it, the second, and all.

    Examples
    --------
    >>> alpha_of([1, 0], [2, 0], [4, 0], [10, 10]).round(3).tolist()
    [0.095, nan]
    """
    both, a, b, n = (np.asarray(x, dtype=float) for x in (n_both, n_a, n_b, n))
    given = a + b
    return 1 - ratio((2 * n - 1) * (given - 2 * both), given * (2 * n - given))


def bootstrap_intervals(
    coefficient: OfCounts, both: Floats, a: Floats, b: Floats, cells: Floats, n: int = 1000, seed: int = 0
) -> list[Interval | None]:
    """Return 95% intervals of a coefficient by resampling turns, every column on the same resamples.

    Parameters
    ----------
    coefficient
        `alpha_of` or `kappa_of`.
    both, a, b, cells
        Turns x k: what each turn adds to the counts that ``coefficient`` takes. A turn is drawn whole, with all its cells.
    n
        Resamples, each as many turns as there are, drawn with replacement.

    Returns
    -------
    list
        k times (low, high), the 2.5th and 97.5th percentile of the resamples in which something varies; None if nothing
        varies in more than 5% of them, or if all give the same figure.

    Notes
    -----
    Source: Davison and Hinkley (1997), Bootstrap Methods and their Application, section 5.3 (percentile method).

    Examples
    --------
    >>> given = np.repeat([[1.0], [0.0]], 50, axis=0)
    >>> [(low, high)] = bootstrap_intervals(alpha_of, given * 0, given, given * 0, np.ones_like(given))
    >>> round(low, 1), round(high, 1)
    (-0.4, -0.2)
    >>> bootstrap_intervals(alpha_of, given, given, given, np.ones_like(given))  # all alike in every resample
    [None]
    """
    n_turns, k = cells.shape
    if not n_turns:
        return [None] * k
    weights = np.random.default_rng(seed).multinomial(n_turns, np.full(n_turns, 1 / n_turns), size=n).astype(float)
    return [_interval(column) for column in coefficient(*(weights @ counts for counts in (both, a, b, cells))).T]


def _interval(values: Floats) -> Interval | None:
    known = values[~np.isnan(values)]
    if not known.size or known.size < (1 - _MOST_WITHOUT_FIGURE) * values.size:
        return None
    low, high = (float(bound) for bound in np.percentile(known, _PERCENTILES))
    # Where every resample gives one figure, these turns do not tell how far it may be off.
    return (low, high) if low < high else None


def _same_length(a: Sequence[Hashable], b: Sequence[Hashable]) -> None:
    if len(a) != len(b):
        raise ValueError(f"coders judged {len(a)} and {len(b)} units; both have to judge the same units")
