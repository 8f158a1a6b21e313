"""The model coder: suggestions of a trained model, with the words that made the difference."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding.choosing import outdone
from pipeline.coding.classifier import Floats
from pipeline.coding.scorer import Encode, Scorer
from pipeline.coding.training import Fold
from pipeline.coding.views import rule_strengths
from pipeline.coding.windows import TurnScores, beside, score_turns
from pipeline.language import asked

_WORD = re.compile(r"[^\W\d_]{3,}")
_N_WORDS = 3
# Words that say nothing by themselves, however much they weigh; a reader learns nothing from them.
_EMPTY = frozenset(
    "dat die een het van voor met maar ook niet dan nou heb zijn wel nog hij zij wij als was ben heeft".split()
)
Place = tuple[int, int]


@dataclass(frozen=True)
class _Found:
    """A code in a turn: row numbers of the segment that carries it, of its window, of what is read with that, of other segments that do, and the chance."""

    k: int
    row: int
    window: list[int]
    around: list[int]
    also: list[int]
    chance: float
    is_alone: bool


@dataclass(frozen=True)
class Said:
    """The text that carries code number ``k``, what stands around it in its window, the question before, and the rest of the turn.

    ``rest``: what is read with the window, before and after it.
    """

    text: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    k: int
    question: str = ""
    rest: tuple[str, str] = ("", "")

    def window(self, places: Sequence[Place]) -> str:
        """Return the window without the words at ``places`` in the text, among what is read with it."""
        middle = without(self.text, places) if places else self.text
        return asked(self.question, " ".join([*self.before, middle, *self.after]), *self.rest)


class ModelCoder:
    """Suggest codes with one fold of a trained model.

    Parameters
    ----------
    fold
        Scorer, weights and thresholds.
    codebook
        Gives the direction of each code.
    version
        Model version, kept as ``source_id``.
    encode
        Gives sentence vectors; None for a model without.
    explains
        Whether the words that made the difference are looked for, which takes most of the time.
    """

    def __init__(
        self, fold: Fold, codebook: Codebook, version: str, encode: Encode | None = None, explains: bool = True
    ) -> None:
        self._scorer, self._chosen = fold.scorer, fold.chosen
        self._codebook, self._version, self._encode, self._explains = codebook, version, encode, explains

    def suggest(self, segments: pd.DataFrame, by_rules: pd.DataFrame | None = None) -> pd.DataFrame:
        """Suggest codes, at most once per code and turn, and none of which a code that says the opposite is much likelier.

        Parameters
        ----------
        segments
            Frame `segments`, n rows, whole interviews, in order.
        by_rules
            Frame `suggestions` of the rule coder about them, as evidence; default there is none.

        Returns
        -------
        pd.DataFrame
            Frame `suggestions` with origin "model", sorted by key.
        """
        segments = segments.reset_index(drop=True)
        turns = score_turns(segments, self._scorer, self._encode)
        found = self._found(turns, self._rules(segments, by_rules)) if turns else []
        words = [list[Place]() for _ in found]
        if self._explains:
            texts, questions = segments["text"].tolist(), segments["asked"].tolist()
            said = [_said(texts, questions[one.row], one) for one in found]
            words = deciding_words(said, self._scorer, self._encode)
        rows = [self._row(segments, one, place) for one, place in zip(found, words, strict=True)]
        rows.sort(key=lambda row: (str(row["segment_id"]), str(row["code_id"])))
        return frames.build(frames.SUGGESTIONS, rows)

    def _rules(self, segments: pd.DataFrame, by_rules: pd.DataFrame | None) -> Floats:
        given = frames.empty(frames.SUGGESTIONS) if by_rules is None else by_rules
        return rule_strengths(segments, given, self._scorer.code_ids)

    def _found(self, turns: dict[tuple[str, int], TurnScores], rules: Floats) -> list[_Found]:
        model, code_ids = self._chosen.turns, self._scorer.code_ids
        interviews = [interview_id for interview_id, _ in turns]
        best = np.array([scores.best for scores in turns.values()])
        chances = model.chances(best, rules, code_ids, interviews)
        topics = model.topics(expit(model.evidence(best, rules, code_ids)), interviews)
        suggested = (chances >= self._chosen.doubtful) & ~outdone(chances, code_ids, self._codebook.opposed)
        found = []
        for n, scores in enumerate(turns.values()):
            alone = expit(model.evidence(scores.alone, rules[n], code_ids)) * topics[n] >= self._chosen.doubtful
            for k in np.flatnonzero(suggested[n]):
                row = scores.segment[k]
                if code_ids[k] in self._codebook.by_id:
                    also = [r for r, is_alone in zip(scores.rows, alone[:, k], strict=True) if is_alone and r != row]
                    is_alone = bool(alone[scores.rows.index(row), k])
                    chance = float(chances[n, k])
                    found.append(_Found(int(k), row, scores.window[k], scores.around[k], also, chance, is_alone))
        return found

    def _row(self, segments: pd.DataFrame, one: _Found, words: list[Place]) -> dict[str, object]:
        segment = segments.iloc[one.row]
        text, offset = str(segment["text"]), int(segment["start_char"])
        code_id = self._scorer.code_ids[one.k]
        forms = {text[a:b].lower(): text[a:b] for a, b in reversed(words)}
        shown = ", ".join(f"'{form}'" for form in reversed(forms.values()))
        start, end = (min(a for a, _ in words), max(b for _, b in words)) if words else (0, len(text))
        detail = f"model: {f'zonder {shown} was de score lager' if shown else 'geen woord maakte het verschil'}"
        # A vector is that of the sentence in its turn, so that the rest of it always counts.
        is_by_itself = bool(shown) and one.is_alone and self._scorer.vectors is None
        detail += "" if is_by_itself else _also_read(bool(segment["asked"]), len(one.window) > 1)
        if one.also:
            places = ", ".join(f"{segments['start_char'][r]}-{segments['end_char'][r]}" for r in one.also)
            detail += f"; ook op {places} in deze beurt"
        return {
            "segment_id": segment["segment_id"],
            "code_id": code_id,
            "origin": "model",
            "direction": self._codebook.by_id[code_id].richting,
            "score": round(one.chance, 4),
            "certainty": self._chosen.certainty(one.chance),
            "source_id": self._version,
            "evidence_start": offset + start,
            "evidence_end": offset + end,
            "detail": detail,
        }


def _also_read(has_question: bool, has_neighbours: bool) -> str:
    """Say what else was read than the sentence."""
    read = ["de vraag ervoor"] * has_question + ["de zinnen eromheen"] * has_neighbours
    return f"; {' en '.join(read)} {'telden' if has_neighbours else 'telde'} mee" if read else ""


def _said(texts: Sequence[str], question: str, one: _Found) -> Said:
    before, after = (tuple(texts[row] for row in one.window if side * (row - one.row) > 0) for side in (-1, 1))
    rest = [row for row in one.around if row < one.window[0]], [row for row in one.around if row > one.window[-1]]
    joined = [" ".join(texts[row] for row in rows) for rows in rest]
    return Said(texts[one.row], before, after, one.k, question, beside(*joined))


def deciding_words(said: Sequence[Said], scorer: Scorer, encode: Encode | None) -> list[list[Place]]:
    """Find the words without which the window scores lower for the code.

    Returns
    -------
    list
        Per text the (start, end) in it of at most three words, the heaviest first. Taking all of them out lowers the score; none
        if no words do.

    Notes
    -----
    The n-grams say which words may matter: those without which they score lowest. Whether they do is then seen with
    the whole scorer.
    """
    candidates = [heavy_words(one.text, scorer, one.k) for one in said]
    before = scorer.log_odds([one.window(()) for one in said], encode)
    after = scorer.log_odds([one.window(places) for one, places in zip(said, candidates, strict=True)], encode)
    return [
        places if after[n, one.k] < before[n, one.k] else []
        for n, (one, places) in enumerate(zip(said, candidates, strict=True))
    ]


def heavy_words(text: str, scorer: Scorer, k: int) -> list[Place]:
    """Return (start, end) in ``text`` of the words that the n-grams miss most for code number ``k``, heaviest first.

    A word that occurs more than once is taken out everywhere, and has all its places.
    """
    places: dict[str, list[Place]] = {}
    for match in _WORD.finditer(text):
        if match.group().lower() not in _EMPTY:
            places.setdefault(match.group().lower(), []).append(match.span())
    spans = list(places.values())
    scores: Floats = scorer.ngrams.log_odds(
        [asked("", one) for one in (text, *(without(text, some) for some in spans))]
    )[:, k]
    drops = sorted((float(score - scores[0]), some) for score, some in zip(scores[1:], spans, strict=True))
    return [place for drop, some in drops[:_N_WORDS] if drop < 0 for place in some]


def without(text: str, places: Sequence[Place]) -> str:
    """Return ``text`` with the words at ``places`` taken out.

    Examples
    --------
    >>> without("Ik app haar even", [(3, 6)])
    'Ik haar even'
    """
    for start, end in sorted(places, reverse=True):
        text = text[:start] + text[end:]
    return " ".join(text.split())
