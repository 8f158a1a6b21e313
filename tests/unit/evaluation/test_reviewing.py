"""The order of reviewing: gains against F1 counted out, and reviews worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score, precision_score, recall_score

from pipeline.evaluation.judged import Judged, Units
from pipeline.evaluation.reviewing import expected_gain, simulate

NONE = float("nan")
ORDERS = ["gain", "random", "file"]

# Three turns by two codes. Suggested: (0, 0) right, (1, 0) wrong; missed: (2, 1); (0, 1) and (1, 1) rightly left out,
# (2, 0) below two per cent.
TRUTH = np.array([[1, 0], [0, 0], [0, 1]], dtype=bool)
SUGGESTED = np.array([[1, 0], [1, 0], [0, 0]], dtype=bool)
CHANCE = np.array([[0.9, 0.05], [0.5, 0.02], [0.01, 0.4]])


def units(truth: np.ndarray = TRUTH) -> Units:
    n, k = truth.shape
    return Units(
        interview_ids=("a",) * n,
        turn_nos=tuple(range(1, n + 1)),
        groups=("Dorp",) * n,
        is_off_topic=np.zeros(n, dtype=bool),
        code_ids=tuple(f"thema.code{c}" for c in range(k)),
        truth=truth,
        texts=("",) * n,
    )


def judged(chance: np.ndarray = CHANCE, suggested: np.ndarray = SUGGESTED) -> Judged:
    return Judged("proef", chance, suggested, np.where(suggested, "likely", ""))


def figures(frame: pd.DataFrame) -> list[list[float]]:
    return frame[["f1", "precision", "recall"]].values.tolist()


CASES = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(
        arrays(np.bool_, shape), arrays(np.bool_, shape), arrays(np.float64, shape, elements=st.floats(0, 1))
    )
)


@pytest.mark.parametrize(
    ("chance", "counted", "f1", "gain"),
    [
        pytest.param(1.0, True, 0.6, 0.0, id="counted and surely right"),
        pytest.param(0.0, True, 0.6, 0.6, id="counted and surely wrong"),
        pytest.param(0.0, False, 0.6, 0.0, id="left out and surely wrong"),
        pytest.param(1.0, False, 0.6, 1.4, id="left out and surely right"),
        pytest.param(0.5, True, 1.0, 0.5, id="at F1 one both kinds weigh the same"),
        pytest.param(0.5, False, 1.0, 0.5, id="at F1 one both kinds weigh the same, left out"),
        pytest.param(0.3, True, 0.0, 0.0, id="at F1 zero taking out gains nothing"),
    ],
)
def test_gains_worked_out_by_hand(chance: float, counted: bool, f1: float, gain: float) -> None:
    assert expected_gain(np.array([chance]), np.array([counted]), f1).tolist() == pytest.approx([gain])


@given(st.integers(0, 300), st.integers(1, 300), st.integers(1, 300))
def test_gains_are_what_f1_rises_by(n_right: int, n_wrong: int, n_missed: int) -> None:
    total = 2 * n_right + n_wrong + n_missed
    f1 = 2 * n_right / total
    after_taking_out = 2 * n_right / (total - 1)
    after_adding = 2 * (n_right + 1) / (total + 1)
    gains = expected_gain(np.array([0.0, 1.0]), np.array([True, False]), f1)
    assert gains[0] / (total - 1) == pytest.approx(after_taking_out - f1)
    assert gains[1] / (total + 1) == pytest.approx(after_adding - f1)


def test_reviews_in_the_order_of_the_file_worked_out_by_hand() -> None:
    frame = simulate(units(), judged(), budgets=(0, 1, 2, 3, 4, 5), order="file")
    assert frame.columns.tolist() == ["order", "n_reviewed", "f1", "precision", "recall"]
    assert frame["order"].tolist() == ["file"] * 6
    assert frame["n_reviewed"].tolist() == [0, 1, 2, 3, 4, 5]
    begin, wrong_out, all_right = [1 / 2, 1 / 2, 1 / 2], [2 / 3, 1.0, 1 / 2], [1.0, 1.0, 1.0]
    expected = [begin, begin, begin, wrong_out, wrong_out, all_right]
    assert np.array(figures(frame)) == pytest.approx(np.array(expected))


def test_the_most_gain_comes_first() -> None:
    # Expected F1 = 2 * 1.4 / (2 + 1.88) = 0.72. Gains: (2, 1) 0.4 * 1.28 = 0.51; (1, 0) 0.5 * 0.72 = 0.36; others below.
    frame = simulate(units(), judged(), budgets=(0, 1, 2), order="gain")
    assert np.array(figures(frame)) == pytest.approx(np.array([[1 / 2] * 3, [4 / 5, 2 / 3, 1.0], [1.0] * 3]))


def test_the_truth_has_no_say_in_the_order() -> None:
    # With every code turned round the same cell comes first: (2, 1), now found not to apply.
    frame = simulate(units(~TRUTH), judged(), budgets=(1,), order="gain")
    assert figures(frame) == figures(simulate(units(~TRUTH), judged(), budgets=(0,)))


def test_equal_gains_come_in_order_of_place() -> None:
    even = judged(chance=np.full((3, 2), 0.5), suggested=np.ones((3, 2), dtype=bool))
    by_gain, by_file = (simulate(units(), even, tuple(range(7)), order=order) for order in ("gain", "file"))
    assert figures(by_gain) == figures(by_file)


def test_random_is_the_mean_of_shuffles() -> None:
    # Of five cells to review two change something: after one review, F1 is 1/2 in three cases of five, 2/3 or 4/5 else.
    frames = [simulate(units(), judged(), budgets=(0, 1, 5), seed=seed, order="random") for seed in range(20)]
    mean = (3 * 1 / 2 + 2 / 3 + 4 / 5) / 5
    assert np.mean([frame["f1"] for frame in frames], axis=0).tolist() == pytest.approx([1 / 2, mean, 1.0], abs=0.02)
    assert all(min(frame["f1"]) == frame["f1"][0] < frame["f1"][1] < frame["f1"][2] for frame in frames)


def test_same_seed_same_shuffles() -> None:
    rng = np.random.default_rng(0)
    chance, truth = rng.random((20, 5)), rng.random((20, 5)) < 0.3
    cases = [simulate(units(truth), judged(chance, chance > 0.5), (10, 30), seed, "random") for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(cases[0], cases[1])
    assert figures(cases[0]) != figures(cases[2])


def test_with_chances_that_can_be_trusted_gain_beats_random() -> None:
    rng = np.random.default_rng(5)
    chance = rng.beta(0.3, 2.0, (300, 10))
    truth = rng.random(chance.shape) < chance
    by_gain, by_chance = (
        simulate(units(truth), judged(chance, chance > 0.4), (100, 300), order=order) for order in ("gain", "random")
    )
    assert (by_gain["f1"] > by_chance["f1"] + 0.03).all()


@pytest.mark.parametrize("order", ORDERS)
def test_cells_below_two_per_cent_are_reviewed_only_if_suggested(order: Any) -> None:
    low = np.full((3, 2), 0.01)
    frame = simulate(units(), judged(chance=low), budgets=(400,), order=order)
    assert frame["n_reviewed"].tolist() == [2]
    assert figures(frame) == [[pytest.approx(2 / 3), 1.0, 0.5]]


@pytest.mark.parametrize("order", ORDERS)
def test_with_nothing_to_review_nothing_changes(order: Any) -> None:
    nothing = judged(chance=np.zeros((3, 2)), suggested=np.zeros((3, 2), dtype=bool))
    frame = simulate(units(), nothing, budgets=(0, 50), order=order)
    assert frame["n_reviewed"].tolist() == [0, 0]
    assert np.array(figures(frame)) == pytest.approx(np.array([[0.0, NONE, 0.0]] * 2), nan_ok=True)


@pytest.mark.parametrize("order", ORDERS)
@settings(deadline=None, max_examples=40)
@given(case=CASES)
def test_more_reviews_never_make_f1_worse(order: Any, case: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    truth, suggested, chance = case
    frame = simulate(units(truth), judged(chance, suggested), tuple(range(truth.size + 1)), order=order)
    f1 = frame["f1"].dropna().to_numpy()
    assert (np.diff(f1) >= -1e-12).all()
    assert (frame["recall"].dropna().diff().dropna() >= -1e-12).all()


@settings(deadline=None, max_examples=40)
@given(CASES, st.integers(0, 24))
def test_figures_as_in_scikit_learn(case: tuple[np.ndarray, np.ndarray, np.ndarray], budget: int) -> None:
    truth, suggested, chance = case
    frame = simulate(units(truth), judged(chance, suggested), (budget,), order="file")
    reviewed = np.flatnonzero(suggested | (chance >= 0.02))[:budget]
    coded = suggested.copy()
    coded.ravel()[reviewed] = truth.ravel()[reviewed]
    expected = [
        score(truth.ravel(), coded.ravel(), zero_division=NONE) for score in (f1_score, precision_score, recall_score)
    ]
    assert figures(frame)[0] == pytest.approx(expected, nan_ok=True)
    assert frame["n_reviewed"].tolist() == [len(reviewed)]


def test_an_unknown_order_raises() -> None:
    with pytest.raises(ValueError, match=r"^order: got 'best'; allowed gain, random, file$"):
        simulate(units(), judged(), order="best")  # type: ignore[arg-type]


def test_a_negative_budget_raises() -> None:
    with pytest.raises(ValueError, match=r"^budgets: got -1; allowed 0 and more$"):
        simulate(units(), judged(), budgets=(0, -1))


def test_judgements_of_other_turns_raise() -> None:
    other = judged(CHANCE[:1], SUGGESTED[:1])
    with pytest.raises(ValueError, match=r"^proef: chance: got shape \(1, 2\); allowed \(3, 2\)$"):
        simulate(units(), other)
