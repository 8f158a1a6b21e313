"""A word form without its surroundings: its letters, its shape, whether Dutch knows it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.words import BUILT, COMMON, KNOWN, UNKNOWN, familiarity, fold, has_capital, shape


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("Zoë", "zoe"),
        ("Zoe\u0308", "zoe"),
        ("Fenneke’s", "fenneke's"),
        ("Fenneke‘s", "fenneke's"),
        ("Fennekeʼs", "fenneke's"),
        ("Nguyễn", "nguyen"),
        ("İbrahim", "ibrahim"),
        ("ŞAHİN", "sahin"),
        ("Oud-Wielingen", "oud-wielingen"),
        ("", ""),
        ("\u0308", ""),
    ],
    ids=ascii,
)
def test_fold(word, folded):
    assert fold(word) == folded


@given(st.text(max_size=20))
def test_folding_twice_is_folding_once_and_forms_do_not_matter(word):
    assert fold(fold(word)) == fold(word)
    assert fold(unicodedata.normalize("NFD", word)) == fold(unicodedata.normalize("NFC", word))


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("moeder", COMMON),
        ("MOEDER", COMMON),
        ("'t", COMMON),
        ("’n", COMMON),
        ("jaja", COMMON),
        ("groepen", COMMON),
        ("bedplassen", KNOWN),
        ("mantelzorgoverleg", BUILT),
        ("moeder-kindhuis", BUILT),
        ("Fenneke", UNKNOWN),
        ("Kraggenbosch", UNKNOWN),
        ("Xqzzt", UNKNOWN),
    ],
)
def test_how_well_dutch_knows_a_word(word, known):
    assert familiarity(word) == known


@settings(deadline=None)
@given(st.sampled_from(["moeder", "bedplassen", "mantelzorgoverleg", "fenneke", "zo'n"]))
def test_case_does_not_make_a_word_better_known(word):
    assert familiarity(word) == familiarity(word.upper()) == familiarity(word.title().replace("'N", "'n"))


@pytest.mark.parametrize(
    ("word", "written"),
    [
        ("Fenneke", "Aa"),
        ("fenneke", "a"),
        ("JGZ", "AA"),
        ("POH-GGZ", "AA"),
        ("A", "Aa"),
        ("a", "a"),
        ("WijDoen", "AaB"),
        ("Oud-Wielingen", "AaB"),
        ("iPad", "aA"),
        ("2b", "a"),
        ("12", "d"),
        ("06-12", "d"),
        ("...", "p"),
        ("😀", "p"),
        ("", "p"),
        ("Zoe\u0308", "Aa"),
    ],
    ids=ascii,
)
def test_shape(word, written):
    assert shape(word) == written


@given(st.text(max_size=12))
def test_every_text_has_one_shape_and_a_capital_shows_in_it(word):
    assert shape(word) in {"d", "p", "a", "Aa", "AA", "AaB", "aA"}
    if shape(word) in ("Aa", "AaB"):
        assert has_capital(word)


@pytest.mark.parametrize(
    ("word", "has"), [("Fenneke", True), ("fenneKe", False), ("", False), ("1A", False), ("É", True)]
)
def test_has_capital(word, has):
    assert has_capital(word) is has
