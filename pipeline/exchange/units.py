"""How positions in a text are counted, by the standard and by the programs that count otherwise."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

_PIECES = re.compile("\r\n|[\U00010000-\U0010ffff]+|\r|[^\r\U00010000-\U0010ffff]+")


@dataclass(frozen=True)
class Unit:
    """What a CRLF counts for, and what a sign above U+FFFF (an emoji) counts for; a single LF counts for one."""

    n_line_end: int = 2
    n_astral: int = 1

    def __str__(self) -> str:
        signs = "een emoji als twee tekens" if self.n_astral == 2 else "een emoji als één teken"
        ends = "een regeleinde (CRLF) als twee" if self.n_line_end == 2 else "een regeleinde (CRLF) als één"
        return f"{signs}, {ends}"


# The code points of the file as it is: REFI-QDA 1.5, section 10.2.
STANDARD = Unit()
UTF_16 = Unit(n_astral=2)


@dataclass(frozen=True)
class Counted:
    """A text as a file holds it, without byte order mark, and the position of each of its code points."""

    text: str
    positions: array[int] | None = None

    @property
    def length(self) -> int:
        """The position after the last sign."""
        return len(self.text) if self.positions is None else self.positions[-1]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points between two positions; a sign that is split is taken whole."""
        if self.positions is None:
            return start, end
        last = len(self.text)
        return bisect_right(self.positions, start) - 1, min(bisect_left(self.positions, end), last)

    def position(self, place: int) -> int:
        """Return the position of a code point."""
        return place if self.positions is None else self.positions[place]


def count(text: str, unit: Unit) -> Counted:
    """Count the positions of ``text``, as a file holds it, in ``unit``.

    Examples
    --------
    >>> counted = count("😀a\\r\\nb", Unit(n_line_end=1, n_astral=2))
    >>> counted.length, counted.span(4, 5), counted.position(4)
    (5, (4, 5), 4)
    """
    is_plain = (unit.n_line_end == 2 or "\r\n" not in text) and (unit.n_astral == 1 or not has_astral(text))
    if is_plain:
        return Counted(text)
    positions = array("L", [0])
    for piece in _PIECES.finditer(text):
        here, n_signs = positions[-1], piece.end() - piece.start()
        if piece[0] == "\r\n":
            positions.extend((here + 1, here + unit.n_line_end))
        elif piece[0] > "\uffff":
            positions.extend(range(here + unit.n_astral, here + n_signs * unit.n_astral + 1, unit.n_astral))
        else:
            positions.extend(range(here + 1, here + n_signs + 1))
    return Counted(text, positions)


def has_astral(text: str) -> bool:
    """Whether a text holds a sign above U+FFFF.

    Examples
    --------
    >>> has_astral("é"), has_astral("😀")
    (False, True)
    """
    return not text.isascii() and max(text) > "\uffff"
