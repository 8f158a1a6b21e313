"""How far figures may lie from what other interviews would give: 95% intervals, by resampling whole interviews.

Turns of one interview resemble each other, so that an interval from resampled turns would be too narrow. All figures
are functions of counts per interview, so that a resample is a weighted sum.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pipeline.evaluation.judged import Bools, Floats, Judged, Pairs, Units, check_same_cells
from pipeline.evaluation.measures import by_theme, kappa_of, mean_f1

Interval = tuple[float, float]
_PERCENTILES = (2.5, 97.5)


@dataclass(frozen=True)
class _Counts:
    """Per interview (m) and code or theme (k): cells right, suggested, positive, and all; each m x k."""

    right: Floats
    suggested: Floats
    positive: Floats
    cells: Floats


def bootstrap(units: Units, judged: Judged, pairs: Pairs, n: int = 1000, seed: int = 0) -> dict[str, Interval]:
    """Return 95% intervals of a way of coding's kappa, kappa_themes and macro_f1.

    Parameters
    ----------
    n
        Resamples, each as many interviews as there are, drawn with replacement.

    Returns
    -------
    dict
        "kappa", "kappa_themes" and "macro_f1" -> (low, high), the 2.5th and 97.5th percentile of the resamples where
        the figure exists; NaN where it never does.

    Notes
    -----
    Source: Davison and Hinkley (1997), Bootstrap Methods and their Application, section 3.8 (hierarchical data).
    """
    resampled = _resampled(units, judged, pairs, n, seed)
    return {name: _interval(values) for name, values in resampled.items()}


def bootstrap_difference(
    units: Units, a: Judged, b: Judged, pairs: Pairs, n: int = 1000, seed: int = 0
) -> dict[str, Interval]:
    """Return 95% intervals of how much higher ``a`` scores than ``b``, both on the same resamples.

    Returns
    -------
    dict
        As `bootstrap`, of the differences a - b. Above 0 from end to end: ``a`` is better.
    """
    of_a, of_b = (_resampled(units, judged, pairs, n, seed) for judged in (a, b))
    return {name: _interval(of_a[name] - of_b[name]) for name in of_a}


def _resampled(units: Units, judged: Judged, pairs: Pairs, n: int, seed: int) -> dict[str, Floats]:
    check_same_cells(units, judged)
    themes = [by_theme(matrix, units.code_ids, pairs) for matrix in (units.truth, judged.suggested)]
    codes = _counts(units, units.truth, judged.suggested)
    weights = _weights(len(codes.cells), n, seed)
    right, suggested, positive = (weights @ x for x in (codes.right, codes.suggested, codes.positive))
    return {
        "kappa": _kappas(codes, weights),
        "kappa_themes": _kappas(_counts(units, *themes), weights),
        "macro_f1": mean_f1(right, suggested, positive),
    }


def _counts(units: Units, truth: Bools, suggested: Bools) -> _Counts:
    names, interview = np.unique(np.array(units.interview_ids, dtype=np.str_), return_inverse=True)
    belongs = (interview == np.arange(len(names))[:, None]).astype(float)
    matrices = (truth & suggested, suggested, truth, np.ones(truth.shape))
    return _Counts(*(belongs @ matrix.astype(float) for matrix in matrices))


def _weights(n_interviews: int, n: int, seed: int) -> Floats:
    """Return how often each resample draws each interview, n x n_interviews."""
    if not n_interviews:
        return np.zeros((n, 0))
    shares = np.full(n_interviews, 1 / n_interviews)
    return np.random.default_rng(seed).multinomial(n_interviews, shares, size=n).astype(float)


def _kappas(counts: _Counts, weights: Floats) -> Floats:
    totals = (x.sum(axis=1) for x in (counts.right, counts.suggested, counts.positive, counts.cells))
    return kappa_of(*(weights @ total for total in totals))


def _interval(values: Floats) -> Interval:
    known = values[~np.isnan(values)]
    if not known.size:
        return float("nan"), float("nan")
    low, high = np.percentile(known, _PERCENTILES)
    return float(low), float(high)
