"""What is not read though it looks like part of the study: check, code and run name it, with what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

AS_WORD = "wordt niet gelezen; sla het in een tekstverwerker op als .docx"
PASSED_OVER = {
    "a.doc": f"dit soort bestand (.doc) {AS_WORD}",
    "e.xlsx": "hierin is geen gesprek gevonden (.xlsx); een tabel heeft een kolom voor de spreker en een voor de tekst",
    "f.pages": "dit soort bestand (.pages) wordt niet gelezen; gelezen worden .txt, .md, .docx, .odt, .rtf, .pdf, .vtt, .srt, .json, .csv, .xlsx",
}
SUB_FOLDER = "een map in de map wordt niet gelezen; zet haar transcripten in transcripten zelf"


def warnings(out: str) -> list[str]:
    return [line.removeprefix("let op: ") for line in out.splitlines() if line.startswith("let op: ")]


@pytest.fixture
def study(make_study) -> Path:
    """A study with one interview and much that is not read."""
    made = make_study()
    for name in (*PASSED_OVER, "lees mij.md", "namen.json", ".verborgen.doc", "~$een.doc", "LEES"):
        (made / "transcripten" / name).write_bytes(b"x")
    (made / "transcripten/wijk").mkdir()
    shutil.copy(made / "codebook/codes/netwerk/korte_lijnen.yaml", made / "codebook/codes/netwerk/extra.yml")
    return made


@pytest.mark.parametrize("command", ["check", "code", "run"])
def test_every_file_that_is_passed_over_is_named(study, cli, command):
    told = cli(command, "--study", study)
    assert (told.code, told.err) == (0, "")
    assert warnings(told.out) == [
        *(f"{name}: {why}" for name, why in PASSED_OVER.items()),
        f"wijk: {SUB_FOLDER}",
        "codebook/codes/netwerk/extra.yml: wordt niet gelezen; de naam moet eindigen op .yaml",
    ]


def test_with_files_on_the_command_line_only_the_codebook_is_looked_through(study, cli):
    told = cli("code", study / "transcripten/een.txt", "--study", study)
    assert [line.split(":")[0] for line in warnings(told.out)] == ["codebook/codes/netwerk/extra.yml"]


def test_what_the_manifest_names_is_an_error_and_no_warning(make_study, cli):
    study = make_study({"a.pages": b"x", "manifest.csv": "file,gemeente\na.pages,A\n"})
    checked = cli("check", "--study", study)
    assert checked.err.startswith("✗ a.pages: soort bestand '.pages' wordt niet gelezen")
    assert warnings(checked.out) == []


def test_the_folders_of_a_study_are_not_passed_over_where_its_transcripts_stand_beside_them(make_study, cli):
    study = make_study(settings="[studie]\ntranscripten = '.'\nuit = 'uit/nu'\n")
    (study / "transcripten/een.txt").rename(study / "een.txt")
    (study / "transcripten").rmdir()
    assert cli("code", "--study", study).code == 0
    assert warnings(cli("code", "--study", study).out) == []
