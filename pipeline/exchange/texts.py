"""The text of a source as it travels: LF, composed accents, no byte order mark, and where each offset went."""

from __future__ import annotations

import codecs
import re
import unicodedata
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.files import sha256_bytes

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# The first sign that can join the one before it.
_FIRST_MARK = "\u0300"
# Signs that stay as they are, before none that could join the last of them.
_RUN = re.compile("[\t\n\x20-\x7e\x80-\u02ff]+(?![\u0300-\U0010ffff])")
BOM = "\ufeff"


@dataclass(frozen=True)
class Travelled:
    """A text in its travelling form; ``breaks`` are the offsets of the original and of it that belong together."""

    text: str
    breaks: tuple[array[int], array[int]] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of the original in this text; one that splits a sign with its accent takes in all of it."""
        return (start, end) if self.breaks is None else _carry(*self.breaks, start, end)

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return a span of this text in the original."""
        return (start, end) if self.breaks is None else _carry(self.breaks[1], self.breaks[0], start, end)


def _carry(given: array[int], wanted: array[int], start: int, end: int) -> tuple[int, int]:
    return wanted[bisect_right(given, start) - 1], wanted[min(bisect_left(given, end), len(wanted) - 1)]


def travelling(text: str) -> Travelled:
    """Return ``text`` with LF line ends, in NFC, without byte order mark; control signs become spaces.

    Examples
    --------
    >>> travelled = travelling("Een cafe\\u0301.\\r\\nJa.")
    >>> travelled.text, travelled.span(4, 9), travelled.back(4, 8)
    ('Een café.\\nJa.', (4, 8), (4, 9))
    """
    if "\r" not in text and not text.startswith(BOM) and not _UNFIT.search(text) and _is_composed(text):
        return Travelled(text)
    composed = _join(_blocks(text, compose=True))
    return composed if _is_composed(composed.text) else _join(_blocks(text, compose=False))


def text_checksum(text: str) -> str:
    """Return a checksum that is the same for any line ends and any way of writing accents.

    Examples
    --------
    >>> text_checksum("e\\u0301\\r\\n") == text_checksum("é\\n")
    True
    """
    return sha256_bytes(travelling(text).text.encode())


def clean(text: str) -> str:
    """Return a name or remark as XML can hold it: LF, composed, without control signs.

    Examples
    --------
    >>> clean("a\\x0bb")
    'a b'
    """
    return travelling(text).text


def shorten(quote: str, n_chars: int = 100) -> str:
    """Return a quote on one line, cut where ATLAS.ti cuts.

    Examples
    --------
    >>> shorten("Ja,\\n nee"), len(shorten("a" * 200))
    ('Ja, nee', 101)
    """
    line = " ".join(quote.split())
    return line if len(line) <= n_chars else f"{line[:n_chars]}…"


def decode(content: bytes) -> str | None:
    """Return the text of a file in UTF-8, UTF-16 with a mark or Windows-1252, None if it is no text."""
    is_utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _is_composed(text: str) -> bool:
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def _join(blocks: Iterator[tuple[int, str]]) -> Travelled:
    """Put pieces together: how many code points of the original each takes, and what it became."""
    ours, theirs, parts = array("L", [0]), array("L", [0]), list[str]()
    for n_original, piece in blocks:
        parts.append(piece)
        here, there = ours[-1], theirs[-1]
        if n_original == len(piece) and piece[:1] < _FIRST_MARK:
            ours.extend(range(here + 1, here + n_original + 1))
            theirs.extend(range(there + 1, there + n_original + 1))
        else:
            ours.append(here + n_original)
            theirs.append(there + len(piece))
    return Travelled("".join(parts), (ours, theirs))


def _blocks(text: str, compose: bool) -> Iterator[tuple[int, str]]:
    place = len(text) - len(text.lstrip(BOM))
    if place:
        yield place, ""
    while place < len(text):
        if run := _RUN.match(text, place):
            yield len(run[0]), run[0]
            place = run.end()
            continue
        end = place + 1
        if text[place] == "\r":
            end += text[end : end + 1] == "\n"
            yield end - place, "\n"
        elif not compose:
            yield 1, _fit(text[place])
        else:
            while end < len(text) and text[end] >= _FIRST_MARK and _joins(text, place, end):
                end += 1
            yield end - place, unicodedata.normalize("NFC", _fit(text[place:end]))
        place = end


def _joins(text: str, start: int, place: int) -> bool:
    """Whether the sign at ``place`` changes together with those from ``start`` on."""
    if unicodedata.combining(text[place]):
        return True
    piece, sign = text[start:place], text[place]
    apart = unicodedata.normalize("NFC", piece) + unicodedata.normalize("NFC", sign)
    return unicodedata.normalize("NFC", piece + sign) != apart


def _fit(piece: str) -> str:
    return _UNFIT.sub(lambda found: " " if found[0] < "\x80" else "\ufffd", piece)
