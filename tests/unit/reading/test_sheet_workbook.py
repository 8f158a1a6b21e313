"""Transcripts in .xlsx, as openpyxl and LibreOffice write them, and as nobody should."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from sheet_files import (
    RELATIONS,
    ROWS,
    SHEET,
    SMALL,
    STRINGS,
    TURNS,
    WORKBOOK,
    as_csv,
    as_workbook,
    changed,
    part,
    read,
    rebuilt,
    saved,
    spoken,
    times,
    with_shared_strings,
)

from pipeline.errors import TranscriptError
from pipeline.reading.sheet import is_transcript


def test_texts_in_a_part_of_their_own() -> None:
    content = with_shared_strings(as_workbook(ROWS))
    assert b"inlineStr" not in part(content, SHEET)
    assert spoken(read(content)) == TURNS


def test_a_workbook_gives_the_same_turns() -> None:
    parsed = read(as_workbook(ROWS))
    assert spoken(parsed) == TURNS
    assert parsed.form == "tabel met spreker en tekst (.xlsx)"


def test_the_first_visible_sheet_with_both_columns_is_read() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["Uitleg"])
    for title, who in (("oud", "Ans"), ("gesprek", "Jo"), ("tweede", "Bea")):
        sheet = book.create_sheet(title)
        sheet.append(["Spreker", "Tekst"])
        sheet.append([who, "Ja."])
    book["oud"].sheet_state = "hidden"
    parsed = read(saved(book))
    assert spoken(parsed) == [("Jo", "Ja.")]
    assert parsed.warnings == [
        "nog een ander blad heeft een kolom spreker en tekst en telt niet mee; maak voor elk interview een eigen bestand"
    ]


def test_merged_cells_hidden_rows_formulas_and_errors() -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (
        ["Spreker", "Tekst", "Notitie"],
        ["Jo", "Hoe?", "=A1"],
        [None, "Vertel."],
        ["Wim", "Geheim."],
        ["Jo", '=A2&"!"'],
        ["Wim", "#N/A"],
        ["Wim", "Goed."],
    ):
        sheet.append(row)
    sheet["B6"].data_type = "e"
    sheet.merge_cells("A2:A3")
    sheet.row_dimensions[4].hidden = True
    parsed = read(saved(book))
    assert spoken(parsed) == [("Jo", "Hoe? Vertel."), ("Wim", "Geheim. Goed.")]
    assert parsed.warnings == [
        "rij 4 is verborgen in Excel en toch gelezen; verwijder wat niet mee mag tellen",
        "rij 5 heeft een formule zonder uitkomst en die cel is leeg gelezen; open het bestand in Excel en sla het op",
        "rij 6 heeft een cel met een fout (zoals #N/B) en die is leeg gelezen; herstel de cel in Excel",
    ]


def test_what_was_encoded_twice_is_mended_and_it_is_said() -> None:
    parsed = read("spreker;tekst\nJo;één idee\n".encode().decode("cp1252").encode())
    assert spoken(parsed) == [("Jo", "één idee")]
    assert len(parsed.warnings) == 1


def test_days_numbers_and_truths_are_text() -> None:
    rows = [["datum", date(2024, 10, 15)], ["spreker", "tekst"], [1, 2.5], [2, True], [1, datetime(2024, 1, 2, 3, 4)]]
    parsed = read(as_workbook(rows))
    assert parsed.header == {"datum": "2024-10-15"}
    assert spoken(parsed) == [("1", "2.5"), ("2", "WAAR"), ("1", "2024-01-02 03:04:00")]


def test_a_rich_text_and_pronunciation() -> None:
    rich = b"<si><r><rPr><b/></rPr><t>Ja, </t></r><r><t>hoor.</t></r><rPh sb='0' eb='1'><t>uitspraak</t></rPh></si>"
    parsed = read(changed(SMALL, STRINGS, b"<si><t>Hoe?</t></si>", rich))
    assert spoken(parsed) == [("Jo", "Ja, hoor."), ("Wim", "Goed.")]


def test_a_day_that_is_none_stays_a_number() -> None:
    content = as_workbook([["datum", date(2024, 10, 15)], ["spreker", "tekst"], ["Jo", "Hoe?"]])
    parsed = read(changed(content, SHEET, b"<v>45580</v>", b"<v>99999999</v>"))
    assert parsed.header == {"datum": "99999999"}


@pytest.mark.parametrize(
    ("path", "change", "to"),
    [
        (SHEET, b"</sheetData>", b""),
        (SHEET, b"<v>1</v>", b"<v>99</v>"),
        (SHEET, b"<v>1</v>", b"<v>x</v>"),
        (SHEET, b'r="2"', b'r="x"'),
        (WORKBOOK, b"<sheet ", b"<sheat "),
    ],
)
def test_a_damaged_workbook_is_refused(path: str, change: bytes, to: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"het Excel-bestand is beschadigd of geen \.xlsx; open het in Excel"):
        read(changed(SMALL, path, change, to))


@pytest.mark.parametrize("path", [SHEET, STRINGS, WORKBOOK, RELATIONS, "_rels/.rels"])
def test_a_workbook_without_a_part_is_refused(path: str) -> None:
    with pytest.raises(TranscriptError, match=r"het Excel-bestand is beschadigd of geen \.xlsx; open het in Excel"):
        read(rebuilt(SMALL, {path: None}))


def test_a_document_or_an_old_workbook_under_this_name_is_refused() -> None:
    with pytest.raises(TranscriptError, match="oude soort"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600)
    with pytest.raises(TranscriptError, match="wachtwoord"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    with pytest.raises(TranscriptError, match=r"beschadigd of geen \.xlsx"):
        read(stream.getvalue())


def test_entities_are_not_filled_in(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("GEHEIM", encoding="utf-8")
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "%s">]><sst ' % bytes(
        tmp_path / "geheim.txt"
    )
    content = changed(SMALL, STRINGS, b"<sst ", bomb)
    parsed = read(changed(content, STRINGS, b"Hoe?", b"Hoe? &b; &f;"))
    assert "GEHEIM" not in parsed.text
    assert "aaa" not in parsed.text


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    content = changed(SMALL, SHEET, b"</sheetData>", b" " * 41_000_000 + b"</sheetData>")
    assert len(content) < 100_000
    with pytest.raises(TranscriptError, match="uitgepakt te groot"):
        read(content)
    assert not is_transcript(content)


@pytest.mark.parametrize(
    ("path", "place", "filling"),
    [
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 1_100_000),
        (RELATIONS, b"</Relationships>", b"<Relationship/>" * 400_000),
        (STRINGS, b"</sst>", b"<si/>" * 1_000_001),
    ],
)
def test_parts_larger_than_those_of_any_table_are_refused(path: str, place: bytes, filling: bytes) -> None:
    with pytest.raises(TranscriptError, match=r"beschadigd of geen \.xlsx"):
        read(changed(SMALL, path, place, filling + place))


def test_rows_and_columns_beyond_those_of_a_conversation() -> None:
    wide = SMALL
    for row in (1, 2, 3):
        wide = changed(wide, SHEET, b'<c r="A%d"' % row, b'<c r="XFD%d"' % row)
    with pytest.raises(TranscriptError, match="er staat geen tekst in de tabel"):
        read(wide)
    far = changed(SMALL, SHEET, b'<row r="3"', b'<row r="999999999"')
    assert spoken(read(far)) == [("Jo", "Hoe?")]
    with pytest.raises(TranscriptError, match="meer tekst dan één gesprek kan hebben"):
        read(b"spreker;tekst\n" + b"Jo;ja\n" * 200_001)
    with pytest.raises(TranscriptError, match="meer tekst dan één gesprek kan hebben"):
        read(b"spreker;tekst\n" + b"\n" * 1_100_000)


def test_one_long_text_that_many_cells_refer_to_is_refused() -> None:
    content = with_shared_strings(as_workbook([["spreker", "tekst"], *([n % 2, "PLEK"] for n in range(2000))]))
    sheet = re.sub(rb't="s"><v>\d{2,}</v>', b't="s"><v>2</v>', part(content, SHEET))
    content = rebuilt(changed(content, STRINGS, b"PLEK", b"x" * 30_000), {SHEET: sheet})
    with pytest.raises(TranscriptError, match="meer tekst dan één gesprek kan hebben"):
        read(content)


# --- LibreOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a csv that LibreOffice made a workbook of (a.xlsx), and the other way round (b.csv)."""
    program = shutil.which("soffice")
    if program is None:
        reason = "LibreOffice is not installed (Debian: apt-get install libreoffice-calc)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("tabellen")
    timed = [[*row, f"00:0{n}:10" if n else "Begin"] for n, row in enumerate(ROWS)]
    (folder / "a.csv").write_bytes(as_csv([["gemeente", "Testdorp"], [], *timed], ","))
    book = openpyxl.load_workbook(io.BytesIO(as_workbook(timed)))
    book.worksheets[0]["D1"], book.worksheets[0]["D2"] = "Notitie", "=1+1"
    book.worksheets[0].row_dimensions[3].hidden = True
    book.save(folder / "b.xlsx")
    home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
    for kind, name in (("xlsx", "a.csv"), ("csv:Text - txt - csv (StarCalc):59,34,76,1", "b.xlsx")):
        command = (
            [program, home, "--headless", "--infilter=CSV:44,34,76,1"]
            if name == "a.csv"
            else [program, home, "--headless"]
        )
        command += ["--convert-to", kind, "--outdir", str(folder), str(folder / name)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
    command = [
        program,
        home,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        str(folder / "anew"),
        str(folder / "b.xlsx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return folder


def test_a_workbook_by_libreoffice(office: Path) -> None:
    parsed = read((office / "a.xlsx").read_bytes())
    assert spoken(parsed)[:2] == TURNS[:2]
    assert parsed.header == {"gemeente": "Testdorp"}
    assert [begin for begin, _ in times(parsed)] == [70.0, 130.0]
    assert [turn.line_no for turn in parsed.turns] == [4, 5]
    # It takes a text that begins with = for a formula, and finds no outcome.
    assert parsed.warnings == [
        "rij 7 heeft een cel met een fout (zoals #N/B) en die is leeg gelezen; herstel de cel in Excel"
    ]


def test_a_workbook_that_libreoffice_saved_again(office: Path) -> None:
    parsed = read((office / "anew" / "b.xlsx").read_bytes())
    assert spoken(parsed) == TURNS
    assert parsed.warnings == ["rij 3 is verborgen in Excel en toch gelezen; verwijder wat niet mee mag tellen"]


def test_a_csv_by_libreoffice(office: Path) -> None:
    parsed = read((office / "b.csv").read_bytes())
    assert spoken(parsed) == TURNS
    assert [begin for begin, _ in times(parsed)] == [70.0, 130.0, 250.0]
