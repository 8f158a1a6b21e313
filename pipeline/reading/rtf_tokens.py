"""RTF as a row of tokens: groups, control words, bytes of text. Read once from front to back, so that it always ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_TOKEN = re.compile(
    rb"\\(?P<word>[A-Za-z]{1,32})(?P<number>-?\d{1,10})?[ ]?"
    rb"|\\'(?P<hex>[0-9A-Fa-f]{2})"
    rb"|\\(?P<sign>\r\n|[^A-Za-z])"
    rb"|(?P<group>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|[\r\n]+",
    re.DOTALL,
)


class Token(NamedTuple):
    """One token: ``kind`` is open, close, word or text; ``number`` is what follows a word."""

    kind: str
    word: str = ""
    number: int | None = None
    data: bytes = b""


def tokens(content: bytes) -> Iterator[Token]:
    r"""Yield the tokens of an RTF file; bytes of pictures (``\bin``) are passed over.

    Examples
    --------
    >>> [token.kind for token in tokens(rb"{\b Jo\'e9}")]
    ['open', 'word', 'text', 'text', 'close']
    """
    position = 0
    while position < len(content):
        match = _TOKEN.match(content, position)
        if match is None:
            # A backslash that ends the file.
            return
        position = match.end()
        if match["word"]:
            number = int(match["number"]) if match["number"] else None
            if match["word"] == b"bin":
                position += max(number or 0, 0)
            else:
                yield Token("word", match["word"].decode(), number)
        elif match["hex"]:
            yield Token("text", "'", data=bytes([int(match["hex"], 16)]))
        elif match["sign"]:
            sign = match["sign"].decode("latin-1")
            yield Token("word", "\n" if sign == "\r\n" else sign)
        elif match["group"]:
            yield Token("open" if match["group"] == b"{" else "close")
        elif match["text"]:
            yield Token("text", data=match["text"])
