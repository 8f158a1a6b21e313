"""Windows over a turn: which sentences count together, and where a turn's score is placed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import frames
from pipeline.coding.classifier import Classifier, Floats, TrainingItem
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.training import Recipe, fit
from pipeline.coding.windows import rows_of_turns, score_turns, sentence_texts, stretches, window_texts
from pipeline.language import apart

MONEY = ["subsidie op", "geen subsidie", "subsidie laat", "zonder subsidie", "subsidie weg"]
PHONE = ["zij belt", "hij belt", "school belt", "wie belt", "moeder belt"]
OTHER = ["mooi weer", "koffie graag", "mooi zo", "koffie dan", "goed zo"]


ITEMS = [
    TrainingItem(text, frozenset(codes), "proef")
    for texts, codes in ((MONEY, {"geld"}), (PHONE, {"lijn"}), (OTHER, set()))
    for text in texts
]


@pytest.fixture(scope="module")
def toy() -> Scorer:
    """A scorer that knows money (geld) and phoning (lijn)."""
    return Scorer(Classifier.fit(ITEMS, seed=1), None, Calibration())


@pytest.fixture(scope="module")
def with_vectors(encode: Encode) -> Scorer:
    """One that knows the same, and looks at vectors too."""
    return fit(ITEMS, Recipe(1, encode), Calibration(0.8, 40.0, -0.2))


def segments(*turns: tuple[str, int, list[str]]) -> pd.DataFrame:
    rows = []
    for interview_id, turn_no, texts in turns:
        start = 0
        for number, text in enumerate(texts, 1):
            row = {"segment_id": f"{interview_id}#{turn_no:03d}.{number:02d}", "interview_id": interview_id}
            rows.append(
                row
                | {"turn_no": turn_no, "start_char": start, "end_char": start + len(text), "text": text, "asked": ""}
            )
            start += len(text) + 1
    return frames.build(frames.SEGMENTS, rows)


def test_no_segments_no_turns(toy: Scorer) -> None:
    assert score_turns(frames.empty(frames.SEGMENTS), toy) == {}


def test_a_turn_of_one_sentence_scores_as_that_sentence(toy: Scorer) -> None:
    scores = score_turns(segments(("a", 2, ["de subsidie"])), toy)
    assert list(scores) == [("a", 2)]
    assert scores["a", 2].best == pytest.approx(toy.log_odds(["de subsidie"], None)[0])
    assert (scores["a", 2].rows, scores["a", 2].segment) == ([0], [0, 0])


def test_the_score_is_that_of_the_best_window(toy: Scorer) -> None:
    texts = ["mooi weer", "de subsidie", "zij belt", "koffie graag"]
    windows = [
        "mooi weer de subsidie",
        "mooi weer de subsidie zij belt",
        "de subsidie zij belt koffie graag",
        "zij belt koffie graag",
    ]
    found = score_turns(segments(("a", 1, texts)), toy)["a", 1]
    assert found.best == pytest.approx(toy.log_odds(windows, None).max(axis=0))
    assert found.windows == pytest.approx(toy.log_odds(windows, None))
    assert found.alone == pytest.approx(toy.log_odds(texts, None))


def test_vectors_are_those_of_windows_and_sentences(with_vectors: Scorer, encode: Encode) -> None:
    texts = ["mooi weer", "de subsidie", "zij belt", "koffie graag"]
    frame = segments(("a", 1, texts), ("a", 3, ["wie belt"]))
    asked: list[str] = []

    def remember(wanted: Sequence[str]) -> Floats:
        asked.extend(wanted)
        return encode(wanted)

    found = score_turns(frame, with_vectors, remember)
    without_vectors = Scorer(with_vectors.ngrams, None, with_vectors.calibration)
    assert set(asked) == {*sentence_texts(frame), *window_texts(frame)}
    turn = found["a", 1]
    assert turn.alone == pytest.approx(with_vectors.log_odds(sentence_texts(frame)[:4], encode), abs=1e-5)
    assert turn.windows == pytest.approx(with_vectors.log_odds(window_texts(frame)[:4], encode), abs=1e-5)
    assert np.abs(turn.windows - score_turns(frame, without_vectors)["a", 1].windows).max() > 0.05


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([], []),
        ([("a", 1, ["een"])], ["een"]),
        ([("a", 1, ["een", "twee"])], ["een twee", "een twee"]),
        ([("a", 1, ["een", "twee", "drie", "vier"])], ["een twee", "een twee drie", "twee drie vier", "drie vier"]),
        ([("a", 1, ["een", "twee"]), ("a", 3, ["drie"]), ("b", 3, ["vier"])], ["een twee", "een twee", "drie", "vier"]),
    ],
    ids=["nothing", "one", "two", "four", "turns and interviews stay apart"],
)
def test_window_texts(turns: list[tuple[str, int, list[str]]], expected: list[str]) -> None:
    assert [apart(text).text for text in window_texts(segments(*turns))] == expected


def test_a_text_is_read_among_the_rest_of_its_turn() -> None:
    frame = segments(("a", 1, ["een", "twee", "drie", "vier"]), ("a", 3, ["vijf"]))
    windows, alone = ([apart(text) for text in texts] for texts in (window_texts(frame), sentence_texts(frame)))
    assert [(one.before, one.after) for one in windows] == [
        ("", "drie vier"),
        ("", "vier"),
        ("een", ""),
        ("een twee", ""),
        ("", ""),
    ]
    assert [(one.before, one.text, one.after) for one in alone][:2] == [
        ("", "een", "twee drie vier"),
        ("een", "twee", "drie vier"),
    ]


def test_a_long_turn_is_read_in_stretches_that_overlap() -> None:
    sentence = " ".join(["woord"] * 60)
    frame = segments(("a", 1, [sentence] * 8), ("b", 1, ["kort"]), ("b", 3, [" ".join(["woord"] * 900), "kort"]))
    found = stretches(frame)
    assert found[:8] == [[0, 1, 2, 3]] * 3 + [[2, 3, 4, 5]] * 2 + [[4, 5, 6, 7]] * 3
    assert found[8:] == [[8], [9, 10], [9, 10]]


@given(st.lists(st.integers(0, 120), min_size=1, max_size=30))
def test_stretches_hold_a_window_and_are_not_much_longer_than_is_read(lengths: list[int]) -> None:
    frame = segments(("a", 1, [" ".join(["woord"] * n) for n in lengths]))
    for row, read in enumerate(stretches(frame)):
        assert read == list(range(read[0], read[-1] + 1))
        assert {max(0, row - 1), row, min(len(lengths) - 1, row + 1)} <= set(read)
        assert sum(lengths[r] for r in read[2:-2]) <= 200


def test_one_long_word_is_not_copied_into_every_text_beside_it() -> None:
    frame = segments(("a", 1, [*["Ja."] * 99, "a" * 1_000_000, *["Ja."] * 100]))
    assert sum(map(len, window_texts(frame))) < 4_000_000


def test_rows_of_turns() -> None:
    frame = segments(("a", 1, ["een", "twee"]), ("a", 3, ["drie"]), ("b", 3, ["vier", "vijf"]))
    assert rows_of_turns(frame) == {("a", 1): [0, 1], ("a", 3): [2], ("b", 3): [3, 4]}


def test_a_score_is_placed_on_the_sentence_that_speaks_by_itself(toy: Scorer) -> None:
    texts = ["mooi weer", "koffie graag", "subsidie op", "mooi zo", "zij belt"]
    found = score_turns(segments(("a", 1, ["goed zo"]), ("a", 3, texts)), toy)["a", 3]
    placed = dict(zip(toy.code_ids, found.segment, strict=True))
    assert found.rows == [1, 2, 3, 4, 5]
    assert placed == {"geld": 3, "lijn": 5}


def test_neighbours_of_another_turn_or_interview_do_not_count(toy: Scorer) -> None:
    frame = segments(("a", 1, ["subsidie op"]), ("a", 3, ["mooi weer"]), ("b", 3, ["subsidie weg"]))
    scores = score_turns(frame, toy)
    assert list(scores) == [("a", 1), ("a", 3), ("b", 3)]
    assert scores["a", 3].best == pytest.approx(toy.log_odds(["mooi weer"], None)[0])


TURNS = st.lists(st.lists(st.sampled_from([*MONEY, *PHONE, *OTHER]), min_size=1, max_size=6), max_size=4)


@settings(deadline=None, max_examples=50)
@given(TURNS)
def test_turns_tile_the_rows_and_are_as_their_best_windows(toy: Scorer, turns: list[list[str]]) -> None:
    frame = segments(*(("a", 2 * n, texts) for n, texts in enumerate(turns, 1)))
    scores = score_turns(frame, toy)
    assert [row for turn in scores.values() for row in turn.rows] == list(range(len(frame)))
    for turn, texts in zip(scores.values(), turns, strict=True):
        assert turn.alone == pytest.approx(toy.log_odds(texts, None), abs=1e-5)
        for k, (row, window) in enumerate(zip(turn.segment, turn.window, strict=True)):
            assert row in window
            assert window == list(range(window[0], window[-1] + 1))
            assert set(window) <= set(turn.rows)
            said = " ".join(frame["text"][r] for r in window)
            assert turn.best[k] == turn.windows[:, k].max() == pytest.approx(toy.log_odds([said], None)[0, k], abs=1e-5)
            by_itself = {r: turn.alone[turn.rows.index(r), k] for r in window}
            assert by_itself[row] == max(by_itself.values())
