"""Annotated words and sentences, as treebank and teacher give them and as augmentation changes them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, MorphAnalysis, Span
from spacy.vocab import Vocab

NO_TREE = -1


@dataclass(frozen=True)
class Word:
    """A word and what is known of it.

    ``upos`` is empty where nothing is to be learnt about its tag; ``head`` is the number of its head in the sentence,
    counted from 1, 0 for the root and -1 where there is no tree; ``entity`` is an IOB label such as ``B-PER`` or ``O``.
    """

    form: str
    lemma: str
    upos: str = ""
    feats: str = "_"
    head: int = NO_TREE
    deprel: str = ""
    has_space: bool = True
    entity: str = "O"
    xpos: str = ""


Sentence = tuple[Word, ...]


def to_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Return one document of some sentences, with all their annotation; either all have a tree or none has."""
    words = [word for sentence in sentences for word in sentence]
    starts = [at == 0 for sentence in sentences for at in range(len(sentence))]
    spaces = [word.has_space for word in words]
    for at, is_start in enumerate(starts[1:]):
        spaces[at] = spaces[at] or is_start
    lemmas = [word.lemma for word in words]
    forms = [word.form for word in words]
    if any(word.head == NO_TREE for word in words):
        doc = Doc(vocab, words=forms, spaces=spaces, lemmas=lemmas, sent_starts=[*starts])
    else:
        deps = ["ROOT" if word.deprel == "root" else word.deprel for word in words]
        doc = Doc(vocab, words=forms, spaces=spaces, lemmas=lemmas, heads=_heads(sentences), deps=deps)
    for token, word in zip(doc, words, strict=True):
        if word.upos:
            token.pos_ = word.upos
            token.morph = MorphAnalysis(vocab, word.feats)
    doc.set_ents(_entities(doc, [word.entity for word in words]))
    return doc


def _heads(sentences: Sequence[Sentence]) -> list[int]:
    heads, offset = list[int](), 0
    for sentence in sentences:
        heads += [offset + (word.head - 1 if word.head else at) for at, word in enumerate(sentence)]
        offset += len(sentence)
    return heads


def _entities(doc: Doc, labels: Sequence[str]) -> list[Span]:
    spans, start = list[Span](), -1
    for place, label in enumerate([*labels, "O"]):
        if start >= 0 and not label.startswith("I-"):
            spans.append(Span(doc, start, place, label=labels[start][2:]))
            start = -1
        if label != "O" and start < 0:
            start = place
    return spans


def grouped(sentences: Sequence[tuple[str, Sentence]], most: int = 8) -> Iterator[list[Sentence]]:
    """Yield neighbouring sentences of one document together, at most ``most`` at a time."""
    group, current = list[Sentence](), ""
    for document, sentence in sentences:
        if group and (document != current or len(group) == most):
            yield group
            group = []
        group.append(sentence)
        current = document
    if group:
        yield group
