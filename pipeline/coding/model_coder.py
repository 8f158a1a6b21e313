"""The model coder: suggestions of a trained classifier, with the words that weighed most."""

from __future__ import annotations

import re

import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding.classifier import Classifier
from pipeline.coding.training import Fold
from pipeline.coding.windows import score_turns

_WORD = re.compile(r"[^\W\d_]{3,}")
_N_WORDS = 3
# Words that say nothing by themselves, however much they weigh; a reader learns nothing from them.
_EMPTY = frozenset(
    [
        "dat",
        "die",
        "een",
        "het",
        "van",
        "voor",
        "met",
        "maar",
        "ook",
        "niet",
        "dan",
        "nou",
        "heb",
        "zijn",
        "wel",
        "nog",
        "hij",
        "zij",
        "wij",
        "maar",
        "als",
        "was",
        "ben",
        "heeft",
    ]
)


class ModelCoder:
    """Suggest codes with one fold of a trained model.

    Parameters
    ----------
    fold
        Classifier and thresholds.
    codebook
        Gives the direction of each code.
    version
        Model version, kept as ``source_id``.
    """

    def __init__(self, fold: Fold, codebook: Codebook, version: str) -> None:
        self._fold = fold
        self._codebook = codebook
        self._version = version

    def suggest(self, segments: pd.DataFrame) -> pd.DataFrame:
        """Suggest codes, at most once per code and turn.

        Parameters
        ----------
        segments
            Frame `segments`, n rows, whole turns, in order.

        Returns
        -------
        pd.DataFrame
            Frame `suggestions` with origin "model", sorted by key.
        """
        segments = segments.reset_index(drop=True)
        classifier = self._fold.classifier
        rows: list[dict[str, object]] = []
        for scores in score_turns(segments, classifier).values():
            for k, code_id in enumerate(classifier.code_ids):
                if scores.best[k] >= self._fold.doubtful and code_id in self._codebook.by_id:
                    is_alone = scores.alone[k] >= self._fold.doubtful
                    segment = segments.iloc[scores.segment[k]]
                    rows.append(self._row(segment, code_id, k, float(scores.best[k]), is_alone))
        rows.sort(key=lambda row: (str(row["segment_id"]), str(row["code_id"])))
        return frames.build(frames.SUGGESTIONS, rows)

    def _row(self, segment: pd.Series, code_id: str, k: int, score: float, is_alone: bool) -> dict[str, object]:
        words = heavy_words(str(segment["text"]), self._fold.classifier, k)
        offset = int(segment["start_char"])
        shown = ", ".join(f"'{segment['text'][a:b]}'" for a, b in words)
        start, end = words[0] if words else (0, len(segment["text"]))
        return {
            "segment_id": segment["segment_id"],
            "code_id": code_id,
            "origin": "model",
            "direction": self._codebook.by_id[code_id].richting,
            "score": round(score, 4),
            "certainty": "likely" if score >= self._fold.likely else "doubtful",
            "source_id": self._version,
            "evidence_start": offset + start,
            "evidence_end": offset + end,
            "detail": f"model: {f'het zwaarst wogen {shown}' if shown else 'geen woord woog zwaar'}"
            + ("" if shown and is_alone else "; de zinnen eromheen telden mee"),
        }


def heavy_words(text: str, classifier: Classifier, k: int) -> list[tuple[int, int]]:
    """Return (start, end) in ``text`` of the words that speak most for code number ``k``, heaviest first."""
    places = [(m.start(), m.end()) for m in _WORD.finditer(text) if m.group().lower() not in _EMPTY]
    weights = classifier.word_weights([text[a:b] for a, b in places])
    ranked = sorted(((float(weights[i, k]), place) for i, place in enumerate(places)), key=lambda x: (-x[0], x[1]))
    seen: set[str] = set()
    chosen = []
    for weight, (a, b) in ranked:
        if weight > 0 and text[a:b].lower() not in seen:
            seen.add(text[a:b].lower())
            chosen.append((a, b))
    return chosen[:_N_WORDS]
