"""A multi-label classifier over character and word n-grams: one logistic regression per code, explained by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from scipy.special import expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier

Floats = NDArray[np.floating[Any]]
_VIEWS: dict[str, dict[str, Any]] = {
    "char": {"analyzer": "char_wb", "ngram_range": (2, 5)},
    "word": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
}
MIN_EXAMPLES = 5


@dataclass(frozen=True)
class TrainingItem:
    """An utterance, the codes it carries (may be none), where it came from and its weight."""

    text: str
    codes: frozenset[str]
    source: str


@dataclass(frozen=True)
class Features:
    """What the n-grams of some texts are worth: an n x f matrix, and what turns other texts into the same columns."""

    vectorizers: dict[str, TfidfVectorizer]
    matrix: csr_matrix

    def only(self, rows: Sequence[int]) -> Features:
        """Return the features of some of the texts."""
        return Features(self.vectorizers, self.matrix[list(rows)])


class Classifier:
    """TF-IDF of characters (2-5) and words (1-2), one balanced logistic regression per code.

    Parameters
    ----------
    code_ids
        The k codes it knows, in the order of its columns.
    terms, idf
        Per view ("char", "word") the n-grams and their inverse document frequencies.
    coef, intercept
        k x f weights and k intercepts; f = n-grams of both views.

    Notes
    -----
    Kept as plain arrays, so that a stored model holds numbers and strings and no code.
    """

    def __init__(
        self,
        code_ids: Sequence[str],
        terms: dict[str, NDArray[np.str_]],
        idf: dict[str, Floats],
        coef: Floats,
        intercept: Floats,
    ) -> None:
        self.code_ids = list(code_ids)
        self.terms, self.idf, self.coef, self.intercept = terms, idf, coef, intercept
        self._vectorizers = {view: _rebuild(view, terms[view], idf[view]) for view in _VIEWS}

    @classmethod
    def fit(
        cls, items: Sequence[TrainingItem], seed: int, strength: float = 4.0, features: Features | None = None
    ) -> Classifier:
        """Learn from utterances.

        Parameters
        ----------
        items
            At least one code needs 5 utterances; codes with fewer are left to the rules.
        seed
            Makes the result repeatable.
        strength
            Inverse regularisation C of the logistic regressions.
        features
            From ``fit_features``, with a row for each item; default made from the items.

        Raises
        ------
        ValueError
            If no code has enough utterances.
        """
        counts = Counter(code for item in items for code in item.codes)
        code_ids = sorted(code for code, n in counts.items() if MIN_EXAMPLES <= n < len(items))
        if not code_ids:
            raise ValueError(f"no code has {MIN_EXAMPLES} utterances to learn from")
        features = features or fit_features([item.text for item in items])
        labels = np.array([[code in item.codes for code in code_ids] for item in items], dtype=int)
        # The dual problem has as many unknowns as utterances, not as n-grams: some twenty times faster, same weights.
        model = LogisticRegression(
            C=strength,
            class_weight="balanced",
            solver="liblinear",
            dual=True,
            tol=1e-3,
            max_iter=1000,
            random_state=seed,
        )
        one_vs_rest = OneVsRestClassifier(model).fit(features.matrix, labels)
        return cls(
            code_ids,
            {view: np.array(v.get_feature_names_out(), dtype=str) for view, v in features.vectorizers.items()},
            {view: v.idf_.astype(np.float32) for view, v in features.vectorizers.items()},
            np.vstack([e.coef_[0] for e in one_vs_rest.estimators_]).astype(np.float32),
            np.array([e.intercept_[0] for e in one_vs_rest.estimators_], dtype=np.float32),
        )

    def probabilities(self, texts: Sequence[str]) -> Floats:
        """Return an n x k array of scores in [0, 1], columns as in ``code_ids``."""
        if not texts:
            return np.zeros((0, len(self.code_ids)))
        scores: Floats = expit(np.asarray(self._features(texts) @ self.coef.T) + self.intercept)
        return scores

    def word_weights(self, words: Sequence[str]) -> Floats:
        """Return an n x k array: how much each word by itself speaks for each code (positive) or against it."""
        if not words:
            return np.zeros((0, len(self.code_ids)))
        return np.asarray(self._features(words) @ self.coef.T)

    def _features(self, texts: Sequence[str]) -> csr_matrix:
        return hstack([self._vectorizers[view].transform(texts) for view in _VIEWS]).tocsr()

    def state(self) -> dict[str, Any]:
        """Return the classifier as arrays, for storage."""
        return {
            "code_ids": np.array(self.code_ids, dtype=str),
            "terms": self.terms,
            "idf": self.idf,
            "coef": self.coef,
            "intercept": self.intercept,
        }

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Classifier:
        """Rebuild a classifier from ``state()``."""
        return cls([str(c) for c in state["code_ids"]], state["terms"], state["idf"], state["coef"], state["intercept"])


def fit_features(texts: Sequence[str]) -> Features:
    """Learn which n-grams occur at least twice in ``texts`` and how rare they are, and weigh the texts with them."""
    vectorizers = {view: TfidfVectorizer(min_df=2, sublinear_tf=True, **given) for view, given in _VIEWS.items()}
    return Features(vectorizers, hstack([v.fit_transform(texts) for v in vectorizers.values()]).tocsr())


def _rebuild(view: str, terms: NDArray[np.str_], idf: Floats) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(vocabulary=terms.tolist(), sublinear_tf=True, dtype=np.float32, **_VIEWS[view])
    vectorizer.idf_ = idf
    return vectorizer
