"""The sheets as csv files: what a Dutch Excel opens, and what is read back."""

from __future__ import annotations

import pytest
from book_makers import make_book

from pipeline.exchange import sheet_csv
from pipeline.exchange.row_keys import CODINGS_COLUMNS
from pipeline.exchange.sheet_csv import write_csv_folder
from pipeline.tables import as_typed, read_table

NAMES = ["Uitleg", "Coderingen", "Code-x-respondent", "Code-x-gemeente", "Codeboek", "Overeenstemming", "Verschillen"]
QUOTES = ["=1+1", "+31 6", "-ja", "@x", "'s avonds", "een\ntwee", 'a;b,c"d', "😀", "\ttab", "x" * 40_000]


def test_a_file_per_sheet_for_the_owner_alone(tmp_path):
    folder = tmp_path / "uitwisseling/proef-csv"
    written = write_csv_folder(make_book(), folder)
    assert written == [folder / f"{name}.csv" for name in NAMES]
    assert sorted(folder.iterdir()) == sorted(written)
    assert {path.stat().st_mode & 0o777 for path in written} == {0o600}
    assert folder.stat().st_mode & 0o777 == 0o700


def test_quotes_come_back_and_none_begins_a_formula(tmp_path):
    write_csv_folder(make_book(QUOTES), tmp_path)
    table = read_table(tmp_path / "Coderingen.csv")
    assert (table.columns, table.problems) == (list(CODINGS_COLUMNS), [])
    cells = [row.cells["citaat"] for row in table.rows]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert [as_typed(cell) for cell in cells] == [*QUOTES[:-1], "x" * 32_766 + "…"]
    assert {row.cells["score"] for row in table.rows} == {"0,7500"}


def test_a_name_of_an_interview_is_no_formula(tmp_path):
    write_csv_folder(make_book(interviews=["=cmd|x", "een"]), tmp_path)
    header = (tmp_path / "Code-x-respondent.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == "thema;code;code_id;richting;'=cmd|x;een"


def test_the_same_book_gives_the_same_bytes_and_other_files_stay(tmp_path):
    (tmp_path / "eigen.csv").write_text("van mij", encoding="utf-8")
    first = {path.name: path.read_bytes() for path in write_csv_folder(make_book(QUOTES), tmp_path)}
    assert {path.name: path.read_bytes() for path in write_csv_folder(make_book(QUOTES), tmp_path)} == first
    assert (tmp_path / "eigen.csv").read_text(encoding="utf-8") == "van mij"
    assert len(list(tmp_path.iterdir())) == len(NAMES) + 1


def test_what_fails_changes_nothing(tmp_path, monkeypatch):
    before = {path.name: path.read_bytes() for path in write_csv_folder(make_book(["eerst"]), tmp_path)}
    write = sheet_csv.write_for_excel

    def fail_later(path, frame):
        if path.name == "Codeboek.csv":
            raise OSError(28, "No space left on device", str(path))
        write(path, frame)

    monkeypatch.setattr(sheet_csv, "write_for_excel", fail_later)
    with pytest.raises(OSError, match="No space left"):
        write_csv_folder(make_book(["later"]), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
