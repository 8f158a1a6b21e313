"""What kind of organisation a name is said to be."""

from __future__ import annotations

import pytest

from pipeline.privacy.kinds import kind_from_context, printed_kinds, split_kind


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Ze zit op |basisschool De Hoef|.", "basisschool"),
        ("Ze zit op basisschool |De Hoef|.", "basisschool"),
        ("op de Basisschool, |De Hoef|,", "basisschool"),
        ("De mantelzorgorganisatie, |Steunpunt Elzenrade|, belt.", "mantelzorgorganisatie"),
        ("het steunpunt mantelzorg, ik meen |Elzenrade|", "mantelzorgorganisatie"),
        ("de huisartsenpraktijk (|De Hoef|)", "huisartsenpraktijk"),
        ("de huisartsenpraktijk heet |De Hoef|", "huisartsenpraktijk"),
        ("de zorgcoördinator van het |Elzenrade College|", "middelbare school"),
        ("HET |ELZENRADE COLLEGE|", "middelbare school"),
        ("in |De Hoef|, het buurthuis, is soep", "buurthuis"),
        ("|De Hoef|, een kleine basisschool.", "basisschool"),
        ("|De Hoef| is een basisschool in een dorp", "basisschool"),
    ],
)
def test_in_the_name_or_in_apposition(marked: str, expected: str) -> None:
    assert kind_from_context(*marked.split("|")) == expected


@pytest.mark.parametrize(
    "marked",
    [
        "Ik werk bij |De Hoef|.",
        "de basisschool en |De Hoef| bellen",
        "de basisschool. |De Hoef| belt",
        "de basisschool waar ik met |De Hoef| over bel",
        "|De Hoef| en de basisschool",
        "|De Hoef|, de basisschool Elzenrade en de kerk",
        "|De Hoef|, het buurthuis De Kuip",
        "de basisschoolleerling, |De Hoef|",
        "|De Hoef|. Een basisschool dus.",
        "||",
    ],
)
def test_a_kind_elsewhere_is_of_somebody_else(marked: str) -> None:
    assert kind_from_context(*marked.split("|")) == ""


def test_a_kind_has_no_digits_brackets_or_capitals() -> None:
    assert len(printed_kinds()) > 20
    assert all(kind.replace(" ", "").replace("-", "").isalpha() and kind == kind.lower() for kind in printed_kinds())


@pytest.mark.parametrize(
    ("name", "family", "bare"),
    [
        ("Elzenrade College", "onderwijs", "Elzenrade"),
        ("de school De Hoef", "onderwijs", "De Hoef"),
        ("Het College", "", "Het College"),
    ],
)
def test_kind_words_at_either_end(name: str, family: str, bare: str) -> None:
    assert split_kind(name) == (family, bare)
