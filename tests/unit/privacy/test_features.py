"""What a recogniser sees of each word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.features import Token, Writing, is_inside, token_features
from pipeline.privacy.lists import name_lists
from pipeline.privacy.words import COMMON, KNOWN, UNKNOWN, familiarity, fold

INVENTED = ["Fenneke", "Kraggenbosch", "Quirzel", "ZIVVROX", "wubbolda", "Zuidermarsen-Oost"]
ORDINARY = ["ik", "toen", "moeder", "Moeder", "belde", "mevrouw", "in", ",", ".", "12"]


def tokens(text, entity=""):
    """Return the words and marks of a text; a sentence opens at its start and after a full stop."""
    found, opens = [], True
    for match in re.finditer(r"[\w’'@-]+|[^\w\s]", text):
        found.append(Token(match[0], match.start(), opens, "", entity))
        opens = match[0] in ".?!"
    return found


def features(text, labels=(), more=()):
    turn = tokens(text)
    return token_features(turn, Writing([turn, *map(tokens, more)]), name_lists(), labels)


def test_a_token_knows_where_it_ends_and_whether_it_is_a_word():
    assert Token("Fenneke", 5, False, "", "").end == 12
    assert [Token(text, 0, False, "", "").is_word for text in ("ja", "12", "...", "😀")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("text", "number", "inside"),
    [
        ("Fenneke belde", 0, False),
        ("Toen belde Fenneke", 2, True),
        ("Ja. Fenneke belde", 2, False),
        ("Ja, Fenneke belde", 2, True),
        ("Ze zei: Kom", 3, False),
        ("Ze zei “Kom", 3, False),
        ("( Kom", 1, False),
    ],
)
def test_where_only_a_name_has_a_capital(text, number, inside):
    assert is_inside(tokens(text), number) is inside


@pytest.mark.parametrize(
    ("said", "has"),
    [
        (["Toen belde Fenneke mij."], True),
        (["toen belde fenneke mij."], False),
        (["toen belde Fenneke " + "en ik zei niets " * 30], False),
        (["Ja.", "en toen en toen " * 3], True),
        ([], False),
        (["..."], False),
    ],
    ids=str,
)
def test_whether_an_interview_has_capitals(said, has):
    assert Writing([tokens(text) for text in said]).has_capitals is has


def test_writing_counts_capitals_only_inside_a_sentence():
    writing = Writing([tokens("Roos belde. Toen zei Roos dat de roos bloeit.")])
    assert (writing.upper["roos"], writing.lower["roos"]) == (1, 1)


def test_a_name_that_is_mostly_written_with_a_capital_is_seen_as_such():
    said = features("Toen zei Fenneke niets", more=["Ik hoorde Fenneke", "en fenneke niet"])[2]
    assert said["cap>low"] == 1
    assert (said["caps"], said["lows"]) == (pytest.approx(2 / 4), pytest.approx(1 / 5))
    assert not [name for name in said if name.startswith("onlycap")]


def test_a_name_never_in_small_letters_is_seen_as_such():
    assert "onlycap,L0" in features("Toen zei Fenneke niets")[2]


@pytest.mark.parametrize(
    ("text", "number", "name"),
    [
        ("Op de Tulpenkade wonen gezinnen", 2, "sfx=kade"),
        ("Toen belde Gerda mij", 2, "first"),
        ("We gaan naar Amersfoort toe", 3, "pl"),
        ("Toen belde Quirzel mij", 2, "none,L0,Aam"),
        ("toen belde quirzel mij en verder niemand", 2, "lc,L0"),
        ("Toen belde mevrouw Quirzel mij", 3, "-1:w=mevrouw"),
        ("Toen belde mevrouw Quirzel mij", 3, "1:w=mij"),
        ("Fenneke", 0, "-1:none"),
        ("Fenneke", 0, "2:none"),
        ("JGZ belt", 0, "s=AAi"),
    ],
)
def test_what_is_seen(text, number, name):
    assert name in features(text)[number]


def test_a_word_of_a_speakers_label_is_seen_as_such():
    assert ["lab" in one for one in features("toen belde fenneke mij", labels={"fenneke"})] == [
        False,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("word", "known", "is_named"),
    [("Roos", COMMON, True), ("Fleur", KNOWN, False), ("Dorien", UNKNOWN, False), ("fiets", COMMON, True)],
)
def test_a_first_name_is_named_as_a_neighbour_only_if_it_is_a_common_word(word, known, is_named):
    assert familiarity(word) == known
    assert (f"-1:w={fold(word)}" in features(f"toen {word} belde")[2]) is is_named


def test_an_empty_turn_has_no_features():
    assert token_features([], Writing([]), name_lists()) == []


@settings(deadline=None)
@given(st.lists(st.sampled_from([*INVENTED, *ORDINARY]), min_size=1, max_size=8))
def test_a_word_that_dutch_does_not_know_is_no_feature(words):
    named = {name.split("w=")[-1] for one in features(" ".join(words)) for name in one if "w=" in name}
    assert not named & {fold(word) for word in INVENTED}
    assert all(familiarity(word) >= KNOWN or not word[0].isalnum() for word in named)


@settings(deadline=None)
@given(st.sampled_from(ORDINARY[:6]), st.sampled_from(ORDINARY[:6]))
def test_one_unknown_name_is_seen_as_another_of_its_length(before, after):
    """What was learnt holds for names that nobody has seen."""
    assert features(f"{before} Quirzel {after}") == features(f"{before} Wubbzel {after}")


@settings(deadline=None)
@given(st.text(max_size=40))
def test_every_word_has_features_of_at_most_one(text):
    seen = features(text)
    assert len(seen) == len(tokens(text))
    assert all(0 < value <= 1 for one in seen for value in one.values())
