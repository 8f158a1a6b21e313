"""Score a turn: sentences with their neighbours, best window per code."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Encode, Scorer
from pipeline.language import asked


@dataclass(frozen=True)
class TurnScores:
    """Log-odds of one turn, for each of k codes.

    ``rows`` are its n rows in ``segments``. ``best[k]`` are the log-odds of its best window, ``windows`` those of the window
    around each sentence (n x k), ``alone`` those of each sentence by itself (n x k). ``segment[k]`` is the row that
    carries the code, ``window[k]`` are the rows of the best window.
    """

    rows: list[int]
    best: Floats
    windows: Floats
    alone: Floats
    segment: list[int]
    window: list[list[int]]


def score_turns(
    segments: pd.DataFrame, scorer: Scorer, encode: Encode | None = None
) -> dict[tuple[str, int], TurnScores]:
    """Score every respondent turn for every code.

    A window is a sentence with the one before and the one after it in the same turn. A turn's score is that of its
    best window; it is placed on the sentence of that window which scores highest by itself.

    Parameters
    ----------
    segments
        Frame `segments`, n rows, in order.
    scorer
        Gives log-odds.
    encode
        Gives vectors, if the scorer uses them.

    Returns
    -------
    dict
        (interview_id, turn_no) -> TurnScores.
    """
    turns = rows_of_turns(segments)
    alone = scorer.log_odds(sentence_texts(segments), encode)
    windows = scorer.log_odds(window_texts(segments), encode)
    return {key: _score(rows, alone[rows], windows[rows]) for key, rows in turns.items()}


def rows_of_turns(segments: pd.DataFrame) -> dict[tuple[str, int], list[int]]:
    """Return the row numbers of each turn's segments."""
    turns: dict[tuple[str, int], list[int]] = {}
    for row, (interview_id, turn_no) in enumerate(zip(segments["interview_id"], segments["turn_no"], strict=True)):
        turns.setdefault((interview_id, int(turn_no)), []).append(row)
    return turns


def sentence_texts(segments: pd.DataFrame) -> list[str]:
    """Return each segment's text, as said to the question before its turn."""
    return [asked(question, text) for question, text in zip(segments["asked"], segments["text"], strict=True)]


def window_texts(segments: pd.DataFrame) -> list[str]:
    """Return each segment's text with those of its neighbours in the turn, as said to the question before it."""
    texts = segments["text"].tolist()
    joined = [""] * len(texts)
    for rows in rows_of_turns(segments).values():
        for place, row in enumerate(rows):
            joined[row] = " ".join(texts[r] for r in rows[max(0, place - 1) : place + 2])
    return [asked(question, text) for question, text in zip(segments["asked"], joined, strict=True)]


def _score(rows: list[int], alone: Floats, windows: Floats) -> TurnScores:
    segment, window = [], []
    for k, centre in enumerate(windows.argmax(axis=0)):
        low, high = max(0, centre - 1), min(len(rows), centre + 2)
        segment.append(rows[low + int(alone[low:high, k].argmax())])
        window.append(rows[low:high])
    return TurnScores(rows, windows.max(axis=0), windows, alone, segment, window)
