"""Learn to recognise names: ``python -m pipeline.run.name_training`` writes pipeline/privacy/name_weights.json.

From the invented practice interviews of the first sixteen hands and the names listed with them, which were checked; never
from the sample study, whose figures are reported. Each interview is learnt from as it is, and in lower case (half of them without
marks as well). The chances from which words are masked are chosen on hands left out in turn, for the recall that the
project aims at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from pipeline.evaluation.names_listed import locate, read_listed
from pipeline.language import load_language
from pipeline.privacy.features import Features, Token, Writing, token_features
from pipeline.privacy.lists import name_lists
from pipeline.privacy.recogniser import CLASSES, FILE, Recogniser
from pipeline.privacy.tokens import label_words, read_tokens, small
from pipeline.privacy.words import UNKNOWN, familiarity, has_capital
from pipeline.run.practice import practice_transcripts
from pipeline.study import packaged

# The lists of names of later hands were not checked word by word.
HANDS = tuple(f"h{number}_" for number in range(1, 17))
_CLASS_OF = {"school": "organisation", "project": "organisation"}
_MARKS = re.compile(r'[.,;:!?…"“”]')
_LEAST_SEEN = 5
_FOLDS = 8
_RECALL = 0.99
_STEPS = (0.5, 0.4, 0.3, 0.2, 0.15, 0.1, 0.07, 0.05, 0.03, 0.02, 0.01)
_MOST_ITERATIONS = 300


@dataclass(frozen=True)
class Lesson:
    """One interview as learnt from: its hand, words, their features and classes, and which words make which name."""

    hand: str
    has_capitals: bool
    tokens: list[Token]
    features: list[Features]
    classes: NDArray[np.str_]
    mentions: list[list[int]]


def lessons(nlp: Language) -> Iterator[Lesson]:
    """Yield each of these practice interviews as it is, and in lower case."""
    listed = read_listed(packaged("practice") / "names.json")
    transcripts = [one for one in practice_transcripts() if one.interview_id.startswith(HANDS)]
    for number, transcript in enumerate(transcripts):
        turns = transcript.turns
        found = [
            one for one in locate({transcript.interview_id: listed[transcript.interview_id]}, turns) if one.turn_no
        ]
        marks = [
            (min(one.letters), max(one.letters) + 1, one.listed.kind) for one in found if one.listed.kind != "other"
        ]
        for change in (str, small if number % 2 else _bare):
            yield _lesson(transcript.interview_id.split("_")[0], turns, marks, change, nlp)


def _bare(text: str) -> str:
    return _MARKS.sub(" ", small(text))


def _lesson(
    hand: str, turns: pd.DataFrame, marks: Sequence[tuple[int, int, str]], change: Callable[[str], str], nlp: Language
) -> Lesson:
    spoken = list(read_tokens([change(text) for text in turns["text"]], nlp))
    writing, labels = Writing(spoken), label_words(turns["speaker"].unique())
    tokens, features, classes = list[Token](), list[Features](), list[str]()
    mentions: list[list[int]] = [[] for _ in marks]
    for turn, start in zip(spoken, turns["start_char"], strict=True):
        for token, seen in zip(turn, token_features(turn, writing, name_lists(), labels), strict=True):
            at = next(
                (n for n, (a, b, _) in enumerate(marks) if start + token.start < b and a < start + token.end), None
            )
            kind = "" if at is None else marks[at][2]
            if at is not None and token.is_word and kind not in ("phone", "email", "web"):
                mentions[at].append(len(tokens))
            tokens.append(token)
            features.append(seen)
            classes.append(_CLASS_OF.get(kind, kind) if kind in ("person", "place", *_CLASS_OF, "organisation") else "")
    return Lesson(hand, writing.has_capitals, tokens, features, np.array(classes), [m for m in mentions if m])


def learn(taught: Sequence[Lesson]) -> tuple[DictVectorizer, LogisticRegression]:
    """Fit the regression on these lessons."""
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(seen for lesson in taught for seen in lesson.features)
    counts = np.asarray((matrix != 0).sum(axis=0)).ravel()
    vectorizer.restrict(counts >= _LEAST_SEEN)
    matrix = sparse.csr_matrix(matrix)[:, counts >= _LEAST_SEEN]
    model = LogisticRegression(max_iter=_MOST_ITERATIONS)
    return vectorizer, model.fit(matrix, np.concatenate([lesson.classes for lesson in taught]))


def folds(taught: Sequence[Lesson]) -> Iterator[tuple[frozenset[str], DictVectorizer, LogisticRegression]]:
    """Yield hands that are left out, and the regression that was fitted without them."""
    hands = sorted({lesson.hand for lesson in taught})
    for fold in range(_FOLDS):
        away = frozenset(hands[fold::_FOLDS])
        yield away, *learn([lesson for lesson in taught if lesson.hand not in away])


def held_out(taught: Sequence[Lesson]) -> list[NDArray[np.float64]]:
    """Return for each lesson the chances that its words are names, from hands that are not its own."""
    chances: list[NDArray[np.float64]] = [np.zeros(0)] * len(taught)
    for away, vectorizer, model in folds(taught):
        for number, lesson in enumerate(taught):
            if lesson.hand in away:
                none = list(model.classes_).index("")
                chances[number] = 1 - model.predict_proba(vectorizer.transform(lesson.features))[:, none]
    return chances


def choose_least(taught: Sequence[Lesson], chances: Sequence[NDArray[np.float64]]) -> tuple[float, float, float]:
    """Return from which chance words are masked: with capitals, without, and without for words that Dutch does not know."""
    lower = _with_capitals(taught, chances, False)
    usual = _highest(_with_capitals(taught, chances, True), lambda token: has_capital(token.text))
    # A step lower than was needed here, for elsewhere a little more is needed.
    return (
        _STEPS[min(usual + 1, len(_STEPS) - 1)],
        max(_STEPS[_highest(lower, _is_known)], 0.05),
        max(_STEPS[_highest(lower, lambda token: not _is_known(token))], 0.01),
    )


def _with_capitals(
    taught: Sequence[Lesson], chances: Sequence[NDArray[np.float64]], wanted: bool
) -> list[tuple[Lesson, NDArray[np.float64]]]:
    return [pair for pair in zip(taught, chances, strict=True) if pair[0].has_capitals == wanted]


def _is_known(token: Token) -> bool:
    return familiarity(token.text) > UNKNOWN


def _highest(judged: Iterable[tuple[Lesson, NDArray[np.float64]]], counts: Callable[[Token], bool]) -> int:
    """Return which is the highest step at which enough of the words of names are masked."""
    found = [
        chance
        for lesson, chances in judged
        for mention in lesson.mentions
        for number, chance in ((n, chances[n]) for n in mention)
        if counts(lesson.tokens[number])
    ]
    return next((n for n, step in enumerate(_STEPS) if np.mean(np.array(found) >= step) >= _RECALL), len(_STEPS) - 1)


def to_recogniser(
    vectorizer: DictVectorizer, model: LogisticRegression, least: float, least_lower: float, least_unknown: float
) -> Recogniser:
    """Return a fitted regression as the program uses it."""
    order = [list(model.classes_).index(name) for name in CLASSES]
    weights = dict(zip(vectorizer.get_feature_names_out(), model.coef_[order].T, strict=True))
    return Recogniser(model.intercept_[order], weights, least, least_lower, least_unknown)


def main() -> None:
    """Learn, choose, and write the weights that ship."""
    taught = list(lessons(load_language()))
    least, least_lower, least_unknown = choose_least(taught, held_out(taught))
    found = to_recogniser(*learn(taught), least, least_lower, least_unknown)
    path = Path(__file__).parents[1] / "privacy" / FILE
    path.write_text(found.to_json(), encoding="utf-8")
    print(f"{path.name}: {len(found.weights)} features; masked from {least}, {least_lower} and {least_unknown}")  # noqa: T201


if __name__ == "__main__":
    main()
