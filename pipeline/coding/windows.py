"""Score a turn: sentences with their neighbours, best window per code."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Encode, Scorer
from pipeline.language import asked

# So many words and signs of a long turn are read together; of what stands beside a text so many characters are kept.
_N_WORDS, _N_BESIDE = 200, 4000
_WORD_OR_SIGN, _LONGEST_WORD = re.compile(r"\w+|[^\w\s]"), 20


@dataclass(frozen=True)
class TurnScores:
    """Log-odds of one turn, for each of k codes.

    ``rows`` are its n rows in ``segments``. ``best[k]`` are the log-odds of its best window, ``windows`` those of the window
    around each sentence (n x k), ``alone`` those of each sentence (n x k). ``segment[k]`` is the row that carries the code,
    ``window[k]`` are the rows of the best window, and ``around[k]`` those that are read with it.
    """

    rows: list[int]
    best: Floats
    windows: Floats
    alone: Floats
    segment: list[int]
    window: list[list[int]]
    around: list[list[int]]


def score_turns(
    segments: pd.DataFrame, scorer: Scorer, encode: Encode | None = None
) -> dict[tuple[str, int], TurnScores]:
    """Score every respondent turn for every code.

    A window is a sentence with the one before and the one after it in the same turn. A turn's score is that of its
    best window; it is placed on the sentence of that window which scores highest. Vectors of both are taken from a reading
    of the whole turn (``stretches``); n-grams know the question and the text alone.

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
    turns, around = rows_of_turns(segments), stretches(segments)
    # Asked together, so that a turn is read once.
    both = scorer.log_odds([*sentence_texts(segments), *window_texts(segments)], encode)
    alone, windows = both[: len(segments)], both[len(segments) :]
    return {key: _score(rows, alone[rows], windows[rows], around) for key, rows in turns.items()}


def rows_of_turns(segments: pd.DataFrame) -> dict[tuple[str, int], list[int]]:
    """Return the row numbers of each turn's segments."""
    turns: dict[tuple[str, int], list[int]] = {}
    for row, (interview_id, turn_no) in enumerate(zip(segments["interview_id"], segments["turn_no"], strict=True)):
        turns.setdefault((interview_id, int(turn_no)), []).append(row)
    return turns


def sentence_texts(segments: pd.DataFrame) -> list[str]:
    """Return each segment's text, as said to the question before its turn and among the rest of it."""
    return _texts(segments, 0)


def window_texts(segments: pd.DataFrame) -> list[str]:
    """Return each segment's text with those of its neighbours in the turn, as said to the question and among the rest."""
    return _texts(segments, 1)


def stretches(segments: pd.DataFrame) -> list[list[int]]:
    """Return for each segment the rows that are read with it: its turn, or of a long turn the part that it stands in.

    Parts are about equally long, and each is read with one sentence more on either side.
    """
    found = [list[int]() for _ in range(len(segments))]
    lengths = [_length(text) for text in segments["text"]]
    for rows in rows_of_turns(segments).values():
        total = sum(lengths[row] for row in rows)
        n_parts = max(1, -(-total // _N_WORDS))
        parts: dict[int, list[int]] = {}
        n_before = 0
        for place, row in enumerate(rows):
            middle = n_before + lengths[row] // 2
            parts.setdefault(min(n_parts - 1, middle * n_parts // max(1, total)), []).append(place)
            n_before += lengths[row]
        for places in parts.values():
            read = rows[max(0, places[0] - 1) : places[-1] + 2]
            for place in places:
                found[rows[place]] = read
    return found


def _length(text: str) -> int:
    """Return how many words and signs a text has, and more for words of a length that no word has."""
    return max(len(_WORD_OR_SIGN.findall(text)), len(text) // _LONGEST_WORD)


def _texts(segments: pd.DataFrame, n_beside: int) -> list[str]:
    """Return each segment's text with so many of its neighbours, among what is read with them."""
    texts, questions = segments["text"].tolist(), segments["asked"].tolist()
    found = []
    for row, around in enumerate(stretches(segments)):
        place = around.index(row)
        low, high = max(0, place - n_beside), place + n_beside + 1
        before, said, after = (
            " ".join(texts[r] for r in rows) for rows in (around[:low], around[low:high], around[high:])
        )
        found.append(asked(questions[row], said, *beside(before, after)))
    return found


def beside(before: str, after: str) -> tuple[str, str]:
    """Return of what stands on both sides of a text what may be read: the nearest, as much as no words of a language exceed."""
    return before[-_N_BESIDE:], after[:_N_BESIDE]


def _score(rows: list[int], alone: Floats, windows: Floats, around: list[list[int]]) -> TurnScores:
    segment, window, read_with = [], [], []
    for k, centre in enumerate(windows.argmax(axis=0)):
        low, high = max(0, centre - 1), min(len(rows), centre + 2)
        segment.append(rows[low + int(alone[low:high, k].argmax())])
        window.append(rows[low:high])
        read_with.append(around[rows[centre]])
    return TurnScores(rows, windows.max(axis=0), windows, alone, segment, window, read_with)
