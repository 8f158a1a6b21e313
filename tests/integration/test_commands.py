"""The command line itself: help, usage mistakes, version, and the commands around ``code``."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

COMMANDS = {
    "new": "Maak een nieuwe studiemap",
    "check": "Noem alle fouten in instellingen",
    "code": "Lees, knip en codeer transcripten",
    "report": "Schrijf de conceptverslagen per gemeente",
    "run": "Alles na elkaar: coderen en verslagen schrijven",
    "train": "Laat het model leren",
    "evaluate": "Bereken de overeenstemming tussen codeurs",
}
ENGLISH = re.compile(
    r"\b(usage|options|arguments|commands?|args|show this message|required|default|missing|no such|got|unexpected|path)\b",
    re.IGNORECASE,
)
TALK = "gemeente: {}\nperspectief: school\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor.\n"


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize(("command", "summary"), COMMANDS.items(), ids=COMMANDS.keys())
def test_help_of_a_command_says_in_dutch_what_it_does(cli, command, summary, option):
    shown = cli(command, option)
    assert (shown.code, shown.err) == (0, "")
    assert summary in " ".join(shown.out.split())
    assert ENGLISH.findall(shown.out) == []


def test_help_lists_every_command_in_dutch(cli):
    shown = cli("--help")
    assert shown.code == 0
    assert set(COMMANDS) <= set(re.findall(r"^\s+([a-z]+) ", shown.out, re.MULTILINE))
    assert ENGLISH.findall(shown.out) == []


def test_no_command_shows_the_help(cli):
    shown = cli()
    assert shown.code == 2
    assert "Werkt zonder internet." in " ".join((shown.out + shown.err).split())


@pytest.mark.parametrize(
    ("arguments", "message", "advice"),
    [
        (["codeer"], "onbekende opdracht", "zie 'factorwijzer --help'"),
        (["--kleur"], "onbekende optie '--kleur'", "zie 'factorwijzer --help'"),
        (["code", "--kleur"], "onbekende optie '--kleur'", "zie 'factorwijzer code --help'"),
        (["report", "-x"], "onbekende optie '-x'", "zie 'factorwijzer report --help'"),
        (["new"], "er ontbreekt iets: MAP", "zie 'factorwijzer new --help'"),
        (["new", "een", "twee"], "", "zie 'factorwijzer new --help'"),
        (["check", "--study"], "", "zie 'factorwijzer check --help'"),
        (["check", "iets"], "", "zie 'factorwijzer check --help'"),
    ],
    ids=[
        "command",
        "option",
        "option_of_a_command",
        "short_option",
        "argument_missing",
        "too_many",
        "no_value",
        "extra",
    ],
)
def test_a_usage_mistake_is_explained_in_dutch(cli, arguments, message, advice):
    told = cli(*arguments)
    assert told.code == 2
    assert re.fullmatch(rf"✗ .*{re.escape(message)}.*; {re.escape(advice)}\n", told.err), told.err
    assert ENGLISH.findall(told.err) == []


def test_version(cli):
    shown = cli("--version")
    assert (shown.code, shown.out, shown.err) == (0, f"factorwijzer {version('factorwijzer')}\n", "")


def test_the_installed_command_starts():
    command = Path(sys.executable).with_name("factorwijzer")
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"factorwijzer {version('factorwijzer')}\n")


def test_help_does_not_load_the_heavy_parts():
    heavy = "{'spacy', 'pandas', 'sklearn', 'matplotlib', 'docx'} & set(sys.modules)"
    script = f"import sys\nfrom pipeline.cli import _main\n_main(['code', '--help'])\nassert not {heavy}, {heavy}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# --- new


def test_a_new_study_passes_check_once_a_transcript_is_in_it(cli, tmp_path):
    folder = tmp_path / "onderzoek"
    made = cli("new", folder)
    assert (made.code, made.err) == (0, "")
    assert f"De studie staat klaar in {folder}." in made.out
    empty = cli("check", "--study", folder)
    assert empty.code == 1
    assert "geen transcripten gevonden; zet er bestanden in die eindigen op" in empty.err
    (folder / "transcripten/een.txt").write_text(TALK.format("Testdorp"), encoding="utf-8")
    checked = cli("check", "--study", folder)
    assert (checked.code, checked.err) == (0, "")
    read = "1 transcript gelezen: 1 × tekst (.txt)."
    assert checked.out == f"{read}\nAlles in orde: instellingen, codeboek en transcripten.\n"


def test_new_gives_commands_that_can_be_copied(cli, tmp_path):
    folder = tmp_path / "onderzoek 2026 (proef)"
    commands = [line.split("Draai: ")[1] for line in cli("new", folder).out.splitlines() if "Draai: " in line]
    assert [shlex.split(command) for command in commands] == [
        ["factorwijzer", verb, "--study", str(folder)] for verb in ("check", "run")
    ]


def test_new_fills_an_empty_folder(cli, tmp_path):
    assert cli("new", tmp_path).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["codebook", "factorwijzer.toml", "transcripten"]


def test_new_refuses_a_folder_that_is_not_empty(cli, tmp_path):
    (tmp_path / "notities.txt").write_text("blijft", encoding="utf-8")
    refused = cli("new", tmp_path)
    assert refused.code == 2
    assert refused.err == f"✗ {tmp_path}: deze map bestaat al en is niet leeg; kies een andere naam\n"
    assert [path.name for path in tmp_path.iterdir()] == ["notities.txt"]
    assert (tmp_path / "notities.txt").read_text(encoding="utf-8") == "blijft"


def test_new_refuses_the_name_of_a_file_in_dutch(cli, tmp_path):
    (tmp_path / "studie").write_text("blijft", encoding="utf-8")
    refused = cli("new", tmp_path / "studie")
    assert refused.code == 2
    assert str(tmp_path / "studie") in refused.err
    assert "Not a directory" not in refused.err
    assert (tmp_path / "studie").read_text(encoding="utf-8") == "blijft"


# --- where the study is


@pytest.mark.parametrize("command", ["run", "code"])
def test_a_study_named_as_a_file_is_told_where_it_belongs(make_study, cli, monkeypatch, command):
    study = make_study(name="mijn studie", settings="[studie]\n")
    monkeypatch.chdir(study.parent)
    told = cli(command, "mijn studie")
    assert told.code == 2
    assert told.err == "✗ mijn studie: dit is een studiemap; noem haar achter --study: --study 'mijn studie'\n"


@pytest.mark.parametrize("command", ["run", "code", "report", "evaluate", "check"])
@pytest.mark.parametrize("names", [[], ["mijn studie"], ["een", "twee"]], ids=["none", "one", "two"])
def test_outside_a_study_it_says_how_to_name_one(cli, tmp_path, monkeypatch, command, names):
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "factorwijzer.toml").touch()
    monkeypatch.chdir(tmp_path)
    told = cli(command)
    example = ", hier: --study 'mijn studie'" if len(names) == 1 else ""
    assert told.code in (1, 2)
    assert told.err.splitlines()[0] == (
        f"✗ {tmp_path}: dit is geen studiemap (factorwijzer.toml en transcripten/ ontbreken); noem uw studiemap achter "
        f"--study{example}; een nieuwe maakt u met 'factorwijzer new MAP'"
    )
    assert not (tmp_path / "out").exists()


# --- report, evaluate, train


@pytest.mark.parametrize("command", ["report", "evaluate"])
def test_without_codings_it_says_what_to_do(make_study, cli, command):
    study = make_study()
    told = cli(command, "--study", study)
    assert told.code == 2
    assert told.err == (
        f"✗ {study / 'out/codings.csv'}: dit bestand ontbreekt; draai eerst 'factorwijzer code' "
        "(of 'factorwijzer run', dat alles doet)\n"
    )
    assert not (study / "out").exists()


def test_evaluate_without_hand_codings_says_where_to_name_them(make_study, cli):
    study = make_study()
    cli("code", "--study", study)
    told = cli("evaluate", "--study", study)
    assert told.code == 1
    assert "noem ze in factorwijzer.toml (handcoderingen, coder_a, coder_b)" in told.out


def test_train_learns_only_what_is_new(make_study, cli):
    again = cli("train", "--study", make_study())
    assert again.code == 0
    assert re.fullmatch(r"Niets veranderd: model-[0-9a-f]{8} is al geleerd\.\n", again.out)


def test_run_writes_codings_and_documents_and_still_tells_of_a_bad_file(make_study, cli):
    files = {"een.txt": TALK.format("Testdorp"), "twee.txt": TALK.format("Elders"), "leeg.txt": ""}
    study = make_study(files)
    done = cli("run", "--study", study)
    assert done.code == 1
    assert "✗ leeg.txt: het bestand is leeg" in done.err
    names = {path.name for path in (study / "out").iterdir() if path.suffix in (".docx", ".html", ".csv")}
    documents = {f"{name}.{kind}" for name in ("gemeente-1", "gemeente-2", "vergelijking") for kind in ("docx", "html")}
    assert names == documents | {"privacy.html", "codings.csv", "codings_excel.csv", "turns.csv", "geinterviewden.csv"}
    assert all(str(study / "out" / name) in done.out for name in documents)


def test_out_option_decides_where_everything_goes(make_study, cli, tmp_path):
    study, elsewhere = make_study(), tmp_path / "elders"
    assert cli("run", "--study", study, "--out", elsewhere).code == 0
    assert (elsewhere / "codings.csv").is_file()
    assert (elsewhere / "gemeente-1.docx").is_file()
    assert not (study / "out").exists()


def test_same_input_gives_the_same_bytes_in_two_fresh_folders(make_study, cli):
    files = {"een.txt": TALK.format("Testdorp"), "twee.txt": TALK.format("Elders")}
    one, two = make_study(files, name="een"), make_study(files, name="twee")
    for study in (one, two):
        shutil.rmtree(study / "model")
    assert cli("run", "--study", one).code == 0
    command = [sys.executable, "-m", "pipeline.cli", "run", "--study", str(two)]
    other_hashes = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo"}
    assert subprocess.run(command, env=other_hashes, capture_output=True, check=False).returncode == 0
    outputs = [{p.name: p.read_bytes() for p in (s / "out").iterdir() if p.is_file()} for s in (one, two)]
    assert {"codings.csv", "run.lock", "vergelijking.docx", "gemeente-1.html"} <= outputs[0].keys()
    assert outputs[0].keys() == outputs[1].keys()
    assert [name for name in outputs[0] if outputs[0][name] != outputs[1][name]] == []
