"""The gate that every quote passes: which names go, and what stays."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy import Gate

PLACE = {"Veldhaven": "[gemeente]"}
letters = st.text("abcdeéïABCDE", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        pytest.param("Veldhaven", "[gemeente]", id="nothing else"),
        pytest.param("Hier in Veldhaven, ja.", "Hier in [gemeente], ja.", id="before a comma"),
        pytest.param("(Veldhaven)", "([gemeente])", id="in brackets"),
        pytest.param("Veldhaven Veldhaven", "[gemeente] [gemeente]", id="twice"),
        pytest.param("VELDHAVEN en veldhaven", "[gemeente] en [gemeente]", id="any case"),
        pytest.param("Veldhavens beleid", "[gemeente] beleid", id="genitive"),
        pytest.param("Veldhaven's beleid", "[gemeente] beleid", id="genitive with apostrophe"),
        pytest.param("een Veldhavense school", "een [gemeente] school", id="derived in -se"),
        pytest.param("een Veldhavener of Veldhaveners", "een [gemeente] of [gemeente]", id="derived in -er"),
        pytest.param("een Veldhavenaar", "een [gemeente]", id="inhabitant"),
        pytest.param("Veldhavenaren onder elkaar", "[gemeente] onder elkaar", id="inhabitants"),
        pytest.param("wijkteam Veldhaven-Noord", "wijkteam [gemeente]-Noord", id="before a hyphen"),
        pytest.param("info@team-veldhaven.nl", "info@team-[gemeente].nl", id="in an address"),
        pytest.param("😀Veldhaven😀", "😀[gemeente]😀", id="between emoji"),
        pytest.param("", "", id="empty text"),
    ],
)
def test_a_listed_name_is_masked(text, masked):
    assert Gate(PLACE).mask(text) == masked


@pytest.mark.parametrize("text", ["Veldhavenkade", "Nieuwveldhaven", "een veldhaventje", "Veldhave", "veld haven"])
def test_a_name_inside_another_word_is_left_alone(text):
    assert Gate(PLACE).mask(text) == text


def test_a_short_name_leaves_longer_words_alone():
    gate = Gate({"Bas": "[naam]", "Jo": "[naam]"})
    assert gate.mask("Bas belt Sebastiaan over de basis, Jo de jongeren.") == (
        "[naam] belt Sebastiaan over de basis, [naam] de jongeren."
    )


@pytest.mark.parametrize("order", [1, -1], ids=["short listed first", "long listed first"])
def test_the_longest_name_goes_first(order):
    names = {"Bas": "[kort]", "Bas Lohuis": "[lang]", "Veldhaven": "[gemeente]", "Veldhaven-Zuid": "[wijk]"}
    gate = Gate(dict(list(names.items())[::order]))
    assert gate.mask("Bas Lohuis en Bas in Veldhaven-Zuid bij Veldhaven") == (
        "[lang] en [kort] in [wijk] bij [gemeente]"
    )


@pytest.mark.parametrize(
    "names", [{}, {"": "[naam]"}, {"  ": "[naam]", "\n": "[naam]"}], ids=["none", "empty", "blank"]
)
def test_an_empty_list_masks_nothing(names):
    assert Gate(names).mask("Er is niets te verbergen.") == "Er is niets te verbergen."


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        pytest.param("St. Anna", "St. Anna en Sta Anna", "[naam] en Sta Anna", id="dot"),
        pytest.param("a|b", "a|b en a en b", "[naam] en a en b", id="bar"),
        pytest.param("(Jan", "(Jan) en Jan", "[naam]) en Jan", id="opening bracket"),
        pytest.param("C++ (team)", "bij C++ (team).", "bij [naam].", id="plus and brackets"),
        pytest.param("[x]", "[x] x", "[naam] x", id="square brackets"),
        pytest.param("Bep*", "Bep* Bep Be", "[naam] Bep Be", id="star"),
        pytest.param(r"\d", r"\d 7", "[naam] 7", id="backslash"),
        pytest.param("^.*$", "van alles", "van alles", id="everything"),
    ],
)
def test_regex_characters_in_a_name_are_just_characters(name, text, masked):
    assert Gate({name: "[naam]"}).mask(text) == masked


def test_a_mask_is_printed_as_it_is():
    assert Gate({"Jan": r"\1 \g<0> $1"}).mask("Jan.") == r"\1 \g<0> $1."


def test_a_name_over_two_lines_is_masked_and_the_text_comes_out_on_one_line():
    assert Gate({"Den Haag": "[gemeente]"}).mask(" In Den\r\n  Haag,\tdus.\n") == "In [gemeente], dus."


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        pytest.param("Jan ", "Hier is Jan niet.", "Hier is [naam] niet.", id="space after it in the settings"),
        pytest.param("Den  Haag", "In Den Haag.", "In [naam].", id="two spaces in the settings"),
        pytest.param("Bas\u00a0Lohuis", "Bas Lohuis belt.", "[naam] belt.", id="fixed space in the settings"),
        pytest.param("Zo\u00eb", "Zoe\u0308 belt.", "[naam] belt.", id="accent apart from its letter"),
        pytest.param("\u0130brahim", "\u0130brahim belt.", "[naam] belt.", id="capital I with a dot"),
        pytest.param("Yildiz", "Y\u0131ld\u0131z belt.", "[naam] belt.", id="i without a dot"),
        pytest.param("Gro\u00df", "Gro\u00df belt.", "[naam] belt.", id="sharp s"),
        pytest.param("'s-Gravenmoer", "In ’s-Gravenmoer.", "In [naam].", id="curled apostrophe in a name"),
        pytest.param("Breda", "In Breda’s centrum.", "In [naam] centrum.", id="curled apostrophe of a genitive"),
        pytest.param("’s-Gravenmoer", "In 's-Gravenmoer.", "In [naam].", id="curled apostrophe in the settings"),
        pytest.param("d'Ancona", "Bij D‘Anconaʼs praktijk.", "Bij [naam] praktijk.", id="other apostrophes"),
        pytest.param("Zoe\u0308", "Zo\u00eb belt.", "[naam] belt.", id="accent apart in the settings"),
        pytest.param("Den Haag", "In Den\u00a0Haag.", "In [naam].", id="fixed space in the text"),
        pytest.param(
            "\u0130brahim", "ibrahim, IBRAHIM belt.", "[naam], [naam] belt.", id="plain i for a dotted capital"
        ),
        pytest.param("I\u015f\u0131k", "I\u015eIK, i\u015f\u0131k belt.", "[naam], [naam] belt.", id="Turkish letters"),
        pytest.param("\u015eahin", "s\u0327ahin belt.", "[naam] belt.", id="cedilla apart from its letter"),
        pytest.param("Jan", "Ja\x00n en J\x1ban bellen.", "[naam] en [naam] bellen.", id="control characters inside"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name, text, masked):
    assert Gate({name: "[naam]"}).mask(text) == masked


@given(st.dictionaries(letters, st.just("…"), min_size=1, max_size=5), st.lists(letters, max_size=12))
def test_no_listed_name_is_left_as_a_word(masks, words):
    left = Gate(masks).mask(" ".join(words)).casefold().split()
    assert not {name.casefold() for name in masks} & set(left)


@given(st.dictionaries(letters, st.just("…"), max_size=4), st.text(max_size=40))
def test_whatever_comes_in_one_line_comes_out(masks, text):
    assert not re.search(r"^\s|\s$|\s\s|[^\S ]", Gate(masks).mask(text))


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1f", "\x85", "\n", "\t", "\u2028", "\u00a0"], ids=ascii)
def test_a_name_before_or_after_any_white_space_is_masked(mark):
    assert Gate(PLACE).mask(f"In{mark}Veldhaven{mark}Daar niet.") == "In [gemeente] Daar niet."


@pytest.mark.parametrize("mark", ["\x00", "\x07", "\x08", "\x1b", "\x7f"], ids=ascii)
def test_control_characters_are_left_out(mark):
    assert Gate({}).mask(f"Dat {mark}ge{mark}luid{mark}") == "Dat geluid"


def test_letters_come_out_composed():
    assert Gate({}).mask("e\u0301e\u0301n Zoe\u0308") == "\u00e9\u00e9n Zo\u00eb"


def curled(name):
    return name.replace("'", "’")


def apart(name):
    return unicodedata.normalize("NFD", name)


def spaced(name):
    return name.replace(" ", " \n\u00a0 ")


@given(
    st.sampled_from(["Zoë", "'s-Gravenmoer", "Den Haag", "Yıldız", "Şahin", "D'Ancona van Loon"]),
    st.lists(st.sampled_from([str.upper, str.swapcase, curled, apart, spaced]), max_size=4),
)
def test_a_name_is_masked_however_it_is_spelled(name, spellings):
    spelled = name
    for spelling in spellings:
        spelled = spelling(spelled)
    assert Gate({name: "[naam]"}).mask(f"Bij {spelled}, dus.") == "Bij [naam], dus."
    assert Gate({spelled: "[naam]"}).mask(f"Bij {name}, dus.") == "Bij [naam], dus."


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=60))
def test_masking_twice_is_masking_once(text):
    once = Gate(PLACE).mask(text)
    assert Gate(PLACE).mask(once) == once


def words(text):
    """Return the words of a text without control characters."""
    bare = ("".join(c for c in word if unicodedata.category(c) != "Cc") for word in text.split())
    return [word for word in bare if word]


@given(st.text(max_size=60))
def test_without_names_every_word_stays(text):
    assert words(Gate({}).mask(text)) == words(unicodedata.normalize("NFC", text))
