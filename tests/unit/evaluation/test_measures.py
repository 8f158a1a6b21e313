"""Figures of a way of coding: worked out by hand on six turns, and as scikit-learn and the other coefficients count them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import brier_score_loss, cohen_kappa_score, f1_score, precision_score, recall_score

from pipeline.codebook import Codebook
from pipeline.evaluation.coefficients import cohen_kappa
from pipeline.evaluation.judged import Judged, Units, direction_pairs
from pipeline.evaluation.measures import (
    Mistake,
    by_theme,
    expected_calibration_error,
    kappa_of,
    macro_f1,
    per_certainty,
    per_code,
    pooled_kappa,
    reliability,
    scores,
    worst,
)

LINES, TROUBLE, MONEY, SHORT = CODES = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.beschikbaar",
    "financiering.tekort",
)
PAIRS = {
    ("netwerk", "facilitating"): [LINES],
    ("netwerk", "hindering"): [TROUBLE],
    ("financiering", "facilitating"): [MONEY],
    ("financiering", "hindering"): [SHORT],
}
NONE = float("nan")

# Rows are turns: a 2, a 4, b 2, b 4, and c 2 and d 2 about something else. Columns as in CODES.
TRUTH = ["1000", "0100", "1001", "0000", "0000", "0000"]
SUGGESTED = ["1000", "1000", "1010", "0001", "0100", "0100"]
CHANCE = [
    [0.95, 0.05, 0.00, 0.00],
    [0.60, 0.30, 0.01, 0.00],
    [0.90, 0.10, 0.70, 0.15],
    [0.00, 0.00, 0.00, 0.60],
    [0.00, 0.55, 0.00, 0.00],
    [0.00, 1.00, 0.00, 0.00],
]
CERTAINTY = {(0, 0): "certain", (2, 0): "certain", (5, 1): "certain", (1, 0): "likely", (2, 2): "likely"}


def bools(rows: list[str]) -> np.ndarray:
    return np.array([[mark == "1" for mark in row] for row in rows], dtype=bool)


def units(truth: np.ndarray | None = None, **fields: Any) -> Units:
    truth = bools(TRUTH) if truth is None else truth
    n, k = truth.shape
    made = Units(
        interview_ids=("a", "a", "b", "b", "c", "d")[:n],
        turn_nos=(2, 4, 2, 4, 2, 2)[:n],
        groups=("Dorp",) * n,
        is_off_topic=np.array([False] * 4 + [True] * 2)[:n],
        code_ids=CODES[:k],
        truth=truth,
        texts=tuple(f"tekst {number}" for number in range(n)),
    )
    return replace(made, **fields)


def judged(suggested: np.ndarray | None = None, **fields: Any) -> Judged:
    if suggested is None:
        suggested, chance = bools(SUGGESTED), np.array(CHANCE)
        certainty = np.where(suggested, "doubtful", "")
        for cell, name in CERTAINTY.items():
            certainty[cell] = name
    else:
        chance, certainty = suggested.astype(float), np.where(suggested, "likely", "")
    return replace(Judged("proef", chance, suggested, certainty), **fields)


MATRICES = st.tuples(st.integers(1, 6), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(arrays(np.bool_, shape), arrays(np.bool_, shape))
)


def test_scores_worked_out_by_hand() -> None:
    found = scores(units(), judged(), PAIRS)
    assert (found.n_positive, found.n_suggested, found.n_right) == (4, 7, 2)
    assert (found.precision, found.recall, found.f1) == pytest.approx((2 / 7, 2 / 4, 4 / 11))
    assert found.macro_f1 == pytest.approx((2 * 2 / 5 + 0 + 0) / 3)
    by_chance = (4 * 7 + 20 * 17) / 24**2
    assert found.kappa == pytest.approx((17 / 24 - by_chance) / (1 - by_chance))
    assert found.kappa_themes == pytest.approx(found.kappa), "each pair has one code here"


def test_wrong_direction_is_an_invented_code_whose_theme_was_only_given_the_other_way() -> None:
    # Of 7 suggestions: LINES in a 4, where only TROUBLE was given; MONEY in b 2, where only SHORT was.
    assert scores(units(), judged(), PAIRS).wrong_direction == pytest.approx(2 / 7)


@pytest.mark.parametrize(
    ("truth", "suggested", "share"),
    [
        pytest.param("1100", "1100", 0.0, id="both directions given and right"),
        pytest.param("1000", "1100", 1 / 2, id="right and its opposite"),
        pytest.param("0000", "1100", 0.0, id="theme not given at all"),
        pytest.param("0010", "1000", 0.0, id="another theme given"),
        pytest.param("0100", "1000", 1.0, id="only the opposite given"),
        pytest.param("0100", "0000", NONE, id="nothing suggested"),
    ],
)
def test_wrong_direction_case_by_case(truth: str, suggested: str, share: float) -> None:
    found = scores(units(bools([truth])), judged(bools([suggested])), PAIRS)
    assert found.wrong_direction == pytest.approx(share, nan_ok=True)


def test_another_code_of_the_same_direction_is_no_wrong_direction() -> None:
    pairs = {("netwerk", "facilitating"): [LINES, MONEY], ("netwerk", "hindering"): [TROUBLE, SHORT]}
    found = scores(units(bools(["0110"])), judged(bools(["1000"])), pairs)
    assert found.wrong_direction == 0


def test_a_theme_with_one_direction_knows_no_wrong_direction() -> None:
    found = scores(units(bools(["0100"])), judged(bools(["1000"])), {("netwerk", "facilitating"): [LINES]})
    assert found.wrong_direction == 0


def test_suggestions_off_topic_are_counted_per_interview() -> None:
    assert scores(units(), judged(), PAIRS).per_off_topic == 1.0
    one_interview = units(interview_ids=("a", "a", "b", "b", "c", "c"))
    assert scores(one_interview, judged(), PAIRS).per_off_topic == 2.0
    on_topic = units(is_off_topic=np.zeros(6, dtype=bool))
    assert scores(on_topic, judged(), PAIRS).per_off_topic is None


def test_without_suggestions_or_codes_there_are_no_figures() -> None:
    empty = np.zeros((6, 4), dtype=bool)
    found = scores(units(empty), judged(empty), PAIRS)
    assert (found.n_positive, found.n_suggested, found.n_right, found.per_off_topic) == (0, 0, 0, 0.0)
    assert [found.precision, found.recall, found.f1, found.macro_f1] == pytest.approx([NONE] * 4, nan_ok=True)
    assert (found.kappa, found.kappa_themes) == (None, None)


def test_without_turns_there_are_no_figures() -> None:
    empty = np.zeros((0, 4), dtype=bool)
    found = scores(units(empty), judged(empty), PAIRS)
    assert (found.n_suggested, found.kappa, found.per_off_topic) == (0, None, None)
    assert worst(units(empty), judged(empty)) == []
    assert reliability(units(empty), judged(empty)).empty


@settings(deadline=None)
@given(MATRICES)
def test_kappa_is_that_of_the_coefficients_and_of_scikit_learn(matrices: tuple[np.ndarray, np.ndarray]) -> None:
    truth, suggested = matrices
    found = pooled_kappa(truth, suggested)
    assert found == pytest.approx(cohen_kappa(truth.ravel().tolist(), suggested.ravel().tolist()))
    if found is not None:
        assert found == pytest.approx(cohen_kappa_score(truth.ravel(), suggested.ravel()))


def test_kappas_of_many_counts_at_once() -> None:
    found = kappa_of([2, 0, 5], [4, 0, 5], [4, 0, 5], [8, 8, 5])
    assert found.tolist() == pytest.approx([0.0, NONE, NONE], nan_ok=True)


@settings(deadline=None)
@given(MATRICES)
def test_scores_as_in_scikit_learn(matrices: tuple[np.ndarray, np.ndarray]) -> None:
    truth, suggested = matrices
    found = scores(units(truth), judged(suggested), {})
    for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        expected = score(truth.ravel(), suggested.ravel(), zero_division=NONE)
        assert getattr(found, name) == pytest.approx(expected, nan_ok=True)
    occurs = truth.any(axis=0)
    theirs = [f1_score(truth[:, c], suggested[:, c], zero_division=0.0) for c in np.flatnonzero(occurs)]
    assert found.macro_f1 == pytest.approx(np.mean(theirs) if theirs else NONE, nan_ok=True)


def test_macro_f1_leaves_out_codes_that_do_not_occur() -> None:
    assert macro_f1(bools(["10", "10"]), bools(["11", "01"])) == pytest.approx(2 / 3)


def test_a_theme_is_given_if_any_of_its_codes_is() -> None:
    pairs = {("een", "facilitating"): [LINES, SHORT], ("twee", "hindering"): [MONEY], ("drie", "hindering"): []}
    found = by_theme(bools(["1000", "0001", "0010", "0100"]), CODES, pairs)
    assert found.tolist() == bools(["100", "100", "010", "000"]).tolist()


def test_a_theme_with_a_code_that_was_not_judged_raises() -> None:
    with pytest.raises(ValueError, match=r"^pairs: got code visie\.geen_visie; allowed: codes that were judged$"):
        by_theme(bools(["1000"]), CODES, {("visie", "hindering"): ["visie.geen_visie"]})


def test_pairs_are_theme_and_direction_without_context(tiny_codebook: Codebook) -> None:
    assert direction_pairs(tiny_codebook) == PAIRS


def test_every_factor_of_the_codebook_is_in_one_pair(codebook: Codebook) -> None:
    pairs = direction_pairs(codebook)
    paired = [code for codes in pairs.values() for code in codes]
    assert sorted(paired) == sorted(c.code_id for c in codebook.codes if c.richting != "context")
    assert all(pairs.values())


def test_per_code_worked_out_by_hand(tiny_codebook: Codebook) -> None:
    frame = per_code(units(), judged(), tiny_codebook)
    themes = [f"{theme}/{direction}" for theme, direction in direction_pairs(tiny_codebook)]
    assert frame["unit_id"].tolist() == [*CODES, *themes]
    assert frame["level"].tolist() == ["code"] * 4 + ["theme"] * 4
    rows = frame.set_index("unit_id")
    kappa_lines = (5 / 6 - (2 * 3 + 4 * 3) / 36) / (1 - (2 * 3 + 4 * 3) / 36)
    assert rows.loc[LINES].tolist()[1:] == pytest.approx([2, 3, 2 / 3, 1.0, 4 / 5, kappa_lines])
    assert rows.loc[MONEY].tolist()[1:] == pytest.approx([0, 1, 0.0, NONE, 0.0, 0.0], nan_ok=True)
    assert rows.loc["netwerk/facilitating"].tolist()[1:] == pytest.approx(rows.loc[LINES].tolist()[1:])


@settings(deadline=None)
@given(arrays(np.bool_, (6, 4)), arrays(np.bool_, (6, 4)))
def test_counts_per_code_add_up(tiny_codebook: Codebook, truth: np.ndarray, suggested: np.ndarray) -> None:
    frame = per_code(units(truth), judged(suggested), tiny_codebook)
    of_codes, total = frame[frame["level"] == "code"], scores(units(truth), judged(suggested), PAIRS)
    assert of_codes[["n_positive", "n_suggested"]].sum().tolist() == [total.n_positive, total.n_suggested]
    occurs = of_codes["n_positive"] > 0
    assert of_codes.loc[occurs, "f1"].mean() == pytest.approx(total.macro_f1, nan_ok=True)


def test_per_certainty_worked_out_by_hand() -> None:
    frame = per_certainty(units(), judged())
    assert frame["certainty"].tolist() == ["certain", "likely", "doubtful"]
    assert frame["n"].tolist() == [3, 2, 2]
    assert frame["n_right"].tolist() == [2, 0, 0]
    assert frame["precision"].tolist() == pytest.approx([2 / 3, 0.0, 0.0])


def test_a_certainty_that_does_not_occur_has_no_precision() -> None:
    frame = per_certainty(units(bools(["1000"])), judged(bools(["1000"])))
    assert frame["n"].tolist() == [0, 1, 0]
    assert frame["precision"].tolist() == pytest.approx([NONE, 1.0, NONE], nan_ok=True)


def test_reliability_worked_out_by_hand() -> None:
    frame = reliability(units(), judged(), n_bins=4)
    assert frame[["low", "high", "n"]].values.tolist() == [[0, 0.25, 3], [0.25, 0.5, 1], [0.5, 0.75, 4], [0.75, 1, 3]]
    assert frame["mean_chance"].tolist() == pytest.approx([0.1, 0.3, 2.45 / 4, 2.85 / 3])
    assert frame["share_right"].tolist() == pytest.approx([1 / 3, 1.0, 0.0, 2 / 3])
    distances = 3 * (1 / 3 - 0.1) + 0.7 + 2.45 + 3 * (2.85 / 3 - 2 / 3)
    assert expected_calibration_error(frame) == pytest.approx(distances / 11)


@pytest.mark.parametrize(
    ("chance", "low"), [(0.02, 0.0), (0.1, 0.1), (0.3, 0.3), (0.7, 0.7), (0.69999, 0.6), (0.9, 0.9), (1.0, 0.9)]
)
def test_a_bin_takes_in_its_lower_edge_and_the_last_one_both(chance: float, low: float) -> None:
    one = judged(np.zeros((1, 1), dtype=bool), chance=np.array([[chance]]))
    assert reliability(units(np.ones((1, 1), dtype=bool)), one)["low"].tolist() == [low]


def test_chances_below_two_per_cent_are_left_out() -> None:
    low = judged(np.zeros((1, 2), dtype=bool), chance=np.array([[0.0199, 0.0]]))
    frame = reliability(units(np.ones((1, 2), dtype=bool)), low)
    assert frame.columns.tolist() == ["low", "high", "n", "mean_chance", "share_right"]
    assert frame.empty
    assert np.isnan(expected_calibration_error(frame))


CHANCES = arrays(np.float64, (6, 4), elements=st.floats(0, 1))


@settings(deadline=None)
@given(CHANCES, arrays(np.bool_, (6, 4)), st.integers(1, 20))
def test_bins_hold_every_cell_once_and_its_chance(chance: np.ndarray, truth: np.ndarray, n_bins: int) -> None:
    frame = reliability(units(truth), judged(np.zeros((6, 4), dtype=bool), chance=chance), n_bins)
    counted = chance >= 0.02
    assert frame["n"].sum() == counted.sum()
    assert (frame["mean_chance"] * frame["n"]).sum() == pytest.approx(chance[counted].sum())
    assert (frame["share_right"] * frame["n"]).sum() == pytest.approx(truth[counted].sum())
    assert (frame["mean_chance"].between(frame["low"] - 1e-9, frame["high"] + 1e-9)).all()
    if counted.any():
        # Binning cannot make calibration look worse than cell by cell (Jensen).
        brier = brier_score_loss(truth[counted], chance[counted])
        assert expected_calibration_error(frame) ** 2 <= brier + 1e-9


def test_the_worst_mistakes_are_the_surest_ones() -> None:
    found = worst(units(), judged(), n=4)
    assert [(m.kind, m.interview_id, m.turn_no, m.code_id, m.chance) for m in found] == [
        ("missed", "b", 2, SHORT, 0.15),
        ("missed", "a", 4, TROUBLE, 0.30),
        ("invented", "d", 2, TROUBLE, 1.0),
        ("invented", "b", 2, MONEY, 0.7),
    ]
    assert found[0] == Mistake("b", 2, "missed", SHORT, 0.15, "tekst 2")


@pytest.mark.parametrize(("n", "n_missed", "n_invented"), [(0, 0, 0), (1, 0, 1), (3, 1, 2), (20, 2, 5)])
def test_half_of_the_worst_are_missed_ones(n: int, n_missed: int, n_invented: int) -> None:
    kinds = [mistake.kind for mistake in worst(units(), judged(), n)]
    assert kinds == ["missed"] * n_missed + ["invented"] * n_invented


def test_equal_chances_come_in_order_of_place() -> None:
    found = worst(units(), judged(chance=np.full((6, 4), 0.5)))
    assert [(m.interview_id, m.turn_no, m.code_id) for m in found if m.kind == "invented"] == [
        ("a", 4, LINES),
        ("b", 2, MONEY),
        ("b", 4, SHORT),
        ("c", 2, TROUBLE),
        ("d", 2, TROUBLE),
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"turn_nos": (2,)}, "units: turn_nos: got 1; allowed 6"),
        ({"groups": (), "texts": ()}, "units: groups: got 0; allowed 6; texts: got 0; allowed 6"),
        ({"code_ids": CODES[:3]}, r"units: truth: got shape \(6, 4\); allowed \(6, 3\)"),
    ],
)
def test_units_of_unequal_lengths_raise(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        units(**fields)


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"chance": np.full((6, 4), 1.5)}, "proef: chance: got 24 outside 0 to 1"),
        ({"chance": np.full((6, 4), NONE)}, "proef: chance: got 24 outside 0 to 1"),
        ({"suggested": bools(SUGGESTED[:1])}, r"proef: suggested: got shape \(1, 4\); allowed \(6, 4\)"),
        (
            {"certainty": np.full((6, 4), "likely")},
            "proef: certainty: allowed certain, likely, doubtful where suggested and only there",
        ),
        (
            {"certainty": np.where(bools(SUGGESTED), "likely", "zeker")},
            "proef: certainty: allowed '' where nothing is suggested",
        ),
    ],
    ids=["too high", "missing", "other shape", "certain of nothing", "unknown word"],
)
def test_judgements_that_contradict_themselves_raise(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{message}$"):
        replace(judged(), **fields)


def test_judgements_of_other_turns_raise(tiny_codebook: Codebook) -> None:
    other = judged(bools(["1000"]))
    message = r"^proef: chance: got shape \(1, 4\); allowed \(6, 4\)$"
    for measure in (
        lambda: scores(units(), other, PAIRS),
        lambda: per_code(units(), other, tiny_codebook),
        lambda: per_certainty(units(), other),
        lambda: reliability(units(), other),
        lambda: worst(units(), other),
    ):
        with pytest.raises(ValueError, match=message):
            measure()


def test_frames_have_plain_types(tiny_codebook: Codebook) -> None:
    frames = [
        per_code(units(), judged(), tiny_codebook),
        per_certainty(units(), judged()),
        reliability(units(), judged()),
    ]
    for frame in frames:
        counts = frame[[name for name in frame.columns if name == "n" or name.startswith("n_")]]
        assert (counts.dtypes == "int64").all()
        assert all(pd.api.types.is_float_dtype(frame[name]) for name in frame.columns[-1:])
