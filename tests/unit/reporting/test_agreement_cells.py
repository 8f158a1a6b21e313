"""The agreement between two coders in Dutch words, from frames of figures and of none."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipeline import frames
from pipeline.evaluation import compare_coders
from pipeline.reporting.agreement_cells import agreement_cells, uncoded_sentence, with_interval

MISSING = "niet te schatten"
NAN = float("nan")


def compared(tiny_codebook, coded, n_turns):
    """Compare two coders who both give the one code to these turns out of the first so many."""
    given = pd.DataFrame(
        [("a", turn, "netwerk.korte_lijnen") for turn in coded], columns=["interview_id", "turn_no", "code_id"]
    )
    return compare_coders(given, given, [("a", turn) for turn in range(1, n_turns + 1)], tiny_codebook)


def one_row(frame, unit_id):
    return next(row for row in frames.rows(frame) if row.unit_id == unit_id)


def test_a_row_in_words(tiny_codebook):
    row = one_row(compared(tiny_codebook, range(1, 21), 40), "netwerk")
    assert agreement_cells(row) == {
        "eenheden": "40",
        "codeur_a": "20",
        "codeur_b": "20",
        "gelijk": "100,0%",
        "kappa": "1,00",
        "ac1": "1,00",
        "alpha": "1,00 (interval niet te schatten)",
    }


def test_a_code_that_nobody_gave_has_no_figure(tiny_codebook):
    cells = agreement_cells(one_row(compared(tiny_codebook, [], 40), "netwerk"))
    assert cells["gelijk"] == "100,0%"
    assert [cells[name] for name in ("kappa", "ac1", "alpha")] == [MISSING] * 3


def test_without_turns_no_figure_at_all_and_no_zero(tiny_codebook):
    cells = agreement_cells(one_row(compared(tiny_codebook, [], 0), "all"))
    assert [cells[name] for name in ("gelijk", "kappa", "ac1", "alpha")] == [MISSING] * 4


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        pytest.param((0.5, 0.25, 0.75), "0,50 (0,25 tot 0,75)", id="all"),
        pytest.param((-0.1, -0.25, 0.0), "-0,10 (-0,25 tot 0,00)", id="below zero"),
        pytest.param((0.0, 0.0, 0.0), "0,00 (0,00 tot 0,00)", id="zero is a figure"),
        pytest.param((1.0, NAN, NAN), f"1,00 (interval {MISSING})", id="no interval"),
        pytest.param((NAN, NAN, NAN), MISSING, id="nothing"),
        pytest.param((np.float64(0.5), np.float64(NAN), None), f"0,50 (interval {MISSING})", id="as a frame has them"),
    ],
)
def test_an_interval_stands_behind_its_figure(figures, expected):
    assert with_interval(*figures) == expected


@pytest.mark.parametrize(
    ("coded", "n_turns", "expected"),
    [
        ([], 0, "Er zijn geen beurten die beide codeurs hebben gecodeerd."),
        ([1, 2], 2, "Elke beurt kreeg van minstens één codeur een code."),
        (
            [2],
            2,
            "Van de 2 beurten kreeg er 1 van geen van beide codeurs een code; die telt mee als overeenstemming.",
        ),
        (
            [2],
            4,
            "Van de 4 beurten kregen er 3 van geen van beide codeurs een code; die tellen mee als overeenstemming.",
        ),
        (
            [],
            4,
            "Van de 4 beurten kregen er 4 van geen van beide codeurs een code; die tellen mee als overeenstemming.",
        ),
    ],
    ids=["no turns", "all coded", "one uncoded", "most uncoded", "none coded"],
)
def test_turns_that_nobody_coded_are_said(tiny_codebook, coded, n_turns, expected):
    assert uncoded_sentence(compared(tiny_codebook, coded, n_turns)) == expected
