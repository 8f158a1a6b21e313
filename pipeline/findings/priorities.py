"""Rank the recommendations of a municipality by what its respondents say.

    reach    = interviews that name a hindering factor that calls for it / all interviews
    balance  = (hindering segments + 1) / (hindering + facilitating segments + 2)
    priority = reach x balance

Reach asks how many people meet the obstacle; balance asks whether obstacles outweigh what goes well. Which hindering
factors call for a recommendation stands in the codebook (themes.yaml, ``gevraagd_door``). One and two are added that a single remark does not weigh as much as twenty (Laplace's rule of succession). A theme that nobody finds hindering
gets priority 0, whatever goes well. Both parts are printed beside the result.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook, Theme


def rank_recommendations(codings: pd.DataFrame, interviews: pd.DataFrame, codebook: Codebook) -> pd.DataFrame:
    """Rank recommendations per municipality.

    Parameters
    ----------
    codings
        Frame `codings`: those that count.
    interviews
        One row per interview: interview_id, municipality.
    codebook
        Themes with a recommendation.

    Returns
    -------
    pd.DataFrame
        Frame `priorities`, sorted by municipality and rank; equal priorities keep the order of the study.
    """
    totals = interviews.groupby("municipality")["interview_id"].nunique()
    rows: list[dict[str, object]] = []
    for municipality in totals.index:
        here = codings[codings["municipality"] == municipality]
        ranked = [
            _weigh(here, municipality, int(totals[municipality]), t, t.aanbeveling.gevraagd_door)
            for t in codebook.recommendations
            if t.aanbeveling is not None
        ]
        ranked.sort(key=lambda row: -_exact(row))
        rows += [row | {"rank": rank} for rank, row in enumerate(ranked, start=1)]
    return frames.build(frames.PRIORITIES, rows)


def _exact(row: dict[str, Any]) -> Fraction:
    """Return the priority as a fraction: rounding must not decide between equals."""
    n_hindering, n_all = row["n_hindering"], row["n_hindering"] + row["n_facilitating"]
    return Fraction(row["n_interviews_hindering"], row["n_respondents_total"]) * Fraction(n_hindering + 1, n_all + 2)


def _weigh(here: pd.DataFrame, municipality: str, n_total: int, theme: Theme, called_by: list[str]) -> dict[str, Any]:
    hindering = here[here["code_id"].isin(called_by)]
    facilitating = here[here["code_id"].isin(theme.codes) & (here["direction"] == "bevorderend")]
    reach = hindering["interview_id"].nunique() / n_total
    balance = (len(hindering) + 1) / (len(hindering) + len(facilitating) + 2)
    return {
        "municipality": municipality,
        "theme_id": theme.id,
        "priority": reach * balance,
        "reach": reach,
        "balance": balance,
        "n_hindering": len(hindering),
        "n_facilitating": len(facilitating),
        "n_interviews_hindering": int(hindering["interview_id"].nunique()),
        "n_interviews_facilitating": int(facilitating["interview_id"].nunique()),
        "n_respondents_total": n_total,
    }
