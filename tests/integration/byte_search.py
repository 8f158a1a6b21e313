"""Search every byte of everything below a folder for words, also inside what is packed, escaped or encoded."""

from __future__ import annotations

import base64
import binascii
import html
import io
import json
import re
import sqlite3
import tempfile
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

_PNG, _SQLITE, _ZIP = b"\x89PNG\r\n\x1a\n", b"SQLite format 3\x00", b"PK\x03\x04"
_TEXT_CHUNKS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")
_INLINE = re.compile(rb"data:[\w/+.-]+;base64,([A-Za-z0-9+/=\s]+)")
_TAG = re.compile(r"<[^<>]*>")


def found(root: Path, words: Iterable[str]) -> dict[str, set[str]]:
    """Return, by path below ``root``, which of the words are in a file or in its name."""
    wanted = {word: fold(word) for word in words}
    places: dict[str, set[str]] = {}
    for path in sorted(path for path in root.rglob("*") if path.is_file()):
        name = path.relative_to(root).as_posix()
        texts = [fold(name), *map(fold, texts_in(path.read_bytes()))]
        here = {word for word, form in wanted.items() if any(form in text for text in texts)}
        if here:
            places[name] = here
    return places


def fold(text: str) -> str:
    """Return a text as it is compared: accents composed, small letters, single spaces, no soft hyphens."""
    return unicodedata.normalize("NFC", " ".join(text.replace("\u00ad", "").split()).casefold())


def texts_in(content: bytes) -> Iterator[str]:
    """Give all texts that can be read from the content of a file."""
    if content.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for info in archive.infolist():
                yield info.filename
                yield from texts_in(archive.read(info))
            yield archive.comment.decode("latin-1")
    elif content.startswith(_PNG):
        for chunk in png_texts(content):
            yield chunk.decode("latin-1")
            yield from texts_in(chunk)
    elif content.startswith(_SQLITE):
        yield from _rows(content)
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield from _readings(content.decode(encoding, errors="replace"))
    for match in _INLINE.finditer(content):
        yield from _decoded(match[1])
    yield from _json_texts(content)


def png_texts(content: bytes) -> Iterator[bytes]:
    """Give the text chunks of a picture, unpacked."""
    place = len(_PNG)
    while place + 8 <= len(content):
        length, kind = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8]
        if kind in _TEXT_CHUNKS:
            chunk = content[place + 8 : place + 8 + length]
            yield chunk
            for start in range(len(chunk)):
                if chunk[start : start + 1] == b"\x78":
                    try:
                        yield zlib.decompress(chunk[start:])
                    except zlib.error:
                        continue
        place += 12 + length


def _readings(text: str) -> Iterator[str]:
    """Give a text as it is, with its entities decoded, and without tags: inside a word they are nothing."""
    yield text
    if "<" in text or "&" in text:
        plain = html.unescape(text)
        yield plain
        yield html.unescape(_TAG.sub("", text))
        yield html.unescape(_TAG.sub(" ", text))


def _decoded(text: bytes) -> Iterator[str]:
    try:
        yield from texts_in(base64.b64decode(text, validate=False))
    except binascii.Error:
        return


def _json_texts(content: bytes) -> Iterator[str]:
    if not content.lstrip().startswith((b"{", b"[")):
        return
    try:
        value = json.loads(content)
    except ValueError:
        return
    for text in _strings(value):
        yield from _readings(text)
        if len(text) > 100 and re.fullmatch(r"[A-Za-z0-9+/=\s]+", text):
            yield from _decoded(text.encode())


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (str(key), *_strings(part))
    elif isinstance(value, list):
        if all(isinstance(part, str) for part in value):
            yield "".join(value)
        for part in value:
            yield from _strings(part)


def _rows(content: bytes) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.sqlite"
        path.write_bytes(content)
        with closing(sqlite3.connect(path)) as connection:
            yield from connection.iterdump()
