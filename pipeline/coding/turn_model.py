"""From what classifiers and rules say of a turn to the chance that a coder gives it the code."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from pipeline.coding.classifier import Floats

# Parts that can be left out, to measure what they bring: rules as evidence, a shift per code, what an interview is about.
PARTS = frozenset({"rules", "codes", "topic"})
# How far a code's shift and the weight of a rule lie from 0 beforehand, in log-odds. Spreads of 0.05 to 1 were compared.
_SPREAD_OF_CODES, _SPREAD_OF_RULES = 0.2, 3.0
_LOOSE = 1e6
# Interviews with fewer turns say too little about what they are about.
_FEWEST_TURNS = 10
_TINY = 1e-3


@dataclass(frozen=True)
class Topic:
    """How likely it is that an interview speaks of the codebook at all, from the codings per turn that its turns promise."""

    slope: float
    intercept: float

    def chance(self, per_turn: float) -> float:
        """Return the chance, in [0, 1]; ``per_turn`` is the sum of all chances over the number of turns."""
        return float(expit(self.slope * np.log(per_turn + _TINY) + self.intercept))


@dataclass(frozen=True)
class TurnModel:
    """Weights of a turn's best window and its strongest rule, a shift per code, and what the interview is about.

    chance = logistic(slope * log-odds + rule * strength + shift of the code + intercept) * chance of the topic.
    """

    slope: float = 1.0
    rule: float = 0.0
    intercept: float = 0.0
    shifts: Mapping[str, float] = field(default_factory=dict)
    topic: Topic | None = None

    def chances(self, log_odds: Floats, rules: Floats, code_ids: Sequence[str], interviews: Sequence[str]) -> Floats:
        """Return n x k chances.

        Parameters
        ----------
        log_odds, rules
            n x k; of the best window of each turn, and the strength of its strongest rule, 0 without one.
        code_ids
            The k codes.
        interviews
            The interview of each of the n turns, whole interviews.
        """
        chances: Floats = expit(self.evidence(log_odds, rules, code_ids))
        return chances * self.topics(chances, interviews)[:, None]

    def evidence(self, log_odds: Floats, rules: Floats, code_ids: Sequence[str]) -> Floats:
        """Return the n x k log-odds of turns, whatever their interview is about."""
        shifts = np.array([self.shifts.get(code, 0.0) for code in code_ids])
        scores: Floats = self.slope * log_odds + self.rule * rules + shifts + self.intercept
        return scores

    def topics(self, chances: Floats, interviews: Sequence[str]) -> Floats:
        """Return for each turn the chance that its interview speaks of the codebook; 1 if that is not known."""
        names = np.array(interviews, dtype=str)
        topics = np.ones(len(names))
        for name in dict.fromkeys(interviews) if self.topic else ():
            rows = names == name
            if self.topic and rows.sum() >= _FEWEST_TURNS:
                topics[rows] = self.topic.chance(float(chances[rows].sum(axis=1).mean()))
        return topics


def fit_turns(
    truth: NDArray[np.bool_],
    log_odds: Floats,
    rules: Floats,
    code_ids: Sequence[str],
    interviews: Sequence[str],
    use: Collection[str] = PARTS,
) -> TurnModel:
    """Choose the weights on turns that classifiers and rules have not seen.

    Parameters
    ----------
    truth, log_odds, rules
        n x k; some codes given, not all.
    use
        Which of ``PARTS``.

    Notes
    -----
    One logistic regression over all turns and codes: a code has too few turns for weights of its own, so that its shift
    stays near 0 unless its turns say otherwise (a random intercept, as in Gelman and Hill, 2007, chapter 12).
    """
    n, k = truth.shape
    columns = [log_odds.ravel()[:, None]]
    scale = float(np.sqrt(_LOOSE))
    has_rules = "rules" in use and bool(rules.any())
    if has_rules:
        columns.append(rules.ravel()[:, None] * (_SPREAD_OF_RULES / scale))
    if "codes" in use:
        columns.append(np.tile(np.eye(k) * (_SPREAD_OF_CODES / scale), (n, 1)))
    found = LogisticRegression(C=_LOOSE, solver="newton-cholesky", tol=1e-8, max_iter=200)
    with warnings.catch_warnings():
        # Where classifiers tell all turns apart it cannot go on this way; it says so, and goes on with another solver.
        warnings.filterwarnings("ignore", "The inner solver of NewtonCholeskySolver")
        found.fit(np.hstack(columns), truth.ravel())
    weights = [float(weight) for weight in found.coef_[0]]
    rule = weights[1] * _SPREAD_OF_RULES / scale if has_rules else 0.0
    shifts = [weight * _SPREAD_OF_CODES / scale for weight in weights[-k:]] if "codes" in use else []
    model = TurnModel(weights[0], rule, float(found.intercept_[0]), dict(zip(code_ids, shifts, strict=False)))
    if "topic" not in use:
        return model
    chances: Floats = expit(model.evidence(log_odds, rules, code_ids))
    return TurnModel(model.slope, rule, model.intercept, model.shifts, _fit_topic(truth, chances, interviews))


def _fit_topic(truth: NDArray[np.bool_], chances: Floats, interviews: Sequence[str]) -> Topic | None:
    """Learn to tell interviews in which coders found nothing at all; None if there are none, or no others."""
    names = np.array(interviews, dtype=str)
    promised, has_any = [], []
    for name in dict.fromkeys(interviews):
        rows = names == name
        if rows.sum() >= _FEWEST_TURNS:
            promised.append(float(np.log(chances[rows].sum(axis=1).mean() + _TINY)))
            has_any.append(bool(truth[rows].any()))
    if len(set(has_any)) < 2:
        return None
    found = LogisticRegression(C=100.0).fit(np.array(promised)[:, None], has_any)
    return Topic(float(found.coef_[0][0]), float(found.intercept_[0]))
