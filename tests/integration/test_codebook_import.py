"""A codebook of another program taken into a study: it is told what happened, and everything after it still works."""

from __future__ import annotations

import pytest

from pipeline.exchange import Code, guid_of, read_qdc, write_qdc
from pipeline.exchange.model import walk
from pipeline.study import Study

TAGUETTE = """\
<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Taguette 1.5"><Codes>
<Code guid="11111111-0000-4000-8000-000000000001" name="contact.snel" isCodable="true"/>
<Code guid="11111111-0000-4000-8000-000000000002" name="contact" isCodable="true"/>
</Codes><Sets></Sets></CodeBook>
"""
THEIRS = (
    Code(
        "map",
        "Wat helpt",
        is_codable=False,
        children=(
            Code(
                "vak",
                "Op tijd",
                is_codable=False,
                children=(
                    Code("vroeg", "Vroeg erbij", color="#1B6E6A", children=(Code("eerst", "Als eerste gebeld"),)),
                ),
            ),
        ),
    ),
    Code("lijn", "Korte lijnen", color="#1B6E6A"),
    Code("los", "Losse gedachte", description="Wat nergens bij hoort."),
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "boek.qdc"
    write_qdc(THEIRS, path)
    return path


def test_what_is_taken_over_is_told(make_study, cli, book):
    root = make_study()
    done = cli("import", book, "--study", root)
    assert (done.code, done.err) == (0, "")
    assert "4 codes gelezen: 3 nieuw, 1 had de studie al." in done.out
    assert "let op: 3 nieuwe code(s) hebben nog geen voorbeelden" in done.out
    assert Study.open(root).codebook().code_ids[-3:] == [
        "op_tijd.vroeg_erbij", "op_tijd.als_eerste_gebeld", "zonder_thema.losse_gedachte",
    ]  # fmt: skip
    again = cli("import", book, "--study", root)
    assert (again.code, again.err) == (0, "")
    assert "4 codes gelezen: 0 nieuw, 4 had de studie al." in again.out
    assert "voorbeelden" not in again.out


def test_a_study_works_with_codes_that_have_no_examples(make_study, cli, book, tmp_path):
    root = make_study()
    assert cli("import", book, "--study", root).code == 0
    for command in ("check", "train", "run"):
        done = cli(command, "--study", root)
        assert (done.code, done.err) == (0, ""), command
    codings = (root / "out/codings.csv").read_text(encoding="utf-8")
    assert "netwerk.korte_lijnen" in codings
    assert "vroeg_erbij" not in codings
    assert (root / "out/gemeente-1.docx").is_file()
    back = tmp_path / "terug.qdc"
    assert cli("export", "--format", "qdc", "--to", back, "--study", root).code == 0
    folders = {code.name: code for code in walk(read_qdc(back)[0])}
    assert [code.name for code in folders["Wat helpt"].children] == ["Op tijd"]
    assert [code.name for code in folders["Vroeg erbij"].children] == ["Als eerste gebeld"]
    assert folders["Vroeg erbij"].is_codable
    assert folders["Losse gedachte"] in read_qdc(back)[0]
    assert folders["Losse gedachte"].key == guid_of("code", "zonder_thema.losse_gedachte")


def test_a_codebook_of_taguette_keeps_its_names(make_study, cli, tmp_path):
    path = tmp_path / "taguette.QDC"
    path.write_text(TAGUETTE, encoding="utf-8")
    root = make_study()
    done = cli("import", path, "--study", root)
    assert (done.code, done.err) == (0, "")
    codebook = Study.open(root).codebook()
    assert [code.naam for code in codebook.codes[-2:]] == ["contact.snel", "contact"]
    assert codebook.code_ids[-2:] == ["zonder_thema.contact_snel", "zonder_thema.contact"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"geen xml", "boek.qdc"),
        (b"<CodeBook xmlns='urn:QDA-XML:codebook:1.0'/>", "er staan geen codes in"),
        (b"<Project xmlns='urn:QDA-XML:project:1.0'/>", "dit is geen codeboek"),
        (None, "bestaat niet"),
    ],
)
def test_what_is_no_codebook_changes_nothing(make_study, cli, tmp_path, content, message):
    path = tmp_path / "boek.qdc"
    if content is not None:
        path.write_bytes(content)
    root = make_study()
    before = Study.open(root).codebook().checksum
    done = cli("import", path, "--study", root)
    assert done.code == 2
    assert message in done.err
    assert "Traceback" not in done.err
    assert Study.open(root).codebook().checksum == before
