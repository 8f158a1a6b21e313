"""The documents name every command and only commands that exist, and what they show runs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

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


@pytest.mark.slow
def test_the_commands_of_the_handleiding_run_one_after_another(repo: Path, cli, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (repo / "docs/handleiding.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    (factorwijzer .+mijn-studie)$", text, re.MULTILINE)
    assert [shlex.split(line)[1] for line in shown] == ["new", "check", "run"]
    header = re.search(r"^    (gemeente: .*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert header is not None
    assert cli(*shlex.split(shown[0])[1:]).code == 0
    transcript = "\n".join(line.strip() for line in header[1].splitlines()) + "\n\n" + TALK
    (tmp_path / "mijn-studie/transcripten/int01.txt").write_text(
        transcript.replace("Interviewer: H", "Marit Kuijpers: H"), encoding="utf-8"
    )
    for line in shown[1:]:
        assert cli(*shlex.split(line)[1:]).code == 0
    made = {p.name for p in (tmp_path / "mijn-studie/out").iterdir()}
    assert {"gemeente-1.docx", "gemeente-1.html", "codings.csv", "turns.csv", "geinterviewden.csv"} <= made
