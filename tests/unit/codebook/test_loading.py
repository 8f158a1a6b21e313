"""Loading a codebook: every mistake is reported with its file, line, what was found and what is allowed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.codebook import load_codebook
from pipeline.errors import CodebookError

CODE = "codes/netwerk/korte_lijnen.yaml"
THEMES = "themes.yaml"
NONE = "examples_none.yaml"
Spoil = Callable[[str, str, str], None]

# id, file, text, its replacement, text on the line that must be named ("" = line 1), complaint
ONE_MISTAKE = [
    ("missing key", CODE, "naam: Korte lijnen\n", "", "", "naam: ontbreekt; vul dit in"),
    ("unknown direction", CODE, "richting: bevorderend", "richting: goed", "richting: goed", "richting: gevonden 'goed'"),
    ("word instead of list", CODE, "  geen:\n  - niet\n  - geen\n  - nooit\n", "  geen: niet\n", "  geen: niet", "regels[1].geen: dit moet een lijst zijn; gevonden 'niet'"),
    ("rule id", CODE, "id: korte-lijnen", "id: Korte Lijnen", "id: Korte", "regels[0].id: mag alleen kleine letters, cijfers en streepjes hebben; gevonden 'Korte Lijnen'"),
    ("wrong soort", CODE, "soort: phrase", "soort: prase", "soort: prase", "regels[0].soort: gevonden 'prase'; toegestaan: phrase, words, pattern; zie codebook/README.md"),
    ("no soort", CODE, "  soort: phrase\n", "", "id: korte-lijnen", "regels[0]: soort ontbreekt; toegestaan: phrase, words, pattern"),
    ("unknown list", CODE, "  - kort\n", "  - '@niemand'\n", "id: korte-lijnen", "regels[0] (korte-lijnen): woordenlijst '@niemand' bestaat niet; toegestaan: @contact, @kinderen, @ouders, @partners"),
    ("space in word", CODE, "  - kort\n", "  - heel kort\n", "id: korte-lijnen", "regels[0] (korte-lijnen): 'heel kort' heeft een spatie; gebruik soort phrase voor woorden na elkaar"),
    ("star inside", CODE, "  - kort\n", "  - ko*rt\n", "id: korte-lijnen", "regels[0] (korte-lijnen): 'ko*rt': een * mag alleen vooraan of achteraan staan"),
    ("empty word", CODE, "  - kort\n", "  - '*'\n", "id: korte-lijnen", "regels[0] (korte-lijnen): leeg woord"),
    ("bad pattern", CODE, "- LOWER: vinden", "- LAGER: vinden", "id: elkaar-te-vinden", "regels[2] (elkaar-te-vinden): geen geldig spaCy-patroon: "),
    ("rule id twice", CODE, "id: lijnen-zijn-kort", "id: korte-lijnen", "regels:", "regel-id 'korte-lijnen' staat er 2 keer"),
    ("counterpart missing", CODE, "netwerk.moeizaam_contact\n", "netwerk.bestaat_niet\n", "tegenpool:", "tegenpool 'netwerk.bestaat_niet' bestaat niet; toegestaan: een code_id, of null"),
    ("counterpart of the same side", CODE, "netwerk.moeizaam_contact\n", "financiering.beschikbaar\n", "tegenpool:", "tegenpool 'financiering.beschikbaar' is ook bevorderend"),
    ("its own counterpart", CODE, "netwerk.moeizaam_contact\n", "netwerk.korte_lijnen\n", "tegenpool:", "tegenpool 'netwerk.korte_lijnen' is ook bevorderend"),
    ("hoort_bij unknown", CODE, "hoort_bij: netwerk.moeizaam_contact", "hoort_bij: netwerk.weg", "hoort_bij: netwerk.weg", "gevonden 'netwerk.weg'; toegestaan: een andere code_id, of geen"),
    ("hoort_bij itself", CODE, "hoort_bij: netwerk.moeizaam_contact", "hoort_bij: netwerk.korte_lijnen", "hoort_bij: netwerk.korte_lijnen", "gevonden 'netwerk.korte_lijnen'; toegestaan: een andere code_id, of geen"),
    ("same example twice", CODE, "voorbeelden:\n", "voorbeelden:\n  x1: [Kort en goed., Kort en goed.]\n", "voorbeelden:", "hetzelfde voorbeeld staat er 2 keer: 'Kort en goed....'"),
    ("key twice", CODE, "naam: Korte", "naam: Lange\nnaam: Korte", "naam: Korte", "geen geldige YAML: sleutel 'naam' staat er twee keer"),
    ("key twice in a rule", CODE, "  gat: 1\n", "  gat: 1\n  gat: 3\n", "  gat: 3", "geen geldige YAML: sleutel 'gat' staat er twee keer"),
    ("colon in text", CODE, "naam: Korte", "naam: Kort: Korte", "naam: Kort:", "geen geldige YAML: "),
    ("themes without list", THEMES, "themes:", "themas:", "", "'themes' ontbreekt of is geen lijst"),
    ("theme without name", THEMES, "  naam: Financiering en aanbod\n", "", "- aanbeveling:", "naam: ontbreekt; vul dit in"),
    ("recommendation called for by nothing", THEMES, "    gevraagd_door:\n    - financiering.tekort\n", "", "- aanbeveling:", "aanbeveling.gevraagd_door: ontbreekt; vul dit in"),
    ("called for by what helps", THEMES, "    gevraagd_door:\n    - financiering.tekort\n", "    gevraagd_door:\n    - financiering.beschikbaar\n", "    gevraagd_door:", "gevonden 'financiering.beschikbaar'; toegestaan: belemmerende codes van dit thema (financiering.tekort)"),
    ("theme twice", THEMES, "id: netwerk", "id: financiering", "themes:", "thema 'financiering' staat er 2 keer"),
    ("code in two themes", THEMES, "  - netwerk.korte_lijnen\n", "  - netwerk.korte_lijnen\n  - context.aanbod\n", "themes:", "code 'context.aanbod' staat in 2 thema's; elke code hoort bij één thema"),
    ("code in no theme", THEMES, "  - netwerk.korte_lijnen\n", "", "themes:", "code 'netwerk.korte_lijnen' staat in geen enkel thema"),
    ("code without file", THEMES, "  - netwerk.korte_lijnen\n", "  - netwerk.korte_lijnen\n  - netwerk.weg\n", "codes:\n  - netwerk", "code 'netwerk.weg' bestaat niet in codes/"),
    ("none without key", NONE, "voorbeelden:", "uitspraken:", "", "verwacht 'voorbeelden:' met per hand een lijst uitspraken"),
]  # fmt: skip
NOT_DUTCH = [
    ("direction", CODE, "richting: bevorderend", "richting: goed"),
    ("strength above 1", CODE, "sterkte: 0.8", "sterkte: 1.8"),
    ("gap in words", CODE, "gat: 1", "gat: veel"),
    ("gap too wide", CODE, "gat: 1", "gat: 16"),
    ("number as word", CODE, "  - kort\n", "  - 18\n"),
    ("pattern of words", CODE, "- LOWER: vinden", "- vinden"),
    ("code twice in a theme", THEMES, "  - netwerk.korte_lijnen\n", "  - netwerk.korte_lijnen\n  - netwerk.korte_lijnen\n"),
    ("theme is a word", THEMES, "themes:\n", "themes:\n- netwerk\n"),
]  # fmt: skip
ENGLISH = ("Input", "should", " or ", "Value error", "valid", "list[str]")


def line_no(text: str, at: str) -> int:
    return text[: text.index(at)].count("\n") + 1


def complaints(folder: Path) -> list[str]:
    with pytest.raises(CodebookError, match="codebook") as caught:
        load_codebook(folder)
    return [str(problem) for problem in caught.value.problems]


@pytest.fixture
def folder(tmp_path: Path, tiny_codebook_folder: Path) -> Path:
    return shutil.copytree(tiny_codebook_folder, tmp_path / "codebook")


@pytest.fixture
def spoil(folder: Path) -> Spoil:
    def change(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "message"), [c[1:] for c in ONE_MISTAKE], ids=[c[0] for c in ONE_MISTAKE]
)
def test_one_mistake_names_file_line_and_what_is_allowed(folder, spoil, file, old, new, at, message):
    spoil(file, old, new)
    where = f"codebook/{file}, regel {line_no((folder / file).read_text(encoding='utf-8'), at)}: "
    (found,) = complaints(folder)
    assert found.startswith(where + message)


@pytest.mark.parametrize("case", NOT_DUTCH, ids=[c[0] for c in NOT_DUTCH])
def test_one_mistake_gives_one_complaint_in_dutch(folder, spoil, case):
    spoil(*case[1:])
    found = complaints(folder)
    assert len(found) == 1
    assert [word for word in ENGLISH if word in found[0]] == []


def test_unknown_key_names_the_keys_that_are_allowed(folder, spoil):
    spoil(CODE, "naam: Korte lijnen\n", "naam: Korte lijnen\nvorm: rond\n")
    (found,) = complaints(folder)
    assert found.startswith(f"codebook/{CODE}, regel 3: vorm: onbekende sleutel")
    assert "toegestaan" in found
    assert "tegenpool" in found


def test_text_that_is_too_short_names_the_shortest_length(folder, spoil):
    spoil(CODE, "bron: definitie", "bron: K")
    (found,) = complaints(folder)
    assert found.startswith(f"codebook/{CODE}, regel ")
    assert "regels[0].bron: te kort; gevonden 'K'" in found
    assert "3 tekens" in found


def test_context_code_as_counterpart_is_not_called_the_same_side(folder, spoil):
    spoil(CODE, "tegenpool: netwerk.moeizaam_contact", "tegenpool: context.aanbod")
    (found,) = complaints(folder)
    assert found.startswith(f"codebook/{CODE}, regel 4: tegenpool 'context.aanbod'")
    assert "is ook" not in found


def test_file_name_and_code_id_have_to_agree(folder):
    (folder / CODE).rename(folder / "codes/netwerk/lijnen.yaml")
    assert complaints(folder) == [
        "codebook/codes/netwerk/lijnen.yaml, regel 1: gevonden 'netwerk.korte_lijnen'; bij dit pad hoort 'netwerk.lijnen'"
    ]


def test_code_id_twice_names_the_other_file(folder):
    shutil.copy(folder / CODE, folder / "codes/netwerk/kopie.yaml")
    assert (
        "codebook/codes/netwerk/kopie.yaml, regel 1: code_id 'netwerk.korte_lijnen' bestaat al in codes/netwerk/korte_lijnen.yaml; "
        in "\n".join(complaints(folder))
    )


@pytest.mark.parametrize("name", [THEMES, NONE])
def test_missing_file_says_how_to_get_it_back(folder, name):
    (folder / name).unlink()
    expected = f"codebook/{name}: dit bestand ontbreekt; zet het terug of begin met 'factorwijzer new'"
    assert complaints(folder) == [expected]


def test_missing_folder(tmp_path):
    assert complaints(tmp_path / "codebook") == [
        "codebook: deze map met het codeboek bestaat niet; begin met 'factorwijzer new'"
    ]


def test_no_codes_at_all(folder):
    shutil.rmtree(folder / "codes")
    assert "codebook/codes: geen enkele code gevonden (codes/<thema>/<code>.yaml)" in complaints(folder)


@pytest.mark.parametrize("name", [CODE, THEMES, NONE, "lists/contact.yaml"])
def test_not_utf8(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_bytes(f"# Eén\n{text}".encode("cp1252", errors="replace"))
    assert complaints(folder) == [f"codebook/{name}: geen UTF-8; sla het bestand opnieuw op als UTF-8"]


@pytest.mark.parametrize("name", ["codes/netwerk/leeg.yaml", "lists/leeg.yaml", NONE])
def test_empty_file_is_a_mistake(folder, name):
    (folder / name).write_text("", encoding="utf-8")
    assert any(f"codebook/{name}" in c for c in complaints(folder))


def test_word_list_that_is_no_list(folder):
    (folder / "lists/contact.yaml").write_text("# een\nwoorden: [bellen]\n", encoding="utf-8")
    assert complaints(folder) == ["codebook/lists/contact.yaml, regel 1: verwacht een lijst woorden"]


@pytest.mark.parametrize("value", ["Korte \x07lijnen", "2024-02-30", "{{gemeente}}"])
def test_what_yaml_itself_cannot_read_is_a_complaint_and_no_crash(folder, spoil, value):
    spoil(CODE, "naam: Korte lijnen", f"naam: {value}")
    assert any(c.startswith(f"codebook/{CODE}") for c in complaints(folder))


def test_mistakes_in_one_file_are_all_reported(folder, spoil):
    spoil(CODE, "naam: Korte lijnen\n", "")
    spoil(CODE, "soort: phrase", "soort: prase")
    spoil(CODE, "id: lijnen-zijn-kort", "id: A B")
    found = "\n".join(complaints(folder))
    assert len(found.splitlines()) == 3
    assert all(part in found for part in ("naam: ontbreekt", "gevonden 'prase'", "gevonden 'A B'"))


def test_mistakes_between_files_are_all_reported(folder, spoil):
    spoil(CODE, "tegenpool: netwerk.moeizaam_contact", "tegenpool: weg.weg")
    spoil("codes/financiering/tekort.yaml", "tegenpool: financiering.beschikbaar", "tegenpool: weg.ook")
    spoil(THEMES, "id: netwerk", "id: financiering")
    found = "\n".join(complaints(folder))
    assert len(found.splitlines()) == 3
    assert all(part in found for part in ("'weg.weg'", "'weg.ook'", "thema 'financiering'"))


def test_mistakes_inside_and_between_files_are_reported_together(folder, spoil):
    spoil(CODE, "soort: phrase", "soort: prase")
    spoil("codes/financiering/tekort.yaml", "tegenpool: financiering.beschikbaar", "tegenpool: weg.weg")
    found = "\n".join(complaints(folder))
    assert "gevonden 'prase'" in found
    assert "'weg.weg' bestaat niet" in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("naam: Korte lijnen\n", ""),
        ("naam: Korte lijnen\n", "naam: Korte lijnen\nvorm: rond\n"),
        ("definitie: ", "definitie: kort\nbeschrijving: "),
        ("  geen:\n  - niet\n  - geen\n  - nooit\n", "  geen: niet\n"),
        ("  soort: phrase\n", ""),
    ],
    ids=["missing", "unknown key", "renamed", "in a rule", "rule without kind"],
)
def test_a_wrong_field_does_not_hide_other_mistakes_of_its_file(folder, spoil, old, new):
    spoil(CODE, old, new)
    n_alone = len(complaints(folder))
    spoil(CODE, "tegenpool: netwerk.moeizaam_contact", "tegenpool: weg.weg")
    spoil(CODE, "hoort_bij: netwerk.moeizaam_contact", "hoort_bij: netwerk.weg")
    spoil(CODE, "- LOWER: vinden", "- LAGER: vinden")
    found = complaints(folder)
    assert len(found) == n_alone + 3
    assert all(any(part in c for c in found) for part in ("'weg.weg'", "'netwerk.weg'", "(elkaar-te-vinden)"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  naam: Financiering en aanbod\n", ""),
        ("  id: financiering\n", "  id: 3\n"),
        ("    nummer: ", "    nummer: nul\n    volgorde: "),
        ("themes:\n", "themes:\n- netwerk\n"),
    ],
    ids=["name", "id", "recommendation", "no theme"],
)
def test_a_wrong_theme_does_not_hide_mistakes_in_the_other_themes(folder, spoil, old, new):
    spoil(THEMES, old, new)
    n_alone = len(complaints(folder))
    spoil(THEMES, "  - netwerk.korte_lijnen\n", "  - netwerk.korte_lijnen\n  - netwerk.weg\n")
    found = complaints(folder)
    assert len(found) == n_alone + 1
    assert any("code 'netwerk.weg' bestaat niet in codes/" in c for c in found)


def test_broken_files_of_all_kinds_are_reported_together(folder, spoil):
    (folder / THEMES).unlink()
    (folder / NONE).write_bytes(b"\xff\xfe\xff")
    (folder / "lists/contact.yaml").write_text("bellen", encoding="utf-8")
    spoil(CODE, "naam: Korte", "naam: Lange\nnaam: Korte")
    named = [c.split(":")[0].split(",")[0] for c in complaints(folder)]
    assert sorted(named) == sorted(f"codebook/{n}" for n in (THEMES, NONE, "lists/contact.yaml", CODE))


@pytest.mark.parametrize(
    "encode", [lambda t: b"\xef\xbb\xbf" + t, lambda t: t.replace(b"\n", b"\r\n")], ids=["BOM", "CRLF"]
)
def test_codebook_saved_by_other_editors_loads(folder, tiny_codebook, encode):
    for path in folder.rglob("*.yaml"):
        path.write_bytes(encode(path.read_bytes()))
    assert load_codebook(folder).codes == tiny_codebook.codes


def test_codes_come_in_the_order_of_the_themes(tiny_codebook):
    assert [code.code_id for code in tiny_codebook.codes] == tiny_codebook.code_ids
    assert tiny_codebook.theme_of["netwerk.korte_lijnen"].id == "netwerk"
    assert tiny_codebook.by_id["netwerk.korte_lijnen"].tegenpool == "netwerk.moeizaam_contact"


def test_checksum_follows_the_contents_not_the_place(folder, spoil, tiny_codebook):
    assert load_codebook(folder).checksum == tiny_codebook.checksum
    spoil(CODE, "naam: Korte", "naam: Kortere")
    assert load_codebook(folder).checksum != tiny_codebook.checksum
