"""Sentences made to look like a transcript: trees stay trees, names stay names."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import spacy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.language.training.speech import as_spoken, without_punctuation
from pipeline.language.training.words import NO_TREE, Sentence, Word, to_doc

VOCAB = spacy.blank("nl").vocab
MARKS = {",", ".", "?", "!", ":", ";", "…", "...", "(", ")", "-", "–"}
TAGS = ["NOUN", "PROPN", "PRON", "DET", "ADP", "ADV", "VERB"]
SEEDS = st.integers(0, 2**32)


@st.composite
def trees(draw: st.DrawFn) -> Sentence:
    """A sentence with one root in which every other word hangs on an earlier numbered one, in a shuffled order."""
    n_words = draw(st.integers(1, 9))
    place = draw(st.permutations(range(n_words)))
    heads = [0] * n_words
    for rank in range(1, n_words):
        heads[place[rank]] = place[draw(st.integers(0, rank - 1))] + 1
    return tuple(_word(draw, head) for head in heads)


@st.composite
def flat(draw: st.DrawFn) -> Sentence:
    """A sentence without a tree."""
    return tuple(_word(draw, NO_TREE) for _ in range(draw(st.integers(1, 12))))


def _word(draw: st.DrawFn, head: int) -> Word:
    form = draw(st.sampled_from(["Wij", "de", "School", "belt", "🙂", ",", ".", "…", "("]))
    deprel = "" if head == NO_TREE else "dep" if head else "root"
    upos = "PUNCT" if form in MARKS else draw(st.sampled_from(TAGS))
    return Word(form, form.lower(), upos, head=head, deprel=deprel, has_space=draw(st.booleans()))


def is_tree(sentence: Sentence) -> bool:
    """Whether there is one root and every word leads to it."""
    heads = [word.head for word in sentence]
    if heads.count(0) != 1 or not all(0 <= head <= len(sentence) for head in heads):
        return False
    reached = set(range(len(heads)))
    for start in reached:
        at, n_steps = start, 0
        while heads[at] and n_steps <= len(heads):
            at, n_steps = heads[at] - 1, n_steps + 1
        if heads[at]:
            return False
    return True


def sentence(text: str) -> Sentence:
    """Words as form/head."""
    pairs = [word.split("/") for word in text.split()]
    return tuple(Word(form, form, "X", head=int(head), deprel="dep" if int(head) else "root") for form, head in pairs)


@settings(deadline=None)
@given(passage=st.lists(trees(), min_size=1, max_size=3), seed=SEEDS)
def test_trees_stay_trees(passage: list[Sentence], seed: int):
    made = as_spoken(passage, random.Random(seed))
    assert len(made) == len(passage)
    assert all(is_tree(words) for words in made)
    assert [(w.deprel == "root") for words in made for w in words] == [w.head == 0 for words in made for w in words]
    assert len(list(to_doc(VOCAB, made).sents)) == len(made)


@settings(deadline=None)
@given(passage=st.lists(flat(), min_size=1, max_size=3), seed=SEEDS)
def test_what_has_no_tree_gets_none(passage: list[Sentence], seed: int):
    made = as_spoken(passage, random.Random(seed))
    assert {word.head for words in made for word in words} <= {NO_TREE}
    assert all(made)


@settings(deadline=None)
@given(passage=st.lists(trees(), min_size=1, max_size=3), seed=SEEDS)
def test_words_are_added_or_lowered_never_lost(passage: list[Sentence], seed: int):
    for old, new in zip(passage, as_spoken(passage, random.Random(seed)), strict=True):
        left = iter(word.form.lower() for word in new)
        assert all(word.form.lower() in left for word in old if word.form not in MARKS)


@settings(deadline=None)
@given(words=st.one_of(trees(), flat()))
@example(words=sentence("Ja/0 ,/1 nee/1 ./1"))
def test_without_punctuation_leaves_no_marks_but_those_that_something_hangs_on(words: Sentence):
    made = without_punctuation(words)
    heads = {word.head for word in words}
    kept = [w.form for n, w in enumerate(words, start=1) if w.form not in MARKS or n in heads or w.head == 0]
    assert [word.form for word in made] == kept
    assert words[0].head == NO_TREE or is_tree(made)


def test_without_punctuation_renumbers_the_heads():
    made = without_punctuation(sentence("Ja/4 ,/1 dus/4 bel/0 ik/4 (/7 haar/4 )/7 ./4"))
    assert [(word.form, word.head) for word in made] == [("Ja", 3), ("dus", 3), ("bel", 0), ("ik", 3), ("haar", 3)]


def test_without_punctuation_keeps_words_apart_and_marks_in_names():
    name = [Word("St.", "St.", entity="B-ORG"), Word("-", "-", entity="I-ORG"), Word("Jan", "Jan", entity="I-ORG")]
    words = (Word("Ja", "ja", has_space=False), Word(",", ","), *name)
    made = without_punctuation(words)
    assert [word.form for word in made] == ["Ja", "St.", "-", "Jan"]
    assert made[0].has_space


def test_a_sentence_of_marks_alone_disappears():
    assert without_punctuation((Word("...", "..."),)) == ()
    assert as_spoken([], random.Random(0)) == []


@pytest.mark.parametrize("seed", range(50))
def test_a_name_is_not_broken_by_a_filler(seed):
    words = "Toen belde Gerda Nijmeijer van Steunpunt Samenzorg mij nog een keer op".split()
    kinds = ["O", "O", "B-PER", "I-PER", "O", "B-ORG", "I-ORG", *["O"] * 5]
    passage = [tuple(Word(w, w, "X", entity=kind) for w, kind in zip(words, kinds, strict=True))]
    (made,) = as_spoken(passage, random.Random(seed))
    found = [(ent.text.lower(), ent.label_) for ent in to_doc(VOCAB, [made]).ents]
    names = [("gerda nijmeijer", "PER"), ("steunpunt samenzorg", "ORG")]
    is_broken_off = made[-1].form == "..."
    assert found == (names[: len(found)] if is_broken_off else names)


def test_every_change_is_made_for_some_seed():
    words = sentence("Dat/3 Wij/3 Bellen/0 ./3")
    passage = [tuple(replace(word, upos="PUNCT" if word.form == "." else "PRON") for word in words)]
    made = [as_spoken(passage, random.Random(seed))[0] for seed in range(60)]
    labels = {word.deprel for words in made for word in words}
    assert {"discourse", "reparandum"} <= labels
    assert any(all(word.form.islower() or word.form in MARKS for word in words) for words in made)
    assert any("." not in {word.form for word in words} for words in made)
    assert made == [as_spoken(passage, random.Random(seed))[0] for seed in range(60)]
