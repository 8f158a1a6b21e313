"""Turns to words, and the names in speakers' labels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.tokens import is_shouted, label_names, label_words, read_tokens, small


@given(st.text(max_size=60))
def test_small_letters_stay_at_their_offsets(text):
    assert len(small(text)) == len(text)
    assert small(small(text)) == small(text)
    assert all(a == b or a.lower() == b for a, b in zip(text, small(text), strict=True))


@pytest.mark.parametrize(
    ("said", "shouted"),
    [
        (["HIER SCHREEUWT IEMAND."], True),
        (["HIER SCHREEUWT IEMAND, zo"], True),
        (["HIER ROEPT", "iemand zacht terug"], False),
        (["Hier praat iemand."], False),
        (["ja"], False),
        (["JA"], True),
        (["1 2 3", "...", ""], False),
        ([], False),
    ],
    ids=str,
)
def test_is_shouted(said, shouted):
    assert is_shouted(said) is shouted


@settings(max_examples=30, deadline=None)
@given(texts=st.lists(st.text(max_size=40), max_size=3))
def test_words_stand_where_they_say_and_leave_only_white_space(texts, nlp):
    read = list(read_tokens(texts, nlp))
    assert len(read) == len(texts)
    for text, turn in zip(texts, read, strict=True):
        left = list(text)
        for token in turn:
            assert text[token.start : token.end] == token.text
            left[token.start : token.end] = " " * len(token.text)
        assert not "".join(left).strip()


def test_reading_leaves_the_language_pipeline_as_it_was(nlp):
    before = list(nlp.pipe_names)
    list(read_tokens(["Toen belde Fenneke."], nlp))
    assert nlp.pipe_names == before


def test_words_come_with_what_the_language_pipeline_says(nlp):
    first, *_, last = next(iter(read_tokens(["Toen belde Jan Wolfswinkel uit Amersfoort."], nlp)))
    assert first.opens_sentence
    assert not last.opens_sentence
    (turn,) = read_tokens(["Toen belde Jan Wolfswinkel uit Amersfoort."], nlp)
    assert {token.text: token.entity for token in turn if token.entity}.keys() >= {"Jan", "Amersfoort"}
    assert all(token.pos for token in turn)


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (["Interviewer", "Respondent"], []),
        (["R (Sjoukje)", "I:"], ["sjoukje"]),
        (["Mevrouw Van der Zwaluwen"], ["zwaluwen"]),
        (["Spreker 1", "Spreker 22"], []),
        (["RENÉE", "renée"], ["renee"]),
        (["", " "], []),
    ],
    ids=str,
)
def test_label_words(labels, words):
    assert sorted(label_words(labels)) == words


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("R (Sjoukje)", "Sjoukje"),
        ("Interviewer Sjoukje Ferwerda", "Sjoukje Ferwerda"),
        ("Sjoukje van der Zwaluwen", "Sjoukje van der Zwaluwen"),
        ("mevrouw De Vroomen", "Vroomen"),
        ("Mevrouw Kruidenier", "Kruidenier"),
        ("Dhr. Smeding", "Smeding"),
        ("meneer bakker", "bakker"),
        ("Meneer en mevrouw", ""),
        ("Mevrouw 2", ""),
        ("Respondent 3", ""),
        ("Jongerenwerker", ""),
        ("Moeder", ""),
        ("Roos", "Roos"),
        ("", ""),
        ("R:", ""),
    ],
)
def test_label_names(label, name):
    assert label_names(label) == name


@settings(deadline=None)
@given(st.text(max_size=30))
def test_the_name_in_a_label_is_words_of_it(label):
    words = [word.strip(".,;:()") for word in label.split()]
    assert set(label_names(label).split()) <= {part for word in words for part in word.split()}
