"""The two classifiers together: what n-grams and sentence vectors say, as one calibrated score."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.coding.classifier import Classifier, Floats
from pipeline.coding.vector_classifier import VectorClassifier

# Gives n texts their n x d vectors.
Encode = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Calibration:
    """What a log-odds of each classifier is worth: score = ngrams * a + vectors * b + intercept."""

    ngrams: float = 1.0
    vectors: float = 0.0
    intercept: float = 0.0


class Scorer:
    """How much speaks for each code in a text.

    Parameters
    ----------
    ngrams
        Over characters and words.
    vectors
        Over sentence vectors, of the same codes; None without an encoder.
    calibration
        How the two are weighed.
    """

    def __init__(self, ngrams: Classifier, vectors: VectorClassifier | None, calibration: Calibration) -> None:
        self.ngrams, self.vectors, self.calibration = ngrams, vectors, calibration
        self.code_ids = ngrams.code_ids

    def log_odds(self, texts: Sequence[str], encode: Encode | None) -> Floats:
        """Return an n x k array of weighed scores, columns as in ``code_ids``; what ``expit`` takes to chances."""
        by_ngrams = self.ngrams.log_odds(texts)
        scores: Floats = self.calibration.ngrams * by_ngrams + self.calibration.intercept
        if self.vectors is not None and encode is None:
            raise ValueError("this scorer learnt from sentence vectors: encode is needed")
        if self.vectors is not None and encode is not None and texts:
            scores = scores + self.calibration.vectors * self.vectors.log_odds(encode(texts))
        return scores

    def state(self) -> dict[str, Any]:
        """Return the scorer as arrays, for storage."""
        state: dict[str, Any] = {"ngrams": self.ngrams.state(), "calibration": asdict(self.calibration)}
        return state if self.vectors is None else {**state, "vectors": self.vectors.state()}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Scorer:
        """Rebuild a scorer from ``state()``."""
        vectors = VectorClassifier.from_state(state["vectors"]) if "vectors" in state else None
        return cls(Classifier.from_state(state["ngrams"]), vectors, Calibration(**state["calibration"]))
