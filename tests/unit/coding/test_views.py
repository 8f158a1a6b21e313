"""Views: what classifiers and rules make of each turn, turn by turn and code by code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from coded_interviews import LINES, MONEY, make_by_rules, make_hand, make_segments, make_turns

from pipeline import frames
from pipeline.coding.classifier import TrainingItem
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.training import Recipe, fit
from pipeline.coding.views import Views, rule_strengths, stack, view_turns, view_utterances
from pipeline.coding.windows import window_texts

CODES = [MONEY, "context.aanbod", LINES]
SAID = {
    LINES: ["zij belt terug", "hij belt terug", "school belt terug", "wie belt terug", "moeder belt terug"],
    MONEY: ["subsidie op", "geen subsidie", "subsidie laat", "zonder subsidie", "subsidie weg"],
    "": ["mooi weer", "koffie graag", "mooi zo", "koffie dan", "goed zo"],
}
ITEMS = [TrainingItem(text, frozenset({code} - {""}), "proef") for code, texts in SAID.items() for text in texts]
TURNS = make_turns({"a": ["Zij belt terug. Mooi weer.", "Koffie graag."], "b": ["Geen subsidie. Goed zo. Wie belt?"]})


@pytest.fixture(scope="module")
def segments() -> pd.DataFrame:
    """Six sentences in three turns of two interviews."""
    return make_segments(TURNS)


@pytest.fixture(scope="module")
def scorer(encode: Encode) -> Scorer:
    """A scorer of two codes that looks at vectors too."""
    return fit(ITEMS, Recipe(1, encode), Calibration(0.5, 20.0, 0.0))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], {}),
        ([("a#001.01", LINES, 0.9)], {(0, LINES): 0.9}),
        ([("a#001.02", LINES, 0.4)], {(0, LINES): 0.4}),
        ([("a#001.01", LINES, 0.4), ("a#001.02", LINES, 0.9)], {(0, LINES): 0.9}),
        ([("a#001.01", LINES, 0.9), ("a#001.02", LINES, 0.4)], {(0, LINES): 0.9}),
        ([("a#001.01", LINES, 0.9), ("a#001.01", MONEY, 0.5)], {(0, LINES): 0.9, (0, MONEY): 0.5}),
        ([("a#002.01", LINES, 0.5), ("b#001.03", MONEY, 0.7)], {(1, LINES): 0.5, (2, MONEY): 0.7}),
        ([("a#001.01", "netwerk.elders", 0.9), ("c#001.01", LINES, 0.9), ("a#003.01", LINES, 0.9)], {}),
    ],
    ids=[
        "nothing",
        "one",
        "in any sentence of the turn",
        "the strongest comes last",
        "the strongest comes first",
        "two codes",
        "other turns and interviews stay apart",
        "other codes and turns are passed over",
    ],
)
def test_rule_strengths(
    segments: pd.DataFrame, found: list[tuple[str, str, float]], expected: dict[tuple[int, str], float]
) -> None:
    strengths = rule_strengths(segments, make_by_rules(*found), CODES)
    assert strengths.shape == (3, 3)
    places = {(n, CODES[k]): strengths[n, k] for n, k in zip(*np.nonzero(strengths), strict=True)}
    assert places == expected


def test_without_segments_there_are_no_strengths() -> None:
    by_rules = make_by_rules(("a#001.01", LINES, 0.9))
    assert rule_strengths(frames.empty(frames.SEGMENTS), by_rules, CODES).shape == (0, 3)


@pytest.mark.parametrize("start", [0, 7])
def test_the_index_of_the_segments_does_not_matter(segments: pd.DataFrame, start: int) -> None:
    by_rules = make_by_rules(("a#002.01", LINES, 0.5), ("b#001.03", MONEY, 0.7))
    moved = segments.set_axis(range(start, start + len(segments)))
    assert rule_strengths(moved[moved["interview_id"] == "b"], by_rules, CODES).tolist() == [[0.7, 0, 0]]


def test_view_of_turns(segments: pd.DataFrame, scorer: Scorer, encode: Encode) -> None:
    hand = make_hand(TURNS, ("a", 1, 0, 15, LINES), ("b", 1, 0, 14, MONEY), ("b", 1, 0, 14, LINES))
    by_rules = make_by_rules(("b#001.02", LINES, 0.6))
    views = view_turns(scorer, segments, hand, by_rules, CODES, encode)
    assert views.keys == (("a", 1), ("a", 2), ("b", 1))
    assert views.interviews == ("a", "a", "b")
    assert views.truth.tolist() == [[False, False, True], [False, False, False], [True, False, True]]
    assert views.turn.tolist() == [0, 0, 1, 2, 2, 2]
    assert views.rules.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 0.6]]
    texts = window_texts(segments)
    for view, scores in (
        (views.ngrams, scorer.ngrams.log_odds(texts)),
        (views.vectors, scorer.vectors.log_odds(encode(texts))),
    ):
        of_code = dict(zip(scorer.code_ids, scores.T, strict=True))
        assert view[:, 0] == pytest.approx(of_code[MONEY])
        assert view[:, 2] == pytest.approx(of_code[LINES])
        # What is not learnt is as unlikely as anything.
        assert view[:, 1] == pytest.approx(np.full(6, min(0, scores.min())))


def test_utterances_are_turns_of_their_own_that_rules_are_not_asked_about(scorer: Scorer, encode: Encode) -> None:
    views = view_utterances(scorer, ITEMS, CODES, encode, "hand 1")
    assert views.keys == tuple(("hand 1", n) for n in range(15))
    assert views.turn.tolist() == list(range(15))
    assert [CODES[k] for k in np.nonzero(views.truth)[1]] == [LINES] * 5 + [MONEY] * 5
    assert (views.rules.shape, views.rules.any()) == ((15, 3), False)


def test_the_best_window_is_the_best_by_both(segments: pd.DataFrame, scorer: Scorer, encode: Encode) -> None:
    views = view_turns(scorer, segments, make_hand(TURNS), make_by_rules(), CODES, encode)
    weights = Calibration(0.5, 20.0, -1.0)
    scores = 0.5 * views.ngrams + 20.0 * views.vectors - 1.0
    expected = [scores[:2].max(axis=0), scores[2], scores[3:].max(axis=0)]
    assert views.best(weights) == pytest.approx(np.array(expected), abs=1e-5)
    by_ngrams, by_vectors = views.best_of_each()
    assert by_ngrams[2] == pytest.approx(views.ngrams[3:].max(axis=0))
    assert by_vectors[2] == pytest.approx(views.vectors[3:].max(axis=0))
    assert len(views.alone("vectors").best_of_each()) == 1
    assert views.alone("vectors").best_of_each()[0] == pytest.approx(by_vectors)
    assert views.alone("ngrams").best_of_each()[0] == pytest.approx(by_ngrams)


def assert_same(one: Views, other: Views) -> None:
    assert one.keys == other.keys
    for name in ("truth", "turn", "ngrams", "vectors", "rules"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_parts_under_each_other_are_the_whole(segments: pd.DataFrame, scorer: Scorer, encode: Encode) -> None:
    hand = make_hand(TURNS, ("a", 1, 0, 15, LINES), ("b", 1, 0, 14, MONEY))
    by_rules = make_by_rules(("a#002.01", LINES, 0.5), ("b#001.03", MONEY, 0.7))
    views = view_turns(scorer, segments, hand, by_rules, CODES, encode)
    assert_same(stack([views.only(["a"]), views.only(["b"])]), views)
    assert_same(views.only(["b", "a"]), views)
    of_b = segments[segments["interview_id"] == "b"]
    assert views.only(["b"]).rules.tolist() == [[0.7, 0, 0]]
    assert views.only(["b"]).keys == view_turns(scorer, of_b, hand, by_rules, CODES, encode).keys
    assert views.only([]).rules.shape == (0, 3)
