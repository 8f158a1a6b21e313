"""Where each kind of rule matches: phrases, words and patterns, and what always holds for the positions."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.codebook import PatternRule, PhraseRule, WordsRule
from pipeline.coding.matching import Sentence, Word, compile_rule, is_spread
from pipeline.language import load_language, token_forms

ABOUT = {"id": "proef", "waarom": "Voor een proef.", "bron": "verzonnen"}
LISTS = {"contact": ("bellen", "app*"), "leeg": ()}
LETTERS = ["a", "b", "c", "d"]


def phrase(*lemmas: str | list[str], gat: int = 2) -> PhraseRule:
    return PhraseRule(soort="phrase", lemmas=list(lemmas), gat=gat, **ABOUT)


def words(*alle: str | list[str], geen: tuple[str, ...] = (), binnen: int | str = "zin") -> WordsRule:
    return WordsRule(soort="words", alle=list(alle), geen=list(geen), binnen=binnen, **ABOUT)


def pattern(*patroon: dict[str, object]) -> PatternRule:
    return PatternRule(soort="pattern", patroon=list(patroon), **ABOUT)


def ready(text: str, start: int = 0) -> Sentence:
    span = load_language()(text)[start:]
    forms = tuple(token_forms(token) for token in span)
    return Sentence(span, forms, frozenset().union(*forms))


def places(rule: PhraseRule | WordsRule | PatternRule, text: str) -> list[tuple[int, ...]]:
    return compile_rule(rule, LISTS, load_language().vocab)(ready(text))


@pytest.mark.parametrize(
    ("alternatives", "form", "fits"),
    [
        ("overleg", "overleg", True),
        ("overleg", "netwerkoverleg", False),
        ("*overleg", "netwerkoverleg", True),
        ("*overleg", "overleg", True),
        ("*overleg", "overlegtafel", False),
        ("overleg*", "overlegtafel", True),
        ("overleg*", "netwerkoverleg", False),
        ("*overleg*", "netwerkoverlegtafel", True),
        ("*overleg*", "vergadering", False),
        (["bellen", "mailen"], "mailen", True),
        (["bellen", "mailen"], "appen", False),
        ("@contact", "appje", True),
        (["@contact", "mailen"], "mailen", True),
        ("@contact", "contact", False),
        ("@leeg", "leeg", False),
        ("GGZ", "ggz", True),
        ([], "ggz", False),
    ],
)
def test_word_fits(alternatives: str | list[str], form: str, fits: bool) -> None:
    assert Word(alternatives, LISTS).fits(frozenset({form})) is fits


def test_word_fits_no_forms() -> None:
    assert not Word("*", LISTS).fits(frozenset())


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (phrase("kort", "lijn"), "", []),
        (phrase("kort"), "kort", [(0,)]),
        (phrase("kort", "lijn"), "kort", []),
        (phrase("kort", "lijn", gat=0), "we hebben korte lijnen", [(2, 3)]),
        (phrase("kort", "lijn"), "de lijnen zijn kort", []),
        (phrase("kort", "lijn", gat=0), "korte rechte lijnen", []),
        (phrase("kort", "lijn", gat=1), "korte rechte lijnen", [(0, 2)]),
        (phrase("kort", "lijn", gat=1), "korte en rechte lijnen", []),
        (phrase("kort", "lijn", gat=2), "korte en rechte lijnen", [(0, 3)]),
        (phrase("a", "b", "c", gat=1), "a x b x c", [(0, 2, 4)]),
        (phrase("a", "b", "c", gat=1), "a b b x c", [(0, 2, 4)]),
        (phrase("a", "b", gat=2), "a a b", [(0, 2), (1, 2)]),
        (phrase("a", "a", gat=0), "a", []),
        (phrase("kort", ["lijn", "klap"], gat=0), "korte klap , korte lijn", [(0, 1), (3, 4)]),
        (phrase("@contact", "meteen", gat=0), "ze appte meteen", [(1, 2)]),
        (phrase("*overleg", "vast*", gat=0), "wijkoverleg vastgelegd", [(0, 1)]),
    ],
)
def test_phrase(rule: PhraseRule, text: str, expected: list[tuple[int, ...]]) -> None:
    assert places(rule, text) == expected


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (words("lijn"), "", []),
        (words("lijn", "kort"), "lijn", []),
        (words("lijn", "kort"), "de lijnen zijn kort", [(1, 3)]),
        (words("kort", "lijn"), "de lijnen zijn kort", [(1, 3)]),
        (words("lijn", "kort", binnen=3), "de lijnen zijn kort", [(1, 3)]),
        (words("lijn", "kort", binnen=2), "de lijnen zijn kort", []),
        (words("lijn", "kort", binnen=1), "lijn kort", []),
        (words("lijn", binnen=1), "korte lijn", [(1,)]),
        (words(["laag", "laagdrempelig"], ["drempel", "laagdrempelig"], binnen=1), "heel laagdrempelig", [(1,)]),
        (words("a", "b"), "a x x b a", [(3, 4)]),
        (words("a", "b", geen=("niet",)), "niet x a b", []),
        (words("a", "b", geen=("*drempel",), binnen=2), "a b x x hoogdrempel", []),
        (words("a", "b", geen=("niet",)), "a b", [(0, 1)]),
        (words("a", "b", geen=("@contact",)), "a b belde", []),
        (words("@contact", "meteen", binnen=2), "meteen appen", [(0, 1)]),
    ],
)
def test_words(rule: WordsRule, text: str, expected: list[tuple[int, ...]]) -> None:
    assert places(rule, text) == expected


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (pattern({"LOWER": "elkaar"}), "", []),
        (pattern({"LOWER": "elkaar"}, {"LOWER": "vinden"}), "Elkaar vinden", [(0, 1)]),
        (pattern({"LOWER": "elkaar"}, {"LOWER": "vinden"}), "elkaar snel vinden", []),
        (pattern({"LEMMA": "kennen"}, {"OP": "?"}, {"LOWER": "elkaar"}), "we kenden echt elkaar", [(1, 2, 3)]),
        (pattern({"LOWER": "heel", "OP": "+"}, {"LOWER": "snel"}), "heel heel snel", [(0, 1, 2)]),
    ],
)
def test_pattern(rule: PatternRule, text: str, expected: list[tuple[int, ...]]) -> None:
    assert places(rule, text) == expected


def test_a_sentence_in_the_middle_of_a_text_has_positions_of_its_own() -> None:
    rules = [phrase("kort", "lijn"), words("kort", "lijn"), pattern({"LOWER": "korte"}, {"LOWER": "lijnen"})]
    sentence = ready("Tja . Hier korte lijnen", start=2)
    assert [compile_rule(rule, LISTS, load_language().vocab)(sentence) for rule in rules] == [[(1, 2)]] * 3


@pytest.mark.parametrize("space", ["  ", "\u00a0"], ids=["two spaces", "no-break space"])
def test_white_space_is_no_word_between(space: str) -> None:
    assert len(places(phrase("kort", "lijn", gat=0), f"korte{space}lijnen")) == 1


@pytest.mark.parametrize(
    ("given_places", "spread"), [((), False), ((4,), False), ((1, 2, 3), False), ((1, 3), True), ((1, 2, 4), True)]
)
def test_is_spread(given_places: tuple[int, ...], spread: bool) -> None:
    assert is_spread(given_places) is spread


SENTENCES = st.lists(st.sampled_from([*LETTERS, "x"]), max_size=12).map(" ".join)
GROUPS = st.lists(st.lists(st.sampled_from(LETTERS), min_size=1, max_size=2), min_size=1, max_size=3)
RULES = st.one_of(
    st.builds(lambda groups, gat: phrase(*groups, gat=gat), GROUPS, st.integers(0, 4)),
    st.builds(lambda groups, n: words(*groups, binnen=n), GROUPS, st.sampled_from(["zin", 1, 3, 6])),
    st.builds(lambda groups: pattern(*({"LOWER": {"IN": group}, "OP": "+"} for group in groups)), GROUPS),
)


@settings(deadline=None)
@given(RULES, SENTENCES)
def test_positions_increase_and_lie_inside_the_sentence(rule: PhraseRule, text: str) -> None:
    for found in places(rule, text):
        assert all(a < b for a, b in pairwise(found))
        assert 0 <= found[0] <= found[-1] < len(text.split())


@settings(deadline=None)
@given(GROUPS, st.integers(0, 3), SENTENCES)
def test_a_phrase_is_found_wherever_it_starts(groups: list[list[str]], gap: int, text: str) -> None:
    tokens = text.split()
    hits = [[i for i, token in enumerate(tokens) if token in group] for group in groups]
    starts = {way[0] for way in product(*hits) if all(0 < b - a <= gap + 1 for a, b in pairwise(way))}
    assert {found[0] for found in places(phrase(*groups, gat=gap), text)} == starts


@settings(deadline=None)
@given(GROUPS, st.integers(1, 6), SENTENCES)
@example([["a"], ["b"], ["c"]], 4, "b x a x b c")
def test_words_are_found_whenever_they_stand_within_n_words(groups: list[list[str]], within: int, text: str) -> None:
    hits = [[i for i, token in enumerate(text.split()) if token in group] for group in groups]
    exists = any(max(way) - min(way) < within for way in product(*hits))
    assert bool(places(words(*groups, binnen=within), text)) is exists
