"""Learn how much each word around some evidence says about its status: ``python -m pipeline.language.training.assertion_weights``.

From invented passages that their writers labelled (lists/assertion_*.csv, one hand a file) and from the half of the hand-checked
set that was kept for development. The other half, by another hand, is only measured on (tests/language/assertion_test.csv).
In those passages every status is common. In interviews most of what is said is so: how common each status is there is
estimated from the practice interviews of the first eight hands, without their codings (Saerens, Latinne and
Decaestecker, 2002).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import spacy
import srsly
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from pipeline.language.assertion import LEARNT, SPEECH, AssertionJudge
from pipeline.language.loading import load_language
from pipeline.language.passages import Passage, features
from pipeline.language.triggers import Triggers

HERE = Path(__file__).parent
DEV = HERE.parents[2] / "tests/language/assertion_dev.csv"
_LEAST_SEEN = 2
STRENGTH = 3.0
# With all of them rules find no better (docs/language.md).
_N_HANDS = 8
# Of a status that nothing speaks for, as much is taken to occur as if it had been seen so often.
_PRIOR_SEEN = 4


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return labelled passages: id, question, text, span, base, status, direction."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def to_passage(row: Mapping[str, str], nlp: Language) -> Passage:
    """Return a row as a passage; its span occurs once in its text."""
    doc = nlp.make_doc(row["text"])
    at = row["text"].index(row["span"])
    span = doc.char_span(at, at + len(row["span"]), alignment_mode="expand")
    assert span is not None, row["id"]
    question = tuple(token.text for token in nlp.make_doc(row["question"]))
    return Passage(tuple(token.text for token in doc), span.start, span.end, question, row["base"])


def learn(found: Sequence[dict[str, float]], statuses: Sequence[str], strength: float = STRENGTH) -> dict[str, object]:
    """Return statuses, intercepts and weights per feature, from features and labels of n passages."""
    counts = Counter(name for one in found for name in one)
    kept = [{name: value for name, value in one.items() if counts[name] >= _LEAST_SEEN} for one in found]
    vectorizer = DictVectorizer()
    matrix = vectorizer.fit_transform(kept)
    model = LogisticRegression(C=strength, max_iter=3000).fit(matrix, statuses)
    names = vectorizer.get_feature_names_out()
    shares = Counter(statuses)
    return {
        "statuses": [str(status) for status in model.classes_],
        LEARNT: [round(shares[status] / len(statuses), 4) for status in model.classes_],
        SPEECH: [round(shares[status] / len(statuses), 4) for status in model.classes_],
        "intercepts": [round(float(value), 4) for value in model.intercept_],
        "weights": {
            str(name): [round(float(value), 4) for value in model.coef_[:, column]] for column, name in enumerate(names)
        },
    }


def estimate_shares(chances: NDArray[np.floating], learnt: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return how common each status is in other passages, from what a judge who learnt other shares makes of them.

    Parameters
    ----------
    chances
        n x s, of each passage and status, in [0, 1].
    learnt
        The s shares that the judge learnt.

    Notes
    -----
    Expectation maximisation for a shift of priors (Saerens et al., 2002), with some passages of each status assumed.

    Examples
    --------
    >>> sure = np.array([[0.99, 0.01]] * 96 + [[0.01, 0.99]] * 4)
    >>> estimate_shares(sure, np.array([0.5, 0.5])).round(2).tolist()
    [0.93, 0.07]
    """
    shares = learnt
    for _ in range(500):
        weighed = chances * (shares / learnt)
        weighed /= weighed.sum(axis=1, keepdims=True)
        counts = weighed.sum(axis=0) + _PRIOR_SEEN
        shares = counts / counts.sum()
    return shares


def practice_passages() -> list[Passage]:
    """Return the evidence of every rule in the practice interviews of the first hands."""
    from pipeline.coding import RuleCoder
    from pipeline.run.practice import PREFIX, practice
    from pipeline.segmentation import segment_turns
    from pipeline.study import Study

    study = Study.open(HERE.parents[2])
    codebook, nlp = study.codebook(), load_language()
    _, turns = practice(study, codebook)
    hands = tuple(f"{PREFIX}h{number}_" for number in range(1, _N_HANDS + 1))
    turns = turns[turns["interview_id"].str.startswith(hands)]
    segments = segment_turns(turns, nlp, study.settings.codering.max_woorden_per_segment)
    return list(RuleCoder(codebook, nlp).passages(segments))


def main() -> None:
    """Learn from every file and write the weights beside the component."""
    nlp, triggers = spacy.blank("nl"), Triggers()
    rows = [row for path in [*sorted((HERE / "lists").glob("assertion_*.csv")), DEV] for row in read_rows(path)]
    found = [features(to_passage(row, nlp), triggers) for row in rows]
    stored = learn(found, [row["status"] for row in rows])
    target = HERE.parent / "assertion_weights.json"
    target.write_text(srsly.json_dumps(stored) + "\n", encoding="utf-8")
    judge = AssertionJudge()
    chances = np.array([[chance for _, chance in judge.judge(passage).chances] for passage in practice_passages()])
    shares = estimate_shares(chances, np.array(stored[LEARNT]))
    stored[SPEECH] = [round(float(share), 4) for share in shares]
    target.write_text(srsly.json_dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
