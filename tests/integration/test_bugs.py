"""An error of the program itself: exit 4, its place but never its message, and outputs that stay whole."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

SECRET = "zeegroen"
TALK = f"gemeente: Testdorp\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor {SECRET}.\n"
ADVICE = "Dit is een fout in het programma, niet in uw bestanden. Meld deze regel aan de makers; uw uitvoer is heel gebleven."
DAMAGED = "de uitvoer van een eerdere run is beschadigd; draai eerst 'factorwijzer code' (of 'factorwijzer run', dat alles doet)"


@pytest.fixture
def study(make_study, cli, monkeypatch) -> Path:
    """A study with its documents made once, and one new interview."""
    monkeypatch.delenv("FACTORWIJZER_DEBUG", raising=False)
    made = make_study({"een.txt": TALK})
    assert cli("run", "--study", made).code == 0
    (made / "transcripten/twee.txt").write_text(TALK, encoding="utf-8")
    return made


def outputs(study: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (study / "out").iterdir() if path.is_file()}


def test_an_exception_names_its_place_and_not_its_message(study, cli, monkeypatch):
    def breaks(turns, *_):
        raise ValueError(" ".join(turns["text"]))

    monkeypatch.setattr("pipeline.run.sources.segment_turns", breaks)
    earlier = outputs(study)
    told = cli("code", "--study", study)
    first, second = told.err.splitlines()
    assert told.code == 4
    assert first.startswith("✗ Interne fout (ValueError) bij ")
    assert "coding.py:" in first
    assert second == ADVICE
    assert SECRET not in told.out + told.err
    assert "Traceback" not in told.out + told.err
    assert outputs(study) == earlier


def test_the_makers_can_ask_for_the_traceback(study, cli, monkeypatch):
    def breaks(*_):
        raise ValueError("dit staat in de melding")

    monkeypatch.setattr("pipeline.run.sources.segment_turns", breaks)
    monkeypatch.setenv("FACTORWIJZER_DEBUG", "1")
    told = cli("code", "--study", study)
    assert told.code == 4
    assert "ValueError: dit staat in de melding" in told.err


def test_an_exception_that_quotes_an_interview_does_not_show_the_quote(study, cli, monkeypatch, repo):
    shutil.copytree(repo / "reports/templates", study / "reports/templates")
    page = study / "reports/templates/verslag.html.j2"
    page.write_text("{{ {}[bijlage | string].naam }}", encoding="utf-8")
    earlier = outputs(study)
    told = cli("report", "--study", study)
    assert (told.code, told.err.splitlines()[1]) == (4, ADVICE)
    assert SECRET not in told.out + told.err
    assert "Traceback" not in told.out + told.err
    assert outputs(study) == earlier
    monkeypatch.setenv("FACTORWIJZER_DEBUG", "1")
    assert SECRET in cli("report", "--study", study).err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("codings.csv", b""),
        ("codings.csv", SECRET.encode()),
        ("codings.csv", b"\xff\xfe\x00" * 9),
        ("turns.csv", b"interview_id\neen\n"),
        ("run.lock", b"{"),
        ("run.lock", b"{}"),
        ("run.lock", b"[]"),
    ],
    ids=["empty", "text", "binary", "columns_missing", "half_lock", "empty_lock", "lock_of_another_kind"],
)
def test_a_damaged_output_is_no_bug_and_can_be_made_again(study, cli, name, content):
    (study / "transcripten/twee.txt").unlink()
    earlier = outputs(study)
    (study / "out" / name).write_bytes(content)
    told = cli("report", "--study", study)
    assert (told.code, told.err) == (2, f"✗ {study / 'out'}: {DAMAGED}\n")
    assert cli("code", "--study", study).code == 0
    assert outputs(study) == earlier


def test_a_document_that_is_open_in_word_is_named_by_its_own_name(study, cli, monkeypatch):
    move = Path.replace

    def refuse(beside: Path, path: Path) -> Path:
        if Path(path).suffix == ".docx":
            raise PermissionError(13, "Permission denied", str(beside), None, str(path))
        return move(beside, path)

    monkeypatch.setattr(Path, "replace", refuse)
    told = cli("report", "--study", study)
    assert told.code == 2
    assert told.err == (
        f"✗ {study / 'out/gemeente-1.docx'}: geen toestemming om dit te openen of te schrijven; sluit het bestand in "
        "Word, Excel of een ander programma, en kijk of u in deze map mag schrijven\n"
    )


def test_a_folder_in_the_place_of_an_output_is_named_by_its_own_name(study, cli):
    (study / "out/turns.csv").unlink()
    (study / "out/turns.csv").mkdir()
    told = cli("code", "--study", study)
    assert told.code == 2
    assert told.err.startswith(f"✗ {study / 'out/turns.csv'}: hier staat een map waar een bestand nodig is")


def test_an_output_that_cannot_be_opened_is_named_in_dutch(study, cli):
    (study / "out/codings.csv").unlink()
    (study / "out/codings.csv").mkdir()
    told = cli("report", "--study", study)
    assert told.code == 2
    assert str(study / "out/codings.csv") in told.err
    assert "Is a directory" not in told.err
    assert "Traceback" not in told.err
