"""Known names in labels, headers and notes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.everywhere import Surfaces

NAMES = {"Roos": "[p1]", "Roos de Quast": "[p2]", "d’Yb": "[p3]", "Zuid-Quast": "[pl]", "06-12": "[tel]", "Zoë": "[p4]"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Roos", "[p1]"),
        ("roos ROOS Roosje", "[p1] [p1] Roosje"),
        ("Roos  de\u00a0Quast:", "[p2]:"),
        ("Roos\nde Quast", "[p2]"),
        ("Roos\n\nde Quast", "[p1]\n\nde Quast"),
        ("d'Yb", "[p3]"),
        ("Zuid‑Quast_Roos2", "[pl]_[p1]2"),
        ("Zoe\u0308, Zoë, Zoe, Roos\u0301", "[p4], [p4], Zoe, Roos\u0301"),
        ("106-12, 06-123, 2006-12-03, 06-12.", "106-12, 06-123, 2006-12-03, [tel]."),
        ("", ""),
    ],
)
def test_find(text, expected):
    assert Surfaces(NAMES).replace(text) == expected


def test_case_decides_between_two_names():
    assert Surfaces({"de Berg": "[a]", "De Berg": "[b]"}).replace("de Berg, De Berg, DE BERG") == "[a], [b], [b]"


def test_no_names_and_blank_names_find_nothing():
    assert list(Surfaces({}).find("Roos")) == list(Surfaces({" ": "[x]", "": "[y]"}).find("Roos en")) == []


@given(st.lists(st.sampled_from(["Roos", "roos", "Quast", "en", ".", "Roos de Quast", "Zoë", "\n", " "]), max_size=15))
def test_found_passages_are_in_order_apart_and_gone_after(words):
    text, surfaces = " ".join(words), Surfaces(NAMES)
    found = list(surfaces.find(text))
    assert all(start < end for start, end, _ in found)
    assert all(a[1] <= b[0] for a, b in pairwise(found))
    assert list(surfaces.find(surfaces.replace(text))) == []
