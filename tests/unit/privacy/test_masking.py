"""Passages replaced by masks, and where the rest has gone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.masking import Masked, Span, apart, replaced

TEXT = "Jo belt An in Dorp"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([], TEXT, id="none"),
        pytest.param([Span(0, 2, "[p]")], "[p] belt An in Dorp", id="first"),
        pytest.param([Span(14, 18, "[pl]")], "Jo belt An in [pl]", id="last"),
        pytest.param([Span(14, 18, "[pl]"), Span(0, 2, "[p]")], "[p] belt An in [pl]", id="both ends, any order"),
        pytest.param([Span(0, 18, "[x]")], "[x]", id="everything"),
        pytest.param([Span(0, 2, ""), Span(2, 7, "")], " An in Dorp", id="empty masks, touching"),
    ],
)
def test_passages_are_replaced(spans, expected):
    assert replaced(TEXT, spans) == expected


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        pytest.param([(0, 4, "a"), (2, 6, "b")], [(0, 6, "a")], id="what is left joins its neighbour"),
        pytest.param([(2, 6, "b"), (0, 4, "a")], [(0, 6, "a")], id="the one before it names the whole"),
        pytest.param([(0, 9, "a"), (3, 5, "b")], [(0, 9, "a")], id="one inside an earlier one"),
        pytest.param([(3, 5, "b"), (0, 9, "a")], [(0, 9, "a")], id="one around an earlier one"),
        pytest.param([(0, 2, "a"), (3, 5, "b")], [(0, 2, "a"), (3, 5, "b")], id="apart already"),
        pytest.param([(0, 3, "a"), (3, 5, "b")], [(0, 5, "a")], id="touching"),
        pytest.param([(0, 3, "a"), (0, 3, "b")], [(0, 3, "a")], id="twice the same"),
    ],
)
def test_spans_come_apart(spans, expected):
    assert apart(Span(*one) for one in spans) == [Span(*one) for one in expected]


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        pytest.param((100, 102), "[p]", id="the name itself"),
        pytest.param((100, 101), "[p]", id="ends inside the first mask"),
        pytest.param((101, 107), "[p] belt", id="starts inside the first mask"),
        pytest.param((103, 107), "belt", id="between masks"),
        pytest.param((103, 115), "belt An in [pl]", id="ends inside the last mask"),
        pytest.param((115, 116), "[pl]", id="within one mask"),
        pytest.param((100, 118), "[p] belt An in [pl]", id="everything"),
        pytest.param((102, 114), " belt An in ", id="from mask to mask"),
    ],
)
def test_a_passage_holds_the_whole_of_a_mask_that_it_touches(passage, expected):
    masked = Masked(100, 90, TEXT, [Span(0, 2, "[p]"), Span(14, 18, "[pl]")])
    start, end, text = masked.moved(*passage)
    assert text == expected
    assert masked.text[start - 90 : end - 90] == expected


MASKS = st.sampled_from(["[a]", "[langer]", "x", ""])


@st.composite
def spans_of(draw, n):
    """Draw spans in a text of n characters, in any order, over each other or not."""
    pairs = draw(st.lists(st.tuples(st.integers(0, n - 1), st.integers(1, 6), MASKS), max_size=6))
    return [Span(start, min(n, start + length), mask) for start, length, mask in pairs]


@given(st.data(), st.integers(1, 25))
def test_spans_that_came_apart_cover_the_same_and_do_not_touch(data, n):
    spans = data.draw(spans_of(n))
    found = apart(spans)
    assert {i for one in found for i in range(one.start, one.end)} == {i for o in spans for i in range(o.start, o.end)}
    assert all(one.end < other.start for one, other in pairwise(found))
    assert {one.mask for one in found} <= {one.mask for one in spans}


@given(st.data(), st.integers(1, 25))
def test_a_moved_passage_holds_what_it_held_and_masks_whole(data, n):
    text = "".join(chr(0x100 + i) for i in range(n))
    spans = apart(data.draw(spans_of(n)))
    start = data.draw(st.integers(0, n - 1))
    end = data.draw(st.integers(start + 1, n))
    masked = Masked(7, 3, text, spans)
    a, b, shown = masked.moved(7 + start, 7 + end)
    assert 3 <= a <= b <= 3 + len(masked.text)
    assert masked.text[a - 3 : b - 3] == shown
    covered = {i for one in spans for i in range(one.start, one.end)}
    touched = [one.mask for one in spans if one.start < end and start < one.end]
    assert [c for c in shown if ord(c) >= 0x100] == [text[i] for i in range(start, end) if i not in covered]
    assert "".join(c for c in shown if ord(c) < 0x100) == "".join(touched)
