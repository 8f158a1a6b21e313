"""Write a book as an Excel workbook: a table with filters on each sheet, text that is never a formula, the same bytes."""

from __future__ import annotations

import io
import math
import re
import zipfile
from copy import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.exchange.book import Book
from pipeline.exchange.sheet_text import cell_text, escaped
from pipeline.exchange.sheets import Sheet, sheets_of
from pipeline.files import write_private

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_EPOCH = (2024, 1, 1, 0, 0, 0)
_TO_FILL, _HEADER = "FFF8DC", "DCE9E8"
# In characters: what is wider goes over more pages when it is printed, for on one it could not be read.
_WIDEST_PAGE = 220
# The height of a line, and the largest that a row may have, in points.
_LINE, _HIGHEST = 15.0, 409.0
# A height that a person chose is kept for ever; these are only where a program begins.
_CHOSEN = b' customHeight="1"'
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
# The part names a program that did not write it.
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>'
)
_PICK = "Kies uit de lijst, of laat de cel leeg."


def write_workbook(book: Book, path: Path) -> None:
    """Write ``book`` as an .xlsx for the owner's eyes only, whole or not at all; the same book gives the same bytes."""
    write_private(path, workbook_of(book))


def workbook_of(book: Book) -> bytes:
    """Return ``book`` as an .xlsx."""
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.worksheets[0])
    others, pen = {sheet.name: sheet for sheet in sheets_of(book)}, _Pen()
    for sheet in others.values():
        _add(made, sheet, others, pen)
    made.properties.creator, made.properties.language = "", "nl-NL"
    made.properties.title = cell_text(book.title)[:255]
    saved = io.BytesIO()
    made.save(saved)
    return _without_times(saved.getvalue())


def _add(made: Workbook, sheet: Sheet, others: dict[str, Sheet], pen: _Pen) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    place = made.create_sheet(sheet.name)
    _fill(place, sheet, pen)
    _make_table(place, sheet)
    _add_choices(place, sheet, others)
    place.freeze_panes = place.cell(2, sheet.frozen + 1)
    place.print_title_rows = "1:1"
    place.page_setup.orientation, place.page_setup.paperSize = "landscape", "9"
    if sum(map(sheet.width, sheet.frame.columns)) <= _WIDEST_PAGE:
        place.page_setup.fitToHeight = 0
        place.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _fill(place: Worksheet, sheet: Sheet, pen: _Pen) -> None:
    from openpyxl.utils import get_column_letter

    for n_column, name in enumerate(sheet.frame.columns, start=1):
        place.column_dimensions[get_column_letter(n_column)].width = sheet.width(name)
        pen.put(place.cell(1, n_column), name, is_wrapped=True, tint=_HEADER)
        tint = _TO_FILL if name in sheet.to_fill else ""
        for n_row, value in enumerate(sheet.frame[name].tolist(), start=2):
            pen.put(place.cell(n_row, n_column), value, sheet.is_wrapped(name), tint)
    for n_row, n_lines in enumerate(_lines(sheet), start=2):
        place.row_dimensions[n_row].height = min(_LINE * n_lines, _HIGHEST)


def _lines(sheet: Sheet) -> list[int]:
    """Return for each row how many lines its longest wrapped text takes, about."""
    wrapped = [
        [
            sum(math.ceil(len(line) / sheet.width(name)) or 1 for line in str(text).split("\n"))
            for text in sheet.frame[name]
        ]
        for name in sheet.frame.columns
        if sheet.is_wrapped(name)
    ]
    return [max(lines) for lines in zip(*wrapped, strict=True)] if wrapped else [1] * len(sheet.frame)


class _Pen:
    """Writes cells of one workbook: a number as a number, all else as text, whatever it looks like."""

    def __init__(self) -> None:
        # What gives a cell its looks takes far longer to make than to use again.
        self._styles: dict[tuple[bool, str, bool, str], Any] = {}

    def put(self, cell: Any, value: str | float, is_wrapped: bool = False, tint: str = "") -> None:
        """Fill a cell; an empty text and a missing number leave it empty."""
        is_text, is_quoted = isinstance(value, str), False
        if isinstance(value, str):
            if value:
                cell.value = escaped(value)
                cell.data_type = "s"
                # So that a program in which it is edited keeps it text, with an apostrophe that it begins with.
                is_quoted = not value[0].isalpha()
        elif not math.isnan(value):
            cell.value = value
        number = "General" if is_text else "0.00" if isinstance(value, float) else "0"
        self._style(cell, (is_wrapped, tint, is_quoted, number))

    def _style(self, cell: Any, looks: tuple[bool, str, bool, str]) -> None:
        from openpyxl.styles import Alignment, Font, PatternFill

        if looks not in self._styles:
            is_wrapped, tint, is_quoted, cell.number_format = looks
            cell.alignment = Alignment(vertical="top", wrap_text=is_wrapped)
            cell.quotePrefix = is_quoted
            if tint == _HEADER:
                # A colour of its own, or that of the table's style would be taken: white.
                cell.font = Font(name="Calibri", size=11, bold=True, color="1C1C1C")
            if tint:
                cell.fill = PatternFill("solid", fgColor=tint)
            self._styles[looks] = cell._style
        cell._style = copy(self._styles[looks])


def _make_table(place: Worksheet, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.table import Table, TableStyleInfo

    # A table has a row below its header, be it an empty one.
    end = f"{get_column_letter(len(sheet.frame.columns))}{_last_row(sheet)}"
    table = Table(displayName=re.sub(r"\W", "_", sheet.name), ref=f"A1:{end}")
    table.tableStyleInfo = TableStyleInfo(name="TableStyleMedium2", showRowStripes=True)
    place.add_table(table)


def _add_choices(place: Worksheet, sheet: Sheet, others: dict[str, Sheet]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = {name: f'"{",".join(values)}"' for name, values in sheet.choices.items()}
    lists |= {name: _range(others[there], column, there) for name, (there, column) in sheet.chosen_from.items()}
    for name, values in lists.items():
        rule = DataValidation("list", formula1=values, allow_blank=True, showErrorMessage=True, showInputMessage=True)
        rule.errorTitle, rule.error = name, _PICK
        rule.promptTitle, rule.prompt = name, _PICK
        rule.add(_range(sheet, name).replace("$", ""))
        place.add_data_validation(rule)


def _range(sheet: Sheet, column: str, name: str = "") -> str:
    """Return where the cells of a column are, with the name of their sheet if that is wanted."""
    from openpyxl.utils import get_column_letter, quote_sheetname

    letter = get_column_letter(list(sheet.frame.columns).index(column) + 1)
    return (f"{quote_sheetname(name)}!" if name else "") + f"${letter}$2:${letter}${_last_row(sheet)}"


def _last_row(sheet: Sheet) -> int:
    return max(len(sheet.frame), 1) + 1


def _without_times(content: bytes) -> bytes:
    """Pack the workbook again with one fixed time for every part, without when it was made, and with heights that may change."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made:
        for info in given.infolist():
            part = zipfile.ZipInfo(info.filename, _EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            body = _APP if info.filename == "docProps/app.xml" else given.read(info.filename).replace(_CHOSEN, b"")
            made.writestr(part, _TIMES.sub(b"", body) if info.filename == "docProps/core.xml" else body)
    return packed.getvalue()
