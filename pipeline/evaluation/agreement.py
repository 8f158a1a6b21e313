"""Agreement between two coders over the same turns, per code, per theme and in all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation.coefficients import (
    Interval,
    alpha_of,
    bootstrap_intervals,
    cohen_kappa,
    gwet_ac1,
    krippendorff_alpha,
    percent_agreement,
)
from pipeline.evaluation.judged import Bools
from pipeline.evaluation.measures import by_theme

Unit = tuple[str, int]


class _Compared(NamedTuple):
    """One row of the frame: what each coder gave, turns x cells (a code or theme has one cell per turn)."""

    level: str
    unit_id: str
    a: Bools
    b: Bools


def compare_coders(a: pd.DataFrame, b: pd.DataFrame, units: list[Unit], codebook: Codebook) -> pd.DataFrame:
    """Compare two codings of the same respondent turns.

    A coder gives a code to a turn, or does not; a theme is given if any of its codes is. The row "all" takes every
    turn with every code as a unit. Turns without any code count as agreement that no code applies.

    Parameters
    ----------
    a, b
        Frames with interview_id, turn_no and code_id (hand codings or suggestions).
    units
        The (interview_id, turn_no) that both coders judged.
    codebook
        Codes and themes.

    Returns
    -------
    pd.DataFrame
        Frame `agreement`; kappa, ac1 and alpha are missing where nothing varies, alpha's interval also where nothing
        varies in more than 5% of the resamples of turns. The order of ``units`` does not matter.

    Raises
    ------
    ValueError
        If a coding lies outside ``units``.
    """
    units = sorted(units)
    of_codes = [_matrix(_given(codings, units), units, codebook) for codings in (a, b)]
    compared = _compared(of_codes[0], of_codes[1], codebook)
    n_uncoded = int((~(of_codes[0] | of_codes[1]).any(axis=1)).sum())
    intervals = _alpha_intervals(compared)
    rows = [_row(one, n_uncoded, interval) for one, interval in zip(compared, intervals, strict=True)]
    return frames.build(frames.AGREEMENT, rows)


def _given(codings: pd.DataFrame, units: list[Unit]) -> dict[Unit, set[str]]:
    given: dict[Unit, set[str]] = {unit: set() for unit in units}
    for interview_id, turn_no, code_id in zip(
        codings["interview_id"], codings["turn_no"], codings["code_id"], strict=True
    ):
        if (interview_id, int(turn_no)) not in given:
            raise ValueError(
                f"coding of {interview_id}, turn {turn_no}, is not among the units that both coders judged"
            )
        given[interview_id, int(turn_no)].add(code_id)
    return given


def _matrix(given: dict[Unit, set[str]], units: list[Unit], codebook: Codebook) -> Bools:
    cells = [[code_id in given[unit] for code_id in codebook.code_ids] for unit in units]
    return np.array(cells, dtype=np.bool_).reshape(len(units), len(codebook.code_ids))


def _compared(a: Bools, b: Bools, codebook: Codebook) -> list[_Compared]:
    code_ids = list(codebook.code_ids)
    pairs = {(theme.id, "any direction"): list(theme.codes) for theme in codebook.themes}
    a_themes, b_themes = (by_theme(matrix, code_ids, pairs) for matrix in (a, b))
    return [
        *(_Compared("code", unit_id, a[:, [i]], b[:, [i]]) for i, unit_id in enumerate(code_ids)),
        *(_Compared("theme", t.id, a_themes[:, [i]], b_themes[:, [i]]) for i, t in enumerate(codebook.themes)),
        _Compared("all", "all", a, b),
    ]


def _alpha_intervals(compared: list[_Compared]) -> list[Interval | None]:
    both, a, b, cells = (
        np.column_stack([matrix.sum(axis=1, dtype=float) for matrix in matrices])
        for matrices in zip(*((c.a & c.b, c.a, c.b, np.ones_like(c.a)) for c in compared), strict=True)
    )
    return bootstrap_intervals(alpha_of, both, a, b, cells)


def _row(compared: _Compared, n_uncoded: int, interval: Interval | None) -> dict[str, object]:
    a, b = (matrix.ravel().tolist() for matrix in (compared.a, compared.b))
    low, high = interval or (None, None)
    return {
        "level": compared.level,
        "unit_id": compared.unit_id,
        "n_units": len(a),
        "n_positive_a": sum(a),
        "n_positive_b": sum(b),
        "n_neither": int((~(compared.a | compared.b)).sum()),
        "n_uncoded": n_uncoded,
        "percent_agreement": percent_agreement(a, b) or 0.0,
        "kappa": cohen_kappa(a, b),
        "ac1": gwet_ac1(a, b, n_categories=2),
        "alpha": krippendorff_alpha(a, b),
        "alpha_low": low,
        "alpha_high": high,
    }
