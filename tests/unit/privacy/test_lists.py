"""The lists of names, and of what looks like a name and may stay."""

from __future__ import annotations

import pytest

from pipeline.privacy import lists as module
from pipeline.privacy.lists import KEPT_PHRASES, name_lists
from pipeline.privacy.words import fold


@pytest.fixture(scope="module")
def lists():
    return name_lists()


def test_the_lists_are_read_once(lists):
    assert name_lists() is lists


def test_the_lists_are_there_and_folded(lists):
    for names, least in (
        (lists.first_names, 5_000),
        (lists.surnames, 5_000),
        (lists.places, 2_000),
        (lists.streets, 20_000),
    ):
        assert len(names) > least
        assert "" not in names
        assert all(fold(name) == name for name in names)


@pytest.mark.parametrize(
    "word",
    """
    JGZ GGD GGD's POH-GGZ POH-GGZ-Jeugd POH-overleg kopp-groepen wijkteam ggz JEUGDWET Wmo AVG Zoom WhatsApp TikTok iPad
    Syrië Syriërs Syrische Oekraïne Oekraïense Polen Poolse Pools Turkije Turkse Turken Marokkaanse Eritrese Somalische Zweeds Arabisch Tigrinya
    Nederlandse Vlaams Belgische Europese Amerikaanse Afrika Pasen kerst Ramadan Koningsdag maart Zondag corona Alzheimer
    """.split(),
)
def test_what_may_stay(word, lists):
    assert lists.may_stay(word)


@pytest.mark.parametrize(
    "word",
    "Fenneke Gerda Wolters Utrecht Zwolle-Zuid Oud-Wielingen Kraggenbosch Lindenrode Amersfoortse Fennekes moeder huis jggz Zooms 'Wmo' 😀 -".split(),
)
def test_what_may_not(word, lists):
    assert not lists.may_stay(word)


def test_accents_and_case_do_not_matter(lists):
    assert lists.may_stay("SYRIE")
    assert lists.may_stay("Syrie\u0308")


def test_nothing_that_may_stay_is_written_with_a_capital_or_accent_apart(lists):
    """They are compared folded; one that is not would never be met."""
    assert {word for word in lists._kept if fold(word) != word} <= {"oké", "azië"}
    assert all(fold(phrase) == phrase for phrase in KEPT_PHRASES)


@pytest.mark.parametrize(
    ("form", "is_name"),
    [("gerda", True), ("gerdas", True), ("gerda's", True), ("gerda'", False), ("kraggenbosch", False), ("", False)],
)
def test_first_names_with_a_genitive(form, is_name, lists):
    assert lists.first_name(form) is is_name


@pytest.mark.parametrize(
    ("form", "is_place"), [("amersfoort", True), ("amersfoortse", True), ("kraggenbosch", False), ("", False)]
)
def test_places_and_their_adjectives(form, is_place, lists):
    assert lists.place(form) is is_place


def test_without_the_lists_the_finder_says_what_is_not_installed(monkeypatch):
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    with pytest.raises(ModuleNotFoundError, match="deduce is not installed"):
        module.NameLists()
