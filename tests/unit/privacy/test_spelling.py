"""Listed names in a text, however they are typed."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.privacy.spelling import Spellings, spelled

ANY = {"any_case": True, "derived": True}


@pytest.mark.parametrize(
    ("name", "text", "found", "how"),
    [
        pytest.param("Hasselmeer", "In Hasselmeer.", ["Hasselmeer"], {}, id="as it is"),
        pytest.param("Hasselmeer", "in hasselmeer", [], {}, id="other case"),
        pytest.param("Hasselmeer", "in hasselmeer", ["hasselmeer"], {"any_case": True}, id="any case"),
        pytest.param("Fenneke", "Fennekes en Fenneke’s", ["Fennekes", "Fenneke’s"], {}, id="genitive"),
        pytest.param("Hasselmeer", "de Hasselmeerse", [], {}, id="derived, not asked"),
        pytest.param("Hasselmeer", "de Hasselmeerse Hasselmeerder", ["Hasselmeerse"], ANY, id="derived, asked"),
        pytest.param("Hasselmeer", "een Hasselmeerder of Hasselmeernaar", ["Hasselmeernaar"], ANY, id="inhabitant"),
        pytest.param("Hasselmeer", "Hasselmeerkade, Nieuwhasselmeer", [], ANY, id="inside a word"),
        pytest.param("Zoë", "Zoe\u0308 belt", ["Zoe\u0308"], {}, id="accent apart in the text"),
        pytest.param("Zoe\u0308", "Zoë belt", ["Zoë"], {}, id="accent apart in the list"),
        pytest.param("'s-Hasselmeer", "in ’s-Hasselmeer", ["’s-Hasselmeer"], {}, id="apostrophe"),
        pytest.param("Het Palet", "Het\n\u00a0Palet", ["Het\n\u00a0Palet"], {}, id="white space"),
        pytest.param("Jo", "Jo en Joris", ["Jo"], {}, id="short"),
        pytest.param(" Jo ", "Jo!", ["Jo"], {}, id="space around it in the list"),
        pytest.param("a.b|c", "a.b|c axb", ["a.b|c"], {}, id="signs"),
        pytest.param("", "van alles", [], {}, id="empty name"),
    ],
)
def test_places(name, text, found, how):
    places = Spellings([name], **how).places(text)
    assert [text[start:end] for start, end, _ in places] == found
    assert all(one == unicodedata.normalize("NFC", name).strip() for *_, one in places)


def test_the_longest_name_goes_first_and_each_place_says_which():
    names = ["Sjoukje", "Ferwerda", "Sjoukje Ferwerda"]
    assert Spellings(names).places("Sjoukje Ferwerda en Sjoukje, Ferwerda") == [
        (0, 16, "Sjoukje Ferwerda"), (20, 27, "Sjoukje"), (29, 37, "Ferwerda")
    ]  # fmt: skip


def test_no_names_are_found_nowhere():
    assert Spellings([]).places("Fenneke") == []
    assert Spellings(["", " "]).places("") == []


@given(st.lists(st.text(max_size=8), max_size=6), st.text(max_size=40))
def test_places_lie_apart_and_in_order(names, text):
    last = 0
    for start, end, name in Spellings(names, **ANY).places(text):
        assert last <= start < end <= len(text)
        assert name in {unicodedata.normalize("NFC", one).strip() for one in names}
        last = end


@given(st.lists(st.sampled_from(["Zoë", "'t Palet", "Jo", "Żaneta", "D’Oever aan Zee"]), min_size=1, unique=True))
def test_every_listed_name_is_found(names):
    text = " / ".join(unicodedata.normalize("NFD", name) for name in names)
    assert [name for *_, name in Spellings(names).places(text)] == names


@given(st.text(min_size=1, max_size=12))
def test_a_name_fits_its_own_pattern(name):
    name = unicodedata.normalize("NFC", name)
    assert re.fullmatch(spelled(name), name)
