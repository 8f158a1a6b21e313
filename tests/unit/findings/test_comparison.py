"""Laying municipalities side by side."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.findings import compare_municipalities

SHORT, TIME, OFFER = "netwerk.korte_lijnen", "netwerk.tijdgebrek", "context.aanbod"
COLUMNS = {"code_id", "direction", "difference", "verdict"}


def factors(*counts: tuple[str, str, int, int], direction: str = "belemmerend") -> pd.DataFrame:
    """Build factors from (municipality, code, interviews that name it, all interviews)."""
    return frames.build(
        frames.FACTORS,
        [
            {
                "municipality": name,
                "code_id": code_id,
                "direction": direction,
                "n_segments": n,
                "n_interviews": n,
                "n_respondents_total": total,
                "share": n / total,
                "n_reviewed": 0,
                "priority": 0.0,
            }
            for name, code_id, n, total in counts
        ],
    )


@pytest.mark.parametrize(
    ("counts", "difference", "verdict"),
    [
        pytest.param([(5, 5), (5, 5)], 0, "shared", id="everyone everywhere"),
        pytest.param([(2, 5), (3, 5)], 0.2, "shared", id="one of five apart"),
        pytest.param([(1, 5), (3, 5)], 0.4, "differs", id="two of five apart, whatever floats make of it"),
        pytest.param([(3, 5), (5, 5)], 0.4, "differs", id="two of five apart, from above"),
        pytest.param([(0, 5), (1, 5)], 0.2, "one", id="one person in one municipality"),
        pytest.param([(2, 5), (0, 5)], 0.4, "differs", id="far apart goes before not everywhere"),
        pytest.param([(1, 2), (2, 5)], 0.1, "shared", id="shares, not counts"),
        pytest.param([(1, 1), (3, 5)], 0.4, "differs", id="one interview"),
        pytest.param([(2, 5), (3, 5), (3, 5)], 0.2, "shared", id="three municipalities"),
        pytest.param([(1, 5), (2, 5), (3, 5)], 0.4, "differs", id="three, outer two apart"),
        pytest.param([(0, 5), (1, 5), (1, 5)], 0.2, "one", id="three, one silent"),
        pytest.param([(2, 5)], 0, "shared", id="one municipality"),
    ],
)
def test_verdict_follows_the_gap_between_shares(counts, difference, verdict):
    compared = compare_municipalities(factors(*((f"M{i}", TIME, n, total) for i, (n, total) in enumerate(counts))))
    assert list(compared["code_id"]) == [TIME]
    assert compared.loc[0, "difference"] == pytest.approx(difference)
    assert compared.loc[0, "verdict"] == verdict


def test_each_municipality_has_its_share_under_its_own_name():
    compared = compare_municipalities(factors(("Zee", TIME, 1, 4), ("Aa", TIME, 3, 5)))
    assert set(compared.columns) == {"Zee", "Aa", *COLUMNS}
    assert (compared.loc[0, "Zee"], compared.loc[0, "Aa"]) == (0.25, 0.6)


def test_factors_that_nobody_names_are_left_out():
    given_factors = factors(("Aa", TIME, 0, 5), ("Bee", TIME, 0, 5), ("Aa", SHORT, 1, 5), ("Bee", SHORT, 0, 5))
    assert list(compare_municipalities(given_factors)["code_id"]) == [SHORT]


def test_context_codes_are_left_out():
    given_factors = pd.concat(
        [factors(("Aa", OFFER, 5, 5), direction="context"), factors(("Aa", SHORT, 1, 5), direction="bevorderend")]
    )
    assert list(compare_municipalities(given_factors)["code_id"]) == [SHORT]


@pytest.mark.parametrize(
    "given_factors",
    [
        pytest.param(factors(("Aa", TIME, 0, 5), ("Bee", TIME, 0, 5)), id="nothing said"),
        pytest.param(factors(("Aa", OFFER, 5, 5), direction="context"), id="only context"),
        pytest.param(frames.empty(frames.FACTORS), id="no factors"),
    ],
)
def test_nothing_to_compare_gives_no_rows(given_factors):
    compared = compare_municipalities(given_factors)
    assert compared.empty
    assert set(compared.columns) >= COLUMNS


def test_the_factors_are_left_as_they_were():
    given_factors = factors(("Aa", TIME, 1, 5), ("Bee", TIME, 4, 5))
    before = given_factors.copy()
    compare_municipalities(given_factors)
    pd.testing.assert_frame_equal(given_factors, before)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=4))
def test_a_verdict_does_not_depend_on_the_order_of_municipalities(pairs):
    counts = [(f"M{i}", TIME, min(pair), max(*pair, 1)) for i, pair in enumerate(pairs)]
    forward, backward = (compare_municipalities(factors(*each)) for each in (counts, counts[::-1]))
    assert list(forward["verdict"]) == list(backward["verdict"])
    assert len(forward) == int(any(n for _, _, n, _ in counts))
    assert forward["difference"].between(0, 1).all()
