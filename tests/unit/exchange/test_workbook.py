"""A workbook as Excel and LibreOffice open it: text stays text, every sheet is a table, and nothing tells when it was made."""

from __future__ import annotations

import csv
import io
import time
import zipfile

import openpyxl
import pandas as pd
import pytest
from book_makers import CODE_IDS, converted, make_book
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from pipeline.exchange.row_keys import CODINGS_COLUMNS
from pipeline.exchange.sheet_counts import CODE_COLUMNS
from pipeline.exchange.sheet_text import LONGEST, cell_text, headers
from pipeline.exchange.workbook import workbook_of, write_workbook

SHEETS = ["Uitleg", "Coderingen", "Code x respondent", "Code x gemeente", "Codeboek", "Overeenstemming", "Verschillen"]
TRICKY = (
    "=1+1", "+31 6", "-ja", "@x", "'s avonds", "'=1+1", "=HYPERLINK(\"http://x\")", "#N/A", "12-05-2024", "1e5", "007",
    "WAAR", "  in het begin", "een\ntwee", "😀 👩\u200d👧", "_x0041_", "{=1}", "\t=1+1", "a;b,c\"d", "<b>&amp;",
)  # fmt: skip


def opened(book):
    """Read a book back as openpyxl does, formulas as they are."""
    return openpyxl.load_workbook(io.BytesIO(workbook_of(book)))


def quotes(workbook) -> list[object]:
    """The cells below `citaat`."""
    column = CODINGS_COLUMNS.index("citaat") + 1
    return [row[0] for row in workbook["Coderingen"].iter_rows(min_row=2, min_col=column, max_col=column)]


def test_text_stays_the_text_it_was():
    cells = quotes(opened(make_book(TRICKY)))
    assert [unescape(cell.value) for cell in cells] == list(TRICKY)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells if not cell.value[0].isalpha())


@pytest.mark.slow
def test_text_stays_text_in_libreoffice_and_after_it_saved(tmp_path):
    write_workbook(make_book(TRICKY, interviews=("=1+1", "een")), tmp_path / "boek.xlsx")
    saved = tmp_path / "bewaard"
    saved.mkdir()
    converted(tmp_path / "boek.xlsx", "xlsx:Calc MS Excel 2007 XML", saved)
    again = openpyxl.load_workbook(saved / "boek.xlsx")
    cells = quotes(again)
    # LibreOffice writes what looks like the code of a sign as it is.
    assert [cell.value for cell in cells] == list(TRICKY)
    assert {cell.data_type for cell in cells} == {"s"}
    assert again["Code x respondent"]["E1"].value == "=1+1"
    assert again["Code x respondent"]["E1"].data_type == "s"
    assert [len(again[name].tables) for name in SHEETS] == [1] * len(SHEETS)
    assert len(again["Coderingen"].data_validations.dataValidation) == 2


@pytest.mark.slow
def test_what_libreoffice_shows(tmp_path):
    write_workbook(make_book(TRICKY), tmp_path / "boek.xlsx")
    # Every sheet, semicolons, UTF-8, cells as they are shown.
    converted(
        tmp_path / "boek.xlsx",
        "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false,false,false,-1",
        tmp_path,
    )
    text = (tmp_path / "boek-Coderingen.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    assert list(rows[0]) == list(CODINGS_COLUMNS)
    assert [row["citaat"] for row in rows] == list(TRICKY)
    assert {row["score"] for row in rows} <= {"0.75", "0,75"}
    assert [row["start"] for row in rows] == [str(n) for n in range(len(TRICKY))]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(), max_size=30) | st.text("=+-@'\t\r\n_x041;", max_size=12),
        min_size=1,
        max_size=8,
    )
)
def test_no_text_becomes_anything_but_itself(said):
    workbook = opened(make_book(said))
    cells = quotes(workbook)
    assert [unescape(cell.value or "") for cell in cells] == [cell_text(text) for text in said]
    kinds = {cell.data_type for sheet in workbook.worksheets for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n"}


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.text(alphabet=st.characters(), max_size=12) | st.sampled_from(["code", "Een", "=1"]), min_size=1, max_size=6
    )
)
def test_every_interview_has_a_header_of_its_own(names):
    made = headers(names, CODE_COLUMNS)
    sheet = opened(make_book(interviews=made))["Code x respondent"]
    table = next(iter(sheet.tables.values()))
    shown = [unescape(cell.value) for cell in sheet[1]]
    assert [unescape(column.name) for column in table.tableColumns] == shown
    assert len({name.casefold() for name in shown}) == len(shown) == 4 + len(names)


def test_every_sheet_is_a_table_with_a_filter_and_a_header_in_sight():
    workbook = opened(make_book(["a", "b"]))
    assert workbook.sheetnames == SHEETS
    for sheet in workbook.worksheets:
        (table,) = sheet.tables.values()
        assert table.ref == table.autoFilter.ref == f"A1:{sheet.cell(sheet.max_row, sheet.max_column).coordinate}"
        assert table.tableStyleInfo.name == "TableStyleMedium2"
        assert sheet.freeze_panes.endswith("2")
    assert workbook["Coderingen"].freeze_panes == "C2"
    assert workbook["Uitleg"].freeze_panes == "A2"
    assert len({table for sheet in workbook.worksheets for table in sheet.tables}) == len(SHEETS)


def test_a_table_without_rows_is_a_table():
    workbook = opened(make_book([]))
    sheet = workbook["Coderingen"]
    (table,) = sheet.tables.values()
    assert table.ref == "A1:X2"
    assert [cell.value for cell in sheet[2]] == [None] * len(CODINGS_COLUMNS)


def test_verdicts_and_codes_are_chosen_from_a_list():
    workbook = opened(make_book(["a", "b", "c"]))
    rules = {str(rule.sqref): rule for rule in workbook["Coderingen"].data_validations.dataValidation}
    verdict = rules["S2:S4"]
    assert (verdict.type, verdict.formula1, verdict.showDropDown) == (
        "list",
        '"akkoord,niet akkoord,andere code"',
        False,
    )
    other = rules["T2:T4"]
    sheet, _, place = other.formula1.partition("!")
    cells = workbook[sheet.strip("'")][place.replace("$", "")]
    assert [cell[0].value for cell in cells] == list(CODE_IDS)


def test_looks():
    sheet = opened(make_book(["a"]))["Coderingen"]
    cells = dict(zip(CODINGS_COLUMNS, sheet[2], strict=True))
    widths = {name: sheet.column_dimensions[cell.column_letter].width for name, cell in cells.items()}
    assert widths["citaat"] == 60 > widths["nr"] > widths["score"]
    assert cells["citaat"].alignment.wrap_text
    assert not cells["nr"].alignment.wrap_text
    filled = {name for name, cell in cells.items() if cell.fill.fill_type == "solid"}
    assert filled == {"oordeel", "andere_code", "toelichting"}
    assert all(cell.font.bold and cell.font.color.rgb == "001C1C1C" for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])


def test_numbers_are_numbers():
    workbook = opened(make_book(["a"]))
    cells = dict(zip(CODINGS_COLUMNS, workbook["Coderingen"][2], strict=True))
    assert (cells["score"].value, cells["score"].number_format, cells["score"].data_type) == (0.75, "0.00", "n")
    assert [cells[name].value for name in ("beurt", "start", "einde")] == [2, 0, 4]
    assert workbook["Code x respondent"]["E2"].value == 1
    assert [cells[name].value for name in ("oordeel", "besluit", "stand")] == [None] * 3


def test_a_missing_number_is_an_empty_cell():
    book = make_book(["a", "b"])
    workbook = opened(make_book(codings=book.codings.assign(score=[float("nan"), 0.5])))
    column = CODINGS_COLUMNS.index("score") + 1
    assert [workbook["Coderingen"].cell(row, column).value for row in (2, 3)] == [None, 0.5]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a" * 40_000, "a" * (LONGEST - 1) + "…"),
        ("😀" * 20_000, "😀" * ((LONGEST - 1) // 2) + "…"),
        ("a" * LONGEST, "a" * LONGEST),
    ],
)
def test_a_text_that_does_not_fit_is_cut_and_told(said, kept):
    workbook = opened(make_book([said]))
    assert quotes(workbook)[0].value == kept
    told = [row[1].value for row in workbook["Uitleg"].iter_rows(min_row=2) if row[0].value == "Opmerking"]
    expected = ["1 tekst is te lang voor een cel en afgekapt met …; de hele tekst staat in het transcript."]
    assert told == ([] if said == kept else expected)


def test_signs_that_a_workbook_cannot_hold_are_replaced():
    cells = quotes(opened(make_book(["a\x00b\x0bc\ud800d\uffff", "x\r\ny\rz"])))
    assert [cell.value for cell in cells] == ["a�b�c�d�", "x\ny\nz"]


def test_the_first_sheet_explains(tmp_path):
    sheet = opened(make_book(remarks=("Een besluit past nergens meer.",)))["Uitleg"]
    told = [(row[0].value, row[1].value) for row in sheet.iter_rows(min_row=2)]
    assert told[0][0] == "Let op"
    assert "namen" in told[0][1]
    assert ("Gemaakt met", "Factorwijzer 1.2.3") in told
    assert ("Interviews", "1") in told
    assert told[-1] == ("Opmerking", "Een besluit past nergens meer.")
    assert set(SHEETS[1:]) <= {name for name, _ in told}
    assert any('factorwijzer import bestand.xlsx --coder "uw naam"' in text for _, text in told)


def test_the_same_book_gives_the_same_bytes(tmp_path):
    first = workbook_of(make_book(TRICKY))
    time.sleep(2.1)
    assert workbook_of(make_book(TRICKY)) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(2024, 1, 1, 0, 0, 0)}
        core, app = (archive.read(f"docProps/{name}.xml").decode() for name in ("core", "app"))
    assert "dcterms" not in core
    assert "openpyxl" not in core + app
    assert "Excel" not in core + app


def test_it_is_for_the_owner_alone(tmp_path):
    path = tmp_path / "uitwisseling/boek.xlsx"
    write_workbook(make_book(), path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert [one.name for one in path.parent.iterdir()] == ["boek.xlsx"]


def test_what_fails_leaves_the_earlier_file(tmp_path):
    path = tmp_path / "boek.xlsx"
    path.write_bytes(b"eerder")
    with pytest.raises(AttributeError, match="columns"):
        write_workbook(make_book(codings=None), path)
    assert path.read_bytes() == b"eerder"
    assert [one.name for one in tmp_path.iterdir()] == ["boek.xlsx"]


def test_pandas_reads_it_as_a_table(tmp_path):
    write_workbook(make_book(["a", "b"]), tmp_path / "boek.xlsx")
    frame = pd.read_excel(tmp_path / "boek.xlsx", sheet_name="Coderingen")
    assert list(frame["citaat"]) == ["a", "b"]
    assert list(frame.columns) == list(CODINGS_COLUMNS)


def test_a_narrow_sheet_is_printed_on_the_width_of_a_page():
    workbook = opened(make_book(["a"]))
    assert workbook["Code x respondent"].sheet_properties.pageSetUpPr.fitToPage
    assert not workbook["Coderingen"].sheet_properties.pageSetUpPr.fitToPage
    assert {sheet.print_title_rows for sheet in workbook.worksheets} == {"$1:$1"}
