"""Train the classifier from the codebook's examples and from hand-coded interviews, without ever judging itself.

A hand-coded interview is coded by a model that has not seen it, nor any other interview of its municipality: per
municipality one model learns from everything else. Interviews that nobody coded get the model that learnt from all.
Thresholds are chosen on the training side only, on turns that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding.classifier import Classifier, Floats, TrainingItem, fit_features
from pipeline.coding.windows import score_turns, turn_matrix
from pipeline.files import sha256_value

ALL = "all"
_N_INNER = 4
_GRID = np.round(np.arange(0.10, 0.96, 0.02), 2)
# Likely means: of such suggestions at least half are right, on turns that the model had not seen.
_LIKELY_PRECISION = 0.5
# A threshold that no probability reaches.
_NEVER = 1.01
# What each coded interview teaches.
ItemsOf = dict[str, list[TrainingItem]]


@dataclass(frozen=True)
class Fold:
    """One classifier and its two thresholds: from ``doubtful`` up it suggests, from ``likely`` up it is likely."""

    classifier: Classifier
    doubtful: float
    likely: float


@dataclass(frozen=True)
class TrainedModel:
    """Folds by name, and for each hand-coded interview (by checksum of its turns and by id) the fold that has not seen it."""

    version: str
    folds: dict[str, Fold]
    fold_of: dict[str, str]
    counts: dict[str, int]

    def fold_for(self, text_key: str, interview_id: str = "") -> Fold:
        """Return the fold to code an interview with: the one that has not seen its text, nor an earlier version of it."""
        return self.folds[self.fold_of.get(text_key) or self.fold_of.get(f"id:{interview_id}", ALL)]


def text_key(turns: pd.DataFrame) -> str:
    """Return the checksum of what is said in one interview, whatever its id or file is called."""
    return sha256_value(turns["text"].tolist())


def training_items(codebook: Codebook) -> list[TrainingItem]:
    """Return the codebook's examples, counter-examples and utterances without a code; each text once, with all its codes."""
    found: list[tuple[str, str | None, str]]
    found = [(text, code.code_id, f"hand:{hand}") for code in codebook.codes for hand, text in code.examples]
    found += [
        (miss.tekst, miss.hoort_bij if miss.hoort_bij != "geen" else None, f"hand:{miss.hand}")
        for code in codebook.codes
        for miss in code.tegenvoorbeelden
    ]
    found += [(text, None, f"hand:{hand}") for hand, text in codebook.none_examples]
    codes: dict[tuple[str, str], set[str]] = {}
    for text, code_id, source in found:
        codes.setdefault((text, source), set()).update([code_id] if code_id else [])
    return [TrainingItem(text, frozenset(given), source) for (text, source), given in codes.items()]


def coded_items(hand: pd.DataFrame, segments: pd.DataFrame) -> list[TrainingItem]:
    """Return what one or more hand-coded interviews teach: each quote with its codes, each other sentence with none.

    Parameters
    ----------
    hand
        Frame `hand_codings`.
    segments
        Frame `segments` of the same interviews.
    """
    items: list[TrainingItem] = []
    by_turn = dict(iter(hand.groupby(["interview_id", "turn_no"])))
    for quotes in by_turn.values():
        for quote in frames.rows(quotes.drop_duplicates(["start_char", "end_char"])):
            shared = [q.code_id for q in frames.rows(quotes) if _overlap(q, quote) >= 0.5]
            items.append(TrainingItem(quote.quote, frozenset(shared), f"interview:{quote.interview_id}"))
    for segment in frames.rows(segments):
        around = by_turn.get((segment.interview_id, segment.turn_no))
        touched = around is not None and any(_overlap(segment, quote) > 0 for quote in frames.rows(around))
        if not touched:
            items.append(TrainingItem(segment.text, frozenset(), f"interview:{segment.interview_id}"))
    return items


def _overlap(a: Any, b: Any) -> float:
    """Return the share of ``a`` that lies in ``b``."""
    start_a, end_a = int(a.start_char), int(a.end_char)
    shared = min(end_a, int(b.end_char)) - max(start_a, int(b.start_char))
    return max(0, shared) / max(1, end_a - start_a)


@dataclass(frozen=True)
class Taught:
    """The coded interviews that a model learns from.

    Frames `hand_codings`, `turns` and `segments`, each of the same interviews (may be empty), and which of them are
    practice: not of the study, so never coded by this model.
    """

    hand: pd.DataFrame
    turns: pd.DataFrame
    segments: pd.DataFrame
    practice: frozenset[str] = frozenset()


def train_model(
    codebook: Codebook,
    taught: Taught,
    seed: int,
    version: str,
    advance: Callable[[], None] = lambda: None,
    thresholds: tuple[float, float] | None = None,
) -> TrainedModel:
    """Train one model on everything and one per municipality without it.

    Parameters
    ----------
    codebook
        Examples, counter-examples and utterances without a code.
    taught
        Coded interviews.
    seed
        Makes folds and weights repeatable.
    version
        Name of the result; see ``model_version``.
    advance
        Called after each of ``n_steps`` steps.
    thresholds
        Doubtful and likely, as an earlier training chose them on the same practice; default they are chosen now.
    """
    base, turns = training_items(codebook), taught.turns
    coded = sorted({*taught.hand["interview_id"], *taught.practice})
    municipality = dict(zip(turns["interview_id"], turns["municipality"], strict=True))
    own = [i for i in coded if i not in taught.practice]
    groups = sorted({municipality[i] for i in own})
    held_out: dict[str, list[str]] = {ALL: []}
    if len(groups) > 1:
        held_out |= {f"without-{n}": [i for i in own if municipality[i] == g] for n, g in enumerate(groups, 1)}
    else:
        held_out |= {f"without-{n}": [i] for n, i in enumerate(own, 1)}
    folds, fold_of = {}, {}
    # Thresholds that are chosen on practice alone hold for every fold: no interview of the study had a part in them.
    practised = {i: municipality[i] for i in sorted(taught.practice)}
    items_of = {i: _items_of(i, taught) for i in coded}
    shared = thresholds
    if shared is None and len(practised) > 1:
        shared = _thresholds(base, practised, items_of, taught, codebook.code_ids, seed)
    if practised:
        advance()
    for name, left_out in held_out.items():
        learnt = {i: municipality[i] for i in coded if i not in left_out}
        doubtful, likely = shared or _thresholds(base, learnt, items_of, taught, codebook.code_ids, seed)
        folds[name] = Fold(_fit(base, list(learnt), items_of, seed), doubtful, likely)
        advance()
        for interview_id in left_out:
            fold_of[text_key(turns[turns["interview_id"] == interview_id])] = name
            fold_of[f"id:{interview_id}"] = name
    counts = {
        "n_examples": len(base),
        "n_coded_interviews": len(own),
        "n_practice_interviews": len(taught.practice),
        "n_hand_codings": int((~taught.hand["interview_id"].isin(taught.practice)).sum()),
    }
    return TrainedModel(version, folds, fold_of, counts)


def n_steps(turns: pd.DataFrame, hand: pd.DataFrame, has_practice: bool = False) -> int:
    """Return how often ``train_model`` calls ``advance``; ``turns`` and ``hand`` are those of the study."""
    coded = turns[turns["interview_id"].isin(set(hand["interview_id"]))]
    n_groups = coded["municipality"].nunique()
    return 1 + has_practice + (n_groups if n_groups > 1 else coded["interview_id"].nunique())


def _fit(base: list[TrainingItem], learnt: Sequence[str], items_of: ItemsOf, seed: int) -> Classifier:
    return Classifier.fit([*base, *(item for i in learnt for item in items_of[i])], seed)


def _thresholds(
    base: list[TrainingItem],
    learnt: dict[str, str],
    items_of: ItemsOf,
    taught: Taught,
    code_ids: Sequence[str],
    seed: int,
) -> tuple[float, float]:
    """Choose thresholds on the interviews of ``learnt`` (interview_id -> municipality), each part judged unseen."""
    if len(learnt) < 2:
        return _threshold_from_examples(base, code_ids, seed), _NEVER
    items = [*base, *(item for i in learnt for item in items_of[i])]
    features = fit_features([item.text for item in items])
    truth, scores = [], []
    for part in _parts(learnt, seed):
        left_out = {f"interview:{interview_id}" for interview_id in part}
        rows = [n for n, item in enumerate(items) if item.source not in left_out]
        classifier = Classifier.fit([items[n] for n in rows], seed, features=features.only(rows))
        given, matrix = _judge_turns(classifier, part, taught, code_ids)
        truth.append(given)
        scores.append(matrix)
    return choose_thresholds(np.vstack(truth), np.vstack(scores))


def _items_of(interview_id: str, taught: Taught) -> list[TrainingItem]:
    hand, segments = taught.hand, taught.segments
    return coded_items(hand[hand["interview_id"] == interview_id], segments[segments["interview_id"] == interview_id])


def _parts(learnt: dict[str, str], seed: int) -> list[list[str]]:
    """Divide interviews into parts, whole municipalities together where there are enough of them."""
    names = sorted(set(learnt.values())) if len(set(learnt.values())) >= _N_INNER else sorted(learnt)
    shuffled = [str(name) for name in np.random.default_rng(seed).permutation(names)]
    n = min(_N_INNER, len(shuffled))
    return [[i for i, place in learnt.items() if {i, place} & set(shuffled[k::n])] for k in range(n)]


def _judge_turns(
    classifier: Classifier, interviews: list[str], taught: Taught, code_ids: Sequence[str]
) -> tuple[NDArray[np.bool_], Floats]:
    segments, hand = taught.segments, taught.hand
    scores = score_turns(segments[segments["interview_id"].isin(interviews)].reset_index(drop=True), classifier)
    keys, matrix = turn_matrix(scores, code_ids, classifier.code_ids)
    given = set(zip(hand["interview_id"], hand["turn_no"], hand["code_id"], strict=True))
    truth = np.array([[(i, t, code) in given for code in code_ids] for i, t in keys])
    return truth, matrix


def _threshold_from_examples(base: list[TrainingItem], code_ids: Sequence[str], seed: int) -> float:
    """Choose a threshold by cross-validation over the examples, when there are no coded interviews to choose on.

    How often a suggestion is right in an interview, single utterances do not tell: nothing is likely then.
    """
    order = np.random.default_rng(seed).permutation(len(base))
    features = fit_features([item.text for item in base])
    truth, scores = [], []
    for part in np.array_split(order, _N_INNER):
        rest = sorted(set(range(len(base))) - set(part.tolist()))
        classifier = Classifier.fit([base[i] for i in rest], seed, features=features.only(rest))
        matrix = np.zeros((len(part), len(code_ids)))
        columns = [list(code_ids).index(code) for code in classifier.code_ids]
        matrix[:, columns] = classifier.probabilities([base[i].text for i in part])
        truth.append(np.array([[code in base[i].codes for code in code_ids] for i in part]))
        scores.append(matrix)
    return choose_thresholds(np.vstack(truth), np.vstack(scores))[0]


def choose_thresholds(truth: NDArray[np.bool_], scores: Floats) -> tuple[float, float]:
    """Return the threshold with the best F1, and the lowest one above it that is right often enough.

    Parameters
    ----------
    truth, scores
        n x k, turns (or utterances) by codes.
    """
    best, best_f1 = 0.5, -1.0
    precise = None
    for threshold in _GRID:
        chosen = scores >= threshold
        n_right = int((chosen & truth).sum())
        f1 = 2 * n_right / max(1, int(chosen.sum()) + int(truth.sum()))
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
        if precise is None and n_right >= _LIKELY_PRECISION * max(1, int(chosen.sum())) and chosen.any():
            precise = float(threshold)
    return best, max(best, precise if precise is not None else float(_GRID[-1]))
