"""Agreement coefficients for two coders and nominal codes. Where nothing varies there is no figure: None, never 0 or 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence


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


def _same_length(a: Sequence[Hashable], b: Sequence[Hashable]) -> None:
    if len(a) != len(b):
        raise ValueError(f"coders judged {len(a)} and {len(b)} units; both have to judge the same units")
