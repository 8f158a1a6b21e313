"""Train the classifier from the codebook's examples and from hand-coded interviews, without ever judging itself.

A hand-coded interview is coded by a model that has not seen it, nor any other interview of its municipality: per
municipality one model learns from everything else. Interviews that nobody coded get the model that learnt from all.
Thresholds are chosen on the training side only, on turns that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding.classifier import Classifier, Floats, TrainingItem, codes_to_learn
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.vector_classifier import VectorClassifier
from pipeline.coding.views import Views, stack, view_turns, view_utterances
from pipeline.files import sha256_value

ALL = "all"
_N_INNER = 4
_GRID = np.round(np.arange(0.04, 0.97, 0.02), 2)
# Likely means: of such suggestions at least half are right, on turns that the model had not seen.
_LIKELY_PRECISION = 0.5
# The encoder pulled apart what it learnt from, so that its vectors promise too much there. Weights of 0.1, 0.3 and 1 were compared.
_SEEN_WEIGHT = 0.3
# A threshold that no chance reaches.
_NEVER = 1.01
# What each coded interview teaches.
ItemsOf = dict[str, list[TrainingItem]]


@dataclass(frozen=True)
class Chosen:
    """What was chosen on turns that the classifiers had not seen.

    From ``doubtful`` up the model suggests, from ``likely`` up it is likely. ``precision`` says for each chance of a
    grid which share of the suggestions from there up was right.
    """

    calibration: Calibration
    doubtful: float
    likely: float
    precision: tuple[tuple[float, float], ...] = ()

    def for_precision(self, wanted: float) -> Chosen:
        """Return the same with the lowest thresholds from which on ``wanted`` of the suggestions were right."""
        enough = [chance for chance, share in self.precision if share >= wanted] or [_NEVER]
        return replace(self, doubtful=enough[0], likely=max(self.likely, enough[0]))


@dataclass(frozen=True)
class Fold:
    """What scores turns, and what was chosen for it."""

    scorer: Scorer
    chosen: Chosen


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
    by_turn: dict[tuple[str, int], list[Any]] = {}
    for quote in frames.rows(hand.sort_values(["interview_id", "turn_no"], kind="stable")):
        by_turn.setdefault((quote.interview_id, int(quote.turn_no)), []).append(quote)
    for quotes in by_turn.values():
        places: dict[tuple[int, int], Any] = {}
        for quote in quotes:
            places.setdefault((quote.start_char, quote.end_char), quote)
        for quote in places.values():
            shared = [q.code_id for q in quotes if _overlap(q, quote) >= 0.5]
            items.append(TrainingItem(quote.quote, frozenset(shared), f"interview:{quote.interview_id}"))
    for segment in frames.rows(segments):
        around = by_turn.get((segment.interview_id, int(segment.turn_no)), [])
        if not any(_overlap(segment, quote) > 0 for quote in around):
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

    Frames `hand_codings`, `turns` and `segments`, each of the same interviews (may be empty). ``practice``: those that
    are not of the study, so never coded by this model. ``seen_by_encoder``: those among them that the encoder learnt
    from: nothing may be chosen on them.
    """

    hand: pd.DataFrame
    turns: pd.DataFrame
    segments: pd.DataFrame
    practice: frozenset[str] = frozenset()
    seen_by_encoder: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Recipe:
    """How a model is made.

    The seed; what gives vectors (None: n-grams only); for how many utterances one of a study's own interviews counts; the
    interviews that the encoder learnt from, as it did from the whole codebook.
    """

    seed: int
    encode: Encode | None = None
    own_weight: float = 1.0
    seen_by_encoder: frozenset[str] = frozenset()

    def weight_of_vector(self, item: TrainingItem) -> float:
        """Return the weight of an item for the classifier of vectors: less for what the encoder has seen."""
        place, _, name = item.source.partition(":")
        seen = bool(self.seen_by_encoder) and (place == "hand" or name in self.seen_by_encoder)
        return item.weight * (_SEEN_WEIGHT if seen else 1.0)


def train_model(
    codebook: Codebook,
    taught: Taught,
    recipe: Recipe,
    version: str,
    advance: Callable[[], None] = lambda: None,
    chosen: Chosen | None = None,
) -> TrainedModel:
    """Train one model on everything and one per municipality without it.

    Parameters
    ----------
    codebook
        Examples, counter-examples and utterances without a code.
    taught
        Coded interviews.
    recipe
        Seed, encoder and weights.
    version
        Name of the result; see ``model_version``.
    advance
        Called after each of ``n_steps`` steps.
    chosen
        What an earlier training chose on the same practice; default it is chosen now.
    """
    base, turns = training_items(codebook), taught.turns
    coded = sorted({*taught.hand["interview_id"], *taught.practice})
    municipality = dict(zip(turns["interview_id"], turns["municipality"], strict=True))
    own = [i for i in coded if i not in taught.practice]
    held_out = {ALL: list[str](), **_left_out(own, municipality)}
    folds, fold_of = {}, {}
    items_of = {i: items_of_interview(i, taught, recipe.own_weight) for i in coded}
    # What is chosen on practice alone holds for every fold: no interview of the study had a part in it.
    judging = {i: municipality[i] for i in sorted(taught.practice - taught.seen_by_encoder)}
    shared = chosen
    if shared is None and len(judging) > 1:
        shared = choose(
            base, {i: municipality[i] for i in sorted(taught.practice)}, judging, items_of, taught, codebook, recipe
        )
    if taught.practice:
        advance()
    for name, left_out in held_out.items():
        learnt = {i: municipality[i] for i in coded if i not in left_out}
        unseen = {i: place for i, place in learnt.items() if i not in taught.seen_by_encoder}
        here = shared or choose(base, learnt, unseen, items_of, taught, codebook, recipe)
        folds[name] = Fold(fit([*base, *_of(learnt, items_of)], recipe, here.calibration), here)
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


def _left_out(own: Sequence[str], municipality: dict[str, str]) -> dict[str, list[str]]:
    """Return, per fold, the interviews it leaves out: a municipality, or an interview if there is only one."""
    groups = sorted({municipality[i] for i in own})
    if len(groups) > 1:
        return {f"without-{n}": [i for i in own if municipality[i] == g] for n, g in enumerate(groups, 1)}
    return {f"without-{n}": [i] for n, i in enumerate(own, 1)}


def n_steps(turns: pd.DataFrame, hand: pd.DataFrame, has_practice: bool = False) -> int:
    """Return how often ``train_model`` calls ``advance``; ``turns`` and ``hand`` are those of the study."""
    coded = turns[turns["interview_id"].isin(set(hand["interview_id"]))]
    n_groups = coded["municipality"].nunique()
    return 1 + has_practice + (n_groups if n_groups > 1 else coded["interview_id"].nunique())


def fit(items: Sequence[TrainingItem], recipe: Recipe, calibration: Calibration) -> Scorer:
    """Fit the classifiers of a scorer on the same utterances."""
    if recipe.encode is None:
        return Scorer(Classifier.fit(items, recipe.seed), None, calibration)
    vectors = recipe.encode([item.text for item in items])
    weighed = [replace(item, weight=recipe.weight_of_vector(item)) for item in items]
    with ThreadPoolExecutor(1) as beside:
        # One at a time may use liblinear; the other needs only matrices.
        ngrams = beside.submit(Classifier.fit, items, recipe.seed)
        by_vectors = VectorClassifier.fit(weighed, vectors, codes_to_learn(items))
        return Scorer(ngrams.result(), by_vectors, calibration)


def choose(
    base: list[TrainingItem],
    learnt: dict[str, str],
    judging: dict[str, str],
    items_of: ItemsOf,
    taught: Taught,
    codebook: Codebook,
    recipe: Recipe,
) -> Chosen:
    """Choose weights and thresholds on the turns of ``judging``, each part judged by what learnt from all but that part.

    Parameters
    ----------
    base
        Utterances that every part learns from.
    learnt, judging
        interview_id -> municipality: the interviews to learn from, and those of them to choose on.
    """
    if len(judging) < 2:
        return _chosen_on_examples(base, codebook.code_ids, recipe)
    views = []
    for part in parts(judging, recipe.seed):
        scorer = fit([*base, *_of([i for i in learnt if i not in part], items_of)], recipe, Calibration())
        here = taught.segments["interview_id"].isin(part)
        views.append(view_turns(scorer, taught.segments[here], taught.hand, codebook.code_ids, recipe.encode))
    return choose_thresholds(stack(views))


def _of(interviews: Iterable[str], items_of: ItemsOf) -> list[TrainingItem]:
    return [item for i in interviews for item in items_of[i]]


def items_of_interview(interview_id: str, taught: Taught, own_weight: float = 1.0) -> list[TrainingItem]:
    """Return what a coded interview teaches; those of the study itself may weigh more."""
    hand, segments = taught.hand, taught.segments
    items = coded_items(hand[hand["interview_id"] == interview_id], segments[segments["interview_id"] == interview_id])
    if interview_id in taught.practice or own_weight == 1:
        return items
    return [replace(item, weight=own_weight) for item in items]


def parts(learnt: dict[str, str], seed: int) -> list[list[str]]:
    """Divide interviews into parts, whole municipalities together where there are enough of them."""
    names = sorted(set(learnt.values())) if len(set(learnt.values())) >= _N_INNER else sorted(learnt)
    shuffled = [str(name) for name in np.random.default_rng(seed).permutation(names)]
    n = min(_N_INNER, len(shuffled))
    return [[i for i, place in learnt.items() if {i, place} & set(shuffled[k::n])] for k in range(n)]


def _chosen_on_examples(base: list[TrainingItem], code_ids: Sequence[str], recipe: Recipe) -> Chosen:
    """Choose by cross-validation over the examples, when there are no coded interviews to choose on.

    How often a suggestion is right in an interview, single utterances do not tell: nothing is likely then.
    """
    order = np.random.default_rng(recipe.seed).permutation(len(base))
    views = []
    for part in np.array_split(order, _N_INNER):
        rest = sorted(set(range(len(base))) - set(part.tolist()))
        scorer = fit([base[i] for i in rest], recipe, Calibration())
        views.append(view_utterances(scorer, [base[i] for i in part], code_ids, recipe.encode))
    return replace(choose_thresholds(stack(views)), likely=_NEVER)


def choose_thresholds(views: Views) -> Chosen:
    """Choose the weights of the classifiers, the threshold with the best F1, and the lowest that is right often enough.

    Where coders gave every code to all turns or to none, there is nothing to choose on, and nothing is suggested.
    """
    truth = views.truth
    if truth.all() or not truth.any():
        return Chosen(Calibration(), _NEVER, _NEVER)
    weights = calibrate(truth, views)
    chances = views.chances(weights)
    best, best_f1 = 0.5, -1.0
    precision = []
    for threshold in _GRID:
        chosen = chances >= threshold
        n_right, n_chosen = int((chosen & truth).sum()), int(chosen.sum())
        f1 = 2 * n_right / max(1, n_chosen + int(truth.sum()))
        if f1 > best_f1:
            best, best_f1 = float(threshold), f1
        if n_chosen:
            precision.append((float(threshold), n_right / n_chosen))
    likely = [threshold for threshold, share in precision if share >= _LIKELY_PRECISION]
    return Chosen(weights, best, max(best, likely[0] if likely else float(_GRID[-1])), tuple(precision))


def calibrate(truth: NDArray[np.bool_], views: Views) -> Calibration:
    """Choose how the classifiers are weighed, so that the best window of a turn has the chance that the turn has.

    Notes
    -----
    A logistic regression over all turns and codes together (Platt, 1999): a code has too few turns for weights of
    its own. First it weighs the best window by each classifier, then the best window by both.
    """
    each = _platt(truth, views.best_of_each())
    first = Calibration(each[0], each[1] if len(each) > 2 else 0.0, each[-1])
    slope, intercept = _platt(truth, [views.best(first)])
    return Calibration(first.ngrams * slope, first.vectors * slope, first.intercept * slope + intercept)


def _platt(truth: NDArray[np.bool_], columns: Sequence[Floats]) -> list[float]:
    """Return a weight per column, and the intercept."""
    found = LogisticRegression(C=1e6).fit(np.stack([c.ravel() for c in columns], axis=1), truth.ravel())
    return [*(float(weight) for weight in found.coef_[0]), float(found.intercept_[0])]
