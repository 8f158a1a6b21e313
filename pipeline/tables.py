"""Tables that researchers keep in Excel: csv read as Excel saves it, and written as a Dutch Excel opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.errors import Problem
from pipeline.files import write_text

_DELIMITERS = ",;\t"
# What a spreadsheet takes for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARATE = (
    "open het bestand in Excel via Gegevens > Uit tekst/CSV, zodat elke kolom apart staat, en sla het op als CSV"
)


@dataclass(frozen=True)
class Row:
    """One row: the line on which it begins, its cells by column (a missing one is empty), and whether it has more."""

    line_no: int
    cells: dict[str, str]
    is_too_long: bool


@dataclass(frozen=True)
class Table:
    """The columns and rows of a csv, and what could not be read of it."""

    name: str
    columns: list[str]
    rows: list[Row]
    problems: list[Problem]

    def missing(self, required: Sequence[str]) -> list[Problem]:
        """Complain if the header cannot be used because a required column is not in it."""
        absent = [name for name in required if name not in self.columns]
        if not absent:
            return []
        needed = f"; nodig zijn {', '.join(required)}" if len(required) > 1 else ""
        in_one_cell = f"alle kolommen staan in één cel; {_SEPARATE}"
        message = in_one_cell if self.is_in_one_cell else f"kolom '{absent[0]}' ontbreekt{needed}"
        return [Problem(f"{self.name}, regel 1", message)]

    @property
    def is_in_one_cell(self) -> bool:
        """Whether the name of a column is a header of its own."""
        return any(sign in name for name in self.columns for sign in _DELIMITERS)


def read_table(path: Path) -> Table:
    """Read a csv with commas, semicolons or tabs, in UTF-8 with or without BOM, UTF-16 or Windows-1252.

    Raises
    ------
    OSError
        If the file cannot be opened.
    """
    text = _decode(path.read_bytes())
    if text is None:
        return Table(path.name, [], [], [Problem(path.name, "niet te lezen; sla het opnieuw op als 'CSV UTF-8'")])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    columns: list[str] = []
    rows: list[Row] = []
    problems: list[Problem] = []
    while True:
        line_no = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:
            advice = "sluit elk aanhalingsteken, en schrijf een aanhalingsteken in een cel dubbel"
            problems.append(
                Problem(f"{path.name}, regel {line_no}", f"een rij die hier begint, is niet te lezen; {advice}")
            )
            break
        if line_no == 1:
            columns = _header(cells)
            problems += _double(path.name, columns)
        elif _is_one_cell(cells, len(columns)):
            problems.append(Problem(f"{path.name}, regel {line_no}", f"de hele rij staat in één cel; {_SEPARATE}"))
        elif any(cell.strip() for cell in cells):
            rows.append(_row(line_no, columns, cells))
    return Table(path.name, columns, rows, problems)


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


def _double(name: str, columns: list[str]) -> list[Problem]:
    double = sorted({column for column in columns if columns.count(column) > 1})
    return [Problem(f"{name}, regel 1", f"kolom '{column}' staat er twee keer; haal er één weg") for column in double]


def _is_one_cell(cells: list[str], n_columns: int) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) == 1 and n_columns > 2 and any(filled[0].count(sign) >= n_columns - 1 for sign in _DELIMITERS)


def _row(line_no: int, columns: list[str], cells: list[str]) -> Row:
    padded = cells + [""] * (len(columns) - len(cells))
    return Row(line_no, dict(zip(columns, padded, strict=False)), any(cell.strip() for cell in cells[len(columns) :]))
