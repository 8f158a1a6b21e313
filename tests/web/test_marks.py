"""Pieces of a turn: the text stays whole, overlaps get a piece of their own, offsets are code points."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.frames import DIRECTIONS
from pipeline.review.web.marks import STATES, Mark, Piece, pieces


def test_without_marks_the_text_is_one_piece():
    assert pieces("Ja.", 4, []) == [Piece("Ja.")]


def test_an_empty_turn_has_no_pieces():
    assert pieces("", 4, [Mark("a", 0, 9, "context")]) == []


def test_overlap_has_both_keys_and_both_directions():
    found = pieces("abcdef", 100, [Mark("x", 101, 104, "belemmerend"), Mark("y", 103, 105, "bevorderend")])
    assert [(piece.text, piece.keys) for piece in found] == [
        ("a", ()),
        ("bc", ("x",)),
        ("d", ("x", "y")),
        ("e", ("y",)),
        ("f", ()),
    ]
    assert found[2].classes == ("piece", "marked", "bevorderend", "belemmerend", "open")


def test_marks_that_touch_are_no_overlap():
    found = pieces("abcd", 0, [Mark("x", 0, 2, "context"), Mark("y", 2, 4, "context")])
    assert [piece.keys for piece in found] == [("x",), ("y",)]


@pytest.mark.parametrize(
    ("said", "start", "end", "cut"),
    [
        ("😀 korte lijnen", 2, 7, ["😀 ", "korte", " lijnen"]),
        ("👩‍👧 appje", 4, 9, ["👩‍👧 ", "appje"]),
        ("café goed", 5, 9, ["café ", "goed"]),
        ("é é", 0, 1, ["é", " é"]),
    ],
)
def test_offsets_are_code_points(said: str, start: int, end: int, cut: list[str]):
    assert [piece.text for piece in pieces(said, 50, [Mark("a", 50 + start, 50 + end, "context")])] == cut


def test_what_lies_outside_the_turn_is_cut_off():
    marks = [Mark("before", 0, 10, "context"), Mark("over", 8, 12, "context"), Mark("empty", 11, 11, "context")]
    assert [(piece.text, piece.keys) for piece in pieces("abcd", 10, marks)] == [("ab", ("over",)), ("cd", ())]


@pytest.mark.parametrize(
    ("states", "classes"),
    [
        (("open", "open"), ("piece", "marked", "bevorderend", "belemmerend", "open")),
        (("accept", "reject"), ("piece", "marked", "bevorderend")),
        (("reject", "unsure"), ("piece", "marked", "belemmerend")),
        (("reject", "open"), ("piece", "marked", "belemmerend", "open")),
        (("reject", "reject"), ("piece", "marked", "rejected")),
    ],
)
def test_rejected_marks_give_no_direction(states: tuple[str, str], classes: tuple[str, ...]):
    one, other = states
    marks = [Mark("x", 0, 2, "bevorderend", one), Mark("y", 0, 2, "belemmerend", other)]
    assert pieces("ab", 0, marks)[0].classes == classes


def _marks() -> st.SearchStrategy[Mark]:
    offset = st.integers(0, 30)
    return st.builds(
        Mark, st.text("abc", min_size=1), offset, offset, st.sampled_from(DIRECTIONS), st.sampled_from(STATES)
    )


@given(st.text(max_size=20), st.integers(0, 10), st.lists(_marks(), max_size=6))
def test_pieces_tile_the_text_and_know_their_marks(text: str, start: int, marks: list[Mark]):
    found = pieces(text, start, marks)
    assert "".join(piece.text for piece in found) == text
    at = start
    for piece in found:
        covering = tuple(m.key for m in marks if m.start <= at and at + len(piece.text) <= m.end)
        assert piece.keys == covering
        at += len(piece.text)
