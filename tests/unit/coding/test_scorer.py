"""The scorer: how two classifiers become one chance, and how that is calibrated."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from pipeline.coding.classifier import Classifier, Floats, TrainingItem
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.training import calibrate as calibrate_views
from pipeline.coding.vector_classifier import VectorClassifier
from pipeline.coding.views import Views

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


def test_chances_are_the_logistic_of_the_scores(ngrams: Classifier, vectors: VectorClassifier, encode: Encode) -> None:
    scorer = Scorer(ngrams, vectors, WEIGHTS)
    assert scorer.chances(TEXTS, encode) == pytest.approx(1 / (1 + np.exp(-scorer.log_odds(TEXTS, encode))))


@pytest.mark.parametrize("has_vectors", [False, True])
def test_no_texts_give_no_rows(ngrams: Classifier, vectors: VectorClassifier, has_vectors: bool) -> None:
    def refuse(texts: Sequence[str]) -> Floats:
        raise AssertionError(f"asked for the vectors of {texts}")

    scorer = Scorer(ngrams, vectors if has_vectors else None, WEIGHTS)
    assert scorer.log_odds([], refuse).shape == scorer.chances([], refuse).shape == (0, 2)


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
def test_chances_are_chances_whatever_the_text(
    ngrams: Classifier, vectors: VectorClassifier, encode: Encode, texts: list[str]
) -> None:
    chances = Scorer(ngrams, vectors, WEIGHTS).chances(texts, encode)
    assert chances.shape == (len(texts), 2)
    assert ((chances >= 0) & (chances <= 1)).all()


def drawn(weights: Calibration, n: int = 4000, k: int = 3) -> tuple[np.ndarray, Floats, Floats]:
    """Return what coders gave, drawn with the chances that ``weights`` makes of two random log-odds."""
    rng = np.random.default_rng(1)
    by_ngrams, by_vectors = rng.normal(0, 2, (2, n, k))
    chances = expit(weights.ngrams * by_ngrams + weights.vectors * by_vectors + weights.intercept)
    return rng.random((n, k)) < chances, by_ngrams, by_vectors


def as_numbers(found: Calibration) -> tuple[float, float, float]:
    return found.ngrams, found.vectors, found.intercept


def calibrate(truth: np.ndarray, by_ngrams: Floats, by_vectors: Floats | None) -> Calibration:
    """Calibrate on turns that have one window each."""
    keys = tuple(("a", n) for n in range(len(truth)))
    return calibrate_views(truth, Views(keys, truth, np.arange(len(truth)), by_ngrams, by_vectors))


@pytest.mark.parametrize(
    "weights",
    [Calibration(1.0, 1.0, 0.0), Calibration(0.5, 2.0, -1.5), Calibration(1.5, 0.0, -3.0), Calibration(0.0, 0.7, 1.0)],
    ids=["equal", "mostly vectors", "ngrams alone", "vectors alone"],
)
def test_calibrate_finds_the_weights_behind_the_codings(weights: Calibration) -> None:
    assert as_numbers(calibrate(*drawn(weights))) == pytest.approx(as_numbers(weights), abs=0.15)


def test_calibrate_without_vectors_gives_them_no_weight() -> None:
    truth, by_ngrams, _ = drawn(Calibration(0.8, 0.0, -1.0))
    found = calibrate(truth, by_ngrams, None)
    assert found.vectors == 0.0
    assert as_numbers(found) == pytest.approx((0.8, 0.0, -1.0), abs=0.1)


def test_calibrated_chances_add_up_to_what_coders_gave() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS)
    found = calibrate(truth, by_ngrams, by_vectors)
    chances = expit(found.ngrams * by_ngrams + found.vectors * by_vectors + found.intercept)
    assert chances.mean() == pytest.approx(truth.mean(), abs=1e-3)


def test_calibrate_takes_all_codes_together() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS, n=200)
    one_column = [part.reshape(-1, 1) for part in (truth, by_ngrams, by_vectors)]
    assert as_numbers(calibrate(*one_column)) == pytest.approx(as_numbers(calibrate(truth, by_ngrams, by_vectors)))


def test_no_other_weights_fit_better() -> None:
    truth, by_ngrams, by_vectors = drawn(WEIGHTS, n=300)

    def loss(given_weights: Calibration) -> float:
        a, b, c = as_numbers(given_weights)
        scores = a * by_ngrams + b * by_vectors + c
        return float((np.logaddexp(0, scores) - truth * scores).mean())

    found = calibrate(truth, by_ngrams, by_vectors)
    a, b, c = as_numbers(found)
    others = [Calibration(a + s, b + t, c + u) for s, t, u in np.vstack([np.eye(3), -np.eye(3)]) * 0.05]
    assert all(loss(found) < loss(other) for other in others)
