"""Counting factors per municipality and code."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from said_frames import make_codings, make_interviews

from pipeline import frames
from pipeline.findings import count_factors, rank_recommendations

SHORT, TIME, NEED, HIDDEN, OFFER = (
    "netwerk.korte_lijnen",
    "netwerk.tijdgebrek",
    "financiering.tekort",
    "gezin.onzichtbaar",
    "context.aanbod",
)


@pytest.fixture(scope="session")
def count(codebook):
    """Return a counter: totals and codings in, factors by (municipality, code) out."""

    def run(totals, given_codings):
        codings, interviews = make_codings(codebook, given_codings), make_interviews(totals)
        priorities = rank_recommendations(codings, interviews, codebook)
        return count_factors(codings, interviews, priorities, codebook).set_index(["municipality", "code_id"])

    return run


@pytest.mark.parametrize(
    ("code_id", "n_segments", "n_interviews", "share", "n_reviewed"),
    [
        pytest.param(SHORT, 4, 2, 0.4, 1, id="four segments of two interviews"),
        pytest.param(TIME, 1, 1, 0.2, 1, id="one segment, seen by a human"),
        pytest.param(OFFER, 2, 2, 0.4, 0, id="context code"),
        pytest.param(NEED, 0, 0, 0.0, 0, id="nothing said"),
    ],
)
def test_counts_are_those_worked_out_by_hand(count, code_id, n_segments, n_interviews, share, n_reviewed):
    factors = count(
        {"Aa": 5, "Bee": 1},
        [
            ("Aa1", SHORT),
            ("Aa1", SHORT, "human"),
            ("Aa1", SHORT, "rule"),
            ("Aa3", SHORT, "model"),
            ("Aa3", TIME, "human"),
            ("Aa1", OFFER),
            ("Aa2", OFFER),
            ("Bee1", NEED),
        ],
    )
    row = factors.loc["Aa", code_id]
    assert row["n_segments"] == n_segments
    assert row["n_interviews"] == n_interviews
    assert row["n_respondents_total"] == 5
    assert row["share"] == pytest.approx(share)
    assert row["n_reviewed"] == n_reviewed


def test_each_municipality_has_a_row_for_every_code(count, codebook):
    factors = count({"Aa": 2, "Bee": 1}, [("Aa1", SHORT)])
    assert set(factors.index) == {(name, code_id) for name in ("Aa", "Bee") for code_id in codebook.code_ids}


def test_direction_is_that_of_the_codebook(count, codebook):
    factors = count({"Aa": 1}, []).reset_index()
    assert dict(zip(factors["code_id"], factors["direction"], strict=True)) == {
        code.code_id: code.richting for code in codebook.codes
    }


def test_without_codings_everything_is_zero(count):
    factors = count({"Aa": 3}, [])
    assert (factors[["n_segments", "n_interviews", "share", "n_reviewed", "priority"]] == 0).all(axis=None)
    assert (factors["n_respondents_total"] == 3).all()


def test_without_interviews_there_are_no_factors(count):
    assert count({}, []).empty


def test_a_factor_carries_the_priority_of_its_recommendation(count):
    factors = count({"Aa": 2, "Bee": 2}, [("Aa1", TIME), ("Aa1", HIDDEN)])
    assert factors.loc[("Aa", TIME), "priority"] == pytest.approx(1 / 2 * 2 / 3)
    assert factors.loc[("Aa", SHORT), "priority"] == factors.loc[("Aa", TIME), "priority"]
    assert factors.loc[("Bee", TIME), "priority"] == 0
    assert factors.loc[("Aa", HIDDEN), "priority"] == 0, "its theme has no recommendation"


@settings(deadline=None, max_examples=40)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["Aa1", "Aa2", "Aa3", "Bee1"]),
            st.sampled_from([SHORT, TIME, NEED, HIDDEN, OFFER]),
            st.sampled_from(frames.ORIGINS),
        ),
        max_size=25,
    )
)
def test_counts_add_up(count, rows):
    factors = count({"Aa": 3, "Bee": 1}, rows).reset_index()
    per_code = pd.Series([code_id for _, code_id, _ in rows], dtype="str").value_counts()
    found = factors.groupby("code_id")["n_segments"].sum()
    assert factors["n_segments"].sum() == len(rows)
    assert factors["n_reviewed"].sum() == sum(origin == "human" for *_, origin in rows)
    assert all(found[code_id] == n for code_id, n in per_code.items())
    assert (factors["n_interviews"] <= factors[["n_segments", "n_respondents_total"]].min(axis=1)).all()
    assert ((factors["n_interviews"] > 0) == (factors["n_segments"] > 0)).all()
