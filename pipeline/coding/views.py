"""What each classifier makes of turns that it has not seen: what weights, thresholds and figures are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

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
    """

    keys: tuple[tuple[str, int], ...]
    truth: Bools
    turn: NDArray[np.intp]
    ngrams: Floats
    vectors: Floats | None

    def chances(self, weights: Calibration) -> Floats:
        """Return the n x k chances: those of each turn's best window, as a coder would have them."""
        chances: Floats = expit(self.best(weights))
        return chances

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
        return Views(tuple(self.keys[n] for n in rows), self.truth[rows], turn, self.ngrams[kept], vectors)

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
    )


def view_turns(
    scorer: Scorer, segments: pd.DataFrame, hand: pd.DataFrame, code_ids: Sequence[str], encode: Encode | None
) -> Views:
    """Return what a scorer's classifiers make of every turn.

    Parameters
    ----------
    segments, hand
        Frames `segments` (whole turns, in order) and `hand_codings`.
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
    )


def view_utterances(
    scorer: Scorer, utterances: Sequence[TrainingItem], code_ids: Sequence[str], encode: Encode | None, name: str = ""
) -> Views:
    """Return what a scorer's classifiers make of single utterances, each a turn of its own."""
    truth = np.array([[code in one.codes for code in code_ids] for one in utterances], dtype=bool)
    texts = [one.text for one in utterances]
    return Views(
        tuple((name, n) for n in range(len(texts))),
        truth.reshape(len(texts), len(code_ids)),
        np.arange(len(texts)),
        *_log_odds(scorer, texts, code_ids, encode),
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
