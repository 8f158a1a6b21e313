"""Take rows out of a csv or workbook; every other row stays as it is, of a csv to the byte."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pipeline.errors import HandCodingError, Problem
from pipeline.files import write_atomically
from pipeline.tables import EXCEL, Table, read_table

Cells = Mapping[str, str]
# Whether a row, by its cells, is to go; what a row is to be, None if it is to go.
Goes = Callable[[Cells], bool]
Change = Callable[[Cells], Cells | None]
Told = Callable[[bytes], object]
KINDS = (".csv", EXCEL)
_ADVICE = "herstel dit eerst: anders kan het programma niet zien welke rijen weg moeten. Er is nog niets verwijderd"


def read_rows(path: Path, columns: tuple[str, ...]) -> Table | None:
    """Read a table that has at least one of these columns; None for another, or for what is none.

    Raises
    ------
    HandCodingError
        If it has such a column and some rows cannot be read.
    OSError
        If the file cannot be opened.
    """
    table = read_table(path)
    if not any(name in header for name in columns for header in table.columns):
        return None
    problems = table.missing(columns[:1]) if table.is_in_one_cell else table.problems
    if problems:
        raise HandCodingError([Problem(one.where, f"{one.message}; {_ADVICE}") for one in problems])
    return table if set(columns) & set(table.columns) else None


def count_rows(table: Table | None, goes: Goes) -> int:
    """Return how many rows of a table are to go.

    Examples
    --------
    >>> from pipeline.tables import Row
    >>> count_rows(Table("a.csv", ["id"], [Row(2, {"id": "x"}, False)], []), lambda cells: cells["id"] == "x")
    1
    """
    return sum(goes(row.cells) for row in table.rows) if table else 0


def remove_rows(path: Path, columns: tuple[str, ...], goes: Goes, told: Told = lambda _: None) -> None:
    """Write a table again without the rows that are to go, with the permissions it has; nothing if there are none.

    ``told`` is called with what a csv will hold, before that is written.

    Raises
    ------
    HandCodingError, OSError
        As for ``read_rows``; or if it cannot be written: then it is as it was.
    """
    table = read_rows(path, columns)
    if table is None or not count_rows(table, goes):
        return
    if path.suffix.lower() == EXCEL:
        _remove_from_workbook(path, goes)
    else:
        change_rows(path, columns, lambda cells: None if goes(cells) else cells, told)


def change_rows(path: Path, columns: tuple[str, ...], change: Change, told: Told = lambda _: None) -> None:
    """Write a csv again with its rows changed, with the permissions it has; what is the same stays so to the byte.

    ``told`` is called with what it will hold, before that is written.

    Raises
    ------
    HandCodingError, OSError
        As for ``read_rows``; or if it cannot be written: then it is as it was.
    """
    table = read_rows(path, columns)
    if table is None:
        return
    content = path.read_bytes()
    encoding = encoding_of(content)
    lines = list(io.StringIO(content.decode(encoding), newline=""))
    begins = [row.line_no - 1 for row in table.rows] + [len(lines)]
    delimiter = max(",;\t", key=lines[table.header_line - 1].count)
    kept = lines[: begins[0]]
    for number, row in enumerate(table.rows):
        cells = change(row.cells)
        if cells == row.cells:
            kept += lines[begins[number] : begins[number + 1]]
        elif cells is not None:
            kept.append(line_of([cells[name] for name in table.columns], delimiter, lines[begins[number]]))
    changed = "".join(kept).encode(encoding)
    if changed != content:
        told(changed)
        write_atomically(path, lambda beside: beside.write_bytes(changed), path.stat().st_mode & 0o777)


def line_of(cells: list[str], delimiter: str, before: str) -> str:
    """Return cells as a line that ends as the one before it did."""
    line = io.StringIO()
    end = before[len(before.rstrip("\r\n")) :] or "\n"
    csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(cells)
    return line.getvalue()


def encoding_of(content: bytes) -> str:
    """Return how ``read_table`` reads a csv; a BOM is kept as a sign of the text."""
    for bom, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if content.startswith(bom):
            return encoding
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _remove_from_workbook(path: Path, goes: Goes) -> None:
    """Delete rows on every sheet that has the columns in its first filled row."""
    from openpyxl import load_workbook

    workbook = load_workbook(path)
    for sheet in workbook.worksheets:
        header, *rows = [row for row in sheet.iter_rows() if any(_text(cell.value).strip() for cell in row)] or [()]
        names = [_text(cell.value).strip() for cell in header]
        found = [row[0].row or 0 for row in rows if goes(dict(zip(names, (_text(c.value) for c in row), strict=False)))]
        for number in reversed(found):
            sheet.delete_rows(number)
    write_atomically(path, workbook.save, path.stat().st_mode & 0o777)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
