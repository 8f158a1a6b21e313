"""Make edited text look like a transcript: no capitals, no punctuation, fillers, repeated words, thoughts broken off.

Trees stay trees: a filler hangs on the word after it (discourse), a repeated word on its repetition (reparandum).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from pipeline.language.training.words import NO_TREE, Sentence, Word

_FILLERS = ("eh", "eh", "ehm", "uh", "hè", "ja", "joh", "nee", "tja")
_DROPPED = frozenset(",.?!:;\"'”“’‘()…") | {"...", "--", "-", "–"}
_REPEATABLE = frozenset(("PRON", "DET", "ADP", "CCONJ", "SCONJ", "ADV"))


def as_spoken(sentences: Sequence[Sentence], chance: random.Random) -> list[Sentence]:
    """Return the sentences of one passage as some transcriber might have typed them; the style is drawn once."""
    is_lower, is_bare = chance.random() < 0.6, chance.random() < 0.5
    spoken = []
    for sentence in sentences:
        made = _with_fillers(sentence, chance, 0.5)
        made = _with_repetition(made, chance, 0.25)
        if all(word.head == NO_TREE for word in made):
            made = _broken_off(made, chance, 0.08)
        if is_bare:
            made = without_punctuation(made)
        if is_lower:
            made = tuple(_lower(word) for word in made)
        if made:
            spoken.append(made)
    return spoken


def _lower(word: Word) -> Word:
    is_name = word.upos == "PROPN"
    return replace(word, form=word.form.lower(), lemma=word.lemma.lower() if is_name else word.lemma)


def without_punctuation(sentence: Sentence) -> Sentence:
    """Leave out the marks that nothing hangs on."""
    heads = {word.head for word in sentence}
    kept = [
        number
        for number, word in enumerate(sentence, start=1)
        if not (word.form in _DROPPED and number not in heads and word.deprel != "root" and word.entity == "O")
    ]
    renumbered = {old: new for new, old in enumerate(kept, start=1)} | {0: 0, NO_TREE: NO_TREE}
    made = []
    for at, old in enumerate(kept):
        word = sentence[old - 1]
        following = kept[at + 1] if at + 1 < len(kept) else len(sentence) + 1
        has_space = word.has_space or any(sentence[i - 1].has_space for i in range(old + 1, following))
        made.append(replace(word, head=renumbered[word.head], has_space=has_space))
    return tuple(made)


def _with_fillers(sentence: Sentence, chance: random.Random, probability: float) -> Sentence:
    if chance.random() >= probability:
        return sentence
    places = [
        at for at in range(len(sentence)) if at == 0 or (sentence[at - 1].has_space and sentence[at].entity[0] != "I")
    ]
    places = [at for at in places if sentence[at].upos != "PUNCT"]
    if not places:
        return sentence
    at = chance.choice(places)
    filler = chance.choice(_FILLERS)
    has_tree = sentence[at].head != NO_TREE
    new = [Word(filler, filler, "INTJ", head=at + 1 if has_tree else NO_TREE, deprel="discourse" if has_tree else "")]
    if chance.random() < 0.4:
        new[0] = replace(new[0], has_space=False)
        new.append(Word(",", ",", "PUNCT", head=at + 1 if has_tree else NO_TREE, deprel="punct" if has_tree else ""))
    return _inserted(sentence, at, new)


def _with_repetition(sentence: Sentence, chance: random.Random, probability: float) -> Sentence:
    if chance.random() >= probability:
        return sentence
    places = [
        at for at, word in enumerate(sentence) if word.upos in _REPEATABLE and word.has_space and word.entity == "O"
    ]
    if not places:
        return sentence
    at = chance.choice(places)
    has_tree = sentence[at].head != NO_TREE
    again = replace(
        sentence[at], head=at + 1 if has_tree else NO_TREE, deprel="reparandum" if has_tree else "", has_space=True
    )
    return _inserted(sentence, at, [again])


def _inserted(sentence: Sentence, at: int, new: Sequence[Word]) -> Sentence:
    """Put words before place ``at``; heads are counted before they were put in."""
    shift = len(new)

    def moved(word: Word) -> Word:
        return replace(word, head=word.head + shift) if word.head > at else word

    return tuple(moved(word) for word in (*sentence[:at], *new, *sentence[at:]))


def _broken_off(sentence: Sentence, chance: random.Random, probability: float) -> Sentence:
    if len(sentence) < 7 or chance.random() >= probability:
        return sentence
    at = chance.randrange(3, len(sentence) - 2)
    if sentence[at].entity[0] == "I":
        return sentence
    dots = Word("...", "...", "PUNCT")
    return (*sentence[: at - 1], replace(sentence[at - 1], has_space=False), dots)
