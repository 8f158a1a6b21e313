"""The words of a PDF page with their places, from PDFium."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium_c

# A full page has 5,000.
MAX_PAGE_CHARS = 200_000
_BOLD_WEIGHT = 600
# PDFium gives a hyphen that ends a line as U+0002; fonts give letters joined.
_LINE_HYPHEN = 2
_LETTERS = {
    _LINE_HYPHEN: "-",
    0xAD: "-",
    0xA0: " ",
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
}
_PRIVATE = range(0xE000, 0xF900)


class Word(NamedTuple):
    """A word on a page; ``base`` is the height of the line that it stands on, all in points (1/72 inch)."""

    text: str
    left: float
    right: float
    base: float
    size: float
    is_bold: bool


def read_words(page: Any) -> list[Word] | None:
    """Return the words of a page in the order of the file; None if there are more than a page can hold.

    Words that lie on their side (a stamp) are left out.
    """
    textpage = page.get_textpage()
    try:
        n_chars = pdfium_c.FPDFText_CountChars(textpage.raw)
        return list(_words(textpage.raw, n_chars)) if n_chars <= MAX_PAGE_CHARS else None
    finally:
        textpage.close()


def unreadable_share(words: list[Word]) -> float:
    """Return which part of the characters means nothing, as where a font does not say what its signs are."""
    text = "".join(word.text for word in words)
    n_wrong = sum(c == "\ufffd" or ord(c) in _PRIVATE for c in text)
    return n_wrong / len(text) if text else 0.0


def _words(page: Any, n_chars: int) -> Iterator[Word]:
    """Yield the words; PDFium puts a space between words and between lines, but none after a hyphen that ends a line."""
    letters: list[str] = []
    first = 0
    for index in range(n_chars):
        code = pdfium_c.FPDFText_GetUnicode(page, index)
        letter = _LETTERS.get(code) or (chr(code) if 32 <= code < 0x110000 else "")
        if letter.strip():
            first = first if letters else index
            letters.append(letter)
        if letters and (code == _LINE_HYPHEN or (code and not letter.strip())):
            yield from _word(page, first, index if letter.strip() else index - 1, letters)
            letters = []
    if letters:
        yield from _word(page, first, n_chars - 1, letters)


def _word(page: Any, first: int, last: int, letters: list[str]) -> Iterator[Word]:
    """Yield one word from its first and last character."""
    if abs(pdfium_c.FPDFText_GetCharAngle(page, first)) % 6.28 > 0.2:
        return
    x, y = ctypes.c_double(), ctypes.c_double()
    left, right, low, high = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharOrigin(page, first, x, y)
    pdfium_c.FPDFText_GetCharBox(page, first, left, right, low, high)
    start = min(x.value, left.value)
    pdfium_c.FPDFText_GetCharBox(page, last, left, right, low, high)
    text = "".join(letters).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    yield Word(text, start, max(right.value, start), y.value, _size(page, first), _is_bold(page, first))


def _size(page: Any, index: int) -> float:
    """Return the height of the letters as they are shown: a font of one point may be drawn twelve times as large."""
    box = pdfium_c.FS_RECTF()
    pdfium_c.FPDFText_GetLooseCharBox(page, index, box)
    return max(abs(float(box.top) - float(box.bottom)), 1.0)


def _is_bold(page: Any, index: int) -> bool:
    name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(page, index, name, 128, flags)
    return b"bold" in name.value.lower() or pdfium_c.FPDFText_GetFontWeight(page, index) >= _BOLD_WEIGHT
