"""Which mentions name the same person, place or organisation."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.frames import NAME_KINDS
from pipeline.privacy.identities import Spoken, link

NAMES = st.sampled_from(
    ["Berendien", "Berendiens", "Berendien Zwanenkolk", "Zwanenkolk", "B. Zwanenkolk", "van der Rijp", "Anna Kwast"]
)
MENTIONS = st.lists(
    st.builds(
        Spoken, st.sampled_from(["i1", "i2"]), NAMES | st.text(min_size=1, max_size=9), st.sampled_from(NAME_KINDS)
    )
)


def linked(*texts: str, kind: str = "person") -> list[list[str]]:
    """Return the groups of these names; "b: " before a name is its interview, "meneer | " text before the name."""
    spoken = []
    for text in texts:
        interview, _, rest = text.rpartition(": ")
        before, _, name = rest.rpartition("| ")
        spoken.append(Spoken(interview or "a", name, kind, before))
    return [[texts[n] for n in identity.mentions] for identity in link(spoken)]


def together(*texts: str, kind: str = "person") -> bool:
    return len(linked(*texts, kind=kind)) == 1


@pytest.mark.parametrize(
    "other",
    [
        "Berendien",
        "berendien",
        "BERENDIEN",
        "Berendiens",
        "Berendien's",
        "Berendien’s",
        "Zwanenkolk",
        "mevrouw Zwanenkolk",
        "mevr. Zwanenkolk",
        "Toen zei mevrouw | Zwanenkolk",
        "B. Zwanenkolk",
        "B.J. Zwanenkolk",
        "mevrouw Berendien",
        "Berendien Zwanenkolks",
        "b: Berendien",
        "b: de weduwe | Zwanenkolk",
    ],
)
def test_one_person_however_named(other: str) -> None:
    assert together("Berendien Zwanenkolk", other)
    assert together(other, "Berendien Zwanenkolk")


@pytest.mark.parametrize("other", ["Gerrigje Zwanenkolk", "G. Zwanenkolk", "Berendien Kwast", "Beren", "Zwanenburg"])
def test_another_person(other: str) -> None:
    assert not together("Berendien Zwanenkolk", other)


@pytest.mark.parametrize(
    "other", ["Van der Rijp", "vd Rijp", "v.d. Rijp", "v/d Rijp", "der Rijp", "meneer van der Rijp", "Rijp"]
)
def test_particles_of_a_surname(other: str) -> None:
    assert together("Oebele van der Rijp", other)


@pytest.mark.parametrize(
    "other", ["Jannes-de Kwast", "mevrouw Jannes-Kwast", "de Kwast", "Jannes", "Anna Jannes", "Anna de Kwast"]
)
def test_a_double_surname(other: str) -> None:
    assert together("Anna Jannes-de Kwast", other)


def test_a_double_first_name_is_not_its_half_unless_said_so() -> None:
    assert linked("Anna-Griet Kwast", "Anna Griet", "Anna-Griet", "Anna Zwanenkolk") == [
        ["Anna-Griet Kwast", "Anna Griet", "Anna-Griet"],
        ["Anna Zwanenkolk"],
    ]


def test_accents_written_together_or_apart_and_left_out() -> None:
    apart = unicodedata.normalize("NFD", "Zoë Kwást")
    assert apart != "Zoë Kwást"
    assert together("Zoë Kwást", apart, "Zoe Kwast", "Zoë’s", "Zoë`s")


def test_a_name_that_ends_in_s_is_not_a_genitive_of_nobody() -> None:
    assert linked("Hans", "Hans'", "Hann") == [["Hans", "Hans'"], ["Hann"]]
    assert linked("Bert Fokkerts", "Fokkert", "Fokkerts", "Fokkert Kwast") == [
        ["Bert Fokkerts", "Fokkerts"],
        ["Fokkert", "Fokkert Kwast"],
    ]


def test_a_first_name_of_two_belongs_to_the_one_that_the_interview_names_in_full_before_it() -> None:
    found = linked("a: Anna Smit", "a: Anna", "b: Anna de Wit", "b: Anna", "a: Anna")
    assert found == [["a: Anna Smit", "a: Anna", "a: Anna"], ["b: Anna de Wit", "b: Anna"]]


def test_of_two_named_before_it_is_the_one_named_last() -> None:
    assert linked("Anna Smit", "Anna de Wit", "Anna", "mevrouw Smit", "Anna") == [
        ["Anna Smit", "mevrouw Smit", "Anna"],
        ["Anna de Wit", "Anna"],
    ]


def test_of_two_not_named_before_it_is_the_one_whom_the_interview_names_later() -> None:
    assert linked("a: Anna Smit", "b: Anna", "b: Anna de Wit") == [["a: Anna Smit"], ["b: Anna", "b: Anna de Wit"]]


def test_what_nothing_decides_is_neither() -> None:
    assert linked("a: Anna Smit", "b: Anna de Wit", "c: Anna") == [["a: Anna Smit"], ["b: Anna de Wit"], ["c: Anna"]]


def test_initials_of_two_are_decided_likewise() -> None:
    assert linked("a: Anna Smit", "b: Arend Smit", "b: A. Smit", "c: A. Smit") == [
        ["a: Anna Smit"],
        ["b: Arend Smit", "b: A. Smit"],
        ["c: A. Smit"],
    ]


def test_one_surname_is_one_person_unless_first_names_differ() -> None:
    assert together("mevrouw Zwanenkolk", "meneer Zwanenkolk")
    assert linked("mevrouw Anna Smit", "meneer Oebele Smit", "mevrouw Smit", "b: meneer Smit", "b: mevrouw Smit") == [
        ["mevrouw Anna Smit", "mevrouw Smit", "b: mevrouw Smit"],
        ["meneer Oebele Smit", "b: meneer Smit"],
    ]


def test_a_slip_is_one_spelling_said_once_in_the_same_interview() -> None:
    assert together("Schasfoort", "Schaapsfoort", "Schasfoort")
    assert not together("Schasfoort", "b: Schaapsfoort")
    assert not together("Schasfoort", "Schaapsfoort", "Schaapsfoort", "Schasfoort")
    assert not together("Kwast", "Kwist")


def test_sisters_with_like_names_are_two() -> None:
    assert not together("Annelore Smit", "Annelote Smit")


@pytest.mark.parametrize(
    "other", ["Veldhavens", "Veldhavense", "Veldhavenaar", "Veldhavenaren", "VELDHAVEN", "gemeente Veldhaven"]
)
def test_derived_forms_of_a_place(other: str) -> None:
    assert together("Veldhaven", other, kind="place")


@pytest.mark.parametrize(("one", "other"), [("Veldhaven", "Veldhaven-Zuid"), ("Veldhaven-Oost", "Veldhaven-West")])
def test_a_quarter_is_a_place_of_its_own(one: str, other: str) -> None:
    assert not together(one, other, kind="place")


@pytest.mark.parametrize(
    "other", ["De Iepenrij", "de iepenrij", "Iepenrij", "basisschool De Iepenrij", "praktijkschool De Iepenrij"]
)
@pytest.mark.parametrize("kind", ["organisation", "school"])
def test_articles_and_kinds_of_an_organisation(other: str, kind: str) -> None:
    assert together("de Iepenrij", other, kind=kind)


def test_two_kinds_with_one_name_are_two_and_the_bare_name_is_of_the_last() -> None:
    assert linked(
        "basisschool De Iep", "De Iep", "huisartsenpraktijk De Iep", "De Iep", "b: De Iep", kind="organisation"
    ) == [
        ["basisschool De Iep", "De Iep"],
        ["huisartsenpraktijk De Iep", "De Iep"],
        ["b: De Iep"],
    ]


def test_two_organisations_of_one_place_are_two() -> None:
    spoken = [Spoken("a", "Kolkrade", "place")]
    spoken += [Spoken("a", text, "organisation") for text in ("buurthuis Kolkrade", "dorpshuis Kolkrade")]
    assert [identity.mentions for identity in link(spoken)] == [(0,), (1,), (2,)]


def test_the_most_frequent_kind_counts_and_of_equals_the_first() -> None:
    kinds = ["place", "organisation", "organisation"]
    assert [i.kind for i in link([Spoken("a", "De Iepenrij", kind) for kind in kinds])] == ["organisation"]
    assert [i.kind for i in link([Spoken("a", "Iepenrij", kind) for kind in ("project", "place")])] == ["place"]
    assert [i.kind for i in link([Spoken("a", "Zwanenkolk", kind) for kind in ("place", "person")])] == ["person"]


def test_contact_data_are_never_linked_to_a_person() -> None:
    mail = Spoken("a", "berendien@zwanenkolk.example", "email")
    found = link([Spoken("a", "Berendien Zwanenkolk", "person"), mail, Spoken("a", "0612", "phone"), mail])
    assert [(identity.kind, identity.mentions) for identity in found] == [
        ("person", (0,)),
        ("email", (1, 3)),
        ("phone", (2,)),
    ]


def test_nothing_named_is_nobody() -> None:
    assert link([]) == []


@settings(deadline=None)
@given(MENTIONS)
def test_every_mention_has_one_identity_in_order_of_first_mention(spoken: list[Spoken]) -> None:
    found = link(spoken)
    assert sorted(n for identity in found for n in identity.mentions) == list(range(len(spoken)))
    assert [identity.mentions[0] for identity in found] == sorted(identity.mentions[0] for identity in found)
    for identity in found:
        assert identity.kind in {spoken[n].kind for n in identity.mentions}
        assert list(identity.mentions) == sorted(identity.mentions)


@settings(deadline=None)
@given(MENTIONS)
def test_the_same_names_are_linked_alike_in_capitals(spoken: list[Spoken]) -> None:
    plain = [s for s in spoken if s.text.isascii() and s.kind in ("person", "place")]
    loud = [Spoken(s.interview_id, s.text.upper(), s.kind) for s in plain]
    assert [i.mentions for i in link(loud)] == [i.mentions for i in link(plain)]
