"""What each classifier makes of turns that it has not seen: what weights, thresholds and figures are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline.coding.classifier import Floats, TrainingItem
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.windows import rows_of_turns, window_texts

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Views:
    """Turns, what coders gave to them, and the log-odds of their windows.

    Attributes
    ----------
    keys
        n turns (or utterances): interview_id (or hand) and number.
    truth
        n x k.
    turn
        w; the row of each window's turn; every turn has a window.
    ngrams, vectors
        w x k log-odds; vectors None without an encoder.
    rules
        n x k: the strength of the strongest rule that found the code in the turn, 0 without one.
    """

    keys: tuple[tuple[str, int], ...]
    truth: Bools
    turn: NDArray[np.intp]
    ngrams: Floats
    vectors: Floats | None
    rules: Floats

    @property
    def interviews(self) -> tuple[str, ...]:
        """The interview of each turn."""
        return tuple(interview_id for interview_id, _ in self.keys)

    def best(self, weights: Calibration) -> Floats:
        """Return the n x k weighed log-odds of each turn's best window."""
        scores = weights.ngrams * self.ngrams + weights.intercept
        return self._best(scores if self.vectors is None else scores + weights.vectors * self.vectors)

    def best_of_each(self) -> list[Floats]:
        """Return the n x k log-odds of each turn's best window, by n-grams alone and by vectors alone."""
        return [self._best(view) for view in (self.ngrams, self.vectors) if view is not None]

    def _best(self, scores: Floats) -> Floats:
        best = np.full(self.truth.shape, -np.inf)
        np.maximum.at(best, self.turn, scores)
        return best

    def only(self, interviews: Sequence[str]) -> Views:
        """Return the turns of some interviews."""
        rows = [n for n, (interview_id, _) in enumerate(self.keys) if interview_id in interviews]
        kept = np.isin(self.turn, rows)
        turn = np.searchsorted(rows, self.turn[kept])
        vectors = None if self.vectors is None else self.vectors[kept]
        keys = tuple(self.keys[n] for n in rows)
        return Views(keys, self.truth[rows], turn, self.ngrams[kept], vectors, self.rules[rows])

    def alone(self, which: str) -> Views:
        """Return the views of one classifier only: "ngrams", or "vectors" if there are any."""
        view = self.vectors if which == "vectors" and self.vectors is not None else self.ngrams
        return replace(self, ngrams=view, vectors=None)


def stack(many: Sequence[Views]) -> Views:
    """Return the turns of all under each other."""
    starts = np.cumsum([0, *(len(one.keys) for one in many)])
    vectors = [one.vectors for one in many if one.vectors is not None]
    return Views(
        tuple(key for one in many for key in one.keys),
        np.vstack([one.truth for one in many]),
        np.concatenate([one.turn + start for one, start in zip(many, starts, strict=False)]),
        np.vstack([one.ngrams for one in many]),
        np.vstack(vectors) if vectors else None,
        np.vstack([one.rules for one in many]),
    )


def view_turns(
    scorer: Scorer,
    segments: pd.DataFrame,
    hand: pd.DataFrame,
    by_rules: pd.DataFrame,
    code_ids: Sequence[str],
    encode: Encode | None,
) -> Views:
    """Return what a scorer's classifiers, and the rules, make of every turn.

    Parameters
    ----------
    segments, hand, by_rules
        Frames `segments` (whole turns, in order), `hand_codings`, and `suggestions` of the rule coder.
    code_ids
        The k codes, in the order of the columns.
    """
    segments = segments.reset_index(drop=True)
    rows = rows_of_turns(segments)
    given = set(zip(hand["interview_id"], hand["turn_no"], hand["code_id"], strict=True))
    truth = np.array([[(i, t, code) in given for code in code_ids] for i, t in rows], dtype=bool)
    turn = np.repeat(np.arange(len(rows)), [len(windows) for windows in rows.values()])
    return Views(
        tuple(rows),
        truth.reshape(len(rows), len(code_ids)),
        turn,
        *_log_odds(scorer, window_texts(segments), code_ids, encode),
        rule_strengths(segments, by_rules, code_ids),
    )


def rule_strengths(segments: pd.DataFrame, by_rules: pd.DataFrame, code_ids: Sequence[str]) -> Floats:
    """Return n x k: the score of the strongest rule suggestion for each turn of ``segments`` and code, 0 without one."""
    row_of_turn = {key: n for n, key in enumerate(rows_of_turns(segments))}
    places = zip(segments["segment_id"], segments["interview_id"], segments["turn_no"], strict=True)
    row = {segment_id: row_of_turn[interview_id, int(turn_no)] for segment_id, interview_id, turn_no in places}
    column = {code_id: k for k, code_id in enumerate(code_ids)}
    strengths = np.zeros((len(row_of_turn), len(column)))
    for segment_id, code_id, score in zip(by_rules["segment_id"], by_rules["code_id"], by_rules["score"], strict=True):
        if segment_id in row and code_id in column:
            place = row[segment_id], column[code_id]
            strengths[place] = max(strengths[place], score)
    return strengths


def view_utterances(
    scorer: Scorer, utterances: Sequence[TrainingItem], code_ids: Sequence[str], encode: Encode | None, name: str = ""
) -> Views:
    """Return what a scorer's classifiers make of single utterances, each a turn of its own; rules are not asked."""
    truth = np.array([[code in one.codes for code in code_ids] for one in utterances], dtype=bool)
    texts = [one.text for one in utterances]
    return Views(
        tuple((name, n) for n in range(len(texts))),
        truth.reshape(len(texts), len(code_ids)),
        np.arange(len(texts)),
        *_log_odds(scorer, texts, code_ids, encode),
        np.zeros(truth.shape),
    )


def _log_odds(scorer: Scorer, texts: Sequence[str], code_ids: Sequence[str], encode: Encode | None) -> tuple[Any, Any]:
    columns = [list(code_ids).index(code) for code in scorer.code_ids]
    vectors = None
    if scorer.vectors is not None and encode is not None:
        vectors = _spread(scorer.vectors.log_odds(encode(texts)), columns, len(code_ids))
    return _spread(scorer.ngrams.log_odds(texts), columns, len(code_ids)), vectors


def _spread(view: Floats, columns: Sequence[int], k: int) -> Floats:
    """Return w x k; codes that the classifier does not know are as unlikely as the least likely one."""
    matrix = np.full((len(view), k), view.min(initial=0.0))
    matrix[:, columns] = view
    return matrix
