"""Files on the command line: they alone are coded, and what was coded of the study before is never lost unsaid."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

TALK = "gemeente: {}\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor.\n"
MORE = "Interviewer: En verder?\nRespondent: We hebben korte lijnen.\n"
NAMES = ("een", "twee", "drie")


def ids(out: Path, name: str = "codings") -> list[str]:
    return list(pd.read_csv(out / f"{name}.csv")["interview_id"].unique())


def outputs(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}


@pytest.fixture
def study(make_study, cli) -> Path:
    """Three interviews of two municipalities, reported on."""
    rows = "".join(f"{name}.txt,{name[0].upper()}\n" for name in NAMES)
    files = {f"{name}.txt": TALK.format("Noord" if name == "een" else "Zuid") for name in NAMES}
    made = make_study({**files, "manifest.csv": f"file,perspectief\n{rows}"})
    assert cli("run", "--study", made).code == 0
    return made


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A folder with an interview that is not of the study, under the name of one that is."""
    folder = tmp_path / "elders"
    folder.mkdir()
    (folder / "een.txt").write_text(TALK.format("Oost") + MORE, encoding="utf-8")
    return folder


def test_one_changed_file_gives_the_outputs_of_a_run_over_all(study, cli):
    changed = study / "transcripten/twee.txt"
    changed.write_text(TALK.format("Zuid") + MORE, encoding="utf-8")
    told = cli("run", changed, "--study", study)
    assert (told.code, told.err) == (0, "")
    assert "1 interview(s) gecodeerd, 0 ongewijzigd overgenomen." in told.out.splitlines()
    assert "Behouden van een eerdere run: 2 interview(s): een, drie." in told.out.splitlines()
    assert ids(study / "out") == ids(study / "out", "turns") == ["een", "twee", "drie"]
    by_file = outputs(study / "out")
    assert cli("run", "--study", study).code == 0
    assert outputs(study / "out") == by_file


def test_an_interview_that_is_gone_from_the_study_goes_and_is_named(study, cli):
    (study / "transcripten/drie.txt").unlink()
    (study / "transcripten/manifest.csv").unlink()
    told = cli("code", study / "transcripten/een.txt", "--study", study)
    assert f"let op: van een eerdere run staat niet meer in {study / 'out'}: drie." in told.out.splitlines()
    assert ids(study / "out") == ["een", "twee"]


def test_a_chosen_file_that_cannot_be_read_leaves_everything(study, cli):
    before = outputs(study / "out")
    (study / "transcripten/een.txt").write_bytes(b"")
    told = cli("code", study / "transcripten/een.txt", "--study", study)
    assert told.code == 1
    assert "Behouden" not in told.out
    assert outputs(study / "out") == before


def test_a_chosen_file_with_the_name_of_a_kept_interview_is_refused(study, cli):
    (study / "transcripten/vier.txt").write_text("interview: een\n" + TALK.format("Noord"), encoding="utf-8")
    told = cli("code", study / "transcripten/vier.txt", study / "transcripten/twee.txt", "--study", study)
    assert told.code == 1
    assert "✗ vier.txt: interview 'een' bestaat al (in een.txt)" in told.err
    assert ids(study / "out") == ["een", "twee", "drie"]


def refused(cli, study: Path, reason: str, *arguments: object) -> None:
    before = outputs(study / "out")
    told = cli("run", *arguments, "--study", study)
    assert told.code == 2
    assert told.err.startswith(f"✗ {study / 'out'}")
    assert reason in told.err
    assert "--out een andere map" in told.err or "zonder bestanden" in told.err
    assert outputs(study / "out") == before


@pytest.mark.parametrize("as_folder", [False, True], ids=["file", "folder"])
def test_files_from_elsewhere_do_not_overwrite_the_study(study, elsewhere, cli, as_folder):
    chosen = elsewhere if as_folder else elsewhere / "een.txt"
    refused(cli, study, "3 ander(e) interview(s) (een, twee, drie), en de gekozen bestanden horen niet bij", chosen)
    other = study.parent / "uit"
    assert cli("run", chosen, "--study", study, "--out", other).code == 0
    assert ids(other) == ["een"]
    assert pd.read_csv(other / "codings.csv")["municipality"].unique().tolist() == ["Oost"]


def test_files_from_elsewhere_replace_what_is_in_a_folder_that_is_named(study, elsewhere, cli):
    other = study.parent / "uit"
    assert cli("code", "--study", study, "--out", other).code == 0
    told = cli("code", elsewhere, "--study", study, "--out", other)
    assert f"let op: van een eerdere run staat niet meer in {other}: een, twee, drie." in told.out.splitlines()
    assert ids(other) == ["een"]


def test_the_same_file_from_elsewhere_can_be_coded_again(make_study, elsewhere, cli):
    study = make_study({})
    for text in (TALK, TALK + MORE):
        (elsewhere / "een.txt").write_text(text.format("Oost"), encoding="utf-8")
        assert cli("code", elsewhere, "--study", study).code == 0
        assert ids(study / "out") == ["een"]


def test_interviews_coded_on_another_basis_are_not_mixed(study, cli):
    path = study / "codebook/codes/financiering/tekort.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("naam: ", "naam: Nog een ", 1), encoding="utf-8")
    refused(cli, study, "codeboek, model, instellingen of handcoderingen", study / "transcripten/een.txt")
    every = [study / f"transcripten/{name}.txt" for name in NAMES]
    assert cli("code", *every, "--study", study).code == 0


@pytest.mark.parametrize("spoil", ["run.lock damaged", "run.lock gone", "cache gone"])
def test_what_cannot_be_kept_is_not_lost(study, cli, spoil):
    if spoil == "cache gone":
        for path in (study / "out/.cache").iterdir():
            path.unlink()
    elif spoil == "run.lock gone":
        (study / "out/run.lock").unlink()
    else:
        (study / "out/run.lock").write_text("{}", encoding="utf-8")
    refused(cli, study, "", study / "transcripten/een.txt")
    assert cli("run", "--study", study).code == 0
