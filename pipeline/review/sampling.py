"""The sample of turns that a second coder codes blind, drawn by seed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from zlib import crc32

import numpy as np

Unit = tuple[str, int]


def draw(turns: Sequence[Unit], share: float, seed: int) -> list[Unit]:
    """Draw a sample that is coded twice.

    Of each interview one run of consecutive respondent turns, since who codes blind needs the context; the run is as
    long as the share of the interview's turns, halves rounded up, and at least one turn. Where it begins hangs on the
    seed and the interview alone: interviews that come or go do not change what is drawn from the others.

    Parameters
    ----------
    turns
        (interview_id, turn_no) of the respondent turns, in any order.
    share
        Above 0, at most 1.
    seed
        0 or more.

    Returns
    -------
    list[tuple[str, int]]
        Sorted by interview and turn.

    Raises
    ------
    ValueError
        If the share or the seed is not allowed.

    Examples
    --------
    >>> draw([("a", 2), ("a", 4), ("a", 6), ("a", 8), ("b", 2)], share=0.5, seed=1)
    [('a', 2), ('a', 4), ('b', 2)]
    """
    if not 0 < share <= 1:
        raise ValueError(f"share: got {share}; allowed above 0, at most 1")
    if seed < 0:
        raise ValueError(f"seed: got {seed}; allowed 0 and more")
    of_interview: dict[str, list[Unit]] = {}
    for unit in sorted(set(turns)):
        of_interview.setdefault(unit[0], []).append(unit)
    return [unit for run in of_interview.values() for unit in _run(run, share, seed)]


def _run(units: list[Unit], share: float, seed: int) -> list[Unit]:
    n_wanted = max(1, _rounded(share, len(units)))
    rng = np.random.default_rng([seed, crc32(units[0][0].encode())])
    start = int(rng.integers(0, len(units) - n_wanted + 1))
    return units[start : start + n_wanted]


def _rounded(share: float, n: int) -> int:
    """Return the share of n, halves rounded up, as the share is written and not as a float holds it."""
    return int((Decimal(str(share)) * n).to_integral_value(ROUND_HALF_UP))
