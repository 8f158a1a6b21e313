"""The rows of a workbook, read from its parts one row at a time: what openpyxl takes minutes for or does not tell.

That is a sheet of 100,000 rows, which rows are hidden, and which formulas were never worked out.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple

from lxml import etree

from pipeline.reading.limits import MAX_XML_BYTES, MEGABYTE
from pipeline.reading.sheet_times import clock
from pipeline.tables import cell_text

# The number of a row, and its cells.
Line = tuple[int, list[str]]
_N_COLUMNS = 60
# The last row that Excel has.
LAST_ROW = 1_048_576
_ROOT, _RELATIONS = "_rels/.rels", "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_STRINGS = 1_000_000
# Parts that tell about sheets are small, and would fill the memory if they were not.
_LARGEST = dict.fromkeys(("{*}Relationship", "{*}workbookPr", "{*}numFmt"), 5 * MEGABYTE)
# Days up to here are a time of more than a day and no date.
_A_YEAR = 367
_A = ord("A") - 1


class Part(NamedTuple):
    """A sheet of a workbook: its part, and whether Excel shows it."""

    path: str
    is_visible: bool


@dataclass
class Unseen:
    """What Excel does not show of a sheet, or has no value for; places of cells are (row, column from 0)."""

    hidden: list[int] = field(default_factory=list)
    unsolved: list[tuple[int, int]] = field(default_factory=list)
    wrong: list[tuple[int, int]] = field(default_factory=list)


class Workbook:
    """An opened .xlsx: its sheets in order, and what their cells refer to.

    What is raised about a damaged file has nothing in common: KeyError, ValueError, BadZipFile, lxml's errors.
    """

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        main = next(iter(_targets(archive, _ROOT, "/officeDocument").values()))
        folder, name = posixpath.split(main)
        relations = f"{folder}/_rels/{name}.rels"
        places = _targets(archive, relations, "/worksheet")
        self._shared = _strings(archive, _targets(archive, relations, "/sharedStrings"))
        self._formats = _formats(archive, _targets(archive, relations, "/styles"))
        self._is_from_1904 = False
        self.sheets: list[Part] = []
        for element in _elements(archive, main, "{*}workbookPr", "{*}sheet"):
            if _name(element) == "workbookPr":
                self._is_from_1904 = element.get("date1904") in ("1", "true")
            elif (place := places.get(_relation(element))) is not None:
                self.sheets.append(Part(place, element.get("state", "visible") == "visible"))

    def lines(self, sheet: Part, unseen: Unseen) -> Iterator[Line]:
        """Yield the rows of ``sheet`` that hold something, and put down in ``unseen`` what their reader cannot see."""
        number = 0
        for row in _elements(self._archive, sheet.path, "{*}row", until="{*}sheetData"):
            number = int(row.get("r") or number + 1)
            if not 0 < number <= LAST_ROW:
                return
            if row.get("hidden") in ("1", "true"):
                unseen.hidden.append(number)
            cells = self._cells(row, number, unseen)
            if cells:
                yield number, cells

    def _cells(self, row: Any, number: int, unseen: Unseen) -> list[str]:
        cells: list[str] = []
        column = -1
        for cell in row:
            column = _column(cell.get("r"), column + 1)
            if column >= _N_COLUMNS:
                break
            text = self._text(cell, (number, column), unseen)
            if text.strip():
                cells += [""] * (column + 1 - len(cells))
                cells[column] = text
        return cells

    def _text(self, cell: Any, place: tuple[int, int], unseen: Unseen) -> str:
        kind, parts = cell.get("t", "n"), {_name(part): part for part in cell}
        value = (parts["v"].text or "") if "v" in parts else ""
        if kind == "e":
            unseen.wrong.append(place)
            return ""
        # A formula whose outcome is the empty text has t="str"; one that was never worked out has no kind.
        if not value and kind == "n" and "f" in parts:
            unseen.unsolved.append(place)
        if kind == "inlineStr":
            return cell_text(_spoken(parts["is"])) if "is" in parts else ""
        if not value or kind in ("str", "d"):
            return cell_text(value)
        if kind == "s":
            return self._shared[int(value)]
        return cell_text(bool(int(value))) if kind == "b" else self._number(float(value), int(cell.get("s") or 0))

    def _number(self, value: float, style: int) -> str:
        form = self._formats[style] if 0 <= style < len(self._formats) else ""
        if not form:
            return cell_text(value)
        if 0 <= value < _A_YEAR:
            return clock(value, form)
        from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel

        try:
            return cell_text(from_excel(value, MAC_EPOCH if self._is_from_1904 else WINDOWS_EPOCH))
        except (OverflowError, ValueError):  # no day that there is
            return cell_text(value)


def _elements(archive: zipfile.ZipFile, path: str, *tags: str, until: str = "") -> Iterator[Any]:
    """Yield the elements of a part with one of these tags, each to be used before the next; entities are not filled in."""
    if archive.getinfo(path).file_size > _LARGEST.get(tags[0], MAX_XML_BYTES):
        raise ValueError(f"got a part {path} that is larger than that of any table")
    wanted = [*tags, until] if until else list(tags)
    with archive.open(path) as stream:
        found = etree.iterparse(
            stream, tag=wanted, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        for _, element in found:
            if until and _name(element) == until.removeprefix("{*}"):
                return
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]


def _targets(archive: zipfile.ZipFile, relations: str, kind: str) -> dict[str, str]:
    """Return the parts that a part refers to as this kind: id -> path."""
    base = posixpath.dirname(posixpath.dirname(relations))
    return {
        element.get("Id", ""): posixpath.normpath(posixpath.join("/", base, element.get("Target", ""))).lstrip("/")
        for element in _elements(archive, relations, "{*}Relationship")
        if element.get("Type", "").endswith(kind)
    }


def _relation(element: Any) -> str:
    ids = [value for name, value in element.attrib.items() if name == _RELATIONS or name.endswith("}id")]
    return ids[0] if ids else ""


def _strings(archive: zipfile.ZipFile, targets: dict[str, str]) -> Sequence[str]:
    found = (cell_text(_spoken(si)) for path in targets.values() for si in _elements(archive, path, "{*}si"))
    strings = list(islice(found, _MOST_STRINGS + 1))
    if len(strings) > _MOST_STRINGS:
        raise ValueError(f"got more than {_MOST_STRINGS} texts; a conversation has fewer")
    return strings


def _spoken(string: Any) -> str:
    """Return the text of a string without the marks for its pronunciation."""
    runs: list[str] = []
    for part in string:
        name = _name(part)
        texts = [part] if name == "t" else [text for text in part if _name(text) == "t"] if name == "r" else []
        runs += [text.text or "" for text in texts]
    return "".join(runs)


def _name(element: Any) -> str:
    """Return the name of an element without its namespace, which differs between the two kinds of .xlsx."""
    return str(element.tag).rpartition("}")[2]


def _formats(archive: zipfile.ZipFile, targets: dict[str, str]) -> list[str]:
    """Return the number format of each style if it is one of a time or date, else nothing."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format

    own: dict[int, str] = {}
    for path in targets.values():
        for element in _elements(archive, path, "{*}numFmt", "{*}cellXfs"):
            if _name(element) == "numFmt":
                own[int(element.get("numFmtId", "0"))] = element.get("formatCode", "")
                continue
            numbers = [int(style.get("numFmtId") or 0) for style in element]
            codes = [own.get(number) or BUILTIN_FORMATS.get(number, "") for number in numbers]
            return [code if is_date_format(code) else "" for code in codes]
    return []


def _column(reference: str | None, following: int) -> int:
    """Return the column of a cell, from 0; one without a reference follows the one before it.

    Examples
    --------
    >>> _column("AB12", 0), _column(None, 3)
    (27, 3)
    """
    letters = (reference or "").rstrip("0123456789").upper()
    if not letters or len(letters) > 3 or not letters.isalpha() or not letters.isascii():
        return following
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - _A
    return column - 1
