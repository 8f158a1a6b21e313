"""Agreement between two coders per code, per theme and in all, counted by hand on a few turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation import cohen_kappa, compare_coders, krippendorff_alpha
from pipeline.evaluation.coefficients import gwet_ac1

LINES, TROUBLE, MONEY, SHORT, FACT = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.beschikbaar",
    "financiering.tekort",
    "context.aanbod",
)
CODES = [LINES, TROUBLE, MONEY, SHORT, FACT]
UNITS = [("a", 2), ("a", 4), ("b", 2), ("b", 4)]
COEFFICIENTS = ["kappa", "ac1", "alpha", "alpha_low", "alpha_high"]
Coding = tuple[str, int, str]


def codings(*given_codings: Coding) -> pd.DataFrame:
    return pd.DataFrame(given_codings, columns=["interview_id", "turn_no", "code_id"])


def row(frame: pd.DataFrame, unit_id: str) -> dict[str, float]:
    return frame[frame["unit_id"] == unit_id].iloc[0].drop(["level", "unit_id"]).to_dict()


A = codings(("a", 2, LINES), ("a", 4, TROUBLE), ("b", 2, LINES), ("b", 4, FACT))
B = codings(("a", 2, LINES), ("a", 4, LINES), ("b", 4, FACT))


@pytest.mark.parametrize(
    ("unit_id", "n_units", "n_a", "n_b", "percent", "kappa", "alpha"),
    [
        (LINES, 4, 2, 2, 0.5, 0.0, 1 - 7 * 4 / 32),
        (TROUBLE, 4, 1, 0, 0.75, 0.0, 1 - 7 * 2 / 14),
        (FACT, 4, 1, 1, 1.0, 1.0, 1.0),
        (MONEY, 4, 0, 0, 1.0, None, None),
        ("financiering", 4, 0, 0, 1.0, None, None),
        ("all", 20, 4, 3, 0.85, (0.85 - (12 + 16 * 17) / 400) / (1 - (12 + 16 * 17) / 400), 1 - 39 * 6 / 462),
    ],
)
def test_counts_worked_out_by_hand(
    tiny_codebook: Codebook,
    unit_id: str,
    n_units: int,
    n_a: int,
    n_b: int,
    percent: float,
    kappa: float | None,
    alpha: float | None,
) -> None:
    found = row(compare_coders(A, B, UNITS, tiny_codebook), unit_id)
    assert (found["n_units"], found["n_positive_a"], found["n_positive_b"]) == (n_units, n_a, n_b)
    assert found["percent_agreement"] == pytest.approx(percent)
    for name, expected in (("kappa", kappa), ("alpha", alpha)):
        assert found[name] == pytest.approx(float("nan") if expected is None else expected, nan_ok=True)


@pytest.mark.parametrize(
    ("unit_id", "n_neither", "ac1"),
    [
        (LINES, 1, 0.0),
        (TROUBLE, 3, (0.75 - 14 / 64) / (1 - 14 / 64)),
        (FACT, 3, 1.0),
        (MONEY, 4, None),
        ("financiering", 4, None),
        ("all", 15, (0.85 - 462 / 1600) / (1 - 462 / 1600)),
    ],
)
def test_neither_and_ac1_worked_out_by_hand(
    tiny_codebook: Codebook, unit_id: str, n_neither: int, ac1: float | None
) -> None:
    found = row(compare_coders(A, B, UNITS, tiny_codebook), unit_id)
    assert found["n_neither"] == n_neither
    assert found["ac1"] == pytest.approx(float("nan") if ac1 is None else ac1, nan_ok=True)


@pytest.mark.parametrize(
    ("a", "b", "n_uncoded"),
    [
        pytest.param(A, B, 0, id="each turn has a code of somebody"),
        pytest.param(B, B, 1, id="one turn nobody coded"),
        pytest.param(codings(), B, 1, id="a coder without codings"),
        pytest.param(codings(), codings(), 4, id="nobody coded"),
    ],
)
def test_turns_that_nobody_coded_are_counted_alike_on_each_row(
    tiny_codebook: Codebook, a: pd.DataFrame, b: pd.DataFrame, n_uncoded: int
) -> None:
    assert set(compare_coders(a, b, UNITS, tiny_codebook)["n_uncoded"]) == {n_uncoded}


MANY = [(interview_id, turn_no) for interview_id in "abcde" for turn_no in range(2, 82, 2)]


def many(seed: int, noise: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return two coders of 200 turns who differ in a share of all cells; they never give the code MONEY."""
    rng = np.random.default_rng(seed)
    first = rng.random((len(MANY), len(CODES))) < 0.2
    second = first ^ (rng.random(first.shape) < noise)
    first[:, CODES.index(MONEY)] = second[:, CODES.index(MONEY)] = False
    return codings(*cells_of(first)), codings(*cells_of(second))


def cells_of(matrix: np.ndarray) -> list[Coding]:
    return [(*MANY[turn], CODES[code]) for turn, code in np.argwhere(matrix).tolist()]


def test_alpha_lies_within_its_interval_which_is_narrower_over_all_codes(tiny_codebook: Codebook) -> None:
    frame = compare_coders(*many(1, 0.05), MANY, tiny_codebook)
    varies = frame[~frame["unit_id"].isin([MONEY])]
    assert ((varies["alpha_low"] < varies["alpha"]) & (varies["alpha"] < varies["alpha_high"])).all()
    width = (varies["alpha_high"] - varies["alpha_low"]).set_axis(varies["unit_id"])
    assert width["all"] < width[[LINES, TROUBLE, SHORT, FACT]].min()
    assert frame.loc[frame["unit_id"] == MONEY, COEFFICIENTS].isna().all(axis=None)


def test_all_draws_the_codes_of_a_turn_together(tiny_codebook: Codebook) -> None:
    # Who differs on every code of a turn at once knows less of his agreement than who differs here and there.
    rng = np.random.default_rng(1)
    first = rng.random((len(MANY), len(CODES))) < 0.3
    whole_turns = first ^ (rng.random((len(MANY), 1)) < 0.1)
    here_and_there = first ^ (rng.random(first.shape) < 0.1)
    widths = []
    for second in (whole_turns, here_and_there):
        total = row(
            compare_coders(codings(*cells_of(first)), codings(*cells_of(second)), MANY, tiny_codebook),
            "all",
        )
        widths.append(total["alpha_high"] - total["alpha_low"])
    assert widths[0] > 1.5 * widths[1]


def test_a_code_given_once_has_an_alpha_and_no_interval(tiny_codebook: Codebook) -> None:
    once = codings(("a", 2, LINES))
    found = row(compare_coders(once, once, MANY, tiny_codebook), LINES)
    assert (found["alpha"], found["ac1"]) == (1.0, 1.0)
    assert np.isnan([found["alpha_low"], found["alpha_high"]]).all()


def test_the_order_of_turns_and_codings_does_not_matter(tiny_codebook: Codebook) -> None:
    a, b = many(2, 0.1)
    pd.testing.assert_frame_equal(
        compare_coders(a[::-1], b.sample(frac=1, random_state=1), MANY[::-1], tiny_codebook),
        compare_coders(a, b, MANY, tiny_codebook),
    )


def test_a_theme_is_given_if_any_of_its_codes_is(tiny_codebook: Codebook) -> None:
    theme = tiny_codebook.theme_of[LINES]
    assert TROUBLE in theme.codes
    found = row(compare_coders(A, B, UNITS, tiny_codebook), theme.id)
    assert (found["n_positive_a"], found["n_positive_b"], found["percent_agreement"]) == (3, 2, 0.75)


def test_every_code_and_theme_has_a_row_in_order(tiny_codebook: Codebook) -> None:
    frame = compare_coders(A, B, UNITS, tiny_codebook)
    themes = [theme.id for theme in tiny_codebook.themes]
    assert frame["unit_id"].tolist() == [*tiny_codebook.code_ids, *themes, "all"]
    assert frame["level"].tolist() == ["code"] * 5 + ["theme"] * len(themes) + ["all"]


def test_a_code_given_twice_in_a_turn_counts_once(tiny_codebook: Codebook) -> None:
    twice = pd.concat([A, A], ignore_index=True)
    pd.testing.assert_frame_equal(
        compare_coders(twice, B, UNITS, tiny_codebook), compare_coders(A, B, UNITS, tiny_codebook)
    )


def test_without_codings_all_agree_and_nothing_varies(tiny_codebook: Codebook) -> None:
    frame = compare_coders(codings(), codings(), UNITS, tiny_codebook)
    assert (frame["percent_agreement"] == 1).all()
    assert frame[COEFFICIENTS].isna().all(axis=None)


def test_without_units_there_are_no_figures(tiny_codebook: Codebook) -> None:
    frame = compare_coders(codings(), codings(), [], tiny_codebook)
    assert (frame["n_units"] == 0).all()
    assert frame[COEFFICIENTS].isna().all(axis=None)


@pytest.mark.parametrize("outside", [("a", 3, LINES), ("c", 2, LINES)], ids=["another turn", "another interview"])
@pytest.mark.parametrize("who", ["first", "second"])
def test_a_coding_outside_the_units_raises(tiny_codebook: Codebook, outside: Coding, who: str) -> None:
    wrong = codings(("a", 2, LINES), outside)
    pair = (wrong, B) if who == "first" else (A, wrong)
    message = rf"^coding of {outside[0]}, turn {outside[1]}, is not among the units that both coders judged$"
    with pytest.raises(ValueError, match=message):
        compare_coders(*pair, UNITS, tiny_codebook)


CODINGS = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(CODES)).map(lambda x: (*x[0], x[1])), max_size=12)


@settings(deadline=None)
@given(CODINGS, CODINGS)
def test_counts_add_up_whoever_comes_first(tiny_codebook: Codebook, a: list[Coding], b: list[Coding]) -> None:
    frame = compare_coders(codings(*a), codings(*b), UNITS, tiny_codebook)
    frames.check(frame, frames.AGREEMENT)
    of_codes, total = frame[frame["level"] == "code"], row(frame, "all")
    assert total["n_units"] == of_codes["n_units"].sum() == len(UNITS) * len(CODES)
    assert (total["n_positive_a"], total["n_positive_b"]) == (len(set(a)), len(set(b)))
    assert of_codes[["n_positive_a", "n_positive_b"]].sum().tolist() == [len(set(a)), len(set(b))]
    assert total["n_neither"] == of_codes["n_neither"].sum() == total["n_units"] - len({*a, *b})
    assert set(frame["n_uncoded"]) == {len(UNITS) - len({coding[:2] for coding in [*a, *b]})}
    assert total["percent_agreement"] == pytest.approx(of_codes["percent_agreement"].mean())
    back = compare_coders(codings(*b), codings(*a), UNITS, tiny_codebook)
    swapped = {"n_positive_a": "n_positive_b", "n_positive_b": "n_positive_a"}
    pd.testing.assert_frame_equal(back.rename(columns=swapped)[frame.columns], frame)


@settings(deadline=None)
@given(CODINGS, CODINGS)
def test_the_figures_are_those_of_the_labels(tiny_codebook: Codebook, a: list[Coding], b: list[Coding]) -> None:
    frame = compare_coders(codings(*a), codings(*b), UNITS, tiny_codebook)
    for code_id in CODES:
        labels = [[(*unit, code_id) in given_codings for unit in UNITS] for given_codings in (a, b)]
        figures = (cohen_kappa(*labels), gwet_ac1(*labels, n_categories=2), krippendorff_alpha(*labels))
        expected = [float("nan") if figure is None else figure for figure in figures]
        found = row(frame, code_id)
        assert [found["kappa"], found["ac1"], found["alpha"]] == pytest.approx(expected, nan_ok=True)
