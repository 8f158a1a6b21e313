"""Documents of municipalities that are gone go with them, if the program wrote them and nobody changed them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

TALK = "gemeente: {}\n\nInterviewer: En geld?\nRespondent: Er is geen geld voor.\n"
DOCUMENTS = {f"{name}.{kind}" for name in ("gemeente-1", "gemeente-2", "vergelijking") for kind in ("docx", "html")} | {
    "privacy.html"
}
KEPT = {"gemeente-1.docx", "gemeente-1.html", "privacy.html"}


def documents(study: Path) -> set[str]:
    return {path.name for path in (study / "out").iterdir() if path.suffix in (".docx", ".html")}


@pytest.fixture
def study(make_study, cli) -> Path:
    """A study of two municipalities, reported on, of which the second has gone since."""
    made = make_study({"een.txt": TALK.format("A"), "twee.txt": TALK.format("B")})
    assert cli("run", "--study", made).code == 0
    assert documents(made) == DOCUMENTS
    (made / "transcripten/twee.txt").unlink()
    return made


def test_what_is_gone_is_removed_and_said_once(study, cli):
    told, again = cli("run", "--study", study), cli("report", "--study", study)
    assert documents(study) == KEPT
    for name in DOCUMENTS - KEPT:
        assert f"let op: {study / 'out' / name} is weggehaald" in told.out
    assert "weggehaald" not in again.out


def test_a_municipality_that_comes_back_gets_its_documents_back(study, cli):
    assert cli("run", "--study", study).code == 0
    (study / "transcripten/twee.txt").write_text(TALK.format("B"), encoding="utf-8")
    assert "weggehaald" not in cli("run", "--study", study).out
    assert documents(study) == DOCUMENTS


def test_a_document_that_someone_changed_stays_and_is_named(study, cli):
    path = study / "out/gemeente-2.html"
    path.write_text("bewerkt", encoding="utf-8")
    for _ in range(2):
        told = cli("run", "--study", study)
        assert f"let op: {path} hoort niet meer bij deze coderingen, maar is veranderd" in told.out
        assert path.read_text(encoding="utf-8") == "bewerkt"
    assert documents(study) == {*KEPT, "gemeente-2.html"}


def test_files_of_others_stay(study, cli):
    for name in ("eigen.docx", "gemeente-9.html"):
        (study / "out" / name).write_text("eigen", encoding="utf-8")
    (study / "elders.docx").write_text("eigen", encoding="utf-8")
    record = json.loads((study / "out/report.lock").read_text(encoding="utf-8"))
    record["../elders.docx"] = "e"
    (study / "out/report.lock").write_text(json.dumps(record), encoding="utf-8")
    assert cli("run", "--study", study).code == 0
    assert {"eigen.docx", "gemeente-9.html"} <= documents(study)
    assert (study / "elders.docx").is_file()


@pytest.mark.parametrize("content", ["", "{", "[]", "3"])
def test_without_a_record_nothing_is_removed(study, cli, content):
    (study / "out/report.lock").write_text(content, encoding="utf-8")
    assert cli("run", "--study", study).code == 0
    assert documents(study) == DOCUMENTS
