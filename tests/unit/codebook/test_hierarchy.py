"""Codes and themes below each other: what stands nowhere, twice or below itself is named with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from pipeline.codebook import load_codebook
from pipeline.codebook.hierarchy import parents
from pipeline.errors import CodebookError

LINES = "codes/netwerk/korte_lijnen.yaml"
CONTACT = "netwerk.moeizaam_contact"


@pytest.fixture
def folder(tmp_path: Path, tiny_codebook_folder: Path) -> Path:
    return shutil.copytree(tiny_codebook_folder, tmp_path / "codebook")


def add(folder: Path, code_file: str = "", themes: str = "", **theme_of: dict[str, object]) -> None:
    """Add lines to a code or to the themes, and keys to themes by id."""
    if code_file:
        with (folder / LINES).open("a", encoding="utf-8") as stream:
            stream.write(code_file)
    path = folder / "themes.yaml"
    read = yaml.safe_load(path.read_text(encoding="utf-8"))["themes"] + (yaml.safe_load(themes) or [])
    read = [theme | theme_of.get(theme["id"], {}) for theme in read]
    path.write_text(yaml.safe_dump({"themes": read}, sort_keys=False), encoding="utf-8")


def complaints(folder: Path) -> list[str]:
    with pytest.raises(CodebookError, match="codebook") as caught:
        load_codebook(folder)
    return [str(problem) for problem in caught.value.problems]


def test_themes_and_codes_below_each_other_are_loaded(folder):
    add(folder, f"onder: {CONTACT}\n", "[{id: alles, naam: Alles, codes: []}]", netwerk={"onder": "alles"})
    add(folder, netwerk={"onder": "alles"}, financiering={"onder": CONTACT}, context={"los": True})
    book = load_codebook(folder)
    above = parents(book.codes, book.folders)
    assert (above["netwerk.korte_lijnen"], above[CONTACT]) == (CONTACT, "thema.netwerk")
    assert (above["thema.netwerk"], above["thema.financiering"], above["thema.alles"]) == ("thema.alles", CONTACT, "")
    assert above["context.aanbod"] == ""
    assert "alles" not in [theme.id for theme in book.themes], "reports have no table of nothing"
    assert "alles" in [theme.id for theme in book.folders]


@pytest.mark.parametrize(
    ("code", "themes", "theme_of", "message"),
    [
        ("onder: weg.weg\n", "", {}, "gevonden 'weg.weg'; toegestaan: een andere code van hetzelfde thema"),
        ("onder: context.aanbod\n", "", {}, "gevonden 'context.aanbod'; toegestaan: een andere code van hetzelfde"),
        ("onder: netwerk.korte_lijnen\n", "", {}, "staat via 'onder' onder zichzelf"),
        ("", "", {"netwerk": {"onder": "weg"}}, "gevonden 'weg'; toegestaan: de id van een ander thema, of een code_id"),
        ("", "", {"netwerk": {"onder": "netwerk"}}, "staat via 'onder' onder zichzelf"),
        ("", "", {"netwerk": {"onder": CONTACT}}, "staat via 'onder' onder zichzelf"),
        ("", "[{id: x, naam: X, codes: []}]", {}, "codes: te weinig; minstens 1, of een ander thema hieronder"),
        ("", "", {"netwerk": {"onder": "context", "los": True}}, "een thema met 'los: true' staat nergens onder"),
        ("", "", {"context": {"los": True}, "netwerk": {"onder": "context"}}, "gevonden 'context'; toegestaan"),
        ("kleur: rood\n", "", {}, "kleur: geen kleur; schrijf haar tussen aanhalingstekens, als '#1B6E6A'"),
        ("kleur: '#12345'\n", "", {}, "kleur: geen kleur"),
        ("", "", {"netwerk": {"kleur": "#12345G"}}, "kleur: geen kleur"),
    ],
)  # fmt: skip
def test_one_mistake_gives_one_complaint(folder, code, themes, theme_of, message):
    add(folder, code, themes, **theme_of)
    (found,) = complaints(folder)
    assert f": {message}" in found
    assert ", regel " in found


def test_themes_that_stand_below_each_other(folder):
    add(folder, netwerk={"onder": "context"}, context={"onder": "netwerk"})
    assert ["onder zichzelf" in found for found in complaints(folder)] == [True, True]


def test_two_themes_without_folder(folder):
    add(folder, netwerk={"los": True}, context={"los": True})
    assert ["er mag maar één thema met 'los: true' zijn" in found for found in complaints(folder)] == [True, True]


def test_a_code_of_another_program_that_no_theme_names_is_passed_over(folder):
    path = folder / "codes/netwerk/afgebroken.yaml"
    code = yaml.safe_load((folder / LINES).read_text(encoding="utf-8")) | {"code_id": "netwerk.afgebroken"}
    path.write_text(yaml.safe_dump(code), encoding="utf-8")
    assert complaints(folder) == ["codebook/themes.yaml, regel 1: code 'netwerk.afgebroken' staat in geen enkel thema"]
    path.write_text(yaml.safe_dump(code | {"guid": "AA92E0BE-6208-5B8C-8F71-F669F536A6BC"}), encoding="utf-8")
    book = load_codebook(folder)
    assert book.unplaced == ("netwerk.afgebroken",)
    assert "netwerk.afgebroken" not in book.by_id
