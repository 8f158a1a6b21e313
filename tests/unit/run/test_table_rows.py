"""Rows are taken out of tables as Excel saves them; the others stay, of a csv to the byte."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from pipeline.errors import HandCodingError
from pipeline.run.table_rows import change_rows, count_rows, read_rows, remove_rows

COLUMN = ("interview_id",)


def is_a(cells):
    return cells["interview_id"] == "a"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize(("delimiter", "end"), [(",", "\n"), (";", "\r\n"), ("\t", "\r")])
def test_the_other_rows_stay_to_the_byte(tmp_path, encoding, delimiter, end):
    rows = [
        ["interview_id", "quote"],
        ["a", "één"],
        ["b", f'met "teken"{end}op twee regels é'],
        ["a", f"ook{end}twee"],
        ["c", "x"],
    ]
    kept = [rows[0], rows[2], rows[4]]
    path = tmp_path / "tabel.csv"
    for name, content in (("in", rows), ("uit", kept)):
        made = io.StringIO()
        csv.writer(made, delimiter=delimiter, lineterminator=end).writerows(content)
        (tmp_path / name).write_bytes(made.getvalue().encode(encoding))
    path.write_bytes((tmp_path / "in").read_bytes())
    path.chmod(0o640)
    assert count_rows(read_rows(path, COLUMN), is_a) == 2
    remove_rows(path, COLUMN, is_a)
    assert path.read_bytes() == (tmp_path / "uit").read_bytes()
    assert path.stat().st_mode & 0o777 == 0o640


CELL = st.text(st.characters(blacklist_categories=("Cs", "Cc")) | st.sampled_from('\n",;'), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("abc"), CELL, CELL), max_size=8), st.booleans())
def test_whatever_is_in_the_rows_only_those_go(tmp_path, rows, ends):
    made = io.StringIO()
    csv.writer(made, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("interview_id", "quote", "note"), *rows])
    path = tmp_path / "tabel.csv"
    path.write_text(made.getvalue() if ends else made.getvalue()[:-1], encoding="utf-8", newline="")
    remove_rows(path, COLUMN, is_a)
    with path.open(encoding="utf-8", newline="") as stream:
        left = [tuple(row) for row in csv.reader(stream)]
    assert left[1:] == [row for row in rows if row[0] != "a"]


def test_a_row_is_changed_in_the_style_of_its_file(tmp_path):
    path = tmp_path / "sleutel.csv"
    path.write_bytes('\ufeffsoort;vormen\r\npersoon;"An; Bo"\r\nplaats;"Kade"\r\n'.encode())
    change_rows(path, ("vormen",), lambda cells: {**cells, "vormen": cells["vormen"].replace("An; ", "")})
    assert path.read_bytes() == '\ufeffsoort;vormen\r\npersoon;Bo\r\nplaats;"Kade"\r\n'.encode()


def test_what_has_nothing_to_remove_is_not_written(tmp_path):
    for name, text in (("a.csv", "interview_id,x\nb,1\n"), ("b.csv", "iets,x\na,1\n"), ("c.csv", "")):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        before = path.stat().st_ino, path.stat().st_mtime_ns
        remove_rows(path, COLUMN, is_a)
        assert (path.stat().st_ino, path.stat().st_mtime_ns) == before


def test_every_sheet_of_a_workbook_loses_its_rows(tmp_path):
    path, workbook = tmp_path / "tabel.xlsx", Workbook()
    for sheet in (workbook.active, workbook.create_sheet("twee")):
        for row in ([], ["interview_id", "quote"], ["a", "weg"], ["b", "blijft"], ["a", "ook weg"]):
            sheet.append(row)
    workbook.save(path)
    remove_rows(path, COLUMN, lambda cells: cells.get("interview_id") == "a")
    for sheet in load_workbook(path).worksheets:
        assert [row for row in sheet.values if any(row)] == [("interview_id", "quote"), ("b", "blijft")]
    assert b"weg" not in path.read_bytes()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('interview_id,quote\na,"open\n', r"^tabel\.csv, regel 2: .* Er is nog niets verwijderd$"),
        ("interview_id,interview_id\na,b\n", r"^tabel\.csv, regel 1: kolom 'interview_id' staat er twee keer"),
        ('"interview_id,quote"\n"a,iets"\n', r"^tabel\.csv, regel 1: alle kolommen staan in één cel"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(tmp_path, text, message):
    path = tmp_path / "tabel.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(HandCodingError, match=message):
        remove_rows(path, COLUMN, is_a)
    assert path.read_text(encoding="utf-8") == text
