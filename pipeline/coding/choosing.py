"""Choose how classifiers and rules are weighed, and from which chance on a code is suggested, on turns they have not seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Calibration
from pipeline.coding.turn_model import PARTS, TurnModel, fit_turns
from pipeline.coding.views import Views

_GRID = np.round(np.arange(0.04, 0.97, 0.02), 2)
# Likely means: of such suggestions at least half are right, on turns that the model had not seen.
_LIKELY_PRECISION = 0.5
# Certain means: of such suggestions at least 85% are right, of twenty or more.
_CERTAIN_PRECISION, _FEWEST_CERTAIN = 0.85, 20
# In so many parts interviews are divided to see chances of turns that the turn model has not seen.
_N_PARTS = 5
# A threshold that no chance reaches.
NEVER = 1.01
# A code is not suggested if one of its theme that says the opposite is so many times as likely. On fifty interviews, with
# 1.5 of the suggestions 10% instead of 15% had the opposite direction, and kappa was the same; with 1 it fell by 0.02.
_TIMES_AS_LIKELY = 1.5


@dataclass(frozen=True)
class Chosen:
    """What was chosen on turns that the classifiers had not seen.

    From ``doubtful`` up the model suggests, from ``likely`` up it is likely, from ``certain`` up it is certain.
    ``precision`` says for each chance of a grid which share of the suggestions from there up was right.
    """

    calibration: Calibration
    doubtful: float
    likely: float
    precision: tuple[tuple[float, float], ...] = ()
    turns: TurnModel = field(default_factory=TurnModel)
    certain: float = NEVER

    def chances(self, views: Views, code_ids: Sequence[str]) -> Floats:
        """Return the n x k chances of turns, as a coder would give them the codes."""
        return self.turns.chances(views.best(self.calibration), views.rules, code_ids, views.interviews)

    def certainty(self, chance: float) -> str:
        """Return what a suggestion with this chance is called; there is one from ``doubtful`` up."""
        return "certain" if chance >= self.certain else "likely" if chance >= self.likely else "doubtful"

    def for_precision(self, wanted: float) -> Chosen:
        """Return the same with the lowest thresholds from which on ``wanted`` of the suggestions were right."""
        enough = [chance for chance, share in self.precision if share >= wanted] or [NEVER]
        low = enough[0]
        return replace(self, doubtful=low, likely=max(self.likely, low), certain=max(self.certain, low))


def choose_thresholds(views: Views, code_ids: Sequence[str], use: Collection[str] = PARTS) -> Chosen:
    """Choose all weights, the threshold with the best F1, and the lowest ones that are right often enough.

    Where coders gave every code to all turns or to none, there is nothing to choose on, and nothing is suggested.

    Parameters
    ----------
    views
        Turns that the classifiers have not seen.
    code_ids
        The k codes of the views.
    use
        Which parts of the turn model are used; see ``turn_model.PARTS``.
    """
    truth = views.truth
    if truth.all() or not truth.any():
        return Chosen(Calibration(), NEVER, NEVER)
    weights = calibrate(truth, views)
    turns = fit_turns(truth, views.best(weights), views.rules, code_ids, views.interviews, use)
    chances = _cross_fitted(views, weights, code_ids, use)
    best, best_f1 = 0.5, -1.0
    precision, enough = [], []
    for threshold in _GRID:
        chosen = chances >= threshold
        n_right, n_chosen = int((chosen & truth).sum()), int(chosen.sum())
        f1 = 2 * n_right / max(1, n_chosen + int(truth.sum()))
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
        if n_chosen:
            precision.append((float(threshold), n_right / n_chosen))
        if n_chosen >= _FEWEST_CERTAIN and n_right / n_chosen >= _CERTAIN_PRECISION:
            enough.append(float(threshold))
    likely = max(best, next((t for t, share in precision if share >= _LIKELY_PRECISION), float(_GRID[-1])))
    return Chosen(weights, best, likely, tuple(precision), turns, max(likely, enough[0]) if enough else NEVER)


def outdone(chances: Floats, code_ids: Sequence[str], opposed: Mapping[str, Collection[str]]) -> NDArray[np.bool_]:
    """Return n x k: whether a code that says the opposite is much likelier.

    Parameters
    ----------
    chances
        n x k.
    opposed
        For each code those of its theme with the opposite direction.
    """
    columns = [[n for n, other in enumerate(code_ids) if other in opposed.get(code, ())] for code in code_ids]
    highest = np.stack([chances[:, some].max(axis=1, initial=0.0) for some in columns], axis=1)
    found: NDArray[np.bool_] = highest > _TIMES_AS_LIKELY * chances
    return found


def _cross_fitted(views: Views, weights: Calibration, code_ids: Sequence[str], use: Collection[str]) -> Floats:
    """Return the n x k chances of turns by turn models that learnt from other interviews, so that thresholds hold elsewhere."""
    interviews = list(dict.fromkeys(views.interviews))
    n_parts = min(_N_PARTS, len(interviews))
    part_of = {interview_id: n % n_parts for n, interview_id in enumerate(interviews)}
    parts = np.array([part_of[interview_id] for interview_id in views.interviews])
    best, names = views.best(weights), np.array(views.interviews, dtype=str)
    chances = np.zeros(best.shape)
    for part in range(n_parts):
        here, rest = parts == part, parts != part
        learnt = rest if 0 < int(views.truth[rest].sum()) < views.truth[rest].size else np.ones_like(rest)
        model = fit_turns(views.truth[learnt], best[learnt], views.rules[learnt], code_ids, names[learnt].tolist(), use)
        chances[here] = model.chances(best[here], views.rules[here], code_ids, names[here].tolist())
    return chances


def calibrate(truth: NDArray[np.bool_], views: Views) -> Calibration:
    """Choose how the classifiers are weighed, so that the best window of a turn has the chance that the turn has.

    Notes
    -----
    A logistic regression over all turns and codes together (Platt, 1999): a code has too few turns for weights of
    its own. First it weighs the best window by each classifier, then the best window by both.
    """
    each = _platt(truth, views.best_of_each())
    first = Calibration(each[0], each[1] if len(each) > 2 else 0.0, each[-1])
    slope, intercept = _platt(truth, [views.best(first)])
    return Calibration(first.ngrams * slope, first.vectors * slope, first.intercept * slope + intercept)


def _platt(truth: NDArray[np.bool_], columns: Sequence[Floats]) -> list[float]:
    """Return a weight per column, and the intercept."""
    found = LogisticRegression(C=1e6).fit(np.stack([c.ravel() for c in columns], axis=1), truth.ravel())
    return [*(float(weight) for weight in found.coef_[0]), float(found.intercept_[0])]
