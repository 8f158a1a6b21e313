"""Text as a cell of a spreadsheet holds it: signs that it cannot hold replaced, and cut where a cell is full."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable

# How much a cell holds, in the units that Excel counts: a sign above U+FFFF is two.
LONGEST = 32_767
_LONGEST_HEADER = 255
_CUT = "…"
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What a workbook takes for the code of a sign, such as _x000D_.
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def printable(text: str) -> str:
    """Return a text with LF line ends, and a replacement sign for each sign that no file of ours can hold.

    Examples
    --------
    >>> printable("Ja\\x00 of\\r\\nnee 😀")
    'Ja� of\\nnee 😀'
    """
    return _UNFIT.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def cell_text(text: str) -> str:
    """Return a text as the sheets hold it; compare a cell that comes back with the text of a study through this.

    Examples
    --------
    >>> cell_text("=1+1"), len(cell_text("a" * 40_000)), cell_text("a" * 40_000)[-1]
    ('=1+1', 32767, '…')
    """
    fit = printable(text)
    if _n_units(fit) <= LONGEST:
        return fit
    room = LONGEST - len(_CUT)
    n_chars = bisect_right(range(len(fit)), room, key=lambda n: _n_units(fit[:n])) - 1
    return fit[:n_chars] + _CUT


def is_cut(text: str) -> bool:
    """Return whether a text does not fit in a cell.

    Examples
    --------
    >>> is_cut("a" * 32_767), is_cut("😀" * 16_384)
    (False, True)
    """
    return _n_units(printable(text)) > LONGEST


def escaped(text: str) -> str:
    """Return a text as a workbook writes it, so that what looks like the code of a sign stays what it is.

    Examples
    --------
    >>> escaped("_x000D_"), escaped("a_xyz")
    ('_x005F_x000D_', 'a_xyz')
    """
    return _ESCAPE.sub("_x005F_", text)


def headers(names: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """Return names as headers of a table: on one line, never empty, and each once, whatever their capitals.

    Examples
    --------
    >>> headers(["Code", "a\\nb", "", "A B"], taken=["code"])
    ['Code (2)', 'a b', 'zonder naam', 'A B (2)']
    """
    used = {name.casefold() for name in taken}
    made: list[str] = []
    for name in names:
        plain = " ".join(printable(name).split())[: _LONGEST_HEADER - 10] or "zonder naam"
        header, number = plain, 1
        while header.casefold() in used:
            number += 1
            header = f"{plain} ({number})"
        used.add(header.casefold())
        made.append(header)
    return made


def _n_units(text: str) -> int:
    written = escaped(text)
    return len(written) if written.isascii() else len(written.encode("utf-16-le")) // 2
