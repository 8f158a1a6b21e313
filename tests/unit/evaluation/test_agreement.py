"""Agreement between two coders per code, per theme and in all, counted by hand on a few turns."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.evaluation import cohen_kappa, compare_coders, krippendorff_alpha

LINES, TROUBLE, MONEY, SHORT, FACT = (
    "netwerk.korte_lijnen",
    "netwerk.moeizaam_contact",
    "financiering.beschikbaar",
    "financiering.tekort",
    "context.aanbod",
)
CODES = [LINES, TROUBLE, MONEY, SHORT, FACT]
UNITS = [("a", 2), ("a", 4), ("b", 2), ("b", 4)]
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
    assert frame[["kappa", "alpha"]].isna().all(axis=None)


def test_without_units_there_are_no_figures(tiny_codebook: Codebook) -> None:
    frame = compare_coders(codings(), codings(), [], tiny_codebook)
    assert (frame["n_units"] == 0).all()
    assert frame[["kappa", "alpha"]].isna().all(axis=None)


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
        expected = [float("nan") if x is None else x for x in (cohen_kappa(*labels), krippendorff_alpha(*labels))]
        found = row(frame, code_id)
        assert [found["kappa"], found["alpha"]] == pytest.approx(expected, nan_ok=True)
