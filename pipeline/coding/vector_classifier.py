"""A multi-label classifier over sentence vectors: one balanced logistic regression per code, all fitted at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from pipeline.coding.classifier import Floats, TrainingItem

_MAX_STEPS = 100


class VectorClassifier:
    """One logistic regression per code over standardised sentence vectors.

    Parameters
    ----------
    code_ids
        The k codes it knows, in the order of its columns.
    mean, scale
        What is taken off a vector (d numbers), and what it is multiplied by after that.
    coef, intercept
        k x d weights and k intercepts.
    """

    def __init__(self, code_ids: Sequence[str], mean: Floats, scale: float, coef: Floats, intercept: Floats) -> None:
        self.code_ids = list(code_ids)
        self.mean, self.scale, self.coef, self.intercept = mean, scale, coef, intercept

    @classmethod
    def fit(
        cls, items: Sequence[TrainingItem], vectors: Floats, code_ids: Sequence[str], strength: float = 1e-3
    ) -> VectorClassifier:
        """Learn from utterances.

        Parameters
        ----------
        items
            n utterances with their codes.
        vectors
            n x d, those of the utterances.
        code_ids
            The codes to learn; each occurs in the items and lacks in some.
        strength
            Inverse regularisation C of the logistic regressions.
        """
        mean = vectors.mean(axis=0)
        scale = float(1 / max((vectors - mean).std(), 1e-9))
        labels = np.array([[code in item.codes for code in code_ids] for item in items], dtype=np.float32)
        given = np.array([item.weight for item in items], dtype=np.float32)[:, None]
        n_positive = (labels * given).sum(axis=0)
        n = given.sum()
        weights = given * np.where(labels > 0, n / (2 * n_positive), n / (2 * (n - n_positive)))
        inputs = np.hstack([(vectors - mean) * scale, np.ones((len(items), 1))]).astype(np.float32)
        solved = _solve(inputs, labels, weights.astype(np.float32), strength)
        return cls(code_ids, mean, scale, solved[:-1].T.astype(np.float32), solved[-1].astype(np.float32))

    def log_odds(self, vectors: Floats) -> Floats:
        """Return an n x k array, columns as in ``code_ids``."""
        scores: Floats = ((vectors - self.mean) * self.scale) @ self.coef.T + self.intercept
        return scores

    def state(self) -> dict[str, Any]:
        """Return the classifier as arrays, for storage."""
        return {
            "code_ids": np.array(self.code_ids, dtype=str),
            "mean": self.mean,
            "scale": np.array(self.scale),
            "coef": self.coef,
            "intercept": self.intercept,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> VectorClassifier:
        """Rebuild a classifier from ``state()``."""
        code_ids = [str(c) for c in state["code_ids"]]
        return cls(code_ids, state["mean"], float(state["scale"]), state["coef"], state["intercept"])


def _solve(inputs: Floats, labels: Floats, weights: Floats, strength: float) -> Floats:
    """Return the (d + 1) x k weights, the intercepts last and not regularised, by L-BFGS over all codes together."""
    shape = inputs.shape[1], labels.shape[1]

    def loss(flat: Floats) -> tuple[float, Floats]:
        coef = flat.reshape(shape).astype(np.float32)
        scores = inputs @ coef
        errors = (weights * (np.logaddexp(0, scores) - labels * scores)).sum(dtype=np.float64)
        slopes = inputs.T @ (weights * (expit(scores) - labels)) * strength
        slopes[:-1] += coef[:-1]
        return strength * errors + (coef[:-1] ** 2).sum(dtype=np.float64) / 2, slopes.ravel().astype(np.float64)

    found = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": _MAX_STEPS})
    solved: Floats = found.x.reshape(shape)
    return solved
