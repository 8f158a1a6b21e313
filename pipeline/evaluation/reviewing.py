"""The order in which a human best reviews what the machine suggests and what it nearly suggested."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.evaluation.judged import LOWEST_CHANCE, Bools, Floats, Judged, Units, check_same_cells
from pipeline.evaluation.measures import ratio

Order = Literal["gain", "random", "file"]
Places = NDArray[np.int64]

_N_SHUFFLES = 20


def expected_gain(chance: Floats, counted: Bools, f1: float) -> Floats:
    """Say how much is to be gained by letting a human decide on each cell.

    Parameters
    ----------
    chance
        Chance that the code applies, in [0, 1], any shape.
    counted
        Whether the code now counts as given; same shape.
    f1
        F1 of what counts now, in [0, 1].

    Returns
    -------
    NDArray[np.float64]
        The expected rise of F1, times n_suggested + n_positive; in [0, 2].

    Notes
    -----
    F1 = 2 TP / D, where D = S + P: what counts plus what is true. A decision only changes F1 if it changes the cell:

    - taking out a wrong one lowers S by one: 2 TP / (D - 1) - F1 = F1 / (D - 1);
    - adding a right one raises TP and S by one: 2 (TP + 1) / (D + 1) - F1 = (2 - F1) / (D + 1).

    With D large both divisors are D: a wrong one is worth F1 / D, a right one (2 - F1) / D. What counts is wrong with
    a chance of 1 - chance; what does not count is right with a chance of ``chance``.

    Examples
    --------
    >>> expected_gain(np.array([0.75, 0.25]), np.array([True, False]), 0.5).tolist()
    [0.125, 0.375]
    """
    return np.where(counted, (1 - chance) * f1, chance * (2 - f1))


def simulate(
    units: Units,
    judged: Judged,
    budgets: tuple[int, ...] = (0, 50, 100, 200, 400),
    seed: int = 0,
    order: Order = "gain",
) -> pd.DataFrame:
    """Say how good the coding is after a human has reviewed some cells, each set to what the coders gave.

    Cells to review are those that are suggested or have a chance of 0.02 or more.

    Parameters
    ----------
    budgets
        Numbers of cells reviewed.
    seed
        Of the shuffles.
    order
        "gain": most expected gain first, known from chances alone, the F1 among them; "random": the mean of 20
        shuffles; "file": turn by turn, code by code.

    Returns
    -------
    pd.DataFrame
        order, n_reviewed (fewer than the budget where there are fewer cells), f1, precision, recall; a row per budget.
        NaN where there is nothing to divide by.

    Raises
    ------
    ValueError
        If the order is unknown or a budget negative.
    """
    if order not in get_args(Order):
        raise ValueError(f"order: got {order!r}; allowed {', '.join(get_args(Order))}")
    if min(budgets, default=0) < 0:
        raise ValueError(f"budgets: got {min(budgets)}; allowed 0 and more")
    check_same_cells(units, judged)
    queues = _queues(judged, order, seed)
    n_reviewed = np.minimum(np.array(budgets, dtype=np.int64), len(queues[0]))
    figures = np.mean([_figures(units.truth, judged.suggested, queue, n_reviewed) for queue in queues], axis=0)
    frame = pd.DataFrame(figures.T, columns=["f1", "precision", "recall"])
    frame.insert(0, "n_reviewed", n_reviewed)
    frame.insert(0, "order", order)
    return frame


def _queues(judged: Judged, order: Order, seed: int) -> list[Places]:
    """Return the cells to review in order, as places in the flattened matrix; one queue, or one per shuffle."""
    places = np.flatnonzero(judged.suggested | (judged.chance >= LOWEST_CHANCE))
    if order == "random":
        rng = np.random.default_rng(seed)
        return [rng.permutation(places) for _ in range(_N_SHUFFLES)]
    if order == "file":
        return [places]
    gain = expected_gain(judged.chance, judged.suggested, _expected_f1(judged)).ravel()[places]
    return [places[np.argsort(-gain, kind="stable")]]


def _expected_f1(judged: Judged) -> float:
    n_right = judged.chance[judged.suggested].sum()
    f1 = float(ratio(2 * n_right, judged.suggested.sum() + judged.chance.sum()))
    return 0.0 if np.isnan(f1) else f1


def _figures(truth: Bools, suggested: Bools, queue: Places, n_reviewed: Places) -> Floats:
    """Return f1, precision and recall after each number of reviews, 3 x budgets."""
    is_true, is_suggested = truth.ravel()[queue], suggested.ravel()[queue]
    added = np.concatenate([[0], np.cumsum(is_true & ~is_suggested)])[n_reviewed]
    taken_out = np.concatenate([[0], np.cumsum(is_suggested & ~is_true)])[n_reviewed]
    n_right = (truth & suggested).sum() + added
    n_counted = suggested.sum() + added - taken_out
    n_positive = np.full(n_right.shape, truth.sum())
    return np.stack([ratio(2 * n_right, n_counted + n_positive), ratio(n_right, n_counted), ratio(n_right, n_positive)])
