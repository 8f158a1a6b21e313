"""Columns of a PDF: text in columns is read one after the other, a table of speakers and text row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate, pairwise
from math import inf
from statistics import median
from typing import NamedTuple

from pipeline.reading.labels import is_interviewer_label, is_respondent_label
from pipeline.reading.names import is_name
from pipeline.reading.pdf_rows import Row
from pipeline.reading.pdf_words import Word
from pipeline.reading.tables import are_titles

# A strip is empty if so few rows cross it, and parts columns if so many have words on both sides.
_CROSSING_SHARE = 0.1
_N_BOTH_SIDES = 3
_LABEL_SHARE = 0.6
_MAX_WIDTH = 5_000


class Piece(NamedTuple):
    """A line of one column; ``opens`` says that it certainly starts something, as the first row of a table cell."""

    page: int
    column: int
    base: float
    words: tuple[Word, ...]
    opens: bool = False
    label: str = ""


def in_reading_order(pages: list[list[Row]]) -> list[Piece]:
    """Return the lines of all pages in the order in which they are read."""
    rows = [row for page in pages for row in page]
    strips = _strips(rows)
    table = _speakers(_columns(rows, strips)) if strips else None
    if table:
        return list(_by_row(rows, strips, *table))
    return [piece for page in pages for piece in _by_column(page, strips or _strips(page))]


def _strips(rows: list[Row]) -> list[float]:
    """Return where empty strips from top to bottom part columns: the place of their middle."""
    if len(rows) < _N_BOTH_SIDES:
        return []
    covered = _covered(rows)
    size = median(word.size for row in rows for word in row.words)
    strips = []
    for start, stop in _runs(covered, len(rows) * _CROSSING_SHARE):
        # Few rows may have a speaker: where fewest cross is between the columns.
        fewest = min(covered[start:stop])
        emptiest = [(start + first, start + last) for first, last in _runs(covered[start:stop], fewest)]
        strips += [(a + b) / 2 for a, b in emptiest if b - a >= 0.8 * size and _parts(rows, a, b)]
    return strips


def _covered(rows: list[Row]) -> list[int]:
    """Return how many rows have words at each point from the left edge of the text to the right one."""
    first = _bin(min(row.words[0].left for row in rows))
    changes = [0] * (_MAX_WIDTH + 2)
    for row in rows:
        for left, right in _blocks(row):
            changes[_bin(left)] += 1
            changes[_bin(right) + 1] -= 1
    covered = list(accumulate(changes))
    last = max((place for place, n in enumerate(covered) if n), default=0)
    return [len(rows)] * first + covered[first : last + 1] + [len(rows)]


def _runs(covered: list[int], most: float) -> list[tuple[int, int]]:
    """Return from where to where at most so many rows have words."""
    runs, start = [], None
    for place, n in enumerate([*covered, inf]):
        if n <= most and start is None:
            start = place
        elif n > most and start is not None:
            runs.append((start, place))
            start = None
    return runs


def _bin(x: float) -> int:
    return min(max(round(x), 0), _MAX_WIDTH)


def _blocks(row: Row) -> list[tuple[float, float]]:
    """Return from where to where a row has words, common spaces filled."""
    blocks: list[tuple[float, float]] = []
    for word in row.words:
        if blocks and word.left - blocks[-1][1] < 0.7 * word.size:
            blocks[-1] = blocks[-1][0], max(word.right, blocks[-1][1])
        else:
            blocks.append((word.left, word.right))
    return blocks


def _parts(rows: list[Row], start: int, stop: int) -> bool:
    """Whether enough rows have words close on both sides of a strip and nothing in it."""
    n_both = 0
    for row in rows:
        before = [right for _, right in _blocks(row) if right <= start + 1]
        after = [left for left, _ in _blocks(row) if left >= stop - 2]
        n_both += bool(before and after and len(before) + len(after) == len(_blocks(row)))
    return n_both >= _N_BOTH_SIDES


def _split(row: Row, strips: list[float]) -> list[tuple[Word, ...]] | None:
    """Return the words of each column; None if words cross a strip."""
    if any(left < strip < right for left, right in _blocks(row) for strip in strips):
        return None
    edges = [float("-inf"), *strips, float("inf")]
    return [tuple(w for w in row.words if low <= w.left < high) for low, high in pairwise(edges)]


def _said(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def _columns(rows: Iterable[Row], strips: list[float]) -> list[list[str]]:
    """Return the text of each filled cell by column."""
    columns: list[list[str]] = [[] for _ in range(len(strips) + 1)]
    for row in rows:
        for number, words in enumerate(_split(row, strips) or []):
            columns[number] += [_said(words)] if words else []
    return columns


def _is_label(cell: str) -> bool:
    label = cell.rstrip(": ")
    return is_name(label) or is_interviewer_label(label) or is_respondent_label(label)


def _speakers(columns: list[list[str]]) -> tuple[int, int] | None:
    """Return the column of names and the widest one; None if no column holds mostly names."""
    text = max(range(len(columns)), key=lambda n: sum(map(len, columns[n])))
    for number, cells in enumerate(columns):
        if number != text and cells and sum(map(_is_label, cells)) >= _LABEL_SHARE * len(cells):
            return number, text
    return None


def _by_row(rows: list[Row], strips: list[float], speaker: int, text: int) -> Iterator[Piece]:
    """Yield each row of a table: its speaker, if it names one, and its widest column."""
    for row in rows:
        cells = _split(row, strips)
        if cells is None:
            yield Piece(row.page, 0, row.base, row.words, opens=True)
            continue
        if are_titles([_said(words) for words in cells]):
            continue
        label = _said(cells[speaker]).rstrip(": ")
        # What stands beside an empty cell (a heading, a header line) is a line of its own.
        if not cells[text]:
            yield Piece(row.page, 0, row.base, row.words, opens=True)
        else:
            yield Piece(row.page, text + 1, row.base, cells[text], bool(label), label)


def _by_column(rows: list[Row], strips: list[float]) -> Iterator[Piece]:
    """Yield the left column, then the next; a line across all of them comes between what is above and below it."""
    columns: list[list[Piece]] = [[] for _ in range(len(strips) + 1)]
    for row in rows:
        cells = _split(row, strips)
        if cells is None or not strips:
            for column in columns:
                yield from column
                column.clear()
            yield Piece(row.page, 0, row.base, row.words)
            continue
        for number, words in enumerate(cells):
            columns[number] += [Piece(row.page, number + 1, row.base, words)] if words else []
    for column in columns:
        yield from column
