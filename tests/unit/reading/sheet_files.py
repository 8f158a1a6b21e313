"""One conversation as a csv and as a workbook, and ways to change a part of a workbook."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence

import openpyxl

from pipeline.reading.parsed import Parsed
from pipeline.reading.sheet import read_sheet

ROWS = [
    ["Spreker", "Tekst"],
    ["Jo Bos", "Hoe gaat het met de coördinatie; goed? 😀"],
    ["Wim Ott", 'Goed – "zeker" € 5,\nen verder.'],
    ["", "Dat ook."],
    ["Jo Bos", "=1+1 is twee, '- ja"],
]
TURNS = [
    ("Jo Bos", "Hoe gaat het met de coördinatie; goed? 😀"),
    ("Wim Ott", 'Goed – "zeker" € 5, en verder. Dat ook.'),
    ("Jo Bos", "=1+1 is twee, '- ja"),
]


def spoken(parsed: Parsed) -> list[tuple[str, str]]:
    return [(turn.label, parsed.text[turn.start : turn.end]) for turn in parsed.turns]


def times(parsed: Parsed) -> list[tuple[float | None, float | None]]:
    return [(turn.start_time, turn.end_time) for turn in parsed.turns]


def read(content: bytes, declared: set[str] | None = None) -> Parsed:
    return read_sheet(content, "g.csv", declared or set())


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ";") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode()


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def as_workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = openpyxl.Workbook()
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1):
            cell = book.worksheets[0].cell(number, column, None if value == "" else value)
            if isinstance(value, str) and value:
                cell.data_type = "s"
    return saved(book)


def rebuilt(workbook: bytes, parts: dict[str, bytes | None]) -> bytes:
    """Return a workbook with other, further or (None) fewer parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        kept: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, content in {**kept, **parts}.items():
            if content is not None:
                new.writestr(name, content)
    return stream.getvalue()


def part(workbook: bytes, path: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return archive.read(path)


def changed(workbook: bytes, path: str, change: bytes, to: bytes) -> bytes:
    """Return a workbook with ``to`` for ``change`` in one part."""
    content = part(workbook, path)
    assert change in content
    return rebuilt(workbook, {path: content.replace(change, to, 1)})


SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
RELATIONS, WORKBOOK = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"


def with_shared_strings(workbook: bytes) -> bytes:
    """Return a workbook of openpyxl with its texts in a part of their own, as Excel writes them."""
    texts: list[bytes] = []

    def put(match: re.Match[bytes]) -> bytes:
        texts.append(match[1])
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    sheet = re.sub(rb't="inlineStr"><is><t[^>]*>(.*?)</t></is>', put, part(workbook, SHEET), flags=re.DOTALL)
    strings = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1">%s</sst>'
    relation = (
        b'<Relationship Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
        b'Target="sharedStrings.xml" Id="rId99"/></Relationships>'
    )
    filled = strings % b"".join(b"<si><t>%s</t></si>" % text for text in texts)
    relations = part(workbook, RELATIONS).replace(b"</Relationships>", relation)
    return rebuilt(workbook, {SHEET: sheet, STRINGS: filled, RELATIONS: relations})


# A small one with its texts in a part of their own.
SMALL = with_shared_strings(as_workbook([["spreker", "tekst"], ["Jo", "Hoe?"], ["Wim", "Goed."]]))
