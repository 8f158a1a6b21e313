"""Windows over a turn: which sentences count together, and where a turn's score is placed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.coding.classifier import Classifier, TrainingItem
from pipeline.coding.windows import score_turns, turn_matrix

MONEY = ["subsidie op", "geen subsidie", "subsidie laat", "zonder subsidie", "subsidie weg"]
PHONE = ["zij belt", "hij belt", "school belt", "wie belt", "moeder belt"]
OTHER = ["mooi weer", "koffie graag", "mooi zo", "koffie dan", "goed zo"]


@pytest.fixture(scope="module")
def toy() -> Classifier:
    """A classifier that knows money (geld) and phoning (lijn)."""
    taught = [(text, {"geld"}) for text in MONEY] + [(text, {"lijn"}) for text in PHONE] + [(t, set()) for t in OTHER]
    return Classifier.fit([TrainingItem(text, frozenset(codes), "proef") for text, codes in taught], seed=1)


def segments(*turns: tuple[str, int, list[str]]) -> pd.DataFrame:
    rows = []
    for interview_id, turn_no, texts in turns:
        start = 0
        for number, text in enumerate(texts, 1):
            row = {"segment_id": f"{interview_id}#{turn_no:03d}.{number:02d}", "interview_id": interview_id}
            rows.append(row | {"turn_no": turn_no, "start_char": start, "end_char": start + len(text), "text": text})
            start += len(text) + 1
    return frames.build(frames.SEGMENTS, rows)


def test_no_segments_no_turns(toy: Classifier) -> None:
    assert score_turns(frames.empty(frames.SEGMENTS), toy) == {}


def test_a_turn_of_one_sentence_scores_as_that_sentence(toy: Classifier) -> None:
    scores = score_turns(segments(("a", 2, ["de subsidie"])), toy)
    assert list(scores) == [("a", 2)]
    assert scores["a", 2].best == pytest.approx(toy.probabilities(["de subsidie"])[0])
    assert (scores["a", 2].rows, scores["a", 2].segment) == ([0], [0, 0])


def test_the_score_is_that_of_the_best_window(toy: Classifier) -> None:
    texts = ["mooi weer", "de subsidie", "zij belt", "koffie graag"]
    windows = [
        *texts,
        "mooi weer de subsidie",
        "mooi weer de subsidie zij belt",
        "de subsidie zij belt koffie graag",
        "zij belt koffie graag",
    ]
    found = score_turns(segments(("a", 1, texts)), toy)["a", 1]
    assert found.best == pytest.approx(toy.probabilities(windows).max(axis=0))


def test_a_score_is_placed_on_the_sentence_that_speaks_by_itself(toy: Classifier) -> None:
    texts = ["mooi weer", "koffie graag", "subsidie op", "mooi zo", "zij belt"]
    found = score_turns(segments(("a", 1, ["goed zo"]), ("a", 3, texts)), toy)["a", 3]
    placed = dict(zip(toy.code_ids, found.segment, strict=True))
    assert found.rows == [1, 2, 3, 4, 5]
    assert placed == {"geld": 3, "lijn": 5}


def test_neighbours_of_another_turn_or_interview_do_not_count(toy: Classifier) -> None:
    frame = segments(("a", 1, ["subsidie op"]), ("a", 3, ["mooi weer"]), ("b", 3, ["subsidie weg"]))
    scores = score_turns(frame, toy)
    assert list(scores) == [("a", 1), ("a", 3), ("b", 3)]
    assert scores["a", 3].best == pytest.approx(toy.probabilities(["mooi weer"])[0])


def test_the_matrix_gives_unknown_codes_no_score(toy: Classifier) -> None:
    scores = score_turns(segments(("a", 1, ["zij belt"]), ("b", 4, ["de subsidie"])), toy)
    keys, matrix = turn_matrix(scores, ["lijn", "onbekend", "geld"], toy.code_ids)
    assert keys == [("a", 1), ("b", 4)]
    assert matrix[:, 1].tolist() == [0, 0]
    assert matrix[0, [2, 0]] == pytest.approx(scores["a", 1].best)
    assert matrix[1, [2, 0]] == pytest.approx(scores["b", 4].best)


def test_the_matrix_of_no_turns_is_empty(toy: Classifier) -> None:
    keys, matrix = turn_matrix({}, ["lijn", "geld"], toy.code_ids)
    assert (keys, matrix.shape) == ([], (0, 2))


TURNS = st.lists(st.lists(st.sampled_from([*MONEY, *PHONE, *OTHER]), min_size=1, max_size=6), max_size=4)


@settings(deadline=None)
@given(TURNS)
def test_turns_tile_the_rows_and_beat_their_sentences(toy: Classifier, turns: list[list[str]]) -> None:
    frame = segments(*(("a", 2 * n, texts) for n, texts in enumerate(turns, 1)))
    scores = score_turns(frame, toy)
    assert [row for turn in scores.values() for row in turn.rows] == list(range(len(frame)))
    for turn, texts in zip(scores.values(), turns, strict=True):
        assert (turn.best >= toy.probabilities(texts).max(axis=0) - 1e-6).all()
        assert set(turn.segment) <= set(turn.rows)
        assert np.isfinite(turn.best).all()
