"""The assertion status by clinlp's context algorithm, to compare our own with; a benchmark, not a dependency.

    python tests/clinlp_baseline.py tests/language/assertion_test.csv

with the Python of an environment of its own: ``pip install clinlp spacy-lookups-data PyYAML scikit-learn``. The components
and their settings are those of clinlp's readme, the rules its own Dutch ones; it gets the text and not the question.
It has no ``rejected``, and one qualifier for ``wished`` and ``hypothetical``: which of them that is, and which status
wins where several apply, is what gives the best macro F1 on assertion_dev.csv.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import cast, get_args

import spacy
from sklearn.metrics import f1_score
from spacy.language import Language

sys.path.insert(0, str(Path(__file__).parents[1]))
from pipeline.language import Status, direction
from pipeline.language.assertion import Base
from pipeline.language.training.assertion_weights import DEV, read_rows, to_passage

Row = dict[str, str]
STATUSES: tuple[str, ...] = get_args(Status)
STATUS_OF = {
    "Presence.Absent": "denied",
    "Presence.Uncertain": "uncertain",
    "Temporality.Historical": "past",
    "Experiencer.Other": "elsewhere",
    "Experiencer.Family": "elsewhere",
}
FUTURE = ("hypothetical", "wished")


def load_clinlp() -> Language:
    """Return clinlp's pipeline for entities that are there already."""
    importlib.import_module("clinlp")  # registers its language and components
    nlp = spacy.blank("clinlp")
    nlp.add_pipe("clinlp_normalizer")
    nlp.add_pipe("clinlp_sentencizer")
    nlp.add_pipe("clinlp_context_algorithm", config={"phrase_matcher_attr": "NORM"})
    return nlp


def find_qualifiers(nlp: Language, row: Row) -> frozenset[str]:
    """Return what clinlp says of the span of a row, such as ``Presence.Absent``."""
    doc = nlp.make_doc(row["text"])
    start = row["text"].index(row["span"])
    span = doc.char_span(start, start + len(row["span"]), alignment_mode="expand")
    assert span is not None, row["id"]
    doc.spans["ents"] = [span]
    return frozenset(nlp(doc).spans["ents"][0]._.qualifiers_str)


def choose_status(qualifiers: Iterable[str], future: str, order: Sequence[str]) -> str:
    """Return the first status of ``order`` that a qualifier means; affirmed if there is none."""
    status_of = STATUS_OF | {"Temporality.Future": future}
    found = {status_of[qualifier] for qualifier in qualifiers if qualifier in status_of}
    return next((status for status in order if status in found), "affirmed")


def macro_f1(rows: Sequence[Row], said: Sequence[str]) -> float:
    """Return the mean F1 of the eight statuses, in [0, 1]; a status that is never said counts as 0."""
    gold = [row["status"] for row in rows]
    return float(f1_score(gold, said, labels=STATUSES, average="macro", zero_division=0))


def choose_order(nlp: Language) -> tuple[str, tuple[str, ...]]:
    """Return the status that Temporality.Future means and the order of the statuses, by the development half."""
    rows = read_rows(DEV)
    found = [find_qualifiers(nlp, row) for row in rows]
    choices = [(future, order) for future in FUTURE for order in permutations((*set(STATUS_OF.values()), future))]
    choices.sort()  # of equals the first by the alphabet
    return max(choices, key=lambda choice: macro_f1(rows, [choose_status(names, *choice) for names in found]))


def print_figures(what: str, rows: Sequence[Row], said: Sequence[str]) -> None:
    """Print a line of the table: macro F1, F1 of denied, and the share of right directions."""
    nlp = spacy.blank("nl")
    gold = [row["status"] for row in rows]
    denied = f1_score(gold, said, labels=["denied"], average="macro", zero_division=0)
    right = [
        direction(cast(Base, row["base"]), cast(Status, status), to_passage(row, nlp).tokens) == row["direction"]
        for row, status in zip(rows, said, strict=True)
    ]
    print(f"| {what} | {macro_f1(rows, said):.3f} | {denied:.3f} | {sum(right) / len(right):.3f} |")


def main(path: Path) -> None:
    """Print the table for the labelled passages of a file."""
    nlp = load_clinlp()
    future, order = choose_order(nlp)
    rows = read_rows(path)
    said = [choose_status(find_qualifiers(nlp, row), future, order) for row in rows]
    print(f"chosen on {DEV.name}: Temporality.Future is {future}; the first wins of {', '.join(order)}\n")
    print(f"| {path.name}, {len(rows)} passages | macro F1 | F1 of denied | direction right |")
    print("|---|---|---|---|")
    print_figures("clinlp", rows, said)
    print_figures("always affirmed", rows, ["affirmed"] * len(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
