"""How near a way of coding comes to the coders: in all, per code, per theme, per certainty and per chance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation.judged import (
    LOWEST_CHANCE,
    OPPOSITE,
    Bools,
    Floats,
    Judged,
    Pairs,
    Units,
    check_same_cells,
    direction_pairs,
)


@dataclass(frozen=True)
class Scores:
    """One way of coding in figures; shares in [0, 1], NaN where there is nothing to divide by.

    Attributes
    ----------
    n_positive, n_suggested, n_right
        Codes given by coders, codes suggested, and those that are both; a code in a turn counts once.
    precision, recall, f1
        Over all cells.
    macro_f1
        Mean F1 of the codes that occur.
    kappa, kappa_themes
        Over all turns with all codes, and with all themes and directions, in [-1, 1]; None where nothing varies.
    wrong_direction
        Share of suggestions that are wrong, in a turn where coders gave the theme in the opposite direction only.
    per_off_topic
        Suggestions per interview about something else; None without such interviews.
    """

    n_positive: int
    n_suggested: int
    n_right: int
    precision: float
    recall: float
    f1: float
    macro_f1: float
    kappa: float | None
    kappa_themes: float | None
    wrong_direction: float
    per_off_topic: float | None


@dataclass(frozen=True)
class Mistake:
    """A code missed or invented in a turn, for a human to look at."""

    interview_id: str
    turn_no: int
    kind: Literal["missed", "invented"]
    code_id: str
    chance: float
    text: str


def ratio(part: Any, whole: Any) -> Floats:
    """Divide arrays (or numbers) of one shape; NaN where ``whole`` is 0.

    Examples
    --------
    >>> ratio([1, 0], [4, 0]).tolist()
    [0.25, nan]
    """
    divisor = np.asarray(whole, dtype=float)
    quotient: Floats = np.full(divisor.shape, np.nan)
    np.divide(np.asarray(part, dtype=float), divisor, out=quotient, where=divisor != 0)
    return quotient


def kappa_of(n_right: Any, n_suggested: Any, n_positive: Any, n: Any) -> Floats:
    """Return Cohen's kappa from counts, arrays or numbers of one shape; NaN where nothing varies.

    Parameters
    ----------
    n_right, n_suggested, n_positive, n
        Cells that are both suggested and true, suggested, true, and all.

    Notes
    -----
    (observed - expected) / (1 - expected), with numerator and denominator times n squared.
    """
    right, suggested, positive, n = (np.asarray(x, dtype=float) for x in (n_right, n_suggested, n_positive, n))
    by_chance = suggested * positive + (n - suggested) * (n - positive)
    return ratio(n * (n - suggested - positive + 2 * right) - by_chance, n * n - by_chance)


def pooled_kappa(truth: Bools, suggested: Bools) -> float | None:
    """Return Cohen's kappa over all n x k cells, in [-1, 1]; None where nothing varies."""
    kappa = float(kappa_of((truth & suggested).sum(), suggested.sum(), truth.sum(), truth.size))
    return None if np.isnan(kappa) else kappa


def mean_f1(n_right: Any, n_suggested: Any, n_positive: Any) -> Floats:
    """Return the mean F1, along the last axis, of the codes that occur; NaN if none does.

    Parameters
    ----------
    n_right, n_suggested, n_positive
        Counts, ... x k.
    """
    positive = np.asarray(n_positive, dtype=float)
    f1 = ratio(2 * np.asarray(n_right), np.asarray(n_suggested) + positive)
    occurs = positive > 0
    return ratio(np.where(occurs, f1, 0).sum(axis=-1), occurs.sum(axis=-1))


def macro_f1(truth: Bools, suggested: Bools) -> float:
    """Return the mean F1 of the codes that occur in ``truth`` (n x k), in [0, 1]; NaN if none does."""
    return float(mean_f1((truth & suggested).sum(axis=0), suggested.sum(axis=0), truth.sum(axis=0)))


def by_theme(matrix: Bools, code_ids: Sequence[str], pairs: Pairs) -> Bools:
    """Say of each turn whether any code of a theme and direction applies.

    Parameters
    ----------
    matrix
        n x k, turns by codes.
    code_ids
        The k codes.
    pairs
        p themes with a direction.

    Returns
    -------
    NDArray[np.bool_]
        n x p.

    Raises
    ------
    ValueError
        If a code of ``pairs`` is not among ``code_ids``.
    """
    columns = [_columns(codes, code_ids) for codes in pairs.values()]
    out = np.zeros((len(matrix), len(pairs)), dtype=np.bool_)
    for number, of_pair in enumerate(columns):
        out[:, number] = matrix[:, of_pair].any(axis=1)
    return out


def scores(units: Units, judged: Judged, pairs: Pairs) -> Scores:
    """Compare a way of coding with the coders."""
    check_same_cells(units, judged)
    truth, suggested = units.truth, judged.suggested
    n_right, n_suggested, n_positive = (int(x.sum()) for x in (truth & suggested, suggested, truth))
    themes = [by_theme(matrix, units.code_ids, pairs) for matrix in (truth, suggested)]
    return Scores(
        n_positive=n_positive,
        n_suggested=n_suggested,
        n_right=n_right,
        precision=float(ratio(n_right, n_suggested)),
        recall=float(ratio(n_right, n_positive)),
        f1=float(ratio(2 * n_right, n_suggested + n_positive)),
        macro_f1=macro_f1(truth, suggested),
        kappa=pooled_kappa(truth, suggested),
        kappa_themes=pooled_kappa(*themes),
        wrong_direction=float(ratio(_n_wrong_direction(units, suggested, pairs), n_suggested)),
        per_off_topic=_per_off_topic(units, suggested),
    )


def per_code(units: Units, judged: Judged, codebook: Codebook) -> pd.DataFrame:
    """Compare a way of coding with the coders per code, and per theme and direction.

    Returns
    -------
    pd.DataFrame
        level ("code" or "theme"), unit_id (a code, or ``netwerk/hindering``), n_positive, n_suggested, precision,
        recall, f1, kappa; NaN where there is nothing to divide by. Codes in the order of ``units``, then themes in the
        order of the codebook.
    """
    check_same_cells(units, judged)
    pairs = direction_pairs(codebook)
    themes = [by_theme(matrix, units.code_ids, pairs) for matrix in (units.truth, judged.suggested)]
    parts = [
        _per_column("code", list(units.code_ids), units.truth, judged.suggested),
        _per_column("theme", [f"{theme}/{direction}" for theme, direction in pairs], *themes),
    ]
    return pd.concat(parts, ignore_index=True)


def per_certainty(units: Units, judged: Judged) -> pd.DataFrame:
    """Say how often suggestions of each certainty are right.

    Returns
    -------
    pd.DataFrame
        certainty, n, n_right, precision (NaN without suggestions); most certain first, always three rows.
    """
    check_same_cells(units, judged)
    n = [int((judged.certainty == certainty).sum()) for certainty in frames.CERTAINTIES]
    n_right = [int((units.truth & (judged.certainty == certainty)).sum()) for certainty in frames.CERTAINTIES]
    return pd.DataFrame(
        {"certainty": list(frames.CERTAINTIES), "n": n, "n_right": n_right, "precision": ratio(n_right, n)}
    )


def reliability(units: Units, judged: Judged, n_bins: int = 10) -> pd.DataFrame:
    """Lay chances beside how often the code applied, over all cells with a chance of 0.02 or more.

    Parameters
    ----------
    n_bins
        Bins of equal width between 0 and 1; each takes in its lower edge, the last one both.

    Returns
    -------
    pd.DataFrame
        low, high, n, mean_chance, share_right; bins without cells left out.
    """
    check_same_cells(units, judged)
    counted = judged.chance >= LOWEST_CHANCE
    chance, right = judged.chance[counted], units.truth[counted]
    edges = np.arange(n_bins + 1) / n_bins
    bins = np.clip(np.searchsorted(edges, chance, side="right") - 1, 0, n_bins - 1)
    n, sum_chance, n_right = (np.bincount(bins, weights, n_bins) for weights in (None, chance, right))
    frame = pd.DataFrame(
        {
            "low": edges[:-1],
            "high": edges[1:],
            "n": n.astype(np.int64),
            "mean_chance": ratio(sum_chance, n),
            "share_right": ratio(n_right, n),
        }
    )
    return frame[frame["n"] > 0].reset_index(drop=True)


def expected_calibration_error(frame: pd.DataFrame) -> float:
    """Return the mean distance between chance and share right, bins weighted by their cells, in [0, 1].

    Parameters
    ----------
    frame
        What `reliability` returns.

    Returns
    -------
    float
        NaN without cells.
    """
    distance = (frame["mean_chance"] - frame["share_right"]).abs()
    return float(ratio((distance * frame["n"]).sum(), frame["n"].sum()))


def worst(units: Units, judged: Judged, n: int = 20) -> list[Mistake]:
    """Pick the mistakes that the chances were most wrong about.

    Returns
    -------
    list
        At most n // 2 codes missed, the lowest chance first; then at most n - n // 2 invented, the highest first.
        Among equal chances the first turn, then the first code.
    """
    check_same_cells(units, judged)
    missed = _mistakes(units, judged, "missed", units.truth & ~judged.suggested, judged.chance)
    invented = _mistakes(units, judged, "invented", judged.suggested & ~units.truth, -judged.chance)
    return missed[: n // 2] + invented[: n - n // 2]


def _columns(codes: Sequence[str], code_ids: Sequence[str]) -> list[int]:
    unknown = [code for code in codes if code not in code_ids]
    if unknown:
        raise ValueError(f"pairs: got code {', '.join(unknown)}; allowed: codes that were judged")
    return [list(code_ids).index(code) for code in codes]


def _n_wrong_direction(units: Units, suggested: Bools, pairs: Pairs) -> int:
    given = dict(zip(pairs, by_theme(units.truth, units.code_ids, pairs).T, strict=True))
    wrong = suggested & ~units.truth
    n = 0
    for (theme, direction), codes in pairs.items():
        opposite = given.get((theme, OPPOSITE[direction]))
        if opposite is not None:
            turns = opposite & ~given[theme, direction]
            n += int(wrong[np.ix_(turns, _columns(codes, units.code_ids))].sum())
    return n


def _per_off_topic(units: Units, suggested: Bools) -> float | None:
    interviews = {i for i, off in zip(units.interview_ids, units.is_off_topic, strict=True) if off}
    return int(suggested[units.is_off_topic].sum()) / len(interviews) if interviews else None


def _per_column(level: str, unit_ids: list[str], truth: Bools, suggested: Bools) -> pd.DataFrame:
    n_right, n_suggested, n_positive = (x.sum(axis=0) for x in (truth & suggested, suggested, truth))
    return pd.DataFrame(
        {
            "level": level,
            "unit_id": unit_ids,
            "n_positive": n_positive,
            "n_suggested": n_suggested,
            "precision": ratio(n_right, n_suggested),
            "recall": ratio(n_right, n_positive),
            "f1": ratio(2 * n_right, n_suggested + n_positive),
            "kappa": kappa_of(n_right, n_suggested, n_positive, np.full(n_right.shape, len(truth))),
        }
    )


def _mistakes(
    units: Units, judged: Judged, kind: Literal["missed", "invented"], cells: Bools, rank: Floats
) -> list[Mistake]:
    places = np.argwhere(cells)[np.argsort(rank[cells], kind="stable")]
    return [
        Mistake(
            interview_id=units.interview_ids[turn],
            turn_no=units.turn_nos[turn],
            kind=kind,
            code_id=units.code_ids[code],
            chance=float(judged.chance[turn, code]),
            text=units.texts[turn],
        )
        for turn, code in places.tolist()
    ]
