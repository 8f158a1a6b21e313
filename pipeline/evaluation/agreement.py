"""Agreement between two coders over the same turns, per code, per theme and in all."""

from __future__ import annotations

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation.coefficients import cohen_kappa, krippendorff_alpha, percent_agreement

Unit = tuple[str, int]


def compare_coders(a: pd.DataFrame, b: pd.DataFrame, units: list[Unit], codebook: Codebook) -> pd.DataFrame:
    """Compare two codings of the same respondent turns.

    A coder gives a code to a turn, or does not; a theme is given if any of its codes is. The row "all" takes every
    turn with every code as a unit.

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
        Frame `agreement`; kappa and alpha are missing where nothing varies.

    Raises
    ------
    ValueError
        If a coding lies outside ``units``.
    """
    given_a, given_b = _given(a, units), _given(b, units)
    rows = [_row("code", code_id, [(u, {code_id}) for u in units], given_a, given_b) for code_id in codebook.code_ids]
    rows += [
        _row("theme", theme.id, [(u, set(theme.codes)) for u in units], given_a, given_b) for theme in codebook.themes
    ]
    rows.append(_row("all", "all", [(u, {c}) for u in units for c in codebook.code_ids], given_a, given_b))
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


def _row(
    level: str, unit_id: str, judged: list[tuple[Unit, set[str]]], a: dict[Unit, set[str]], b: dict[Unit, set[str]]
) -> dict[str, object]:
    labels_a = [bool(a[unit] & codes) for unit, codes in judged]
    labels_b = [bool(b[unit] & codes) for unit, codes in judged]
    return {
        "level": level,
        "unit_id": unit_id,
        "n_units": len(judged),
        "n_positive_a": sum(labels_a),
        "n_positive_b": sum(labels_b),
        "percent_agreement": percent_agreement(labels_a, labels_b) or 0.0,
        "kappa": cohen_kappa(labels_a, labels_b),
        "alpha": krippendorff_alpha(labels_a, labels_b),
    }
