"""The documents name every command and only commands that exist, and what they show runs."""

from __future__ import annotations

import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import openpyxl
import pytest

from pipeline.cli import app

COMMANDS = {command.name or command.callback.__name__ for command in app.registered_commands}
TALK = "Interviewer: Hoe vindt u elkaar?\nRespondent: Ik app haar en een kwartier later belt ze terug.\n"


def test_the_table_in_the_readme_is_the_list_of_commands(repo: Path):
    rows = re.findall(r"^\| `factorwijzer (\w+)", (repo / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(rows) == sorted(COMMANDS)


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "docs/handleiding.md", "codebook/README.md"])
def test_documents_name_only_commands_that_exist(repo: Path, name: str):
    named = re.findall(r"`factorwijzer (\w+)", (repo / name).read_text(encoding="utf-8"))
    assert named
    assert set(named) <= COMMANDS


@pytest.mark.parametrize("name", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "transcripts_sample/README.md"])
def test_files_that_documents_point_at_exist(repo: Path, name: str):
    text = (repo / name).read_text(encoding="utf-8")
    linked = re.findall(r"\]\(([^)#]+)\)", text)
    named = re.findall(r"`((?:pipeline|tests|codebook|reports|docs)/[\w./-]+\.\w+)`", text)
    missing = [p for p in [*linked, *named] if not (repo / Path(name).parent / p).exists() and not (repo / p).exists()]
    assert missing == []


def test_make_targets_in_the_readme_exist(repo: Path):
    targets = set(re.findall(r"^([a-z]+):", (repo / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"make ([a-z]+)`?", (repo / "README.md").read_text(encoding="utf-8"))) - {"and"} <= targets


def test_architecture_stays_short(repo: Path):
    assert len((repo / "ARCHITECTURE.md").read_text(encoding="utf-8").splitlines()) < 80


def review_and_stop(line: str) -> None:
    """Run a command that serves the review page as a process of its own, look at the page, and stop it by Ctrl-C."""
    command = [sys.executable, "-m", "pipeline.cli", *shlex.split(line)[1:], "--no-browser", "--port", "0"]
    # Children take SIGINT, also where the tests themselves run in the background.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    signal.signal(signal.SIGINT, before)
    try:
        assert process.stdout is not None
        said = process.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)
        assert address is not None, (said, *process.communicate())
        with urlopen(address[0], timeout=60) as page:
            assert "Uw naam" in page.read().decode()
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=60)
    finally:
        process.kill()
        process.wait()
    assert (process.returncode, complaints) == (0, "")
    assert "bewaard" in rest


@pytest.mark.slow
def test_the_commands_of_the_handleiding_run_one_after_another(repo: Path, cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (repo / "docs/handleiding.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    (factorwijzer .+mijn-studie)$", text, re.MULTILINE)
    commands = {shlex.split(line)[1]: line for line in shown}
    assert list(commands) == ["new", "check", "run", "review", "import", "anonymise"]
    assert len(commands) == len(shown)
    header = re.search(r"^    (gemeente: .*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert header is not None
    assert cli(*shlex.split(commands["new"])[1:]).code == 0
    transcript = "\n".join(line.strip() for line in header[1].splitlines()) + "\n\n" + TALK
    (tmp_path / "mijn-studie/transcripten/int01.txt").write_text(
        transcript.replace("Interviewer: H", "Marit Kuijpers: H"), encoding="utf-8"
    )
    for name in ("check", "run"):
        assert cli(*shlex.split(commands[name])[1:]).code == 0
    made = {p.name for p in (tmp_path / "mijn-studie/out").iterdir()}
    assert {"gemeente-1.docx", "gemeente-1.html", "codings.csv", "turns.csv", "geinterviewden.csv"} <= made
    review_and_stop(commands["review"])
    assert (tmp_path / "mijn-studie/beoordeling.sqlite").is_file()
    needed = re.search(r"tabel met de kolommen `(\w+)`, `(\w+)`, `(\w+)` en `(\w+)`", text)
    assert needed is not None
    row = {"interview_id": "int01", "turn_no": 2, "quote": "Ik app haar", "code_id": "netwerk.korte_lijnen"}
    table = openpyxl.Workbook()
    table.active.append(list(needed.groups()))
    table.active.append([row[name] for name in needed.groups()])
    table.save(tmp_path / shlex.split(commands["import"])[2])
    taken = cli(*shlex.split(commands["import"])[1:])
    assert (taken.code, taken.err) == (0, "")
    assert "1 codering gelezen uit 1 bestand(en): 1 nieuw." in taken.out
    copied = cli(*shlex.split(commands["anonymise"])[1:])
    assert (copied.code, copied.err) == (0, "")
    assert "Marit" not in (tmp_path / "mijn-studie/gepseudonimiseerd/transcripten/int01.txt").read_text(
        encoding="utf-8"
    )
    assert "Marit Kuijpers" in (tmp_path / "mijn-studie/sleutel/pseudoniemen.csv").read_text(encoding="utf-8-sig")
