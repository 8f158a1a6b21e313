"""Roles: what gives the only one of a municipality away goes, and everything else stays as it is."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import SettingsError
from pipeline.privacy.role_words import MASK
from pipeline.privacy.roles import Role, Roles

ROLES = Roles.load()
BY_ID = {role.rol: role for role in ROLES.roles}
GP, NURSE, POH = ("huisarts",), ("jeugdverpleegkundige",), ("praktijkondersteuner",)
YOUTH, TEACHER, POLICY = ("jongerenwerker",), ("leerkracht",), ("beleidsmedewerker",)

# text, roles that one respondent has, what is printed
MASKED = [
    ("Ik als jeugdverpleegkundige zie dat.", NURSE, "Ik als [functie] zie dat."),
    ("De jeugdverpleegkundigen van de JGZ", NURSE, "De [functie] van de JGZ"),
    ("de jeugdverpleegkundiges agenda", NURSE, "de [functie] agenda"),
    ("JEUGDVERPLEEGKUNDIGE", NURSE, "[functie]"),
    ("Een jeugd verpleegkundige, zeg maar.", NURSE, "Een [functie], zeg maar."),
    ("de jeugd-verpleegkundige", NURSE, "de [functie]"),
    ("de verpleegkundige van de JGZ belde", NURSE, "de [functie] belde"),
    ("de verpleegkundigen bij het consultatiebureau", NURSE, "de [functie]"),
    ("de JGZ-verpleegkundige", NURSE, "de [functie]"),
    ("mijn collega-jeugdverpleegkundige", NURSE, "mijn collega-[functie]"),
    ("jeugdverpleegkundige/jeugdverpleegkundige", NURSE, "[functie]"),
    ("jeugd- en wijkverpleegkundigen", NURSE, "[functie]"),
    ("wijk- of jeugdverpleegkundige", NURSE, "[functie]"),
    ("wij POH's zien elkaar", POH, "wij [functie] zien elkaar"),
    ("wij POH’s zien elkaar", POH, "wij [functie] zien elkaar"),
    ("een POH'er erbij", POH, "een [functie] erbij"),
    ("een poher en een poh-er", POH, "een [functie] en een [functie]"),
    ("Ik ben POH-GGZ.", POH, "Ik ben [functie]."),
    ("de POH GGZ jeugd", POH, "de [functie]"),
    ("als praktijkondersteuner bij de huisarts", POH, "als [functie]"),
    ("praktijkondersteuners-GGZ", POH, "[functie]"),
    ("een POH-overleg", POH, "een [functie]-overleg"),
    ("ik als huisarts weet dat", GP, "ik als [functie] weet dat"),
    ("wij huisartsen hebben tien minuten", GP, "wij [functie] hebben tien minuten"),
    ("Ik ben al twintig jaar huisarts.", GP, "Ik ben al twintig jaar [functie]."),
    ("Ik ben de enige huisarts hier.", GP, "Ik ben de enige [functie] hier."),
    ("Huisarts ben ik sinds lang.", GP, "[functie] ben ik sinds lang."),
    ("Dat hoort erbij als huisarts.", GP, "Dat hoort erbij als [functie]."),
    ("wij als huisartsen", GP, "wij als [functie]"),
    ("sinds ik hier huisarts ben", GP, "sinds ik hier [functie] ben"),
    ("Ik ben de huisarts van dit dorp.", GP, "Ik ben de [functie] van dit dorp."),
    ("mijn collega-huisartsen", GP, "mijn [functie]"),
    ("ik ben een huisarts van het oude soort", GP, "ik ben een [functie] van het oude soort"),
    ("Ik als jongerenwerkster", YOUTH, "Ik als [functie]"),
    ("de jongerenwerkers en jeugdwerkers", YOUTH, "de [functie] en [functie]"),
    ("jongerenwerkers jongerenwerkers", YOUTH, "[functie]"),
    ("de juffen en de meester", TEACHER, "de [functie] en de [functie]"),
    ("een gymleraar, leraren, een lerares", TEACHER, "een [functie], [functie], een [functie]"),
    ("de kleuterjuf", TEACHER, "de [functie]"),
    ("docenten van het vmbo", TEACHER, "[functie] van het vmbo"),
    ("beleidsmedewerksters en een beleidsambtenaar", POLICY, "[functie] en een [functie]"),
    ("beleidsambtenaren jeugd", POLICY, "[functie] jeugd"),
    ("de gemeenteambtenaren", ("ambtenaar",), "de [functie]"),
    ("de preventiewerker of de preventiemedewerkers", ("preventiewerker",), "de [functie] of de [functie]"),
    ("een mantelzorgconsulente, een consulent mantelzorg", ("mantelzorgconsulent",), "een [functie], een [functie]"),
    ("de mantelzorgcoördinator", ("mantelzorgconsulent",), "de [functie]"),
    ("de mantelzorgcoordinatoren", ("mantelzorgconsulent",), "de [functie]"),
    (unicodedata.normalize("NFD", "de mantelzorgcoördinator"), ("mantelzorgconsulent",), "de [functie]"),
    ("onze IB'er en de intern begeleidster", ("intern begeleider",), "onze [functie] en de [functie]"),
    ("de maatschappelijk werkers", ("maatschappelijk werker",), "de [functie]"),
    ("een medewerkster van Veilig Thuis", ("medewerker Veilig Thuis",), "een [functie]"),
    ("de wijkagenten en de dorpsagente", ("wijkagent",), "de [functie] en de [functie]"),
    ("de raadsleden", ("raadslid",), "de [functie]"),
    ("psychologen en een kinderpsycholoog", ("psycholoog",), "[functie] en een [functie]"),
    ("twee coaches", ("coach",), "twee [functie]"),
    ("een JGZ'er en twee JGZ-ers", ("JGZ-medewerker",), "een [functie] en twee [functie]"),
    ("de imkers, een imkertje, imker's", ("imker",), "de [functie], een [functie], [functie]"),
    ("boswachter", ("boswachter",), "[functie]"),
    ("de bestuursleden", ("bestuurslid",), "de [functie]"),
    ("ik als mede-eigenaar", ("mede-eigenaar",), "ik als [functie]"),
    ("zij is hoogleraar", ("hoogleraar",), "zij is [functie]"),
    ("kinder- en jeugdpsychiaters", ("psychiater",), "[functie]"),
    ("een [functie] en een jeugdarts", ("jeugdarts",), "een [functie] en een [functie]"),
]  # fmt: skip
KEPT = [
    ("De JGZ belt de GGD en het wijkteam.", (*NURSE, "wijkteammedewerker", "GGD-medewerker")),
    ("Ik werk bij de JGZ.", NURSE),
    ("de wijkverpleegkundige", NURSE),
    ("een verpleegkundige", NURSE),
    ("bel de huisarts", GP),
    ("de huisartsen en de huisartsenpraktijk", GP),
    ("Ik ben bij de huisarts geweest.", GP),
    ("ik ben in gesprek met huisartsen", GP),
    ("als de huisarts belt", GP),
    ("als huisartsen niet bellen", GP),
    ("onze huisarts", GP),
    ("ik ben geen huisarts", GP),
    ("ik ben onze huisarts dankbaar", GP),
    ("toen had ik huisarts Bartels", GP),
    ("als een huisarts belt", GP),
    ("de juf en de wijkagent", (*NURSE, *POH)),
    ("het jongerenwerk", YOUTH),
    ("het jongerenwerkersoverleg", YOUTH),
    ("de burgemeester en de havenmeester", TEACHER),
    ("een hoogleraar", TEACHER),
    ("wij coachen ouders", ("coach",)),
    ("de gemeente heeft beleid", POLICY),
    ("Veilig Thuis belt", ("medewerker Veilig Thuis",)),
    ("de school en de leerlingen", TEACHER),
    ("de kinderarts", ("jeugdarts", "arts")),
    ("naar de dokter", ("arts",)),
    ("starts en voorwaarts", ("arts",)),
    ("preventie en preventief werken", ("preventiewerker",)),
    ("mantelzorgers", ("mantelzorgconsulent",)),
    ("POH-GGZ en POH's", NURSE),
    ("de intern begeleider", ()),
    ("  twee  spaties\tén een tab\r\n", NURSE),
    ("[functie] [functie]", NURSE),
    ("", NURSE),
]  # fmt: skip


@pytest.mark.parametrize(("text", "alone", "printed"), MASKED)
def test_role_of_one_respondent_goes(text: str, alone: tuple[str, ...], printed: str) -> None:
    assert ROLES.mask(text, alone) == printed


@pytest.mark.parametrize(("text", "alone"), KEPT)
def test_everything_else_stays(text: str, alone: tuple[str, ...]) -> None:
    assert ROLES.mask(text, alone) == text


@pytest.mark.parametrize(("role", "word"), [(role, word) for role in ROLES.roles for word in role.woorden])
def test_word_is_found_by_its_own_role_only(role: Role, word: str) -> None:
    assert ROLES.mask(f"een {word}, zeg", [role.rol]) == f"een {MASK}, zeg"
    assert ROLES.mask(f"een {word}, zeg", BY_ID.keys() - {role.rol}) == f"een {word}, zeg"


@pytest.mark.parametrize(("role", "word"), [(role, word) for role in ROLES.roles for word in role.van_zichzelf])
def test_word_for_an_organisation_too_is_found_where_it_is_said_of_oneself(role: Role, word: str) -> None:
    assert ROLES.mask(f"ik als {word} zeg", [role.rol]) == f"ik als {MASK} zeg"
    assert ROLES.mask(f"naar de {word} toe", BY_ID) == f"naar de {word} toe"


@pytest.mark.parametrize(("role", "word"), [(role, word) for role in ROLES.roles for word in role.laatste_deel])
def test_compound_has_the_role_of_its_last_part(role: Role, word: str) -> None:
    assert ROLES.mask(f"een zomer{word}", [role.rol]) == f"een {MASK}"


@pytest.mark.parametrize("role", [role for role in ROLES.roles if role.perspectief], ids=lambda role: role.rol)
def test_field_of_a_perspective_gives_its_roles(role: Role) -> None:
    for entry in role.perspectief:
        assert role.rol in ROLES.of_perspective(entry.replace("*", ""))


@pytest.mark.parametrize("role", ROLES.roles, ids=lambda role: role.rol)
def test_respondent_has_the_role_that_a_perspective_names(role: Role) -> None:
    for word in (*role.woorden, *role.van_zichzelf):
        assert {role.rol, *role.valt_onder} <= ROLES.of_perspective(word.upper())


@pytest.mark.parametrize(
    ("perspective", "roles"),
    [
        ("", set()),
        ("poh-ggz jeugd", {"praktijkondersteuner"}),
        ("beleidsmedewerker gemeente", {"beleidsmedewerker", "ambtenaar"}),
        ("jongerenwerk", {"jongerenwerker"}),
        ("verslavingszorg, preventie", {"verslavingshulpverlener", "verslavingsarts", "arts", "preventiewerker"}),
        ("verpleegkundige JGZ", {"jeugdverpleegkundige", "verpleegkundige", "JGZ-medewerker", "GGD-medewerker"}),
        ("wijkverpleegkundige", {"wijkverpleegkundige", "verpleegkundige"}),
        ("teamleider wijkteam", {"leidinggevende", "wijkteammedewerker"}),
        ("Boswachter", {"boswachter"}),
        ("imker en medewerker van een stichting", {"imker"}),
        ("ict-beheerder bibliotheek", {"bibliotheekmedewerker", "ict-beheerder"}),
        ("lid van het ene", set()),
    ],
)  # fmt: skip
def test_roles_of_a_perspective(perspective: str, roles: set[str]) -> None:
    assert ROLES.of_perspective(perspective) == roles


@pytest.mark.parametrize(
    ("perspectives", "alone", "not_alone"),
    [
        (["jongerenwerker", "jongerenwerk"], set(), {"jongerenwerker"}),
        (["jongerenwerker", "wethouder"], {"jongerenwerker", "wethouder"}, {"leerkracht"}),
        (["jeugdverpleegkundige", "wijkverpleegkundige"], {"jeugdverpleegkundige"}, {"verpleegkundige"}),
        (["JGZ"], {"jeugdverpleegkundige", "jeugdarts", "JGZ-medewerker"}, set()),
        # One may be a nurse and the other a doctor; that both work for the youth health care is sure.
        (["JGZ", "JGZ"], {"jeugdverpleegkundige", "jeugdarts"}, {"JGZ-medewerker"}),
        (["jeugdverpleegkundige JGZ", "jeugdverpleegkundige"], set(), {"jeugdverpleegkundige", "jeugdarts"}),
        (["boswachter", "imker", "imker"], {"boswachter"}, {"imker"}),
        (["", ""], set(), {""}),
        ([], set(), set()),
    ],
)  # fmt: skip
def test_roles_that_one_respondent_has(perspectives: list[str], alone: set[str], not_alone: set[str]) -> None:
    found = ROLES.alone(perspectives)
    assert alone <= found
    assert not_alone.isdisjoint(found)


def test_a_respondent_without_a_known_role_hides_the_words_of_the_perspective() -> None:
    here = ROLES.alone(["eigenaar van een manege", "wethouder", "JGZ"])
    assert (
        ROLES.mask("Ik als eigenaar van de manege bel de JGZ.", here) == "Ik als [functie] van de [functie] bel de JGZ."
    )


words = st.sampled_from(
    [word for role in ROLES.roles for word in (*role.woorden, *role.van_zichzelf)]
    + "ik wij als ben de een en of en, jeugd- - / . [functie] [ ] functie van bij school JGZ\n ' ’ s er enige".split(
        " "
    )
)
sentences = st.lists(words, max_size=12).map(" ".join)
some_roles = st.sets(st.sampled_from([*BY_ID, "", "imker", "functie", "school", "(", "a|b"]), max_size=6)


@given(st.one_of(sentences, st.text(max_size=60)), some_roles)
def test_masking_twice_is_masking_once(text: str, alone: set[str]) -> None:
    once = ROLES.mask(text, alone)
    assert ROLES.mask(once, alone) == once


@given(sentences)
def test_what_nobody_has_alone_stays(text: str) -> None:
    assert ROLES.mask(text, ()) == text


@given(st.text("bcdfgé -[]'’\r\n\t🙂", max_size=80), some_roles)
def test_text_without_role_words_is_the_same(text: str, alone: set[str]) -> None:
    assert ROLES.mask(text, alone - {"(", "a|b"}) == text


@given(st.text(max_size=60))
def test_any_perspective_gives_roles_that_can_be_masked(perspective: str) -> None:
    alone = ROLES.alone([perspective])
    assert alone == ROLES.of_perspective(perspective)
    for role in alone - BY_ID.keys():
        assert ROLES.mask(f"ik als {role}.", alone) == f"ik als {MASK}."


@given(st.lists(st.sampled_from(["JGZ", "wethouder", "jongerenwerk", "imker", "huisarts", "leraar", ""]), max_size=6))
def test_order_of_respondents_does_not_matter(perspectives: list[str]) -> None:
    assert ROLES.alone(perspectives) == ROLES.alone(perspectives[::-1])


FILE = "rollen:\n  - {rol: imker, woorden: [imker]}\norganisaties: JGZ\nalgemeen: zorg\n"
WRONG = [
    ("key", FILE.replace("woorden", "worden"), r"roles.yaml, rollen\[1\].worden: onbekende sleutel; toegestaan: rol, woorden"),
    ("missing", FILE.replace("rol: imker, ", ""), r"roles.yaml, rollen\[1\].rol: ontbreekt; vul dit in"),
    ("no words", FILE.replace("[imker]", "[]"), r"roles.yaml, rollen\[1\].woorden: te weinig; minstens 1"),
    ("number", FILE.replace("[imker]", "[3]"), r"rollen\[1\].woorden\[1\]: dit moet tekst zijn; gevonden 3"),
    ("truth", FILE.replace("[imker]", "[imker], overal: soms"), r"overal: dit moet true of false zijn; gevonden 'soms'"),
    ("part", FILE.replace("algemeen: zorg\n", ""), r"roles.yaml, algemeen: ontbreekt"),
    ("empty", "", r"roles.yaml: dit moet een blok met sleutels zijn"),
    ("no yaml", "rollen: [", r"roles.yaml, regel \d: geen geldige YAML"),
    ("short", FILE.replace("[imker]", "['-']"), r"rol 'imker': woord '-' is te kort; minstens 2 letters"),
    ("organisation", FILE.replace("[imker]", "[jgz]"), r"rol 'imker': woord 'jgz' staat ook bij organisaties"),
    ("wider", FILE.replace("[imker]", "[imker], valt_onder: [boer]"), r"valt_onder: onbekende rol 'boer'; toegestaan: een rol uit dit bestand"),
    ("twice", FILE.replace("organ", "  - {rol: imker, woorden: [bijenhouder]}\norgan"), r"rol 'imker': deze rol staat er twee keer"),
    ("two roles", FILE.replace("organ", "  - {rol: boer, woorden: [Ím-ker]}\norgan"), r"rol 'boer': woord 'Ím-ker' staat ook bij rol 'imker'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), [pytest.param(*rest, id=name) for name, *rest in WRONG])
def test_mistake_in_the_file_is_told_in_dutch(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        Roles.load(tmp_path / "roles.yaml")


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = FILE.replace("[imker]", "[jgz, '-'], valt_onder: [boer]")
    (tmp_path / "roles.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="organisaties") as caught:
        Roles.load(tmp_path / "roles.yaml")
    assert len(caught.value.problems) == 3


def test_file_that_cannot_be_read_is_told_in_dutch(tmp_path: Path) -> None:
    (tmp_path / "roles.yaml").write_bytes("é".encode("latin-1"))
    with pytest.raises(SettingsError, match="geen UTF-8"):
        Roles.load(tmp_path / "roles.yaml")
    with pytest.raises(SettingsError, match=r"weg.yaml: bestaat niet"):
        Roles.load(tmp_path / "weg.yaml")
