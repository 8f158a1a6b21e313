"""The scorecard: precision, recall and F1 of suggestions, counted by hand and as scikit-learn counts them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score, precision_score, recall_score

from pipeline.codebook import Codebook
from pipeline.evaluation import compare_coders, score_suggestions

LINES, TROUBLE, MONEY, SHORT, FACT = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.beschikbaar",
    "financiering.tekort",
    "context.aanbod",
)
CODES = [LINES, TROUBLE, MONEY, SHORT, FACT]
UNITS = [("a", 2), ("a", 4), ("a", 6), ("b", 2)]
NONE = float("nan")
Coding = tuple[str, int, str]


def codings(*given_codings: Coding) -> pd.DataFrame:
    return pd.DataFrame(given_codings, columns=["interview_id", "turn_no", "code_id"])


SUGGESTED = [
    ("a", 2, LINES),
    ("a", 2, LINES),
    ("a", 4, LINES),
    ("a", 6, LINES),
    ("a", 4, FACT),
    ("b", 2, TROUBLE),
]
HAND = [("a", 2, LINES), ("a", 4, LINES), ("b", 2, LINES), ("a", 6, SHORT), ("a", 4, FACT)]


@pytest.mark.parametrize(
    ("unit_id", "n_suggested", "n_hand", "n_both", "precision", "recall", "f1"),
    [
        (LINES, 3, 3, 2, 2 / 3, 2 / 3, 2 / 3),
        (FACT, 1, 1, 1, 1.0, 1.0, 1.0),
        (TROUBLE, 1, 0, 0, 0.0, NONE, 0.0),
        (SHORT, 0, 1, 0, NONE, 0.0, 0.0),
        (MONEY, 0, 0, 0, NONE, NONE, NONE),
        ("all", 5, 5, 3, 0.6, 0.6, 0.6),
    ],
    ids=["some right", "all right", "never right", "never suggested", "does not occur", "all"],
)
def test_counts_worked_out_by_hand(
    tiny_codebook: Codebook,
    unit_id: str,
    n_suggested: int,
    n_hand: int,
    n_both: int,
    precision: float,
    recall: float,
    f1: float,
) -> None:
    frame = score_suggestions(codings(*SUGGESTED), codings(*HAND), UNITS, tiny_codebook)
    found = frame[frame["unit_id"] == unit_id].iloc[0]
    assert (found["n_positive_a"], found["n_positive_b"], found["n_both"]) == (n_suggested, n_hand, n_both)
    assert found[["precision", "recall", "f1"]].tolist() == pytest.approx([precision, recall, f1], nan_ok=True)


def test_within_a_theme_any_of_its_codes_is_right(tiny_codebook: Codebook) -> None:
    frame = score_suggestions(codings(*SUGGESTED), codings(*HAND), UNITS, tiny_codebook)
    theme = tiny_codebook.theme_of[LINES]
    assert TROUBLE in theme.codes
    found = frame[frame["unit_id"] == theme.id].iloc[0]
    assert (found["n_positive_a"], found["n_positive_b"], found["n_both"]) == (4, 3, 3)
    assert (found["precision"], found["recall"]) == (0.75, 1.0)


def test_nothing_suggested_has_no_precision_and_finds_nothing(tiny_codebook: Codebook) -> None:
    frame = score_suggestions(codings(), codings(*HAND), UNITS, tiny_codebook)
    assert frame["precision"].isna().all()
    assert frame.loc[frame["unit_id"] == "all", ["n_both", "recall", "f1"]].values.tolist() == [[0, 0, 0]]


def test_nothing_coded_by_hand_has_no_recall(tiny_codebook: Codebook) -> None:
    frame = score_suggestions(codings(*SUGGESTED), codings(), UNITS, tiny_codebook)
    assert frame["recall"].isna().all()
    assert frame.loc[frame["unit_id"] == "all", ["n_both", "precision", "f1"]].values.tolist() == [[0, 0, 0]]


def test_without_units_there_are_no_figures(tiny_codebook: Codebook) -> None:
    frame = score_suggestions(codings(), codings(), [], tiny_codebook)
    assert (frame["n_both"] == 0).all()
    assert frame[["precision", "recall", "f1"]].isna().all(axis=None)


def test_a_suggestion_outside_the_judged_turns_raises(tiny_codebook: Codebook) -> None:
    with pytest.raises(ValueError, match=r"^coding of a, turn 3, is not among the units"):
        score_suggestions(codings(("a", 3, LINES)), codings(*HAND), UNITS, tiny_codebook)


CODINGS = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODES)).map(lambda x: (*x[0], x[1])), max_size=15)


@settings(deadline=None)
@given(CODINGS, CODINGS)
def test_figures_as_in_scikit_learn(tiny_codebook: Codebook, suggested: list[Coding], hand: list[Coding]) -> None:
    frame = score_suggestions(codings(*suggested), codings(*hand), UNITS, tiny_codebook)
    wanted = {code: [code] for code in CODES} | {"all": CODES}
    for unit_id, codes in wanted.items():
        found = frame[frame["unit_id"] == unit_id].iloc[0]
        truth, guess = ([(*u, c) in given_codings for u in UNITS for c in codes] for given_codings in (hand, suggested))
        assert found["n_both"] == sum(a and b for a, b in zip(truth, guess, strict=True))
        for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
            assert found[name] == pytest.approx(score(truth, guess, zero_division=NONE), nan_ok=True)


def test_the_agreement_with_the_hand_codings_stands_beside(tiny_codebook: Codebook) -> None:
    suggested, hand = codings(*SUGGESTED), codings(*HAND)
    agreement = compare_coders(suggested, hand, UNITS, tiny_codebook)
    frame = score_suggestions(suggested, hand, UNITS, tiny_codebook)
    pd.testing.assert_frame_equal(frame[agreement.columns], agreement)
    assert list(frame.columns[len(agreement.columns) :]) == ["n_both", "precision", "recall", "f1"]
