"""Score a turn with a classifier: sentences alone and with their neighbours, best window per code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.coding.classifier import Classifier, Floats


@dataclass(frozen=True)
class TurnScores:
    """Scores of one turn.

    ``best[k]`` is its highest window, ``segment[k]`` the row in ``segments`` that carries it, ``alone[k]`` what that sentence
    scores without its neighbours.
    """

    rows: list[int]
    best: Floats
    segment: list[int]
    alone: list[float]


def score_turns(segments: pd.DataFrame, classifier: Classifier) -> dict[tuple[str, int], TurnScores]:
    """Score every respondent turn for every code.

    A window is one sentence, or a sentence with the one before and after it in the same turn. A turn's score is that
    of its best window; it is placed on the sentence of that window which scores highest by itself.

    Parameters
    ----------
    segments
        Frame `segments`, n rows, in order.

    Returns
    -------
    dict
        (interview_id, turn_no) -> TurnScores with arrays of length k.
    """
    texts = segments["text"].tolist()
    turns: dict[tuple[str, int], list[int]] = {}
    for row, (interview_id, turn_no) in enumerate(zip(segments["interview_id"], segments["turn_no"], strict=True)):
        turns.setdefault((interview_id, int(turn_no)), []).append(row)
    spans = [
        (rows[max(0, i - 1)], rows[min(len(rows) - 1, i + 1)]) for rows in turns.values() for i in range(len(rows))
    ]
    alone = classifier.probabilities(texts)
    joined = classifier.probabilities([" ".join(texts[a : b + 1]) for a, b in spans])
    return {key: _score(rows, alone, joined) for key, rows in turns.items()}


def _score(rows: list[int], alone: Floats, joined: Floats) -> TurnScores:
    first, last = rows[0], rows[-1]
    windows = np.maximum(alone[first : last + 1], joined[first : last + 1])
    best_row = windows.argmax(axis=0)
    best = windows.max(axis=0)
    segment = []
    for k, centre in enumerate(best_row):
        low, high = max(0, centre - 1), min(len(rows), centre + 2)
        segment.append(first + low + int(alone[first + low : first + high, k].argmax()))
    return TurnScores(rows, best, segment, [float(alone[row, k]) for k, row in enumerate(segment)])


def turn_matrix(
    scores: dict[tuple[str, int], TurnScores], code_ids: Sequence[str], known: Sequence[str]
) -> tuple[list[tuple[str, int]], Floats]:
    """Return the turns and an n x len(code_ids) array of their scores; codes that are not ``known`` score 0."""
    keys = list(scores)
    matrix = np.zeros((len(keys), len(code_ids)))
    columns = [code_ids.index(code) for code in known]
    for row, key in enumerate(keys):
        matrix[row, columns] = scores[key].best
    return keys, matrix
