"""Invented transcripts in every format, and what is left of a file when all its parts are opened."""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import docx
import pandas as pd

from pipeline.privacy.rewriting import Replacement, rewrite
from pipeline.reading import Transcript, read_transcript

# (label, text) of each turn.
Talk = Sequence[tuple[str, str]]


def saved(document) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def make(suffix: str, talk: Talk, municipality: str = "Testdorp", n_words: int = 5) -> bytes:
    """Return a file of the kind ``suffix`` (``.table.docx`` for a table); pieces of ``n_words`` per cue or run."""
    makers = {".txt": _text, ".docx": _letter, ".table.docx": _table, ".vtt": _vtt, ".srt": _srt}
    return makers[suffix](talk, municipality, n_words)


def _pieces(text: str, n_words: int) -> list[str]:
    words = text.split()
    return [" ".join(words[n : n + n_words]) for n in range(0, len(words), n_words)]


def _text(talk: Talk, municipality: str, n_words: int) -> bytes:
    return (f"gemeente: {municipality}\n\n" + "".join(f"{label}: {text}\n\n" for label, text in talk)).encode()


def _letter(talk: Talk, municipality: str, n_words: int) -> bytes:
    document = docx.Document()
    document.add_paragraph(f"gemeente: {municipality}")
    for label, text in talk:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{label}:").bold = True
        for piece in _pieces(text, n_words):
            paragraph.add_run(f" {piece[:2]}")
            paragraph.add_run(piece[2:]).italic = True
    return saved(document)


def _table(talk: Talk, municipality: str, n_words: int) -> bytes:
    document = docx.Document()
    document.add_paragraph(f"gemeente: {municipality}")
    table = document.add_table(rows=0, cols=3)
    number = 0
    for label, text in talk:
        for place, piece in enumerate(_pieces(text, n_words)):
            number += 1
            for cell, words in zip(
                table.add_row().cells, ("" if place else label, piece, f"0:{number:02}"), strict=True
            ):
                cell.text = words
    return saved(document)


def _times(number: int, point: str) -> str:
    return f"00:{number // 60:02}:{number % 60:02}{point}000 --> 00:{number // 60:02}:{number % 60:02}{point}900"


def _vtt(talk: Talk, municipality: str, n_words: int) -> bytes:
    blocks = ["WEBVTT\n", f"NOTE\ngemeente: {municipality}\n"]
    for label, text in talk:
        for piece in _pieces(text, n_words):
            number = len(blocks) - 1
            said = html.escape(piece, quote=False)
            blocks.append(f"cue-{number}\n{_times(number, '.')}\n<v {label}>{said}</v>\n")
    return "\n".join(blocks).encode()


def _srt(talk: Talk, municipality: str, n_words: int) -> bytes:
    blocks = [f"gemeente: {municipality}\n"]
    for label, text in talk:
        for place, piece in enumerate(_pieces(text, n_words)):
            number = len(blocks)
            opening = "" if place else f"{label}: "
            blocks.append(f"{number}\n{_times(number, ',')}\n{opening}{html.escape(piece, quote=False)}\n")
    return "\n".join(blocks).encode()


def ending(suffix: str) -> str:
    return f".{suffix.rpartition('.')[2]}"


def read(content: bytes, suffix: str, folder: Path) -> Transcript:
    path = folder / f"v1{ending(suffix)}"
    path.write_bytes(content)
    return read_transcript(path)


def found(transcript: Transcript, pseudonyms: dict[str, str]) -> list[Replacement]:
    """Return a replacement for each place where one of the names stands in a turn, longer names first."""
    replacements: list[Replacement] = []
    for turn in transcript.turns.itertuples():
        for name in sorted(pseudonyms, key=len, reverse=True):
            start = turn.text.find(name)
            while start >= 0:
                first = turn.start_char + start
                if not any(x.start < first + len(name) and first < x.end for x in replacements):
                    replacements.append(Replacement(first, first + len(name), pseudonyms[name]))
                start = turn.text.find(name, start + 1)
    return replacements


def masked(content: bytes, suffix: str, pseudonyms: dict[str, str], folder: Path) -> bytes:
    """Return the file with the names replaced, in turns and outside them."""
    transcript = read(content, suffix, folder)
    return rewrite(content, ending(suffix), transcript.turns, found(transcript, pseudonyms), pseudonyms)


def everything_in(content: bytes) -> bytes:
    """Return all bytes of a file, the parts of a zip with their names."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return b"\n".join(info.filename.encode() + archive.read(info) + info.extra for info in archive.infolist())


def letters(texts: Iterable[str] | pd.Series) -> list[str]:
    """Return texts without white space: a name over two cues leaves a space more or less."""
    return ["".join(text.split()) for text in texts]
