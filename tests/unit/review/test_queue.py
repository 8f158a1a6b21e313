"""The order of review: each rule by a pair that differs in it alone, and the order that was measured."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.evaluation.reviewing import expected_gain as measured_gain
from pipeline.frames import CERTAINTIES
from pipeline.review.model import Passage, Suggestion
from pipeline.review.queue import expected_gain, review_order

SHORT, HARD, MONEY = "netwerk.korte_lijnen", "netwerk.moeizaam_contact", "financiering.tekort"
COUNTERPART = {SHORT: HARD}


def suggest(n, code_id=SHORT, turn_no=2, start=0, end=9, score=0.5, certainty="likely", interview_id="aa1"):
    passage = Passage(interview_id, turn_no, start, end, "x" * (end - start))
    return Suggestion(n, passage, code_id, "bevorderend", "model", score, certainty, "m", "")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(suggest(2, certainty="doubtful", score=0.9), suggest(1, score=0.1), id="doubtful before likely"),
        pytest.param(suggest(2, score=0.9), suggest(1, certainty="certain", score=0.1), id="likely before certain"),
        pytest.param(suggest(2, score=0.3), suggest(1, score=0.4), id="the less probable first"),
        pytest.param(suggest(2, interview_id="aa1", start=5), suggest(1, interview_id="aa2"), id="by interview"),
        pytest.param(suggest(2, start=1), suggest(1, start=2), id="by place"),
        pytest.param(suggest(2, end=8), suggest(1, end=9), id="by the end"),
        pytest.param(suggest(2, MONEY), suggest(1, SHORT), id="by code"),
        pytest.param(suggest(1), suggest(2), id="by number"),
    ],
)
def test_what_comes_first(first, second):
    assert review_order([second, first], {}) == review_order([first, second], {}) == [first, second]


@pytest.mark.parametrize("counterpart", [COUNTERPART, {HARD: SHORT}, {SHORT: HARD, HARD: SHORT}])
def test_contradictions_come_before_what_is_as_certain(counterpart):
    sure, yes, no = (
        suggest(1, MONEY, score=0.1),
        suggest(2, SHORT, score=0.8),
        suggest(3, HARD, start=20, end=30, score=0.7),
    )
    doubtful = suggest(4, MONEY, turn_no=4, score=0.9, certainty="doubtful")
    assert review_order([sure, yes, no, doubtful], counterpart) == [doubtful, no, yes, sure]


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param({"turn_no": 4}, id="another turn"),
        pytest.param({"interview_id": "aa2"}, id="another interview"),
    ],
)
def test_a_counterpart_elsewhere_is_no_contradiction(elsewhere):
    yes, no, money = (
        suggest(1, SHORT, score=0.8),
        suggest(2, HARD, score=0.8, **elsewhere),
        suggest(3, MONEY, score=0.1),
    )
    assert review_order([yes, no, money], COUNTERPART)[0] == money


def test_a_code_without_counterpart_contradicts_nothing():
    assert review_order([suggest(1, score=0.8), suggest(2, MONEY, score=0.1)], COUNTERPART)[0].code_id == MONEY


def test_nothing_to_review():
    assert review_order([], COUNTERPART) == []


SUGGESTIONS = st.lists(
    st.builds(
        suggest,
        n=st.just(0),
        code_id=st.sampled_from([SHORT, HARD, MONEY]),
        turn_no=st.integers(1, 3),
        start=st.integers(0, 3),
        score=st.sampled_from([0.0, 0.2, 0.5, 1.0]),
        certainty=st.sampled_from(CERTAINTIES),
        interview_id=st.sampled_from(["aa1", "aa2"]),
    ),
    max_size=8,
).map(lambda drawn: [replace(one, suggestion_id=n) for n, one in enumerate(drawn)])


@settings(deadline=None)
@given(SUGGESTIONS, st.randoms())
def test_the_order_is_that_of_no_list(suggestions, random):
    shuffled = random.sample(suggestions, len(suggestions))
    ordered = review_order(shuffled, COUNTERPART)
    assert ordered == review_order(suggestions, COUNTERPART)
    assert sorted(ordered, key=lambda one: one.suggestion_id) == suggestions


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.floats(0.01, 1))
def test_the_gain_is_the_measured_one_but_for_a_factor(scores, f1):
    measured = measured_gain(np.array(scores), np.ones(len(scores), dtype=bool), f1)
    assert measured == pytest.approx([f1 * expected_gain(score) for score in scores])
