"""The rows of a csv or Excel workbook as texts, with their numbers in Excel and what cannot be read of them."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from pipeline.errors import Problem, TranscriptError
from pipeline.reading.decoding import decode_and_mend
from pipeline.reading.limits import check_amount, check_archive
from pipeline.reading.sheet_workbook import LAST_ROW, Line, Unseen, Workbook
from pipeline.tables import NO_WORKBOOK, unfit_workbook

Wanted = Callable[[list[str]], bool]
# The titles of the columns are looked for in so many rows that hold something.
N_HEAD = 60
_MOST_CELLS = 1_000
_DELIMITERS = ";,\t|"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
# The first line by which Excel is told the sign between cells; it shows no such row.
_SEPARATOR = re.compile(r"\"?sep=([;,\t|])\"?\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet that hold something, and what its reader cannot see of it.

    ``delimiter`` is the sign between the cells of a csv, empty for a workbook; ``n_others`` counts further sheets that
    could have been meant; ``remarks`` are warnings about the file itself.
    """

    lines: list[Line]
    delimiter: str = ""
    unseen: Unseen = field(default_factory=Unseen)
    n_others: int = 0
    remarks: list[str] = field(default_factory=list)


def is_workbook(content: bytes) -> bool:
    """Tell a workbook, also an old or a locked one, from a csv by how it begins.

    Examples
    --------
    >>> is_workbook(b"spreker;tekst")
    False
    """
    return content.startswith((_ZIP, _OLE))


def find_sheet(content: bytes, where: str, wanted: Wanted, n_rows: int | None = None) -> Sheet:
    """Read the first visible sheet that has a ``wanted`` row near its top, or else the first visible one.

    Parameters
    ----------
    n_rows
        How many rows to read at most; all if it is None.

    Raises
    ------
    TranscriptError
        If the file is empty, damaged, locked or too large.
    """
    if not is_workbook(content):
        text, remarks = decode_and_mend(content, where)
        return replace(_csv_sheet(text, where, wanted, n_rows), remarks=remarks)
    unfit = unfit_workbook(content)
    if unfit:
        raise TranscriptError(Problem(where, unfit))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_archive(archive, where)
            return _workbook_sheet(archive, where, wanted, n_rows)
    except TranscriptError:
        raise
    except Exception:  # what lxml, zipfile and int() raise about a damaged file has nothing in common
        raise TranscriptError(Problem(where, NO_WORKBOOK)) from None


def _csv_sheet(text: str, where: str, wanted: Wanted, n_rows: int | None) -> Sheet:
    told = _SEPARATOR.match(text)
    body = text[told.end() :] if told else text
    heads = {sign: _head(body, sign) for sign in (told[1] if told else _DELIMITERS)}
    fitting = [sign for sign, head in heads.items() if any(wanted(cells) for _, cells in head)]
    widest = max(heads, key=lambda sign: sum(len(cells) for _, cells in heads[sign]))
    delimiter = fitting[0] if fitting else widest
    return Sheet(_checked(_csv_lines(body, delimiter, where), where, n_rows), delimiter)


def _head(text: str, delimiter: str) -> list[Line]:
    """Return the first rows that hold something, as far as they can be read with this sign between cells."""
    head: list[Line] = []
    try:
        for number, cells in islice(_csv_lines(text, delimiter, ""), N_HEAD):
            head.append((number, cells[:_MOST_CELLS]))
    except TranscriptError:
        return head
    return head


def _csv_lines(text: str, delimiter: str, where: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if number > LAST_ROW:
                check_amount(0, number, where)
            if any(cell.strip() for cell in cells):
                yield number, _without_end(cells)
    except csv.Error:
        advice = "sluit elk aanhalingsteken, en schrijf een aanhalingsteken in een cel dubbel"
        message = f"een rij die hier begint, is niet te lezen; {advice}"
        raise TranscriptError(Problem(f"{where}, rij {number + 1}", message)) from None


def _workbook_sheet(archive: zipfile.ZipFile, where: str, wanted: Wanted, n_rows: int | None) -> Sheet:
    workbook = Workbook(archive)
    visible = [sheet for sheet in workbook.sheets if sheet.is_visible]
    fitting = [sheet for sheet in visible if _has_wanted(workbook.lines(sheet, Unseen()), wanted)]
    unseen = Unseen()
    lines = _checked(workbook.lines((fitting or visible)[0], unseen), where, n_rows)
    return Sheet(lines, "", unseen, len(fitting[1:]))


def _has_wanted(lines: Iterator[Line], wanted: Wanted) -> bool:
    return any(wanted(cells) for _, cells in islice(lines, N_HEAD))


def _without_end(cells: list[str]) -> list[str]:
    """Return the cells up to the last that holds something."""
    last = next((n for n in range(len(cells), 0, -1) if cells[n - 1].strip()), 0)
    return cells[:last]


def _checked(lines: Iterator[Line], where: str, n_rows: int | None) -> list[Line]:
    """Return the rows, or stop as soon as there are more than a conversation has."""
    found: list[Line] = []
    n_chars = 0
    for line in islice(lines, n_rows):
        if len(line[1]) > _MOST_CELLS:
            message = f"deze rij heeft meer dan {_MOST_CELLS} cellen; kijk of u het goede bestand hebt gekozen"
            raise TranscriptError(Problem(f"{where}, rij {line[0]}", message))
        found.append(line)
        n_chars += sum(map(len, line[1]))
        check_amount(n_chars, len(found), where)
    return found
