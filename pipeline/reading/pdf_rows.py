"""Words of a PDF to rows of words, without the lines that stand at the same height on most pages."""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

from pipeline.reading.labels import find_label, is_interviewer_label, is_respondent_label
from pipeline.reading.parsed import KEYS, key_of
from pipeline.reading.pdf_words import Word

# How many lines at the top and at the bottom of a page may be a header or footer.
_N_EDGE = 4
_SAME_HEIGHT = 4.0
# Of the height of the letters; a space is two times as wide, or more.
_TOUCHING = 0.1
_PAGE_NUMBER = re.compile(
    r"(?:pagina|blz\.?|bladzijde|page|p\.)?\s*[-–|]?\s*#(?:\s*(?:van|/|of|-|–)\s*#)?\s*[-–|]?", re.IGNORECASE
)


class Row(NamedTuple):
    """What stands on one height of a page, from left to right."""

    page: int
    base: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Its words with spaces between."""
        return " ".join(word.text for word in self.words)


def rows_of(words: list[Word], page: int) -> list[Row]:
    """Return the rows of a page from top to bottom; words that stand a little higher or lower belong to their row."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.base):
        if rows and rows[-1][0].base - word.base <= 0.4 * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(page, row[0].base, tuple(_joined(sorted(row, key=lambda word: word.left)))) for row in rows]


def _joined(words: list[Word]) -> list[Word]:
    """Return words that touch as one: a hyphen that the printer put in is drawn by itself."""
    joined = words[:1]
    for word in words[1:]:
        last = joined[-1]
        if -0.5 * word.size < word.left - last.right < _TOUCHING * word.size:
            joined[-1] = last._replace(text=last.text + word.text, right=max(last.right, word.right))
        else:
            joined.append(word)
    return joined


def without_edges(pages: list[list[Row]]) -> tuple[list[list[Row]], int]:
    """Return pages without headers, footers and page numbers, and how many lines of words were taken out.

    A line is one if it stands within the first or last lines of a page, nothing but such lines are above or below it,
    and most pages have the same words (numbers aside) at the same height. A header line such as ``gemeente: Veldhaven``
    stays where it stands first.
    """
    found: Counter[tuple[str, int]] = Counter()
    for rows in pages:
        found.update({key for row in _edges(rows) for key in _keys(row)})
    n_pages = sum(bool(rows) for rows in pages)
    repeated = {key for key, n in found.items() if n >= 2 and n * 2 > n_pages}
    seen: set[str] = set()
    kept, n_out = [], 0
    for rows in pages:
        out = _out(rows, repeated) | _out(rows[::-1], repeated)
        facts = {row for row in out if _is_fact(row) and row.text not in seen}
        seen |= {row.text for row in facts}
        out -= facts
        n_out += sum(not _is_number(row) for row in out)
        kept.append([row for row in rows if row not in out])
    return kept, n_out


def _edges(rows: list[Row]) -> list[Row]:
    return rows if len(rows) <= 2 * _N_EDGE else [*rows[:_N_EDGE], *rows[-_N_EDGE:]]


def _keys(row: Row) -> list[tuple[str, int]]:
    """Return what tells a row from others; heights that differ a little share one of two."""
    height = round(row.base / _SAME_HEIGHT)
    return [(_without_numbers(row.text), height), (_without_numbers(row.text), round(row.base / _SAME_HEIGHT - 0.5))]


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+|(?<!\w)[ivxlc]{1,5}(?!\w)", "#", text.casefold()).strip()


def _out(rows: list[Row], repeated: set[tuple[str, int]]) -> set[Row]:
    """Return the rows that are taken out, from the edge inwards until one is not."""
    out: set[Row] = set()
    for place, row in enumerate(rows[:_N_EDGE]):
        is_lone_number = place == 0 and _is_number(row) and any(c.isalpha() for c in row.text)
        if _is_turn(row) or not (is_lone_number or any(key in repeated for key in _keys(row))):
            break
        out.add(row)
    return out


def _is_number(row: Row) -> bool:
    return _PAGE_NUMBER.fullmatch(_without_numbers(row.text)) is not None


def _is_turn(row: Row) -> bool:
    """Whether a row opens with "I:" or "Respondent 2:", which no header does."""
    opening = find_label(row.text)
    return opening is not None and (is_interviewer_label(opening.label) or is_respondent_label(opening.label))


def _is_fact(row: Row) -> bool:
    key, colon, value = row.text.partition(":")
    return bool(colon and value.strip()) and key_of(key) in KEYS
