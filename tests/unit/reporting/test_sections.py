"""What a theme section says: the paragraph, and which factors are called the most named."""

from __future__ import annotations

import re

import pytest
from report_material import KNOWN, NEED, SHORT, TIME, coded, make_data

from pipeline.reporting.sections import people, theme_section

WORDS = "Daar hebben wij hier van alles over te vertellen, en dat doen we ook."
HARD = "netwerk.moeizaam_contact"
NAMES = {SHORT: "“korte lijnen”", TIME: "“te weinig tijd om te netwerken”", HARD: "“moeizaam contact”"}


@pytest.fixture(scope="session")
def paragraph(codebook):
    """Return the paragraph about networks when so many of ``total`` interviews name each code."""
    theme = next(theme for theme in codebook.themes if TIME in theme.codes)

    def run(total, **named):
        codes = {"time": TIME, "hard": HARD, "short": SHORT, "money": NEED, "known": KNOWN}
        said = [
            ("Veldhaven", f"a{n}", WORDS, [coded(WORDS, codes[code]) for code, k in named.items() if n < k])
            for n in range(total)
        ]
        return theme_section(theme, "Veldhaven", make_data(codebook, said))["wat_speelt"]

    return run


def test_one_factor_is_not_called_the_most_named(paragraph):
    text = paragraph(5, time=3)
    assert text.startswith(f"Drie van de 5 geïnterviewden noemen een belemmering: {NAMES[TIME]} (3 van de 5). ")
    assert "vaakst" not in text
    assert "ook genoemd" not in text


def test_the_most_named_factor_stands_before_the_others(paragraph):
    text = paragraph(5, hard=1, time=3)
    assert f"een belemmering, het vaakst {NAMES[TIME]} (3 van de 5); ook genoemd: {NAMES[HARD]} (1 van de 5)." in text


def test_factors_that_are_named_equally_often_share_the_first_place(paragraph):
    text = paragraph(5, hard=2, time=2)
    assert f"een belemmering: {NAMES[HARD]} en {NAMES[TIME]} (elk 2 van de 5)." in text
    assert "vaakst" not in text


def test_each_factor_brings_the_codebook_s_words(codebook):
    theme = next(theme for theme in codebook.themes if TIME in theme.codes)
    said = [("Veldhaven", "a1", WORDS, [coded(WORDS, TIME), coded(WORDS, HARD)])]
    rows = theme_section(theme, "Veldhaven", make_data(codebook, said))["factoren"]
    assert {r["definitie"] for r in rows} == {codebook.by_id[code].definitie for code in (TIME, HARD)}


def test_each_direction_has_its_own_sentence(paragraph):
    hindering, facilitating = paragraph(5, time=1, short=5).split("Alle 5 geïnterviewden noemen iets wat helpt")
    assert NAMES[SHORT] in facilitating
    assert NAMES[SHORT] not in hindering
    assert hindering.startswith("Eén van de 5 geïnterviewden noemt een belemmering")


@pytest.mark.parametrize(
    ("total", "who"), [(1, "De enige geïnterviewde noemde"), (3, "Geen van de 3 geïnterviewden noemde")]
)
def test_silence_is_not_called_absence(paragraph, total, who):
    text = paragraph(total, money=1, known=1)
    assert re.findall(rf"{who} volgens de getelde coderingen (een belemmering|iets wat)", text) == [
        "een belemmering",
        "iets wat",
    ]
    assert "dat betekent niet dat die er niet is" in text


def test_the_only_person_is_spoken_of_as_such(paragraph):
    assert paragraph(1, time=1).startswith("De enige geïnterviewde noemt een belemmering: ")


@pytest.mark.parametrize(("n", "said"), [(1, "één professional"), (2, "twee professionals"), (13, "13 professionals")])
def test_people_are_counted_in_words(n, said):
    assert people(n) == said
