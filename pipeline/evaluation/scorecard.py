"""How good the machine's suggestions are, against hand codings it has not learnt from."""

from __future__ import annotations

import pandas as pd

from pipeline.codebook import Codebook
from pipeline.evaluation.agreement import Unit, compare_coders


def score_suggestions(
    suggested: pd.DataFrame, hand: pd.DataFrame, units: list[Unit], codebook: Codebook
) -> pd.DataFrame:
    """Score suggestions per code, per theme and in all.

    Parameters
    ----------
    suggested
        Frame with interview_id, turn_no and code_id: what the machine gave to each turn.
    hand
        Frame `hand_codings` of the same turns.
    units
        The respondent turns judged.

    Returns
    -------
    pd.DataFrame
        The columns of `agreement` (first coder: machine, second: human) and n_both, precision, recall and f1 in
        [0, 1]; missing where there is nothing to divide by.
    """
    frame = compare_coders(suggested, hand, units, codebook)
    n_apart = ((1 - frame["percent_agreement"]) * frame["n_units"]).round()
    n_both = (frame["n_positive_a"] + frame["n_positive_b"] - n_apart) / 2
    frame = frame.assign(n_both=n_both.astype(int))
    frame["precision"] = n_both / frame["n_positive_a"].where(frame["n_positive_a"] > 0)
    frame["recall"] = n_both / frame["n_positive_b"].where(frame["n_positive_b"] > 0)
    total = frame["n_positive_a"] + frame["n_positive_b"]
    frame["f1"] = 2 * n_both / total.where(total > 0)
    return frame
