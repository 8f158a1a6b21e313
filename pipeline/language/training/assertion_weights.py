"""Learn how much each word around some evidence says about its status: ``python -m pipeline.language.training.assertion_weights``.

From invented passages that their writers labelled (lists/assertion_*.csv, one hand a file) and from the half of the hand-checked
set that was kept for development. The other half, by another hand, is only measured on (tests/language/assertion_test.csv).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import spacy
import srsly
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from spacy.language import Language

from pipeline.language.passages import Passage, features
from pipeline.language.triggers import Triggers

HERE = Path(__file__).parent
DEV = HERE.parents[2] / "tests/language/assertion_dev.csv"
_LEAST_SEEN = 2
STRENGTH = 1.0


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
    return {
        "statuses": [str(status) for status in model.classes_],
        "intercepts": [round(float(value), 4) for value in model.intercept_],
        "weights": {
            str(name): [round(float(value), 4) for value in model.coef_[:, column]] for column, name in enumerate(names)
        },
    }


def main() -> None:
    """Learn from every file and write the weights beside the component."""
    nlp, triggers = spacy.blank("nl"), Triggers()
    rows = [row for path in [*sorted((HERE / "lists").glob("assertion_*.csv")), DEV] for row in read_rows(path)]
    found = [features(to_passage(row, nlp), triggers) for row in rows]
    stored = learn(found, [row["status"] for row in rows])
    (HERE.parent / "assertion_weights.json").write_text(srsly.json_dumps(stored) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
