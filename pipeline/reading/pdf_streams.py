"""What a PDF unpacks to, looked at before PDFium unpacks it: a page of text is small, a bomb is not."""

from __future__ import annotations

import re
import zlib

# A page full of text is 0.1 MB of drawing commands; pictures and fonts are not counted.
MAX_COMMAND_BYTES = 4_000_000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_N_HEAD = 500
_FLATE = re.compile(rb"/(?:FlateDecode|Fl)\b")


def is_bomb(content: bytes) -> bool:
    """Whether a stream of drawing commands is packed twice or unpacks to more than ``MAX_COMMAND_BYTES``.

    Examples
    --------
    >>> packed = zlib.compress(b" " * 5_000_000)
    >>> is_bomb(b"1 0 obj <</Filter/FlateDecode>>stream" + chr(10).encode() + packed + b"endstream")
    True
    """
    for match in _STREAM.finditer(content):
        head = content[max(match.start() - _N_HEAD, 0) : match.start()]
        head = head[head.rfind(b" obj") + 1 :]
        n_packed = len(_FLATE.findall(head))
        if n_packed == 0 or b"/Image" in head or b"/Length1" in head:
            continue
        stop = content.find(b"endstream", match.end())
        if n_packed > 1 or _unpacks_too_far(content[match.end() : stop if stop >= 0 else len(content)]):
            return True
    return False


def _unpacks_too_far(packed: bytes) -> bool:
    try:
        return len(zlib.decompressobj().decompress(packed, MAX_COMMAND_BYTES + 1)) > MAX_COMMAND_BYTES
    except zlib.error:
        return False
