"""The trained recogniser of names: a logistic regression over the features of a word (features.py).

Its weights are learnt by ``python -m pipeline.run.name_training`` from the invented practice interviews and kept as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from pipeline.privacy.features import Features

FILE = "name_weights.json"
# Organisations, schools and projects are told apart by the words around them; see finder.py.
CLASSES = ("", "organisation", "person", "place")


@dataclass(frozen=True)
class Recogniser:
    """Weights, and the chances from which a word is masked.

    Attributes
    ----------
    intercepts
        One per class.
    weights
        Feature -> one weight per class.
    least
        From which chance a word is masked in text with capitals.
    least_lower, least_unknown
        The same in text without: for words that Dutch knows, and for others.
    """

    intercepts: NDArray[np.float64]
    weights: dict[str, NDArray[np.float64]]
    least: float
    least_lower: float
    least_unknown: float

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Recogniser:
        """Return the recogniser that ships; the same object each time."""
        return cls.from_json((files("pipeline.privacy") / FILE).read_text(encoding="utf-8"))

    @classmethod
    def from_json(cls, text: str) -> Recogniser:
        """Read weights as ``to_json`` writes them."""
        found = json.loads(text)
        weights = {name: np.array(values) for name, values in found["weights"].items()}
        return cls(np.array(found["intercepts"]), weights, found["least"], found["least_lower"], found["least_unknown"])

    def to_json(self) -> str:
        """Return the weights as JSON, one feature a line, so that a change can be read."""
        kept = {name: [round(float(value), 3) for value in values] for name, values in sorted(self.weights.items())}
        lines = [f"{json.dumps(name, ensure_ascii=False)}: {values}" for name, values in kept.items() if any(values)]
        facts = {
            "classes": list(CLASSES),
            "intercepts": [round(float(value), 3) for value in self.intercepts],
            "least": self.least,
            "least_lower": self.least_lower,
            "least_unknown": self.least_unknown,
        }
        head = json.dumps(facts, indent=1)[:-2]
        return f'{head},\n "weights": {{\n' + ",\n".join(lines) + "\n}}\n"

    def chances(self, words: Sequence[Features]) -> NDArray[np.float64]:
        """Return n x 4 chances, by ``CLASSES``; rows sum to 1."""
        scores = np.tile(self.intercepts, (len(words), 1))
        for row, word in enumerate(words):
            for name, value in word.items():
                weight = self.weights.get(name)
                if weight is not None:
                    scores[row] += weight * value
        scores -= scores.max(axis=1, keepdims=True, initial=-np.inf)
        odds = np.exp(scores)
        shares: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return shares
