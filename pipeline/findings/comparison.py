"""Lay municipalities side by side, factor by factor."""

from __future__ import annotations

import pandas as pd

# From this difference in share of interviews on, two municipalities differ: two of five interviews.
DIFFERENCE = 0.4


def compare_municipalities(factors: pd.DataFrame) -> pd.DataFrame:
    """Compare the municipalities per factor.

    Parameters
    ----------
    factors
        Frame `factors`.

    Returns
    -------
    pd.DataFrame
        One row per code that anyone speaks of (context codes left out): code_id, direction, ``difference`` (highest
        minus lowest share), ``verdict`` (differs/shared/one) and, per municipality, its share under its own name.
        "shared": named in every municipality and not far apart. "one": not named everywhere, yet not far apart.
    """
    wide = factors[factors["direction"] != "context"].pivot_table(
        index=["code_id", "direction"], columns="municipality", values="share", sort=False
    )
    wide = wide[wide.max(axis=1) > 0]
    difference = wide.max(axis=1) - wide.min(axis=1)
    verdict = difference.map(lambda gap: "differs" if gap >= DIFFERENCE - 1e-9 else "")
    verdict = verdict.where(verdict != "", (wide.min(axis=1) > 0).map({True: "shared", False: "one"}))
    result = wide.assign(difference=difference, verdict=verdict).reset_index()
    result.columns.name = None
    return result
