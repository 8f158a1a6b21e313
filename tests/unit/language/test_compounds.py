"""Compounds come apart into words that the list knows, and nothing else does."""

from __future__ import annotations

import re
from itertools import chain

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.language.compounds import compound_parts

COMPOUNDS = {
    "netwerkoverleg": ("netwerk", "overleg"),
    "preventiebudget": ("preventie", "budget"),
    "wijkteammedewerker": ("wijkteam", "medewerker"),
    "mantelzorgconsulent": ("mantelzorg", "consulent"),
    "verslavingszorg": ("verslaving", "zorg"),
    "gezinscoach": ("gezin", "coach"),
    "ouderavond": ("ouder", "avond"),
    "coördinatieoverleg": ("coördinatie", "overleg"),
    "zorg-overleg": ("zorg", "overleg"),
    "VERSLAVINGSZORG": ("verslaving", "zorg"),
}
SIMPLE = [
    "minister",
    "meester",
    "verbinding",
    "vriendelijk",
    "veertien",
    "school",
    "overleg",
    "moeder",
    "samenwerking",
    "kamer",
    "lijnen",
    "gemeente",
]
# A verb with its particle is not a compound: separable.py is for those.
VERBS = ["opbellen", "samenwerken", "aanmelden"]
NO_WORDS = ["", " ", "-", "--", "a", "é", "🙂", "12", "xqzw", "netwerk-", "netwerk2overleg", "net werk overleg", "a\0b"]
# Name: letters without end.
LONG = {
    "one letter": "a" * 1_000,
    "one word": "school" * 167,
    "one word linked": "werkdag" * 143,
    "only links": "en" * 500,
    "words and links": "netwerken" * 111,
    "no word after all": "overlegs" * 125,
    "hyphens": "-" * 1_000,
}
LINKED = "(?:|s|e|en|-)"
WORDS = ["netwerk", "overleg", "zorg", "wijkteam", "budget", "school", "ouder", "moeder", "avond", "coach", "jeugd"]


def joined_again(word: str, parts: tuple[str, ...]) -> bool:
    """Whether the parts and the letters between them are the whole word."""
    return re.fullmatch(LINKED.join(map(re.escape, parts)), word) is not None


@pytest.mark.parametrize(("word", "parts"), COMPOUNDS.items())
def test_compounds_come_apart(word, parts):
    assert compound_parts(word) == parts
    assert joined_again(word.lower(), parts)


@pytest.mark.parametrize("word", [*SIMPLE, *VERBS])
def test_simple_words_and_verbs_have_no_parts(word):
    assert compound_parts(word) == ()


@pytest.mark.parametrize("text", NO_WORDS, ids=repr)
def test_what_is_no_word_has_no_parts(text):
    assert compound_parts(text) == ()


def test_fewer_parts_are_preferred():
    assert compound_parts("hulpverleningstraject") == ("hulpverlening", "traject")
    assert compound_parts("hulpverlening") == ("hulp", "verlening")


@settings(deadline=None)
@given(words=st.lists(st.sampled_from(WORDS), min_size=2, max_size=5), links=st.lists(st.sampled_from(["", "s", "en"])))
def test_joined_words_come_apart_into_pieces_that_join_again(words: list[str], links: list[str]):
    between = [*links, *[""] * len(words)][: len(words) - 1]
    word = "".join(chain.from_iterable(zip(words, [*between, ""], strict=True)))
    parts = compound_parts(word)
    assert len(parts) >= 2
    assert joined_again(word, parts)
    assert len(parts) <= len(words)


@settings(deadline=None)
@given(word=st.text(alphabet="aeionrstdghkcwlbp-", min_size=0, max_size=40))
@example(word="kinderopvangorganisatie")
@example(word="schoolmaatschappelijk")
def test_parts_of_any_letters_join_again(word: str):
    parts = compound_parts(word)
    assert parts == () or joined_again(word, parts)
    assert len(parts) != 1


@settings(deadline=None)
@given(text=st.text(max_size=30))
def test_any_text_has_parts_of_letters_only(text: str):
    assert all(part.isalpha() and part == part.lower() for part in compound_parts(text))


@pytest.mark.timeout(60)
@pytest.mark.parametrize("word", LONG.values(), ids=LONG)
def test_a_thousand_letters_end_quickly(word):
    compound_parts.cache_clear()
    parts = compound_parts(word)
    assert parts == () or joined_again(word, parts)


def test_words_typed_together_without_end_are_read_too():
    compound_parts.cache_clear()
    parts = compound_parts("jaar" * 600)
    assert parts == () or joined_again("jaar" * 600, parts)
