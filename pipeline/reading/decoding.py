"""Bytes to text: UTF-8 and UTF-16 (with or without byte order mark) and Windows-1252; anything else is refused."""

from __future__ import annotations

import codecs
import re

from pipeline.errors import Problem, TranscriptError

_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f]")
# How UTF-8 looks that was read as Windows-1252: a letter of the upper half and what no word continues with.
_TWICE = re.compile(r"[\u00c2-\u00f4](?=[^\x00-\x7f])")
# The byte of each character of Windows-1252; control characters of Latin-1 stand for themselves.
_BYTES = {byte: byte for byte in range(256)} | {
    ord(character): byte for byte in range(256) if (character := bytes([byte]).decode("cp1252", "ignore"))
}
_MENDED = (
    "de tekens met accenten waren dubbel gecodeerd ('Ã©' in plaats van 'é') en zijn hersteld; kijk een paar zinnen na"
)


def decode(content: bytes, where: str) -> str:
    """Return the text of a file; line ends stay as they are, a byte order mark is left out.

    Raises
    ------
    TranscriptError
        If the file is empty, binary or in an encoding that is not read.

    Examples
    --------
    >>> decode("crisis\N{EN DASH}één".encode("cp1252"), "a.txt")
    'crisis–één'
    """
    return decode_and_mend(content, where)[0]


def decode_and_mend(content: bytes, where: str) -> tuple[str, list[str]]:
    """Return the text of a file as ``decode`` does, and a warning if it was UTF-8 encoded twice and is mended.

    Raises
    ------
    TranscriptError
        As ``decode``.

    Examples
    --------
    >>> text, warnings = decode_and_mend("één".encode().decode("cp1252").encode(), "a.txt")
    >>> text, warnings[0][:26]
    ('één', 'de tekens met accenten war')
    """
    text = _decode(content, where)
    if not text.strip():
        raise TranscriptError(Problem(where, "het bestand is leeg; kijk of u het goede bestand hebt gekozen"))
    if "\x00" in text:
        raise _binary(where)
    if len(_CONTROL.findall(text)) > len(text) / 100:
        raise _binary(where)
    mended = _mend(text)
    return (text, []) if mended is None else (mended, [_MENDED])


def _mend(text: str) -> str | None:
    """Return what the text was before it was encoded a second time, if it was as a whole."""
    if not (odd := len(_TWICE.findall(text))):
        return None
    try:
        mended = codecs.charmap_encode(text, "strict", _BYTES)[0].decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None
    return mended if mended.strip() and "\x00" not in mended and len(_TWICE.findall(mended)) < odd else None


def _decode(content: bytes, where: str) -> str:
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        raise _binary(where)
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return _strict(content, encoding, where)
    if b"\x00" in content:
        return _strict(content, _utf16_by_zeros(content, where), where)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "cp1252", where)


def _utf16_by_zeros(content: bytes, where: str) -> str:
    """Name the UTF-16 without a mark that the zero bytes point to: in Latin text they fill every other place."""
    even, odd = content[0::2].count(0), content[1::2].count(0)
    if odd > len(content) * 0.4 and not even:
        return "utf-16-le"
    if even > len(content) * 0.4 and not odd:
        return "utf-16-be"
    raise _binary(where)


def _strict(content: bytes, encoding: str, where: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        found = bytes(error.object)
        line_no = found[: error.start].count(b"\n") + 1
        raise TranscriptError(
            Problem(
                f"{where}, regel {line_no}",
                f"de tekencodering is niet te lezen (byte {found[error.start]:#04x}); gelezen worden UTF-8, UTF-16 en "
                "Windows-1252; sla het bestand in Word of Kladblok opnieuw op als tekst met codering UTF-8",
            )
        ) from None


def _binary(where: str) -> TranscriptError:
    return TranscriptError(
        Problem(
            where,
            "dit is geen tekstbestand (binaire inhoud); het programma leest tekst in UTF-8, UTF-16 of Windows-1252",
        )
    )
