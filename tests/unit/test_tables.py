"""What is written for Excel: a Dutch Excel opens it in columns, and no cell becomes a formula. What Excel wrote is read."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.tables import Table, as_text, as_typed, read_table, write_for_excel

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)


def test_semicolons_byte_order_mark_decimal_comma_and_windows_line_ends(tmp_path: Path) -> None:
    frame = pd.DataFrame({"tekst": ["één; twee", "regel\neen"], "beurt": [2, 3], "score": [0.5, 0.123456]})
    write_for_excel(tmp_path / "uit.csv", frame)
    assert (tmp_path / "uit.csv").read_bytes() == (
        '\ufefftekst;beurt;score\r\n"één; twee";2;0,5000\r\n"regel\neen";3;0,1235\r\n'.encode()
    )


@pytest.mark.parametrize("cell", ["=1+1", "+31", "- ja", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_looks_like_a_formula_stays_text(cell: str) -> None:
    assert as_text(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "ja - nee", " =1", "'s avonds", "1"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert as_text(cell) == cell


@settings(deadline=None)
@given(st.lists(TEXT.filter(lambda text: text.strip() != ""), min_size=1, max_size=4))
def test_what_is_written_for_excel_is_read_back(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    path = tmp_path_factory.getbasetemp() / "excel.csv"
    write_for_excel(path, pd.DataFrame({"nummer": range(len(texts)), "tekst": pd.Series(texts, dtype="str")}))
    table = read_table(path)
    assert table.problems == []
    assert [row.cells["tekst"] for row in table.rows] == [as_text(text) for text in texts]


# --- workbooks

SHEET = "xl/worksheets/sheet1.xml"
AGAIN = "open het in Excel en sla het opnieuw op als Excel-werkmap (.xlsx)"
DAMAGED = f"codes.xlsx: het Excel-bestand is beschadigd of geen .xlsx; {AGAIN}"
ROWS = [["interview_id", "turn_no", "quote"], ["a", 2, "Ja, goed."], ["a", 4, "Nee."]]


def workbook(rows: Sequence[Sequence[object]]) -> bytes:
    """Return a workbook with one sheet, as openpyxl writes it."""
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    return saved(made)


def saved(made: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


# A workbook with the parts and the shared strings that Excel writes; openpyxl writes strings in the cells.
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
STRINGS, BOOK = "xl/sharedStrings.xml", "xl/workbook.xml"
PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
        <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
        <Override PartName="/{BOOK}" ContentType="{KIND}.sheet.main+xml"/>
        <Override PartName="/{SHEET}" ContentType="{KIND}.worksheet+xml"/>
        <Override PartName="/{STRINGS}" ContentType="{KIND}.sharedStrings+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="{BOOK}"/></Relationships>""",
    BOOK: f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">
        <sheets><sheet name="Blad1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
        <Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
        <Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>""",
    STRINGS: f"""<sst xmlns="{MAIN}"><si><t>interview_id</t></si><si><t>turn_no</t></si><si><t>quote</t></si>
        <si><t>a</t></si><si><t>Ja, goed.</t></si><si><t>Nee.</t></si></sst>""",
    SHEET: f"""<worksheet xmlns="{MAIN}"><dimension ref="A1:C3"/><sheetData>
        <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>
        <row r="2"><c r="A2" t="s"><v>3</v></c><c r="B2"><v>2</v></c><c r="C2" t="s"><v>4</v></c></row>
        <row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>4.0</v></c><c r="C3" t="s"><v>5</v></c></row>
        </sheetData></worksheet>""",
}


def packed(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def changed(name: str, old: str, new: str) -> bytes:
    """Return the workbook with another text in one part."""
    assert old in PARTS[name]
    return packed(PARTS | {name: PARTS[name].replace(old, new)})


def without(name: str) -> bytes:
    """Return the workbook without one part."""
    return packed({part: text for part, text in PARTS.items() if part != name})


def read(tmp_path: Path, content: bytes, name: str = "codes.xlsx") -> Table:
    path = tmp_path / name
    path.write_bytes(content)
    return read_table(path)


def cells(table: Table) -> list[tuple[int, list[str]]]:
    return [(row.line_no, list(row.cells.values())) for row in table.rows]


@pytest.mark.parametrize("name", ["codes.xlsx", "CODES.XLSX"])
def test_a_workbook_is_read_like_the_csv_of_it(tmp_path: Path, name: str) -> None:
    from_csv = read(tmp_path, b'interview_id,turn_no,quote\na,2,"Ja, goed."\na,4,Nee.\n', "codes.csv")
    table = read(tmp_path, workbook(ROWS), name)
    assert (table.columns, table.rows, table.problems) == (from_csv.columns, from_csv.rows, [])
    assert cells(table) == [(2, ["a", "2", "Ja, goed."]), (3, ["a", "4", "Nee."])]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8, "8"),
        (8.0, "8"),
        (-3.0, "-3"),
        (8.5, "8.5"),
        (0, "0"),
        ("8", "8"),
        ("008", "008"),
        (True, "WAAR"),
        (False, "ONWAAR"),
        (datetime(2026, 3, 1), "2026-03-01"),
        (datetime(2026, 3, 1, 9, 30), "2026-03-01 09:30:00"),
        (None, ""),
        (" één 😀 ", " één 😀 "),
        ("regel\neen", "regel\neen"),
        ("'s avonds", "'s avonds"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_a_cell_of_a_workbook_is_text(tmp_path: Path, value: object, expected: str) -> None:
    assert cells(read(tmp_path, workbook([["naam", "waarde"], ["x", value]]))) == [(2, ["x", expected])]


def test_what_excel_writes_is_read_like_what_openpyxl_writes(tmp_path: Path) -> None:
    assert cells(read(tmp_path, packed(PARTS))) == cells(read(tmp_path, workbook(ROWS)))


def test_a_line_end_of_windows_in_a_cell_is_one_line_end(tmp_path: Path) -> None:
    content = changed(STRINGS, "Ja, goed.", "Ja,_x000D_\ngoed.")
    assert cells(read(tmp_path, content))[0] == (2, ["a", "2", "Ja,\ngoed."])


def test_text_in_several_fonts_is_one_text(tmp_path: Path) -> None:
    runs = '<r><rPr><b/></rPr><t xml:space="preserve">Ja, </t></r><r><t>goed.</t></r>'
    content = changed(STRINGS, "<t>Ja, goed.</t>", runs)
    assert cells(read(tmp_path, content))[0] == (2, ["a", "2", "Ja, goed."])


def test_the_header_is_the_first_row_that_is_not_empty_and_rows_have_the_number_of_excel(tmp_path: Path) -> None:
    rows = [[], [None, " "], [" naam ", "turn_no", None], [], ["a", 2], ["  "], ["b", 3.0]]
    table = read(tmp_path, workbook(rows))
    assert table.columns == ["naam", "turn_no"]
    assert cells(table) == [(5, ["a", "2"]), (7, ["b", "3"])]
    assert [str(problem) for problem in table.missing(["quote"])] == ["codes.xlsx, regel 3: kolom 'quote' ontbreekt"]


def test_a_short_row_is_filled_up_and_a_long_one_is_told(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([["a", "b"], [1], [1, 2, 3]]))
    assert cells(table) == [(2, ["1", ""]), (3, ["1", "2"])]
    assert [row.is_too_long for row in table.rows] == [False, True]


def test_a_table_that_begins_in_a_later_column_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([[None, None, "naam"], [None, None, "a"]]))
    assert table.problems == []
    assert [row.cells["naam"] for row in table.rows] == ["a"]


def test_a_column_that_is_there_twice_is_named_with_its_line(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([[], ["naam", "naam"]]))
    assert [str(p) for p in table.problems] == ["codes.xlsx, regel 2: kolom 'naam' staat er twee keer; haal er één weg"]


def test_rows_that_stand_in_one_cell_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([["a", "b", "c"], ["1;2;3"]]))
    assert [problem.where for problem in table.problems] == ["codes.xlsx, regel 2"]
    assert table.problems[0].message.startswith("de hele rij staat in één cel; ")


def test_the_first_sheet_that_can_be_seen_is_read(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    made.active.append(["verborgen"])
    made.active.sheet_state = "hidden"
    made.create_sheet("codes").append(["zichtbaar"])
    made.create_sheet("later").append(["later"])
    assert read(tmp_path, saved(made)).columns == ["zichtbaar"]


@pytest.mark.parametrize("dimensions", ["A1", "A1:XFD1048576"])
def test_dimensions_that_are_not_true_do_not_matter(tmp_path: Path, dimensions: str) -> None:
    content = changed(SHEET, 'ref="A1:C3"', f'ref="{dimensions}"')
    assert cells(read(tmp_path, content)) == cells(read(tmp_path, packed(PARTS)))


def test_a_formula_gives_what_excel_worked_out(tmp_path: Path) -> None:
    content = changed(SHEET, "<v>4.0</v>", "<f>B2+2</f><v>6</v>")
    assert cells(read(tmp_path, content))[1] == (3, ["a", "6", "Nee."])


def test_an_empty_workbook_has_no_columns(tmp_path: Path) -> None:
    table = read(tmp_path, workbook([]))
    assert (table.columns, table.rows, table.problems) == ([], [], [])


def lying() -> bytes:
    """Return a workbook whose sheet says that it is smaller than it is."""
    stream = io.BytesIO(packed(PARTS))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.getinfo(SHEET).file_size = 30
        archive.writestr("one.more", "")
    return stream.getvalue()


BOMB = "<!DOCTYPE b [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
GOOD = packed(PARTS)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "codes.xlsx: het bestand is leeg; kijk of u het goede bestand hebt gekozen"),
        (b"interview_id,turn_no\na,2\n", DAMAGED),
        (b"PK\x03\x04" + bytes(99), DAMAGED),
        (GOOD[: len(GOOD) // 2], DAMAGED),
        (without(SHEET), DAMAGED),
        (without(BOOK), DAMAGED),
        (without(STRINGS), DAMAGED),
        (without("[Content_Types].xml"), DAMAGED),
        (changed(SHEET, "</sheetData></worksheet>", ""), DAMAGED),
        (changed(SHEET, "<v>5</v>", "<v>6</v>"), DAMAGED),
        (packed(PARTS | {SHEET: BOMB + PARTS[SHEET].replace("4.0", "&a11;")}), DAMAGED),
        (packed(PARTS | {STRINGS: BOMB + PARTS[STRINGS].replace("Nee.", "&a11;")}), DAMAGED),
        (lying(), DAMAGED),
        (OLD, f"codes.xlsx: dit is een Excel-bestand van de oude soort (.xls); {AGAIN}"),
        (
            OLD + "EncryptedPackage".encode("utf-16-le") + bytes(99),
            "codes.xlsx: het Excel-bestand is met een wachtwoord beveiligd; haal het wachtwoord weg in Excel "
            "(Bestand > Info > Werkmap beveiligen) en sla het opnieuw op",
        ),
    ],
    ids=[
        "empty",
        "csv",
        "torn_zip",
        "half",
        "no_sheet",
        "no_workbook",
        "no_strings",
        "no_types",
        "half_a_sheet",
        "no_such_string",
        "entities_in_a_sheet",
        "entities_in_strings",
        "lying",
        "old",
        "password",
    ],
)
def test_what_is_no_workbook_is_told_in_dutch(tmp_path: Path, content: bytes, expected: str) -> None:
    table = read(tmp_path, content)
    assert [str(problem) for problem in table.problems] == [expected]
    assert (table.columns, table.rows) == ([], [])


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "codes.xlsx"
    path.write_bytes(GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/a.png", "w") as part:
        for _ in range(201):
            part.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert [str(problem) for problem in read_table(path).problems] == [
        "codes.xlsx: het Excel-bestand is uitgepakt groter dan 200 MB; zet alleen deze tabel in een nieuw bestand en "
        "probeer het opnieuw"
    ]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=30))
def test_damage_anywhere_is_told_or_harmless(
    tmp_path_factory: pytest.TempPathFactory, place: int, damage: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "schade.xlsx"
    path.write_bytes(GOOD[:place] + damage + GOOD[place + len(damage) :])
    table = read_table(path)
    assert bool(table.problems) != bool(table.columns)


def test_a_workbook_that_is_not_there_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"weg\.xlsx"):
        read_table(tmp_path / "weg.xlsx")


# --- which sheet of a workbook


def sheets(**by_title: list[list[object]]) -> openpyxl.Workbook:
    """Return a workbook with a sheet per title, in order."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in by_title.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    return made


@pytest.mark.parametrize(
    ("wanted", "first"),
    [
        ((), "Lees mij"),
        (("quote", "turn_no"), "a"),
        (("quote", "oordeel"), "b"),
        (("nergens",), "Lees mij"),
        (("",), "a"),
    ],
)
def test_a_sheet_is_chosen_by_its_columns(tmp_path: Path, wanted: tuple[str, ...], first: str) -> None:
    made = sheets(
        Uitleg=[["uitleg"], ["Lees mij"]],
        Leeg=[],
        Eén=[[None], [" turn_no ", None, "quote"], ["a", "", 2]],
        Twee=[["quote", "turn_no", "oordeel"], ["b", 3, "ja"]],
    )
    path = tmp_path / "b.xlsx"
    made.save(path)
    table = read_table(path, wanted)
    assert next(iter(table.rows[0].cells.values())) == first
    assert table.problems == []


def test_a_hidden_sheet_is_not_chosen_and_a_csv_has_but_one(tmp_path: Path) -> None:
    made = sheets(Uitleg=[["uitleg"], ["x"]], Codes=[["quote"], ["y"]])
    made["Codes"].sheet_state = "hidden"
    made.save(tmp_path / "b.xlsx")
    assert read_table(tmp_path / "b.xlsx", ["quote"]).columns == ["uitleg"]
    (tmp_path / "b.csv").write_text("uitleg\nx\n", encoding="utf-8")
    assert read_table(tmp_path / "b.csv", ["quote"]).columns == ["uitleg"]


@given(TEXT)
def test_a_cell_is_as_it_was_typed(text: str) -> None:
    assert as_typed(as_text(text)) == text or text.startswith("'")
