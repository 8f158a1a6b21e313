"""Plain text: the encoding that a file has and keeps, and a .txt transcript with names replaced."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from pipeline.errors import Problem
from pipeline.privacy.everywhere import Surfaces
from pipeline.privacy.rewriting_plan import Edit, Replacement, RewriteError, Said, edit_outside, settle

_UTF8 = (codecs.BOM_UTF8, "utf-8")
_MARKED = (_UTF8, (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(content: bytes, where: str) -> tuple[str, bytes, str]:
    """Return a file's text, byte order mark and encoding: UTF-8, UTF-16 or Windows-1252, as transcripts are read.

    Raises
    ------
    RewriteError
        If it is none of these.

    Examples
    --------
    >>> decode("één".encode("cp1252"), "a")
    ('één', b'', 'cp1252')
    """
    mark, encodings = b"", _encodings(content)
    for mark_of, encoding in _MARKED:
        if content.startswith(mark_of):
            mark, encodings = mark_of, [encoding]
    for encoding in encodings:
        try:
            text = content[len(mark) :].decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, mark, encoding
    raise RewriteError(
        Problem(where, "de tekencodering is niet te lezen; sla het bestand in Kladblok opnieuw op met codering UTF-8")
    )


def _encodings(content: bytes) -> list[str]:
    if b"\x00" not in content:
        return ["utf-8", "cp1252"]
    return ["utf-16-le" if content[1::2].count(0) > content[0::2].count(0) else "utf-16-be"]


def encode(text: str, mark: bytes, encoding: str) -> bytes:
    """Return ``text`` in its encoding; in UTF-8 with a mark where it could not be written or would be read otherwise."""
    try:
        content = mark + text.encode(encoding)
        if decode(content, "") == (text, mark, encoding) or content.isascii():
            return content
    except (UnicodeEncodeError, RewriteError):
        pass
    return codecs.BOM_UTF8 + text.encode("utf-8")


def rewrite_text(
    content: bytes, said: Sequence[Said], ordered: list[Replacement], surfaces: Surfaces, where: str
) -> bytes:
    """Return a .txt transcript with names replaced; here a replacement may also stand outside the turns.

    Raises
    ------
    RewriteError
        If the file is not the one that the turns were read from.
    ValueError
        If a replacement lies outside the file.
    """
    text, mark, encoding = decode(content, where)
    taken = bytearray(len(text))
    for turn in said:
        if turn.end > len(text) or "".join(text[turn.start : turn.end].split()) != turn.letters:
            raise RewriteError(
                Problem(
                    f"{where}, beurt {turn.turn_no}",
                    "deze beurt staat niet meer zo in het bestand; lees het transcript opnieuw in en probeer het nog eens",
                )
            )
        taken[turn.start : turn.end] = b"\x01" * (turn.end - turn.start)
    if ordered and ordered[-1].end > len(text):
        raise ValueError(f"replacement {ordered[-1].start}-{ordered[-1].end} is out of range")
    for each in ordered:
        taken[each.start : each.end] = b"\x01" * (each.end - each.start)
    edits = {Edit(each.start, each.end, each.pseudonym) for each in ordered}
    return encode(splice(text, settle(edits | edit_outside(text, taken, surfaces), where)), mark, encoding)


def splice(text: str, edits: Sequence[Edit]) -> str:
    """Return ``text`` with sorted edits made.

    Examples
    --------
    >>> splice("Dag Hanne!", [Edit(4, 9, "[persoon 1]")])
    'Dag [persoon 1]!'
    """
    parts, done = list[str](), 0
    for edit in edits:
        parts += [text[done : edit.start], edit.text]
        done = edit.end
    return "".join([*parts, text[done:]])
