"""Count, per municipality and code, the segments and the interviews in which it occurs."""

from __future__ import annotations

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook


def count_factors(
    codings: pd.DataFrame, interviews: pd.DataFrame, priorities: pd.DataFrame, codebook: Codebook
) -> pd.DataFrame:
    """Count factors.

    Parameters
    ----------
    codings
        Frame `codings`: those that count.
    interviews
        One row per interview: interview_id, municipality.
    priorities
        Frame `priorities`; a factor carries the priority of its recommendation, 0 if it has none.
    codebook
        Codes and themes.

    Returns
    -------
    pd.DataFrame
        Frame `factors`: a row for every municipality and code, also where nothing was said (0 segments).
    """
    totals = interviews.groupby("municipality")["interview_id"].nunique()
    priority = {(p.municipality, p.theme_id): p.priority for p in frames.rows(priorities)}
    groups = dict(iter(codings.groupby(["municipality", "code_id"])))
    rows: list[dict[str, object]] = []
    for municipality in totals.index:
        for code in codebook.codes:
            group = groups.get((municipality, code.code_id))
            n_interviews = 0 if group is None else int(group["interview_id"].nunique())
            rows.append(
                {
                    "municipality": municipality,
                    "code_id": code.code_id,
                    "direction": code.richting,
                    "n_segments": 0 if group is None else len(group),
                    "n_interviews": n_interviews,
                    "n_respondents_total": int(totals[municipality]),
                    "share": n_interviews / int(totals[municipality]),
                    "n_reviewed": 0 if group is None else int((group["origin"] == "human").sum()),
                    "priority": float(priority.get((municipality, codebook.theme_of[code.code_id].id), 0.0)),
                }
            )
    return frames.build(frames.FACTORS, rows)
