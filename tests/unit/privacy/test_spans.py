"""From words that are masked to names: which belong together, and what they name."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.privacy.features import Token
from pipeline.privacy.lists import name_lists
from pipeline.privacy.recogniser import CLASSES
from pipeline.privacy.spans import LINKS, TITLES, ReadTurn, mentions, widen

KINDS = {"o": "organisation", "p": "person", "l": "place"}


def turn(marked, chance=0.9):
    """Return a turn and the numbers of its masked words: "Toen belde Fenneke/p Ferwerda/p"."""
    tokens, chances, numbers, text, opens = [], [], [], "", True
    for word, kind in re.findall(r"([\w’'@.-]*\w|[^\w\s])(?:/([opl]))?", marked):
        text += " " if text else ""
        tokens.append(Token(word, len(text), opens, "", ""))
        row = np.full(len(CLASSES), 0.001)
        row[CLASSES.index(KINDS[kind]) if kind else 0] = chance
        chances.append(row / row.sum())
        numbers += [len(tokens) - 1] if kind else []
        text += word
        opens = word in ".?!"
    return ReadTurn(1, 0, text, tokens, np.array(chances).reshape(-1, len(CLASSES))), numbers


def named(marked, chance=0.9):
    read, numbers = turn(marked, chance)
    return [(read.text[one.start : one.end], one.kind) for one in mentions(read, numbers, name_lists())]


@pytest.mark.parametrize(
    ("marked", "names"),
    [
        ("toen belde Fenneke/p Ferwerda/p mij", [("Fenneke Ferwerda", "person")]),
        ("toen belde Fenneke/p van der Zwaluw/p mij", [("Fenneke van der Zwaluw", "person")]),
        ("toen belde Fenneke/p en Sjoukje/p mij", [("Fenneke", "person"), ("Sjoukje", "person")]),
        ("toen belde Fenneke/p , Sjoukje/p niet", [("Fenneke", "person"), ("Sjoukje", "person")]),
        ("dat Fenneke/p in Amersfoort/l woont", [("Fenneke", "person"), ("Amersfoort", "place")]),
        ("toen belde Fenneke/p op den Akker/p mij", [("Fenneke op den Akker", "person")]),
        ("toen belde Fenneke/p in 't Veld/p mij", [("Fenneke in 't Veld", "person")]),
        ("dat Fenneke/p Lindenrode/o belde", [("Fenneke", "person"), ("Lindenrode", "organisation")]),
        ("bij Meedoen/o aan de Dijk/o dus", [("Meedoen aan de Dijk", "organisation")]),
        ("bij Zorg/o en Samen/o dus", [("Zorg en Samen", "organisation")]),
        ("bij Lindenrode/o Noord/l dus", [("Lindenrode Noord", "organisation")]),
        ("bij Lindenrode/o in de bij op aan Dijk/o", [("Lindenrode", "organisation"), ("Dijk", "organisation")]),
        ("toen belde mevrouw/p Ferwerda/p mij", [("Ferwerda", "person")]),
        ("toen belde Wethouder/p mevrouw/p van der Zwaluw/p mij", [("van der Zwaluw", "person")]),
        ("toen belde Fenneke/p Meester/p mij", [("Fenneke Meester", "person")]),
        ("toen belde Meester/p mij", [("Meester", "person")]),
        ("toen kwam de/o weer", []),
        ("de/o van/o", []),
        ("", []),
    ],
)
def test_which_words_make_a_name(marked, names):
    assert named(marked) == names


@pytest.mark.parametrize(
    ("marked", "kind"),
    [
        ("op basisschool De/o Regenwulp/o dus", "school"),
        ("naar het Ganzevoort/o College/o toe", "school"),
        ("op school , De/o Zandkorrel/o dus", "school"),
        ("het project Sterk/o Samen/o dus", "project"),
        ("onze groep heet Kwetter/o dus", "project"),
        ("onze speelgroep heet Kwetter/o dus", "organisation"),
        ("bij De/o Tweesprong/o dus", "organisation"),
        ("na school ga ik graag naar Lindenrode/o toe", "organisation"),
    ],
)
def test_schools_and_projects_are_told_apart_by_words_near_them(marked, kind):
    assert [one for _, one in named(marked)] == [kind]


def test_the_kind_of_school_before_a_name_is_part_of_it():
    assert named("op basisschool De/o Regenwulp/o dus") == [("basisschool De Regenwulp", "school")]
    assert named("op school De/o Regenwulp/o dus") == [("De Regenwulp", "school")]


def test_a_name_has_the_chance_of_its_surest_word_and_a_reason_without_it():
    read, numbers = turn("toen belde Fenneke/p Ferwerda/p mij")
    read.chances[numbers[1]] = [0.6, 0.05, 0.3, 0.05]
    (name,) = mentions(read, numbers, name_lists())
    assert name.score == pytest.approx(1 - read.chances[numbers[0], 0], abs=0.001)
    assert "hoofdletter in de zin" in name.reason
    assert "geen gewoon Nederlands woord" in name.reason
    assert "fenneke" not in name.reason.lower()


def test_a_name_of_which_nothing_can_be_said_is_told_by_its_surroundings():
    read, numbers = turn("en moeder/p zei")
    (name,) = mentions(read, numbers, name_lists())
    assert name.reason == "de woorden eromheen"


def widened(marked, without=()):
    read, numbers = turn(marked)
    free = [number for number, token in enumerate(read.tokens) if token.text not in without]
    return " ".join(read.tokens[number].text for number in widen(read, numbers, free))


@pytest.mark.parametrize(
    ("marked", "together"),
    [
        ("toen belde Fenneke/p Ferwerda mij", "Fenneke Ferwerda"),
        ("toen belde Fenneke Ferwerda/p mij", "Fenneke Ferwerda"),
        ("toen belde Fenneke/p mij", "Fenneke"),
        ("Fenneke Ferwerda/p belde", "Ferwerda"),
        ("Het Palet/o belde", "Het Palet"),
        ("Het Palet/p belde", "Palet"),
        ("het palet/o belde", "palet"),
        ("bij Meedoen/o aan de Dijk dus", "Meedoen Dijk"),
        ("bij Meedoen/p aan de Dijk dus", "Meedoen"),
        ("bij Zorg/o en Dijk dus", "Zorg"),
        ("bij Zorg/o aan dijk dus", "Zorg"),
        ("Ja . Fenneke/p . Ferwerda belde", "Fenneke"),
        ("bij de/o Tweesprong/o dus", "de Tweesprong"),
        ("toen kwam de/o man van Fenneke/p", "Fenneke"),
    ],
)
def test_capitals_beside_a_name_are_masked_with_it(marked, together):
    assert widened(marked) == together


def test_what_is_kept_is_not_masked_with_its_neighbour():
    assert widened("toen belde Fenneke/p Ferwerda mij", without=["Ferwerda"]) == "Fenneke"


ARTICLES, SMALL = {"de", "het"}, {"de", "het", "van", "en"}
WORDS = st.sampled_from(
    ["Fenneke", "de", "van", "en", "school", "Het", "Palet", "belde", ".", ",", "basisschool", "mevrouw", "Wethouder"]
)
MARKED = st.lists(st.tuples(WORDS, st.sampled_from(["", "/o", "/p", "/l"])).map("".join), max_size=10).map(" ".join)


def opens_a_name(read, number, masked):
    """Whether a word is a title with more of a name after it: mevrouw van der Zwaluw."""
    after = number + 1
    while after < len(read.tokens) and after not in masked and read.tokens[after].text.lower() in LINKS:
        after += 1
    return read.tokens[number].text.lower() in TITLES and after in masked


@settings(deadline=None)
@given(MARKED)
def test_names_lie_apart_and_hold_every_masked_word_that_is_not_small(marked):
    read, numbers = turn(marked)
    wide = widen(read, numbers, range(len(read.tokens)))
    alone = {number for number in numbers if not {number - 1, number + 1} & set(numbers)}
    articles = {number for number in alone if read.tokens[number].text.lower() in ARTICLES}
    assert set(numbers) - articles <= set(wide) <= set(range(len(read.tokens)))
    assert wide == sorted(wide)
    found = mentions(read, wide, name_lists())
    # The kind of a school just before a name may be a name of its own.
    starts = [one.start for one in found]
    assert starts == sorted(starts)
    covered = {place for one in found for place in range(one.start, one.end)}
    for number in wide:
        token = read.tokens[number]
        if token.text.lower() not in SMALL and not opens_a_name(read, number, wide):
            assert set(range(token.start, token.end)) <= covered
    assert all(0 <= one.score <= 1 and one.reason for one in found)
