"""The classifier over vectors: the weights of scikit-learn, for all codes at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from pipeline.coding.classifier import Floats, TrainingItem
from pipeline.coding.scorer import Encode
from pipeline.coding.vector_classifier import VectorClassifier

CODES = ["geld", "lijn", "zeldzaam"]
# Away from zero and of another size than one, so that standardising matters.
MIDDLE, SPREAD = 3.0, 0.2


def sample(n: int, n_numbers: int, seed: int) -> tuple[list[TrainingItem], Floats]:
    """Return utterances and vectors of which the first numbers say something about three codes, one of them rare."""
    rng = np.random.default_rng(seed)
    vectors = rng.normal(MIDDLE, SPREAD, (n, n_numbers)).astype(np.float32)
    chances = vectors[:, : len(CODES)] + rng.normal(0, SPREAD, (n, len(CODES))) - MIDDLE
    carried = chances > np.array([0, SPREAD, 2 * SPREAD])
    carried[: len(CODES)] = np.eye(len(CODES), dtype=bool)
    rows = [frozenset(code for code, is_so in zip(CODES, row, strict=True) if is_so) for row in carried]
    return [TrainingItem(f"zin {number}", codes, "proef") for number, codes in enumerate(rows)], vectors


def of_sklearn(
    learnt: VectorClassifier, items: Sequence[TrainingItem], vectors: Floats, strength: float
) -> tuple[Floats, Floats]:
    """Return the weights and intercepts that scikit-learn finds on the input that ``learnt`` standardised."""
    inputs = ((vectors - learnt.mean) * learnt.scale).astype(np.float64)
    found = []
    for code in learnt.code_ids:
        regression = LogisticRegression(C=strength, class_weight="balanced", tol=1e-10, max_iter=5000)
        found.append(regression.fit(inputs, [code in item.codes for item in items]))
    return np.vstack([one.coef_[0] for one in found]), np.array([one.intercept_[0] for one in found])


@pytest.mark.parametrize("strength", [3e-4, 0.01, 1.0])
@pytest.mark.parametrize(("n", "n_numbers"), [(40, 5), (300, 30), (60, 90)], ids=["small", "large", "wide"])
def test_the_weights_are_those_of_sklearn(n: int, n_numbers: int, strength: float) -> None:
    items, vectors = sample(n, n_numbers, seed=n)
    learnt = VectorClassifier.fit(items, vectors, CODES, strength)
    coef, intercept = of_sklearn(learnt, items, vectors, strength)
    assert learnt.coef == pytest.approx(coef, abs=0.01 * np.abs(coef).max())
    assert learnt.intercept == pytest.approx(intercept, abs=0.01)


def test_input_is_centred_and_of_unit_spread() -> None:
    items, vectors = sample(50, 8, seed=2)
    learnt = VectorClassifier.fit(items, vectors, CODES)
    inputs = (vectors - learnt.mean) * learnt.scale
    assert inputs.mean(axis=0) == pytest.approx(np.zeros(8), abs=1e-4)
    assert inputs.std() == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(("factor", "shift"), [(100.0, 0.0), (0.01, 0.0), (1.0, 7.0)])
def test_the_unit_and_origin_of_vectors_do_not_matter(factor: float, shift: float) -> None:
    items, vectors = sample(60, 6, seed=3)
    changed = vectors * factor + shift
    scores = VectorClassifier.fit(items, vectors, CODES).log_odds(vectors)
    assert VectorClassifier.fit(items, changed, CODES).log_odds(changed) == pytest.approx(scores, abs=1e-3)


@pytest.mark.parametrize("heavy", [2, 5])
def test_weighted_items_count_as_if_they_were_repeated(heavy: int) -> None:
    items, vectors = sample(80, 6, seed=4)
    weighted = [replace(item, weight=float(heavy)) if n % 3 == 0 else item for n, item in enumerate(items)]
    rows = [n for n, item in enumerate(weighted) for _ in range(int(item.weight))]
    learnt = VectorClassifier.fit(weighted, vectors, CODES, strength=0.05)
    coef, intercept = of_sklearn(learnt, [items[n] for n in rows], vectors[rows], strength=0.05)
    assert learnt.coef == pytest.approx(coef, abs=0.01 * np.abs(coef).max())
    assert learnt.intercept == pytest.approx(intercept, abs=0.01)
    unweighted = VectorClassifier.fit(items, vectors, CODES, strength=0.05)
    assert np.abs(learnt.coef - unweighted.coef).max() > 0.03 * np.abs(coef).max()


def test_codes_are_learnt_apart() -> None:
    items, vectors = sample(80, 6, seed=5)
    together = VectorClassifier.fit(items, vectors, CODES)
    for k, code in enumerate(CODES):
        alone = VectorClassifier.fit(items, vectors, [code])
        assert alone.log_odds(vectors)[:, 0] == pytest.approx(together.log_odds(vectors)[:, k], abs=0.01)


def test_vectors_that_are_all_the_same_tell_nothing() -> None:
    items, _ = sample(20, 4, seed=6)
    same = np.full((20, 4), 0.5, dtype=np.float32)
    assert VectorClassifier.fit(items, same, CODES).log_odds(same) == pytest.approx(np.zeros((20, 3)), abs=1e-3)


def test_it_learns_from_the_vectors_of_sentences(encode: Encode) -> None:
    said = {"geld": ["subsidie op", "geen subsidie", "subsidie weg"], "lijn": ["zij belt", "hij belt", "moeder belt"]}
    items = [TrainingItem(text, frozenset({code}), "proef") for code, texts in said.items() for text in texts]
    learnt = VectorClassifier.fit(items, encode([item.text for item in items]), ["geld", "lijn"], strength=0.1)
    money, phone = learnt.log_odds(encode(["die subsidie", "wie belt"]))
    assert money[0] > 0 > money[1]
    assert phone[1] > 0 > phone[0]


def test_no_vectors_no_rows() -> None:
    learnt = VectorClassifier.fit(*sample(20, 4, seed=7), CODES)
    assert learnt.log_odds(np.zeros((0, 4), dtype=np.float32)).shape == (0, 3)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10_000), st.integers(5, 40), st.integers(3, 12))
def test_state_round_trip_gives_equal_scores(seed: int, n: int, n_numbers: int) -> None:
    items, vectors = sample(n, n_numbers, seed)
    learnt = VectorClassifier.fit(items, vectors, CODES)
    again = VectorClassifier.from_state(learnt.state())
    assert again.code_ids == CODES
    assert np.array_equal(again.log_odds(vectors), learnt.log_odds(vectors))
    assert np.isfinite(learnt.log_odds(vectors)).all()
