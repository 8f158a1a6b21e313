"""Tables that researchers keep in Excel: csv and xlsx read as Excel saves them, csv written as a Dutch Excel opens it."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.errors import Problem
from pipeline.files import write_text

EXCEL = ".xlsx"
# How large the parts of a workbook may be together, unpacked: far above any table, far below what fills a memory.
LARGEST_WORKBOOK = 200_000_000
_LAST_ROW = 1_048_576
# How old workbooks begin, and new ones with a password; what tells the latter.
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AGAIN = "open het in Excel en sla het opnieuw op als Excel-werkmap (.xlsx)"
NO_WORKBOOK = f"het Excel-bestand is beschadigd of geen .xlsx; {_AGAIN}"
_OLD_EXCEL = f"dit is een Excel-bestand van de oude soort (.xls); {_AGAIN}"
_LOCKED = (
    "het Excel-bestand is met een wachtwoord beveiligd; haal het wachtwoord weg in Excel (Bestand > Info > Werkmap "
    "beveiligen) en sla het opnieuw op"
)
_TOO_LARGE = "het Excel-bestand is uitgepakt groter dan 200 MB; zet alleen deze tabel in een nieuw bestand en probeer het opnieuw"
_DELIMITERS = ",;\t"
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
SEPARATE = "open het bestand in Excel via Gegevens > Uit tekst/CSV, zodat elke kolom apart staat, en sla het op als CSV"


# The number of a row, and its cells.
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins, its cells by column (a missing one is empty), and whether it has more."""

    line_no: int
    cells: dict[str, str]
    is_too_long: bool


@dataclass(frozen=True)
class Table:
    """The columns and rows of a csv or workbook, and what could not be read of it."""

    name: str
    columns: list[str]
    rows: list[Row]
    problems: list[Problem]
    header_line: int = 1

    def missing(self, required: Sequence[str]) -> list[Problem]:
        """Complain if the header cannot be used because a required column is not in it."""
        absent = [name for name in required if name not in self.columns]
        if not absent:
            return []
        needed = f"; nodig zijn {', '.join(required)}" if len(required) > 1 else ""
        in_one_cell = f"alle kolommen staan in één cel; {SEPARATE}"
        message = in_one_cell if self.is_in_one_cell else f"kolom '{absent[0]}' ontbreekt{needed}"
        return [Problem(f"{self.name}, regel {self.header_line}", message)]

    @property
    def is_in_one_cell(self) -> bool:
        """Whether the name of a column is a header of its own."""
        return any(sign in name for name in self.columns for sign in _DELIMITERS)


def read_table(path: Path, wanted: Sequence[str] = ()) -> Table:
    """Read a csv, or a sheet of an Excel workbook (.xlsx), whose header is the first row that is not empty.

    A csv has commas, semicolons or tabs, in UTF-8 with or without BOM, UTF-16 or Windows-1252.

    Parameters
    ----------
    wanted
        Columns by which a sheet is chosen: the first visible one that has them all, or else the first visible one.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    is_workbook, content = path.suffix.lower() == EXCEL, path.read_bytes()
    lines, broken = _read_workbook(path.name, content, wanted) if is_workbook else _read_csv(path.name, content)
    header_line, header = lines[0] if lines else (1, [])
    columns = _header(header)
    rows: list[Row] = []
    problems = _double(f"{path.name}, regel {header_line}", columns)
    for line_no, cells in lines[1:]:
        if _is_one_cell(cells, len(columns)):
            problems.append(Problem(f"{path.name}, regel {line_no}", f"de hele rij staat in één cel; {SEPARATE}"))
        elif any(cell.strip() for cell in cells):
            rows.append(_row(line_no, columns, cells))
    return Table(path.name, columns, rows, problems + broken, header_line)


def write_for_excel(path: Path, frame: pd.DataFrame) -> None:
    """Write ``frame`` as a Dutch Excel opens it: semicolons, UTF-8 with BOM, decimal comma, four decimals.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    texts: list[str] = list(frame.select_dtypes("str").columns)
    shown = frame.assign(**{name: frame[name].map(as_text) for name in texts})
    body = shown.to_csv(index=False, sep=";", decimal=",", float_format="%.4f", lineterminator="\r\n")
    write_text(path, "\ufeff" + body)


def as_text(cell: str) -> str:
    """Return a text that stays text in a spreadsheet.

    Examples
    --------
    >>> as_text("- ja"), as_text("ja")
    ("'- ja", 'ja')
    """
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_typed(cell: str) -> str:
    """Return a cell without the apostrophe that ``as_text`` put in front.

    Examples
    --------
    >>> as_typed("'- ja"), as_typed("'s avonds")
    ('- ja', "'s avonds")
    """
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _read_csv(name: str, content: bytes) -> tuple[list[Line], list[Problem]]:
    text = _decode(content)
    if text is None:
        return [], [Problem(name, "niet te lezen; sla het opnieuw op als 'CSV UTF-8'")]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    lines: list[Line] = []
    while True:
        line_no = reader.line_num + 1
        try:
            lines.append((line_no, next(reader)))
        except StopIteration:
            return lines, []
        except csv.Error:
            advice = "sluit elk aanhalingsteken, en schrijf een aanhalingsteken in een cel dubbel"
            message = f"een rij die hier begint, is niet te lezen; {advice}"
            return lines, [Problem(f"{name}, regel {line_no}", message)]


def _read_workbook(name: str, content: bytes, wanted: Sequence[str]) -> tuple[list[Line], list[Problem]]:
    """Return the rows of a visible sheet that hold anything, with their numbers in Excel."""
    unfit = unfit_workbook(content)
    if unfit:
        return [], [Problem(name, unfit)]
    try:
        found = _filled_rows(content, wanted)
    except Exception:  # what openpyxl raises about a damaged file has nothing in common
        return [], [Problem(name, NO_WORKBOOK)]
    return [(line_no, [cell_text(value) for value in row]) for line_no, row in found], []


def unfit_workbook(content: bytes) -> str:
    """Say what is wrong with a file that is not to be unpacked; empty if it may be."""
    if not content:
        return "het bestand is leeg; kijk of u het goede bestand hebt gekozen"
    if content.startswith(_OLE):
        return _LOCKED if _ENCRYPTED in content else _OLD_EXCEL
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # A part that holds more than is said here is cut off by zipfile, and then refused for its checksum.
            n_bytes = sum(part.file_size for part in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return NO_WORKBOOK
    return _TOO_LARGE if n_bytes > LARGEST_WORKBOOK else ""


def _filled_rows(content: bytes, wanted: Sequence[str]) -> list[tuple[int, tuple[Any, ...]]]:
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the looks of the workbook, which are not read
        with closing(load_workbook(io.BytesIO(content), read_only=True, data_only=True)) as workbook:
            visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
            chosen = (sheet for sheet in visible if wanted and _has_columns(sheet, wanted))
            return list(_rows_of(next(chosen, visible[0])))


def _rows_of(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Yield the rows of a sheet that hold anything, with their numbers."""
    sheet.reset_dimensions()  # some programs write down dimensions that are not true
    for line_no, row in enumerate(sheet.iter_rows(max_row=_LAST_ROW, values_only=True), start=1):
        if any(cell_text(cell).strip() for cell in row):
            yield line_no, row


def _has_columns(sheet: Any, wanted: Sequence[str]) -> bool:
    _, header = next(_rows_of(sheet), (1, ()))
    return set(wanted) <= {cell_text(cell).strip() for cell in header}


def cell_text(value: object) -> str:
    """Return a cell of Excel as text: whole numbers without a fraction, a day without a time.

    Examples
    --------
    >>> cell_text(8.0), cell_text(0.5), cell_text(None), cell_text(True), cell_text(datetime(2026, 3, 1))
    ('8', '0.5', '', 'WAAR', '2026-03-01')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "WAAR" if value else "ONWAAR"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    return str(value).replace("_x000D_", "")  # Excel's name for the carriage return of a line end


def _decode(content: bytes) -> str | None:
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(text: str) -> str:
    """Return the sign that divides the header line, quoted names left out; a comma where that is undecided."""
    header = "".join((text.splitlines() or [""])[0].split('"')[::2])
    return max(_DELIMITERS, key=header.count)


def _header(cells: list[str]) -> list[str]:
    """Return the names of the columns, without the empty ones that Excel leaves at the end."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    return names


def _double(where: str, columns: list[str]) -> list[Problem]:
    double = sorted({column for column in columns if column and columns.count(column) > 1})
    return [Problem(where, f"kolom '{column}' staat er twee keer; haal er één weg") for column in double]


def _is_one_cell(cells: list[str], n_columns: int) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and n_columns > 2 and any(filled[0].count(sign) >= n_columns - 1 for sign in _DELIMITERS)


def _row(line_no: int, columns: list[str], cells: list[str]) -> Row:
    padded = cells + [""] * (len(columns) - len(cells))
    return Row(line_no, dict(zip(columns, padded, strict=False)), any(cell.strip() for cell in cells[len(columns) :]))
