"""The rows above the titles of a table: what they say of the interview, and what is left of them."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.reading.header import split_header
from pipeline.reading.json_values import as_text
from pipeline.reading.paragraphs import is_title
from pipeline.reading.parsed import KEYS, key_of
from pipeline.reading.sheet_workbook import Line
from pipeline.reading.tables import header_lines


def read_above(above: Sequence[Line], titles_row: int) -> tuple[dict[str, str], list[str]]:
    """Return header values of the rows above the titles, and the other rows as lines.

    Keys and values stand beside each other or below each other. A row that is read is an empty line, so that the lines
    are numbered as in Excel, and so is a title in the first one.

    Examples
    --------
    >>> read_above([(1, ["Interview 3"]), (2, ["gemeente", "Veldhaven"]), (3, ["gemete", "x"])], 4)
    ({'gemeente': 'Veldhaven'}, ['', '', 'gemete x'])
    """
    rows = {number: [as_text(cell) for cell in cells] for number, cells in above}
    told: list[str] = []
    for number, cells in list(rows.items()):
        filled = [cell for cell in cells if cell]
        values = rows.get(number + 1, [])
        are_keys = len(filled) > 1 and all(_is_key(cell) for cell in filled)
        found = header_lines([[cells, _padded(values, len(cells))]]) if are_keys else header_lines([[filled or [""]]])
        told += found
        for row in (number, number + 1) if found and are_keys else (number,) if found else ():
            rows[row] = []
    lines = [""] * (titles_row - 1)
    for place, (number, cells) in enumerate(rows.items()):
        text = " ".join(cell for cell in cells if cell)
        if number < titles_row and not (place == 0 and is_title(text)):
            lines[number - 1] = text
    return split_header(told, in_header=True).values, lines


def _is_key(cell: str) -> bool:
    return key_of(cell.rstrip(": ")) in KEYS


def _padded(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * (width - len(cells))][:width]
