"""Where each kind of rule matches: phrases, words and patterns, and what always holds for the positions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from spacy.tokens import Span

from pipeline.codebook import Codebook, PatternRule, PhraseRule, Rule, WordsRule
from pipeline.coding import matching
from pipeline.coding.matching import Positions, RuleFinder, Sentence, Word, WordIndex, compile_rule, is_spread
from pipeline.language import load_language, token_forms
from pipeline.reading import read_transcript
from pipeline.segmentation import segment_turns

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
    return as_sentence(load_language()(text)[start:])


def as_sentence(span: Span) -> Sentence:
    forms = tuple(token_forms(token) for token in span)
    return Sentence(span, forms, frozenset().union(*forms))


def places(rule: PhraseRule | WordsRule | PatternRule, text: str) -> list[tuple[int, ...]]:
    return compile_rule(rule, LISTS, load_language().vocab)(ready(text))


FITS = pytest.mark.parametrize(
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
        ("*", "ggz", True),
        ("*", "", True),
        ("a*b", "acb", False),
        ("a*", "*", False),
    ],
)


@FITS
def test_word_fits(alternatives: str | list[str], form: str, fits: bool) -> None:
    assert Word(alternatives, LISTS).fits(frozenset({form})) is fits


@FITS
def test_an_index_knows_whether_a_word_fits(alternatives: str | list[str], form: str, fits: bool) -> None:
    word = Word(alternatives, LISTS)
    assert WordIndex([word]).fitted_by(form) == ({word} if fits else set())


def test_an_index_tells_words_apart() -> None:
    same, start, end, other = (Word(word, LISTS) for word in ("overleg", "over*", "*leg", "*vergadering*"))
    assert WordIndex([same, start, end, other]).fitted_by("overleg") == {same, start, end}


def test_an_index_forgets_what_is_too_much_to_remember(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_N_REMEMBERED", 2)
    first, last = Word("a*", LISTS), Word("*b", LISTS)
    index = WordIndex([first, last])
    expected = {"ab": {first, last}, "a": {first}, "b": {last}, "c": set()}
    assert {form: index.fitted_by(form) for form in [*expected, *expected]} == expected
    assert index.fitted_by.cache_info().currsize == 2


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


Found = list[list[tuple[int, Positions]]]


def found_one_by_one(rules: Iterable[Rule], lists: dict[str, tuple[str, ...]], sentences: Sequence[Sentence]) -> Found:
    """Return per sentence what every rule finds by itself, as a RuleFinder gives it."""
    found: Found = [[] for _ in sentences]
    for number, rule in enumerate(rules):
        find = compile_rule(rule, lists, load_language().vocab)
        for sentence, its in zip(sentences, found, strict=True):
            its += [(number, where) for where in find(sentence)]
    return found


def found_together(rules: Sequence[Rule], lists: dict[str, tuple[str, ...]], sentences: Sequence[Sentence]) -> Found:
    finder = RuleFinder(rules, lists, load_language().vocab)
    return [finder.find(sentence) for sentence in sentences]


def said_in_sample(repo: Path) -> list[str]:
    paths = sorted((repo / "transcripts_sample").glob("*.txt"))
    read = [read_transcript(path, {"gemeente": "Testdorp"}, path.name) for path in paths]
    return [text for transcript in read for text in segment_turns(transcript.turns, load_language())["text"]]


def test_the_codebook_finds_the_same_together_as_rule_by_rule(codebook: Codebook, repo: Path) -> None:
    examples = [text for code in codebook.codes for _, text in code.examples[:5]]
    sentences = [as_sentence(doc[:]) for doc in load_language().pipe([*said_in_sample(repo)[::3], *examples])]
    rules = [rule for code in codebook.codes for rule in code.regels]
    found = found_together(rules, codebook.lists, sentences)
    assert {type(rules[number]) for its in found for number, _ in its} == {PhraseRule, WordsRule, PatternRule}
    assert found == found_one_by_one(rules, codebook.lists, sentences)


def test_matches_are_given_in_order_of_the_rules() -> None:
    rules = [words("lijn"), pattern({"LOWER": "korte"}), phrase("kort", "klap"), phrase("kort", "lijn")]
    assert found_together(rules, LISTS, [ready("korte lijnen")]) == [[(0, (1,)), (1, (0,)), (3, (0, 1))]]


def test_the_longest_match_of_a_pattern_hides_none_of_another() -> None:
    rules = [pattern({"LOWER": "heel", "OP": "+"}), pattern({"LOWER": "heel"}), pattern({"LOWER": "heel"})]
    expected = [(0, (0, 1)), (1, (0,)), (1, (1,)), (2, (0,)), (2, (1,))]
    assert found_together(rules, LISTS, [ready("heel heel")]) == [expected]


@pytest.mark.parametrize("rules", [[], [phrase("kort")], [pattern({"LOWER": "kort"})], [words([], "kort")]])
def test_no_words_no_matches(rules: list[Rule]) -> None:
    assert found_together(rules, LISTS, [ready("")]) == [[]]


PLACES = st.lists(st.sampled_from([*LETTERS, "a*", "*b", "*c*", "@contact"]), min_size=1, max_size=2)
STARRED = st.lists(PLACES, min_size=1, max_size=3)
ANY_RULES = st.one_of(
    RULES,
    st.builds(lambda places, gat: phrase(*places, gat=gat), STARRED, st.integers(0, 4)),
    st.builds(lambda places, geen: words(*places, geen=tuple(geen)), STARRED, st.one_of(st.just([]), PLACES)),
)
MORE_SENTENCES = st.lists(st.sampled_from([*LETTERS, "ab", "cab", "bc", "appje", "x"]), max_size=12).map(" ".join)


@settings(deadline=None)
@given(st.lists(ANY_RULES, max_size=8), st.lists(MORE_SENTENCES, min_size=1, max_size=3))
def test_rules_find_the_same_together_as_each_by_itself(rules: list[Rule], texts: list[str]) -> None:
    sentences = [ready(text) for text in texts]
    assert found_together(rules, LISTS, sentences) == found_one_by_one(rules, LISTS, sentences)
