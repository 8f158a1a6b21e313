"""Measure a pipeline on treebank documents and spoken passages that it did not learn from; gold tokens are given."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from pipeline.language.training.corpora import read_gold
from pipeline.language.training.words import to_doc


def measure(model: Path, treebank: Path, spoken: Path) -> dict[str, float]:
    """Return UPOS, lemma (case aside), UAS, LAS (universal labels, punctuation aside), sentences and names, in [0, 1].

    Parameters
    ----------
    model
        Folder of a pipeline.
    treebank
        DocBin with trees.
    spoken
        Gold file of spoken passages (see ``read_gold``).
    """
    nlp = spacy.load(model)
    bank = _examples(nlp, list(DocBin().from_disk(treebank).get_docs(nlp.vocab)))
    talk = _examples(nlp, [to_doc(nlp.vocab, passage) for passage in read_gold(spoken)])
    figures = {f"treebank_{name}": value for name, value in (_words(bank) | _trees(bank)).items()}
    figures |= {f"spoken_{name}": value for name, value in (_words(talk) | _names(talk)).items()}
    return {name: round(value, 4) for name, value in figures.items()}


def _examples(nlp: Language, gold: Sequence[Doc]) -> list[Example]:
    blank = [Doc(nlp.vocab, words=[t.text for t in doc], spaces=[bool(t.whitespace_) for t in doc]) for doc in gold]
    return [Example(nlp(doc), reference) for doc, reference in zip(blank, gold, strict=True)]


def _words(examples: Sequence[Example]) -> dict[str, float]:
    pairs = [(a, b) for e in examples for a, b in zip(e.predicted, e.reference, strict=True)]
    tagged = [(a, b) for a, b in pairs if b.pos_]
    starts = [(bool(a.is_sent_start), bool(b.is_sent_start)) for a, b in pairs]
    both = sum(a and b for a, b in starts)
    return {
        "upos": sum(a.pos_ == b.pos_ for a, b in tagged) / len(tagged),
        "lemma": sum(a.lemma_.lower() == b.lemma_.lower() for a, b in pairs) / len(pairs),
        "sentence_starts_f": 2 * both / (sum(a for a, _ in starts) + sum(b for _, b in starts)),
    }


def _trees(examples: Sequence[Example]) -> dict[str, float]:
    pairs = [(a, b) for e in examples for a, b in zip(e.predicted, e.reference, strict=True) if not b.is_punct]
    right = [(a, b) for a, b in pairs if a.head.i == b.head.i]
    labelled = sum(a.dep_.split(":")[0] == b.dep_.split(":")[0] for a, b in right)
    return {"uas": len(right) / len(pairs), "las": labelled / len(pairs)}


def _names(examples: Sequence[Example]) -> dict[str, float]:
    scores = Scorer().score(list(examples))
    figures = {f"names_{kind}": float(scores[f"ents_{kind}"] or 0.0) for kind in ("p", "r", "f")}
    # A name that is found as another kind, or in part, is still seen to be one.
    touched = [
        any(token.ent_type_ for token in e.predicted[n.start : n.end]) for e in examples for n in e.reference.ents
    ]
    return figures | {"names_touched": sum(touched) / len(touched)}
