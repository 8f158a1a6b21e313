"""Train the classifier from the codebook's examples and from hand-coded interviews, without ever judging itself.

A hand-coded interview is coded by a model that has not seen it, nor any other interview of its municipality: per
municipality one model learns from everything else. Interviews that nobody coded get the model that learnt from all.
Thresholds are chosen on the training side only, on turns that the model in question had not seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd

from pipeline import frames
from pipeline.codebook import Codebook
from pipeline.coding.choosing import NEVER, Chosen, choose_thresholds
from pipeline.coding.classifier import Classifier, NgramCounts, TrainingItem, codes_to_learn
from pipeline.coding.items import coded_items, half_without_code, training_items
from pipeline.coding.scorer import Calibration, Encode, Scorer
from pipeline.coding.vector_classifier import VectorClassifier
from pipeline.coding.views import stack, view_turns, view_utterances
from pipeline.files import sha256_value

ALL = "all"
_N_INNER = 4
# The encoder pulled apart what it learnt from, so that its vectors promise too much there. Weights of 0.1, 0.3 and 1 were compared.
_SEEN_WEIGHT = 0.3
# What each coded interview teaches.
ItemsOf = dict[str, list[TrainingItem]]


@dataclass(frozen=True)
class Fold:
    """What scores turns, what was chosen for it, and the name of all that it learnt from: "" where that was not given."""

    scorer: Scorer
    chosen: Chosen
    key: str = ""

    @property
    def weighed(self) -> list[str]:
        """The codes for which rules are weighed in the chance; none where rules had no part in what was chosen."""
        return self.scorer.code_ids if self.chosen.turns.rule else []


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


@dataclass(frozen=True)
class Taught:
    """The coded interviews that a model learns from.

    Frames `hand_codings`, `turns` and `segments`, each of the same interviews (may be empty). ``practice``: those that
    are not of the study, so never coded by this model. ``seen_by_encoder``: those among them that the encoder learnt
    from: nothing may be chosen on them. ``by_rules``: frame `suggestions` of the rule coder about those that something
    may be chosen on. ``mirror_of``: of interviews that say the opposite of another in nearly the same words, which one; who
    has learnt one of the two is not judged on the other.
    """

    hand: pd.DataFrame
    turns: pd.DataFrame
    segments: pd.DataFrame
    practice: frozenset[str] = frozenset()
    seen_by_encoder: frozenset[str] = frozenset()
    by_rules: pd.DataFrame = field(default_factory=lambda: frames.empty(frames.SUGGESTIONS))
    mirror_of: Mapping[str, str] = field(default_factory=dict)


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
    known: Mapping[str, Fold] | None = None,
    keys: Mapping[str, str] | None = None,
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
    known
        Folds, by name, that were learnt before from the same: they are not learnt anew.
    keys
        Name of all that each fold learns from, by name of the fold.
    """
    base, turns = training_items(codebook), taught.turns
    coded = sorted({*taught.hand["interview_id"], *taught.practice})
    municipality = dict(zip(turns["interview_id"], turns["municipality"], strict=True))
    own = ~taught.hand["interview_id"].isin(taught.practice)
    held_out = left_out_by(taught.hand[own], turns)
    folds = dict(known or {})
    items_of = {i: items_of_interview(i, taught, recipe.own_weight) for i in coded}
    # What is chosen on practice alone holds for every fold: no interview of the study had a part in it.
    judging = {i: municipality[taught.mirror_of.get(i, i)] for i in sorted(taught.practice - taught.seen_by_encoder)}
    shared = chosen
    if shared is None and len(judging) > 1:
        shared = choose(
            base, {i: municipality[i] for i in sorted(taught.practice)}, judging, items_of, taught, codebook, recipe
        )
    if taught.practice:
        advance()
    ngrams = NgramCounts(item.text for item in [*base, *_of(coded, items_of)])
    for name, left_out in held_out.items():
        if name in folds:
            continue
        learnt = {i: municipality[i] for i in coded if i not in left_out}
        unseen = {i: place for i, place in learnt.items() if i not in taught.seen_by_encoder}
        here = shared or choose(base, learnt, unseen, items_of, taught, codebook, recipe)
        scorer = fit([*base, *_of(learnt, items_of)], recipe, here.calibration, ngrams)
        folds[name] = Fold(scorer, here, (keys or {}).get(name, ""))
        advance()
    return put_together(version, folds, codebook, taught.hand[own], turns, len(taught.practice))


def put_together(
    version: str,
    folds: Mapping[str, Fold],
    codebook: Codebook,
    hand: pd.DataFrame,
    turns: pd.DataFrame,
    n_practice_interviews: int,
) -> TrainedModel:
    """Return the model of these folds; ``hand`` and ``turns`` are those of the study."""
    held_out = left_out_by(hand, turns)
    fold_of = {}
    for name, left_out in held_out.items():
        for interview_id in left_out:
            fold_of[text_key(turns[turns["interview_id"] == interview_id])] = name
            fold_of[f"id:{interview_id}"] = name
    counts = {
        "n_examples": len(training_items(codebook)),
        "n_coded_interviews": hand["interview_id"].nunique(),
        "n_practice_interviews": n_practice_interviews,
        "n_hand_codings": len(hand),
    }
    return TrainedModel(version, {name: folds[name] for name in held_out}, fold_of, counts)


def left_out_by(hand: pd.DataFrame, turns: pd.DataFrame) -> dict[str, list[str]]:
    """Return by name of a fold the coded interviews it leaves out: none, a municipality, or an interview if there is only one.

    Parameters
    ----------
    hand, turns
        Frames `hand_codings` and `turns` of the study.
    """
    own = sorted(set(hand["interview_id"]))
    municipality = dict(zip(turns["interview_id"], turns["municipality"], strict=True))
    groups = sorted({municipality[i] for i in own})
    if len(groups) > 1:
        parts = [[i for i in own if municipality[i] == group] for group in groups]
    else:
        parts = [[i] for i in own]
    return {ALL: [], **{f"without-{n}": part for n, part in enumerate(parts, 1)}}


def n_steps(turns: pd.DataFrame, hand: pd.DataFrame, has_practice: bool = False) -> int:
    """Return how often ``train_model`` calls ``advance`` if it knows no fold; ``turns`` and ``hand`` are those of the study."""
    return len(left_out_by(hand, turns)) + has_practice


def fit(
    items: Sequence[TrainingItem], recipe: Recipe, calibration: Calibration, counts: NgramCounts | None = None
) -> Scorer:
    """Fit the classifiers of a scorer on the same utterances; ``counts`` are their n-grams, if counted before."""
    by_ngrams = partial(Classifier.fit, items, recipe.seed, counts=counts)
    if recipe.encode is None:
        return Scorer(by_ngrams(), None, calibration)
    vectors = recipe.encode([item.text for item in items])
    weighed = [replace(item, weight=recipe.weight_of_vector(item)) for item in items]
    with ThreadPoolExecutor(1) as beside:
        # One at a time may use liblinear; the other needs only matrices.
        ngrams = beside.submit(by_ngrams)
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
        interview_id -> municipality: the interviews to learn from, and those of them to choose on. Those of one municipality
        stand in the same part.
    """
    if len(judging) < 2:
        return _chosen_on_examples(base, codebook.code_ids, recipe)
    views = []
    for part in parts(judging, recipe.seed):
        scorer = fit([*base, *_of([i for i in learnt if i not in part], items_of)], recipe, Calibration())
        segments = taught.segments[taught.segments["interview_id"].isin(part)]
        views.append(view_turns(scorer, segments, taught.hand, taught.by_rules, codebook.code_ids, recipe.encode))
    return choose_thresholds(stack(views), codebook.code_ids)


def _of(interviews: Iterable[str], items_of: ItemsOf) -> list[TrainingItem]:
    return [item for i in interviews for item in items_of[i]]


def items_of_interview(interview_id: str, taught: Taught, own_weight: float = 1.0) -> list[TrainingItem]:
    """Return what a coded interview teaches; those of the study itself may weigh more, of practice less is taken."""
    hand, segments = taught.hand, taught.segments
    items = coded_items(hand[hand["interview_id"] == interview_id], segments[segments["interview_id"] == interview_id])
    if interview_id in taught.practice:
        return half_without_code(items)
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
    return replace(choose_thresholds(stack(views), code_ids), likely=NEVER, certain=NEVER)
