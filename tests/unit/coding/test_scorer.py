"""The scorer: how two classifiers become one score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.coding.classifier import Classifier, Floats, TrainingItem
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.vector_classifier import VectorClassifier

SAID = {
    "geld": ["de subsidie is op", "geen subsidie", "subsidie te laat", "zonder subsidie", "subsidie geschrapt"],
    "lijn": ["zij belt terug", "hij belt meteen", "de school belt", "wie belt er dan", "moeder belt vaak"],
    "": ["mooi weer", "koffie met melk", "de trein reed niet", "een lange gang", "kaas op brood"],
}
ITEMS = [TrainingItem(text, frozenset({code} - {""}), "proef") for code, texts in SAID.items() for text in texts]
TEXTS = ["de subsidie", "zij belt", "koffie met brood", ""]
WEIGHTS = Calibration(ngrams=0.5, vectors=2.0, intercept=-1.0)


@pytest.fixture(scope="module")
def ngrams() -> Classifier:
    """What learnt two codes from n-grams."""
    return Classifier.fit(ITEMS, seed=1)


@pytest.fixture(scope="module")
def vectors(ngrams: Classifier, encode: Encode) -> VectorClassifier:
    """What learnt the same from vectors."""
    return VectorClassifier.fit(ITEMS, encode([item.text for item in ITEMS]), ngrams.code_ids, strength=0.1)


def test_without_more_the_score_is_that_of_the_ngrams(ngrams: Classifier) -> None:
    scorer = Scorer(ngrams, None, Calibration())
    assert scorer.code_ids == ngrams.code_ids
    assert np.array_equal(scorer.log_odds(TEXTS, None), ngrams.log_odds(TEXTS))


def test_scores_are_weighed(ngrams: Classifier, vectors: VectorClassifier, encode: Encode) -> None:
    scores = Scorer(ngrams, vectors, WEIGHTS).log_odds(TEXTS, encode)
    expected = 0.5 * ngrams.log_odds(TEXTS) + 2.0 * vectors.log_odds(encode(TEXTS)) - 1.0
    assert scores == pytest.approx(expected)
    assert np.abs(scores - Scorer(ngrams, None, WEIGHTS).log_odds(TEXTS, encode)).min() > 0.01


@pytest.mark.parametrize("has_vectors", [False, True])
def test_no_texts_give_no_rows(ngrams: Classifier, vectors: VectorClassifier, has_vectors: bool) -> None:
    def refuse(texts: Sequence[str]) -> Floats:
        raise AssertionError(f"asked for the vectors of {texts}")

    scorer = Scorer(ngrams, vectors if has_vectors else None, WEIGHTS)
    assert scorer.log_odds([], refuse).shape == (0, 2)


@pytest.mark.parametrize("has_vectors", [False, True])
def test_state_round_trip_gives_equal_scores(
    ngrams: Classifier, vectors: VectorClassifier, encode: Encode, has_vectors: bool
) -> None:
    scorer = Scorer(ngrams, vectors if has_vectors else None, WEIGHTS)
    again = Scorer.from_state(scorer.state())
    assert (again.code_ids, again.calibration) == (scorer.code_ids, WEIGHTS)
    assert (again.vectors is not None) is has_vectors
    assert np.array_equal(again.log_odds(TEXTS, encode), scorer.log_odds(TEXTS, encode))


@settings(deadline=None)
@given(st.lists(st.text(max_size=40), max_size=5))
def test_scores_are_numbers_whatever_the_text(
    ngrams: Classifier, vectors: VectorClassifier, encode: Encode, texts: list[str]
) -> None:
    scores = Scorer(ngrams, vectors, WEIGHTS).log_odds(texts, encode)
    assert scores.shape == (len(texts), 2)
    assert np.isfinite(scores).all()
