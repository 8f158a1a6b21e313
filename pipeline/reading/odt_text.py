"""The words of an OpenDocument text: its paragraphs and tables, without comments, notes and what was deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from pipeline.reading.odt_styles import Styles, marks
from pipeline.reading.tables import Cells

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_CELL, _COVERED = f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"
_SIGNS = {f"{_TEXT}s": " ", f"{_TEXT}tab": "\t", f"{_TEXT}line-break": "\n"}
# What stands in a paragraph or between paragraphs without being said; tables are read by themselves.
_PASSED_OVER = frozenset(
    (
        *(f"{_OFFICE}{name}" for name in ("annotation", "forms", "event-listeners")),
        *(f"{_TEXT}{name}" for name in ("tracked-changes", "note", "ruby-text", "hidden-text", "page-number")),
        *(f"{_TEXT}{name}" for name in ("table-of-content", "sequence-decls", "variable-decls", "user-field-decls")),
        f"{_TABLE}table",
        "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}object",
        "{http://www.w3.org/1998/Math/MathML}math",
    )
)
_MAX_COLUMNS = 64
Runs = list[tuple[str, bool]]


def _n_notes(body: Any, kind: str) -> int:
    return sum(note.get(f"{_TEXT}note-class") == kind for note in body.iter(f"{_TEXT}note"))


LEFT_OUT: dict[str, Callable[[Any], int]] = {
    "opmerking": lambda body: sum(1 for _ in body.iter(f"{_OFFICE}annotation")),
    "voetnoot": lambda body: _n_notes(body, "footnote"),
    "eindnoot": lambda body: _n_notes(body, "endnote"),
}


def is_table(element: Any) -> bool:
    """Whether an element is a table that stands among the talk, not in a comment, a note or what was deleted."""
    if element.tag != f"{_TABLE}table":
        return False
    return not any(above.tag in _PASSED_OVER and above.tag != element.tag for above in element.iterancestors())


def paragraphs_of(parent: Any, styles: Styles) -> Iterator[Runs]:
    """Yield the runs (text, whether marked) of each paragraph below ``parent`` that is not in a table."""
    for child in parent:
        if child.tag in _PARAGRAPHS:
            yield list(_runs(child, styles, bool(marks(styles, "paragraph", child.get(f"{_TEXT}style-name", "")))))
        elif child.tag not in _PASSED_OVER:
            yield from paragraphs_of(child, styles)


def _runs(element: Any, styles: Styles, is_marked: bool) -> Iterator[tuple[str, bool]]:
    yield _shown(element.text), is_marked
    for child in element:
        if child.tag in _SIGNS:
            yield _SIGNS[child.tag], is_marked
        elif child.tag in _PARAGRAPHS:
            # A text box hangs in its paragraph; what it says is a line of its own.
            yield "\n", False
            yield from _runs(child, styles, False)
            yield "\n", False
        elif child.tag not in _PASSED_OVER and isinstance(child.tag, str):
            own = marks(styles, "text", child.get(f"{_TEXT}style-name", "")) if child.tag == f"{_TEXT}span" else None
            yield from _runs(child, styles, is_marked if own is None else own)
        yield _shown(child.tail), is_marked


def _shown(text: str | None) -> str:
    """Return text as it is shown: line ends in the file are spaces."""
    return (text or "").replace("\n", " ").replace("\r", " ")


def tables_of(table: Any, styles: Styles) -> list[Cells]:
    """Return the text of each cell, all rows equally wide; a cell that spans others fills them all."""
    rows: Cells = []
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is table:
            rows.append(_cells(row, rows[-1] if rows else [], styles))
    n_columns = max((len(row) for row in rows), default=0)
    return [[row + [""] * (n_columns - len(row)) for row in rows]] if n_columns else []


def _cells(row: Any, above: list[str], styles: Styles) -> list[str]:
    cells: list[str] = []
    n_beside = 0
    for cell in row.iterchildren(_CELL, _COVERED):
        if cell.tag == _CELL:
            lines = ("".join(text for text, _ in runs) for runs in paragraphs_of(cell, styles))
            text = " ".join(" ".join(lines).split())
            n_beside = _number(cell, "number-columns-spanned") - 1
        elif n_beside > 0:
            text, n_beside = cells[-1] if cells else "", n_beside - 1
        else:
            text = above[len(cells)] if len(cells) < len(above) else ""
        cells += [text] * _number(cell, "number-columns-repeated")
    while len(cells) > 1 and not cells[-1] and len(cells) > len(above):
        cells.pop()
    return cells[:_MAX_COLUMNS]


def _number(cell: Any, name: str) -> int:
    value = cell.get(f"{_TABLE}{name}", "1")
    return min(int(value[:4]), _MAX_COLUMNS) if value.isascii() and value.isdigit() else 1
